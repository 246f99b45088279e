"""Any other site: its head tags, a heading that the page's title repeats, and plain tables of labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.extract.candidate import Candidate, read_field
from harvester.extract.carriers.labelled import is_known, read_rows, rows
from harvester.extract.platforms.base import ListingRules, Platform

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from harvester.model import Page

_ABSTRACT = "[itemprop=description], section#abstract, div#abstract, div.abstract, section.abstract"
MAX_FRAGMENT = 100_000
MAX_TABLES = 100


def read_body(_page: Page, tree: LexborHTMLParser) -> list[Candidate]:
    """What the headings and labelled rows of an unknown site say."""
    found: list[Candidate] = []
    headings = tree.css("h1")
    if len(headings) == 1:
        found += read_field("title", "body", headings[0].text(separator=" "))
    for node in (*tree.css("dl, table")[:MAX_TABLES], *_stray_terms(tree)[:MAX_TABLES]):
        # What holds others is their frame; they are read one by one.
        if node.css_first("table table, dl dl"):
            continue
        if not any(is_known(cell.text(separator=" ")) for cell in node.css("dt, tr > :first-child")):
            continue
        fragment = node.html or ""
        if len(fragment) <= MAX_FRAGMENT:
            found += read_rows(rows(fragment), "properties")
    for node in tree.css(_ABSTRACT)[:1]:
        found += read_field("abstract", "body", node.text(separator=" "))
    return found


def _stray_terms(tree: LexborHTMLParser) -> list[LexborNode]:
    """The parents of ``<dt>`` elements that stand in no ``<dl>``, each once."""
    parents = {
        term.parent.mem_id: term.parent for term in tree.css("dt") if term.parent and term.parent.tag != "dl"
    }
    return list(parents.values())


PLATFORM = Platform(
    name="generic",
    title="any site",
    read_body=read_body,
    trust={"properties": 0.5, "body": 0.4},
    listing=ListingRules(item="", next="a[rel=next], link[rel=next]"),
    discovery=("sitemap", "rss", "listing"),
)
