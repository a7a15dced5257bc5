"""What a rebuild needs, and what is gone with the site."""

from __future__ import annotations

import datetime
from typing import Any, NamedTuple

from . import _core
from ._case import Case
from ._control_file import ControlFile
from ._enums import ServerKind
from ._object import Object, Path, base_name, bytes_of, instance, read_file, text_of, utc


class RecordedShare(NamedTuple):
    """A share as the registry has it; ``permissions`` is its security descriptor in hex."""

    name: str
    path: str
    comment: str
    permissions: str


class RecordedService(NamedTuple):
    """A service, and who it logs on as; "" where nothing says."""

    name: str
    account: str


class RecordedServer(NamedTuple):
    """A server of the site; ``uid`` is the next id it gives, None if it is lost for the reason ``uid_lost``."""

    name: str
    kind: ServerKind
    domain: str
    directory: str
    uid: str | None
    uid_lost: str
    shares: list[RecordedShare]
    services: list[RecordedService]


class RebuildRecord(Object):
    """What a rebuild needs afterwards, written down before: :meth:`of` a case, or read from a file that was saved.

    A file that was cut or changed raises MalformedError. Immutable; threads may share it.
    """

    __slots__ = ()

    def __init__(self, data: Any, name: str = "record") -> None:
        self._held = _core.rebuild_record_parse(bytes_of(data), text_of(name, "name"))

    @classmethod
    def read(cls, path: Path) -> RebuildRecord:
        """Reads a file of this machine."""
        return cls(read_file(path), base_name(path))

    @classmethod
    def of(cls, case: Case, next_range: str | None = None) -> RebuildRecord:
        """Writes down what a case shows; next_range is the range that a person wants to be the next ("Q7Z03000")."""
        return cls._of(_core.rebuild_record_new(instance(case, Case, "case")._handle, next_range))

    def save(self) -> str:
        """The record as a file."""
        return _core.rebuild_record_save(self._handle)

    def fits(self, case: Case) -> None:
        """RefusedError, by name, if the case is of another site."""
        _core.rebuild_record_fits(self._handle, instance(case, Case, "case")._handle)

    @property
    def site_code(self) -> str:
        """The site's code."""
        return _core.rebuild_record_site_code(self._handle)

    @property
    def parent_site_code(self) -> str:
        """The parent's code, "" where nothing says."""
        return _core.rebuild_record_parent_site_code(self._handle)

    @property
    def site_name(self) -> str:
        """The site's name, "" where nothing says."""
        return _core.rebuild_record_site_name(self._handle)

    @property
    def site_server(self) -> str:
        """The site server, "" where nothing says."""
        return _core.rebuild_record_site_server(self._handle)

    @property
    def install_directory(self) -> str:
        """The SMS root on the site server, "" where nothing says."""
        return _core.rebuild_record_install_directory(self._handle)

    @property
    def taken_utc_s(self) -> int | None:
        """When the evidence was taken, in seconds UTC."""
        return _core.rebuild_record_taken_utc_s(self._handle)

    @property
    def taken(self) -> datetime.datetime | None:
        """When the evidence was taken."""
        return utc(self.taken_utc_s)

    @property
    def next_range(self) -> str:
        """The first id of the range that is the next to be given: the highest of the three that follow."""
        return _core.rebuild_record_next_range(self._handle)

    @property
    def registry_range(self) -> str | None:
        """`Next SMS Unique ID` as the registry has it, None if it is lost."""
        return _core.rebuild_record_registry_range(self._handle) or None

    @property
    def registry_lost(self) -> str:
        """Why it is lost, "" if it is not."""
        return _core.rebuild_record_registry_lost(self._handle)

    @property
    def lowest_range(self) -> str | None:
        """The lowest range that is safe by all that was seen, the registry included, None if that does not decide."""
        return _core.rebuild_record_lowest_range(self._handle) or None

    @property
    def given_range(self) -> str | None:
        """What a person gave."""
        return _core.rebuild_record_given_range(self._handle) or None

    @property
    def control_file(self) -> ControlFile | None:
        """The master, its secrets masked; None if it was lost."""
        handle = _core.rebuild_record_control_file(self._handle)
        return None if handle is None else ControlFile._of(handle)

    @property
    def servers(self) -> list[RecordedServer]:
        """The site server first, then the logon servers by name."""
        return [self._server(i) for i in range(_core.rebuild_record_server_count(self._handle))]

    def _server(self, index: int) -> RecordedServer:
        handle = self._handle
        shares = [RecordedShare(
            _core.rebuild_record_share_name(handle, index, i), _core.rebuild_record_share_path(handle, index, i),
            _core.rebuild_record_share_comment(handle, index, i), _core.rebuild_record_share_permissions(handle, index, i))
            for i in range(_core.rebuild_record_share_count(handle, index))]
        services = [RecordedService(_core.rebuild_record_service_name(handle, index, i),
                                    _core.rebuild_record_service_account(handle, index, i))
                    for i in range(_core.rebuild_record_service_count(handle, index))]
        return RecordedServer(
            _core.rebuild_record_server_name(handle, index), ServerKind(_core.rebuild_record_server_kind(handle, index)),
            _core.rebuild_record_server_domain(handle, index), _core.rebuild_record_server_directory(handle, index),
            _core.rebuild_record_server_uid(handle, index) or None, _core.rebuild_record_server_uid_lost(handle, index),
            shares, services)

    def __repr__(self) -> str:
        return self._repr("" if self.closed else f"of {self.site_code}")
