"""DSpace: the Angular pages of 7 and later, and the JSPUI and XMLUI pages before it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.extract.candidate import Candidate, read_field
from harvester.extract.platforms.base import ListingRules, Platform
from harvester.extract.platforms.labels import Row, read_rows, rows
from harvester.model.identifier import handle
from harvester.model.text import clean

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from harvester.model import Page

_UUID = re.compile(r"/(?:items|entities/\w+)/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})", re.IGNORECASE)
_METS = re.compile(r"cocoon://metadata/handle/(\d[\d.]*/[^/\s]+)/mets\.xml")
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "br"})
_HANDLE_LINKS = (
    "ds-item-page-uri-field a[href*='hdl.handle.net/'], .simple-item-view-uri a[href*='hdl.handle.net/']"
)
_FULL_VIEW = "table.detailtable, table.itemDisplayTable, ds-full-item-page table, table.table-striped"


def native_id(page: Page, tree: LexborHTMLParser) -> str | None:
    """The item's Handle, from its URL or its page, however it was reached; else the uuid in its URL."""
    if "/handle/" in page.url:
        return handle(page.url)
    for tag in tree.css('meta[name="citation_abstract_html_url"], meta[name="DC.identifier"]'):
        if found := handle(tag.attributes.get("content") or ""):
            return found
    for link in tree.css(_HANDLE_LINKS):
        if found := handle(link.attributes.get("href") or ""):
            return found
    if match := _UUID.search(page.url):
        return match[1].lower()
    mets = _METS.search(page.body.decode("ascii", errors="replace"))
    return mets[1] if mets else None


def read_body(_page: Page, tree: LexborHTMLParser) -> list[Candidate]:
    """What the item page shows: the full view's table, the simple view's blocks, the heading."""
    found: list[Candidate] = []
    for table in tree.css(_FULL_VIEW):
        found += read_rows(rows(table.html or ""), "properties")
    found += read_rows(_simple_view(tree), "body")
    # The Angular heading begins with the type, hidden: "Publication:".
    heading = tree.css_first("ds-item-page-title-field .dont-break-out") or tree.css_first(
        "h2.page-header, h1"
    )
    if heading:
        found += read_field("title", "body", heading.text(separator=" "))
    return found


def _simple_view(tree: LexborHTMLParser) -> list[Row]:
    """The blocks of the simple view, each a heading with its values (Mirage 2 and the Angular pages)."""
    found: list[Row] = []
    for block in tree.css(
        ".simple-view-element, .simple-item-view-authors, .simple-item-view-date, "
        ".simple-item-view-description, .simple-item-view-publisher, .simple-item-view-uri"
    ):
        heading = block.css_first("h5, h2, .simple-view-element-header")
        if heading:
            found.append(Row(clean(heading.text()).rstrip(" :"), _values(block)))
    return found


def _values(block: LexborNode) -> list[str]:
    """The values of a block: its children's texts but the heading's, or the text that stands beside the heading."""
    body = block.css_first(".simple-view-element-body") or block
    children = [one for one in body.iter() if one.tag not in _HEADINGS]
    if children:
        return [text for one in children if (text := clean(one.text(separator=" ")))]
    return [clean("".join(one.text() for one in body.iter(include_text=True) if one.tag == "-text"))]


def read_listed(tree: LexborHTMLParser) -> list[Candidate]:
    """What a list shows of one item: the blocks of XMLUI, or the cells of a JSPUI table."""
    found: list[Candidate] = []
    for field, selector in _LISTED.items():
        texts = [clean(node.text(separator=" ")) for node in tree.css(selector)]
        found += read_field(field, "body", [text.strip("() ") for text in texts])
    return found


#: Field -> where a list has it: XMLUI, then JSPUI (whose cells belong to headed columns: date, title, authors).
_LISTED = {
    "title": ".artifact-title a, td[headers=t2] a",
    "author": ".artifact-info .author span:not(.author), .artifact-info .author:not(:has(span)), td[headers=t3]",
    "issued": ".artifact-info .date, td[headers=t1]",
    "publisher": ".artifact-info .publisher",
}

DSPACE = Platform(
    name="dspace",
    title="DSpace",
    generator=("dspace",),
    selectors=("ds-app", "[class^=ds-artifact-item]", "#aspect_artifactbrowser_ItemViewer_div_item-view", "#ds-body",
               "table.itemDisplayTable", "tr.ds-table-row"),
    url=r"/(?:items|entities/[^/]+)/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|/handle/\d[\d.]*/\d+",
    native_id=native_id,
    read_body=read_body,
    read_listed=read_listed,
    # The date tag of 7 and later is the first of copyright, issued, available and accessioned.
    distrust=frozenset({("issued", "citation_*")}),
    listing=ListingRules(
        item=".artifact-title a[href*='/handle/'], td[headers=t2] a[href*='/handle/']",
        next="a.next-page-link, a.pull-right[href*=offset]",
        start=("browse?type=dateissued", ""),
        entry="li.ds-artifact-item, .ds-artifact-item, tr",
    ),
    # The head tags of 7 and later have no journal, volume or pages; its OAI-PMH has every qualified name.
    discovery=("oai", "sitemap", "listing"),
    oai=("/server/oai/request", "/oai/request", "/dspace-oai/request"),
)  # fmt: skip
