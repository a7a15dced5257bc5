"""What all classes of this package have in common: ownership, text, bytes, times, sequences."""

from __future__ import annotations

import datetime
import operator
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar, Union

from ._errors import InvalidError

Self = TypeVar("Self", bound="Object")
Item = TypeVar("Item")

#: A place on this machine.
Path = Union[str, bytes, os.PathLike[str], os.PathLike[bytes]]
#: Seconds since 1970-01-01 00:00:00 UTC, or a datetime that knows its offset.
Time = Union[int, float, datetime.datetime]
#: A time, something that tells it when asked, or None: this machine's clock.
Clock = Union[Time, Callable[[], Time], None]

_EPOCH = datetime.datetime(1970, 1, 1)
_EPOCH_UTC = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


class Object:
    """Owns one object of the C library.

    ``close()`` lets go of it (twice does no harm), ``with`` does so at the end of the block; what is used after that
    raises :class:`InvalidError`. Neither is needed: memory is given back when the last user of the object is gone.
    """

    __slots__ = ("_held", "__weakref__")

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        raise TypeError(f"{type(self).__name__} objects are not made by hand")

    @classmethod
    def _of(cls: type[Self], handle: Any) -> Self:
        self = object.__new__(cls)
        self._held = handle
        return self

    @property
    def _handle(self) -> Any:
        held = getattr(self, "_held", None)
        if held is None:
            raise InvalidError(f"this {type(self).__name__} is closed")
        return held

    def close(self) -> None:
        """Lets go of the object. A call that another thread is in ends first."""
        self._held = None

    @property
    def closed(self) -> bool:
        """Whether close() was called."""
        return getattr(self, "_held", None) is None

    def __enter__(self: Self) -> Self:
        """Checks that the object is open."""
        self._handle
        return self

    def __exit__(self, *exception: object) -> None:
        """Closes the object; an exception goes on its way."""
        self.close()

    def __reduce_ex__(self, protocol: Any) -> Any:
        raise TypeError(f"a {type(self).__name__} cannot be copied or pickled")

    def _repr(self, text: str) -> str:
        name = type(self).__name__
        return f"<smssite.{name}, closed>" if self.closed else f"<smssite.{name} {text}>"


class Items(Sequence[Item]):
    """A read-only sequence whose items are made when they are asked for; it keeps its object alive."""

    __slots__ = ("_length", "_make")

    def __init__(self, length: int, make: Callable[[int], Item]) -> None:
        self._length = length
        self._make = make

    def __len__(self) -> int:
        """How many there are."""
        return self._length

    def __getitem__(self, index: Any) -> Any:
        """One item, from the end if negative, or a list for a slice."""
        return item_of(index, self._length, self._make)

    def __iter__(self) -> Iterator[Item]:
        """All items in order."""
        return map(self._make, range(self._length))

    def __repr__(self) -> str:
        return repr(list(self))


def item_of(index: Any, length: int, make: Callable[[int], Any]) -> Any:
    if isinstance(index, slice):
        return [make(i) for i in range(*index.indices(length))]
    place = operator.index(index)
    if place < 0:
        place += length
    if not 0 <= place < length:
        raise IndexError(f"no item {index} of {length}")
    return make(place)


def position(value: Any, what: str) -> int:
    """A position that C takes as size_t; what is far out of range is simply out of range."""
    place = operator.index(value)
    if not 0 <= place < 2**63:
        raise InvalidError(f"{what}: no position {place}")
    return place


def instance(value: Any, kind: type[Item], what: str) -> Item:
    if not isinstance(value, kind):
        raise TypeError(f"{what} is a {kind.__name__}, not {type(value).__name__}")
    return value


def bytes_of(data: Any) -> bytes:
    """The library gets bytes that nobody changes while it reads them."""
    if isinstance(data, (bytes, bytearray, memoryview)):
        return bytes(data)
    raise TypeError(f"bytes are needed, not {type(data).__name__}")


def text_of(text: Any, what: str) -> str:
    return instance(text, str, what)


def name_of(path: Any) -> bytes:
    """A path in a tree, as it came out of one."""
    if isinstance(path, bytes):
        return path
    return text_of(path, "a path in a tree").encode("utf-8", "surrogateescape")


def read_file(path: Path) -> bytes:
    with open(os.fsencode(path), "rb") as file:
        return file.read()


def base_name(path: Path) -> str:
    """What evidence calls a file that was given."""
    return os.path.basename(os.fsencode(path)).decode("utf-8", "replace")


def seconds(value: Any, what: str) -> int:
    if isinstance(value, datetime.datetime):
        if value.utcoffset() is None:
            raise ValueError(f"{what}: a datetime without offset could mean any time")
        return (value - _EPOCH_UTC) // datetime.timedelta(seconds=1)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(f"{what} is in seconds or a datetime, not {type(value).__name__}")
    whole = int(value // 1)
    if not -(2**63) < whole < 2**63:
        raise InvalidError(f"{what}: {whole} seconds are out of range")
    return whole


def local_seconds(value: Any, what: str) -> int:
    """A time of a server's own wall clock; None is the library's "not known"."""
    if value is None:
        return -(2**63)
    if isinstance(value, datetime.datetime):
        if value.utcoffset() is not None:
            raise ValueError(f"{what}: a server's wall clock has no offset")
        return (value - _EPOCH) // datetime.timedelta(seconds=1)
    return seconds(value, what)


def clock(now: Clock) -> int:
    if now is None:
        return int(time.time())
    return seconds(now() if callable(now) else now, "now")


def utc(value: int | None) -> datetime.datetime | None:
    """None also for what a datetime cannot hold: times come from files that may say anything."""
    return None if value is None else _add(_EPOCH_UTC, value)


def local(value: int | None) -> datetime.datetime | None:
    """The server's wall clock has no offset, and so has the datetime."""
    return None if value is None else _add(_EPOCH, value)


def _add(start: datetime.datetime, value: int) -> datetime.datetime | None:
    try:
        return start + datetime.timedelta(seconds=value)
    except OverflowError:
        return None


#: What is entered by one thread at a time has one of these.
Lock = threading.Lock
