"""Any other site: its head tags, a heading that the page's title repeats, and its abstract."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.extract.candidate import Candidate, read_field
from harvester.extract.platforms.base import ListingRules, Platform

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

    from harvester.model import Page

_ABSTRACT = "[itemprop=description], section#abstract, div#abstract, div.abstract, section.abstract"


def read_body(_page: Page, tree: LexborHTMLParser) -> list[Candidate]:
    """What the heading and the abstract's block of an unknown site say; any site's labelled rows are read elsewhere."""
    found: list[Candidate] = []
    headings = tree.css("h1")
    if len(headings) == 1:
        found += read_field("title", "body", headings[0].text(separator=" "))
    for node in tree.css(_ABSTRACT)[:1]:
        found += read_field("abstract", "body", node.text(separator=" "))
    return found


PLATFORM = Platform(
    name="generic",
    title="any site",
    read_body=read_body,
    trust={"properties": 0.5, "body": 0.4},
    listing=ListingRules(item="", next="a[rel=next], link[rel=next]"),
    discovery=("sitemap", "rss", "listing"),
)
