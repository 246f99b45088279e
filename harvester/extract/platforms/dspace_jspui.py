"""DSpace up to 6 with the JSP user interface: an item table whose cells are classed by their qualified names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.extract.candidate import Candidate, read_field
from harvester.extract.carriers.labelled import Row, read_rows, rows
from harvester.extract.platforms import dspace
from harvester.extract.platforms.base import MAX_ROWS, ListingRules, Platform
from harvester.model.identifier import handle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from harvester.model import Page

# <td class="metadataFieldLabel dc_contributor_advisor">Orientador:</td>
_QUALIFIED = re.compile(r"(?:dc|dcterms)(?:_[a-z]+)+", re.IGNORECASE)


def native_id(page: Page, tree: LexborHTMLParser) -> str | None:
    """The item's Handle, from its URL or its page, or from the line "Please use this identifier"."""
    if found := dspace.native_id(page, tree):
        return found
    return next(
        (found for node in tree.css(".well code, #content code") if (found := handle(node.text()))), None
    )


def read_body(_page: Page, tree: LexborHTMLParser) -> list[Candidate]:
    """What the item table says, in the simple view or the full one, whatever language its labels are in."""
    found: list[Candidate] = []
    for table in tree.css("table.itemDisplayTable"):
        found += read_rows(_rows(table.css("tr")[:MAX_ROWS]), "properties")
    if link := tree.css_first("td[headers=t1] a[href*='/bitstream/'], a.btn[href*='/bitstream/']"):
        found += read_field("full_text", "body", link.attributes.get("href") or "")
    return found


def _rows(lines: list[LexborNode]) -> Iterator[Row]:
    """The rows of the item table, labelled by their cell's class where it has a qualified name."""
    for line in lines:
        cell = line.css_first(".metadataFieldLabel")
        qualified = _QUALIFIED.search(cell.attributes.get("class") or "") if cell else None
        for row in rows(f"<table>{line.html}</table>"):
            yield row._replace(label=qualified[0].replace("_", ".")) if qualified else row


PLATFORM = Platform(
    name="dspace-jspui",
    title="DSpace 6 or earlier, JSP user interface",
    selectors=(
        "table.itemDisplayTable",
        "td.metadataFieldLabel",
        "form[action$='/jspui/simple-search']",
        "td[headers=t2] a[href*='/handle/']",
    ),
    url=r"/jspui/",
    native_id=native_id,
    read_body=read_body,
    read_listed=dspace.read_listed,
    distrust=dspace.DISTRUST,
    listing=ListingRules(
        entry="tr",
        item="td[headers] a[href*='/handle/']:not([href*='browse?'])",
        next="a.pull-right[href*='offset=']",
        start=("browse?type=dateissued", ""),
        # "Showing results 1 to 20 of 345"
        total=".browse_range, .panel-heading.text-center",
    ),
    discovery=("oai", "sitemap", "listing"),
    oai=("/oai/request", "/dspace-oai/request"),
    routes={"full view": "handle/{id}?mode=full"},
)
