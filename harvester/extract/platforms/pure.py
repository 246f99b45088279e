"""Elsevier Pure: properties table, persons block, type line, cite tabs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.extract.candidate import Candidate, read_field
from harvester.extract.carriers.labelled import Row, read_rows, rows
from harvester.extract.carriers.persons import read_persons
from harvester.extract.carriers.type_line import read_type_line
from harvester.extract.carriers.unit_links import own, read_unit_links
from harvester.extract.platforms.base import ListingRules, Platform
from harvester.extract.platforms.pure_short import read_short
from harvester.model import Identifier
from harvester.model.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborHTMLParser

    from harvester.model import Page

_UUID = re.compile(r"[(/]([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\)|/|$)", re.IGNORECASE)
_BIBTEX_KEY = re.compile(r"@\w+\{\s*([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})\s*,")
_PERSONS = "p.relations.persons, .rendering_researchoutput_associatespersonsclassifiedportal p, p.persons, ul.persons"
_PROPERTIES = "table.properties"
_ABSTRACT = ".rendering_abstractportal .textblock, .rendering_researchoutput_abstractportal .textblock"
_KEYWORDS = "li.userdefined-keyword, .keyword-group li"
_DOI = (
    "div.doi a[href*='doi.org/'], .rendering_researchoutput_doiportal a[href*='doi.org/'], "
    "li.doi a[href*='doi.org/']"
)
_OWN_ROWS = frozenset({"publication status", "editors"})
# "Published - 21 Mar 2024": status, " - ", date
_STATUS = re.compile(r"(?P<status>.+?)\s+[-\u2013]\s+(?P<date>.+)")


def native_id(page: Page, tree: LexborHTMLParser) -> str | None:
    """The uuid of the publication, from its URL or from the key of its BibTeX block; slugs change with the title."""
    if match := _UUID.search(page.url):
        return match[1].lower()
    for block in tree.css("pre, [id^=cite-B], [class*=researchoutput_bibtex]"):
        if key := _BIBTEX_KEY.search(block.text()):
            return "-".join(key.groups())
    return None


def read_body(page: Page, tree: LexborHTMLParser) -> list[Candidate]:
    """What the markup of an item page says, in either design."""
    found: list[Candidate] = []
    found += read_field("title", "body", _title(tree))
    for block in tree.css(_PERSONS)[:1]:
        found += read_persons(block.html or "", "body")
    found += _units(page, tree)
    found += _files(tree)
    for node in tree.css("p.type, .type-line, span.type")[:1]:
        found += read_type_line(node.text(), "body")
    for node in tree.css(_PROPERTIES)[:1]:
        found += read_properties(rows(node.html or ""))
    for node in tree.css(_ABSTRACT)[:1]:
        found += read_field("abstract", "body", node.text(separator=" "))
    found += read_field("keyword", "body", [*(node.text() for node in tree.css(_KEYWORDS)), ""])
    for node in tree.css(_DOI):
        found += read_field("doi", "body", node.attributes.get("href") or "")
    if uuid := native_id(page, tree):
        found.append(Candidate("identifier", "body", (Identifier("uuid", uuid),), uuid))
    return found


def read_properties(table: list[Row]) -> Iterator[Candidate]:
    """What the properties table says; its publication status holds the date."""
    for row in table:
        status = _STATUS.fullmatch(row.values[0]) if row.label.lower() == "publication status" else None
        if status:
            # Only "Published" dates the publication; "E-pub ahead of print" dates the online version.
            ahead = status["status"].lower().startswith("e-pub")
            if ahead or status["status"].lower().startswith("published"):
                yield from read_field("available_date" if ahead else "issued", "properties", status["date"])
        if row.label.lower() == "editors":
            yield from read_field("editor", "properties", [*", ".join(row.values).split(", "), ""])
    yield from read_rows((row for row in table if row.label.lower() not in _OWN_ROWS), "properties")


def _title(tree: LexborHTMLParser) -> str:
    """The heading of the item, with the subtitle that the new design sets beside it."""
    heading = tree.css_first("h1, .rendering_publication_detail h2.title")
    if not heading:
        return ""
    subtitle = tree.css_first("h1 + .subtitle, h1 + span.subtitle")
    parts = (clean(node.text(deep=True)).rstrip(" :") for node in (heading, subtitle) if node)
    return ": ".join(parts)


def _units(page: Page, tree: LexborHTMLParser) -> Iterator[Candidate]:
    """The units of the portal that the item is filed under."""
    yield from read_unit_links(own(tree, "a[rel=Organisation].link"), page.url, "body")


def _files(tree: LexborHTMLParser) -> Iterator[Candidate]:
    """The files, the licence beside them, and who may open them."""
    links = [*own(tree, ".open-access a.document-link"), *own(tree, "a.document-link")]
    yield from read_field("full_text", "body", [link.attributes.get("href") for link in links])
    yield from (Candidate("access", "body", "open", "open-access") for _ in own(tree, ".open-access")[:1])
    for node in own(tree, "[class*=embargo]")[:1]:
        yield Candidate("access", "body", "embargoed", node.text())
    for node in (*own(tree, "a[rel=license]"), *own(tree, ".license, .licence")):
        text = re.sub(r"^licen[cs]e:?", "", clean(node.text()), flags=re.IGNORECASE)
        yield from read_field("license", "body", node.attributes.get("href") or text)


TRUST = {"properties": 1.0, "body": 0.9, "ris": 0.9, "bibtex": 0.8}
#: Pure's Standard line cuts its authors after three.
DISTRUST = frozenset({("author", "standard"), ("title", "standard")})

PLATFORM = Platform(
    name="pure",
    title="Elsevier Pure",
    selectors=(
        "a[href$='/admin/workspace.xhtml']",
        "[class*=rendering_researchoutput_]",
        "[class*=rendering_contributionto]",
        "table.properties",
        "li.list-result-item h3.title a.link",
        "li.search-pager-information",
    ),
    url=r"/[a-z]{2}/publications/[^/?]+/?$",
    native_id=native_id,
    read_body=read_body,
    other_rows=False,
    read_listed=read_short,
    trust=TRUST,
    distrust=DISTRUST,
    listing=ListingRules(
        item="li.list-result-item h3.title a.link",
        entry="li.list-result-item",
        page_parameter="page",
        first_page=0,
        start=("en/publications/", "publications/", ""),
        total="li.search-pager-information",
    ),
    discovery=("rss", "sitemap", "listing"),
    oai=("/ws/oai",),
)
