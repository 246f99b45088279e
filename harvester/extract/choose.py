"""From all witnesses to one value a field, each field by its own stated rule; no source wins as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from harvester.extract.choose_dates import choose_date, choose_issued
from harvester.extract.choose_identifiers import all_identifiers, choose_doi
from harvester.extract.choose_names import choose_names
from harvester.extract.choose_text import (
    choose_abstract,
    choose_container,
    choose_page,
    choose_plain,
    choose_title,
    choose_type,
)
from harvester.extract.weights import Weigh, weigher
from harvester.model.access import is_creative_commons, openness
from harvester.model.organisation import united, united_funders

if TYPE_CHECKING:
    from harvester.extract.candidate import Candidate, Value
    from harvester.extract.platforms.base import Platform

Chooser = Callable[[Sequence["Candidate"], Weigh], Any]


def choose(candidates: Sequence[Candidate], platform: Platform, *, url: str = "") -> dict[str, Any]:
    """The chosen value of every field that the candidates speak of, as keyword arguments of `Record`.

    Args:
        candidates: everything that the page's carriers said, in any order.
        platform: whose known errors to allow for.
        url: the page's, which may name the work's own DOI.
    """
    weigh = weigher(platform)
    said = _by_field(candidates)
    chosen: dict[str, Any] = {
        field: CHOOSERS.get(field, choose_plain)(said[field], weigh)
        for field in said
        if field not in _TOGETHER
    }
    online = [
        one for one in said.get("available_date", []) if (one.field, one.carrier) not in platform.distrust
    ]
    chosen["available_date"] = choose_date(online, weigh)
    chosen["issued"] = choose_issued(said.get("issued", []), online, weigh, platform)
    chosen["doi"] = choose_doi(said.get("doi", []), url, weigh)
    chosen["identifier"] = all_identifiers(
        said.get("doi", []), said.get("identifier", []), chosen["doi"], url
    )
    return {field: value for field, value in chosen.items() if value}


def _by_field(candidates: Iterable[Candidate]) -> dict[str, list[Candidate]]:
    said: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        said.setdefault(candidate.field, []).append(candidate)
    return said


def _union(candidates: Sequence[Candidate], weigh: Weigh) -> tuple[Any, ...]:
    """Everything that was said, the heaviest carrier's word first."""
    ordered = sorted(candidates, key=weigh, reverse=True)
    return tuple(dict.fromkeys(one for candidate in ordered for one in _tuple(candidate)))


def _access(candidates: Sequence[Candidate], _weigh: Weigh) -> str:
    """The most open word; what follows from a licence counts only where nothing speaks of access itself."""
    stated = [one for one in candidates if not is_creative_commons(one.raw)] or candidates
    return max((str(one.value) for one in stated), key=openness)


def _heaviest(candidates: Sequence[Candidate], weigh: Weigh) -> Value:
    """The heaviest carrier's list, as it stands."""
    return max(candidates, key=weigh).value


def _tuple(candidate: Candidate) -> tuple[Any, ...]:
    return candidate.value if isinstance(candidate.value, tuple) else (candidate.value,)


#: Field -> its rule; every other field is text, and the value with most weight behind it wins.
CHOOSERS: Mapping[str, Chooser] = {
    "title": choose_title,
    "type": choose_type,
    "abstract": choose_abstract,
    "author": choose_names,
    "editor": choose_names,
    "contributor": _union,
    "container_title": choose_container,
    "page": choose_page,
    "title_alternative": _union,
    "issn": _union,
    "isbn": _union,
    "keyword": _heaviest,
    "organisation": lambda candidates, weigh: united(_union(candidates, weigh)),
    "access": _access,
    "funder": lambda candidates, weigh: united_funders(_union(candidates, weigh)),
}
#: Chosen together, because each depends on another.
_TOGETHER = frozenset({"issued", "available_date", "doi", "identifier"})
