"""Silverchair: Oxford Academic, JAMA and others; whole head tags, and a citation line in the body."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.extract.platforms.base import ListingRules, Platform
from harvester.extract.platforms.selected import read_issue_lines, read_selected
from harvester.extract.visible.front import read_front

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

    from harvester.extract.candidate import Candidate
    from harvester.model import Page

_ID = re.compile(r"/(?:article|article-abstract|fullarticle|chapter|book)/(?:doi/)?(?P<id>[^?#]+)")
_FIELDS = {
    "title": "h1.wi-article-title, h1.article-title-main, .meta-article-title",
    "author": ".wi-authors .linked-name, .al-authors-list .linked-name, .meta-authors .wi-fullname",
    "doi": ".citation-doi a, .ww-citation-primary a[href*='doi.org/']",
    "abstract": "section.abstract, .abstract-content",
}
_LINE = ".ww-citation-primary, .citation-label, .meta-citation"


def native_id(page: Page, _tree: LexborHTMLParser) -> str | None:
    """The path behind ``/article/``; its last part is the article's number."""
    match = _ID.search(page.url)
    last = match["id"].rstrip("/").split("/")[-1] if match else ""
    return last if last.isdigit() else (match["id"] if match else None)


def read_body(page: Page, tree: LexborHTMLParser) -> list[Candidate]:
    """What the article's header shows."""
    return [*read_selected(tree, _FIELDS), *read_issue_lines(tree, _LINE), *read_front(page, tree)]


PLATFORM = Platform(
    name="silverchair",
    title="Silverchair",
    selectors=(".wi-authors", ".al-authors-list", ".ww-citation-primary", ".al-article-items"),
    native_id=native_id,
    read_body=read_body,
    trust={"body": 0.6},
    listing=ListingRules(
        item=".al-article-items .item-title a, h5.customLink a, .al-title a",
        next="a.sr-nav-next, .al-nav-next",
        start=("issue-archive", ""),
        sublists=".widget-IssueYears a, .widget-IssuesAndVolumeListManifest a",
    ),
    discovery=("listing", "rss"),
)
