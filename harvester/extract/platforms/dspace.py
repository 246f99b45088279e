"""DSpace 7 and later: Angular pages whose element names tell the fields, and the Handles of every DSpace."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.extract.candidate import Candidate, read_field
from harvester.extract.carriers.labelled import Row, read_rows, rows
from harvester.extract.platforms.base import ListingRules, Platform
from harvester.model.identifier import handle
from harvester.model.text import clean

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from harvester.model import Page

UUID_PATH = r"/(?:items|entities/\w+)/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
#: The date tag is the first of copyright, issued, available and accessioned, in every DSpace.
DISTRUST = frozenset({("issued", "citation_*")})
_UUID = re.compile(r"/(?:items|entities/\w+)/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})", re.IGNORECASE)
_METS = re.compile(r"cocoon://metadata/handle/(\d[\d.]*/[^/\s]+)/mets\.xml")
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "br"})
_HANDLES = (
    "ds-item-page-uri-field a[href*='hdl.handle.net/'], .simple-item-view-uri a[href*='hdl.handle.net/']"
)
#: A badge stands at the item; those within results are about other items.
_BADGES = "ds-item-page ds-access-status-badge .badge"
MAX_TABLES = 20
_FULL_VIEW = "table.detailtable, table.itemDisplayTable, ds-full-item-page table, table.table-striped"
#: Element around a block of the simple view -> the label that its heading has in English.
_ELEMENTS = {
    "ds-item-page-date-field": "date",
    "ds-item-page-abstract-field": "abstract",
    "ds-item-page-uri-field": "uri",
}


def native_id(page: Page, tree: LexborHTMLParser) -> str | None:
    """The item's Handle, from its URL or its page, however it was reached; else the uuid in its URL."""
    if "/handle/" in page.url:
        return handle(page.url)
    for tag in tree.css('meta[name="citation_abstract_html_url"], meta[name="DC.identifier"]'):
        if found := handle(tag.attributes.get("content") or ""):
            return found
    for link in tree.css(_HANDLES):
        if found := handle(link.attributes.get("href") or ""):
            return found
    if match := _UUID.search(page.url):
        return match[1].lower()
    mets = _METS.search(page.body.decode("ascii", errors="replace"))
    return mets[1] if mets else None


def read_body(_page: Page, tree: LexborHTMLParser) -> list[Candidate]:
    """What the item page shows: the full view's table, the simple view's blocks, the heading."""
    found = full_view(tree)
    found += read_rows(_simple_view(tree), "body")
    found += read_field("access", "body", [one.text() for one in tree.css(_BADGES)])
    # The heading begins with the type, hidden: "Publication:".
    heading = tree.css_first("ds-item-page-title-field .dont-break-out") or tree.css_first("h1")
    if heading:
        found += read_field("title", "body", heading.text(separator=" "))
    return found


def full_view(tree: LexborHTMLParser) -> list[Candidate]:
    """The table of qualified names ("dc.contributor.author") that every DSpace shows on demand."""
    return [
        one
        for table in tree.css(_FULL_VIEW)[:MAX_TABLES]
        for one in read_rows(rows(table.html or ""), "properties")
    ]


def block_values(block: LexborNode) -> list[str]:
    """The values of a block: its children's texts but the heading's, or the text that stands beside the heading."""
    children = [one for one in block.iter() if one.tag not in _HEADINGS]
    if children:
        return [text for one in children if (text := clean(one.text(separator=" ")))]
    return [clean("".join(one.text() for one in block.iter(include_text=True) if one.tag == "-text"))]


def _simple_view(tree: LexborHTMLParser) -> list[Row]:
    """The blocks of the simple view, each a heading, in the reader's language, with its values."""
    found: list[Row] = []
    for block in tree.css(".simple-view-element"):
        heading = block.css_first("h2, h5, .simple-view-element-header")
        body = block.css_first(".simple-view-element-body") or block
        label = _element_label(block) or (clean(heading.text()).rstrip(" :") if heading else "")
        values = block_values(body) if label else []
        # Each abstract is a value of its own, and may be in another language.
        found += [Row(label, [text]) for text in values] if label == "abstract" else [Row(label, values)]
    return [row for row in found if row.values]


def _element_label(block: LexborNode) -> str:
    node = block.parent
    for _ in range(4):
        if node is None:
            break
        if label := _ELEMENTS.get(node.tag or ""):
            return label
        node = node.parent
    return ""


#: Field -> where a list has it: XMLUI, then JSPUI (whose cells belong to headed columns: date, title, authors).
_LISTED = {
    "title": ".artifact-title a, td[headers=t2] a",
    "author": ".artifact-info .author span:not(.author), .artifact-info .author:not(:has(span)), td[headers=t3]",
    "issued": ".artifact-info .date, td[headers=t1]",
    "publisher": ".artifact-info .publisher",
}


def read_listed(tree: LexborHTMLParser) -> list[Candidate]:
    """What a list of versions up to 6 shows of one item: the blocks of XMLUI, or the cells of a JSPUI table."""
    found: list[Candidate] = []
    for field, selector in _LISTED.items():
        texts = [clean(node.text(separator=" ")) for node in tree.css(selector)]
        found += read_field(field, "body", [text.strip("() ") for text in texts])
    return found


PLATFORM = Platform(
    name="dspace",
    title="DSpace 7 or later",
    generator=("dspace",),
    selectors=("ds-app", "ds-item-page-title-field"),
    url=UUID_PATH + r"|/handle/\d[\d.]*/\d+",
    native_id=native_id,
    read_body=read_body,
    distrust=DISTRUST,
    listing=ListingRules(
        item="a.item-list-title[href*='/items/'], a.item-list-title[href*='/entities/']",
        page_parameter="bbm.page",
        first_page=1,
        start=("browse/dateissued", ""),
        # "Now showing 1 - 20 of 345"
        total=".pagination-info",
    ),
    # The head tags have no journal, volume or pages; OAI-PMH has every qualified name. robots.txt shuts the search
    # pages, and the sitemap names every item.
    discovery=("oai", "sitemap", "listing"),
    oai=("/server/oai/request", "/oai/request"),
    routes={"json": "server/api/pid/find?id={id}"},
)
