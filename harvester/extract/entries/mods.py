"""MODS, the Library of Congress's schema: names in parts with roles, and the host with its volume and pages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from harvester.extract.candidate import names, read_field
from harvester.extract.entries.addresses import file_among, page_among
from harvester.extract.entries.tree import Element, first, text_of, texts, within
from harvester.model import Name, parse_name
from harvester.model.identifier import orcid
from harvester.model.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.extract.candidate import Candidate

_AUTHORS = frozenset({"", "author", "aut", "creator", "cre"})
_ROLES = {
    "edt": "editor", "editor": "editor", "ths": "advisor", "thesis advisor": "advisor", "supervisor": "advisor",
    "advisor": "advisor", "trl": "translator", "translator": "translator", "spn": "sponsor", "sponsor": "sponsor",
}  # fmt: skip
_SCHEMES = {"doi": "doi", "isbn": "isbn", "issn": "issn"}


def read(root: Element, carrier: str, near: str) -> tuple[list[Candidate], str]:
    """What a MODS record says, and the address of the item's page or ""."""
    mods = first(root, "mods") if first(root, "mods") is not None else root
    addresses = [*texts(mods, "location", "url")]
    addresses += [
        text_of(one) for one in within(mods, "identifier") if one.get("type") in ("uri", "hdl", "url")
    ]
    found = [*_read(mods, carrier), *read_field("full_text", carrier, file_among(addresses))]
    return found, page_among(addresses, near)


def _read(mods: Element, carrier: str) -> Iterator[Candidate]:
    for info in within(mods, "titleInfo"):
        field = "title" if info.get("type") is None else "title_alternative"
        yield from read_field(field, carrier, [title_of(info), ""])
    yield from _people(mods, carrier)
    for origin in within(mods, "originInfo"):
        yield from _origin(origin, carrier)
    genres = [*texts(mods, "genre"), *texts(mods, "typeOfResource")]
    yield from read_field("type", carrier, genres)
    yield from read_field("language", carrier, texts(mods, "language", "languageTerm"))
    yield from read_field("abstract", carrier, texts(mods, "abstract"))
    yield from read_field("keyword", carrier, [*texts(mods, "subject", "topic"), ""])
    for one in within(mods, "identifier"):
        field = _SCHEMES.get((one.get("type") or "").lower(), "identifier")
        yield from read_field(field, carrier, text_of(one))
    for one in within(mods, "accessCondition"):
        address = next((value for key, value in one.items() if key.endswith("href")), "")
        yield from read_field("license", carrier, address)
    for host in within(mods, "relatedItem"):
        if host.get("type") == "host":
            yield from _host(host, carrier)
        elif host.get("type") == "series":
            yield from read_field(
                "collection_title", carrier, [title_of(one) for one in within(host, "titleInfo")]
            )


def title_of(info: Element) -> str:
    """A title with its article and its subtitle."""
    parts = (clean(" ".join(texts(info, name))) for name in ("nonSort", "title", "subTitle"))
    article, title, subtitle = parts
    whole = f"{article} {title}".strip()
    return f"{whole}: {subtitle}" if subtitle else whole


def _people(mods: Element, carrier: str) -> Iterator[Candidate]:
    by_role: dict[str, list[Name]] = {}
    for one in within(mods, "name"):
        person = _person(one)
        role = next((text.lower() for text in texts(one, "role", "roleTerm")), "")
        role = "author" if role in _AUTHORS else _ROLES.get(role, "")
        if person and role:
            by_role.setdefault(role, []).append(person)
    for field in ("author", "editor"):
        people = by_role.pop(field, [])
        yield from names(field, carrier, people, map(str, people))
    others = [replace(one, role=role) for role, people in by_role.items() for one in people]
    yield from names("contributor", carrier, others, map(str, others))


def _person(element: Element) -> Name | None:
    parts: dict[str, list[str]] = {}
    for one in within(element, "namePart"):
        parts.setdefault(one.get("type") or "", []).append(clean(text_of(one)))
    family, given = (" ".join(parts.get(kind, [])) for kind in ("family", "given"))
    whole = " ".join(parts.get("", []))
    if element.get("type") == "corporate":
        person = Name(literal=whole) if whole else None
    else:
        person = Name(family=family, given=given) if family else parse_name(whole)
    ids = [orcid(text_of(one)) for one in within(element, "nameIdentifier")]
    affiliation = tuple(map(clean, texts(element, "affiliation")))
    return replace(person, orcid=next(filter(None, ids), None), affiliation=affiliation) if person else None


def _origin(origin: Element, carrier: str) -> Iterator[Candidate]:
    dates = texts(origin, "dateIssued") or texts(origin, "copyrightDate")
    yield from read_field("issued", carrier, dates)
    yield from read_field("publisher", carrier, texts(origin, "publisher"))
    yield from read_field("publisher_place", carrier, texts(origin, "place", "placeTerm"))
    yield from read_field("edition", carrier, texts(origin, "edition"))


def _host(host: Element, carrier: str) -> Iterator[Candidate]:
    """The journal or book that the work is in, and where in it."""
    yield from read_field("container_title", carrier, [title_of(one) for one in within(host, "titleInfo")])
    for one in within(host, "identifier"):
        if field := {"issn": "issn", "isbn": "isbn"}.get((one.get("type") or "").lower()):
            yield from read_field(field, carrier, text_of(one))
    for part in within(host, "part"):
        for detail in within(part, "detail"):
            if (kind := detail.get("type")) in ("volume", "issue"):
                yield from read_field(kind, carrier, texts(detail, "number"))
        for extent in within(part, "extent"):
            start, end = (next(iter(texts(extent, name)), "") for name in ("start", "end"))
            yield from read_field("page", carrier, f"{start}-{end}" if start and end else start)
        yield from read_field("issued", carrier, texts(part, "date"))
