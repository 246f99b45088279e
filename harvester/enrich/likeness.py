"""How alike two records are in what they say of a work: the comparisons that every stage of enrichment shares."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from harvester.dedupe.title import ROMAN
from harvester.model.text import fold

if TYPE_CHECKING:
    from harvester.model import Record

MAX_TITLE = 512
"""Letters of a title that are compared; the rest of a longer one is an abstract by mistake."""

_NUMBER = re.compile(r"\d+|\b(?:i{1,3}|iv|vi{0,3}|ix)\b")
_ROMAN = {**ROMAN, "i": "1", "v": "5"}


def title_similarity(page: Record, registered: Record) -> float:
    """How alike the best pair of their titles is, 0 to 100; a lost subtitle or markup costs nothing."""
    return max(
        _alike(fold(one)[:MAX_TITLE], fold(other)[:MAX_TITLE])
        for one in (page.title, *page.title_alternative)
        for other in (registered.title, *registered.title_alternative)
    )


def spelling(one: str, other: str) -> float:
    """How alike two folded titles are as wholes, 0 to 100: letter by letter, in another order of words, unspaced."""
    return max(
        fuzz.ratio(one, other),
        fuzz.token_sort_ratio(one, other),
        # Formulas are spelt with and without blanks.
        fuzz.ratio(one.replace(" ", ""), other.replace(" ", "")),
    )


def _alike(one: str, other: str) -> float:
    shorter, longer = sorted((one, other), key=len)
    # A lost subtitle: one title begins with the other, if that says enough by itself.
    if len(shorter) >= 12 and shorter.count(" ") >= 1 and longer.startswith(shorter):
        return 100.0
    score = spelling(one, other)
    if len(shorter) >= 24 and shorter.count(" ") >= 3:
        score = max(score, fuzz.ratio(shorter, longer[: len(shorter)]))
    return score


def numbers(title: str) -> set[str]:
    """The numbers in a title, Roman ones as digits: what tells Part I from Part II.

    >>> sorted(numbers("Lichens on 30 walls, Part II")), numbers("On walls")
    (['2', '30'], set())
    """
    return {_ROMAN.get(number, number) for number in _NUMBER.findall(fold(title))}


def year_gap(page: Record, registered: Record) -> int | None:
    """Years between the page's date and the nearest of the registry's; None where one side has none."""
    theirs = [date.year for date in (registered.issued, registered.available_date) if date]
    if page.issued is None or not theirs:
        return None
    return min(abs(page.issued.year - year) for year in theirs)
