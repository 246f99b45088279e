"""Merge: the records of one cluster into one work, each field by a stated policy, with its provenance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from harvester.model.access import openness
from harvester.model.name import Name, all_affiliations, folded
from harvester.model.organisation import united, united_funders
from harvester.model.record import CONTENT_FIELDS, Record, Work, WorkField
from harvester.model.registry import CROSSREF, DATACITE, DOI_ORG, REGISTRIES
from harvester.model.standing import gravity, once
from harvester.model.text import fold, lower_capitals, squeeze

if TYPE_CHECKING:
    from collections.abc import Sequence

#: How far the registries are trusted where nothing is configured.
USUAL_TRUST: Mapping[str, float] = {CROSSREF: 0.9, DATACITE: 0.8, DOI_ORG: 0.8}
UNKNOWN_TRUST = 0.5

Rank = Callable[[Any], float]

_values = attrgetter(*CONTENT_FIELDS)


class Rule(NamedTuple):
    """How one field is chosen among the records that say something of it.

    Attributes:
        words: the rule, as the provenance states it.
        prefer: "registry", "page" (anything but a registry) or "" where the source does not matter first.
        rank: what makes a value better, higher first; decides after ``prefer``.
        unite: how the values of all records become one, None where one is chosen.
    """

    words: str
    prefer: str = ""
    rank: Rank = lambda _value: 0.0
    unite: Callable[[Iterable[Any]], tuple[Any, ...]] | None = None


def _each_once(items: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(items))


def _length(value: Any) -> float:  # noqa: ANN401  (values of every field)
    return float(len(value))


def _title_rank(title: str) -> float:
    """More words are a fuller title; shouting, damaged and cut-off ones are worse than none of their words."""
    # A lost letter makes two words of one.
    lost = title.count("\N{REPLACEMENT CHARACTER}")
    cut = title.endswith(("...", "…"))
    return (len(fold(title).split()) - 0.5 * title.isupper() - 1.5 * lost) * (0.5 if cut else 1.0)


def _name_rank(names: tuple[Name, ...]) -> float:
    """The longest list, and of equally long ones the one with the fullest given names."""
    letters = sum([len(folded(name.given)) for name in names])
    return len(names) + min(letters / 10_000, 0.9)


def _date_rank(date: Any) -> float:  # noqa: ANN401
    return float(len(date.parts))


def _page_rank(page: str) -> float:
    """A range says more than a first page."""
    return float(any(dash in page for dash in "-\u2013"))


_REGISTERED = Rule("the registry's, then the most trusted", prefer="registry")
_LOCAL = Rule("the page's, then the most trusted", prefer="page")
_ALL = Rule("from all records", unite=_each_once)
_NAMES = Rule("the fullest list; given names, ORCIDs and affiliations from all", rank=_name_rank)

#: The policy: every field of a work and the rule that chooses it. Empty values never win.
POLICY: Mapping[str, Rule] = {
    "type": _REGISTERED,
    "genre": _LOCAL,
    "title": Rule("the most complete form", rank=_title_rank),
    "title_alternative": _ALL,
    "author": _NAMES,
    "editor": _NAMES,
    "contributor": Rule("the fullest list", rank=_length),
    "issued": Rule("the registry's year, then the most precise", prefer="registry", rank=_date_rank),
    "available_date": Rule("the registry's year, then the most precise", prefer="registry", rank=_date_rank),
    "container_title": _REGISTERED,
    "collection_title": _REGISTERED,
    "event_title": _REGISTERED,
    "volume": _REGISTERED,
    "issue": _REGISTERED,
    "page": Rule("the registry's, then a full range", prefer="registry", rank=_page_rank),
    "number": _REGISTERED,
    "edition": _REGISTERED,
    "publisher": _REGISTERED,
    "publisher_place": _REGISTERED,
    "issn": Rule("the registry's, then all", prefer="registry", unite=_each_once),
    "isbn": Rule("the registry's, then all", prefer="registry", unite=_each_once),
    "doi": Rule("the registered one, then the most trusted", prefer="registry"),
    "identifier": _ALL,
    "language": _LOCAL,
    "abstract": Rule("the page's, then the longest", prefer="page", rank=_length),
    "keyword": Rule("the page's, then the most", prefer="page", rank=_length),
    "organisation": _ALL._replace(unite=united),
    "access": Rule("the most open that is stated", rank=openness),
    "license": Rule("the most trusted"),
    "full_text": Rule("the most open record's, then the page's", prefer="page"),
    "funder": _ALL._replace(unite=united_funders),
    "status": Rule("the gravest word of any record", rank=gravity),
    "relation": _ALL._replace(unite=once),
}  # fmt: skip


def merge(
    records: Sequence[Record],
    *,
    id: str,  # noqa: A002  (the field's name)
    trust: Mapping[str, float],
    prefer: Sequence[str] = (),
) -> Work:
    """The work that ``records`` describe; the same for every order of them.

    Args:
        records: the members of one cluster, at least one.
        id: the work's id.
        trust: source -> weight, 0 to 1; 0.5 where a source is not named, 0.9 for Crossref.
        prefer: sources whose values are taken before all others, first before second, whatever the field's
            rule; only a retraction is never outvoted.

    Raises:
        ValueError: there are no records.
    """
    if not records:
        raise ValueError(f"work {id}: a work needs at least one record")
    members = sorted(records, key=lambda record: record.id)
    weights = {
        record.id: trust.get(record.source, USUAL_TRUST.get(record.source, UNKNOWN_TRUST))
        for record in members
    }
    content: dict[str, Any] = {}
    provenance = []
    for field, values in zip(CONTENT_FIELDS, zip(*map(_values, members), strict=True), strict=True):
        if not any(values):
            continue
        said = [record for record, value in zip(members, values, strict=True) if value]
        rule = POLICY[field]
        ordered = _favoured(_ordered(said, field, rule, weights), field, prefer)
        content[field] = _value(ordered, field, rule, prefer)
        provenance.append(_provenance(ordered, field, rule))
    by_url = _favoured(_ordered(members, "url", _LOCAL, weights), "url", prefer)
    url = next((record.url for record in by_url if record.url), "") if prefer else by_url[0].url
    extra = tuple(dict.fromkeys(item for record in by_url for item in record.extra))
    return Work(
        id=id,
        content=Record(id=id, source="", url=url, extra=extra, **content),
        members=tuple(record.id for record in members),
        provenance=tuple(provenance),
    )


def _ordered(said: list[Record], field: str, rule: Rule, weights: Mapping[str, float]) -> list[Record]:
    """The records that speak of ``field``, best first: preference, rank, trust, agreement, record id."""
    if len(said) == 1:
        return said
    values = [getattr(record, field) for record in said]
    # Where all say the same to the letter, neither rank nor agreement tells them apart.
    alike = values.count(values[0]) == len(values)
    forms = [] if alike else [_form(value) for value in values]
    counts = Counter(forms)

    def key(place: int) -> tuple[bool, float, float, int, str]:
        record, value = said[place], values[place]
        preferred = not rule.prefer or (record.source in REGISTRIES) == (rule.prefer == "registry")
        rank = rule.rank(value) if value and not alike else 0.0
        return (not preferred, -rank, -weights[record.id], 0 if alike else -counts[forms[place]], record.id)

    ordered = [said[place] for place in sorted(range(len(said)), key=key)]
    if field in ("issued", "available_date"):
        parts = getattr(ordered[0], field).parts
        finer = (record for record in ordered if getattr(record, field).parts[: len(parts)] == parts)
        best = max(finer, key=lambda record: len(getattr(record, field).parts))
        ordered = [best, *(record for record in ordered if record is not best)]
    if field == "full_text":
        # A file that everybody may open is of more use than one that waits for its day.
        ordered = sorted(ordered, key=lambda record: -openness(record.access))
    return ordered


def place(record: Record, prefer: Sequence[str]) -> int:
    """How early the source of ``record`` stands among the preferred ones; after all of them where it is none."""
    return prefer.index(record.source) if record.source in prefer else len(prefer)


def _favoured(ordered: list[Record], field: str, prefer: Sequence[str]) -> list[Record]:
    """The same with the records of preferred sources first."""
    if not prefer or field == "status":
        return ordered
    return sorted(ordered, key=lambda record: place(record, prefer))


def _value(ordered: list[Record], field: str, rule: Rule, prefer: Sequence[str] = ()) -> Any:  # noqa: ANN401
    best = getattr(ordered[0], field)
    if rule.unite:
        return rule.unite(item for record in ordered for item in getattr(record, field))
    if field == "title":
        return lower_capitals(best)
    if field in ("author", "editor") and place(ordered[0], prefer) == len(prefer):
        for record in ordered[1:]:
            others = getattr(record, field)
            best = best if others == best else _complete_names(best, others)
    return best


def _complete_names(names: tuple[Name, ...], others: tuple[Name, ...]) -> tuple[Name, ...]:
    """``names`` with what ``others`` know of the same people: in the same place, or alone of that name."""
    if len(names) == len(others):
        return tuple(_complete_name(name, other) for name, other in zip(names, others, strict=True))
    keys, other_keys = [name.key for name in names], [other.key for other in others]
    return tuple(
        _complete_name(name, others[other_keys.index(name.key)])
        if keys.count(name.key) == other_keys.count(name.key) == 1
        else name
        for name in names
    )


def _complete_name(name: Name, other: Name) -> Name:
    if name == other or name.key != other.key:
        return name
    short, full = folded(name.given), folded(other.given)
    longer = len(full) > len(short) and name.initials[:1] == other.initials[:1]
    return replace(
        name,
        given=other.given if other.given and (longer or not name.given) else name.given,
        orcid=name.orcid or other.orcid,
        affiliation=all_affiliations((name, other)),
        suffix=name.suffix or other.suffix,
    )


def _provenance(ordered: list[Record], field: str, rule: Rule) -> WorkField:
    if len(ordered) == 1:
        words = "the only record that says it"
        return WorkField(field=field, record=ordered[0].id, rule=words, agree=1, differ=0)
    values = [getattr(record, field) for record in ordered]
    agree = values.count(values[0])
    if agree < len(values):
        chosen = _form(values[0])
        agree = sum(value == values[0] or _form(value) == chosen for value in values)
    return WorkField(
        field=field, record=ordered[0].id, rule=rule.words, agree=agree, differ=len(ordered) - agree
    )


# Every value is asked for at least twice, once to order the records and once to say how many agree.
@lru_cache(maxsize=1 << 12)
def _form(value: Any) -> Any:  # noqa: ANN401
    """What of a value counts when it is asked whether two records say the same."""
    if isinstance(value, str):
        return squeeze(value)
    if isinstance(value, tuple) and value and isinstance(value[0], Name):
        return tuple((name.key, name.initials[:1]) for name in value)
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        return tuple(sorted(map(str, value)))
    return value
