"""Elsevier Pure, new and old design: properties table, persons block, type line, cite tabs."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from harvester.extract.candidate import Candidate, names, read_field
from harvester.extract.platforms.base import ListingRules, Platform
from harvester.extract.platforms.labels import Row, read_rows, rows, with_roles
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
#: Field -> where the short rendering of a list has it.
_SHORT = {
    "issued": "span.date",
    "container_title": "a[rel=Journal]",
    "publisher": "a[rel=Publisher]",
    "volume": "span.volume",
    "page": "span.pages",
}
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


def read_listed(tree: LexborHTMLParser) -> list[Candidate]:
    """What the short rendering in a list says of one item; the link to its metrics leaks the DOI."""
    found: list[Candidate] = []
    block = BeautifulSoup(tree.html or "", "lxml")
    heading = block.select_one("h3.title, h2.title")
    if heading is None:
        return found
    found += read_field("title", "body", heading.get_text(" "))
    # A flat run of links and plain text between the heading and the date.
    run = []
    for node in heading.next_siblings:
        if isinstance(node, Tag) and "date" in (node.get("class") or []):
            break
        run.append(str(node))
    people = person_texts(BeautifulSoup("".join(run), "lxml"))
    found += names("author", "body", with_roles(people), people)
    for field, selector in _SHORT.items():
        found += read_field(
            field, "body", [clean(one.get_text(" ")).rstrip(".") for one in block.select(selector)]
        )
    found += _type(tree)
    for link in block.select("a[href*='doi=10.'], a[href*='doi.org/10.']"):
        found += read_field("doi", "body", str(link["href"]).partition("doi=")[2] or str(link["href"]))
    return found


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
    soup = BeautifulSoup(block.html or "", "lxml")
    texts = person_texts(soup)
    people = with_roles(texts)
    authors = [replace(name, role=None) for name in people if name.role in (None, "author")]
    editors = [replace(name, role=None) for name in people if name.role == "editor"]
    yield from names("author", "body", authors, texts)
    yield from names("editor", "body", editors, map(str, editors))


def person_texts(soup: BeautifulSoup) -> list[str]:
    """The people of a persons block as texts, in order.

    >>> html = "<p class=persons><a rel=Person>Sara Morris</a>, Sheila Payne &amp; Susan Hinder</p>"
    >>> person_texts(BeautifulSoup(html, "lxml"))
    ['Sara Morris', 'Sheila Payne', 'Susan Hinder']
    """
    family_first = any("," in link.get_text() for link in soup.find_all(["a", "span"]))
    found: list[str] = []
    for text in soup.find_all(string=True):
        inside = isinstance(text.parent, Tag) and text.parent.name in ("a", "span", "strong", "li")
        found += (
            [clean(text)] if inside and not _is_list(str(text)) else _plain(text, family_first=family_first)
        )
    # "(Editor)" may stand behind the link that it belongs to.
    joined: list[str] = []
    for part in found:
        if part.startswith("(") and joined:
            joined[-1] = f"{joined[-1]} {part}"
        elif part:
            joined.append(part)
    return [name for part in joined if (name := part.strip(" *"))]


def _is_list(text: str) -> bool:
    return text.count(",") > 1 or ";" in text or " & " in text


def _plain(text: NavigableString, *, family_first: bool) -> list[str]:
    """The names in plain text: "Jane Doe, Ann Lee & ", or "Young, J., Butler, C. & " in the short form."""
    whole = re.sub(r"\s+(?:&|and)\s+|^\s*(?:&|and)\s+|\s+(?:&|and)\s*$", " , ", str(text))
    parts = [part for piece in whole.split(",") if (part := clean(piece).strip(" ;"))]
    if not family_first:
        return parts
    return [", ".join(parts[at : at + 2]) for at in range(0, len(parts), 2)]


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


_TRUST = {"properties": 1.0, "body": 0.9, "ris": 0.9, "bibtex": 0.8}
#: Pure's Standard line cuts its authors after three.
_DISTRUST = frozenset({("author", "standard"), ("title", "standard")})

PURE = Platform(
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
    read_listed=read_listed,
    trust=_TRUST,
    distrust=_DISTRUST,
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

PURE_OLD = Platform(
    name="pure-old",
    title="Elsevier Pure, older portal",
    selectors=("ol.portal_list", "li.portal_list_item", "a[href*='/portal/en/publications/']"),
    url=r"/portal/\w{2}/publications/.+\([0-9a-f-]{36}\)\.html",
    native_id=native_id,
    read_body=read_body,
    trust=_TRUST,
    distrust=_DISTRUST,
    listing=ListingRules(
        # A list item of the class ..._group is a heading.
        item="ol.portal_list > li.portal_list_item:not([class*=_group]) h2 a",
        page_parameter="page",
        first_page=0,
        start=("portal/en/publications/search.html", "portal/en/publications/", ""),
        # "1 - 5 out of 8"
        total=".portal_navigator_results",
    ),
    discovery=("listing",),
    oai=("/ws/oai",),
)
