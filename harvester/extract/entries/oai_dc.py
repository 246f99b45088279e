"""Simple Dublin Core (oai_dc), qualified Dublin Core (qdc), and DSpace's own forms of it (dim, xoai)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.extract.candidate import read_field
from harvester.extract.carriers.dublin_core import read_pairs
from harvester.extract.entries.addresses import file_among, page_among
from harvester.extract.entries.tree import Element, local, text_of
from harvester.model import Extra
from harvester.model.identifier import doi
from harvester.model.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from harvester.extract.candidate import Candidate

Pairs = list[tuple[str, str]]

_CORE = frozenset(
    "title creator subject description publisher contributor date type format identifier source language relation "
    "coverage rights".split()
)
#: Children that are no Dublin Core and are met in oai_dc all the same; in lower case.
_ALSO = {
    "articletitle": "dc.title",
    "author": "dc.contributor.author",
    "journaltitle": "dc.source.journaltitle",
    "journal": "dc.source.journaltitle",
    "volume": "dc.source.volume",
    "issue": "dc.source.issue",
    "doi": "dc.identifier.doi",
    "issn": "dc.identifier.issn",
    "isbn": "dc.identifier.isbn",
    "fulltexturl": "dc.identifier",
    "abstract": "dc.description.abstract",
    "startpage": "dc.citation.spage",
    "endpage": "dc.citation.epage",
}
_TIMESTAMP = re.compile(r"T\d\d:\d\d")
_EU_REPO = re.compile(r"^info:eu-repo/semantics/")
_ISSN = re.compile(r"(?:urn:)?(?:[ep]?-?issn:?\s*)?\d{4}-\d{3}[\dXx]", re.IGNORECASE)
_ISBN = re.compile(r"(?:urn:)?isbn:?\s*[\d -]{9,17}[\dXx]|97[89][\d -]{10,14}", re.IGNORECASE)
# Open Journal Systems: "Journal of Care; Vol. 3 No. 2 (2010): Summer; 25-36"
_SOURCE = re.compile(
    r"(?P<journal>[^;]{3,}?)\s*;\s*(?P<numbers>[^;]*\b(?:Vol|No)\b[^;]*)(?:;\s*(?P<pages>[^;]+))?"
)
_VOLUME = re.compile(r"\bVol\.?\s*([\w-]+)", re.IGNORECASE)
_ISSUE = re.compile(r"\bNo\.?\s*([\w/-]+)", re.IGNORECASE)
#: Top-level elements of xoai that hold no metadata of the item.
_NOT_METADATA = frozenset({"bundles", "others", "repository", "license"})


def read(root: Element, carrier: str, near: str) -> tuple[list[Candidate], str]:
    """What a Dublin Core container of any of these forms says, and the address of the item's page or ""."""
    if carrier == "dim":
        pairs = dim_pairs(root)
    elif carrier == "xoai":
        pairs = xoai_pairs(root)
    else:
        pairs = simple_pairs(root)
    return list(read_qualified(pairs, carrier, near)), page_among(addresses(pairs), near)


def simple_pairs(root: Element) -> Pairs:
    """(qualified name, text) of every child by its local name; what is no Dublin Core under its Dublin Core name."""
    found = []
    for child in root:
        name = local(child).lower()
        text = text_of(child)
        if name and text:
            found.append((_ALSO.get(name, f"dc.{name}"), _EU_REPO.sub("", text)))
    return found


def dim_pairs(root: Element) -> Pairs:
    """(qualified name, text) of every ``<dim:field mdschema="dc" element="date" qualifier="issued">``."""
    found = []
    for child in root:
        parts = [child.get(key) for key in ("mdschema", "element", "qualifier")]
        if local(child) == "field" and (text := text_of(child)):
            found.append((_qualified([part for part in parts if part]), text))
    return found


def xoai_pairs(root: Element) -> Pairs:
    """(qualified name, text) of every ``<field name="value">``; the innermost element is its language."""
    found = []
    for field in root.iter("{*}field"):
        names = [one.get("name") or "" for one in field.iterancestors("{*}element")][::-1]
        if field.get("name") == "value" and len(names) > 1 and names[0] not in _NOT_METADATA:
            found.append((_qualified(names[:-1]), text_of(field)))
    return [pair for pair in found if pair[1]]


def _qualified(parts: Sequence[str]) -> str:
    """One name, such as "dc.contributor.author"; "oaire.citation.startPage" as Dublin Core's reader knows it."""
    name = ".".join(parts).lower()
    return name.replace("oaire.citation.", "dc.citation.") if name.startswith("oaire.") else name


def read_qualified(pairs: Pairs, carrier: str, near: str) -> Iterator[Candidate]:
    """What qualified names and their values say of the item whose record came from ``near``."""
    pairs = [(name, value) for name, value in pairs if name.startswith(("dc.", "dcterms."))]
    sources = [value for name, value in pairs if name == "dc.source"]
    spoken = [match for value in sources if (match := _SOURCE.fullmatch(clean(value)[:500]))]
    numbered = {match.string for match in spoken}
    kept = [pair for pair in _without_timestamps(pairs) if clean(pair[1])[:500] not in numbered]
    yield from read_pairs(kept, carrier)
    for match in spoken[:1]:
        yield from read_field("container_title", carrier, match["journal"])
        for field, pattern in (("volume", _VOLUME), ("issue", _ISSUE)):
            if number := pattern.search(match["numbers"]):
                yield from read_field(field, carrier, number[1])
        yield from read_field("page", carrier, match["pages"] or "")
    loose = [value for name, value in pairs if name in ("dc.source", "dc.relation", "dc.identifier")]
    yield from read_field("issn", carrier, [one for one in loose if _ISSN.fullmatch(one.strip())])
    yield from read_field("isbn", carrier, [one for one in loose if _ISBN.fullmatch(one.strip())])
    yield from _own_relations(pairs, carrier, near)
    yield from read_field("full_text", carrier, file_among(addresses(pairs)))


def _without_timestamps(pairs: Pairs) -> Pairs:
    """``pairs`` less the moments of deposit among the dates, where a date stands beside them.

    DSpace sends accession, availability and publication all as plain ``dc:date``.
    """
    dates = [value for name, value in pairs if name == "dc.date"]
    if all(_TIMESTAMP.search(value) for value in dates):
        return pairs
    return [pair for pair in pairs if pair[0] != "dc.date" or not _TIMESTAMP.search(pair[1])]


def _own_relations(pairs: Pairs, carrier: str, near: str) -> Iterator[Candidate]:
    """The work's DOI among the relations, where the item's own page stands there too (EPrints writes so)."""
    related = [value for name, value in pairs if name == "dc.relation"]
    named = any(doi(value) for name, value in pairs if name.startswith("dc.identifier"))
    if page_among(related, near) and not named:
        for value in related:
            yield from read_field("doi", carrier, value)


def addresses(pairs: Pairs) -> list[str]:
    """The values that may be web addresses of the item: its identifiers first, then its relations."""
    order = ("dc.identifier.uri", "dc.identifier", "dcterms.identifier", "dc.relation", "dc.identifier.url")
    return [value for key in order for name, value in pairs if name == key]


def unknown(root: Element) -> tuple[Extra, ...]:
    """The children of a simple Dublin Core container that are no Dublin Core and that no field holds."""
    return tuple(
        Extra("oai_dc", local(child), clean(text))
        for child in root
        if local(child) and local(child).lower() not in _CORE | _ALSO.keys() and (text := text_of(child))
    )
