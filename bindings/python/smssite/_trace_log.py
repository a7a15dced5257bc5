"""Trace logs of SMS services."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator
from typing import Any, NamedTuple, Union

from . import _core
from ._enums import TraceForm, TraceTally
from ._object import Lock, Object, Path, bytes_of, instance, local, local_seconds, name_of, position, text_of
from ._tree import Tree

#: A log: a file of this machine, or its bytes.
Log = Union[Path, bytearray, memoryview]
#: Seconds since 1970-01-01 on the server's wall clock, or a datetime without offset.
LocalTime = Union[int, float, datetime.datetime]


class TraceRecord(NamedTuple):
    """One record of a trace log; None or "" for what is not told. ``~`` in the text stands for a line break.

    ``message`` is the text without what is split off as ``level`` (``INFO``, ``ERROR SQL``, ``SQL>>>``, ``Err>``).
    """

    form: TraceForm
    text: str
    message: str
    component: str
    level: str
    context: str
    file: str
    zone: str
    time_local_s: int | None
    source_line: int | None
    thread: int | None
    time_ms: int | None
    log: int
    line: int

    @property
    def time_local(self) -> datetime.datetime | None:
        """The server's wall clock, a datetime without offset."""
        when = local(self.time_local_s)
        return when if when is None or self.time_ms is None else when.replace(microsecond=self.time_ms * 1000)


def record_of(values: tuple[Any, ...]) -> TraceRecord:
    return TraceRecord(TraceForm(values[0]), *values[1:])


def parse_trace_record(line: Any) -> TraceRecord:
    """Parses one line of a trace log (bytes without line end); MalformedError if it is nothing but text."""
    return record_of(_core.trace_record_parse(bytes_of(line)))


class TraceLog(Object):
    """One or several trace logs as an iterator of :class:`TraceRecord`, on one time line; see :func:`read_log`.

    Records are read when they are asked for, and other threads run meanwhile; memory does not depend on the logs' size.
    One thread at a time is in it, others wait. Of a log that is followed an iteration ends where there is nothing more
    now; the next one goes on from there. Nothing waits.
    """

    __slots__ = ("_lock", "_kept")

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: list[bytes] = []
        self._held = _core.trace_log_new()

    def add(self, path: str | bytes, tree: Tree | None = None) -> None:
        """Adds a log of a tree, or of this machine, and before it what it was renamed to when it was full."""
        if tree is None:
            directory, name = os.path.split(os.fsencode(path))
            with self._lock:
                _core.trace_log_add(self._handle, _core.tree_open(directory or b"."), name)
            return
        with instance(tree, Tree, "tree")._lock, self._lock:
            _core.trace_log_add(self._handle, tree._handle, name_of(path))

    def add_bytes(self, data: Any, name: str = "log") -> None:
        """Adds the bytes of a log."""
        kept = bytes_of(data)
        with self._lock:
            _core.trace_log_add_bytes(self._handle, kept, text_of(name, "name"))
            self._kept.append(kept)

    def add_descriptor(self, descriptor: int, name: str = "descriptor") -> None:
        """Adds what a descriptor gives from where it stands. It stays the caller's and has to stay open."""
        with self._lock:
            _core.trace_log_add_descriptor(self._handle, descriptor, text_of(name, "name"))

    def follow(self) -> None:
        """From now on logs of trees are followed: truncated, replaced or rolled over, they go on with the new file."""
        with self._lock:
            _core.trace_log_follow(self._handle)

    def only(self, *, component: str | None = None, thread: int | None = None, since: LocalTime | None = None,
             until: LocalTime | None = None, text: str | None = None, pattern: str | None = None) -> TraceLog:
        """Passes only records of a component, a thread, a time, with a text in them as it stands, or that an expression
        of PCRE2 matches; what is not given is as before. Times are on the server's wall clock."""
        with self._lock:
            if component is not None:
                _core.trace_log_only_component(self._handle, text_of(component, "component"))
            if thread is not None:
                _core.trace_log_only_thread(self._handle, position(thread, "thread"))
            if since is not None or until is not None:
                _core.trace_log_only_time(self._handle, local_seconds(since, "since"), local_seconds(until, "until"))
            if text is not None:
                _core.trace_log_only_text(self._handle, text_of(text, "text"))
            if pattern is not None:
                _core.trace_log_only_pattern(self._handle, text_of(pattern, "pattern"))
        return self

    def __iter__(self) -> Iterator[TraceRecord]:
        """Itself: records that were taken do not come again."""
        self._handle
        return self

    def __next__(self) -> TraceRecord:
        with self._lock:
            values = _core.trace_log_next(self._handle)
        if values is None:
            raise StopIteration
        return record_of(values)

    @property
    def names(self) -> list[str]:
        """What the files are called, by their numbers in the records."""
        handle = self._handle
        return [_core.trace_log_name(handle, i) for i in range(_core.trace_log_count(handle))]

    def tally(self, log: int, which: TraceTally) -> int:
        """What was counted of a file so far."""
        return _core.trace_log_tally(self._handle, position(log, "log"), TraceTally(which))

    def close(self) -> None:
        """Closes the files. A call that another thread is in ends first."""
        with self._lock:
            super().close()
            self._kept = []

    def __repr__(self) -> str:
        return self._repr("" if self.closed else ", ".join(self.names))


def read_log(*logs: Log, component: str | None = None, thread: int | None = None, since: LocalTime | None = None,
             until: LocalTime | None = None, text: str | None = None, pattern: str | None = None,
             follow: bool = False) -> TraceLog:
    """Reads trace logs: files of this machine, or their bytes (a bytearray or memoryview). Returns a :class:`TraceLog`, an iterator of its records.

        >>> with smssite.read_log("LOGS/SCHED.LOG", component="SMS_SCHEDULER") as log:
        ...     for record in log:
        ...         print(record.time_local, record.text)

    Several logs come on one time line. ``DESPOOL.LO_``, which a full ``DESPOOL.LOG`` is renamed to, is read before it.
    """
    self = TraceLog()
    for log in logs:
        if isinstance(log, (bytearray, memoryview)):
            self.add_bytes(log)
        else:
            self.add(os.fspath(log))
    self.only(component=component, thread=thread, since=since, until=until, text=text, pattern=pattern)
    if follow:
        self.follow()
    return self
