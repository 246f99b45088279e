"""The citation blocks of a page: by the name of their style (cite tabs), or under "How to cite" in any language."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from harvester.extract.carriers.labels import MAX_LABEL, meaning
from harvester.extract.carriers.neighbours import beside, lines, texts
from harvester.model.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from selectolax.lexbor import LexborHTMLParser, LexborNode

#: The styles that Pure's cite tabs offer, as their headings and ids spell them.
STYLES = frozenset({"standard", "harvard", "apa", "vancouver", "author", "bibtex", "ris"})
MAX_BLOCK = 200_000
MAX_BLOCKS = 60
"""Elements that are looked into for a citation; a list of references has hundreds."""
MAX_HEADINGS = 5_000
"""Elements that are asked whether they are the heading of a citation."""
MAX_NODES = 20_000
"""Elements and texts of a block that are read: blocks may be nested, and each is read whole."""
_HEADINGS = "h2, h3, h4, h5, h6, dt"
MAX_CITATION = 20_000
MAX_PARTS = 20
_LABELS = "h1, h2, h3, h4, h5, h6, dt, th, strong, b, summary, label, [class*=label], p, legend"
_MARKED = (
    ".csl-entry, [class*=citation], [id*=citation], [class*=Citation], [id*=Citation], [class*=how-to-cite], "
    "[id*=how-to-cite], [class*=howtocite], [class*=cite-as], [class*=citeas], [class*=recommended]"
)
_PARTS = "p, li, div, span, cite, blockquote"
_RENDERING = re.compile(r"rendering_researchoutput_(\w+)")


@lru_cache(maxsize=1)
def cite_blocks(tree: LexborHTMLParser) -> Mapping[str, str]:
    """Style -> the text of its first block that is not empty (`<div id="cite-RIS">`, `<h3>RIS</h3><div>`).

    Two carriers ask in turn.
    """
    found: dict[str, str] = {}
    for style, node in _named(tree):
        if style in STYLES and style not in found and (text := block_text(node)).strip():
            found[style] = text
    return found


def citation_texts(tree: LexborHTMLParser) -> Iterator[str]:
    """Texts that may be the citation of the page's item: beside "How to cite", or in elements marked as citations.

    They are candidates only: lists of references use the same marks.
    """
    for label, text in texts(tree.css(_LABELS)[:MAX_HEADINGS]):
        if len(text) <= 2 * MAX_LABEL and is_citation_label(text.strip()):
            yield from beside(label, _never)
        elif len(text) <= MAX_CITATION and is_citation_label(text[:MAX_LABEL].partition(":")[0].strip()):
            # "Citation: Lee A, Ng B (2018) Ponds. ..." in a paragraph of its own.
            yield clean(text.partition(":")[2])
    for node, text in texts(tree.css(_MARKED)[:MAX_BLOCKS]):
        # What holds much more than a citation holds elements that are marked as well.
        if len(text) <= MAX_CITATION:
            said = lines(node)
            yield " ".join(said)
            yield from said
            yield from (clean(part.text()) for part in node.css(_PARTS)[:MAX_PARTS])


def is_citation_label(text: str) -> bool:
    """Whether ``text`` is a heading such as "How to cite", "Zitierform" or "Pour citer cet article"."""
    found = meaning(text)
    return found is not None and found.section == "citation"


def _never(_node: LexborNode) -> bool:
    return False


def block_text(node: LexborNode) -> str:
    """The text of a block, one line a paragraph; long blocks are cut."""
    paragraphs = node.css("p")
    if len(paragraphs) > 1:
        return "\n".join(paragraph.text() for paragraph in paragraphs)[:MAX_BLOCK]
    return _with_breaks(node)[:MAX_BLOCK]


def _with_breaks(node: LexborNode) -> str:
    """The text of ``node`` with a line feed for each ``<br>``, the tree left as it is."""
    parts = [
        "\n" if one.tag == "br" else one.text(deep=False)
        for one in islice(node.traverse(include_text=True), MAX_NODES)
        if one.tag in ("br", "-text")
    ]
    return "".join(parts)


def _named(tree: LexborHTMLParser) -> Iterator[tuple[str, LexborNode]]:
    for node in tree.css("[id^=cite-]")[:MAX_BLOCKS]:
        yield (node.attributes.get("id") or "").removeprefix("cite-").lower(), node
    for node in tree.css("[class*=rendering_researchoutput_]"):
        for style in _RENDERING.findall(node.attributes.get("class") or ""):
            yield style.lower(), node
    for heading in tree.css(_HEADINGS):
        style = heading.text().strip().lower()
        if style in STYLES:
            yield from _following(style, heading)


def _following(style: str, heading: LexborNode) -> Iterator[tuple[str, LexborNode]]:
    """The elements between ``heading`` and the next heading; old portals leave some styles empty."""
    node = heading.next
    while node is not None and not re.fullmatch(r"h[1-6]|dt", node.tag or ""):
        if node.is_element_node:
            yield style, node
        node = node.next
