"""Signposting: typed links to the item's identifier, authors, licence and files, in the head or the Link header."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from harvester.extract.candidate import names, people_in, read_field
from harvester.model.identifier import doi, orcid

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from harvester.extract.candidate import Candidate
    from harvester.extract.document import Document

CARRIER = "signposting"
MAX_LINKS = 2_000
MAX_HEADER = 100_000

_RELATIONS = frozenset({"cite-as", "author", "license", "type", "item"})
# <https://doi.org/10.1/x>; rel="cite-as"; type="text/html"
_LINK = re.compile(
    r"<(?P<href>[^<>]{1,2000})>(?P<parameters>(?:\s*;\s*[\w*-]+\s*=\s*(?:\"[^\"]*\"|[^\s,;\"]+))*)"
)
_PARAMETER = re.compile(r";\s*(?P<name>[\w-]+)\s*=\s*(?:\"(?P<quoted>[^\"]*)\"|(?P<plain>[^\s,;\"]+))")
_LICENCES = "a[rel~=license][href*='creativecommons.org/'], a[rel~=license][href*='opensource.org/']"
_AUTHOR_TAGS = ("citation_author", "dc.creator", "eprints.creators_name")


class Link(NamedTuple):
    """One typed link.

    Attributes:
        relation: in lower case.
        href: as written.
        media: the media type of what it leads to, or "".
    """

    relation: str
    href: str
    media: str = ""


def read(document: Document) -> Iterator[Candidate]:
    """What the typed links of the page, and of the answer that brought it, say."""
    links = [*header_links(document.page.links), *_head_links(document)][:MAX_LINKS]
    by_relation: dict[str, list[Link]] = {name: [] for name in _RELATIONS}
    for link in links:
        if link.relation in _RELATIONS:
            by_relation[link.relation].append(link)
    for link in by_relation["cite-as"]:
        yield from read_field("doi" if doi(link.href) else "identifier", CARRIER, [link.href])
    yield from _authors(document, [link.href for link in by_relation["author"]])
    licences = [link.href for link in by_relation["license"]]
    licences = licences or [node.attributes.get("href") or "" for node in document.tree.css(_LICENCES)]
    # Several licences are of several files, or of the site.
    yield from read_field("license", CARRIER, licences if len(set(licences)) == 1 else [])
    for link in by_relation["type"]:
        yield from read_field("type", CARRIER, link.href if "schema.org" in link.href else "")
    for link in by_relation["item"]:
        yield from read_field("full_text", CARRIER, link.href if "pdf" in link.media else "")


def header_links(header: str) -> list[Link]:
    """The links of a ``Link`` header; one with several relations counts once for each.

    >>> header_links('<https://doi.org/10.1/x>; rel="cite-as", </a.pdf>; rel=item; type="application/pdf"')[1]
    Link(relation='item', href='/a.pdf', media='application/pdf')
    """
    found: list[Link] = []
    for match in _LINK.finditer(header[:MAX_HEADER]):
        parameters = {
            one["name"].lower(): one["quoted"] if one["plain"] is None else one["plain"]
            for one in _PARAMETER.finditer(match["parameters"])
        }
        media = parameters.get("type", "").lower()
        found += [
            Link(word, match["href"].strip(), media) for word in parameters.get("rel", "").lower().split()
        ]
    return found


def _head_links(document: Document) -> Iterator[Link]:
    for node in document.tree.css("link[rel][href]"):
        attributes = node.attributes
        for relation in (attributes.get("rel") or "").lower().split():
            yield Link(
                relation, (attributes.get("href") or "").strip(), (attributes.get("type") or "").lower()
            )


def _authors(document: Document, hrefs: Sequence[str]) -> Iterator[Candidate]:
    """The authors of the head tags with their ORCID iDs, where each author has one link, and so one iD."""
    iris = [found for href in hrefs if "orcid.org" in href and (found := orcid(href))]
    if not iris:
        return
    for tag in _AUTHOR_TAGS:
        said = [meta.content for meta in document.metas if meta.name.lower() == tag]
        people = people_in(said)
        if len(people) == len(set(iris)):
            known = dict(zip(people, dict.fromkeys(iris), strict=True))
            yield from names("author", CARRIER, [replace(one, orcid=iri) for one, iri in known.items()], said)
            return
