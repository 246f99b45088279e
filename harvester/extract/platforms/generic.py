"""Any other site: its head tags, a heading that the page's title repeats, and plain tables of labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.extract.candidate import Candidate, read_field
from harvester.extract.carriers.labelled import is_known, read_rows, rows
from harvester.extract.platforms.base import ListingRules, Platform

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from harvester.model import Page

_ABSTRACT = "[itemprop=description], section#abstract, div#abstract, div.abstract, section.abstract"
MAX_FRAGMENT = 100_000


def read_body(_page: Page, tree: LexborHTMLParser) -> list[Candidate]:
    """What the headings and labelled rows of an unknown site say."""
    found: list[Candidate] = []
    headings = tree.css("h1")
    if len(headings) == 1:
        found += read_field("title", "body", headings[0].text(separator=" "))
    found += read_rows_of(tree)
    for node in tree.css(_ABSTRACT)[:1]:
        found += read_field("abstract", "body", node.text(separator=" "))
    return found


def read_rows_of(tree: LexborHTMLParser) -> Iterator[Candidate]:
    """What the tables and definition lists say that have at least one label that is known."""
    for node in (*tree.css("dl, table"), *_stray_terms(tree)):
        if not any(is_known(cell.text(separator=" ")) for cell in node.css("dt, tr > :first-child")):
            continue
        fragment = node.html or ""
        if len(fragment) <= MAX_FRAGMENT and not node.css_first("table table"):
            yield from read_rows(rows(fragment), "properties")


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
