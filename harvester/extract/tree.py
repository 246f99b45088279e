"""The tree of a page, which asks its parser only for what can be on that page at all."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from selectolax.lexbor import LexborHTMLParser

if TYPE_CHECKING:
    from collections.abc import Sequence

    from selectolax.lexbor import LexborNode

# The parts of a selector; what a pseudo-class speaks of, as in ":not([src])", need not be there.
_PART = re.compile(
    r"""\[\s*(?P<attribute>[\w-]+)\s*(?:[~|^$*]?=\s*(?P<value>"[^"]*"|'[^']*'|[^\s\]]+)[^\]]*)?\]"""
    r"""|:[\w-]+(?:\((?:[^()]|\([^()]*\))*\))?"""
    r"""|\.(?P<class>[\w-]+)|\#(?P<id>[\w-]+)|(?P<tag>[a-zA-Z][\w-]*)|(?P<comma>,)"""
)


class Tree(LexborHTMLParser):
    """A parsed page.

    The carriers ask for some two hundred selectors of which a page matches a dozen, and the parser walks the whole
    tree for each. One walk here collects which tags and which values of attributes there are, so that the others are
    not asked for. `css` and `css_first` find what they would find without it.
    """

    def css(self, query: str) -> list[LexborNode]:
        """The elements that match ``query``, in order; one that two of its selectors match comes twice."""
        able = self._able(query)
        return super().css(able) if able else []

    def css_first(self, query: str, default: Any = None, strict: bool = False) -> Any:  # noqa: ANN401, FBT001, FBT002  (as selectolax has it)
        """The first of them, or ``default``."""
        able = self._able(query)
        return super().css_first(able, default, strict) if able else default

    def _able(self, query: str) -> str:
        """Those of the selectors in ``query`` that can match here, as a list; "" for none."""
        return ", ".join(one.selector for one in _selectors(query) if self._marks.has_all(one.needs))

    @cached_property
    def _marks(self) -> _Marks:
        return _Marks(self)


class _Need(NamedTuple):
    """What an element must have to match: a text in the value of an attribute, or where that is "", a tag."""

    attribute: str
    text: str


class _Selector(NamedTuple):
    selector: str
    needs: tuple[_Need, ...]


class _Marks:
    """The tags of a page, and the values that its attributes have, all in lower case.

    Lower case, because tags and names of attributes have no case, and classes have none on pages without a doctype.
    """

    def __init__(self, tree: Tree) -> None:
        tags: set[str | None] = set()
        values: defaultdict[str, set[str | None]] = defaultdict(set)
        for node in tree.root.traverse() if tree.root else ():
            tags.add(node.tag)
            # Most elements have none.
            if attributes := node.attributes:
                for name, value in attributes.items():
                    values[name].add(value)
        self._tags = {tag.lower() for tag in tags if tag}
        self._values: defaultdict[str, str] = defaultdict(str)
        for name, found in values.items():
            # A selector's "href" is SVG's "xlink:href" as well.
            self._values[name.lower().rpartition(":")[2]] += "\n".join(["", *filter(None, found)]).lower()
        self._known: dict[_Need, bool] = {}

    def has_all(self, needs: Sequence[_Need]) -> bool:
        """Whether the page has all of what an element must have."""
        return all(map(self._has, needs))

    def _has(self, need: _Need) -> bool:
        known = self._known.get(need)
        if known is None:
            if need.attribute:
                known = need.attribute in self._values and need.text in self._values[need.attribute]
            else:
                known = need.text in self._tags
            self._known[need] = known
        return known


# Selectors are constants of the program.
@lru_cache(maxsize=1 << 10)
def _selectors(query: str) -> tuple[_Selector, ...]:
    """The selectors of a list, each with what an element, or one around it or beside it, must have.

    >>> [one.needs for one in _selectors("dl > dt, A.big[href*='/x,y/']:not(.small)")][1]
    (_Need(attribute='', text='a'), _Need(attribute='class', text='big'), _Need(attribute='href', text='/x,y/'))
    """
    found: list[_Selector] = []
    needs: list[_Need] = []
    start = 0
    for part in _PART.finditer(query):
        if part["comma"]:
            found.append(_Selector(query[start : part.start()].strip(), tuple(needs)))
            needs, start = [], part.end()
        elif part["attribute"]:
            needs.append(_Need(part["attribute"].lower(), (part["value"] or "").strip("\"'").lower()))
        elif part["class"] or part["id"]:
            needs.append(_Need("class" if part["class"] else "id", (part["class"] or part["id"]).lower()))
        elif part["tag"]:
            needs.append(_Need("", part["tag"].lower()))
    return (*found, _Selector(query[start:].strip(), tuple(needs)))
