"""Where the evidence of one site lies, so that nobody types it again."""

from __future__ import annotations

import os
from typing import Any, NamedTuple

from . import _core
from ._case import Case
from ._enums import Liveness, ProfileItem, ServerKind
from ._errors import NotFoundError
from ._object import Object, Path, Time, bytes_of, read_file
from ._snapshot import Snapshot, observe


class ServerProfile(NamedTuple):
    """Where the evidence of one logon server lies; None where the profile does not say."""

    name: str
    kind: ServerKind
    domain: str | None
    tree: str
    drive_root: str | None
    boot_drive: str | None
    registry: str | None
    services: str | None
    logs: str | None
    liveness: Liveness


class Profile(Object):
    """An INI file that says where the evidence of one site lies. Immutable; threads may share it.

    It has a section ``[site]`` and one ``[logon server NAME]`` for each logon server; the man page shows the keys. A path
    that is not absolute counts from the profile's directory. Nothing is opened before :meth:`observe` or :meth:`case`.
    """

    __slots__ = ()

    def __init__(self, data: Any, path: Path = "profile.ini") -> None:
        self._held = _core.profile_parse(bytes_of(data), os.fsdecode(path))

    @classmethod
    def read(cls, path: Path) -> Profile:
        """Reads a file of this machine."""
        return cls(read_file(path), path)

    def __getitem__(self, item: ProfileItem) -> str | None:
        """What the profile says of the site; None where it says nothing."""
        return self._value(None, item)

    @property
    def liveness(self) -> Liveness:
        """Whether the site's tree is that of a server at work."""
        return Liveness(_core.profile_liveness(self._handle, None))

    @property
    def logon_servers(self) -> list[ServerProfile]:
        """The logon servers, in their order."""
        return [self._server(i) for i in range(_core.profile_logon_server_count(self._handle))]

    def _value(self, server: int | None, item: ProfileItem) -> str | None:
        return _core.profile_value(self._handle, server, ProfileItem(item)) or None

    def _server(self, index: int) -> ServerProfile:
        handle = self._handle
        values = {_key(item): self._value(index, item)
                  for item in ProfileItem if _key(item) in ServerProfile._fields}
        return ServerProfile(
            name=_core.profile_logon_server_name(handle, index), domain=_core.profile_logon_server_domain(handle, index) or None,
            kind=ServerKind(_core.profile_logon_server_kind(handle, index)),
            liveness=Liveness(_core.profile_liveness(handle, index)), **values)

    def observe(self, **sources: Any) -> Snapshot:
        """Reads the evidence of the site; what is given as for :func:`observe` counts before the profile."""
        told = {key: value for key in _SOURCES if (value := self[_ITEMS[key]]) is not None}
        if any(sources.get(word) is not None for word in _WORDS):
            told = {key: value for key, value in told.items() if key not in _WORDS}
        return _observe(self[ProfileItem.TREE], self.liveness, {**told, **sources})

    def case(self, *, now: Time | None = None, **sources: Any) -> Case:
        """Reads the evidence of the site, its parent, its logon servers and an earlier look, as far as the profile names
        them; what is given as for :func:`observe` counts before the profile. A logon server whose tree has no SMS root is
        not in view: None in :attr:`Case.logon_servers`."""
        taken = {"taken": sources["taken"]} if "taken" in sources else {}
        servers = {}
        for server in self.logon_servers:
            told = {key: value for key in _SOURCES if (value := getattr(server, key, None)) is not None}
            servers[server.name] = _observe_server(server, {**told, **taken})
        parent, earlier = self[ProfileItem.PARENT], self[ProfileItem.EARLIER]
        return Case(
            self.observe(**sources), now=now, logon_servers=servers,
            kinds={server.name: (server.kind, server.domain) for server in self.logon_servers},
            parent=None if parent is None else _other(parent, taken),
            earlier=None if earlier is None else Snapshot.load(read_file(earlier)))

    def __repr__(self) -> str:
        return self._repr("" if self.closed else f"of {self[ProfileItem.TREE]!r}")


def _key(item: ProfileItem) -> str:
    return _core.profile_item_name(item).replace("-", "_")


_ITEMS = {_key(item): item for item in ProfileItem}
_WORDS = ("site_list", "hman_log", "parent_status")
#: What observe() takes under the same name.
_SOURCES = ("drive_root", "boot_drive", "services", "registry", "logs") + _WORDS


def _observe(tree: str, liveness: Liveness, sources: dict[str, Any]) -> Snapshot:
    """A tree may be a saved snapshot, which already holds what was told of it."""
    if os.path.isfile(tree):
        return Snapshot.load(read_file(tree))
    if liveness is not Liveness.AUTO:
        sources = {"live": liveness is Liveness.LIVE, **sources}
    return observe(tree, **sources)


def _observe_server(server: ServerProfile, sources: dict[str, Any]) -> Snapshot | None:
    try:
        return _observe(server.tree, server.liveness, sources)
    except NotFoundError:
        # Evidence beside the tree that is missed is another matter.
        if not os.path.isdir(server.tree) or _has_root(server.tree):
            raise
        return None


def _has_root(tree: str) -> bool:
    try:
        observe(tree).close()
    except NotFoundError:
        return False
    return True


def _other(site: str, taken: dict[str, Any]) -> Snapshot:
    if site.lower().endswith(".ini"):
        return Profile.read(site).observe(**taken)
    return _observe(site, Liveness.AUTO, dict(taken))
