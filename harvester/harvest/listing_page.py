"""One listing page read by a platform's rules: links to items, to the next page and to further listings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from harvester.harvest.links import parameter, same_page_key
from harvester.model.url import canonical

if TYPE_CHECKING:
    from collections.abc import Callable

    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from harvester.extract.platforms.base import ListingRules

# "80,716", "80.716", "80 716" with a no-break blank, "80'716"; an ordinary blank may part two numbers.
_NUMBER = re.compile(r"\d{1,3}(?:[.,'\u00a0\u2009\u202f]\d{3})+(?!\d)|\d{1,9}")
# English, German, French, Spanish and Portuguese, Italian, Dutch, Scandinavian, Polish; before the end of the text.
_OF = re.compile(r"(?:\b(?:of|von|insgesamt|sur|de|di|su|van|af|av|z)|/)\s*\Z", re.IGNORECASE)


class ListingPage(NamedTuple):
    """What one page of a listing leads to; every URL is canonical and of the source's own host.

    Attributes:
        url: where the page was found.
        items: links to items, each once, in page order.
        shown: what the page shows of each of them, as HTML; "" where the platform's rules do not say where.
        next: the link to the next page, or "".
        sublists: links to further listings.
        highest: the highest number that a link gives the page parameter, or None where the page has no pager.
        total: how many items the listing states that it has, or None.
        foreign: item links that lead to other hosts.
    """

    url: str
    items: tuple[str, ...]
    next: str = ""
    sublists: tuple[str, ...] = ()
    highest: int | None = None
    total: int | None = None
    foreign: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()

    @property
    def has_pager(self) -> bool:
        """Whether it shows that it is part of a listing: a total, a link to a next page, or sublists."""
        return self.total is not None or bool(self.next or self.sublists) or self.highest is not None


def read_listing(
    tree: LexborHTMLParser, url: str, rules: ListingRules, own: Callable[[str, str], str | None]
) -> ListingPage:
    """The listing page ``tree`` found at ``url``; ``own(href, base)`` is the canonical URL of our own links."""
    base = _base(tree, url)
    links = [(href, node) for href, node in _links(tree, rules.item) if canonical(href, base)]
    onward = [found for href in _hrefs(tree, rules.next) if (found := own(href, base))]
    here = same_page_key(url)
    # A jump mark on the same page is no item.
    items: dict[str, str] = {}
    for href, node in links:
        if (found := own(href, base)) and same_page_key(found) != here and found not in items:
            items[found] = _around(node, rules.entry)
    return ListingPage(
        url=url,
        items=tuple(items),
        shown=tuple(items.values()),
        next=onward[0] if onward else "",
        sublists=tuple(
            dict.fromkeys(found for href in _hrefs(tree, rules.sublists) if (found := own(href, base)))
        ),
        highest=_highest(tree, url, base, rules.page_parameter),
        total=total_on(tree, rules.total),
        foreign=tuple(href for href, _ in links if own(href, base) is None),
    )


def stated_total(text: str) -> int | None:
    """The number of items that the words of a listing state: the one after "of", else the largest number in them.

    >>> stated_total("1 - 50 out of 80,716 results"), stated_total("21 - 22 out of 21")
    (80716, 21)
    >>> stated_total("No results") is None
    True
    """
    found = list(_NUMBER.finditer(text))
    after = [number for number in found if _OF.search(text[max(0, number.start() - 40) : number.start()])]
    # "1 to 20 of 300, page 1 of 15" has two; "page 1 of 15: 300 results" has none that counts.
    counted = after if after[-1:] == found[-1:] else found
    return max((int(re.sub(r"\D", "", number[0])) for number in counted), default=None)


def total_on(tree: LexborHTMLParser, selector: str) -> int | None:
    """The total that the element ``selector`` of a listing page states, or None."""
    node = tree.css_first(selector) if selector else None
    return stated_total(node.text()) if node else None


def _highest(tree: LexborHTMLParser, url: str, base: str, name: str) -> int | None:
    """The highest page number that is linked for the page ``url``; other listings' pagers do not count."""
    if not name:
        return None
    links = (canonical(href, base) or "" for href in _hrefs(tree, f"a[href*='{name}=']"))
    numbers = (parameter(link, name) for link in links if _path(link) == _path(url))
    return max((number for number in numbers if number is not None), default=None)


def _path(url: str) -> str:
    return same_page_key(url).partition("?")[0]


def _base(tree: LexborHTMLParser, url: str) -> str:
    """What relative links count from: ``<base href>`` where the page has one."""
    given = tree.css_first("base[href]")
    return (canonical(given.attributes.get("href") or "", url) or url) if given else url


def _hrefs(tree: LexborHTMLParser, selector: str) -> list[str]:
    """The href of every link that matches ``selector``."""
    return [href for href, _ in _links(tree, selector)]


def _links(tree: LexborHTMLParser, selector: str) -> list[tuple[str, LexborNode]]:
    """Every link that matches ``selector``, with its href."""
    if not selector:
        return []
    return [(href, node) for node in tree.css(selector) if (href := node.attributes.get("href"))]


def _around(link: LexborNode, selector: str) -> str:
    """The HTML of the element ``selector`` that a link stands in, or ""."""
    node = link.parent if selector else None
    while node is not None and not node.css_matches(selector):
        node = node.parent
    html = node.html or "" if node is not None else ""
    # A row alone is no HTML: parsers drop its cells.
    return f"<table>{html}</table>" if html.startswith("<tr") else html
