"""The lines of a page as a reader sees them, without menus, footers, reference lists and other works."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from harvester.model.text import clean, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from selectolax.lexbor import LexborHTMLParser, LexborNode

MAX_NODES = 30_000
"""Nodes of a page that are looked at: its front stands well before that."""
MAX_LINES = 600
_ASIDE = 400
"""Characters that a block may hold besides its line: affiliations beside an author."""

_SILENT = frozenset(
    "script style noscript template svg nav footer form select option button iframe object math head".split()
)
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data dfn em font i img input ins kbd label mark nobr q rp rt ruby s "
    "samp small span strike strong sub sup time tt u var wbr".split()
)
_MARKERS = frozenset({"sup"})
# Parts of class names and ids of boxes that are about something else than the item.
_ELSEWHERE = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|footer|breadcrumbs?|references|reference-?list|reflist|"
    r"ref-list|bibliography|"
    r"citations?-list|cited-?by|related|recommend(?:ed|ations?)|similar|suggest(?:ed|ions?)|comments?|respond|"
    r"cookies?|share|sharing|social|metrics|altmetrics?|advert(?:isement)?s?|newsletter|most-read|mostread|"
    r"trending|latest|popular|pagination|pager|login)(?:$|[\s_-])",
    re.IGNORECASE,
)
_UNSEEN = re.compile(
    r"(?:^|[\s_-])(?:skip-link|sr-only|visually-?hidden|screen-reader-text|invisible)(?:$|[\s_-])",
    re.IGNORECASE,
)
_JOINT = re.compile(r"(?<=[a-z])(?=[A-Z])")
# "<span>in Motion</span><span>May 2019</span>": what a theme sets apart by its style alone.
_SEAM = "\x1e"
_APART = re.compile(rf"(?<=[a-z\u00df-\u00ff]){_SEAM}+(?=[A-Z\u00c0-\u00de])")
_SEAMED = frozenset({"span", "a"})
#: Headings behind which nothing is said about the item itself.
_ENDS = re.compile(
    r"references?|references (?:listed|cited|found) .*|bibliography|literature cited|"
    r"works cited|cited by|citing articles|related .*|similar .*|"
    r"recommended .*|see also|more (?:from|like) .*|other (?:articles|items|works|publications) .*|comments?|"
    r"you may also .*|literatur(?:verzeichnis)?|references and notes|referencias|"
    r"referencias bibliograficas|latest .*|most read.*|you might also .*|"
    r"ahnliche .*|verwandte .*|literaturangaben|quellenverzeichnis|einzelnachweise|"
    r"references bibliographiques|bibliographie|documents lies|(?:articles|documents) (?:similaires|connexes|lies)|"
    r"bibliografia|riferimenti bibliografici|(?:articoli|documenti) (?:correlati|simili)|"
    r"(?:articulos|documentos) (?:relacionados|similares)|(?:artigos|itens|documentos) relacionados|"
    r"literatuurlijst|gerelateerde .*|vergelijkbare .*|referenser|referanser|litteratur|litteraturliste|liknande .*|"
    r"relaterte .*|relaterede .*|lahteet|kirjallisuus|popis literature|literatura|seznam literatury|podobne .*|"
    r"kaynakca|kaynaklar|benzer .*|spisok literatury|pohozhie .*|yinyongwenxian|beiyinyongwenxian|cankaowenxian"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text: a paragraph, a heading, a table row, or what a ``<br>`` ends.

    Attributes:
        text: as people read it.
        bare: without its superscripts, which in names are marks of affiliation.
        node: the block that it stands in.
        rank: 1 to 6 for a heading, else 0.
    """

    text: str
    bare: str
    node: LexborNode
    rank: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether its block holds hardly more than the line, and so nothing of reference lists or other works."""
        return len(self.node.text()) <= 3 * len(self.text) + _ASIDE


def read_lines(tree: LexborHTMLParser) -> list[Line]:
    """The lines of the page, in order, up to its reference list."""
    found: list[Line] = []
    if tree.body is None:
        return found
    for node, parts in _blocks(tree.body):
        text = _joined(part for part, _ in parts)
        if not text:
            continue
        rank = _rank(node)
        if rank and found and _ENDS.fullmatch(fold(text)):
            break
        bare = _joined(" " if marker else part for part, marker in parts)
        found.append(Line(text, bare, node, rank))
        if len(found) >= MAX_LINES:
            break
    return found


def text_of(node: LexborNode) -> str:
    """The text inside ``node`` as people read it, its blocks set apart by blanks and its menus left out.

    >>> from selectolax.lexbor import LexborHTMLParser
    >>> text_of(LexborHTMLParser("<div><h2>Abstract</h2><p>Cr<sub>2</sub> at 10<sup>-8</sup></p></div>").body)
    'Abstract Cr2 at 10-8'
    """
    return " ".join(text for _, parts in _blocks(node) if (text := _joined(part for part, _ in parts)))


def _joined(parts: Iterable[str]) -> str:
    text = "".join(parts)
    return clean(_APART.sub(" ", text).replace(_SEAM, "") if _SEAM in text else text)


def is_elsewhere(node: LexborNode) -> bool:
    """Whether ``node`` stands in a menu, a reference list, or a box about other works."""
    up: LexborNode | None = node
    while up is not None and up.tag not in ("body", "html"):
        if _is_skipped(up):
            return True
        up = up.parent
    return False


def names_of(node: LexborNode) -> str:
    """The classes and the id of ``node``, with hyphens where their words join: "entry-Author" for "entryAuthor"."""
    attributes = node.attributes
    return _apart(f"{attributes.get('class') or ''} {attributes.get('id') or ''}")


# A page has few classes, each many times over.
@lru_cache(maxsize=1 << 12)
def _apart(names: str) -> str:
    return _JOINT.sub("-", names)


@lru_cache(maxsize=1 << 12)
def _are_elsewhere(names: str) -> bool:
    return bool(_ELSEWHERE.search(names) or _UNSEEN.search(names))


def _blocks(body: LexborNode) -> Iterator[tuple[LexborNode, list[tuple[str, bool]]]]:
    """Each block with its own pieces of text, each piece with whether it is a superscript."""
    block, parts = body, list[tuple[str, bool]]()
    # None ends the block that was open; the walk keeps its own stack, since pages nest deeply.
    stack: list[tuple[LexborNode | None, LexborNode, bool]] = [(body, body, False)]
    for _ in range(MAX_NODES):
        if not stack:
            break
        node, around, marker = stack.pop()
        if node is None or node.tag == "br":
            yield block, parts
            block, parts = around, []
        elif node.tag == "-text":
            parts.append((node.text_content or "", marker))
        elif node.is_element_node and not _is_skipped(node):
            inside = node.tag in _INLINE
            if node.tag in _SEAMED and parts:
                parts.append((_SEAM, False))
            if not inside:
                yield block, parts
                block, parts = node, []
                stack.append((None, around, False))
            owner = around if inside else node
            marked = marker or node.tag in _MARKERS
            children = list(node.iter(include_text=True))
            stack.extend((child, owner, marked) for child in reversed(children))
    yield block, parts


def _is_skipped(node: LexborNode) -> bool:
    if node.tag in _SILENT:
        return True
    if node.tag in ("body", "main", "html", "h1"):
        return False
    attributes = node.attributes
    hidden = "hidden" in attributes or attributes.get("role") in ("navigation", "search", "dialog")
    names = names_of(node)
    if node.tag in _INLINE:
        return hidden or (names != " " and bool(_UNSEEN.search(names)))
    # A layout class of the whole page ("with-related-menu") may hold such a word too.
    return (hidden or _are_elsewhere(names)) and not node.css_first("h1, main")


def _rank(node: LexborNode) -> int:
    """The rank of the heading that ``node`` is or stands in, 0 for none."""
    for one in (node, node.parent):
        if one is not None and re.fullmatch(r"h[1-6]", one.tag or ""):
            return int((one.tag or "h0")[1])
    return 0
