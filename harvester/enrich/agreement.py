"""Does the DOI on a page lead to the work that the page describes?

A wrong digit usually leads to a neighbour in the same journal and year, so the title decides.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from rapidfuzz import fuzz

from harvester.enrich.likeness import numbers, title_similarity, year_gap
from harvester.enrich.message import NOT_PUBLICATIONS
from harvester.model.text import fold

if TYPE_CHECKING:
    from harvester.model import Record

Verdict = Literal["agree", "drift", "wrong-doi", "review"]

_SAME = 90.0
"""Title similarity, 0 to 100, from which two titles are one title with typing differences."""
_SIMILAR = 72.0
"""Title similarity below which two titles are dissimilar."""
_AUTHOR = 80.0


class Agreement(NamedTuple):
    """How a page and the registry's record of its DOI compare; ``note`` says why, for people."""

    verdict: Verdict
    note: str


def compare(page: Record, registered: Record) -> Agreement:
    """Compare what a page says with what the registry says about the page's DOI."""
    if registered.genre in NOT_PUBLICATIONS:
        return Agreement("wrong-doi", f"the DOI is that of a {registered.genre}, not of a publication")
    if not (page.title and registered.title):
        return Agreement("agree", "one side has no title to compare")
    similarity = title_similarity(page, registered)
    author, year = _first_author(page, registered), year_gap(page, registered)
    if numbers(page.title) != numbers(registered.title) and similarity >= _SIMILAR and len(page.title) > 20:
        similarity = min(similarity, _SAME - 1)
    if similarity >= _SAME:
        return Agreement("agree", "the titles agree")
    if similarity >= _SIMILAR:
        return Agreement(
            "drift", f"the titles differ a little: here “{page.title}”, there “{registered.title}”"
        )
    if author is not False and (year or 0) <= 1 and _same_place(page, registered):
        return Agreement(
            "drift", "another title with the same author, volume and pages: taken as a translation"
        )
    words = f"here “{page.title}”, there “{registered.title}”"
    if author is False or (year is not None and year > 1):
        return Agreement("wrong-doi", f"the DOI leads to another work: {words}")
    return Agreement("review", f"the titles differ, author and year do not: {words}")


def _first_author(page: Record, registered: Record) -> bool | None:
    """Whether the first authors are alike; None where one side has none."""
    if not (page.author and registered.author):
        return None
    mine, theirs = page.author[0], registered.author[0]
    if fuzz.ratio(mine.key, theirs.key) >= _AUTHOR:
        return True
    # Swapped names, and family names with and without their particles.
    return fuzz.token_set_ratio(fold(str(mine)), fold(str(theirs))) >= _AUTHOR


def _same_place(page: Record, registered: Record) -> bool:
    """Whether both stand in the same volume on the same first page."""
    mine, theirs = (
        re.split(r"[-,]", record.page or record.number)[0].strip() for record in (page, registered)
    )
    return bool(mine and page.volume) and mine == theirs and page.volume == registered.volume
