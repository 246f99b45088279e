"""From all lists of authors on a page to one: whole lists only, in the order most agree on, names in full."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from harvester.extract.candidate import is_cut_list
from harvester.extract.vote import Group, groups
from harvester.model import Name
from harvester.model.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.extract.candidate import Candidate
    from harvester.extract.weights import Weigh

People = tuple[Name, ...]


def choose_names(candidates: Sequence[Candidate], weigh: Weigh) -> People:
    """The people that most weight stands behind.

    A list cut by "et al." never wins. A list that is the beginning of another supports the longer
    one. Within the winning group, each name is taken in its fullest form, and split where a carrier
    that writes "Family, Given" splits it.
    """
    whole = [one for one in candidates if not is_cut_list(one.raw)]
    lots = groups(whole, weigh, lambda a, b: _same_people(_people(a), _people(b)))
    if not lots:
        return ()
    won = _winner(lots)
    spellings = zip(*(_people(one) for one in won.members), strict=True)
    stated = zip(*(_stated(one) for one in won.members), strict=True)
    return tuple(
        _fullest(people, [name for name in known if name])
        for people, known in zip(spellings, stated, strict=True)
    )


def same_person(a: Name, b: Name) -> bool:
    """Whether two names can be one person's: the same words in any order, or the same family name and initials.

    >>> same_person(Name(family="Attree", given="P"), Name(family="Attree", given="Pamela"))
    True
    >>> same_person(Name(family="Li", given="Yang"), Name(family="Li", given="Wei"))
    False
    """
    one, other = sorted(fold(_text(a)).split()), sorted(fold(_text(b)).split())
    if one == other or "".join(one) == "".join(other):
        return True
    last_a, last_b = a.key.split()[-1:], b.key.split()[-1:]
    if last_a != last_b or not last_a:
        return False
    initials = sorted((a.initials, b.initials), key=len)
    return not initials[0] or initials[1][:1] == initials[0][:1]


def _people(candidate: Candidate) -> People:
    return cast("People", candidate.value)


def _text(name: Name) -> str:
    return name.literal or f"{name.given} {name.family}"


def _same_people(a: People, b: People) -> bool:
    return len(a) == len(b) and all(same_person(x, y) for x, y in zip(a, b, strict=True))


def _is_beginning(short: People, long: People) -> bool:
    return len(short) < len(long) and all(same_person(x, y) for x, y in zip(short, long, strict=False))


def _winner(lots: Sequence[Group]) -> Group:
    """The heaviest group, each group counting what its beginnings weigh as its own."""
    totals: list[tuple[float, Group]] = []
    for lot in lots:
        mine = _people(lot.members[0])
        if any(_is_beginning(mine, _people(other.members[0])) for other in lots):
            continue
        support = sum(other.score for other in lots if _is_beginning(_people(other.members[0]), mine))
        totals.append((lot.score + support, lot))
    return max(totals, key=lambda pair: pair[0])[1]


def _stated(candidate: Candidate) -> list[Name | None]:
    """Each name that its carrier wrote as "Family, Given", or in parts; None in the place of any other.

    BibTeX's "Given Family" is a guess, and so is any other form without a comma.
    """
    people = _people(candidate)
    parts = [part for part in candidate.raw.split(";") if part.strip()]
    if candidate.carrier == "bibtex" or len(parts) != len(people):
        return [None] * len(people)
    return [name if "," in part else None for name, part in zip(people, parts, strict=True)]


def _fullest(spellings: Sequence[Name], stated: Sequence[Name]) -> Name:
    """One person from all spellings: the longest given names, the stated family name, every ORCID iD."""
    whole = [name for name in spellings if " " in name.literal]
    if whole and not stated:
        # Some carrier knows this to be no person's name, and none splits it.
        return whole[0]
    best = max(spellings, key=_fullness)
    for name in stated:
        best = _resplit(best, name.family)
    iri = best.orcid or next((name.orcid for name in spellings if name.orcid), None)
    places = best.affiliation or next((name.affiliation for name in spellings if name.affiliation), ())
    return replace(best, orcid=iri, affiliation=places)


def _fullness(name: Name) -> tuple[bool, int, int, bool]:
    """How much a spelling says: parts, words of more than an initial, letters, not all in capitals."""
    words = [word for word in fold(name.given).split() if len(word) > 1 and not word.isdigit()]
    shouting = name.family.isupper() and len(name.family) > 3
    given_is_initials = name.given.isupper() and len(name.given) <= 4
    return bool(name.family), 0 if given_is_initials else len(words), len(fold(name.given)), not shouting


def _resplit(name: Name, family: str) -> Name:
    """``name`` split so that ``family`` is its family name, where its words end (or begin) with those words.

    >>> str(_resplit(Name(family="Scao", given="Teven Le"), "Le Scao"))
    'Le Scao, Teven'
    """
    if not family or fold(name.family) == fold(family):
        return name
    words = _text(name).split()
    count = len(family.split())
    if count >= len(words):
        return name
    if fold(" ".join(words[-count:])) == fold(family):
        return replace(name, family=" ".join(words[-count:]), given=" ".join(words[:-count]), literal="")
    if fold(" ".join(words[:count])) == fold(family):
        return replace(name, family=" ".join(words[:count]), given=" ".join(words[count:]), literal="")
    return name
