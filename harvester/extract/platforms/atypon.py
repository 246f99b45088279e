"""Atypon's Literatum: dc.* tags with schemes, or citation_* tags; volume and pages often in the body alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from harvester.extract.candidate import Candidate, read_field
from harvester.extract.platforms.base import ListingRules, Platform
from harvester.extract.platforms.selected import BODY, read_selected
from harvester.extract.visible.front import read_front
from harvester.model.identifier import doi

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

    from harvester.model import Page

_ADDRESS = re.compile(
    r"/doi/(?:(?:abs|full|pdf|epdf|epub|figure|ref|book|citedby|reader|full-xml)/)?(?P<doi>10\.\d{4,9}/[^?#]+)"
)
_FIELDS = {
    "title": "h1.citation__title, .publicationContentTitle h1, h1 .hlFld-title, h1.article-title",
    "abstract": ".hlFld-Abstract .abstractSection, .abstractInFull, .article__abstract, section.abstract",
    "keyword": ".hlFld-KeywordText kwd-group a, .keywords-list li, .hlFld-KeywordText li",
    "container_title": ".journal-issue strong, .journalTitle, h1.journal-heading, .article-header__journal",
}


def native_id(page: Page, _tree: LexborHTMLParser) -> str | None:
    """The DOI in the page's URL ``/doi/abs/10.1234/5``, the same for all views of an article."""
    match = _ADDRESS.search(unquote(page.url))
    return doi(match["doi"].rstrip("/")) if match else None


def read_body(page: Page, tree: LexborHTMLParser) -> list[Candidate]:
    """What the article's header shows; the DOI in its URL is its own, those of its issue are not."""
    found = [*read_selected(tree, _FIELDS)]
    own = native_id(page, tree)
    if own:
        found += read_field("doi", BODY, own)
    # What else looks like a DOI near the title may be the issue's.
    found += [one for one in read_front(page, tree) if own is None or one.field != "doi"]
    return found


PLATFORM = Platform(
    name="atypon",
    title="Atypon Literatum",
    selectors=(
        "meta[name=pbContext]",
        "[data-pb-dropzone]",
        "html.pb-page",
        ".hlFld-ContribAuthor",
        "[class*=literatum]",
    ),
    url=r"/doi/(?:abs|full|pdf|epdf)/10\.\d{4,9}/",
    native_id=native_id,
    read_body=read_body,
    trust={"body": 0.5},
    listing=ListingRules(
        item=".issue-item__title a, .issue-item h5 a, .art_title a[href*='/doi/'], .tocContent a.ref[href*='/doi/'], "
        ".articleEntry a[href*='/doi/'], .table-of-content .hlFld-Title a",
        next="a.pagination__btn--next, .pageLinks a.nextPage, li.next a",
        start=("loi", "toc", ""),
        sublists=".loi__issue a[href*='/toc/'], .volumeIssues a[href*='/toc/'], .list-of-issues a[href*='/toc/']",
    ),
    discovery=("listing", "rss"),
)
