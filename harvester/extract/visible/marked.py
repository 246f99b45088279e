"""The page's citation of its work, in a paragraph whose parts are marked by class: authors, title, and the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from harvester.extract.visible.lines import is_elsewhere, text_of
from harvester.model.text import clean, fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from selectolax.lexbor import LexborHTMLParser

    from harvester.extract.visible.lines import Line

_TITLES = (
    "p span[class~=article-title], p span[class~=articleTitle], p span[class~=title], p cite[class~=title]"
)
_AUTHORS = "[class~=author], [class~=name], [class~=authors]"
_BEGINNING = 20
"""Letters of the title that ``<title>`` must repeat."""
MAX_TITLES = 20


class Marked(NamedTuple):
    """A marked citation: where among the lines it stands, its title, and the texts that are marked as authors."""

    at: int
    title: str
    authors: list[str]


def marked_citation(tree: LexborHTMLParser, lines: Sequence[Line]) -> Marked | None:
    """The one citation of the page's work whose parts are marked; None where there is none, or several."""
    heading = tree.css_first("title")
    page_title = fold(heading.text()) if heading else ""
    found: list[Marked] = []
    for node in tree.css(_TITLES)[:MAX_TITLES] if page_title else ():
        block = node.parent
        while block is not None and block.tag != "p":
            block = block.parent
        title = text_of(node)
        if block is None or fold(title)[:_BEGINNING] not in page_title or is_elsewhere(block):
            continue
        authors = [clean(one.text()) for one in block.css(_AUTHORS)]
        at = next((at for at, line in enumerate(lines) if line.node.mem_id == block.mem_id), None)
        if authors and at is not None and len(fold(title)) >= _BEGINNING:
            found.append(Marked(at, title, authors))
    return found[0] if len(found) == 1 else None
