"""Open Journal Systems 2 and 3, and Open Preprint Systems: one article a page, issues in an archive."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.extract.candidate import Candidate, read_field
from harvester.extract.platforms.base import ListingRules, Platform
from harvester.extract.platforms.selected import BODY, read_issue_lines, read_selected
from harvester.extract.visible.lines import text_of

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

    from harvester.model import Page

_ID = re.compile(r"/(?:article|preprint|catalog/book)/(?:view/)?(?P<id>[^/?#]+)")
_ITEM = ".obj_article_details, .obj_preprint_details, #articleTitle"
#: Version 3 names its parts by class, version 2 by id.
_FIELDS = {
    "author": ".item.authors .name, #authorString",
    "doi": ".item.doi a, #pub-id\\:\\:doi, #articleDOI a",
    "abstract": ".item.abstract, #articleAbstract div, #articleAbstract",
    "issued": ".item.published .value",
    "keyword": ".item.keywords .value, #articleSubject div",
    "container_title": ".pkp_site_name a.is_text, #headerTitle h1",
    "license": ".item.copyright a[rel=license], a[rel=license]",
    "full_text": "a.obj_galley_link.pdf",
}
# The breadcrumb names the issue where the head tags do not: "Volume 25, Number 10 - 5 October 2020".
_ISSUE = (
    ".item.issue .value, .item.issue a.title, .cmp_breadcrumbs a[href*='/issue/view/'], .cmp_breadcrumbs li, "
    "#breadcrumb a[href*='/issue/view/'], #breadcrumb a"
)
_CITATION = ".citation_display .csl-entry, .csl-entry, #citationOutput"


def native_id(page: Page, _tree: LexborHTMLParser) -> str | None:
    """The number of the submission, or the name that the journal gave it, from ``/article/view/123``."""
    match = _ID.search(page.url)
    return match["id"] if match else None


def read_body(page: Page, tree: LexborHTMLParser) -> list[Candidate]:
    """What an article's page shows; nothing where it is a page of another kind."""
    if not tree.css_first(_ITEM):
        return []
    found = list(read_field("title", BODY, _title(tree)))
    found += read_selected(tree, _FIELDS)
    issue = list(read_issue_lines(tree, _ISSUE, "volume", "issue", "issued"))
    found += issue or read_issue_lines(tree, _CITATION, "volume", "issue", "page")
    preprint = "/preprint/" in page.url or tree.css_first(".obj_preprint_details")
    if preprint or issue:
        kind = "article" if preprint else "article-journal"
        found.append(
            Candidate("type", BODY, kind, "preprint" if preprint else "; ".join(one.raw for one in issue))
        )
    return found


def _title(tree: LexborHTMLParser) -> str:
    """The title with the subtitle that stands in a heading of its own."""
    nodes = (tree.css_first(".page_title, #articleTitle"), tree.css_first(".obj_article_details .subtitle"))
    return ": ".join(text for node in nodes if node and (text := text_of(node).rstrip(" :")))


PLATFORM = Platform(
    name="ojs",
    title="Open Journal Systems",
    generator=("open journal systems", "open preprint systems", "open monograph press"),
    selectors=(".obj_article_details", ".obj_preprint_details", ".obj_issue_toc", ".pkp_structure_page", ".tocArticle",
               "#articleTitle + #authorString"),
    url=r"/index\.php/[^/]+/(?:article|preprint|issue)/view/",
    native_id=native_id,
    read_body=read_body,
    # A preprint server calls itself a journal.
    distrust=frozenset({("type", "citation_*")}),
    listing=ListingRules(
        item=".obj_article_summary .title a, .obj_issue_toc .title a[href*='/view/'], .tocTitle a[href*='/view/'], "
        ".cmp_article_list .title a",
        start=("issue/archive", ""),
        # The issues of an archive, its further pages, and the contents behind an issue's cover.
        sublists=".obj_issue_summary a.title, .issues_archive a.title, #issues a[href*='/issue/view/'], "
        ".cmp_pagination a.next, a[href*='issuesPage='], a[href$='/showToc']",
    ),
    discovery=("listing", "sitemap", "rss"),
    oai=("oai", "../oai"),
)  # fmt: skip
