"""Listing pages: by the platform's own rules, or as many like links with titles for texts and no item around them."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from harvester.extract.visible.lines import is_elsewhere, names_of
from harvester.extract.visible.others import MANY, reads_as_title
from harvester.model.url import split

if TYPE_CHECKING:
    from collections.abc import Sequence

    from selectolax.lexbor import LexborNode

    from harvester.extract.candidate import Candidate
    from harvester.extract.document import Document
    from harvester.extract.platforms.base import Platform

#: Fields that an item page states of itself and a listing does not; the second, where only its visible lines say so:
#: the page of an issue names its volume, too.
_OWN = frozenset({"author", "editor", "container_title", "doi", "issn", "isbn", "volume"})
_OWN_SHOWN = frozenset({"author", "editor", "doi"})
_MAX_LINKS = 3_000
_OTHERS = re.compile(
    r"\b(?:related|similar|see also|recommended|more (?:from|like|by|articles)|you may|other|latest|references|cited|"
    r"further reading|read next)\b",
    re.IGNORECASE,
)


def listing(document: Document, platform: Platform, candidates: Sequence[Candidate]) -> str:
    """Why the page is a listing, or ""; a page that states an item of its own is none, whatever it links to."""
    rules = platform.listing
    shown = {one.field for one in candidates if one.carrier == "body"}
    stated = {one.field for one in candidates if one.carrier != "body"}
    if rules is None or stated & _OWN or shown & _OWN_SHOWN:
        return ""
    items = _links(document, rules.item)
    if items > 1 or (items and rules.total and document.tree.css_first(rules.total)):
        return f"the page is a listing ({items} links to items)"
    lists = _links(document, rules.sublists)
    if lists > 1:
        return f"the page is a listing ({lists} links to further listings)"
    alike = _like_links(document)
    enough = 2 * MANY if "abstract" in shown | stated else MANY
    return f"the page is a listing ({alike} links to items)" if alike >= enough else ""


def _links(document: Document, selector: str) -> int:
    """How many places the links that match ``selector`` lead to; "" matches none."""
    nodes = document.tree.css(selector) if selector else []
    return len({node.attributes.get("href") for node in nodes})


def _like_links(document: Document) -> int:
    """The greatest number of links that look like titles and stand in places of the same kind."""
    kinds: Counter[tuple[str, ...]] = Counter()
    seen: set[str] = set()
    for link in document.tree.css("a[href]")[:_MAX_LINKS]:
        href = (link.attributes.get("href") or "").split("#")[0]
        if (
            not href
            or href in seen
            or not reads_as_title(link.text())
            or is_elsewhere(link)
            or _is_among_others(link)
        ):
            continue
        seen.add(href)
        kinds[_place(link, href)] += 1
    return max(kinds.values(), default=0)


def _place(link: LexborNode, href: str) -> tuple[str, ...]:
    """What links of one list share: the tags around them, and the beginning of their paths."""
    parent = link.parent
    above = parent.parent if parent else None
    tags = tuple(one.tag or "" for one in (parent, above) if one)
    to = split(href)
    return *tags, to.netloc, to.path.rsplit("/", 1)[0].split("/")[:2][-1] if "/" in href else ""


def _is_among_others(link: LexborNode) -> bool:
    """Whether a heading above the list says that it is of related works."""
    up: LexborNode | None = link
    for _ in range(6):
        if up is None or up.tag == "body":
            return False
        if _OTHERS.search(names_of(up)):
            return True
        before = up.prev
        while before is not None and before.tag in ("-text", "_comment", "-comment"):
            before = before.prev
        if (
            before is not None
            and re.fullmatch(r"h[1-6]|dt|strong|p", before.tag or "")
            and _OTHERS.search(before.text()[:80])
        ):
            return True
        up = up.parent
    return False
