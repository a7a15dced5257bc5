"""Site control files: reading, checking, changing."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any, NamedTuple

from . import _core
from ._enums import ControlType, Need, SectionKind, Verdict
from ._errors import InvalidError
from ._object import Items, Object, Path, bytes_of, instance, item_of, position, read_file, text_of, utc


class Tolerance(NamedTuple):
    """An irregularity that the reader let pass, and the line it is on."""

    text: str
    line: int


class Check(NamedTuple):
    """Whether SCMAN would reject a file with a code, and why."""

    verdict: Verdict
    reason: str


class Section:
    """One section of a control file; a sequence of its values as text.

    ``section[0]`` is the first value, ``section["site_name"]`` a documented one by its name. Secrets are given out
    as they are: ask :meth:`is_secret` before showing a value.
    """

    __slots__ = ("_file", "_index")

    def __init__(self, file: ControlFile, index: int) -> None:
        self._file = instance(file, ControlFile, "file")
        self._index = position(index, "index")
        if self._index >= len(file):
            raise InvalidError(f"no section {index} of {len(file)}")

    @property
    def file(self) -> ControlFile:
        """The control file it belongs to."""
        return self._file

    @property
    def index(self) -> int:
        """Its position in the file, from 0."""
        return self._index

    @property
    def kind(self) -> SectionKind:
        """What it is."""
        return SectionKind(_core.control_file_section_kind(self._file._handle, self._index))

    @property
    def line(self) -> int:
        """The line it begins on, from 1."""
        return _core.control_file_section_line(self._file._handle, self._index)

    @property
    def parent(self) -> Section | None:
        """The section it lives in: DOMAIN for a LOGONSERVER, SENDER for a SENDER_OUTBOX."""
        index = _core.control_file_section_parent(self._file._handle, self._index)
        return None if index is None else Section(self._file, index)

    @property
    def data(self) -> bytes:
        """Its bytes, from the keyword to the last line end."""
        return _core.control_file_section_data(self._file._handle, self._index)

    @property
    def field_names(self) -> list[str | None]:
        """Names of its values; None for a value that no source explains."""
        return [_core.section_field_name(self.kind, i) for i in range(len(self))]

    @property
    def fields(self) -> dict[str, str]:
        """The documented values by name."""
        return {name: self[i] for i, name in enumerate(self.field_names) if name is not None}

    def __len__(self) -> int:
        """How many values it has."""
        return _core.control_file_value_count(self._file._handle, self._index)

    def __getitem__(self, value: Any) -> Any:
        """A value as text, by position or name; a list for a slice."""
        if isinstance(value, str):
            return self._text(self._place(value))
        return item_of(value, len(self), self._text)

    def __iter__(self) -> Iterator[str]:
        """The values as text."""
        return map(self._text, range(len(self)))

    def raw(self, value: int | str) -> bytes:
        """A value as the bytes it is in the file (code page 1252)."""
        return _core.control_file_value(self._file._handle, self._index, self._place(value))

    def number(self, value: int | str) -> int:
        """A value as a decimal number; MalformedError if it is none."""
        return _core.control_file_value_number(self._file._handle, self._index, self._place(value))

    def is_secret(self, value: int | str) -> bool:
        """Whether a value is an encrypted account or key."""
        return _core.control_file_value_is_secret(self._file._handle, self._index, self._place(value))

    def _text(self, value: int) -> str:
        return _core.control_file_value_text(self._file._handle, self._index, value)

    def _place(self, value: int | str) -> int:
        if not isinstance(value, str):
            return item_of(value, len(self), int)
        try:
            return self.field_names.index(value)
        except ValueError:
            raise KeyError(f"{self.kind.name} has no value of the name {value!r}") from None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Section) and (self._file, self._index) == (other._file, other._index)

    def __hash__(self) -> int:
        return hash((self._file, self._index))

    def __repr__(self) -> str:
        if self._file.closed:
            return "<smssite.Section of a closed file>"
        return f"<smssite.Section {self.kind.name}, line {self.line}, {len(self)} values>"


class ControlFile(Object):
    """A parsed site control file, a sequence of :class:`Section`. Immutable; threads may share it.

    ``ControlFile(data)`` parses bytes, :meth:`read` a file of this machine. MalformedError has line and column,
    UnsupportedError means the dialect of SMS 2.0 or later.
    """

    __slots__ = ()

    def __init__(self, data: Any) -> None:
        self._held = _core.control_file_parse(bytes_of(data))

    @classmethod
    def read(cls, path: Path) -> ControlFile:
        """Reads and parses a file of this machine."""
        return cls(read_file(path))

    @property
    def data(self) -> bytes:
        """The bytes as read."""
        return _core.control_file_data(self._handle)

    @property
    def build(self) -> int | None:
        """Build number in the header: 786 is SMS 1.2."""
        return _core.control_file_build(self._handle)

    @property
    def syntax(self) -> str:
        """Syntax version in the header, for example "1.08"."""
        return _core.control_file_syntax(self._handle)

    @property
    def type(self) -> ControlType:
        """The type in FILE_DEFINITION."""
        return ControlType(_core.control_file_type(self._handle))

    @property
    def time_utc_s(self) -> int | None:
        """The time stamp in FILE_DEFINITION, in seconds UTC."""
        return _core.control_file_time_utc_s(self._handle)

    @property
    def time(self) -> datetime.datetime | None:
        """The time stamp in FILE_DEFINITION."""
        return utc(self.time_utc_s)

    @property
    def sections(self) -> Items[Section]:
        """The sections in file order."""
        return Items(len(self), lambda index: Section(self, index))

    @property
    def site_account(self) -> Section | None:
        """The section that says which site it is: ``file.site_account["site_code"]``."""
        return self.find(SectionKind.SITE_ACCOUNT)

    @property
    def tolerances(self) -> list[Tolerance]:
        """The irregularities that were let pass."""
        return [Tolerance(*_core.control_file_tolerance(self._handle, i))
                for i in range(_core.control_file_tolerance_count(self._handle))]

    def __len__(self) -> int:
        """How many sections it has."""
        return _core.control_file_section_count(self._handle)

    def __getitem__(self, index: Any) -> Any:
        """One section, or a list for a slice."""
        return self.sections[index]

    def __iter__(self) -> Iterator[Section]:
        """The sections in file order."""
        return iter(self.sections)

    def find(self, kind: SectionKind, start: int = 0) -> Section | None:
        """The first section of a kind at or after a position."""
        index = _core.control_file_find(self._handle, SectionKind(kind), position(start, "start"))
        return None if index is None else Section(self, index)

    def find_all(self, kind: SectionKind) -> list[Section]:
        """All sections of a kind."""
        return [section for section in self if section.kind == kind]

    def find_property(self, name: str) -> Section | None:
        """The PROPERTY of a name, letter case aside."""
        index = _core.control_file_find_property(self._handle, text_of(name, "name"))
        return None if index is None else Section(self, index)

    def check(self, code: int, site_code: str | None = None, install_directory: str | None = None) -> Check:
        """Whether SCMAN would reject the file as a .CT1 with a code (710-718, KB Q121683).

        site_code and install_directory are what the registry of the site server says; without them 714 is UNKNOWN.
        """
        verdict, reason = _core.control_file_check(self._handle, code, site_code, install_directory)
        return Check(Verdict(verdict), reason)

    def service_need(self, name: str, server: str | None = None) -> Need:
        """Whether a service or thread of the catalogue must run on a server, by default the site server."""
        index = _core.service_catalogue_find(text_of(name, "name"))
        if index is None:
            return Need.UNKNOWN
        return Need(_core.service_need(self._handle, index, None if server is None else text_of(server, "server")))

    def masked(self) -> bytes:
        """The whole file with every secret replaced by its length."""
        return _core.control_file_masked(self._handle)

    def to_json(self, show_secrets: bool = False) -> str:
        """The file as JSON text; secrets as their length unless asked for."""
        return _core.control_file_to_json(self._handle, bool(show_secrets))

    def edit(self) -> ControlFileEdit:
        """Begins a set of changes."""
        return ControlFileEdit(self)

    def __repr__(self) -> str:
        return self._repr("" if self.closed else f"{self.type.name}, build {self.build}, {len(self)} sections")


class ControlFileEdit(Object):
    """Collects changes to a control file and yields new bytes; what is not changed stays byte for byte.

        with file.edit() as edit:
            edit.set(file.site_account, "site_name", "Edge")
            data = edit.finish()
    """

    __slots__ = ("_file",)

    def __init__(self, file: ControlFile) -> None:
        self._file = instance(file, ControlFile, "file")
        self._held = _core.control_file_edit_new(file._handle)

    def set(self, section: Section | int, value: int | str, text: str) -> None:
        """Replaces one value; a later call wins. MalformedError if the text cannot stand there."""
        chosen = self._section(section)
        _core.control_file_edit_set(self._handle, chosen.index, chosen._place(value), text_of(text, "text"))

    def remove(self, section: Section | int) -> None:
        """Removes a section and those that live in it."""
        _core.control_file_edit_remove(self._handle, self._section(section).index)

    def insert(self, after: Section | int, kind: SectionKind, values: Any) -> None:
        """Puts a new section of given values (an iterable of str) after another and those that live in it."""
        if isinstance(values, (str, bytes)):
            raise TypeError("values are several texts, not one")
        texts = tuple(text_of(value, "a value") for value in values)
        _core.control_file_edit_insert(self._handle, self._section(after).index, SectionKind(kind), texts)

    def finish(self) -> bytes:
        """The new bytes, which parse. The edit stays usable."""
        return _core.control_file_edit_finish(self._handle)

    def _section(self, section: Section | int) -> Section:
        if not isinstance(section, Section):
            return self._file[section]
        if section.file is not self._file:
            raise InvalidError("the section is of another file")
        return section

    def __repr__(self) -> str:
        return self._repr("of a control file")


def reject_code_text(code: int) -> str | None:
    """What a reject code of SCMAN means; None outside 710-718."""
    return _core.reject_code_text(code)


def section_field_name(kind: SectionKind, value: int) -> str | None:
    """Name of a documented value of a kind of section, None where no source names it."""
    return _core.section_field_name(SectionKind(kind), position(value, "value"))
