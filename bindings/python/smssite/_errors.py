"""What can go wrong, one class for each thing that a caller would do differently."""

from __future__ import annotations

from ._status import Status


class Error(Exception):
    """A call that failed: ``code`` is its :class:`Status`, ``message`` says what, where and what was expected."""

    code: Status = Status.INVALID

    def __init__(self, message: str = "", errno: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.errno = errno

    def __str__(self) -> str:
        return self.message

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.message, self.errno)


class InvalidError(Error, ValueError):
    """The caller's mistake: a number out of range, a closed object, a call in the wrong order."""

    code = Status.INVALID


class NoMemory(Error, MemoryError):
    """There is no memory."""

    code = Status.NO_MEMORY


class NotFoundError(Error, LookupError):
    """The named thing is not there."""

    code = Status.NOT_FOUND


class ExistsError(Error):
    """Something of that name is there already; nothing was replaced."""

    code = Status.EXISTS


class AmbiguousError(Error):
    """Two names differ only in case, so the name means neither."""

    code = Status.AMBIGUOUS


class DeniedError(Error, PermissionError):
    """The operating system does not permit it; ``errno`` has its reason."""

    code = Status.DENIED


class BusyError(Error):
    """In use: a sharing violation or a lock held by another. Try again later."""

    code = Status.BUSY


class IOFailure(Error, OSError):
    """Reading or writing failed; ``errno`` has the operating system's reason."""

    code = Status.IO


class MalformedError(Error, ValueError):
    """The bytes are not what they should be; the message says where and what was expected."""

    code = Status.MALFORMED


class LimitError(Error):
    """Larger than a limit of the library."""

    code = Status.LIMIT


class UnsupportedError(Error):
    """A dialect, a format number or a feature that this build does not have."""

    code = Status.UNSUPPORTED


class RefusedError(Error):
    """A precondition of the procedure does not hold; nothing was changed."""

    code = Status.REFUSED


class ChangedError(Error):
    """What a plan relies on is no longer so; nothing was changed by this call."""

    code = Status.CHANGED


class UndecidedError(Error):
    """The evidence at hand does not decide; the message says what to supply."""

    code = Status.UNDECIDED


_CLASSES = {
    kind.code: kind
    for kind in (InvalidError, NoMemory, NotFoundError, ExistsError, AmbiguousError, DeniedError, BusyError, IOFailure,
                 MalformedError, LimitError, UnsupportedError, RefusedError, ChangedError, UndecidedError)
}


def from_status(status: int, message: str, errno: int) -> Error:
    """The exception for a status of the library; called by the extension module."""
    return _CLASSES.get(status, Error)(message, errno or None)
