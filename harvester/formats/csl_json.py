"""CSL-JSON: what citation processors, Zotero and `harvester export` speak; names exactly as its schema has them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from harvester.errors import FormatError
from harvester.formats import csl_extra
from harvester.formats.parsed import Gathering, Parsed
from harvester.formats.values import keyword_list, keywords, page_range, stated, tidy, verbatim
from harvester.model import Funder, Identifier, Name, Organisation, PartialDate, Record
from harvester.model import identifier as ids
from harvester.model.access import access_of
from harvester.model.date import make_date
from harvester.model.standing import status_of, warning

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TextIO

    from harvester.formats.parsed import Entry
    from harvester.model import Work

Thing = TypeVar("Thing", Organisation, Funder)

#: CSL's own types; "article" is a preprint here and a journal article in every other vocabulary.
TYPES = frozenset(
    (
        "article article-journal article-magazine article-newspaper bill book broadcast chapter classic "
        "collection dataset document entry entry-dictionary entry-encyclopedia event figure graphic hearing "
        "interview legal_case legislation manuscript map motion_picture musical_score pamphlet paper- "
        "conference patent performance periodical personal_communication post post-weblog regulation report "
        "review review-book software song speech standard thesis treaty webpage"
    ).split()
)
#: Record field -> CSL variable, for fields that are one text in both.
_TEXTS = {
    "title": "title",
    "genre": "genre",
    "container_title": "container-title",
    "collection_title": "collection-title",
    "event_title": "event-title",
    "volume": "volume",
    "issue": "issue",
    "page": "page",
    "number": "number",
    "edition": "edition",
    "publisher": "publisher",
    "publisher_place": "publisher-place",
    "doi": "DOI",
    "url": "URL",
    "language": "language",
    "abstract": "abstract",
}


def to_csl(record: Record) -> dict[str, Any]:
    """``record`` as a CSL-JSON item; what CSL cannot hold stands under ``custom``.

    >>> to_csl(Record(id="a", source="", title="A study", issued=PartialDate(2011, 3), issn=("1369-6513",)))
    {'id': 'a', 'type': 'document', 'title': 'A study', 'issued': {'date-parts': [[2011, 3]]}, 'ISSN': '1369-6513', \
'custom': {'ISSN': ['1369-6513']}}
    """
    item: dict[str, Any] = {"id": record.id, "type": record.type or "document"}
    item |= {variable: value for field, variable in _TEXTS.items() if (value := getattr(record, field))}
    for role in ("author", "editor"):
        if names := getattr(record, role):
            item[role] = [_name_item(name) for name in names]
    for variable, date in (("issued", record.issued), ("available-date", record.available_date)):
        if date:
            item[variable] = {"date-parts": [date.parts]}
    for variable, numbers in (("ISSN", record.issn), ("ISBN", record.isbn)):
        if numbers:
            item[variable] = numbers[0]
    if record.status:
        item["status"] = record.status
    if record.keyword:
        item["keyword"] = keyword_list(record.keyword)
    if pmid := next((other.value for other in record.identifier if other.scheme == "pmid"), None):
        item["PMID"] = pmid
    custom = {key: value for key, value in _custom(record).items() if value}
    return item | ({"custom": custom} if custom else {})


def _custom(record: Record) -> dict[str, Any]:
    """What CSL has no variable for, or one that holds less."""
    return {
        "ISSN": list(record.issn),
        "ISBN": list(record.isbn),
        "access": record.access,
        "license": record.license,
        "full_text": record.full_text,
        "status": record.status,
        "title_alternative": list(record.title_alternative),
        "organisation": [_stated(one) for one in record.organisation],
        "funder": [_stated(one) for one in record.funder],
        "identifier": [list(other) for other in record.identifier],
    }


def _stated(thing: Organisation | Funder) -> dict[str, str]:
    """The parts of ``thing`` that say something, by name."""
    return {name: part for name, part in thing._asdict().items() if part}


def from_csl(item: Mapping[str, Any]) -> Record:
    """The record that a CSL-JSON ``item`` describes; values that are none are left out."""
    gathering = Gathering("", "csl-json")
    return _read_fields(item, gathering.entry(tidy(item.get("id")), "item 1"))


def parse(text: str, source: str = "") -> Parsed:
    """The items of a CSL-JSON text: an array, one item, or an object with ``items``.

    Raises:
        FormatError: the text is no JSON, or no list of objects.

    >>> parse('[{"id": 7, "title": "A study"}]').records[0].id
    '7'
    """
    gathering = Gathering(source, "csl-json")
    for number, item in enumerate(_items(text), start=1):
        if isinstance(item, Mapping):
            entry = gathering.entry(tidy(item.get("id")), f"item {number}")
            gathering.records.append(read_item(item, entry))
        else:
            gathering.note("unreadable-entry", f"item {number} is no object but {str(item)[:60]!r}", "error")
    return gathering.done()


def write(works: Iterable[Work], stream: TextIO) -> None:
    """Write ``works`` as one array, sorted by work id; ``custom.harvester`` says what we know beyond CSL."""
    separator = "[\n"
    for work in sorted(works, key=lambda work: work.id):
        item = to_csl(work.content) | {"id": work.id}
        caution = warning(work.content)
        ours = {
            "records": list(work.members),
            "retracted": work.content.status == "retracted",
            "relations": [relation._asdict() for relation in work.content.relation],
        }
        ours |= {"warning": caution} if caution else {}
        item["custom"] = item.get("custom", {}) | {"harvester": ours}
        item = csl_extra.put_back(item, work.content.extra)
        if caution:
            item["note"] = "; ".join(filter(None, (caution, item.get("note"))))
        stream.write(separator + json.dumps(item, ensure_ascii=False))
        separator = ",\n"
    stream.write("[]\n" if separator == "[\n" else "\n]\n")


def _items(text: str) -> list[Any]:
    try:
        found = json.loads(text.removeprefix("\ufeff"), strict=False)
    except json.JSONDecodeError as error:
        raise FormatError(f"line {error.lineno}: not JSON: {error.msg}") from error
    except (ValueError, RecursionError) as error:
        raise FormatError(f"not JSON that can be read: {error}") from error
    if isinstance(found, Mapping):
        found = found["items"] if isinstance(found.get("items"), list) else [found]
    if not isinstance(found, list):
        raise FormatError(f"not CSL-JSON: {str(found)[:60]!r} where a list of items should be")
    return found


def read_item(item: Mapping[str, Any], entry: Entry) -> Record:
    """The record that ``item`` describes, named as ``entry`` is, which hears of every value that is none."""
    record = _read_fields(item, entry)
    extra = csl_extra.read(item, entry.refused)
    return replace(record, extra=extra) if extra else record


def _read_fields(item: Mapping[str, Any], entry: Entry) -> Record:
    custom = item.get("custom")
    ours: Mapping[str, Any] = custom if isinstance(custom, Mapping) else {}
    issns, isbns = entry.serials(*_texts(ours.get("ISSN") or item.get("ISSN")))
    more_issns, more_isbns = entry.serials(*_texts(ours.get("ISBN") or item.get("ISBN")), claimed="isbn")
    doi, others = entry.dois(_address(item.get("DOI")))
    word = _text(item.get("type"))
    texts = {field: _text(item.get(variable)) for field, variable in _TEXTS.items()}
    return Record(
        id=entry.id,
        source=entry.source,
        url=_address(item.get("URL")),
        type=word if word in TYPES else entry.type(word),
        genre=texts["genre"],
        title=" ".join(map(tidy, _listed(item.get("title")))),
        title_alternative=tuple(_texts(ours.get("title_alternative"))),
        author=_names(item.get("author")),
        editor=_names(item.get("editor")),
        issued=_date(item.get("issued"), entry),
        available_date=_date(item.get("available-date"), entry),
        container_title=texts["container_title"],
        collection_title=texts["collection_title"],
        event_title=texts["event_title"] or _text(item.get("event")),
        volume=texts["volume"],
        issue=texts["issue"],
        page=page_range(texts["page"]),
        number=texts["number"],
        edition=texts["edition"],
        publisher=texts["publisher"],
        publisher_place=texts["publisher_place"],
        issn=tuple(dict.fromkeys(issns + more_issns)),
        isbn=tuple(dict.fromkeys(isbns + more_isbns)),
        doi=doi,
        identifier=others + _identifiers(item, ours),
        language=entry.language(texts["language"]),
        abstract=texts["abstract"],
        keyword=keywords(_texts(item.get("keyword"))) if item.get("keyword") else (),
        organisation=tuple(_tables(Organisation, ours.get("organisation"))),
        access=access_of(_text(ours.get("access"))) or "",
        license=_text(ours.get("license")),
        funder=tuple(_tables(Funder, ours.get("funder"))),
        full_text=_address(ours.get("full_text")),
        status=status_of(_text(ours.get("status"))) or status_of(_text(item.get("status"))),
    )


def _listed(value: object) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _texts(value: object) -> list[str]:
    """The texts and numbers in ``value``, which is one or a list."""
    return [
        text for part in _listed(value) if isinstance(part, str | int | float) and (text := stated(str(part)))
    ]


def _text(value: object) -> str:
    return next(iter(_texts(value)), "")


def _tables(kind: type[Thing], value: object) -> Iterator[Thing]:
    """The things in ``value``: objects with their parts by name, or texts that are names alone."""
    for part in _listed(value):
        table = {name: _text(part.get(name)) for name in kind._fields} if isinstance(part, Mapping) else {}
        if name := table.pop("name", "") or _text(part):
            yield kind(name, **table)


def _address(value: object) -> str:
    return next((verbatim(part) for part in _listed(value) if isinstance(part, str)), "")


def _name_item(name: Name) -> dict[str, Any]:
    parts = {
        "family": name.family,
        "given": name.given,
        "suffix": name.suffix,
        "literal": name.literal,
        "ORCID": name.orcid,
        "affiliation": [{"name": place} for place in name.affiliation],
    }
    return {key: part for key, part in parts.items() if part}


def _names(value: object) -> tuple[Name, ...]:
    names = []
    for person in _listed(value):
        if isinstance(person, str):
            person = {"literal": person}  # noqa: PLW2901  (a name without parts, as some exporters write it)
        if isinstance(person, Mapping):
            particles = (
                person.get("dropping-particle"),
                person.get("non-dropping-particle"),
                person.get("family"),
            )
            name = Name(
                family=" ".join(text for part in particles if (text := _text(part))),
                given=_text(person.get("given")),
                suffix=_text(person.get("suffix")),
                literal=_text(person.get("literal")) or _text(person.get("name")),
                orcid=ids.orcid(_text(person.get("ORCID"))),
                affiliation=tuple(
                    text
                    for place in _listed(person.get("affiliation"))
                    if (text := _text(place.get("name") if isinstance(place, Mapping) else place))
                ),
            )
            names.append(name)
    return tuple(name for name in names if str(name))


def _date(value: object, entry: Entry) -> PartialDate | None:
    """A date as parts (numbers or texts), or as the text under ``raw`` or ``literal``, or as a text alone."""
    if not isinstance(value, Mapping):
        return entry.date(_text(value))
    for first in _listed(value.get("date-parts"))[:1]:
        numbers = [int(part) for part in map(str, _listed(first)) if part.isdecimal() and len(part) <= 6]
        if date := make_date(*numbers[:3]) if numbers else None:
            return date
        if _texts(first):
            return entry.date("-".join(_texts(first)))
    return entry.date(_text(value.get("raw")) or _text(value.get("literal")))


def _identifiers(item: Mapping[str, Any], ours: Mapping[str, Any]) -> tuple[Identifier, ...]:
    found = [
        Identifier(*parts)
        for parts in _listed(ours.get("identifier"))
        if isinstance(parts, list) and len(parts) == 3 and all(isinstance(part, str) for part in parts)
    ]
    if pmid := ids.pmid(_text(item.get("PMID"))):
        found.append(Identifier("pmid", pmid))
    return tuple(dict.fromkeys(found))
