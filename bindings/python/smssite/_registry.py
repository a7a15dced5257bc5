"""Registry exports and INI files as evidence."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any, NamedTuple

from . import _core
from ._enums import RegistryType
from ._errors import NotFoundError
from ._object import Items, Lock, Object, Path, base_name, bytes_of, instance, name_of, position, read_file, text_of
from ._tree import Tree, tree_of


class RegistryValue:
    """A value of a registry."""

    __slots__ = ("_registry", "_number", "_name")

    def __init__(self, registry: Registry, number: int, name: str) -> None:
        self._registry = instance(registry, Registry, "registry")
        self._number = position(number, "number")
        self._name = name

    @property
    def name(self) -> str:
        """The value's name, "" for the default value."""
        return self._name

    @property
    def line(self) -> int:
        """The line it is on, 0 in a hive."""
        return self._ask(_core.registry_line)

    @property
    def type(self) -> RegistryType | int:
        """Its type, or another number as found."""
        number = self._ask(_core.registry_type)
        return RegistryType(number) if number in set(RegistryType) else number

    @property
    def data(self) -> bytes:
        """Its bytes as the registry would hold them."""
        return self._ask(_core.registry_data)

    def text(self) -> str:
        """A string as text; MalformedError if it is none."""
        return self._ask(_core.registry_text)

    def number(self) -> int:
        """A DWORD or a string of decimal digits as a number; MalformedError if it is neither."""
        return self._ask(_core.registry_number)

    @property
    def is_secret(self) -> bool:
        """Whether it is an account, password or key, by its name or its look."""
        return self._registry._ask(_core.registry_is_secret, self._number, self._name)

    def _ask(self, call: Any) -> Any:
        return self._registry._ask(call, self._number)

    def __repr__(self) -> str:
        return f"<smssite.RegistryValue {self._name!r}{' of a closed registry' if self._registry.closed else ''}>"


class RegistryKey(NamedTuple):
    """What a key holds: the names of the keys right below it, and its values by name."""

    subkeys: list[str]
    values: dict[str, RegistryValue]


class Registry(Object):
    """The registry of a server as evidence: an export (`.reg`), by :meth:`read` or :meth:`hive` also an offline hive, or what
    a snapshot keeps of these. Immutable; threads may share it.

    Keys are written with their root, ``HKLM\\SOFTWARE\\Microsoft\\SMS``. What it does not hold is unknown, not absent,
    unless :meth:`covers` says that it would be there.
    """

    __slots__ = ("_lock", "_name")

    def __init__(self, data: Any) -> None:
        self._lock = Lock()
        self._name = "registry"
        self._held = _core.registry_parse(bytes_of(data))

    @classmethod
    def read(cls, path: Path) -> Registry:
        """Opens a file of this machine: an export, or one of the hives SOFTWARE, SYSTEM and that of the key of SMS, told by
        what is in it."""
        directory, name = os.path.split(os.fsencode(path))
        return cls.open(Tree(directory or b"."), name)

    @classmethod
    def open(cls, tree: Tree | Path, path: str | bytes) -> Registry:
        """The same for a file in a tree."""
        place = tree_of(tree)
        with place._lock:
            self = cls._of(_core.registry_open(place._handle, name_of(path)))
        # A hive is read where it is asked for, so it is the tree that is entered.
        self._lock = place._lock
        self._name = base_name(path)
        return self

    @classmethod
    def _kept(cls, handle: Any) -> Registry:
        self = cls._of(handle)
        self._lock = Lock()
        self._name = "snapshot"
        return self

    @classmethod
    def hive(cls, tree: Tree | Path, path: str | bytes, mount_key: str = "HKLM\\SOFTWARE") -> Registry:
        """Opens an offline hive for reading: a file in a tree, and the key that its root is.

        The file must stay as it is meanwhile. Its transaction logs are not read, see :attr:`is_dirty`.
        """
        place = tree_of(tree)
        with place._lock:
            self = cls._of(_core.registry_open_hive(place._handle, name_of(path), text_of(mount_key, "mount_key")))
        self._lock = place._lock
        self._name = base_name(path)
        return self

    @property
    def name(self) -> str:
        """What evidence calls it: the name of its file."""
        return self._name

    @property
    def control_set(self) -> str | None:
        """The key that CurrentControlSet means here; None where nothing says so."""
        try:
            return self._ask(_core.registry_control_set)
        except NotFoundError:
            return None

    @property
    def is_dirty(self) -> bool:
        """Whether a hive was not closed properly, so that values may be old or missing."""
        return _core.registry_is_dirty(self._handle)

    def covers(self, key: str) -> bool:
        """Whether what this key would hold is all here, so that what is not found does not exist."""
        return _core.registry_covers(self._handle, text_of(key, "key"))

    def has_key(self, key: str) -> bool:
        """Whether a key is there, or one below it."""
        return self._ask(_core.registry_has_key, text_of(key, "key"))

    def find(self, key: str, name: str = "") -> RegistryValue | None:
        """The value that counts for a key and a name ("" for the default value)."""
        try:
            return RegistryValue(self, self._ask(_core.registry_find, text_of(key, "key"), text_of(name, "name")), name)
        except NotFoundError:
            return None

    def list(self, key: str) -> RegistryKey:
        """What a key holds; NotFoundError if it is not there."""
        listing = self._ask(_core.registry_list, text_of(key, "key"))
        names = [_core.registry_listing_name(listing, i) for i in range(_core.registry_listing_value_count(listing))]
        return RegistryKey(
            [_core.registry_listing_subkey(listing, i) for i in range(_core.registry_listing_subkey_count(listing))],
            {name: RegistryValue(self, _core.registry_listing_value(listing, i), name) for i, name in enumerate(names)})

    def _ask(self, call: Any, *arguments: Any) -> Any:
        handle = self._handle
        with self._lock:
            return call(handle, *arguments)

    def __repr__(self) -> str:
        return self._repr("" if self.closed or not self.is_dirty else "dirty")


class RegistryEdit(Object):
    """Collects changes of registry values, and tells them in the way that fits the server.

        edit = smssite.RegistryEdit()
        edit.set_number(r"HKLM\\SOFTWARE\\Microsoft\\SMS\\Components\\SMS_LAN_SENDER", "Maximum Sends", 3)
        data = edit.to_reg()
    """

    __slots__ = ()

    def __init__(self) -> None:
        self._held = _core.registry_edit_new()

    def set_text(self, key: str, name: str, text: str) -> None:
        """Sets a string; name "" is the default value. Of two changes of one value the later counts."""
        _core.registry_edit_set_text(self._handle, *_names(key, name), text_of(text, "text"))

    def set_number(self, key: str, name: str, number: int) -> None:
        """Sets a number, 0 to 4294967295."""
        _core.registry_edit_set_number(self._handle, *_names(key, name), number)

    def set_data(self, key: str, name: str, type: RegistryType | int, data: Any) -> None:
        """Sets any value, as :attr:`RegistryValue.type` and :attr:`RegistryValue.data` give it."""
        _core.registry_edit_set_data(self._handle, *_names(key, name), type, bytes_of(data))

    def set_alike(self, key: str, name: str, registry: Registry, text: str) -> None:
        """Sets a string or a number, in the form in which a registry has the value now."""
        present = instance(registry, Registry, "registry")._handle
        with registry._lock:
            _core.registry_edit_set_alike(self._handle, *_names(key, name), present, text_of(text, "text"))

    def delete(self, key: str, name: str) -> None:
        """Deletes a value."""
        _core.registry_edit_delete(self._handle, *_names(key, name))

    def __len__(self) -> int:
        """How many values are to be changed."""
        return _core.registry_edit_count(self._handle)

    def to_reg(self) -> bytes:
        """The changes as a REGEDIT4 file, for REGEDIT of NT 4.0."""
        return _core.registry_edit_to_reg(self._handle)

    def to_steps(self) -> str:
        """The changes as steps for a person at REGEDT32 of NT 3.5x."""
        return _core.registry_edit_to_steps(self._handle)

    def commit_hive(self, tree: Tree, path: str | bytes, mount_key: str, backup: str | bytes) -> None:
        """Makes the changes in an offline hive of a tree: the old hive or the new one is there whole at every moment.

        backup is a new name for a copy of the hive as it was. A hive that was not closed properly is refused.
        """
        present = instance(tree, Tree, "tree")
        _core.registry_edit_commit_hive(
            self._handle, present._handle, name_of(path), text_of(mount_key, "mount_key"), name_of(backup))

    def __repr__(self) -> str:
        return self._repr("" if self.closed else f"of {len(self)} values")


def _names(key: str, name: str) -> tuple[str, str]:
    return text_of(key, "key"), text_of(name, "name")


class Setting(NamedTuple):
    """A registry value of SMS that concerns a site; ``key`` is below HKLM\\SOFTWARE\\Microsoft\\SMS."""

    key: str
    name: str
    meaning: str
    unit: str
    default: str
    source: str
    index: int

    def find(self, registry: Registry) -> RegistryValue | None:
        """The value in a registry."""
        handle = instance(registry, Registry, "registry")._handle
        try:
            with registry._lock:
                return RegistryValue(registry, _core.setting_find(self.index, handle), self.name)
        except NotFoundError:
            return None


def settings() -> list[Setting]:
    """The registry values of SMS that concern a site, with what sources say of them."""
    return [
        Setting(_core.setting_key(i), _core.setting_name(i), _core.setting_meaning(i), _core.setting_unit(i),
                _core.setting_default(i), _core.setting_source(i), i)
        for i in range(_core.setting_count())
    ]


class IniEntry(NamedTuple):
    """One line ``key=value`` of an INI file."""

    section: str
    key: str
    value: str
    line: int


class SmsIni(Object):
    """SMS.INI or another INI file of a site, read by the rules of Windows; a sequence of :class:`IniEntry`.

    Immutable; threads may share it.
    """

    __slots__ = ()

    def __init__(self, data: Any) -> None:
        self._held = _core.sms_ini_parse(bytes_of(data))

    @classmethod
    def read(cls, path: Path) -> SmsIni:
        """Reads a file of this machine."""
        return cls(read_file(path))

    @property
    def data(self) -> bytes:
        """The bytes as read."""
        return _core.sms_ini_data(self._handle)

    def find(self, section: str, key: str) -> IniEntry | None:
        """The entry that counts, as Windows would find it."""
        index = _core.sms_ini_find(self._handle, text_of(section, "section"), text_of(key, "key"))
        return None if index is None else self._entry(index)

    def raw(self, section: str, key: str) -> bytes | None:
        """The value that counts as the bytes it is in the file (code page 1252)."""
        index = _core.sms_ini_find(self._handle, text_of(section, "section"), text_of(key, "key"))
        return None if index is None else _core.sms_ini_value(self._handle, index)

    def set(self, section: str, key: str, value: str) -> bytes:
        """The file's bytes with one key set; all others stay."""
        return _core.sms_ini_set(self._handle, text_of(section, "section"), text_of(key, "key"), text_of(value, "value"))

    def remove(self, section: str, key: str) -> bytes:
        """The file's bytes without one key; NotFoundError if it is not there."""
        return _core.sms_ini_set(self._handle, text_of(section, "section"), text_of(key, "key"), None)

    def __len__(self) -> int:
        """How many lines ``key=value`` it has, duplicates included."""
        return _core.sms_ini_count(self._handle)

    def __getitem__(self, index: Any) -> Any:
        """One entry, or a list for a slice."""
        return Items(len(self), self._entry)[index]

    def __iter__(self) -> Iterator[IniEntry]:
        """The entries in file order."""
        return map(self._entry, range(len(self)))

    def _entry(self, index: int) -> IniEntry:
        handle = self._handle
        return IniEntry(_core.sms_ini_section_text(handle, index), _core.sms_ini_key_text(handle, index),
                        _core.sms_ini_value_text(handle, index), _core.sms_ini_line(handle, index))

    def __repr__(self) -> str:
        return self._repr("" if self.closed else f"of {len(self)} entries")
