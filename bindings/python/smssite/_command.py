"""The commands that people run at servers, as data. Nothing is run here."""

from __future__ import annotations

from . import _core
from ._enums import CommandStyle, Product, ServiceTool
from ._object import Object, text_of


class Command(Object):
    """A command as words and as one line of NT, with what a person must know before it is run. Immutable; threads
    may share it.

    What has no command line is an instruction to a person, without words. Every operand is checked: MalformedError,
    RefusedError or UnsupportedError says why a command would do harm or does not exist. No password is ever in one.
    """

    __slots__ = ()

    @classmethod
    def preinst_upgrade(cls, code: str, at: str | None = None, product: Product = Product.SMS_1) -> Command:
        """PREINST /UPGRADE of a secondary site. at: the site at whose server it will run; its own code is refused."""
        return cls._of(_core.command_preinst_upgrade(Product(product), text_of(code, "code"), at))

    @classmethod
    def preinst_deinstall(cls, code: str, at: str | None = None, product: Product = Product.SMS_1) -> Command:
        """PREINST /DEINSTALL of a secondary site. at: the site at whose server it will run; its own code is refused."""
        return cls._of(_core.command_preinst_deinstall(Product(product), text_of(code, "code"), at))

    @classmethod
    def preinst_delsite(cls, child: str, parent: str | None = None, product: Product = Product.SMS_1) -> Command:
        """PREINST /DELSITE: takes a site out of its parent's database."""
        return cls._of(_core.command_preinst_delsite(Product(product), text_of(child, "child"), parent))

    @classmethod
    def preinst_dump(cls, product: Product = Product.SMS_1) -> Command:
        """PREINST /DUMP: site control images of all sites as files."""
        return cls._of(_core.command_preinst_dump(Product(product)))

    @classmethod
    def preinst_syncparent(cls, product: Product = Product.SMS_1) -> Command:
        """PREINST /SYNCPARENT: the site reports itself and all below to its parent."""
        return cls._of(_core.command_preinst_syncparent(Product(product)))

    @classmethod
    def preinst_parse(cls, line: str, at: str | None = None, product: Product = Product.SMS_1) -> Command:
        """Reads a PREINST line as typed or documented; a wrong form is refused, and the message says what is right."""
        return cls._of(_core.command_preinst_parse(Product(product), text_of(line, "line").encode(), at))

    @classmethod
    def net_start(cls, service: str) -> Command:
        """NET START of a service."""
        return cls._of(_core.command_net_start(text_of(service, "service")))

    @classmethod
    def net_stop(cls, service: str) -> Command:
        """NET STOP of a service, and of those that depend on it."""
        return cls._of(_core.command_net_stop(text_of(service, "service")))

    @classmethod
    def net_share_delete(cls, share: str) -> Command:
        """NET SHARE /DELETE of a share of SMS; others are refused."""
        return cls._of(_core.command_net_share_delete(text_of(share, "share")))

    @classmethod
    def sendcode(cls, service: str, code: int) -> Command:
        """SENDCODE: one of the documented codes to a service that takes it."""
        return cls._of(_core.command_sendcode(text_of(service, "service"), code))

    @classmethod
    def service_install(cls, service: str, path: str, account: str, tool: ServiceTool = ServiceTool.INSTSRV) -> Command:
        """Installs a service; path is full and local to the server, account is ``DOMAIN\\user``."""
        return cls._of(_core.command_service_install(
            ServiceTool(tool), text_of(service, "service"), text_of(path, "path"), text_of(account, "account")))

    @classmethod
    def service_remove(cls, service: str, tool: ServiceTool = ServiceTool.INSTSRV) -> Command:
        """Removes a service."""
        return cls._of(_core.command_service_remove(ServiceTool(tool), text_of(service, "service")))

    @classmethod
    def regedit_import(cls, path: str) -> Command:
        """REGEDIT /S: merges a .reg file."""
        return cls._of(_core.command_regedit_import(text_of(path, "path")))

    @classmethod
    def regedit_export(cls, path: str, key: str) -> Command:
        """REGEDIT /E: saves a key and all below it in a .reg file."""
        return cls._of(_core.command_regedit_export(text_of(path, "path"), text_of(key, "key")))

    @property
    def verb(self) -> str:
        """What it is, for programs: "preinst upgrade", "net stop"."""
        return _core.command_verb(self._handle)

    @property
    def words(self) -> list[str]:
        """The words, the program's name first; none for an instruction."""
        handle = self._handle
        return [_core.command_word(handle, i) for i in range(_core.command_word_count(handle))]

    @property
    def password_word(self) -> int | None:
        """Index of the word that stands for a password, which a person or the runner fills in."""
        return _core.command_password_word(self._handle)

    def line(self, style: CommandStyle = CommandStyle.CREATEPROCESS) -> str:
        """The words as one line of NT, from which the program gets exactly these words."""
        return _core.command_line(self._handle, CommandStyle(style))

    @property
    def is_instruction(self) -> bool:
        """Whether it is for a person's hands."""
        return _core.command_is_instruction(self._handle)

    @property
    def instruction(self) -> str:
        """What the person does; "" for a command."""
        return _core.command_instruction(self._handle)

    @property
    def runs_at(self) -> str:
        """Where it must be run."""
        return _core.command_runs_at(self._handle)

    @property
    def needs(self) -> str:
        """What must be true before."""
        return _core.command_needs(self._handle)

    @property
    def effect(self) -> str:
        """What it does."""
        return _core.command_effect(self._handle)

    @property
    def may_lose(self) -> str:
        """What it may lose, "" if nothing is known."""
        return _core.command_may_lose(self._handle)

    @property
    def worked_when(self) -> str:
        """What is seen when it worked; exit status and output are no proof."""
        return _core.command_worked_when(self._handle)

    @property
    def sources(self) -> str:
        """Where all this is from."""
        return _core.command_sources(self._handle)

    @property
    def unchecked(self) -> str:
        """What could not be checked and a person must, "" if nothing."""
        return _core.command_unchecked(self._handle)

    @property
    def tolerance(self) -> str:
        """In what a line that was read differs from how it should be written."""
        return _core.command_tolerance(self._handle)

    def to_json(self) -> str:
        """All of it as JSON text."""
        return _core.command_to_json(self._handle)

    def __repr__(self) -> str:
        return self._repr("" if self.closed else " ".join(self.words) or self.verb)
