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
    trusted = [one for one in issued if (one.field, one.carrier) not in platform.distrust]
    doubtful = [one for one in issued if one not in trusted and not _TIMESTAMP.search(one.raw)]
    online_dates = {one.value for one in online}
    apart = [one for one in trusted if one.value not in online_dates]
    return choose_date(apart or trusted or online or doubtful, weigh)


def choose_date(candidates: Sequence[Candidate], weigh: Weigh) -> PartialDate | None:
    """The most precise date of the group that most weight stands behind."""
    honest = [replace(one, value=_without_dummy(one)) for one in candidates]
    won = groups(honest, weigh, lambda a, b: _compatible(_date(a), _date(b)))
    return max((_date(one) for one in won[0].members), key=lambda date: len(date.parts)) if won else None


def _without_dummy(candidate: Candidate) -> PartialDate:
    """The date; 1 January in figures is what systems write who only know the year.

    Written in words ("1 Jan 2020") it is a day.
    """
    date = _date(candidate)
    dummy = (date.month, date.day) == (1, 1) and not _IN_WORDS.search(candidate.raw)
    return PartialDate(date.year) if dummy else date


def _date(candidate: Candidate) -> PartialDate:
    return cast("PartialDate", candidate.value)


def _compatible(a: PartialDate, b: PartialDate) -> bool:
    """Whether one date is the other, perhaps stated less precisely."""
    short, long = sorted((a.parts, b.parts), key=len)
    return long[: len(short)] == short
