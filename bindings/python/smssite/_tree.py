"""Trees: a drive of a server, with names as Windows has them."""

from __future__ import annotations

import datetime
import os
from typing import Any, List, NamedTuple

from . import _core
from ._enums import EntryKind
from ._object import Lock, Object, Path, Time, bytes_of, name_of, position, seconds, utc


class Stat(NamedTuple):
    """What is known of a name: kind, size in bytes, time stamp, and a number that tells two files apart."""

    kind: EntryKind
    size: int
    mtime_utc_s: int | None
    identity: int

    @property
    def mtime(self) -> datetime.datetime | None:
        """The time stamp as a datetime in UTC."""
        return utc(self.mtime_utc_s)


class Entry(NamedTuple):
    """One name in a directory."""

    name: str
    stat: Stat

    @property
    def kind(self) -> EntryKind:
        """What the name is."""
        return self.stat.kind

    @property
    def size(self) -> int:
        """Size in bytes."""
        return self.stat.size

    @property
    def mtime(self) -> datetime.datetime | None:
        """The time stamp as a datetime in UTC."""
        return self.stat.mtime


def stat_of(values: tuple[int, int, int | None, int]) -> Stat:
    kind, size, mtime, identity = values
    return Stat(EntryKind(kind), size, mtime, identity)


class Tree(Object):
    """A drive of one server: ``Tree("/mnt/edge7")`` for a directory of this machine, :meth:`memory` for an empty one.

    Paths are relative to the tree's root; ``\\`` and ``/`` separate, letter case does not matter, symbolic links are
    listed and never followed. Opening opens nothing for writing. One thread at a time is in a tree, others wait.
    """

    __slots__ = ("_lock",)

    def __init__(self, path: Path) -> None:
        self._lock = Lock()
        self._held = _core.tree_open(os.fsencode(path))

    @classmethod
    def memory(cls) -> Tree:
        """A new, empty tree in memory. Its clock stands still, see :meth:`set_clock`."""
        self = cls._of(_core.tree_new_memory())
        self._lock = Lock()
        return self

    @property
    def location(self) -> str:
        """Where the tree is."""
        return _core.tree_location(self._handle)

    def list(self, path: str | bytes = "") -> List[Entry]:
        """The names in a directory, sorted with letter case aside."""
        with self._lock:
            listing = _core.tree_list(self._handle, name_of(path))
        return [
            Entry(_core.listing_name(listing, i), stat_of(_core.listing_stat(listing, i)))
            for i in range(_core.listing_count(listing))
        ]

    def resolve(self, path: str | bytes) -> str:
        """The path as found on disk. AmbiguousError if two names differ only in case."""
        with self._lock:
            return _core.tree_resolve(self._handle, name_of(path))

    def read(self, path: str | bytes, max_size: int = 64 << 20) -> bytes:
        """A file's contents; LimitError if it is larger than max_size bytes."""
        with self._lock:
            return _core.tree_read_file(self._handle, name_of(path), position(max_size, "max_size"))

    def write(self, path: str | bytes, data: Any) -> None:
        """Writes a new file durably. For setting up trees: repairs are made with apply()."""
        with self._lock:
            _core.tree_write_file(self._handle, name_of(path), bytes_of(data))

    def make_directory(self, path: str | bytes) -> None:
        """Makes a directory and the missing ones above it."""
        with self._lock:
            _core.tree_make_directory(self._handle, name_of(path))

    def set_mtime(self, path: str | bytes, mtime: Time) -> None:
        """Sets a file's time stamp."""
        with self._lock:
            _core.tree_set_mtime(self._handle, name_of(path), seconds(mtime, "mtime"))

    def set_clock(self, now: Time) -> None:
        """Sets the time stamp that a tree in memory gives to new files."""
        with self._lock:
            _core.tree_set_clock(self._handle, seconds(now, "now"))

    def __repr__(self) -> str:
        return self._repr("" if self.closed else self.location)


def tree_of(value: Tree | Path) -> Tree:
    return value if isinstance(value, Tree) else Tree(value)
