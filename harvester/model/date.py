"""Dates as publications state them, a year, perhaps a month, perhaps a day; and moments as the store keeps them."""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan janvier januar enero janeiro gennaio januari jänner",
            "february feb février fevrier februar febrero fevereiro febbraio februari",
            "march mar mars märz marz marzo março maart mrz",
            "april apr avril abril aprile",
            "may mai mayo maio maggio mei",
            "june jun juin juni junio junho giugno",
            "july jul juillet juli julio julho luglio",
            "august aug août aout agosto augustus",
            "september sep sept septembre septiembre setembro settembre",
            "october oct octobre oktober okt octubre outubro ottobre",
            "november nov novembre noviembre novembro",
            "december dec décembre decembre dezember dez diciembre dezembro dicembre",
        ),
        start=1,
    )
    for name in names.split()
}

_YEAR = r"(1[4-9]\d\d|20\d\d)"
_NUMERIC = re.compile(rf"{_YEAR}(?:[-/.](\d{{1,2}})(?:[-/.](\d{{1,2}})(?:[T ].*)?)?)?/*", re.DOTALL)
_YEAR_LAST = re.compile(rf"(?:(\d{{1,2}})[./-])?(\d{{1,2}})[./-]{_YEAR}")
_WORDS = re.compile(r"\d+|[^\W\d_]+")


class PartialDate(NamedTuple):
    """A date to the precision that was stated; sorts by time, the vaguer date first.

    >>> str(PartialDate(2011, 3))
    '2011-03'
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        if self.month is None:
            return f"{self.year:04d}"
        return f"{self.year:04d}-{self.month:02d}" + (f"-{self.day:02d}" if self.day else "")

    @property
    def parts(self) -> list[int]:
        """The CSL-JSON ``date-parts`` of this date: one to three integers."""
        return [part for part in self if part is not None]


def make_date(year: int, month: int | None = None, day: int | None = None) -> PartialDate | None:
    """The date with these parts, less precise where a part is impossible, or None.

    >>> make_date(2011, 13, 1), make_date(2011, 2, 30), make_date(20111)
    (PartialDate(year=2011, month=None, day=None), PartialDate(year=2011, month=2, day=None), None)
    """
    if not 1400 <= year <= 2100:
        return None
    if month is None or not 1 <= month <= 12:
        return PartialDate(year)
    if day is None:
        return PartialDate(year, month)
    try:
        dt.date(year, month, day)
    except ValueError:
        return PartialDate(year, month)
    return PartialDate(year, month, day)


def parse_date(text: str | None) -> PartialDate | None:
    """The date that ``text`` states, or None where it states none (or more than one year).

    >>> [str(parse_date(t)) for t in ("2011/3", "03.2011", "21 Mar 2024", "Dec 20, 2006", "2014 Jun")]
    ['2011-03', '2011-03', '2024-03-21', '2006-12-20', '2014-06']
    >>> [str(parse_date(t)) for t in ("2018-03-14T08:00:00Z", "2011/03//", "01-01-2011", "2009-2012")]
    ['2018-03-14', '2011-03', '2011-01-01', 'None']
    """
    text = (text or "").strip()[:100]
    if match := _NUMERIC.fullmatch(text):
        return make_date(*(int(part) if part else None for part in match.groups()))  # type: ignore[arg-type]
    if match := _YEAR_LAST.fullmatch(text):
        day, month, year = match.groups()
        # 12/31/2011 is the American order; day and month are otherwise taken as written in Europe.
        if day and int(month) > 12 >= int(day):
            day, month = month, day
        return make_date(int(year), int(month), int(day) if day else None)
    return _parse_words(text)


def _parse_words(text: str) -> PartialDate | None:
    """A date written with a month's name, such as "January 03 2013" or "3. März 2013"."""
    words = _WORDS.findall(text.casefold())
    years = {int(word) for word in words if re.fullmatch(_YEAR, word)}
    if len(years) != 1:
        return None
    months = [MONTHS[word] for word in words if word in MONTHS]
    days = [int(word) for word in words if len(word) <= 2 and word.isdecimal() and 1 <= int(word) <= 31]
    month = months[0] if months else None
    return make_date(years.pop(), month, days[0] if month and len(days) == 1 else None)


def stamp(moment: dt.datetime) -> str:
    """A moment in UTC as the store keeps it: ``2026-11-23T02:30:00Z``."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
