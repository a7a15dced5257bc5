"""Site codes and SMSIDs (KB Q127052)."""

from __future__ import annotations

from functools import total_ordering

from . import _core
from ._object import position, text_of


@total_ordering
class SMSID:
    """Eight base-36 digits: site code, range, counter. ``SMSID("SKZ01000")`` reads one, :meth:`make` puts one together.

    Ordered and hashable; ``str()`` writes it, ``int()`` gives its number. The counter never carries into the range.
    """

    __slots__ = ("_number",)

    def __init__(self, text: str) -> None:
        self._number: int = _core.smsid_parse(_ascii(text))

    @classmethod
    def make(cls, site_code: str, range: int, counter: int) -> SMSID:
        """The id of a site code, range (0-1295) and counter (0-46655)."""
        return cls._of(_core.smsid_make(_core.site_code_parse(_ascii(site_code)), position(range, "range"),
                                        position(counter, "counter")))

    @classmethod
    def _of(cls, number: int) -> SMSID:
        self = object.__new__(cls)
        self._number = number
        return self

    @property
    def site_code(self) -> str:
        """The code of the site that created it."""
        return _core.site_code_format(_core.smsid_site_code(self._number))

    @property
    def range(self) -> int:
        """The range, which belongs to one logon server."""
        return _core.smsid_range(self._number)

    @property
    def counter(self) -> int:
        """The counter in the range; as a file name's counter: ids handed out before."""
        return _core.smsid_counter(self._number)

    @property
    def needs_new_range(self) -> bool:
        """Whether a logon server whose next id this is gets a new range."""
        return _core.smsid_needs_new_range(self._number)

    @property
    def remaining(self) -> int:
        """Ids left to hand out up to the threshold, this one counted."""
        return _core.smsid_remaining(self._number)

    def next(self) -> SMSID:
        """The id after it in its range; LimitError if the range is used up."""
        return self._of(_core.smsid_next(self._number))

    def previous(self) -> SMSID:
        """The id before it in its range; LimitError if there is none."""
        return self._of(_core.smsid_previous(self._number))

    def next_range(self) -> SMSID:
        """The first id of the site's next range; LimitError if there is none."""
        return self._of(_core.smsid_next_range(self._number))

    def __int__(self) -> int:
        """Its number, 0 to 36**8 - 1."""
        return self._number

    def __str__(self) -> str:
        return _core.smsid_format(self._number)

    def __repr__(self) -> str:
        return f"SMSID('{self}')"

    def __eq__(self, other: object) -> bool:
        return self._number == other._number if isinstance(other, SMSID) else NotImplemented

    def __lt__(self, other: SMSID) -> bool:
        return self._number < other._number if isinstance(other, SMSID) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._number)

    def __reduce__(self) -> tuple[object, ...]:
        return SMSID, (str(self),)


def is_reserved_site_code(site_code: str) -> bool:
    """Whether a code cannot be a site's because Windows reserves the name (KB Q182420)."""
    return _core.site_code_is_reserved(_core.site_code_parse(_ascii(site_code)))


def _ascii(text: str) -> bytes:
    return text_of(text, "an id").encode("utf-8", "surrogatepass")
