"""Digital Commons (bepress): ``bepress_citation_*`` in the head, and a ``div.element`` with an id for each field."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from harvester.extract.candidate import Candidate, names, read_field
from harvester.extract.carriers.labelled import Row, is_known, read_rows
from harvester.extract.platforms.base import ListingRules, Platform
from harvester.model import parse_name
from harvester.model.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from harvester.model import Page

# /law/vol12/iss3/4 in a journal, /etd/123 in a series
_PATH = re.compile(r"://[^/]+/((?:[\w-]+/)*[\w-]+/\d+)/?(?:[?#]|$)")
_NUMBERS = re.compile(r"/vol([\w-]+)/iss([\w-]+)/\d+")
#: Id of an element, without its final number -> its label, where the heading has words of the site's own.
_ELEMENTS = {
    "document_type": "type",
    "publication_date": "date",
    "doi": "doi",
    "abstract": "abstract",
    "keywords": "keywords",
    "advisor": "advisor",
    "degree_name": "degree name",
    "source_publication": "publication title",
    "recommended_citation": "recommended citation",
    "identifier": "identifier",
    "isbn": "isbn",
    "issn": "issn",
    "language": "language",
    "publisher": "publisher",
}
#: Carriers whose number is the article's own.
_TAGS = frozenset({"bepress_*", "citation_*"})
#: What stands in other elements is told by the head, or is about something else ("Comments": a published version).
_IGNORED = frozenset({"title", "authors", "comments", "share", "disciplines"})


def native_id(page: Page, _tree: LexborHTMLParser) -> str | None:
    """The path of the article; a series or journal keeps its articles' numbers."""
    match = _PATH.search(page.url)
    return match[1] if match else None


def read_body(page: Page, tree: LexborHTMLParser) -> list[Candidate]:
    """What the elements of an article's page say; the DOI and the document type stand only there."""
    found: list[Candidate] = []
    if heading := tree.css_first("#title h1, #title p"):
        found += read_field("title", "body", heading.text())
    found += _authors(tree)
    found += read_rows(_elements(tree), "body")
    if numbers := _NUMBERS.search(page.url):
        found += read_field("volume", "body", numbers[1])
        found += read_field("issue", "body", numbers[2])
    return found


def amend(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Without the "Article 4" of citations where pages are stated: it counts the articles of an issue.

    Journals that count so, and have pages, cite the pages.
    """
    paged = any(one.field == "page" for one in candidates)
    return [one for one in candidates if one.field != "number" or one.carrier in _TAGS or not paged]


def _elements(tree: LexborHTMLParser) -> Iterator[Row]:
    for block in tree.css("div.element[id]"):
        name = re.sub(r"\d+$", "", block.attributes.get("id") or "")
        heading = block.css_first("h2, h3, h4")
        words = clean(heading.text()) if heading else ""
        label = words if is_known(words) else _ELEMENTS.get(name, "")
        if label and name not in _IGNORED:
            yield Row(label, _values(name, block))


def _values(name: str, block: LexborNode) -> list[str]:
    """The paragraphs of a block; an abstract is all of them, and a DOI may stand behind other words."""
    texts = [text for one in block.css("p") if (text := clean(one.text(separator=" ")))]
    if name == "abstract":
        return [" ".join(texts)]
    if name == "doi":
        texts += [link.attributes.get("href") or "" for link in block.css("a[href*='doi.org/']")]
    return texts


def _authors(tree: LexborHTMLParser) -> Iterator[Candidate]:
    """``<p class="author"><strong>Ann Gate</strong>, <em>Example Law School</em>``."""
    people, raws = [], []
    for node in tree.css("#authors .author"):
        strong, place = node.css_first("strong"), node.css_first("em")
        name = parse_name(clean((strong or node).text()))
        if name:
            people.append(replace(name, affiliation=(clean(place.text()),)) if place else name)
            raws.append(clean((strong or node).text()))
    yield from names("author", "body", people, raws)


PLATFORM = Platform(
    name="digital-commons",
    title="Digital Commons",
    selectors=("meta[name^='bepress_']", "div.element#recommended_citation", "p.article-listing"),
    native_id=native_id,
    read_body=read_body,
    amend=amend,
    # Every series has a journal title in its tags; the document type says what the article is.
    distrust=frozenset({("type", "bepress_*")}),
    listing=ListingRules(
        item="p.article-listing a[href], .article-list div.doc p:not(.pdf) > a[href]",
        next=".adjacent-pagination a[rel=next], li.next > a, a.next",
        start=("",),
        sublists="#series-list a[href], .series-list a[href]",
    ),
    discovery=("sitemap", "listing"),
    oai=("/do/oai/",),
)
