"""A tree that does not ask for what cannot be there finds what its parser would find."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from selectolax.lexbor import LexborHTMLParser

from harvester.extract.platforms import PLATFORMS
from harvester.extract.tree import Tree
from tests.extract.reading import PAGES

if TYPE_CHECKING:
    from pathlib import Path

SELECTORS = [selector for platform in PLATFORMS for selector in platform.selectors]


def places(tree: LexborHTMLParser, selector: str) -> list[str | None]:
    return [node.html for node in tree.css(selector)]


@pytest.mark.parametrize("path", sorted(PAGES.rglob("*.html")), ids=lambda path: path.name)
def test_every_platforms_marks_are_found_as_without_it(path: Path) -> None:
    html = path.read_text(encoding="utf-8", errors="replace")
    plain, tree = LexborHTMLParser(html), Tree(html)
    for selector in (*SELECTORS, ", ".join(SELECTORS), "p, li, h1, meta[name], script:not([src])"):
        assert places(tree, selector) == places(plain, selector), selector
        first, other = tree.css_first(selector), plain.css_first(selector)
        assert (first and first.html) == (other and other.html), selector


@pytest.mark.parametrize(
    ("html", "selector"),
    [
        ("<svg><a xlink:href='/people/1'>x</a></svg>", "a[href*='/people/']"),
        ("<p class=BIG>x", ".big"),  # no doctype, so classes have no case
        ("<P CLASS='a b'>x", "p.b"),
        ("<p class='cit&#101;'>x", "[class*=cite]"),
        ("<a href='/x,y'>x</a>", "a[href='/x,y'], b"),
        ("<script>x</script>", "script:not([src]):not([type*='ld+json' i])"),
        ("<table><td>1<td>2</table>", "tr > :nth-child(2)"),
        ("<table><td>x</table>", "tbody td"),
        ("<input hidden>", "[hidden]"),
        ('<meta name="DC.Title">', "meta[name^='dc.' i]"),
    ],
)
def test_what_is_there_in_an_unusual_way_is_found(html: str, selector: str) -> None:
    assert places(Tree(html), selector) == places(LexborHTMLParser(html), selector) != []


def test_what_is_not_there_is_not_asked_for() -> None:
    tree = Tree("<p class=a>x</p>")
    assert (tree.css(".b, h2, [id=a]"), tree.css_first(".b"), tree.css_first(".b", default="none")) == (
        [],
        None,
        "none",
    )
    assert tree.css(".b, .a")[0].tag == "p"
    assert Tree("").css("p") == []
