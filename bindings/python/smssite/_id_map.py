"""Which SMSIDs of a site are in use, and what the .UID files of its logon servers say (KB Q127052)."""

from __future__ import annotations

from typing import Any, NamedTuple

from . import _core
from ._case import Case
from ._enums import IdProblem, IdSource, UidState
from ._object import Items, Object, bytes_of, instance, name_of, position, text_of
from ._registry import Registry, SmsIni
from ._smsid import SMSID
from ._snapshot import Snapshot
from ._tree import Tree


class UidStore(Object):
    """The directory ``LOGON.SRV/SMSID`` of one logon server: one file whose name is the next id. Immutable."""

    __slots__ = ()

    @classmethod
    def read(cls, tree: Tree, directory: str = "LOGON.SRV/SMSID") -> UidStore:
        """Reads the directory as it is now."""
        return cls._of(_core.uid_store_read(instance(tree, Tree, "tree")._handle, name_of(directory)))

    @classmethod
    def seen(cls, snapshot: Snapshot) -> UidStore:
        """What a snapshot has seen of it."""
        return cls._of(_core.uid_store_from_snapshot(instance(snapshot, Snapshot, "snapshot")._handle))

    @property
    def state(self) -> UidState:
        """What the directory as a whole says."""
        return UidState(_core.uid_store_state(self._handle))

    @property
    def names(self) -> Items[str]:
        """Names that end in ``.UID``, as found."""
        return Items(_core.uid_store_count(self._handle), lambda i: _core.uid_store_name(self._handle, i))

    def id(self, index: int) -> SMSID:
        """The id that a name stands for; MalformedError if it is none."""
        return SMSID._of(_core.uid_store_id(self._handle, position(index, "index")))

    @property
    def next_id(self) -> SMSID:
        """The next id of the server; an error says why there is none."""
        return SMSID._of(_core.uid_store_next_id(self._handle))

    @property
    def highest(self) -> int | None:
        """Position of the highest id; the files with lower ones are to be removed (KB Q269774)."""
        return _core.uid_store_highest(self._handle)

    @staticmethod
    def rename(tree: Tree, directory: str, expected: SMSID, wanted: SMSID) -> None:
        """Renames the one file, never replacing another; ChangedError if a client was faster."""
        _core.uid_store_rename(instance(tree, Tree, "tree")._handle, name_of(directory), int(instance(expected, SMSID, "expected")),
                               int(instance(wanted, SMSID, "wanted")))

    def __repr__(self) -> str:
        return self._repr("" if self.closed else f"{self.state.name} {list(self.names)}")


class IdServer(NamedTuple):
    """A logon server: its next id (None: not known), ids left, seconds they last (None: not known)."""

    name: str
    state: UidState
    next_id: SMSID | None
    remaining: int
    lasts_s: int | None
    path: str


class IdRange(NamedTuple):
    """A range of which something was seen: who hands out its ids (None: it is abandoned), ids in use, the highest."""

    number: int
    owner: str | None
    used: int
    highest: SMSID | None
    path: str


class FoundProblem(NamedTuple):
    """What is wrong, or will be; ``line`` is 0 where there is none. ``suspects``: the first and the last of the ids that two
    clients have, or will get."""

    kind: IdProblem
    server: str | None
    text: str
    path: str
    line: int
    suspects: tuple[SMSID, SMSID] | None


class IdMap(Object):
    """Which ids of a site are in use, by all that can be known. Evidence is added, then :meth:`finish` answers."""

    __slots__ = ()

    def __init__(self, site_code: str) -> None:
        self._held = _core.id_map_new(text_of(site_code, "site_code"))

    @classmethod
    def of(cls, case: Case) -> IdMap:
        """The finished map of a case."""
        self = cls(instance(case, Case, "case").site.site_code)
        self.add_case(case)
        return self.finish()

    def add_case(self, case: Case) -> None:
        """The .UID files and file names of a site, its logon servers and the earlier look, and the registry's next range."""
        _core.id_map_add_case(self._handle, instance(case, Case, "case")._handle)

    def add_id(self, source: IdSource, id: SMSID, server: str | None = None, path: str = "", line: int = 0) -> None:
        """One id; those of other sites are only counted."""
        _core.id_map_add_id(self._handle, IdSource(source), server, int(instance(id, SMSID, "id")), text_of(path, "path"),
                            position(line, "line"))

    def add_uid_store(self, server: str, store: UidStore, path: str = "") -> None:
        """The .UID files of a logon server."""
        _core.id_map_add_uid_store(self._handle, text_of(server, "server"), instance(store, UidStore, "store")._handle,
                                   text_of(path, "path"))

    def add_earlier(self, server: str, store: UidStore, seconds_before: int) -> None:
        """The same server's .UID files at an earlier time."""
        _core.id_map_add_earlier(self._handle, text_of(server, "server"), instance(store, UidStore, "store")._handle,
                                 seconds_before)

    def add_snapshot(self, snapshot: Snapshot, server: str | None = None) -> None:
        """The .UID files of that server (not without a name), and all file names that carry ids."""
        _core.id_map_add_snapshot(self._handle, server, instance(snapshot, Snapshot, "snapshot")._handle)

    def add_unreachable(self, server: str) -> None:
        """A logon server that cannot be reached: no range it may have had is used again."""
        _core.id_map_add_unreachable(self._handle, text_of(server, "server"))

    def add_next(self, source: IdSource, value: str, path: str = "", line: int = 0) -> None:
        """The value of the next range, of the registry or saved."""
        _core.id_map_add_next(self._handle, IdSource(source), text_of(value, "value"), text_of(path, "path"),
                              position(line, "line"))

    def add_registry(self, registry: Registry, path: str = "registry") -> None:
        """``Next SMS Unique ID`` of the site server."""
        _core.id_map_add_registry(self._handle, instance(registry, Registry, "registry")._handle, text_of(path, "path"))

    def add_sms_ini(self, ini: SmsIni, path: str = "SMS.INI") -> None:
        """A client's own id, and on the site server the saved range."""
        _core.id_map_add_sms_ini(self._handle, instance(ini, SmsIni, "ini")._handle, text_of(path, "path"))

    def add_list(self, source: IdSource, data: Any, path: str = "list") -> int:
        """A list of ids, one a line (of records with the logon server behind it); how many there were."""
        return _core.id_map_add_list(self._handle, IdSource(source), bytes_of(data), text_of(path, "path"))

    def add_unseen(self, what: str) -> None:
        """Something nobody could look at."""
        _core.id_map_add_unseen(self._handle, text_of(what, "what"))

    def finish(self) -> IdMap:
        """Makes the answers; the map is immutable from then on."""
        _core.id_map_finish(self._handle)
        return self

    @property
    def id_count(self) -> int:
        """Ids of the site that were added."""
        return _core.id_map_id_count(self._handle)

    @property
    def foreign_count(self) -> int:
        """Ids of other sites."""
        return _core.id_map_foreign_count(self._handle)

    @property
    def next_range(self) -> SMSID:
        """The lowest ``Next SMS Unique ID`` that is safe; UndecidedError if what was seen does not tell."""
        return SMSID._of(_core.id_map_next_range(self._handle))

    @property
    def next_range_text(self) -> str:
        """Why it is this range, with the evidence, or why it is not known; empty before :meth:`finish`."""
        return _core.id_map_next_range_text(self._handle)

    @property
    def remaining(self) -> int:
        """Ids that the site can still hand out."""
        return _core.id_map_remaining(self._handle)

    @property
    def servers(self) -> Items[IdServer]:
        """The logon servers, in the order they were added."""
        return Items(_core.id_map_server_count(self._handle), self._server)

    @property
    def ranges(self) -> Items[IdRange]:
        """Ranges of which something was seen, in their order."""
        return Items(_core.id_map_range_count(self._handle), self._range)

    @property
    def problems(self) -> Items[FoundProblem]:
        """What is wrong, or will be."""
        return Items(_core.id_map_problem_count(self._handle), self._problem)

    @property
    def problems_cut(self) -> int:
        """Problems that are only counted."""
        return _core.id_map_problem_cut(self._handle)

    @property
    def unseen(self) -> Items[str]:
        """What could not be seen."""
        return Items(_core.id_map_unseen_count(self._handle), lambda i: _core.id_map_unseen(self._handle, i))

    def check_uid(self, server: str, id: SMSID) -> None:
        """RefusedError if the .UID file of a server must not be set to an id."""
        _core.id_map_check_uid(self._handle, text_of(server, "server"), int(instance(id, SMSID, "id")))

    def check_next(self, id: SMSID) -> None:
        """RefusedError if ``Next SMS Unique ID`` must not be set to an id."""
        _core.id_map_check_next(self._handle, int(instance(id, SMSID, "id")))

    def to_json(self) -> str:
        """All of it as JSON."""
        return _core.id_map_to_json(self._handle)

    def _name(self, server: int | None) -> str | None:
        return None if server is None else _core.id_map_server_name(self._handle, server)

    def _server(self, index: int) -> IdServer:
        state = UidState(_core.id_map_server_state(self._handle, index))
        try:
            next_id = SMSID._of(_core.id_map_server_next_id(self._handle, index))
        except LookupError:
            next_id = None
        return IdServer(self._name(index), state, next_id, _core.id_map_server_remaining(self._handle, index),
                        _core.id_map_server_lasts_s(self._handle, index), _core.id_map_server_path(self._handle, index))

    def _range(self, index: int) -> IdRange:
        try:
            highest = SMSID._of(_core.id_map_range_highest(self._handle, index))
        except LookupError:
            highest = None
        return IdRange(_core.id_map_range_number(self._handle, index), self._name(_core.id_map_range_owner(self._handle, index)),
                       _core.id_map_range_used(self._handle, index), highest, _core.id_map_range_path(self._handle, index))

    def _problem(self, index: int) -> FoundProblem:
        try:
            suspects = (SMSID._of(_core.id_map_problem_first_id(self._handle, index)),
                        SMSID._of(_core.id_map_problem_last_id(self._handle, index)))
        except LookupError:
            suspects = None
        return FoundProblem(
            IdProblem(_core.id_map_problem_kind(self._handle, index)), self._name(_core.id_map_problem_server(self._handle, index)),
            _core.id_map_problem_text(self._handle, index), _core.id_map_problem_path(self._handle, index),
            _core.id_map_problem_line(self._handle, index), suspects)

    def __repr__(self) -> str:
        return self._repr("" if self.closed else f"of {self.id_count} ids")
