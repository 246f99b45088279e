"""Links to the units that a repository files an item under: departments, schools, groups."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.extract.candidate import Candidate
from harvester.extract.native import absolute
from harvester.model import Organisation
from harvester.model.organisation import united
from harvester.model.text import clean
from harvester.model.url import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from selectolax.lexbor import LexborHTMLParser, LexborNode

_UUID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", re.IGNORECASE)

#: Where a page shows other items than its own, and itself.
_LISTS = frozenset({"list-results", "list-result-item", "portal_list"})
_FRAME = frozenset({"footer", "nav"})


def read_unit_links(links: Iterable[LexborNode], base: str, carrier: str) -> Iterator[Candidate]:
    """The units that ``links`` on the page at ``base`` lead to, each with its address and the uuid in that."""
    found = united(one for link in links if (one := _unit(link, base)).name)
    if found:
        yield Candidate("organisation", carrier, found, "; ".join(map(str, found)))


def own(tree: LexborHTMLParser, selector: str) -> list[LexborNode]:
    """What matches ``selector`` and is about the item, not about another one that the page lists."""
    return [node for node in tree.css(selector) if not _is_listed(node)]


def _is_listed(node: LexborNode | None) -> bool:
    while node is not None and node.tag not in _FRAME:
        if not _LISTS.isdisjoint((node.attributes.get("class") or "").split()):
            return True
        node = node.parent
    return node is not None


def _unit(link: LexborNode, base: str) -> Organisation:
    url = absolute(link.attributes.get("href") or "", base)
    uuid = _UUID.search(url)
    return Organisation(clean(link.text()), canonical(url) or url, uuid[0].lower() if uuid else "")
