"""Springer Nature's pages: SpringerLink, BioMed Central, nature.com; article numbers in place of pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.extract.candidate import Candidate, read_field
from harvester.extract.platforms.base import ListingRules, Platform
from harvester.extract.platforms.selected import BODY, read_issue_lines, read_selected
from harvester.extract.visible.front import read_front
from harvester.model.text import clean, fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from selectolax.lexbor import LexborHTMLParser

    from harvester.model import Page

#: What follows the DOI leads to parts of the article: /tables/1.
_ADDRESS = re.compile(r"/(?:articles?|chapter)/(?P<doi>10\.\d{4,9}/[^/?#]+)")
_NUMBER = re.compile(r"/articles/([\w.-]+)")
_FIELDS = {
    "title": "h1.c-article-title, [data-test=article-title]",
    "author": "[data-test=author-name]",
    "container_title": "[data-test=journal-title], [data-test=journal-link] i",
    "abstract": "#Abs1-content, [data-title=Abstract] .c-article-section__content",
    "keyword": ".c-article-subject-list__subject",
    "volume": "[data-test=journal-volume]",
    "number": "[data-test=article-number]",
    "doi": ".c-bibliographic-information__value a[href*='doi.org/'], [data-test=doi] a",
}
_LINE = ".c-article-info-details, [data-test=journal-volume-line], .c-article-identifiers__item"
_CITATION = ".c-bibliographic-information__citation"
_DATES = ".c-bibliographic-information__list-item"
#: Labels of the dates in the box at the end; the issue's is the one that is cited.
_ISSUED, _ONLINE = frozenset({"issue date"}), frozenset({"published", "version of record"})


def native_id(page: Page, _tree: LexborHTMLParser) -> str | None:
    """The DOI in the page's URL, or nature.com's own id in it."""
    match = _ADDRESS.search(page.url) or _NUMBER.search(page.url)
    return match[1].lower() if match else None


def read_body(page: Page, tree: LexborHTMLParser) -> list[Candidate]:
    """What the article's header and the box of bibliographic information show."""
    found = [*read_selected(tree, _FIELDS), *_dates(tree), *read_front(page, tree)]
    if address := _ADDRESS.search(page.url):
        found += read_field("doi", BODY, address["doi"])
    found += read_issue_lines(tree, _LINE, "volume", "issue", "page", "number")
    found += read_issue_lines(tree, _CITATION, "volume", "container_title", "issued")
    return found


def _dates(tree: LexborHTMLParser) -> Iterator[Candidate]:
    for node in tree.css(_DATES):
        label = fold(clean(node.text(separator=" ")).partition(":")[0])
        time = node.css_first("time")
        field = "issued" if label in _ISSUED else "available_date" if label in _ONLINE else ""
        if time and field:
            yield from read_field(field, BODY, time.attributes.get("datetime") or time.text())


def amend(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Without the pages of an article that has a number: they count those of its file ("1-9")."""
    numbered = any(one.field == "number" and one.carrier == BODY for one in candidates)
    return [one for one in candidates if not (numbered and one.field == "page")]


PLATFORM = Platform(
    name="springer",
    title="Springer Nature",
    selectors=("[class*=c-article-]", ".c-bibliographic-information", "meta[name=citation_springer_api_url]"),
    url=r"//link\.springer\.com/(?:article|chapter)/10\.|//[\w.]*biomedcentral\.com/articles/10\.|//www\.nature\.com/articles/",
    native_id=native_id,
    read_body=read_body,
    amend=amend,
    trust={"body": 0.6},
    listing=ListingRules(
        item=".c-card__title a[href*='/article'], .c-listing__title a, .app-card-open__heading a, "
        "ol.content-item-list a.title, h3 a[data-track-action='view article']",
        next="li[data-page=next] a, a[rel=next], a.next, .eds-c-pagination__link[rel=next]",
        start=("volumes-and-issues", "articles", ""),
        sublists="a[href*='/volumes-and-issues/']",
    ),
    discovery=("listing", "sitemap"),
)
