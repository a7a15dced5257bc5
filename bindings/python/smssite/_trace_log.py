"""Trace logs of SMS services."""

from __future__ import annotations

import datetime
from typing import Any, NamedTuple

from . import _core
from ._enums import TraceForm
from ._object import bytes_of, local


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
