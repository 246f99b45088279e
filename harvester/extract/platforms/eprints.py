"""EPrints 3: ``eprints.*`` tags, a citation with ``person_name`` spans, and a table of labels."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.extract.candidate import Candidate, names, people_in, read_field
from harvester.extract.carriers.labelled import read_rows, rows
from harvester.extract.carriers.unit_links import read_unit_links
from harvester.extract.platforms.base import ListingRules, Platform
from harvester.extract.platforms.eprints_listed import read_listed

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

    from harvester.model import Page

MAX_PARTS = 20
"""Headings and tables of a page that are looked at."""

_NUMBER = re.compile(r"://[^/]+/(?:id/eprint/|\w{2}/eprint/)?(\d+)/?(?:[?#]|$)")


def native_id(page: Page, tree: LexborHTMLParser) -> str | None:
    """The number of the eprint, from its URL ``/123/`` or ``/id/eprint/123``, else from its tags."""
    if match := _NUMBER.search(page.url):
        return match[1]
    tag = tree.css_first('meta[name="eprints.eprintid"]')
    return (tag.attributes.get("content") or "").strip() or None if tag else None


def read_body(page: Page, tree: LexborHTMLParser) -> list[Candidate]:
    """What the summary page shows: title, authors of the first citation, abstract, and the table."""
    found: list[Candidate] = []
    heading = tree.css_first("h1.ep_tm_pagetitle, h1")
    if heading:
        found += read_field("title", "body", heading.text(separator=" "))
    citation = tree.css_first(".ep_summary_content_main p, .ep_block p, .ep_tm_page_content p")
    if citation:
        people = [node.text() for node in citation.css("span.person_name")]
        found += names("author", "body", people_in(people), people)
    for label in tree.css("h2")[:MAX_PARTS]:
        if label.text().strip().rstrip(":").lower() == "abstract" and (text := _paragraph_after(label)):
            found += read_field("abstract", "body", text)
    for table in tree.css(".ep_summary_content table, .ep_tm_page_content table, table.ep_summary_table")[
        :MAX_PARTS
    ]:
        if table.css_first("th"):
            found += read_rows(rows(table.html or ""), "properties")
    found += read_unit_links(tree.css("table a[href*='/view/divisions/']"), page.url, "body")
    for block in tree.css(".ep_block"):
        link = block.css_first("a[href*='doi.org/']")
        if link and block.text().strip().startswith("Official URL"):
            found += read_field("doi", "body", link.attributes.get("href") or "")
    return found


def _paragraph_after(heading: object) -> str:
    node = getattr(heading, "next", None)
    while node is not None and node.tag != "p":
        node = node.next
    return node.text() if node is not None else ""


PLATFORM = Platform(
    name="eprints",
    title="EPrints 3",
    generator=("eprints",),
    selectors=(
        'meta[name^="eprints."]',
        "[class*=ep_summary_content]",
        ".ep_tm_pagetitle",
        "span.person_name",
    ),
    native_id=native_id,
    read_body=read_body,
    read_listed=read_listed,
    # The DC tags are made of the eprints.* ones, with the deposit's date among their dates.
    distrust=frozenset({("issued", "dc")}),
    listing=ListingRules(
        item=".ep_view_page p a:not([href='./']), tr.ep_search_result a, div.ep_search_result a",
        start=("view/year/", ""),
        sublists=".ep_view_menu a, .ep_view_page ul a",
        total=".ep_view_number_of_items",
        entry=".ep_view_page p, tr.ep_search_result, div.ep_search_result",
    ),
    discovery=("listing", "rss"),
    oai=("/cgi/oai2",),
    routes={
        "json": "cgi/export/eprint/{id}/JSON/{id}.js",
        "bibtex": "cgi/export/eprint/{id}/BibTeX/{id}.bib",
        "ris": "cgi/export/eprint/{id}/RIS/{id}.ris",
    },
)
