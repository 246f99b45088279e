"""Confidence: how much of what a page says stands behind the chosen value, and from how many carriers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import prod
from typing import TYPE_CHECKING, Any

from harvester.extract.choose_dates import compatible, honest_date
from harvester.extract.choose_names import is_beginning, people_of, same_people
from harvester.extract.choose_source import same_container, same_ends, same_publisher
from harvester.extract.choose_text import DECORATED, continues, squeezed
from harvester.extract.one_name import same_person
from harvester.extract.vote import weight_of
from harvester.model import Confidence
from harvester.model.record import CONTENT_FIELDS
from harvester.model.text import fold

if TYPE_CHECKING:
    from harvester.extract.candidate import Candidate
    from harvester.extract.weights import Weigh

CERTAINTY = 0.85
"""What one carrier of full weight, contradicted by none, is worth."""
#: What a witness counts for a field that it does not speak of by name.
BORROWED = 0.6
#: Field -> the field whose witnesses answer where its own do not: a preprint is told by its server.
STAND_INS: Mapping[str, str] = {"issued": "available_date", "type": "container_title"}

Supports = Callable[[Any, "Candidate"], bool]


def confidences(
    said: Mapping[str, Sequence[Candidate]], chosen: Mapping[str, Any], weigh: Weigh
) -> tuple[Confidence, ...]:
    """One confidence for each field whose chosen value some carrier gave, in the order of the fields."""
    return tuple(
        Confidence(field, value)
        for field in CONTENT_FIELDS
        if chosen.get(field) and (value := _confidence(field, chosen[field], said, weigh))
    )


def supports(field: str, value: Any, candidate: Candidate) -> bool:  # noqa: ANN401  (values of every field)
    """Whether ``candidate`` says what was chosen for its field, perhaps in another spelling, or less of it."""
    return bool(value) and SUPPORTS.get(field, _plain)(value, candidate)


def _confidence(field: str, value: Any, said: Mapping[str, Sequence[Candidate]], weigh: Weigh) -> float:  # noqa: ANN401
    """The share of the weight behind ``value``, times how sure its carriers are together.

    A carrier of weight w errs with probability 1 - 0.85 w; carriers that agree err together with the product of theirs.
    A carrier that says both the chosen value and another counts for the chosen one.
    """
    candidates, factor = said.get(field, []), 1.0
    behind = [one for one in candidates if supports(field, value, one)]
    if not behind:
        behind, factor = list(said.get(STAND_INS.get(field, ""), [])), BORROWED
    carriers = {one.carrier for one in behind}
    against = [one for one in candidates if one.carrier not in carriers]
    if field == "issued":
        # A date that is called the online date elsewhere speaks of that, not against this one.
        online = {one.value for one in said.get("available_date", [])}
        against = [one for one in against if one.value not in online]
    weight = weight_of(behind, weigh)
    if not weight:
        return 0.0
    best = {
        carrier: max(min(weigh(one), 1.0) for one in behind if one.carrier == carrier) for carrier in carriers
    }
    sure = 1 - prod(1 - CERTAINTY * best[carrier] for carrier in sorted(best))
    return round(factor * sure * weight / (weight + weight_of(against, weigh)), 2)


def _plain(value: Any, one: Candidate) -> bool:  # noqa: ANN401
    mine, theirs = (squeezed(str(text)).lstrip("0") for text in (value, one.value))
    return mine == theirs and bool(mine or str(value) == str(one.value))


def _title(value: str, one: Candidate) -> bool:
    if continues(value, str(one.value)):
        return True
    theirs = fold(str(one.value))
    return one.carrier in DECORATED and (theirs.endswith(fold(value)) or theirs.startswith(fold(value)))


def _abstract(value: str, one: Candidate) -> bool:
    """It begins like the chosen text, or holds it beside that in another language."""
    theirs = squeezed(str(one.value))
    return squeezed(value)[:60] in theirs or theirs[:60] in squeezed(value)


def _people(value: Any, one: Candidate) -> bool:  # noqa: ANN401
    people = people_of(one)
    return same_people(value, people) or is_beginning(people, value)


def _some_people(value: Any, one: Candidate) -> bool:  # noqa: ANN401
    return any(same_person(name, other) for name in people_of(one) for other in value)


def _date(value: Any, one: Candidate) -> bool:  # noqa: ANN401
    return compatible(value, honest_date(one))


def _some(value: Any, one: Candidate) -> bool:  # noqa: ANN401
    theirs = one.value if isinstance(one.value, tuple) else (one.value,)
    mine = {fold(str(item)) for item in value}
    return any(fold(str(item)) in mine for item in theirs)


def _identifiers(value: Any, one: Candidate) -> bool:  # noqa: ANN401
    theirs: Any = one.value
    return bool({item.value for item in value} & {item.value for item in theirs})


#: Field -> when a candidate says what was chosen; by letters and digits for all others.
SUPPORTS: Mapping[str, Supports] = {
    "title": _title,
    "abstract": _abstract,
    "author": _people,
    "editor": _people,
    "contributor": _some_people,
    "issued": _date,
    "available_date": _date,
    "page": lambda value, one: same_ends(value, str(one.value)),
    "container_title": lambda value, one: same_container(value, str(one.value)),
    "publisher": lambda value, one: same_publisher(value, str(one.value)),
    "issn": _some,
    "isbn": _some,
    "keyword": _some,
    "funder": _some,
    "organisation": _some,
    # The page may write the path alone.
    "full_text": lambda value, one: value.endswith(str(one.value).lstrip(".")),
    "title_alternative": _some,
    "identifier": _identifiers,
}
