"""DataCite's JSON (https://support.datacite.org/docs/api) as a `Record`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harvester.enrich.relations import related, split_identity
from harvester.enrich.witnessed import witnessed
from harvester.model import Funder, Name, PartialDate, Record, Relation
from harvester.model import identifier as ids
from harvester.model.access import access_of, license_of
from harvester.model.date import parse_date
from harvester.model.kind import csl_type
from harvester.model.language import language
from harvester.model.organisation import united_funders
from harvester.model.registry import DATACITE
from harvester.model.standing import once
from harvester.model.text import clean, fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: How a person contributed -> the role that we call it.
_ROLES = {"Supervisor": "advisor", "Editor": "editor"}


def record_of(attributes: Mapping[str, Any]) -> Record:
    """What DataCite says about a work.

    Args:
        attributes: ``data.attributes`` of its answer.
    """
    doi = str(attributes["doi"]).lower()
    container = _table(attributes.get("container"))
    types = _table(attributes.get("types"))
    title, alternatives = _titles(attributes)
    contributors = list(_contributors(attributes))
    relations, same = split_identity(_relations(attributes, doi))
    record = Record(
        id=f"{DATACITE}:{doi}",
        source=DATACITE,
        url=clean(attributes.get("url")) or f"https://doi.org/{doi}",
        # What depositors call it says more than DataCite's dozen of general types.
        type=csl_type(types.get("resourceType")) or csl_type(types.get("resourceTypeGeneral")),
        genre=clean(types.get("resourceType")),
        title=title,
        title_alternative=alternatives,
        author=tuple(filter(None, map(_name, _tables(attributes, "creators")))),
        editor=tuple(name for role, name in contributors if role == "editor"),
        contributor=tuple(name for role, name in contributors if role != "editor"),
        issued=_date(attributes, "Issued") or parse_date(str(attributes.get("publicationYear") or "")),
        available_date=_date(attributes, "Available"),
        container_title=clean(container.get("title")),
        volume=clean(container.get("volume")),
        issue=clean(container.get("issue")),
        page="-".join(filter(None, (clean(container.get("firstPage")), clean(container.get("lastPage"))))),
        publisher=_publisher(attributes.get("publisher")),
        issn=tuple(filter(None, [ids.issn(str(container.get("identifier") or ""))])),
        doi=doi,
        identifier=same,
        language=language(attributes.get("language")),
        abstract=next(_descriptions(attributes, "Abstract"), ""),
        keyword=tuple(
            dict.fromkeys(
                word for one in _tables(attributes, "subjects") if (word := clean(one.get("subject")))
            )
        ),
        access=next(filter(None, (access_of(text) for text in _rights(attributes))), ""),
        license=next(filter(None, (license_of(text) for text in _rights(attributes) if "://" in text)), ""),
        funder=united_funders(
            Funder(name, clean(one.get("awardNumber")), ids.doi(one.get("funderIdentifier")) or "")
            for one in _tables(attributes, "fundingReferences")
            if (name := clean(one.get("funderName")))
        ),
        relation=relations,
    )
    return witnessed(record)


def _table(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _tables(attributes: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    values = attributes.get(key)
    return [value for value in values if isinstance(value, dict)] if isinstance(values, list) else []


def _titles(attributes: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """The title with its subtitle, and the other titles."""
    main = ""
    others: list[str] = []
    subtitles: list[str] = []
    for one in _tables(attributes, "titles"):
        text, kind = clean(one.get("title")), one.get("titleType")
        if text and not kind and not main:
            main = text
        elif text:
            (subtitles if kind == "Subtitle" else others).append(text)
    for subtitle in subtitles:
        if fold(subtitle) not in fold(main):
            main = f"{main}: {subtitle}" if main else subtitle
    if not main and others:
        main = others.pop(0)
    return main, tuple(dict.fromkeys(others))


def _name(person: Mapping[str, Any], role: str | None = None) -> Name | None:
    family, given = clean(person.get("familyName")), clean(person.get("givenName"))
    literal = clean(person.get("name"))
    if not (family or literal):
        return None
    split = bool(family and given) and person.get("nameType") != "Organizational"
    orcids = (ids.orcid(str(one.get("nameIdentifier") or "")) for one in _tables(person, "nameIdentifiers"))
    places = person.get("affiliation") or ()
    return Name(
        family=family if split else "",
        given=given if split else "",
        literal="" if split else literal or family,
        orcid=next(filter(None, orcids), None),
        # A text, or an object where affiliations are asked for.
        affiliation=tuple(
            filter(None, (clean(place.get("name") if isinstance(place, dict) else place) for place in places))
        ),
        role=role,
    )


def _contributors(attributes: Mapping[str, Any]) -> Iterator[tuple[str, Name]]:
    for one in _tables(attributes, "contributors"):
        kind = clean(one.get("contributorType"))
        role = _ROLES.get(kind, kind.lower() or "contributor")
        if name := _name(one, None if role == "editor" else role):
            yield role, name


def _date(attributes: Mapping[str, Any], kind: str) -> PartialDate | None:
    """The day of that kind; of a span its first day."""
    for one in _tables(attributes, "dates"):
        if one.get("dateType") == kind:
            return parse_date(clean(one.get("date")).partition("/")[0].partition("T")[0])
    return None


def _publisher(value: object) -> str:
    """A text, or an object since schema 4.5."""
    return clean(value.get("name") if isinstance(value, dict) else str(value or ""))


def _descriptions(attributes: Mapping[str, Any], kind: str) -> Iterator[str]:
    for one in _tables(attributes, "descriptions"):
        if one.get("descriptionType") == kind and (text := clean(one.get("description"))):
            yield text


def _rights(attributes: Mapping[str, Any]) -> list[str]:
    rights = _tables(attributes, "rightsList")
    return [text for key in ("rightsUri", "rights") for one in rights if (text := clean(one.get(key)))]


def _relations(attributes: Mapping[str, Any], doi: str) -> tuple[Relation, ...]:
    """How the work relates to others by DOI."""
    stated = (
        (clean(one.get("relationType")), ids.doi(str(one.get("relatedIdentifier") or "")))
        for one in _tables(attributes, "relatedIdentifiers")
    )
    return once(related(stated, DATACITE, doi))
