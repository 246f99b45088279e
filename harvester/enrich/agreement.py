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
from harvester.store import Conflict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.model import Record

Verdict = Literal["agree", "drift", "conflict", "wrong-doi", "review"]

RULES = 2
"""The number of these rules; with another one, every page is compared again."""

_SAME = 90.0
"""Title similarity, 0 to 100, from which two titles are one title with typing differences."""
_SIMILAR = 72.0
"""Title similarity below which two titles are dissimilar."""
_AUTHOR = 80.0


class Agreement(NamedTuple):
    """How a page and the registry's record of its DOI compare.

    Attributes:
        verdict: "agree"; "drift" (one work, its title written otherwise); "conflict" (one work, and the two contradict
            each other about it); "wrong-doi" (the DOI is another work's); "review" (a person should look).
        note: why, for people.
        conflicts: the fields that differ, with both values.
    """

    verdict: Verdict
    note: str
    conflicts: tuple[Conflict, ...] = ()


def compare(page: Record, registered: Record) -> Agreement:
    """Compare what a page says with what the registry says about the page's DOI."""
    if registered.genre in NOT_PUBLICATIONS:
        return Agreement("wrong-doi", f"the DOI is that of a {registered.genre}, not of a publication")
    fields = tuple(_conflicts(page, registered))
    if not (page.title and registered.title):
        return _agreed("one side has no title to compare", fields)
    similarity = title_similarity(page, registered)
    author, year = _first_author(page, registered), year_gap(page, registered)
    if numbers(page.title) != numbers(registered.title) and similarity >= _SIMILAR and len(page.title) > 20:
        similarity = min(similarity, _SAME - 1)
    if similarity >= _SAME:
        return _agreed("the titles agree", fields)
    words = f"here “{page.title}”, there “{registered.title}”"
    fields = (Conflict("title", page.title, registered.title), *fields)
    if similarity >= _SIMILAR:
        return Agreement("drift", f"the titles differ a little: {words}", fields)
    if author is not False and (year or 0) <= 1 and _same_place(page, registered):
        return Agreement(
            "drift", "another title with the same author, volume and pages: taken as a translation", fields
        )
    if author is False or (year is not None and year > 1):
        return Agreement("wrong-doi", f"the DOI leads to another work: {words}", fields)
    return Agreement("review", f"the titles differ, author and year do not: {words}", fields)


def _agreed(words: str, fields: tuple[Conflict, ...]) -> Agreement:
    if not fields:
        return Agreement("agree", words)
    listed = "; ".join(f"{one.field}: here {one.here}, there {one.there}" for one in fields)
    return Agreement("conflict", f"{words}, and yet {listed}", fields)


def _conflicts(page: Record, registered: Record) -> Iterator[Conflict]:
    """The fields that cannot both be right, of those that tell works apart."""
    if _first_author(page, registered) is False:
        yield Conflict("author", str(page.author[0]), str(registered.author[0]))
    if (year_gap(page, registered) or 0) > 1:
        yield Conflict("issued", str(page.issued), str(registered.issued))
    for field in ("volume", "page"):
        here, there = getattr(page, field), getattr(registered, field)
        mine, theirs = _first_number(here), _first_number(there)
        if mine and theirs and mine != theirs:
            yield Conflict(field, here, there)


def _first_number(text: str) -> str:
    """The number that ``text`` begins with, behind at most one letter; "" where it is written otherwise."""
    found = re.match(r"[A-Za-z]?0*(\d+)", text.strip())
    return found[1] if found else ""


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
