"""ScienceDirect: head tags for everything but the authors, who stand in the body and in the state for scripts."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from harvester.extract.candidate import Candidate, names
from harvester.extract.platforms.base import ListingRules, Platform
from harvester.extract.platforms.selected import BODY, read_issue_lines, read_selected
from harvester.model import Name
from harvester.model.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborHTMLParser

    from harvester.model import Page

_PII = re.compile(r"/pii/([A-Z]?[\dX()-]{10,25})", re.IGNORECASE)
_FIELDS = {
    "title": "#screen-reader-main-title .title-text, h1 .title-text",
    "doi": "#article-identifier-links a.doi, a.doi[href*='doi.org/']",
    # Highlights and graphical abstracts have the class, too.
    "abstract": ".abstract.author, #abstracts .abstract:not(.author-highlights):not(.graphical)",
    "keyword": ".keywords-section .keyword",
    "container_title": ".publication-title-link, #publication-title",
}
_AUTHOR = "#author-group [data-xocs-content-type=author], #author-group .author, .author-group .author"
_TEAM = "#author-group .collaboration"
_STATE = "script[type='application/json'][data-iso-key]"
_MAX_DEPTH = 12


def native_id(page: Page, tree: LexborHTMLParser) -> str | None:
    """The PII, which names the article in its URL and its head."""
    tag = tree.css_first("meta[name=citation_pii]")
    match = _PII.search(page.url)
    return (tag.attributes.get("content") if tag else None) or (match[1].upper() if match else None)


def read_body(_page: Page, tree: LexborHTMLParser) -> list[Candidate]:
    """The authors, and what else the article's banner shows."""
    people = list(_shown(tree)) or list(_in_state(tree))
    found = list(names("author", BODY, people, map(str, people)))
    found += read_selected(tree, _FIELDS)
    found += read_issue_lines(
        tree, "#publication .text-xs, .publication-volume .text-xs, .Publication .text-xs"
    )
    return found


def _shown(tree: LexborHTMLParser) -> Iterator[Name]:
    for node in tree.css(f"{_AUTHOR}, {_TEAM}"):
        given, family = node.css_first(".given-name"), node.css_first(".surname")
        if family:
            yield Name(family=clean(family.text()), given=clean(given.text()) if given else "")
        elif "collaboration" in (node.attributes.get("class") or "") and (text := clean(node.text())):
            yield Name(literal=text)


def _in_state(tree: LexborHTMLParser) -> Iterator[Name]:
    """The authors in the script that holds the page's state, where the body is still to be drawn."""
    node = tree.css_first(_STATE)
    if node is None:
        return
    try:
        state = json.loads(node.text(), strict=False)
    except (ValueError, RecursionError):
        # Scripts that a browser would read may hold more than JSON; the head tags remain.
        return
    authors = state.get("authors") if isinstance(state, dict) else None
    yield from _people(authors.get("content") if isinstance(authors, dict) else None, 0)


def _people(value: Any, depth: int) -> Iterator[Name]:  # noqa: ANN401  (JSON is anything)
    if depth > _MAX_DEPTH or not isinstance(value, list):
        return
    for one in value:
        if not isinstance(one, dict):
            continue
        if one.get("#name") == "author":
            parts = {
                part.get("#name"): part.get("_") for part in one.get("$$") or [] if isinstance(part, dict)
            }
            if isinstance(family := parts.get("surname"), str):
                yield Name(family=clean(family), given=clean(str(parts.get("given-name") or "")))
        else:
            yield from _people(one.get("$$"), depth + 1)


PLATFORM = Platform(
    name="sciencedirect",
    title="ScienceDirect",
    selectors=("meta[name=citation_pii]", "#author-group[class*=author-group]", "meta[name=SDTech]"),
    url=r"//(?:www\.)?sciencedirect\.com/",
    native_id=native_id,
    read_body=read_body,
    trust={"body": 0.6},
    # Its head tags name everything but the authors.
    distrust=frozenset({("author", "citation_*")}),
    listing=ListingRules(
        item="a.article-content-title, a.result-list-title-link",
        next=".pagination-link.next-link a, a[data-aa-name=next-page]",
        start=("all-issues", ""),
        sublists="a.js-issue-item-link, .issue-item a[href*='/vol/']",
    ),
    discovery=("listing",),
)
