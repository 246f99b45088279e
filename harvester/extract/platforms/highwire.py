"""HighWire's Drupal pages: bioRxiv, medRxiv and many journals; the number of a preprint stands where pages should."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from harvester.extract.candidate import Candidate
from harvester.extract.platforms.base import ListingRules, Platform
from harvester.extract.platforms.selected import BODY, read_issue_lines, read_selected
from harvester.extract.visible.front import read_front
from harvester.model import Identifier
from harvester.model.identifier import doi, find_dois

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from selectolax.lexbor import LexborHTMLParser

    from harvester.model import Page

_ADDRESS = re.compile(r"/content/(?:early/\d{4}/\d\d/\d\d/)?(?P<id>[^?#]+)")
_TAIL = re.compile(
    r"(?:v\d+)?(?:\.(?:full|abstract|long|short)(?:-text)?|\.article-info|\.full\.pdf|/tab-.*)?(?:v\d+)?$"
)
_FIELDS = {
    "title": "#page-title.highwire-cite-title, h1.highwire-cite-title",
    "author": "[class*=highwire-article-citation] .highwire-citation-author",
    "abstract": "#abstract-1, .section.abstract",
}
_LINE = ".highwire-article-citation .highwire-cite-metadata, .slug-metadata, cite.highwire-cite"


def native_id(page: Page, _tree: LexborHTMLParser) -> str | None:
    """The DOI in the URL without its version, else the path that names volume, issue and page."""
    match = _ADDRESS.search(page.url)
    address = _TAIL.sub("", match["id"]) if match else ""
    found = find_dois(address)
    return found[0] if found else address or None


def read_body(page: Page, tree: LexborHTMLParser) -> list[Candidate]:
    """What the citation above the article shows."""
    issue = read_issue_lines(tree, _LINE, "volume", "issue", "page")
    return [*read_selected(tree, _FIELDS), *issue, *read_front(page, tree), *_published(tree)]


def _published(tree: LexborHTMLParser) -> Iterator[Candidate]:
    """The article that a preprint became: "Now published in Bird Notes doi: 10.5555/article"."""
    for link in tree.css(".pub_jnl a[href*='doi.org/']")[:1]:
        if found := doi(link.attributes.get("href")):
            yield Candidate("identifier", BODY, (Identifier("doi", found, "IsPreprintOf"),), found)


def amend(candidates: Sequence[Candidate]) -> list[Candidate]:
    """A "first page" that is the end of the DOI is the number of a preprint."""
    ends = {str(one.value).partition("/")[2] for one in candidates if one.field == "doi"}
    found: list[Candidate] = []
    for one in candidates:
        if one.field == "page" and str(one.value).lower() in ends:
            found.append(replace(one, field="number"))
            found.append(Candidate("type", BODY, "article", f"number {one.raw}"))
        else:
            found.append(one)
    return found


PLATFORM = Platform(
    name="highwire",
    title="HighWire",
    selectors=(
        "meta[name^='HW.']",
        "meta[name=citation_mjid]",
        "[class*=highwire-cite]",
        "[class*=pane-highwire]",
    ),
    url=r"//(?:www\.)?(?:bio|med)rxiv\.org/content/",
    native_id=native_id,
    read_body=read_body,
    amend=amend,
    trust={"body": 0.6},
    # Its tags call a preprint server a journal.
    distrust=frozenset({("type", "citation_*")}),
    listing=ListingRules(
        item="a.highwire-cite-linked-title",
        next="li.pager-next a, a.pager-next",
        start=("content/early/recent", "content/by/year", ""),
        sublists=".archive-issue-list a[href*='/content/'], .issue-toc-list a[href*='/content/']",
    ),
    discovery=("rss", "listing"),
)
