"""Authors side by side: which of two lists of names are the same people, in whatever order and spelling."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from rapidfuzz import fuzz

from harvester.model.name import folded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.model import Name, Record

ALIKE = 80.0
"""Similarity, 0 to 100, from which two family names are one: one slip in five letters."""
MOST_NAMES = 50
"""Names of a record that are looked for; nobody is told apart by the fifty-first."""
_NOBODY = frozenset(("et al", "al", "others", "and others", "anonymous", "unknown", ""))

Shared = Literal["all", "most", "some", "none", "unknown"]


class PeopleMatch(NamedTuple):
    """How the people of two records compare.

    Attributes:
        level: which share of the shorter list is in the other: "all"; "most" (half, and two of them or the first);
            "some"; "none"; "unknown", where one list is empty.
        shared: how many are in both. of: how many the shorter list has.
        first: whether the first of one is the first of the other.
    """

    level: Shared
    shared: int = 0
    of: int = 0
    first: bool = False


def match_people(page: Record, registered: Record) -> PeopleMatch:
    """Compare the authors, or the editors of what has no authors."""
    mine, theirs = (_people(record) for record in (page, registered))
    if not mine or not theirs:
        return PeopleMatch("unknown")
    first = same_person(mine[0], theirs[0])
    left, shared = list(theirs), 0
    for name in mine[:MOST_NAMES]:
        twin = next((other for other in left if same_person(name, other)), None)
        if twin is not None:
            left.remove(twin)
            shared += 1
    of = min(len(mine), len(theirs), MOST_NAMES)
    if not shared:
        return PeopleMatch("none", 0, of)
    if shared == of and (first or shared > 1):
        level: Shared = "all"
    else:
        level = "most" if 2 * shared >= of and (first or shared > 1) else "some"
    return PeopleMatch(level, shared, of, first)


def _people(record: Record) -> Sequence[Name]:
    return [name for name in record.author or record.editor if folded(str(name)) not in _NOBODY]


def same_person(one: Name, other: Name) -> bool:
    """Whether two names can be one person's or one organisation's.

    >>> from harvester.model import Name
    >>> bo, swapped = Name(family="Quill", given="Bo"), Name(family="Bo", given="Quill")
    >>> same_person(bo, Name(family="Quil", given="B.")), same_person(bo, swapped)
    (True, True)
    >>> same_person(bo, Name(family="Quill", given="Ann")), same_person(bo, Name(literal="B Quill"))
    (False, True)
    """
    if one.family and other.family and one.key and other.key and _same_family(one.key, other.key):
        return not (one.initials and other.initials and set(one.initials).isdisjoint(other.initials))
    if one.literal and other.literal and not (one.family or other.family):
        return _same_literal(one.key, other.key)
    # Family and given names swapped, or not told apart.
    mine, theirs = _words(one), _words(other)
    long = [word for word in mine if len(word) > 1]
    if not long or {word for word in theirs if len(word) > 1}.isdisjoint(long):
        return fuzz.ratio(" ".join(mine), " ".join(theirs)) >= ALIKE + 10
    return _abbreviate(mine, theirs)


def _same_family(one: str, other: str) -> bool:
    if fuzz.ratio(one, other) >= ALIKE:
        return True
    # "de la Cruz" and "Cruz", "Garcia Lopez" and "Garcia", "Perkins" and "Alex Perkins".
    shorter, longer = sorted((one.split(), other.split()), key=len)
    return {word for word in shorter if len(word) > 2} <= set(longer) and any(
        len(word) > 2 for word in shorter
    )


def _same_literal(one: str, other: str) -> bool:
    if fuzz.ratio(one, other) >= ALIKE or fuzz.token_set_ratio(one, other) == 100:
        return True
    return any(
        len(short) > 2
        and short == "".join(word[0] for word in long.split() if word not in ("of", "the", "for", "and"))
        for short, long in ((one, other), (other, one))
    )


def _words(name: Name) -> list[str]:
    return folded(f"{name.family} {name.given} {name.literal}").split()


def _abbreviate(mine: list[str], theirs: list[str]) -> bool:
    """Whether every word of the shorter name is one of the other's, or the first letter of one."""
    shorter, longer = sorted((mine, theirs), key=len)
    left = list(longer)
    for word in sorted(shorter, key=len, reverse=True):
        twin = next((other for other in left if other == word), None) or next(
            (other for other in left if other[0] == word[0] and 1 in (len(other), len(word))), None
        )
        if twin is None:
            return False
        left.remove(twin)
    return True
