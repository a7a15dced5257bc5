"""Observing a site, and what was seen."""

from __future__ import annotations

import datetime
import os
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any, NamedTuple

from . import _core
from ._control_file import ControlFile
from ._enums import BoxRole, BoxState, Liveness, Presence, ServiceState, View
from ._errors import InvalidError
from ._evidence import ParentWord, Services
from ._registry import Registry, RegistryValue, SmsIni
from ._site_files import SendRequest, SystemMap
from ._object import Items, Object, Path, Time, bytes_of, clock, instance, local, name_of, read_file, base_name, text_of, utc
from ._status import Status
from ._tables import LayoutEntry, layout_at
from ._tree import Entry, Stat, Tree, stat_of, tree_of


class Record(NamedTuple):
    """A record of a trace log that was kept. ``~`` in the text stands for a line break."""

    text: str
    line: int
    time_local_s: int | None

    @property
    def time_local(self) -> datetime.datetime | None:
        """The server's wall clock, a datetime without offset."""
        return local(self.time_local_s)


class RegistrySource(NamedTuple):
    """A file of the registry of which a snapshot keeps something."""

    name: str
    #: OK, or what the first thing that could not be read in it came to.
    status: Status
    message: str
    #: It was not closed properly: values may be old or missing.
    dirty: bool
    #: Keys and values of interest that were there but are only counted.
    cut: int


class _Part:
    """A place in a snapshot; keeps the snapshot alive."""

    __slots__ = ("_snapshot", "_index")

    def __init__(self, snapshot: Snapshot, index: int) -> None:
        self._snapshot = instance(snapshot, Snapshot, "snapshot")
        self._index = index

    def _ask(self, call: Any, *arguments: Any) -> Any:
        return call(self._snapshot._handle, self._index, *arguments)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and (self._snapshot, self._index) == (other._snapshot, other._index)

    def __hash__(self) -> int:
        return hash((self._snapshot, self._index))

    def __repr__(self) -> str:
        closed = self._snapshot.closed
        return f"<smssite.{type(self).__name__} {'of a closed snapshot' if closed else self._name()}>"

    def _name(self) -> str:
        raise NotImplementedError


class Directory(_Part):
    """A directory that was looked at."""

    __slots__ = ()

    @property
    def path(self) -> str:
        """Path below the SMS root, in the case found; ".." is the drive's root, "" the SMS root."""
        return self._ask(_core.snapshot_directory_path)

    @property
    def layout(self) -> LayoutEntry | None:
        """What it is in the layout; None for a directory the layout does not have."""
        index = self._ask(_core.snapshot_directory_layout)
        return None if index is None else layout_at(index)

    @property
    def presence(self) -> Presence:
        """How it was found."""
        return Presence(self._ask(_core.snapshot_directory_presence))

    @property
    def message(self) -> str:
        """Why it is UNREADABLE, "" where there is nothing to say."""
        return self._ask(_core.snapshot_directory_message)

    @property
    def entries(self) -> Items[Entry]:
        """The names kept, sorted with letter case aside."""
        return Items(self._ask(_core.snapshot_entry_count), self._entry)

    @property
    def cut(self) -> int:
        """How many names more there were, which are only counted."""
        return self._ask(_core.snapshot_entry_cut)

    def _entry(self, index: int) -> Entry:
        return Entry(self._ask(_core.snapshot_entry_name, index), stat_of(self._ask(_core.snapshot_entry_stat, index)))

    def _name(self) -> str:
        return f"{self.path!r}, {self.presence.name}"


class Document(_Part):
    """A file whose contents were read."""

    __slots__ = ()

    @property
    def path(self) -> str:
        """Path below the SMS root."""
        return self._ask(_core.snapshot_document_path)

    @property
    def status(self) -> Status:
        """OK, or why it could not be read or parsed."""
        return Status(self._ask(_core.snapshot_document_status))

    @property
    def message(self) -> str:
        """The message that goes with the status."""
        return self._ask(_core.snapshot_document_message)

    @property
    def sha256(self) -> str:
        """SHA-256 of the bytes in hex, "" if they could not be read."""
        return self._ask(_core.snapshot_document_sha256)

    @property
    def stat(self) -> Stat:
        """Its size and time stamp."""
        return stat_of(self._ask(_core.snapshot_document_stat))

    @property
    def control_file(self) -> ControlFile | None:
        """The parsed control file; None if the document is none."""
        handle = self._ask(_core.snapshot_document_control_file)
        return None if handle is None else ControlFile._of(handle)

    @property
    def system_map(self) -> SystemMap | None:
        """The parsed map; None if the document is none."""
        handle = self._ask(_core.snapshot_document_system_map)
        return None if handle is None else SystemMap._of(handle)

    @property
    def ini(self) -> SmsIni | None:
        """SMS.INI or DOMAIN.INI; None if the document is none."""
        handle = self._ask(_core.snapshot_document_ini)
        return None if handle is None else SmsIni._of(handle)

    @property
    def send_request(self) -> SendRequest | None:
        """The send request; None if the document is none."""
        handle = self._ask(_core.snapshot_document_send_request)
        return None if handle is None else SendRequest._of(handle)

    def _name(self) -> str:
        return f"{self.path!r}, {self.status.name}"


class Log(_Part):
    """A trace log that was found."""

    __slots__ = ()

    @property
    def name(self) -> str:
        """File name as in the catalogue of services."""
        return self._ask(_core.snapshot_log_name)

    @property
    def path(self) -> str:
        """Where it was found."""
        return self._ask(_core.snapshot_log_path)

    @property
    def status(self) -> Status:
        """OK if it was read to its end, else why not."""
        return Status(self._ask(_core.snapshot_log_status))

    @property
    def stat(self) -> Stat:
        """Its size and time stamp."""
        return stat_of(self._ask(_core.snapshot_log_stat))

    @property
    def records(self) -> Items[Record]:
        """Records kept: the first, the last and those some rule wants to see."""
        return Items(self._ask(_core.snapshot_record_count), self._record)

    @property
    def cut(self) -> int:
        """How many records of interest more there were, which are only counted."""
        return self._ask(_core.snapshot_record_cut)

    @property
    def backward_steps(self) -> int:
        """How often a record's time was before that of the record before it."""
        return self._ask(_core.snapshot_log_backward_steps)

    @property
    def skipped(self) -> int:
        """Bytes at the front of a log of more than 256 MiB that were not read; its records then have no line numbers."""
        return self._ask(_core.snapshot_log_skipped)

    def _record(self, index: int) -> Record:
        return Record(self._ask(_core.snapshot_record_text, index), self._ask(_core.snapshot_record_line, index),
                      self._ask(_core.snapshot_record_time_local_s, index))

    def _name(self) -> str:
        return repr(self.name)


class BoxFile(_Part):
    """A name in the site-control box."""

    __slots__ = ()

    @property
    def name(self) -> str:
        """The name as found."""
        return self._ask(_core.snapshot_box_name)

    @property
    def role(self) -> BoxRole:
        """What it is, by its name."""
        return BoxRole(self._ask(_core.snapshot_box_role))

    @property
    def stat(self) -> Stat:
        """Its size and time stamp."""
        return stat_of(self._ask(_core.snapshot_box_stat))

    @property
    def document(self) -> Document | None:
        """Its contents; None if they were not read."""
        index = self._ask(_core.snapshot_box_document)
        return None if index is None else Document(self._snapshot, index)

    def _name(self) -> str:
        return f"{self.name!r}, {self.role.name}"


class Snapshot(Object):
    """What was seen of a site by :func:`observe`. Immutable; threads may share it."""

    __slots__ = ()

    @classmethod
    def load(cls, data: Any) -> Snapshot:
        """A snapshot that was saved, from its JSON text (str or bytes)."""
        return cls._of(_core.snapshot_load(data.encode() if isinstance(data, str) else bytes_of(data)))

    def save(self) -> str:
        """The snapshot as JSON text, secrets replaced by their length. The same snapshot gives the same text."""
        return _core.snapshot_save(self._handle)

    @property
    def site_code(self) -> str:
        """The site's code, "" where no control file says it."""
        return _core.snapshot_site_code(self._handle)

    @property
    def site_name(self) -> str:
        """The site's name, "" where no control file says it."""
        return _core.snapshot_site_name(self._handle)

    @property
    def parent_site_code(self) -> str:
        """The parent's code, "" where no control file says it."""
        return _core.snapshot_parent_site_code(self._handle)

    @property
    def site_server(self) -> str:
        """The site server's name, "" where no control file says it."""
        return _core.snapshot_site_server(self._handle)

    @property
    def install_directory(self) -> str:
        """The SMS root in the server's own notation, "" where no control file says it."""
        return _core.snapshot_install_directory(self._handle)

    @property
    def site_type(self) -> int | None:
        """A :class:`SiteType`, another number as found, None unknown."""
        return _core.snapshot_site_type(self._handle) or None

    @property
    def build(self) -> int | None:
        """Build number in the control file's header."""
        return _core.snapshot_build(self._handle)

    @property
    def location(self) -> str:
        """Where the tree was."""
        return _core.snapshot_location(self._handle)

    @property
    def root(self) -> str:
        """The SMS root's path in the tree."""
        return _core.snapshot_root(self._handle)

    @property
    def view(self) -> View:
        """What of the site the tree showed."""
        return View(_core.snapshot_view(self._handle))

    @property
    def is_copy(self) -> bool:
        """Whether it is of a copy: then ages count from the newest time in the evidence."""
        return _core.snapshot_is_copy(self._handle)

    @property
    def taken_utc_s(self) -> int | None:
        """When it was taken, in seconds UTC."""
        return _core.snapshot_taken_utc_s(self._handle)

    @property
    def taken(self) -> datetime.datetime | None:
        """When it was taken."""
        return utc(self.taken_utc_s)

    @property
    def newest_utc_s(self) -> int | None:
        """Newest file time in the evidence, in seconds UTC."""
        return _core.snapshot_newest_utc_s(self._handle)

    @property
    def newest(self) -> datetime.datetime | None:
        """Newest file time in the evidence."""
        return utc(self.newest_utc_s)

    @property
    def free_bytes(self) -> int | None:
        """Free bytes of the volume; None unknown, always so for copies."""
        return _core.snapshot_free_bytes(self._handle)

    @property
    def directories(self) -> Items[Directory]:
        """The directories looked at."""
        return Items(_core.snapshot_directory_count(self._handle), lambda index: Directory(self, index))

    def find_directory(self, path: str | bytes) -> Directory | None:
        """The directory at a path below the SMS root, spelling variants matched."""
        index = _core.snapshot_find_directory(self._handle, name_of(path))
        return None if index is None else Directory(self, index)

    @property
    def documents(self) -> Items[Document]:
        """The files whose contents were read."""
        return Items(_core.snapshot_document_count(self._handle), lambda index: Document(self, index))

    @property
    def documents_cut(self) -> int:
        """Control files and send requests beyond the limits, which are only names."""
        return _core.snapshot_document_cut(self._handle)

    def find_document(self, path: str | bytes) -> Document | None:
        """The document at a path below the SMS root, letter case aside."""
        index = _core.snapshot_find_document(self._handle, name_of(path))
        return None if index is None else Document(self, index)

    @property
    def logs(self) -> Items[Log]:
        """The trace logs that were found."""
        return Items(_core.snapshot_log_count(self._handle), lambda index: Log(self, index))

    def find_log(self, name: str | bytes) -> Log | None:
        """The first log of a name, letter case aside."""
        index = _core.snapshot_find_log(self._handle, name_of(name))
        return None if index is None else Log(self, index)

    @property
    def services(self) -> Services | None:
        """The list of services that was given."""
        handle = _core.snapshot_services(self._handle)
        return None if handle is None else Services._named(handle, _core.snapshot_services_name(self._handle))

    @property
    def installed(self) -> Services | None:
        """The services that the registry says are installed; None where it tells of none."""
        handle = _core.snapshot_installed(self._handle)
        return None if handle is None else Services._named(handle, "registry")

    def service(self, name: str) -> ServiceState:
        """State of a service: what the list says, and where that leaves open whether it is installed, the registry."""
        return ServiceState(_core.snapshot_service(self._handle, text_of(name, "name")))

    @property
    def registry(self) -> Registry | None:
        """What is kept of the registries that were given; it answers as they would, secrets are replaced by their length."""
        handle = _core.snapshot_registry(self._handle)
        return None if handle is None else Registry._kept(handle)

    @property
    def registry_sources(self) -> Items[RegistrySource]:
        """The registries that were given."""
        return Items(_core.snapshot_registry_source_count(self._handle), self._registry_source)

    def registry_source(self, value: RegistryValue) -> RegistrySource | None:
        """The one that a value of :attr:`registry` is from."""
        index = _core.snapshot_registry_source(self._handle, instance(value, RegistryValue, "value")._number)
        return None if index is None else self._registry_source(index)

    def _registry_source(self, index: int) -> RegistrySource:
        handle = self._handle
        return RegistrySource(
            _core.snapshot_registry_source_name(handle, index), Status(_core.snapshot_registry_source_status(handle, index)),
            _core.snapshot_registry_source_message(handle, index), _core.snapshot_registry_source_is_dirty(handle, index),
            _core.snapshot_registry_source_cut(handle, index))

    @property
    def parent_word(self) -> ParentWord | None:
        """The parent's word that was given."""
        handle = _core.snapshot_parent_word(self._handle)
        return None if handle is None else ParentWord._named(handle, _core.snapshot_parent_word_name(self._handle))

    @property
    def box_state(self) -> BoxState:
        """What the site-control box as a whole says."""
        return BoxState(_core.snapshot_box_state(self._handle))

    @property
    def box(self) -> Items[BoxFile]:
        """The names in the site-control box."""
        return Items(_core.snapshot_box_count(self._handle), lambda index: BoxFile(self, index))

    def find_box_file(self, role: BoxRole) -> BoxFile | None:
        """The first name of a role in the site-control box."""
        index = _core.snapshot_box_find(self._handle, BoxRole(role), 0)
        return None if index is None else BoxFile(self, index)

    def __repr__(self) -> str:
        return self._repr("" if self.closed else f"of {self.site_code or 'a site'} at {self.location}")


def observe(
    site: Tree | Path, *,
    path: str | bytes = "",
    view: View = View.AUTO,
    services: Services | Path | None = None,
    registry: Registry | Path | Sequence[Registry | Path] | None = None,
    site_list: ParentWord | Path | None = None,
    hman_log: ParentWord | Path | None = None,
    parent_status: str | None = None,
    logs: Tree | Path | None = None,
    drive_root: Tree | Path | None = None,
    boot_drive: Tree | Path | None = None,
    live: bool | None = None,
    taken: Time | None = None,
) -> Snapshot:
    """Reads the evidence of one site. Nothing is opened for writing.

    site: a directory of this machine, or a :class:`Tree` in which ``path`` is the drive, the SMS root or a share.
    services: a list of the server's services. registry: its registry, one or several of: an export, the hives SOFTWARE and
    SYSTEM; where two hold one value, the later counts. The parent's word is at most one of: site_list (lines
    `CODE status detail`), hman_log (the parent's HMAN.LOG), parent_status (what a person reads in the Sites window:
    "active", "phase-4", "construction"; the site is then read twice, for its code first).
    logs: a directory of trace logs saved elsewhere. drive_root: the root of the drive, where site is the SMS root.
    boot_drive: the server's drive C:, or its SMS.INI.
    live: True for a server at work, False for a copy; None: live if something changed within 24 hours.
    taken: when the evidence is taken, by default now.
    """
    sources = _core.sources_new()
    trees = _set_site(sources, site, name_of(path), View(view), drive_root)
    if logs is not None:
        trees.append(tree_of(logs))
        _core.sources_set_logs(sources, trees[-1]._handle, b"")
    if services is not None:
        listed = services if isinstance(services, Services) else Services.read(services)
        _core.sources_set_services(sources, listed._handle, listed.name)
    if boot_drive is not None:
        trees.append(_set_boot_drive(sources, boot_drive))
    given = [] if registry is None else [registry] if isinstance(registry, (Registry, str, bytes, os.PathLike)) else registry
    registries = [one if isinstance(one, Registry) else Registry.read(one) for one in given]
    for one in registries:
        _core.sources_add_registry(sources, one._handle, one.name)
    words = [word for word in (site_list, hman_log, parent_status) if word is not None]
    if len(words) > 1:
        raise InvalidError("the parent has one word: give one of site_list, hman_log and parent_status")
    if words and parent_status is None:
        word = words[0] if isinstance(words[0], ParentWord) else _read_word(words[0], words[0] is hman_log)
        _core.sources_set_parent_word(sources, word._handle, word.name)
    if live is not None:
        _core.sources_set_liveness(sources, Liveness.LIVE if live else Liveness.COPY)
    _core.sources_set_taken(sources, clock(taken))
    with ExitStack() as stack:
        for lock in sorted({one._lock for one in trees + registries}, key=id):
            stack.enter_context(lock)
        if parent_status is not None:
            code = _core.snapshot_site_code(_core.observe(sources))
            word = ParentWord.phrase(code, parent_status)
            _core.sources_set_parent_word(sources, word._handle, word.name)
        return Snapshot._of(_core.observe(sources))


def _set_site(sources: Any, site: Tree | Path, path: bytes, view: View, drive_root: Tree | Path | None) -> list[Tree]:
    """Where drive_root names a directory above site, the drive is the tree: a journal finds its place there."""
    if drive_root is not None and not isinstance(site, Tree) and not isinstance(drive_root, Tree):
        real_site, real_drive = (os.path.realpath(os.fsencode(place)) for place in (site, drive_root))
        if os.path.commonpath([real_site, real_drive]) == real_drive:
            site = Tree(real_drive)
            path = os.path.relpath(real_site, real_drive) + (b"/" + path if path else b"")
            path = b"" if path == b"." else path.removeprefix(b"./")
            drive_root = site
    trees = [tree_of(site)]
    _core.sources_set_tree(sources, trees[0]._handle, path, view)
    if drive_root is not None:
        trees.append(tree_of(drive_root))
        _core.sources_set_drive(sources, trees[1]._handle, b"")
    return trees


def _set_boot_drive(sources: Any, place: Tree | Path) -> Tree:
    name = b""
    if not isinstance(place, Tree) and not os.path.isdir(place):
        place, name = os.path.split(os.fsencode(place))
        place = place or b"."
    tree = tree_of(place)
    _core.sources_set_boot_drive(sources, tree._handle, name)
    return tree


def _read_word(path: Path, is_log: bool) -> ParentWord:
    read = ParentWord.hman_log if is_log else ParentWord.site_list
    return read(read_file(path), base_name(path))
