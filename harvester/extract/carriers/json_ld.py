"""schema.org in ``<script type="application/ld+json">``, read by hand so that one broken block costs only itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from harvester.extract.candidate import Candidate, names, read_field
from harvester.model import Funder, Issue, Name, parse_name
from harvester.model.identifier import doi, orcid
from harvester.model.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from harvester.extract.document import Document

CARRIER = "json-ld"
Node = dict[str, Any]

#: The types that are works; breadcrumbs, organisations and web pages are not.
WORKS = frozenset(
    {
        "scholarlyarticle", "medicalscholarlyarticle", "article", "techarticle", "newsarticle", "blogposting",
        "book", "chapter", "thesis", "report", "dataset", "datacollection", "softwaresourcecode",
        "softwareapplication", "creativework", "poster", "review", "presentationdigitaldocument",
    }
)  # fmt: skip
FIELDS: Mapping[str, str] = {
    "headline": "title",
    "name": "title",
    "alternativeHeadline": "title_alternative",
    "datePublished": "issued",
    "abstract": "abstract",
    "description": "abstract",
    "publisher": "publisher",
    "inLanguage": "language",
    "pagination": "page",
    "license": "license",
    "isbn": "isbn",
    "volumeNumber": "volume",
    "issueNumber": "issue",
}
_MAX_DEPTH = 8


def read(document: Document) -> Iterator[Candidate | Issue]:
    """What the first work described in the JSON-LD blocks of the page says."""
    works: list[Node] = []
    for script in document.tree.css('script[type="application/ld+json"]'):
        try:
            works += _works(json.loads(script.text(), strict=False))
        except (json.JSONDecodeError, RecursionError) as error:
            yield Issue(
                kind="broken-json-ld",
                message=f"{document.page.url}: a JSON-LD block cannot be read ({error}); it was left out",
                subject=document.page.url,
                severity="info",
            )
    if works:
        yield from read_work(works[0])


def read_work(work: Node) -> Iterator[Candidate]:
    """What one schema.org object of a scholarly type says."""
    for kind in _types(work):
        yield from read_field("type", CARRIER, kind)
    authors = work.get("author") or work.get("creator")
    for field, people in (("author", authors), ("editor", work.get("editor"))):
        found = [(name, _stated(one)) for one in _list(people) if (name := _person(one))]
        yield from names(field, CARRIER, [name for name, _ in found], [raw for _, raw in found])
    seen: set[str] = set()
    for key, field in FIELDS.items():
        if field in seen:
            continue
        said = read_field(field, CARRIER, [_text(one) for one in _list(work.get(key))])
        seen.update(one.field for one in said)
        yield from said
    yield from read_field("keyword", CARRIER, [_text(one) for one in _list(work.get("keywords"))])
    yield from read_field("access", CARRIER, [str(one) for one in _list(work.get("isAccessibleForFree"))])
    yield from _funders(work)
    yield from _identifiers(work)
    yield from _container(work.get("isPartOf"), 0)
    first, last = _text(work.get("pageStart")), _text(work.get("pageEnd"))
    if first:
        yield from read_field("page", CARRIER, f"{first}-{last}" if last else first)


def _funders(work: Node) -> Iterator[Candidate]:
    """Who paid: funders by name, and grants by number with their funders."""
    grants = [one for one in _list(work.get("funding")) if isinstance(one, dict)]
    found = [(one, "") for one in _list(work.get("funder"))]
    found += [
        (one, _text(grant.get("identifier")))
        for grant in grants
        for one in _list(grant.get("funder")) or [grant]
    ]
    funders = tuple(
        Funder(name, clean(number), (doi(_text(one.get("@id"))) if isinstance(one, dict) else None) or "")
        for one, number in found
        if (name := clean(_text(one)))
    )
    if funders:
        yield Candidate("funder", CARRIER, funders, "; ".join(map(str, funders)))


def _works(value: Any, depth: int = 0) -> list[Node]:  # noqa: ANN401  (JSON is anything)
    """The objects of a scholarly type in a graph, a list, or under ``mainEntity``, in order."""
    if depth > _MAX_DEPTH:
        return []
    if isinstance(value, list):
        return [work for one in value for work in _works(one, depth + 1)]
    if not isinstance(value, dict):
        return []
    if any(kind.rsplit("/", 1)[-1].lower() in WORKS for kind in _types(value)):
        return [value]
    return [work for key in ("@graph", "mainEntity") for work in _works(value.get(key), depth + 1)]


def _types(node: Node) -> list[str]:
    """The types of ``node``; a type may be a list, and each a URL."""
    return [kind for kind in _list(node.get("@type")) if isinstance(kind, str)]


def _container(value: Any, depth: int) -> Iterator[Candidate]:  # noqa: ANN401
    """Journal, volume and issue, nested in any order: article in issue in volume in journal."""
    if depth > _MAX_DEPTH:
        return
    for node in _list(value):
        if not isinstance(node, dict):
            continue
        kinds = {kind.rsplit("/", 1)[-1] for kind in _types(node)}
        if not kinds & {"PublicationIssue", "PublicationVolume"}:
            yield from read_field("container_title", CARRIER, _text(node.get("name")))
        yield from read_field("volume", CARRIER, _text(node.get("volumeNumber")))
        yield from read_field("issue", CARRIER, _text(node.get("issueNumber")))
        yield from read_field("issn", CARRIER, [_text(one) for one in _list(node.get("issn"))])
        yield from _container(node.get("isPartOf"), depth + 1)


def _identifiers(work: Node) -> Iterator[Candidate]:
    """The work's own DOI, from its identifiers, its ``@id`` or ``sameAs``; each is checked, few are DOIs."""
    for key in ("doi", "identifier", "@id", "sameAs"):
        for one in _list(work.get(key)):
            text = _text(one.get("value") if isinstance(one, dict) else one)
            if found := doi(text):
                yield Candidate("doi", CARRIER, found, text)
            else:
                yield from read_field("identifier", CARRIER, [text] if key == "identifier" else [])


def _person(value: Any) -> Name | None:  # noqa: ANN401
    if isinstance(value, str):
        return parse_name(value)
    if not isinstance(value, dict):
        return None
    family, given = _text(value.get("familyName")), _text(value.get("givenName"))
    full = _text(value.get("name"))
    organisation = "Organization" in _types(value)
    if family and not organisation:
        name: Name | None = Name(family=clean(family), given=clean(given))
    else:
        name = Name(literal=clean(full)) if organisation and clean(full) else parse_name(full)
    if name is None:
        return None
    iri = orcid(_text(value.get("@id"))) or next(
        (found for one in _list(value.get("sameAs")) if (found := orcid(_text(one)))), None
    )
    places = tuple(text for one in _list(value.get("affiliation")) if (text := clean(_text(one))))
    return Name(
        family=name.family,
        given=name.given,
        suffix=name.suffix,
        literal=name.literal,
        orcid=iri,
        affiliation=places,
    )


def _stated(value: Any) -> str:  # noqa: ANN401
    """A name as it was stated: in parts, as "Family, Given", or whole."""
    family = _text(value.get("familyName")) if isinstance(value, dict) else ""
    return f"{family}, {_text(value.get('givenName'))}" if family else _text(value)


def _list(value: Any) -> list[Any]:  # noqa: ANN401
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _text(value: Any) -> str:  # noqa: ANN401
    """The text of a value: itself, or the name, value or address of an object."""
    if isinstance(value, dict):
        return next(
            (_text(value[key]) for key in ("name", "@value", "value", "url", "@id") if value.get(key)), ""
        )
    if isinstance(value, list):
        return _text(value[0]) if value else ""
    return "" if value is None or isinstance(value, bool) else str(value)
