"""Elsevier Pure: properties table, persons block, type line, cite tabs."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup

from harvester.extract.candidate import Candidate, names, read_field
from harvester.extract.carriers.labelled import Row, read_rows, rows, with_roles
from harvester.extract.carriers.persons import person_texts
from harvester.extract.platforms.base import ListingRules, Platform
from harvester.model import Identifier
from harvester.model.kind import csl_type
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
# The type line may have lost its separators: "Contribution to Journal/MagazineJournal articlepeer-review".
_FAMILY = re.compile(
    r"(?P<family>Contribution to (?:journal(?:/Magazine)?|conference|book/anthology|specialist publication|"
    r"periodical)|Contribution in Book/Report/Proceedings|"
    r"Chapter in Book/Report/Conference proceeding(?:s)?|Book/Report|Book/anthology|Thesis|"
    r"Working paper(?:/Preprint)?|Patent|Non-textual form|Other contribution|Data set/Database|Review)"
    r"\s*[\u203a>\u00bb]?\s*(?P<kind>.*?)\s*[\u203a>\u00bb]?\s*(?P<review>peer-review|Research|Scientific)?\s*$",
    re.IGNORECASE | re.DOTALL,
)  # fmt: skip
MAX_PERSONS = 150_000
"""Characters of the persons block that are read; the head tags name the thousands of a large collaboration."""


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
    found += _persons(tree)
    found += _type(tree)
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


def _persons(tree: LexborHTMLParser) -> Iterator[Candidate]:
    """Local authors are links; external authors are plain text between them."""
    block = tree.css_first(_PERSONS)
    if not block:
        return
    soup = BeautifulSoup((block.html or "")[:MAX_PERSONS], "lxml")
    texts = person_texts(soup)
    people = with_roles(texts)
    authors = [replace(name, role=None) for name in people if name.role in (None, "author")]
    editors = [replace(name, role=None) for name in people if name.role == "editor"]
    yield from names("author", "body", authors, texts)
    yield from names("editor", "body", editors, map(str, editors))


def _type(tree: LexborHTMLParser) -> Iterator[Candidate]:
    """The type line: family, kind and review status, with arrows between them."""
    node = tree.css_first("p.type, .type-line, span.type")
    text = clean(node.text()) if node else ""
    match = _FAMILY.search(text)
    if not match:
        return
    kind, family = match["kind"], match["family"]
    # What a specialist publication prints is a magazine article, whatever its kind is called.
    value = "article-magazine" if "specialist" in family.lower() else csl_type(kind) or csl_type(family)
    if value:
        yield Candidate("type", "body", value, text)
    if kind:
        yield Candidate("genre", "body", kind, text)


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
    trust=TRUST,
    distrust=DISTRUST,
    listing=ListingRules(
        item="li.list-result-item h3.title a.link",
        page_parameter="page",
        first_page=0,
        start=("en/publications/", "publications/", ""),
        total="li.search-pager-information",
    ),
    discovery=("rss", "sitemap", "listing"),
)
