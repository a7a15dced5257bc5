"""SYSTEM.MAP and send requests."""

from __future__ import annotations

from typing import Any, NamedTuple

from . import _core
from ._enums import MapComponentKind
from ._object import Items, Object, Path, bytes_of, read_file, text_of


class MapComponent(NamedTuple):
    """A service or package of a system map; ``files`` begins with its main file."""

    name: str
    kind: MapComponentKind
    flags: int | None
    files: list[str]


class MapFile(NamedTuple):
    """A file of a system map: an installed one has one of both sizes. "" stands for all platforms or languages."""

    name: str
    directory: str
    platform: str
    language: str
    unit: str
    size: int | None
    other_size: int | None
    flags: int | None
    line: int


class SystemMap(Object):
    """SYSTEM.MAP of an SMS root. Immutable; threads may share it."""

    __slots__ = ()

    def __init__(self, data: Any) -> None:
        self._held = _core.system_map_parse(bytes_of(data))

    @classmethod
    def read(cls, path: Path) -> SystemMap:
        """Reads a file of this machine."""
        return cls(read_file(path))

    @property
    def data(self) -> bytes:
        """The bytes as read."""
        return _core.system_map_data(self._handle)

    @property
    def build(self) -> int | None:
        """The build that it is of."""
        return _core.system_map_build(self._handle)

    @property
    def skipped(self) -> int:
        """How many statements were passed over."""
        return _core.system_map_skipped(self._handle)

    @property
    def lists(self) -> dict[str, list[str]]:
        """PLATFORMS, LANGUAGES, UNITS, and those of IDLIST; of two of one name the first."""
        handle = self._handle
        found: dict[str, list[str]] = {}
        for i in range(_core.system_map_list_count(handle)):
            found.setdefault(_core.system_map_list_name(handle, i),
                             [_core.system_map_list_value(handle, i, j) for j in range(_core.system_map_list_size(handle, i))])
        return found

    def find_list(self, name: str) -> list[str] | None:
        """A list by its name, letter case aside."""
        handle = self._handle
        i = _core.system_map_find_list(handle, text_of(name, "name"))
        return None if i is None else [
            _core.system_map_list_value(handle, i, j) for j in range(_core.system_map_list_size(handle, i))]

    @property
    def components(self) -> Items[MapComponent]:
        """Services and packages."""
        return Items(_core.system_map_component_count(self._handle), self._component)

    @property
    def files(self) -> Items[MapFile]:
        """Files, in the order of the map."""
        return Items(_core.system_map_file_count(self._handle), self._file)

    def _component(self, i: int) -> MapComponent:
        handle = self._handle
        return MapComponent(
            _core.system_map_component_name(handle, i), MapComponentKind(_core.system_map_component_kind(handle, i)),
            _core.system_map_component_flags(handle, i),
            [_core.system_map_component_file(handle, i, j) for j in range(_core.system_map_component_file_count(handle, i))])

    def _file(self, i: int) -> MapFile:
        handle = self._handle
        return MapFile(
            _core.system_map_file_name(handle, i), _core.system_map_file_directory(handle, i),
            _core.system_map_file_platform(handle, i), _core.system_map_file_language(handle, i),
            _core.system_map_file_unit(handle, i), _core.system_map_file_size(handle, i),
            _core.system_map_file_other_size(handle, i), _core.system_map_file_flags(handle, i),
            _core.system_map_file_line(handle, i))

    def __repr__(self) -> str:
        return self._repr("" if self.closed else f"of build {self.build}")


class SendRecord(NamedTuple):
    """A record of a send request; ``name`` is None for a type that is not documented."""

    type: int
    name: str | None
    size: int


class SendRequest(Object):
    """A send request (`.SRQ`, `.SRS`). What it does not say is "" or None. Immutable; threads may share it."""

    __slots__ = ()

    def __init__(self, data: Any) -> None:
        self._held = _core.send_request_parse(bytes_of(data))

    @classmethod
    def read(cls, path: Path) -> SendRequest:
        """Reads a file of this machine."""
        return cls(read_file(path))

    @property
    def records(self) -> Items[SendRecord]:
        """The chain of records."""
        return Items(_core.send_request_record_count(self._handle), self._record)

    def record_data(self, index: int) -> bytes:
        """The data of a record, which may hold secrets; NotFoundError in a snapshot that was saved."""
        return _core.send_request_record_data(self._handle, index)

    @property
    def priority(self) -> int | None:
        """1 high, 2 medium, 3 low."""
        return _core.send_request_priority(self._handle)

    @property
    def destination(self) -> str:
        """Code of the site it goes to."""
        return _core.send_request_destination(self._handle)

    @property
    def job(self) -> str:
        """Id of the job."""
        return _core.send_request_job(self._handle)

    @property
    def id(self) -> str:
        """Id of the request: the file's name without its first character."""
        return _core.send_request_id(self._handle)

    @property
    def outbox(self) -> str:
        """Path of the outbox."""
        return _core.send_request_outbox(self._handle)

    @property
    def package_file(self) -> str:
        """Path of the package."""
        return _core.send_request_package_file(self._handle)

    @property
    def instruction_file(self) -> str:
        """Path of the instruction."""
        return _core.send_request_instruction_file(self._handle)

    @property
    def status(self) -> str:
        """The word behind SREQ_STATUS_."""
        return _core.send_request_status(self._handle)

    @property
    def action(self) -> int | None:
        """0 nothing, 1 retry, 2 delete."""
        return _core.send_request_action(self._handle)

    @property
    def is_cancelled(self) -> bool:
        """Whether it has a CANCEL record."""
        return _core.send_request_is_cancelled(self._handle)

    def _record(self, i: int) -> SendRecord:
        handle = self._handle
        type = _core.send_request_record_type(handle, i)
        return SendRecord(type, _core.send_record_name(type), _core.send_request_record_size(handle, i))

    def __repr__(self) -> str:
        return self._repr("" if self.closed else f"to {self.destination or '?'}")
