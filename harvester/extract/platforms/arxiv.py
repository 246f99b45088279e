"""arXiv: abstract pages; the date of the first version counts, and a journal's DOI on the page is not its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.extract.candidate import Candidate, read_field
from harvester.extract.platforms.base import ListingRules, Platform
from harvester.extract.platforms.selected import BODY, read_selected
from harvester.extract.visible.lines import text_of
from harvester.model import Identifier
from harvester.model.identifier import arxiv, doi

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborHTMLParser

    from harvester.model import Page

_ID = re.compile(r"arxiv\.org/(?:abs|pdf|html)/(?P<id>[^?#]+?)(?:v\d+)?(?:\.pdf)?/?(?:[?#]|$)", re.IGNORECASE)
# The line reads "[Submitted on 12 Jun 2017 (v1), last revised 2 Aug 2023 (this version, v7)]"
_SUBMITTED = re.compile(r"submitted(?: on)?\s+(\d{1,2} [A-Z][a-z]{2,8} \d{4})", re.IGNORECASE)
_FIELDS = {"author": "#abs .authors a, .leftcolumn .authors a", "abstract": "blockquote.abstract"}
_OWN_DOI = "#arxiv-doi-link, td.arxivdoi a[href*='doi.org/']"
_OTHER_DOI = "td.doi a[href*='doi.org/'], .metatable .doi a"
_LABEL = re.compile(r"^(?:title|abstract)\s*:\s*", re.IGNORECASE)


def native_id(page: Page, tree: LexborHTMLParser) -> str | None:
    """The arXiv id without its version."""
    tag = tree.css_first("meta[name=citation_arxiv_id]")
    match = _ID.search(page.url)
    return arxiv(tag.attributes.get("content") or "" if tag else match["id"] if match else "")


def read_body(page: Page, tree: LexborHTMLParser) -> list[Candidate]:
    """What an abstract page shows; nothing on lists."""
    found: list[Candidate] = []
    if not (own := native_id(page, tree)):
        return found
    heading = tree.css_first("h1.title")
    if heading:
        found += read_field("title", BODY, _LABEL.sub("", text_of(heading)))
    found += read_selected(tree, _FIELDS)
    for node in tree.css("td.subjects")[:1]:
        found += read_field("keyword", BODY, text_of(node))
    found += _dates(tree)
    found += [
        # The server is to a preprint what the journal is to an article; bioRxiv's tags say so, arXiv's do not.
        Candidate("container_title", BODY, "arXiv", "arXiv"),
        Candidate("type", BODY, "article", "arXiv"),
        Candidate("identifier", BODY, (Identifier("arxiv", own),), own),
    ]
    found += _dois(tree)
    return found


def _dates(tree: LexborHTMLParser) -> Iterator[Candidate]:
    """The day of the first version: ``citation_online_date`` is that of the last."""
    line = tree.css_first(".dateline, .submission-history")
    if line and (first := _SUBMITTED.search(text_of(line))):
        yield from read_field("issued", BODY, first[1])
        yield from read_field("available_date", BODY, first[1])


def _dois(tree: LexborHTMLParser) -> Iterator[Candidate]:
    for node in tree.css(_OWN_DOI)[:1]:
        yield from read_field("doi", BODY, node.attributes.get("href") or "")
    for node in tree.css(_OTHER_DOI)[:1]:
        if found := doi(node.attributes.get("href") or node.text()):
            yield Candidate("identifier", BODY, (Identifier("doi", found, "IsPreprintOf"),), found)


PLATFORM = Platform(
    name="arxiv",
    title="arXiv",
    selectors=("meta[name=citation_arxiv_id]", "#arxiv-doi-link", ".arxiv-result"),
    url=r"//(?:www\.|export\.)?arxiv\.org/",
    native_id=native_id,
    read_body=read_body,
    distrust=frozenset({("available_date", "citation_*"), ("doi", "citation_*")}),
    listing=ListingRules(
        item="dl dt a[href*='/abs/'], .arxiv-result .list-title > a[href*='/abs/']",
        # Lists skip as many items as they show, "?skip=50&show=50"; of their numbers the link behind the one that is
        # shown leads on, and not the one behind an ellipsis.
        next="a.pagination-next, .paging > span:not(:lexbor-contains('...')) + a[href*='skip=']",
        # It begins "Total of 617 entries".
        total=".paging",
    ),
    discovery=("rss", "listing"),
)
