"""EPrints' own tags, ``<meta name="eprints.creators_name">``: every exported field of the item."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from harvester.extract.candidate import Candidate, names, people_in, read_field
from harvester.extract.carriers.labels import role_of
from harvester.model import Identifier, Name
from harvester.model.identifier import orcid
from harvester.model.record import WITNESSED_DATES
from harvester.model.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from harvester.extract.document import Document

CARRIER = "eprints.*"

#: Tag without "eprints." -> field. ``datestamp`` is the time of deposit, and no date of the work.
FIELDS: Mapping[str, str] = {
    "title": "title",
    "editors_name": "editor",
    "abstract": "abstract",
    "publication": "container_title",
    "book_title": "container_title",
    "series": "collection_title",
    "event_title": "event_title",
    "volume": "volume",
    "number": "issue",
    "pagerange": "page",
    "article_number": "number",
    "publisher": "publisher",
    "institution": "publisher",
    "place_of_pub": "publisher_place",
    "edition": "edition",
    "issn": "issn",
    "isbn": "isbn",
    "doi": "doi",
    "id_number": "doi",
    "official_url": "doi",
    "keywords": "keyword",
    "type": "type",
    "thesis_type": "genre",
    "language": "language",
    "funders": "funder",
    "document_url": "full_text",
    "full_text_status": "access",
    "rights": "license",
    "license": "license",
}
#: Tag -> the role of the people that it names.
ROLES: Mapping[str, str] = {
    "supervisors_name": "advisor",
    "supervisor_name": "advisor",
    "thesis_advisor_name": "advisor",
    "advisors_name": "advisor",
    "advisor": "advisor",
    "referees_name": "referee",
    "examiners_name": "referee",
    "committee_name": "committee-member",
    "producers_name": "producer",
    "translators_name": "translator",
}


def read(document: Document) -> Iterator[Candidate]:
    """What the ``eprints.*`` tags of the page say."""
    tags: dict[str, list[str]] = {}
    for meta in document.metas:
        if meta.name.lower().startswith("eprints."):
            tags.setdefault(meta.name.lower().removeprefix("eprints."), []).append(meta.content)
    yield from _authors(tags)
    yield from _contributors(tags)
    yield from _date(tags)
    for name, field in FIELDS.items():
        yield from read_field(field, CARRIER, tags.get(name, []))
    for number in tags.get("eprintid", [])[:1]:
        yield Candidate("identifier", CARRIER, (Identifier("eprint", number),), number)


def _authors(tags: Mapping[str, Sequence[str]]) -> Iterator[Candidate]:
    raws = [*tags.get("creators_name", []), *tags.get("corp_creators", [])]
    people = list(people_in(tags.get("creators_name", [])))
    people += [Name(literal=clean(raw)) for raw in tags.get("corp_creators", [])]
    iris = tags.get("creators_orcid", [])
    if len(iris) == len(people):
        people = [replace(name, orcid=orcid(iri)) for name, iri in zip(people, iris, strict=True)]
    yield from names("author", CARRIER, people, raws)


def _contributors(tags: Mapping[str, Sequence[str]]) -> Iterator[Candidate]:
    """Everybody else; EPrints types its contributors by the Library of Congress' relator codes (".../THS")."""
    people = [replace(one, role=role) for tag, role in ROLES.items() for one in people_in(tags.get(tag, []))]
    others, types = tags.get("contributors_name", []), tags.get("contributors_type", [])
    for at, text in enumerate(others):
        stated = types[at].rstrip("/").rsplit("/", 1)[-1] if len(types) == len(others) else ""
        people += [replace(one, role=role_of(stated) or "contributor") for one in people_in([text])]
    yield from names("contributor", CARRIER, people, map(str, people))


def _date(tags: Mapping[str, Sequence[str]]) -> Iterator[Candidate]:
    kind = (tags.get("date_type") or [""])[0].lower()
    # "completed" is a thesis's only date; "submitted" and "accepted" are no dates of publication.
    field = {"": "issued", "published": "issued", "completed": "issued", "online": "available_date"}.get(
        kind, kind
    )
    if field in ("issued", "available_date", *WITNESSED_DATES):
        yield from read_field(field, CARRIER, tags.get("date", []))
    yield from read_field("deposited", CARRIER, tags.get("datestamp", []))
    ends = [f"embargo until {date}" for date in tags.get("date_embargo", [])]
    yield from read_field("access", CARRIER, ends)
