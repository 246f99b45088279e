"""Locators: volumes, issues and pages as numbers, with the damage of spreadsheets and elision undone."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from harvester.model.date import MONTHS
from harvester.model.pages import plain_ranges
from harvester.model.text import fold

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from harvester.model.lines import Lines

#: Stands for a number that is not known.
MISSING = -1
#: What is added to the numbers of supplements.
SUPPLEMENT = 10_000
#: The most pages that six digits are taken for two page numbers of.
LONGEST = 60

_NUMBER = re.compile(r"\d{1,9}")
_RANGE = re.compile(
    r"(?P<mark>[a-z]{0,8})\.?\s?(?P<first>\d{1,9})(?:\.\d+)?"
    r"(?:\s*(?:-+|/|to)\s*(?P<mark2>[a-z]{0,4})\s?(?P<last>\d{1,9}))?"
)
_PLAIN_RANGE = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")
_DASHES = re.compile("[\u2010-\u2015\u2212]")
# A spreadsheet reads the pages 1-10 as a date and writes "01-Oct", "10-Jan" or "Oct-01".
_AS_DATE = re.compile(r"(?P<day>\d{1,2})-(?P<month>[a-z]{3})|(?P<month2>[a-z]{3})-(?P<day2>\d{1,2})")
# "62 p" counts pages; "t-8" and "Suppl-6" have lost their first page.
_NO_PLACE = re.compile(r"\d+\s*(?:p|pp|pages|leaves|f)\.?|[a-z]+\s*-\s*\d+", re.IGNORECASE)
_PAGE_WORDS = re.compile(r"\b(?:pages?|pp?|pgs?|art(?:icle)?|no)\b\.?|[()]")


class Pages(NamedTuple):
    """Where a work stands in its volume.

    Attributes:
        first, last: page numbers, MISSING where unknown; last is at least first.
        mark: letters before the first number, such as "s" for "S321".
    """

    first: int = MISSING
    last: int = MISSING
    mark: str = ""


@lru_cache(maxsize=1 << 13)
def first_number(text: str) -> int:
    """The first number in ``text``, or MISSING.

    >>> first_number("55 (1)"), first_number("vol. 44,"), first_number("n/a")
    (55, 44, -1)
    """
    match = _NUMBER.search(text)
    return int(match[0]) if match else MISSING


@lru_cache(maxsize=1 << 13)
def issue_number(text: str) -> int:
    """The issue's number; supplements count from 10,000 so that "2" and "Suppl. 2" differ.

    >>> issue_number("3"), issue_number("SUPPL. 1"), issue_number("2-3"), issue_number("")
    (3, 10001, 2, -1)
    """
    number = first_number(text)
    if re.search(r"\bs(?:upp(?:l(?:ement)?)?)?\b|suppl|abstracts", text, re.IGNORECASE):
        return SUPPLEMENT + max(number, 0)
    return number


def page_ranges(texts: Lines) -> tuple[NDArray[np.int64], NDArray[np.int64], list[str]]:
    """`page_range` of each text: first pages, last pages and marks."""
    rows, starts, ends = plain_ranges(texts)
    first, last = np.full((2, texts.size), MISSING)
    first[rows], last[rows] = starts, np.maximum(starts, ends)
    marks = [""] * texts.size
    is_odd = np.ones(texts.size, dtype=np.bool_)
    is_odd[rows] = False
    odd = np.flatnonzero(is_odd).tolist()
    for row, text in zip(odd, texts.take(odd), strict=True):
        first[row], last[row], marks[row] = page_range(text)
    return first, last, marks


@lru_cache(maxsize=1 << 13)
def page_range(text: str) -> Pages:
    """The first and last page that ``text`` states, the last one completed from the first.

    >>> [page_range(text)[:2] for text in ("221-8", "pp. 24.1-24.10", "01-Oct", "62 p", "148156")]
    [(221, 228), (24, 24), (1, 10), (-1, -1), (148, 156)]
    >>> page_range("S321")
    Pages(first=321, last=321, mark='s')
    """
    if plain_range := _PLAIN_RANGE.fullmatch(text):
        first, last = plain_range.groups()
        return Pages(int(first), max(_complete(first, last), int(first)))
    if _NO_PLACE.fullmatch(text.strip()) and not _AS_DATE.fullmatch(text.strip().lower()):
        return Pages()
    plain = _PAGE_WORDS.sub(" ", _DASHES.sub("-", text).lower()).strip(" .,:;")
    if (match := _AS_DATE.fullmatch(plain)) and (month := MONTHS.get(match["month"] or match["month2"])):
        first, last = sorted((int(match["day"] or match["day2"]), month))
        return Pages(first, last)
    match = _RANGE.search(plain)
    if not match:
        return Pages()
    first, mark = int(match["first"]), fold(match["mark"])
    if match["last"] is None:
        # "148156" is 148-156 whose dash an encoding lost; "137960" is an article's number.
        digits, half = match["first"], len(match["first"]) // 2
        if len(digits) == 6 and not mark and 0 < int(digits[half:]) - int(digits[:half]) < LONGEST:
            return Pages(int(digits[:half]), int(digits[half:]))
        return Pages(first, first, mark)
    last = _complete(match["first"], match["last"])
    return Pages(first, max(last, first), mark)


def _complete(first: str, last: str) -> int:
    """The last page with the leading digits it shares with the first: 221-8 is 221-228."""
    if len(last) < len(first):
        return int(first[: len(first) - len(last)] + last)
    return int(last)
