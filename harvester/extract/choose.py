"""From all witnesses to one value a field, each field by its own stated rule; no source wins as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from harvester.extract.choose_access import choose_access
from harvester.extract.choose_dates import choose_date, choose_issued
from harvester.extract.choose_identifiers import all_identifiers, choose_doi
from harvester.extract.choose_names import choose_people
from harvester.extract.choose_relations import choose_relations
from harvester.extract.choose_source import choose_container, choose_pages, choose_publisher, choose_type
from harvester.extract.choose_text import choose_abstract, choose_plain, choose_title, other_titles
from harvester.extract.confidence import confidences
from harvester.extract.plausible import doubting, facts_of
from harvester.extract.vote import ranked
from harvester.extract.weights import Weigh, weigher
from harvester.extract.wording import language_of
from harvester.model.organisation import united, united_funders
from harvester.model.record import WITNESSED_DATES

if TYPE_CHECKING:
    import datetime as dt

    from harvester.extract.candidate import Candidate, Value
    from harvester.extract.platforms.base import Platform

MAX_SAID = 200
"""Values of one field that are taken from one carrier."""

Chooser = Callable[[Sequence["Candidate"], Weigh], Any]
Said = Mapping[str, Sequence["Candidate"]]


def choose(
    candidates: Sequence[Candidate], platform: Platform, *, url: str = "", today: dt.date | None = None
) -> dict[str, Any]:
    """The chosen value of every field that the candidates speak of, as keyword arguments of `Record`.

    With them comes ``confidence``. The order of the carriers makes no difference.

    Args:
        candidates: everything that the page's carriers said; those of one carrier in the order of the page.
        platform: whose known errors to allow for.
        url: the page's, which may name the work's own DOI.
        today: the day of reading, to tell dates to come, and embargoes that have ended.
    """
    said = by_field(candidates)
    weigh = doubting(weigher(platform), facts_of(said, today))
    chosen: dict[str, Any] = {
        field: CHOOSERS.get(field, choose_plain)(said[field], weigh)
        for field in said
        if field not in _TOGETHER
    }
    if not chosen.get("language"):
        chosen["language"] = _spoken(said, weigh)
    chosen |= choose_people(said, weigh, chosen["language"])
    chosen |= _choose_together(said, chosen, weigh, url)
    online = [
        one for one in said.get("available_date", []) if (one.field, one.carrier) not in platform.distrust
    ]
    chosen["access"] = choose_access(said.get("access", []), today if chosen.get("full_text") else None)
    chosen["available_date"] = choose_date(online, weigh)
    chosen["issued"] = choose_issued(said.get("issued", []), online, weigh, platform)
    chosen = {field: value for field, value in chosen.items() if value}
    if sure := confidences(said, chosen, weigh):
        chosen["confidence"] = sure
    return chosen


def _choose_together(said: Said, chosen: Mapping[str, Any], weigh: Weigh, url: str) -> dict[str, Any]:
    """The fields that depend on another field."""
    title, dois = chosen.get("title", ""), said.get("doi", [])
    kind = choose_type(said.get("type", []), weigh, said)
    page, number = choose_pages(said.get("page", []), said.get("number", []), weigh, kind)
    titles = _union(said.get("title_alternative", []), weigh) + other_titles(
        said.get("title", []), title, weigh
    )
    own = choose_doi(dois, url, weigh)
    return {
        "type": kind,
        "page": page,
        "number": number,
        "title_alternative": tuple(text for text in dict.fromkeys(titles) if text != title),
        "abstract": choose_abstract(said.get("abstract", []), weigh, chosen.get("language")),
        "doi": own,
        "identifier": all_identifiers(dois, said.get("identifier", []), own, url),
        "relation": choose_relations(dois, said.get("identifier", []), own, weigh),
    }


def _spoken(said: Said, weigh: Weigh) -> str | None:
    """The language of title and abstract, where no carrier states one that they do not contradict."""
    title, abstract = (
        choose_title(said.get("title", []), weigh),
        choose_abstract(said.get("abstract", []), weigh, None),
    )
    return language_of(title, abstract)


def by_field(candidates: Iterable[Candidate]) -> dict[str, list[Candidate]]:
    """The candidates by the field that they speak of, each field's in the order given.

    What a carrier says of one field beyond `MAX_SAID` times is left out: no item has so many titles.
    """
    said: dict[str, list[Candidate]] = {}
    counts: Counter[tuple[str, str]] = Counter()
    for candidate in candidates:
        key = candidate.field, candidate.carrier
        counts[key] += 1
        if counts[key] <= MAX_SAID:
            said.setdefault(candidate.field, []).append(candidate)
    return said


def _union(candidates: Sequence[Candidate], weigh: Weigh) -> tuple[Any, ...]:
    """Everything that was said, the heaviest carrier's word first."""
    said = ranked(candidates, weigh)
    return tuple(dict.fromkeys(one for candidate in said for one in _tuple(candidate)))


def _heaviest(candidates: Sequence[Candidate], weigh: Weigh) -> Value:
    """The heaviest carrier's list, as it stands."""
    return next((one.value for one in ranked(candidates, weigh)), ())


def _tuple(candidate: Candidate) -> tuple[Any, ...]:
    return candidate.value if isinstance(candidate.value, tuple) else (candidate.value,)


#: Field -> its rule; every other field is text, and the value with most weight behind it wins.
CHOOSERS: Mapping[str, Chooser] = {
    "title": choose_title,
    "container_title": choose_container,
    "publisher": choose_publisher,
    "issn": _union,
    "isbn": _union,
    "keyword": _heaviest,
    "organisation": lambda candidates, weigh: united(_union(candidates, weigh)),
    "funder": lambda candidates, weigh: united_funders(_union(candidates, weigh)),
}
#: Chosen together, because each depends on another, or not at all.
_TOGETHER = frozenset(
    {"issued", "available_date", "doi", "identifier", "author", "editor", "contributor", "type", "page", "number",
     "abstract", "title_alternative", "access", *WITNESSED_DATES}
)  # fmt: skip
