"""The record of InvenioRDM's interface, ``{"metadata": {"creators": ...}, "pids": ...}``, as candidates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harvester.extract.candidate import Candidate, names, read_field
from harvester.model import Identifier, Name, parse_name
from harvester.model.identifier import doi, orcid
from harvester.model.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CARRIER = "properties"
Node = dict[str, Any]

#: Types of resource, without "publication-", that no other vocabulary has.
_TYPES = {"section": "chapter", "technicalnote": "report", "deliverable": "report", "milestone": "report"}
#: Block of ``custom_fields`` -> its keys and our fields.
_CUSTOM: Mapping[str, Mapping[str, str]] = {
    "journal:journal": {
        "title": "container_title", "volume": "volume", "issue": "issue", "pages": "page", "issn": "issn",
    },
    "imprint:imprint": {
        "title": "container_title", "isbn": "isbn", "pages": "page", "place": "publisher_place", "edition": "edition",
    },
    "meeting:meeting": {"title": "event_title"},
    "thesis:thesis": {"university": "publisher"},
}  # fmt: skip


def read_record(record: Node) -> Iterator[Candidate]:
    """What one record, as ``api/records/ID`` gives it, says about its own version."""
    about = _node(record, "metadata")
    yield from _people(about)
    for key, field in (
        ("title", "title"),
        ("publication_date", "issued"),
        ("publisher", "publisher"),
        ("description", "abstract"),
    ):
        yield from read_field(field, CARRIER, _text(about.get(key)))
    kind = _text(_node(about, "resource_type").get("id")).removeprefix("publication-")
    yield from read_field("type", CARRIER, _TYPES.get(kind, kind))
    yield from read_field("language", CARRIER, [_text(one.get("id")) for one in _nodes(about, "languages")])
    yield from read_field(
        "keyword", CARRIER, [*(_text(one.get("subject")) for one in _nodes(about, "subjects")), ""]
    )
    yield from read_field("license", CARRIER, [_text(one.get("id")) for one in _nodes(about, "rights")])
    custom = _node(record, "custom_fields")
    for block, fields in _CUSTOM.items():
        for key, field in fields.items():
            yield from read_field(field, CARRIER, _text(_node(custom, block).get(key)))
    yield from read_field("doi", CARRIER, _text(_node(record, "pids", "doi").get("identifier")))
    yield from _related(record, about)


def _people(about: Node) -> Iterator[Candidate]:
    creators = [name for one in _nodes(about, "creators") if (name := _name(one))]
    yield from names("author", CARRIER, creators, map(str, creators))
    others: dict[str, list[Name]] = {"editor": [], "contributor": []}
    for one in _nodes(about, "contributors"):
        role = _text(_node(one, "role").get("id"))
        if name := _name(
            one, None if role == "editor" else "advisor" if role == "supervisor" else role or None
        ):
            others["editor" if role == "editor" else "contributor"].append(name)
    for field, people in others.items():
        yield from names(field, CARRIER, people, map(str, people))


def _name(person: Node, role: str | None = None) -> Name | None:
    """``{"person_or_org": {"type": "personal", "family_name": ...}, "affiliations": [{"name": ...}]}``."""
    who = _node(person, "person_or_org")
    full, family = clean(_text(who.get("name"))), clean(_text(who.get("family_name")))
    known = family or full
    parsed = parse_name(full) if not family and who.get("type") != "organizational" else None
    iri = next(
        (_text(one.get("identifier")) for one in _nodes(who, "identifiers") if one.get("scheme") == "orcid"),
        "",
    )
    places = (clean(_text(one.get("name"))) for one in _nodes(person, "affiliations"))
    name = parsed or Name(
        family=family,
        given=clean(_text(who.get("given_name"))) if family else "",
        literal="" if family else full,
    )
    if not known:
        return None
    return Name(
        family=name.family, given=name.given, suffix=name.suffix, literal=name.literal,
        orcid=orcid(iri), affiliation=tuple(place for place in places if place), role=role,
    )  # fmt: skip


def _related(record: Node, about: Node) -> Iterator[Candidate]:
    """The DOI of all versions, and those of other works by their relation."""
    found: list[Identifier] = []
    if concept := doi(_text(_node(record, "parent", "pids", "doi").get("identifier"))):
        found.append(Identifier("doi", concept, "IsVersionOf"))
    for one in _nodes(about, "related_identifiers"):
        # The title of the relation is "Is supplement to", its id "issupplementto".
        words = _text(_node(one, "relation_type", "title").get("en"))
        relation = "".join(word.capitalize() for word in words.split()) or "IsRelatedTo"
        if other := doi(_text(one.get("identifier"))):
            found.append(Identifier("doi", other, relation))
    if found:
        yield Candidate(
            "identifier", CARRIER, tuple(dict.fromkeys(found)), "; ".join(one.value for one in found)
        )


def _node(node: Node, *keys: str) -> Node:
    """The object under ``keys``, or an empty one."""
    for key in keys:
        found = node.get(key)
        node = found if isinstance(found, dict) else {}
    return node


def _nodes(node: Node, key: str) -> list[Node]:
    found = node.get(key)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _text(value: object) -> str:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
