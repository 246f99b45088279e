"""From all dates on a page to the date of publication, and the date it first appeared online."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from harvester.extract.vote import groups
from harvester.model import PartialDate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.extract.candidate import Candidate
    from harvester.extract.platforms.base import Platform
    from harvester.extract.weights import Weigh

_TIMESTAMP = re.compile(r"T\d\d:\d\d")
_IN_WORDS = re.compile(r"[^\W\d_]{3}")


def choose_issued(
    issued: Sequence[Candidate], online: Sequence[Candidate], weigh: Weigh, platform: Platform
) -> PartialDate | None:
    """The date of publication; where nothing states one, the date of appearing online.

    A date that another carrier calls the online date gives way to any other. What the platform is
    known to get wrong is asked last, and a timestamp there is none: it is the time of deposit.
    """
    for candidates in in_turn(issued, online, platform):
        if date := choose_date(candidates, weigh):
            return date
    return None


def in_turn(
    issued: Sequence[Candidate], online: Sequence[Candidate], platform: Platform
) -> list[list[Candidate]]:
    """The candidates for the date of publication as they are asked: a later lot only where no earlier one answers."""
    trusted = [one for one in issued if (one.field, one.carrier) not in platform.distrust]
    doubtful = [one for one in issued if one not in trusted and not _TIMESTAMP.search(one.raw)]
    online_dates = {one.value for one in online}
    apart = [one for one in trusted if one.value not in online_dates]
    return [apart, trusted, [*online], doubtful]


def choose_date(candidates: Sequence[Candidate], weigh: Weigh) -> PartialDate | None:
    """The year that most weight stands behind; of that year's dates the month, and of that month's the day."""
    won = _heaviest([(one, honest_date(one)) for one in candidates], weigh, 1)
    for precision in (2, 3):
        finer = [(one, date) for one, date in won if len(date.parts) >= precision]
        if not finer:
            break
        won = _heaviest(finer, weigh, precision)
    return PartialDate(*won[0][1].parts) if won else None


def honest_date(candidate: Candidate) -> PartialDate:
    """The date; 1 January in figures is what systems write who only know the year.

    Written in words ("1 Jan 2020") it is a day.
    """
    date = cast("PartialDate", candidate.value)
    dummy = (date.month, date.day) == (1, 1) and not _IN_WORDS.search(candidate.raw)
    return PartialDate(date.year) if dummy else date


def compatible(a: PartialDate, b: PartialDate) -> bool:
    """Whether one date is the other, perhaps stated less precisely."""
    short, long = sorted((a.parts, b.parts), key=len)
    return long[: len(short)] == short


def _heaviest(
    dates: Sequence[tuple[Candidate, PartialDate]], weigh: Weigh, precision: int
) -> list[tuple[Candidate, PartialDate]]:
    """Those of ``dates`` that agree to ``precision`` (1 year, 2 month, 3 day) and weigh most together."""
    cut = [replace(one, value=PartialDate(*date.parts[:precision])) for one, date in dates]
    won = groups(cut, weigh, lambda a, b: a.value == b.value)
    return [
        pair for pair in dates if won and PartialDate(*pair[1].parts[:precision]) == won[0].members[0].value
    ]
