"""DataCite's schema (oai_datacite, datacite) and OpenAIRE's, which is made of it and a few names of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from harvester.extract.candidate import Candidate, names, read_field
from harvester.extract.entries.addresses import file_among, page_among
from harvester.extract.entries.tree import Element, first, local, text_of, texts, within
from harvester.model import Identifier, Name, parse_name
from harvester.model.identifier import doi, orcid
from harvester.model.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: Child of the resource -> field, where a text is all that there is.
_PLAIN = {
    "publisher": "publisher",
    "publicationYear": "issued",
    "language": "language",
    "citationTitle": "container_title",
    "citationVolume": "volume",
    "citationIssue": "issue",
    "citationEdition": "edition",
    "description": "abstract",  # OpenAIRE has Dublin Core's
}
#: dateType -> field; the day of publication is more precise than publicationYear.
_DATES = {"Issued": "issued", "Available": "available_date", "Submitted": "submitted", "Accepted": "accepted"}
_ROLES = {"Editor": "editor", "Supervisor": "advisor", "Translator": "translator", "Sponsor": "sponsor"}


def read(root: Element, carrier: str, near: str) -> tuple[list[Candidate], str]:
    """What a DataCite resource says, and the address of the item's page or ""."""
    # oai_datacite wraps the resource: <oai_datacite><payload><resource>.
    wrapped = first(root, "payload", "resource")
    resource = root if wrapped is None else wrapped
    said = [text_of(one) for one in within(resource, "alternateIdentifiers", "alternateIdentifier")]
    said += texts(resource, "identifier")
    return list(_read(resource, carrier)), page_among(said, near)


def _read(resource: Element, carrier: str) -> Iterator[Candidate]:
    for title in within(resource, "titles", "title"):
        kind = title.get("titleType") or ""
        field = {
            "": "title",
            "AlternativeTitle": "title_alternative",
            "TranslatedTitle": "title_alternative",
        }.get(kind)
        if field:
            yield from read_field(field, carrier, [text_of(title), ""])
    yield from _people(resource, carrier)
    for name, field in _PLAIN.items():
        yield from read_field(field, carrier, texts(resource, name))
    for date in within(resource, "dates", "date"):
        if field := _DATES.get(date.get("dateType") or ""):
            yield from read_field(field, carrier, text_of(date))
    for kind in within(resource, "resourceType"):
        yield from read_field("type", carrier, [text_of(kind), kind.get("resourceTypeGeneral")])
    for text in within(resource, "descriptions", "description"):
        if text.get("descriptionType") in (None, "Abstract"):
            yield from read_field("abstract", carrier, text_of(text))
    yield from read_field("keyword", carrier, [*texts(resource, "subjects", "subject"), ""])
    yield from read_field("license", carrier, _licence(resource))
    yield from _pages(resource, carrier)
    yield from _identifiers(resource, carrier)


def _people(resource: Element, carrier: str) -> Iterator[Candidate]:
    creators = [_person(one, "creatorName") for one in within(resource, "creators", "creator")]
    yield from names("author", carrier, filter(None, creators), [str(one) for one in creators if one])
    by_role: dict[str, list[Name]] = {}
    for one in within(resource, "contributors", "contributor"):
        role = _ROLES.get(one.get("contributorType") or "", "")
        person = _person(one, "contributorName")
        if role and person:
            by_role.setdefault(role, []).append(person)
    editors = by_role.pop("editor", [])
    yield from names("editor", carrier, editors, map(str, editors))
    others = [replace(one, role=role) for role, people in by_role.items() for one in people]
    yield from names("contributor", carrier, others, map(str, others))


def _person(element: Element, named: str) -> Name | None:
    """A creator or contributor: in parts where they are stated, else as its name reads."""
    whole = first(element, named)
    text = text_of(whole)
    family, given = (clean(text_of(first(element, part))) for part in ("familyName", "givenName"))
    if whole is not None and whole.get("nameType") == "Organizational":
        person = Name(literal=clean(text)) if clean(text) else None
    else:
        person = Name(family=family, given=given) if family else parse_name(text)
    ids = (orcid(text_of(one)) for one in within(element, "nameIdentifier"))
    affiliation = tuple(dict.fromkeys(map(clean, texts(element, "affiliation"))))
    return replace(person, orcid=next(filter(None, ids), None), affiliation=affiliation) if person else None


def _licence(resource: Element) -> Iterable[str]:
    """Addresses of licences, else the words of rights that are one."""
    found = [*within(resource, "rightsList", "rights"), *within(resource, "licenseCondition")]
    uris = [one.get("rightsURI") or one.get("uri") or "" for one in found]
    return [uri for uri in uris if "creativecommons" in uri or "opensource" in uri][:1]


def _pages(resource: Element, carrier: str) -> Iterator[Candidate]:
    start, end = (next(iter(texts(resource, name)), "") for name in ("citationStartPage", "citationEndPage"))
    yield from read_field("page", carrier, f"{start}-{end}" if start and end else start)
    for item in within(resource, "relatedItems", "relatedItem"):
        if item.get("relationType") == "IsPublishedIn":
            yield from read_field("container_title", carrier, texts(item, "titles", "title"))
            yield from read_field("volume", carrier, texts(item, "volume"))
            yield from read_field("issue", carrier, texts(item, "issue"))
            begin, last = (next(iter(texts(item, name)), "") for name in ("firstPage", "lastPage"))
            yield from read_field("page", carrier, f"{begin}-{last}" if begin and last else begin)


def _identifiers(resource: Element, carrier: str) -> Iterator[Candidate]:
    for one in (
        *within(resource, "identifier"),
        *within(resource, "alternateIdentifiers", "alternateIdentifier"),
    ):
        kind = (one.get("identifierType") or one.get("alternateIdentifierType") or "").upper()
        text = text_of(one)
        field = {"DOI": "doi", "ISBN": "isbn", "ISSN": "issn"}.get(kind, "identifier")
        yield from read_field(field, carrier, text)
    related = []
    for one in within(resource, "relatedIdentifiers", "relatedIdentifier"):
        kind, relation = one.get("relatedIdentifierType"), one.get("relationType") or "IsRelatedTo"
        if kind == "ISSN" and relation == "IsPartOf":
            yield from read_field("issn", carrier, text_of(one))
        elif kind == "DOI" and (found := doi(text_of(one))):
            related.append(Identifier("doi", found, relation))
    if related:
        yield Candidate("identifier", carrier, tuple(related), "; ".join(one.value for one in related))
    files = [text_of(one) for one in resource if local(one) == "file"]
    yield from read_field("full_text", carrier, file_among(files))
