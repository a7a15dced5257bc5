"""The statuses; apart from the other enumerations because the extension module needs the errors to load."""

from enum import IntEnum


class Status(IntEnum):
    """What a call of the library came to; ``Error.code`` and the fate of a document in a snapshot."""

    OK = 0
    INVALID = -1
    NO_MEMORY = -2
    NOT_FOUND = -3
    EXISTS = -4
    AMBIGUOUS = -5
    DENIED = -6
    BUSY = -7
    IO = -8
    MALFORMED = -9
    LIMIT = -10
    UNSUPPORTED = -11
    REFUSED = -12
    CHANGED = -13
    UNDECIDED = -14
