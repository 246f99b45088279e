"""What stands beside a label on a page: the rest of its line, its siblings, or its wrapper's siblings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.model.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from selectolax.lexbor import LexborNode

MAX_SIBLINGS = 60
MAX_VALUE = 100_000
"""Characters of one value that are read; lists of a thousand authors exist."""

MAX_TOTAL = 20_000_000
"""Characters of text that are looked through on one page."""

_LINE_BREAK = "\x1f"
# "<a>Ann</a><a>Bo</a>": what a theme sets apart by its style alone.
_SEAM = "\x1e"
_BETWEEN_WORDS = re.compile(rf"(?<=\w){_SEAM}+(?=\w)")
_BLOCKS = frozenset(
    "p div li ul ol dl dd dt tr td th table section article blockquote h1 h2 h3 h4 h5 h6 pre header footer".split()
)
_SILENT = frozenset({"script", "style", "noscript", "button", "svg", "template", "select"})
_HEADING = re.compile(r"h[1-6]")


def texts(nodes: Iterable[LexborNode]) -> Iterator[tuple[LexborNode, str]]:
    """Each element with its text, until `MAX_TOTAL`: elements that nest repeat the text of those inside."""
    left = MAX_TOTAL
    for node in nodes:
        text = node.text()
        left -= len(text)
        if left < 0:
            return
        yield node, text


def lines(node: LexborNode) -> list[str]:
    """The lines of an element's text: one for each that ``<br>`` or a block inside it ends.

    The source's own line feeds are blanks.
    """
    return split_lines(raw_text(node))


def raw_text(node: LexborNode) -> str:
    """The text of ``node`` with a mark at every end of a line, for `split_lines`."""
    parts: list[str] = []
    for one in node.traverse(include_text=True):
        tag = one.tag
        # Nodes are told apart by their ids: to compare two is to compare all their HTML.
        inside = one.mem_id != node.mem_id
        if inside and one.prev is not None and one.prev.tag in _BLOCKS:
            parts.append(_LINE_BREAK)
        if tag == "-text":
            if one.parent and one.parent.tag not in _SILENT:
                parts.append(one.text(deep=False))
        elif tag == "br" or (inside and tag in _BLOCKS):
            parts.append(_LINE_BREAK)
        elif tag in ("a", "span"):
            parts.append(_LINE_BREAK if tag == "a" and _follows_link(one) else _SEAM)
    return _BETWEEN_WORDS.sub(" ", "".join(parts)).replace(_SEAM, "")


def _follows_link(link: LexborNode) -> bool:
    """Whether only blanks stand between a link and the one before: then each is a value of its own."""
    before = link.prev
    if before is not None and before.tag == "-text" and not before.text(deep=False).strip():
        before = before.prev
    return before is not None and before.tag == "a"


def split_lines(text: str) -> list[str]:
    """The cleaned lines of a `raw_text`."""
    return [line for part in text.split(_LINE_BREAK) if (line := clean(part[:MAX_VALUE]))]


def beside(label: LexborNode, is_label: Callable[[LexborNode], bool]) -> list[str]:
    """The values that belong to ``label``: what follows it up to the next label, heading or line.

    Args:
        label: the element that holds the label alone.
        is_label: whether another element is a label, so that the value ends before it.
    """
    heading = bool(_HEADING.fullmatch(label.tag or ""))
    node = label
    # "<div><b>Author</b></div><div>Jane</div>": the wrapper holds the label alone.
    for _ in range(3):
        found = _following(node, is_label, inline=not heading and node.mem_id == label.mem_id)
        if found or node.parent is None or node.parent.tag in ("body", "td", "html"):
            return found
        if clean(node.parent.text()) != clean(label.text()):
            return []
        node = node.parent
    return []


def _following(node: LexborNode, is_label: Callable[[LexborNode], bool], *, inline: bool) -> list[str]:
    text = ""
    level = node.tag if _HEADING.fullmatch(node.tag or "") else "h6"
    sibling = node.next
    for _ in range(MAX_SIBLINGS):
        if sibling is None or len(text) > MAX_VALUE:
            break
        tag = sibling.tag or ""
        if tag == "hr" and text.strip():
            break
        if tag == "-text":
            text += sibling.text(deep=False)
        elif sibling.is_element_node and tag not in _SILENT:
            ends_line = inline and text.strip(" :\xa0\n\t\r") and (tag == "br" or tag in _BLOCKS)
            if ends_line or is_label(sibling) or (_HEADING.fullmatch(tag) and tag <= (level or "h6")):
                break
            edge = _LINE_BREAK if tag == "br" or tag in _BLOCKS else ""
            text += edge + raw_text(sibling) + edge
        sibling = sibling.next
    return [line.lstrip(": ") for line in split_lines(text) if line.strip(" :")]
