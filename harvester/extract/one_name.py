"""One person in several spellings: whether they can be the same, and the fullest name of them all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from harvester.extract.plausible import LOST
from harvester.model.name import PARTICLES, all_affiliations, folded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.model import Name


def same_person(a: Name, b: Name) -> bool:
    """Whether two names can be one person's: the same words in any order, or family names and initials that agree.

    Of a double family name a carrier may give one half, and leave out particles.

    >>> from harvester.model import Name
    >>> same_person(Name(family="Attree", given="P"), Name(family="Attree", given="Pamela"))
    True
    >>> same_person(Name(family="Parra González", given="A M"), Name(family="Parra", given="Ana María"))
    True
    >>> same_person(Name(family="Li", given="Yang"), Name(family="Li", given="Wei"))
    False
    """
    one, other = sorted(folded(text_of(a)).split()), sorted(folded(text_of(b)).split())
    if one == other or "".join(one) == "".join(other):
        return True
    if _is_shortened(a, b) or _is_shortened(b, a):
        return True
    short, long = sorted((a.key.split(), b.key.split()), key=len)
    if not short or (long[: len(short)] != short and long[-len(short) :] != short and long[-1] != short[-1]):
        return False
    initials = sorted((a.initials, b.initials), key=len)
    return not initials[0] or initials[1][:1] == initials[0][:1]


def _is_shortened(short: Name, long: Name) -> bool:
    """Whether ``short`` has initials for some of the words of ``long``, whichever of them is the family name.

    "Le Thi, H" is "Hoa, Le Thi", as systems write it that take the last word for the family name.
    """
    words, family = folded(text_of(long)).split(), short.key.split()
    if (
        not short.given
        or len(short.initials) != len(folded(short.given).replace(" ", ""))
        or not set(family) <= set(words)
    ):
        return False
    rest = [word[0] for word in words if word not in family]
    return sorted(rest) == sorted(short.initials)


def fullest(spellings: Sequence[Name], stated: Sequence[float]) -> Name:
    """One person from all spellings: the longest given names, the family name as stated, ORCID iD, all affiliations.

    Args:
        spellings: of one person, the most trusted first.
        stated: for each, the weight with which its carrier states which words are the family name; 0 where it
            only wrote the words.
    """
    whole = [name for name in spellings if " " in name.literal]
    if whole and not any(stated):
        # Some carrier knows this to be no person's name, and none splits it.
        return whole[0]
    best = max(spellings, key=_fullness)
    words = sorted(folded(text_of(best)).split())
    if not any(stated):
        # Of two orders of the same words, "Le Scao Teven", nobody states one: the most trusted carrier's it is.
        best = next(one for one in spellings if sorted(folded(text_of(one)).split()) == words)
    if family := _family(spellings, stated):
        best = _resplit(best, family)
    iri = best.orcid or next((name.orcid for name in spellings if name.orcid), None)
    places = all_affiliations((best, *spellings))
    suffix = best.suffix or next((name.suffix for name in spellings if name.suffix and best.family), "")
    return replace(best, orcid=iri, affiliation=places, suffix=suffix)


def text_of(name: Name) -> str:
    """The words of a name, given names first."""
    return name.literal or f"{name.given} {name.family}"


def _family(spellings: Sequence[Name], stated: Sequence[float]) -> str:
    """The family name that most weight states; a longer one of the same name takes the weight of the shorter.

    "Berg" and "van der Berg", "Parra" and "Parra González" are one family name. A name that nobody states in
    parts speaks a little where its words can be split so.
    """
    weights: dict[str, float] = {}
    written: dict[str, list[str]] = {}
    for name, weight in zip(spellings, stated, strict=True):
        if name.family:
            key = folded(name.family)
            weights[key] = weights.get(key, 0.0) + (weight or 0.05)
            written.setdefault(key, []).append(name.family)
    if not any(stated) or not weights:
        return ""
    totals = {key: weight + sum(weights[other] for other in weights if _is_more(key, other))
              for key, weight in weights.items()}  # fmt: skip
    best = max(totals, key=lambda key: (round(totals[key], 6), len(key)))
    return max(written[best], key=_legibility)


def _is_more(long: str, short: str) -> bool:
    """Whether a folded family name is the other with particles before it, or with a second name behind it."""
    words, fewer = long.split(), short.split()
    if len(words) <= len(fewer):
        return False
    before = words[: -len(fewer)]
    return (
        words[-len(fewer) :] == fewer and all(word in PARTICLES and len(word) > 1 for word in before)
    ) or words[: len(fewer)] == fewer


def _fullness(name: Name) -> tuple[bool, bool, int, int, tuple[bool, int]]:
    """How much a spelling says: nothing lost, parts, words of more than an initial, letters, how legible it is."""
    words = [word for word in folded(name.given).split() if len(word) > 1 and not word.isdigit()]
    given_is_initials = name.given.isupper() and len(name.given) <= 4
    return (
        not LOST.search(text_of(name)),
        bool(name.family),
        0 if given_is_initials else len(words),
        len(folded(name.given)),
        _legibility(text_of(name)),
    )


def _legibility(text: str) -> tuple[bool, int]:
    """Neither all capitals nor all small letters; accents are kept rather than lost."""
    shouting = text.isupper() and len(text) > 3
    return not (shouting or text.islower()), sum(not letter.isascii() for letter in text)


def _resplit(name: Name, family: str) -> Name:
    """``name`` split so that ``family`` is its family name, where its words end (or begin) with those words.

    >>> from harvester.model import Name
    >>> str(_resplit(Name(family="Scao", given="Teven Le"), "Le Scao"))
    'Le Scao, Teven'
    """
    words = text_of(name).split()
    count = len(family.split())
    if folded(name.family) == folded(family):
        return replace(name, family=family)
    if _is_more(folded(family), folded(name.family)) and not _holds(name.given, family):
        # The spelling with the longest given names lacks the particles, or one half of the family name.
        return replace(name, family=family)
    if count >= len(words):
        return name
    if folded(" ".join(words[-count:])) == folded(family):
        return replace(name, family=family, given=" ".join(words[:-count]), literal="")
    if folded(" ".join(words[:count])) == folded(family):
        return replace(name, family=family, given=" ".join(words[count:]), literal="")
    return name


def _holds(given: str, family: str) -> bool:
    return bool(set(folded(given).split()) & set(folded(family).split()))
