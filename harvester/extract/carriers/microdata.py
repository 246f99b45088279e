"""schema.org as microdata: ``<div itemscope itemtype="http://schema.org/Thesis">`` with ``itemprop`` inside."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.extract.carriers.own import own_titles
from harvester.extract.carriers.schema_org import (
    Node,
    as_list,
    is_titled,
    is_vague,
    is_work,
    own_work,
    read_work,
)
from harvester.model.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from harvester.extract.candidate import Candidate
    from harvester.extract.document import Document

CARRIER = "microdata"
MAX_NODES = 20_000
"""Elements with a property that are read."""
MAX_CLIMB = 60
"""Levels between a property and its item."""
MAX_TEXT = 50_000
MAX_TOTAL = 5_000_000
"""Characters of all values together: properties that nest repeat each other's text."""

#: Where the value of a property stands, by element; elsewhere it is the element's text.
_ATTRIBUTE = {
    "meta": "content",
    "link": "href",
    "img": "src",
    "audio": "src",
    "video": "src",
    "source": "src",
    "iframe": "src",
    "embed": "src",
    "object": "data",
    "data": "value",
    "time": "datetime",
}
#: Properties for which a link's address counts; elsewhere its text does, whatever the standard says.
_PEOPLE = frozenset({"author", "creator", "editor", "contributor"})
# "Ann Lee1,2*": the numbers of affiliations.
_MARKS = re.compile(r"[\d,;*\u2020\u2021\u00a7\s]+$")
_ADDRESSES = frozenset(
    {"url", "sameAs", "license", "mainEntityOfPage", "contentUrl", "identifier", "image", "id"}
)


def read(document: Document) -> Iterator[Candidate]:
    """What the work that the page is about says in its microdata."""
    if document.tree.css_first("[itemtype]") is None:
        return
    own = own_titles(document)
    works = [item for item in items(document.tree) if is_work(item)]
    works = [work for work in works if not is_vague(work) or is_titled(work, own)]
    work = own_work(works, document.page.url, own)
    if work:
        yield from read_work(work, CARRIER)


def items(tree: LexborHTMLParser) -> list[Node]:
    """The items that are no property of another, as JSON-LD would state them.

    A property belongs to the nearest item above it, so that each element is looked at once, however
    deeply items nest.
    """
    found: dict[int, Node] = {}
    top: list[Node] = []
    unnamed: list[tuple[Node, LexborNode]] = []
    left = MAX_TOTAL
    # An element that both selectors match comes twice.
    nodes = {node.mem_id: node for node in tree.css("[itemscope], [itemtype], [itemprop]")[:MAX_NODES]}
    for node in nodes.values():
        attributes = node.attributes
        props = (attributes.get("itemprop") or "").split()
        owner = _owner(node, found) if props else None
        value: Node | str
        # Some sites type an element and forget to say that it is an item.
        if "itemscope" in attributes or "itemtype" in attributes:
            value = {"@type": (attributes.get("itemtype") or "").split()}
            if attributes.get("itemid"):
                value["@id"] = attributes["itemid"]
            found[node.mem_id] = value
            unnamed.append((value, node))
            if owner is None:
                top.append(value)
        else:
            value = _value(node, props) if left > 0 else ""
            left -= len(value)
        for prop in props:
            if owner is not None and value:
                owner[prop] = [*as_list(owner.get(prop)), value]
    _name_by_text(unnamed)
    return top


def _owner(node: LexborNode, found: dict[int, Node]) -> Node | None:
    above = node.parent
    for _ in range(MAX_CLIMB):
        if above is None:
            return None
        if above.mem_id in found:
            return found[above.mem_id]
        above = above.parent
    return None


def _value(node: LexborNode, props: list[str]) -> str:
    attributes = node.attributes
    if content := attributes.get("content"):
        return content
    tag = node.tag or ""
    if tag in _ATTRIBUTE and (value := attributes.get(_ATTRIBUTE[tag])):
        return value
    if tag in ("a", "area") and not _ADDRESSES.isdisjoint(props) and (href := attributes.get("href")):
        return href
    text = node.text(separator=" " if tag in ("div", "section") else "")[:MAX_TEXT]
    return _MARKS.sub("", clean(text)) if not _PEOPLE.isdisjoint(props) else clean(text)


def _name_by_text(unnamed: list[tuple[Node, LexborNode]]) -> None:
    """A person or organisation whose name is marked by nothing is named by the text of its element."""
    for item, node in unnamed:
        kind = "".join(item["@type"])
        if kind.endswith(("/Person", "/Organization")) and not {"name", "familyName"} & set(item):
            item["name"] = _MARKS.sub("", clean(node.text()[:200]))
