"""Pure's short rendering, by which its lists and feeds show an item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bs4 import BeautifulSoup
from bs4.element import Tag

from harvester.extract.candidate import Candidate, read_field
from harvester.extract.carriers.persons import read_persons
from harvester.extract.carriers.type_line import read_type_line
from harvester.model.text import clean

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

#: Field -> where the short rendering has it.
_SHORT = {
    "issued": "span.date",
    "container_title": "a[rel=Journal]",
    "publisher": "a[rel=Publisher]",
    "volume": "span.volume",
    "page": "span.pages",
}


def read_short(tree: LexborHTMLParser) -> list[Candidate]:
    """What the short rendering says of one item; the link to its metrics leaks the DOI."""
    block = BeautifulSoup(tree.html or "", "lxml")
    heading = block.select_one("h3.title, h2.title")
    if heading is None:
        return []
    found = read_field("title", "body", heading.get_text(" "))
    found += read_persons(_run_behind(heading), "body")
    for field, selector in _SHORT.items():
        texts = [clean(one.get_text(" ")).rstrip(".") for one in block.select(selector)]
        found += read_field(field, "body", texts)
    for line in block.select("p.type, span.type")[:1]:
        found += read_type_line(line.get_text(), "body")
    for link in block.select("a[href*='doi=10.'], a[href*='doi.org/10.']"):
        href = str(link["href"])
        found += read_field("doi", "body", href.partition("doi=")[2] or href)
    return found


def _run_behind(heading: Tag) -> str:
    """The people: a flat run of links and plain text between the heading and the date."""
    run = []
    for node in heading.next_siblings:
        if isinstance(node, Tag) and "date" in (node.get("class") or []):
            break
        run.append(str(node))
    return "".join(run)
