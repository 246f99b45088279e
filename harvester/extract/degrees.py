"""Degrees in Vancouver lists, where they look like initials: "Smith J MPH, Jones AB" and "Smith MPH, Jones AB"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.model import Name

MOST_INITIALS = 2
"""Initials that the others of a list may have, where three letters that are a degree are taken for one."""

#: Degrees in the capitals of which initials may be made. Of two letters, as MD, initials are likelier.
DEGREES = frozenset(
    {"MPH", "MBA", "MSC", "BSC", "PHD", "DDS", "DMD", "DVM", "DRPH", "MBBS", "MBCHB", "MRCP", "FRCS"}
)
_BEHIND = re.compile(
    r"(?<=[^\W\d_])(?P<initials>\s[^\W\d_a-z]{1,3})(?:\s(?:MD|RN|"
    + "|".join(sorted(DEGREES))
    + r"|PhD|MSc|BSc|DPhil|DrPH|MBChB))+$"
)


def without_degree(name: str) -> str:
    """``name`` without the degrees behind its initials.

    >>> without_degree("Smith J MPH"), without_degree("Ng BC MD PhD"), without_degree("Smith MPH")
    ('Smith J', 'Ng BC', 'Smith MPH')
    """
    return _BEHIND.sub(r"\g<initials>", name)


def without_degrees(people: Sequence[Name]) -> list[Name]:
    """``people`` of a Vancouver list, with no initials where what stands there is a degree.

    "Smith MPH" may be M. P. H. Smith. But where all the others of the list have one or two initials, three that happen
    to spell a degree are the degree; and of a name without initials nothing false is believed. Alone, or among others
    of three initials, they stay initials.
    """
    spelled = [_letters(one.given) in DEGREES for one in people]
    others = [
        _letters(one.given) for one, degree in zip(people, spelled, strict=True) if not degree and one.given
    ]
    if not others or max(map(len, others)) > MOST_INITIALS:
        return [*people]
    return [replace(one, given="") if degree else one for one, degree in zip(people, spelled, strict=True)]


def _letters(given: str) -> str:
    return re.sub(r"[^\w]", "", given).upper()
