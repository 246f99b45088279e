"""DSpace up to 6 with the XML user interface (Mirage, Mirage 2): blocks whose classes name the fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.extract.candidate import Candidate, read_field
from harvester.extract.carriers.labelled import Row, read_rows, rows
from harvester.extract.platforms.base import ListingRules, Platform
from harvester.extract.platforms.dspace import DISTRUST, block_values, full_view, native_id, read_listed
from harvester.model.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborHTMLParser

    from harvester.model import Page

#: Class of a block -> the label that its heading has in English.
_BLOCKS = {
    "simple-item-view-authors": "author",
    "simple-item-view-date": "date",
    "simple-item-view-description": "abstract",
    "simple-item-view-publisher": "publisher",
    "simple-item-view-uri": "uri",
}


def read_body(_page: Page, tree: LexborHTMLParser) -> list[Candidate]:
    """What the item page shows: the full view's table, the simple view's blocks, the heading."""
    found = full_view(tree)
    found += read_rows(_simple_view(tree), "body")
    if heading := tree.css_first("h2.page-header, h1, h2.ds-div-head"):
        found += read_field("title", "body", heading.text(separator=" "))
    if link := tree.css_first(
        ".item-page-field-wrapper a[href*='/bitstream/'], .file-link a[href*='/bitstream/']"
    ):
        found += read_field("full_text", "body", link.attributes.get("href") or "")
    return found


def _simple_view(tree: LexborHTMLParser) -> Iterator[Row]:
    """The blocks of Mirage 2, the labelled ``span.bold`` of Mirage, and the table of the themes before them."""
    for name, label in _BLOCKS.items():
        for block in tree.css(f".{name}"):
            yield Row(label, block_values(block))
    for block in tree.css(".simple-item-view-other"):
        if bold := block.css_first("span.bold"):
            values = [clean(one.text()) for one in block.css("span:not(.bold)")]
            yield Row(clean(bold.text()).rstrip(" :"), [value for value in values if value])
    for table in tree.css("table.ds-includeSet-table:not(.detailtable)"):
        yield from rows(table.html or "")


PLATFORM = Platform(
    name="dspace-xmlui",
    title="DSpace 6 or earlier, XML user interface",
    selectors=(
        "#ds-body",
        "[class^=ds-artifact-item]",
        "#aspect_artifactbrowser_ItemViewer_div_item-view",
        "tr.ds-table-row",
        "a.next-page-link",
        "link[href*='/themes/Mirage']",
    ),
    url=r"/xmlui/",
    native_id=native_id,
    read_body=read_body,
    read_listed=read_listed,
    distrust=DISTRUST,
    listing=ListingRules(
        entry="li.ds-artifact-item, .ds-artifact-item, tr",
        item=".artifact-title a[href*='/handle/'], .artifact-description > a[href*='/handle/']",
        next="a.next-page-link",
        start=("browse?type=dateissued", ""),
        # "Now showing items 1-20 of 345"
        total=".pagination-info",
    ),
    discovery=("oai", "sitemap", "listing"),
    oai=("/oai/request", "/dspace-oai/request"),
    routes={"mets": "metadata/handle/{id}/mets.xml", "full view": "handle/{id}?show=full"},
)
