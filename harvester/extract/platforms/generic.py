"""Any other site: its head tags, plain tables of labels, and what a reader sees around the title."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.extract.carriers.labelled import is_known, read_rows, rows
from harvester.extract.platforms.base import ListingRules, Platform
from harvester.extract.visible.front import read_front

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from harvester.extract.candidate import Candidate
    from harvester.model import Page

MAX_FRAGMENT = 100_000


def read_body(page: Page, tree: LexborHTMLParser) -> list[Candidate]:
    """What the headings, lines and labelled rows of an unknown site say."""
    found = read_front(page, tree)
    for node in (*tree.css("dl, table"), *_stray_terms(tree)):
        if not any(is_known(cell.text(separator=" ")) for cell in node.css("dt, tr > :first-child")):
            continue
        fragment = node.html or ""
        if len(fragment) <= MAX_FRAGMENT and not node.css_first("table table"):
            found += read_rows(rows(fragment), "properties")
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
