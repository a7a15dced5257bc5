"""What else can be asked: lists of services, the parent's word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from . import _core
from ._enums import ServicesForm, ServiceState, SiteStatus, WordForm
from ._object import Items, Object, Path, base_name, bytes_of, instance, read_file, text_of
from ._registry import Registry


class Service(NamedTuple):
    """One line of a list of services."""

    name: str
    state: ServiceState
    line: int
    #: What only a registry tells: value Start (2 automatic, 3 by hand, 4 disabled), command line, account, marked for deletion.
    start: int | None = None
    image_path: str = ""
    account: str = ""
    deleted: bool = False


class Services(Object):
    """A list of services as saved from a server, a sequence of :class:`Service`. Immutable; threads may share it.

    The shape (``NAME state`` lines, ``net start``, ``sc query``, ``sclist``) is recognised by content. ``name`` is what evidence
    calls the list.
    """

    __slots__ = ("_name",)

    def __init__(self, data: Any, name: str = "services") -> None:
        self._name = text_of(name, "name")
        self._held = _core.services_parse(bytes_of(data))

    @classmethod
    def read(cls, path: Path) -> Services:
        """Reads a file of this machine; evidence calls it by its base name."""
        return cls(read_file(path), base_name(path))

    @classmethod
    def from_registry(cls, registry: Registry) -> Services:
        """What a registry says is installed: an export, an offline hive SYSTEM, or what a snapshot keeps."""
        return cls._named(instance(registry, Registry, "registry")._ask(_core.services_from_registry), registry.name)

    @classmethod
    def _named(cls, handle: Any, name: str) -> Services:
        self = cls._of(handle)
        self._name = name
        return self

    @property
    def name(self) -> str:
        """What evidence calls the list."""
        return self._name

    @property
    def form(self) -> ServicesForm:
        """The shape of the list."""
        return ServicesForm(_core.services_get_form(self._handle))

    def find(self, name: str) -> ServiceState:
        """State of a service by name; for one not listed what the list's shape implies."""
        return ServiceState(_core.services_find(self._handle, text_of(name, "name")))

    def __len__(self) -> int:
        """How many names are listed."""
        return _core.services_count(self._handle)

    def __getitem__(self, index: Any) -> Any:
        """One service, or a list for a slice."""
        return Items(len(self), self._service)[index]

    def __iter__(self) -> Iterator[Service]:
        """The services in the order of the list."""
        return map(self._service, range(len(self)))

    def _service(self, index: int) -> Service:
        handle = self._handle
        return Service(_core.services_name(handle, index), ServiceState(_core.services_state(handle, index)),
                       _core.services_line(handle, index), _core.services_start(handle, index),
                       _core.services_image_path(handle, index), _core.services_account(handle, index),
                       _core.services_is_deleted(handle, index))

    def __repr__(self) -> str:
        return self._repr("" if self.closed else f"{self.form.name}, {len(self)} names")


class SiteWord(NamedTuple):
    """What the parent says of one site; ``detail`` is None if it gave no detailed status."""

    site_code: str
    status: SiteStatus
    detail: int | None
    flags: int
    line: int

    @property
    def detail_name(self) -> str | None:
        """The name of the detailed status, "FIRSTSCJOB_END" for 32; None where no source has one."""
        return None if self.detail is None else _core.site_detail_name(self.detail)


class ParentWord(Object):
    """What the parent says of its sites, a sequence of :class:`SiteWord`. Immutable; threads may share it.

    Made by :meth:`site_list`, :meth:`hman_log` or :meth:`phrase`; ``name`` is what evidence calls it.
    """

    __slots__ = ("_name",)

    @classmethod
    def site_list(cls, data: Any, name: str = "site list") -> ParentWord:
        """Reads lines `CODE status detail`, as kept in the parent's Sites table (KB Q137376)."""
        return cls._named(_core.parent_word_parse_site_list(bytes_of(data)), name)

    @classmethod
    def hman_log(cls, data: Any, name: str = "HMAN.LOG") -> ParentWord:
        """Reads the parent's HMAN.LOG; the last word on each site counts."""
        return cls._named(_core.parent_word_parse_hman_log(bytes_of(data)), name)

    @classmethod
    def phrase(cls, site_code: str, phrase: str, name: str = "parent status") -> ParentWord:
        """What a person read in the Sites window: "active", "phase-1" ... "phase-4", "construction", "failed",
        "deleted"."""
        word = _core.parent_word_new_phrase(text_of(site_code, "site_code"), text_of(phrase, "phrase"))
        return cls._named(word, name)

    @classmethod
    def _named(cls, handle: Any, name: str) -> ParentWord:
        self = cls._of(handle)
        self._name = text_of(name, "name")
        return self

    @property
    def name(self) -> str:
        """What evidence calls it."""
        return self._name

    @property
    def form(self) -> WordForm:
        """Where the word comes from."""
        return WordForm(_core.parent_word_form(self._handle))

    def find(self, site_code: str) -> SiteWord | None:
        """The word on one site, letter case aside."""
        index = _core.parent_word_find(self._handle, text_of(site_code, "site_code"))
        return None if index is None else self._word(index)

    def __len__(self) -> int:
        """How many sites it speaks of."""
        return _core.parent_word_count(self._handle)

    def __getitem__(self, index: Any) -> Any:
        """The word on one site by position, or a list for a slice."""
        return Items(len(self), self._word)[index]

    def __iter__(self) -> Iterator[SiteWord]:
        """The words in their order."""
        return map(self._word, range(len(self)))

    def _word(self, index: int) -> SiteWord:
        handle = self._handle
        return SiteWord(
            _core.parent_word_site_code(handle, index), SiteStatus(_core.parent_word_status(handle, index)),
            _core.parent_word_detail(handle, index) or None, _core.parent_word_flags(handle, index),
            _core.parent_word_line(handle, index))

    def __repr__(self) -> str:
        return self._repr("" if self.closed else f"{self.form.name}, {len(self)} sites")
