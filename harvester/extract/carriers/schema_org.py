"""schema.org objects of a scholarly type, whichever way the page states them: as JSON-LD or as microdata."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from harvester.extract.candidate import (
    MAX_PEOPLE,
    MAX_VALUES,
    Candidate,
    identifiers,
    names,
    read_field,
    span,
)
from harvester.model import Funder, Identifier, Name, parse_name
from harvester.model.identifier import doi, orcid
from harvester.model.text import clean, fold
from harvester.model.url import split

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from harvester.extract.carriers.own import OwnTitles

Node = dict[str, Any]

#: The types that are works; breadcrumbs, organisations and web pages are not.
WORKS = frozenset(
    {
        "scholarlyarticle", "medicalscholarlyarticle", "article", "techarticle", "newsarticle", "blogposting",
        "book", "chapter", "thesis", "report", "dataset", "datacollection", "softwaresourcecode",
        "softwareapplication", "creativework", "poster", "review", "presentationdigitaldocument", "map",
        "photograph", "manuscript", "visualartwork", "learningresource", "archivecomponent", "digitaldocument",
        "textdigitaldocument", "opinionnewsarticle",
    }
)  # fmt: skip
#: Types that pages use for anything, from a comment to the site's logo.
VAGUE = frozenset(
    {"creativework", "article", "review", "photograph", "map", "newsarticle", "blogposting", "visualartwork"}
)
#: Property -> field. Where several speak of one field, the first that is there is heard.
FIELDS: Mapping[str, str] = {
    "headline": "title",
    "name": "title",
    "alternativeHeadline": "title_alternative",
    "alternateName": "title_alternative",
    "datePublished": "issued",
    "dateIssued": "issued",
    "dateCreated": "issued",
    "abstract": "abstract",
    "description": "abstract",
    "publisher": "publisher",
    "sourceOrganization": "publisher",
    "inLanguage": "language",
    "pagination": "page",
    "license": "license",
    "volumeNumber": "volume",
    "issueNumber": "issue",
    "reportNumber": "number",
    "bookEdition": "edition",
    "inSupportOf": "genre",
}
ROLES: Mapping[str, str] = {
    "translator": "translator",
    "illustrator": "illustrator",
    "contributor": "contributor",
}
#: Property -> DataCite's name of the relation to the work that it holds.
RELATIONS: Mapping[str, str] = {
    "isPartOf": "IsPartOf",
    "hasPart": "HasPart",
    "isVersionOf": "IsVersionOf",
    "exampleOfWork": "IsVersionOf",
    "workExample": "HasVersion",
    "hasVersion": "HasVersion",
    "predecessor_of": "IsPreviousVersionOf",
    "successor_of": "IsNewVersionOf",
    "translationOfWork": "IsTranslationOf",
    "workTranslation": "HasTranslation",
    "isBasedOn": "IsDerivedFrom",
    "isSupplementTo": "IsSupplementTo",
    "isSupplementedBy": "IsSupplementedBy",
}
MAX_DEPTH = 8


def kinds(node: Node) -> list[str]:
    """The types of ``node`` in lower case; a type may be a list, and each a URL.

    >>> kinds({"@type": ["https://schema.org/Book", "Thesis"]})
    ['book', 'thesis']
    """
    stated = [kind for kind in as_list(node.get("@type")) if isinstance(kind, str)]
    return [re.split(r"[/#:]", kind.rstrip("/"))[-1].lower() for kind in stated]


def is_work(node: Node) -> bool:
    """Whether ``node`` is of a type that is a work."""
    return not WORKS.isdisjoint(kinds(node))


def is_vague(node: Node) -> bool:
    """Whether the type of ``node`` does not tell a publication from anything else."""
    return set(kinds(node)) <= VAGUE


def own_work(works: Sequence[Node], url: str, own: OwnTitles) -> Node | None:
    """The work that the page at ``url`` is about, or None where none of several says so.

    Asked in turn: whose address is the page's, whose title is the page's; one that is alone needs neither.
    """
    if len(works) < 2:
        return works[0] if works else None
    here = _place(url)
    for work in works:
        stated = ("url", "@id", "mainEntityOfPage")
        if here and here in {_place(text_of(one)) for key in stated for one in as_list(work.get(key))}:
            return work
    for work in works:
        if is_titled(work, own):
            return work
    # Without a title of the page's own, nothing can be told apart: the first is the likeliest.
    return None if own else works[0]


def is_titled(work: Node, own: OwnTitles) -> bool:
    """Whether the work has the page's own title."""
    return any(text_of(work.get(key)) in own for key in ("headline", "name"))


def read_work(work: Node, carrier: str) -> Iterator[Candidate]:
    """What one schema.org object of a scholarly type says."""
    for kind in as_list(work.get("@type")):
        yield from read_field("type", carrier, kind if isinstance(kind, str) else "")
    authors = work.get("author") or work.get("creator")
    for field, people in (("author", authors), ("editor", work.get("editor"))):
        found = [(name, _stated(one)) for one in as_list(people)[:MAX_PEOPLE] if (name := person(one))]
        yield from names(field, carrier, [name for name, _ in found], [raw for _, raw in found])
    yield from _contributors(work, carrier)
    seen: set[str] = set()
    framed = _is_framed(text_of(work.get("headline")), text_of(work.get("name")))
    for key, field in FIELDS.items():
        if field in seen or (framed and key == "headline"):
            continue
        said = read_field(field, carrier, [text_of(one) for one in as_list(work.get(key))[:MAX_PEOPLE]])
        seen.update(one.field for one in said)
        yield from said
    yield from read_field("keyword", carrier, [text_of(one) for one in as_list(work.get("keywords"))])
    yield from read_field("isbn", carrier, [text_of(one) for one in as_list(work.get("isbn"))])
    yield from read_field("access", carrier, [str(one) for one in as_list(work.get("isAccessibleForFree"))])
    yield from _funders(work, carrier)
    yield from _identifiers(work, carrier)
    yield from _related(work, carrier)
    yield from _container(work.get("isPartOf"), carrier, 0)
    yield from _full_text(work, carrier)
    pages = span(text_of(work.get("pageStart")), text_of(work.get("pageEnd")))
    yield from read_field("page", carrier, pages)


def _is_framed(headline: str, name: str) -> bool:
    """Whether a headline is a whole citation, with authors before the work's name in it."""
    return len(fold(name)) > 0 and fold(headline).find(f" {fold(name)}") > 0


def _funders(work: Node, carrier: str) -> Iterator[Candidate]:
    """Who paid: funders by name, and grants by number with their funders."""
    grants = [one for one in as_list(work.get("funding")) if isinstance(one, dict)]
    found = [(one, "") for one in as_list(work.get("funder"))]
    found += [
        (one, text_of(grant.get("identifier")))
        for grant in grants
        for one in as_list(grant.get("funder")) or [grant]
    ]
    funders = tuple(
        Funder(name, clean(number), (doi(text_of(one.get("@id"))) if isinstance(one, dict) else None) or "")
        for one, number in found
        if (name := clean(text_of(one)))
    )
    if funders:
        yield Candidate("funder", carrier, funders, "; ".join(map(str, funders)))


def _contributors(work: Node, carrier: str) -> Iterator[Candidate]:
    people = [
        replace(name, role=role)
        for key, role in ROLES.items()
        for one in as_list(work.get(key))[:MAX_PEOPLE]
        if (name := person(one))
    ]
    yield from names("contributor", carrier, people, map(str, people))


def _container(value: Any, carrier: str, depth: int) -> Iterator[Candidate]:  # noqa: ANN401
    """Journal, volume and issue, nested in any order: article in issue in volume in journal."""
    if depth > MAX_DEPTH:
        return
    # One more than are kept, so that it shows that the page says more.
    for node in as_list(value)[: MAX_VALUES + 1]:
        if not isinstance(node, dict):
            continue
        if not {"publicationissue", "publicationvolume", "website", "webpage"} & set(kinds(node)):
            yield from read_field("container_title", carrier, text_of(node.get("name")))
        yield from read_field("volume", carrier, text_of(node.get("volumeNumber")))
        yield from read_field("issue", carrier, text_of(node.get("issueNumber")))
        yield from read_field("issn", carrier, [text_of(one) for one in as_list(node.get("issn"))])
        yield from _container(node.get("isPartOf"), carrier, depth + 1)


def _identifiers(work: Node, carrier: str) -> Iterator[Candidate]:
    """The work's own DOI, from its identifiers, its ``@id`` or ``sameAs``; each is checked, few are DOIs."""
    for key in ("doi", "identifier", "@id", "sameAs", "url"):
        for one in as_list(work.get(key)):
            text = text_of(one.get("value") or one if isinstance(one, dict) else one)
            if doi(text):
                yield from read_field("doi", carrier, text)
            elif key == "identifier" or any(one.scheme != "url" for one in identifiers(text)):
                yield from read_field("identifier", carrier, [text])


def _related(work: Node, carrier: str) -> Iterator[Candidate]:
    """The DOIs of other works, in schema.org's properties and in DataCite's list, which some pages add to them."""
    found = [
        Identifier("doi", other, kind)
        for key, kind in RELATIONS.items()
        for one in as_list(work.get(key))[:MAX_VALUES]
        for other in _dois(one)
    ]
    for one in as_list(work.get("relatedIdentifiers"))[:MAX_VALUES]:
        other = doi(text_of(_inner(one, "relatedIdentifier")))
        if other:
            found.append(Identifier("doi", other, text_of(_inner(one, "relationType")) or "IsRelatedTo"))
    if found:
        yield Candidate(
            "identifier", carrier, tuple(dict.fromkeys(found)), "; ".join(one.value for one in found)
        )


def _dois(value: Any) -> list[str]:  # noqa: ANN401
    """The DOI by which a work, an object or a text, is known: one or none."""
    keys = ("doi", "@id", "identifier", "sameAs", "url")
    inside = value if isinstance(value, dict) else {"doi": value}
    stated = [one for key in keys for one in as_list(inside.get(key))[:MAX_VALUES]]
    return [found for one in stated if (found := doi(text_of(_inner(one, "value") or one)))][:1]


def _full_text(work: Node, carrier: str) -> Iterator[Candidate]:
    for key in ("encoding", "associatedMedia", "distribution"):
        for one in as_list(work.get(key)):
            kind = text_of(_inner(one, "encodingFormat") or _inner(one, "fileFormat")).lower()
            if "pdf" in kind:
                yield from read_field("full_text", carrier, text_of(_inner(one, "contentUrl")))


def person(value: Any) -> Name | None:  # noqa: ANN401
    """The person or organisation that ``value``, a text or an object, names."""
    if isinstance(value, str):
        return parse_name(value)
    if not isinstance(value, dict):
        return None
    if isinstance(value.get("author"), dict | str) and "role" in kinds(value):
        return person(value["author"])
    family, given = text_of(value.get("familyName")), text_of(value.get("givenName"))
    full = text_of(value.get("name"))
    organisation = any(
        kind.endswith("organization") or kind == "collegeoruniversity" for kind in kinds(value)
    )
    if family and not organisation:
        name: Name | None = Name(family=clean(family), given=clean(given))
    else:
        name = Name(literal=clean(full)) if organisation and clean(full) else parse_name(full)
    if name is None:
        return None
    stated = [
        value.get("@id"),
        *as_list(value.get("sameAs")),
        *as_list(value.get("identifier")),
        value.get("url"),
    ]
    iri = next((found for one in stated if "orcid" in text_of(one) and (found := orcid(text_of(one)))), None)
    places = tuple(text for one in as_list(value.get("affiliation")) if (text := clean(text_of(one))))
    return replace(name, orcid=iri, affiliation=places)


def _stated(value: Any) -> str:  # noqa: ANN401
    """A name as it was stated: in parts, as "Family, Given", or whole."""
    family = text_of(value.get("familyName")) if isinstance(value, dict) else ""
    return f"{family}, {text_of(value.get('givenName'))}" if family else text_of(value)


def as_list(value: Any) -> list[Any]:  # noqa: ANN401
    """``value`` as a list: itself, or alone in one; nothing for None."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def text_of(value: Any, depth: int = 0) -> str:  # noqa: ANN401
    """The text of a value: itself, or the name, value or address of an object."""
    if depth > MAX_DEPTH:
        return ""
    if isinstance(value, dict):
        keys = ("name", "@value", "value", "url", "@id")
        return next((text_of(value[key], depth + 1) for key in keys if value.get(key)), "")
    if isinstance(value, list):
        return text_of(value[0], depth + 1) if value else ""
    return "" if value is None or isinstance(value, bool) else str(value)


def _inner(value: Any, key: str) -> Any:  # noqa: ANN401
    return value.get(key) if isinstance(value, dict) else None


def _place(url: str) -> str:
    """Host and path, by which two addresses of one page are the same."""
    parts = split(url)
    return f"{parts.netloc.lower()}{parts.path.rstrip('/')}" if parts.netloc and parts.path.strip("/") else ""
