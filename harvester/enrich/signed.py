"""People as Crossref has them, whichever of its keys their names stand in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harvester.extract.people import without_habits
from harvester.model import Name, parse_name
from harvester.model import identifier as ids
from harvester.model.name import PARTICLES, SUFFIXES, is_organisation
from harvester.model.text import clean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_LONGEST_NAME = 4
"""Words of a name that is taken apart; what has more, and no word of an organisation in it, may be one nevertheless."""


def people_of(message: Mapping[str, Any], key: str) -> tuple[Name, ...]:
    """The people under ``key``, the first author first, their names not in capitals."""
    people = _first_first(message.get(key) or ())
    return without_habits([name for person in people if (name := _name(person))])


def _first_first(people: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """``people`` as listed, but that the one who is said to be the first comes first."""
    first = [person for person in people if person.get("sequence") == "first"]
    if not first or people[0] in first:
        return list(people)
    return [*first, *(person for person in people if person.get("sequence") != "first")]


def _name(person: Mapping[str, Any]) -> Name | None:
    family, given, suffix, literal = (
        clean(person.get(part)).strip(" ,;*\u2020\u2021") for part in ("family", "given", "suffix", "name")
    )
    if not (family or given or literal):
        return None
    if family and not given and not literal:
        read = _whole(family)
        family, given, literal, suffix = read.family, read.given, read.literal, suffix or read.suffix
    if "," in family and not suffix:
        # "Bell, III" in family.
        head, _, tail = family.rpartition(",")
        if tail.strip(" .").lower() in SUFFIXES:
            family, suffix = head.strip(), tail.strip()
    return Name(
        family=family if given else "",
        given=given if family else "",
        literal=literal or (family or given if not (family and given) else ""),
        suffix=suffix.rstrip("."),
        orcid=ids.orcid(_first(person.get("ORCID"))),
        affiliation=tuple(
            dict.fromkeys(
                place for one in person.get("affiliation") or () if (place := clean(one.get("name")))
            )
        ),
    )


def _first(value: Any) -> Any:  # noqa: ANN401  (JSON)
    """The value, or the first of a list where Crossref has a list by mistake."""
    return next(iter(value), None) if isinstance(value, list) else value


def _whole(text: str) -> Name:
    """A family name without a given one: a name with both, an organisation, or the only name of somebody."""
    words = text.split()
    is_one_name = all(word.lower() in PARTICLES for word in words[:-1])
    if is_one_name or is_organisation(text) or len(words) > _LONGEST_NAME:
        return Name(literal=text)
    return parse_name(text) or Name(literal=text)
