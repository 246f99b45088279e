"""Islandora 7: an object's page with a list of metadata whose terms carry the Dublin Core or MODS field in a class."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from harvester.extract.candidate import Candidate, read_field
from harvester.extract.carriers.labelled import Row, read_rows, rows
from harvester.extract.platforms.base import ListingRules, Platform

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from harvester.model import Page

# /islandora/object/uni:123, the colon as %3A
_PID = re.compile(r"/islandora/object/([\w.-]+(?::|%3A)[\w.~-]+)", re.IGNORECASE)
# <dt class="dc-title first">
_DC = re.compile(r"(?:^|\s)dc-([a-z]+)(?:\s|$)")


def native_id(page: Page, _tree: LexborHTMLParser) -> str | None:
    """The object's PID, "uni:123"."""
    match = _PID.search(page.url)
    return unquote(match[1]) if match else None


def read_body(_page: Page, tree: LexborHTMLParser) -> list[Candidate]:
    """What the list (or table) of metadata says, and where the PDF is."""
    found: list[Candidate] = []
    for block in tree.css("dl.islandora-inline-metadata, .islandora-metadata dl"):
        found += read_rows(_terms(block), "properties")
    for table in tree.css("table.islandora-metadata-fields, .islandora-metadata table"):
        found += read_rows(rows(table.html or ""), "properties")
    if heading := tree.css_first("h1#page-title, h1.page-title, h1.title"):
        found += read_field("title", "body", heading.text())
    if link := tree.css_first("a.islandora-pdf-link"):
        found += read_field("full_text", "body", link.attributes.get("href") or "")
    return found


def _terms(block: LexborNode) -> Iterator[Row]:
    """The terms with their values; a term of Dublin Core is named by its class, whatever its language."""
    terms = rows(block.html or "")
    known = {}
    for term in block.css("dt"):
        if match := _DC.search(term.attributes.get("class") or ""):
            known[term.text().strip().rstrip(" :")] = f"dc.{match[1]}"
    for row in terms:
        yield row._replace(label=known.get(row.label, row.label))


PLATFORM = Platform(
    name="islandora",
    title="Islandora 7",
    selectors=(
        "dl.islandora-inline-metadata",
        ".islandora-object",
        ".islandora-metadata",
        "a.islandora-pdf-link",
        ".islandora-objects",
    ),
    url=r"/islandora/object/",
    native_id=native_id,
    read_body=read_body,
    listing=ListingRules(
        item=".islandora-objects-list-item dd a[href*='/islandora/object/'], "
        ".islandora-objects-grid-item dd a[href*='/islandora/object/'], "
        ".islandora-basic-collection-object dd a[href*='/islandora/object/'], "
        ".islandora-solr-search-result a[href*='/islandora/object/']",
        next="li.pager-next a",
        start=("islandora/search?type=dismax", ""),
    ),
    discovery=("sitemap", "listing"),
    oai=("/oai2",),
    routes={
        "mods": "islandora/object/{id}/datastream/MODS/view",
        "dc": "islandora/object/{id}/datastream/DC/view",
    },
)
