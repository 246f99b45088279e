"""What a platform's own elements say, by CSS selector: most of a platform's file is such a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.extract.candidate import Candidate, names, people_in, read_field
from harvester.extract.visible.abstract import abstract_in
from harvester.extract.visible.byline import own_text
from harvester.extract.visible.issue_line import issue_parts
from harvester.extract.visible.lines import text_of
from harvester.extract.visible.people import split_people

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from selectolax.lexbor import LexborHTMLParser, LexborNode

BODY = "body"
_PEOPLE = frozenset({"author", "editor"})
_LISTS = frozenset({"keyword", "issn", "isbn", "title_alternative"})


def read_selected(tree: LexborHTMLParser, fields: Mapping[str, str]) -> Iterator[Candidate]:
    """The candidates of the elements that ``fields`` (field -> selector) names: people and lists all, else the first.

    A link to doi.org stands for its address, a ``<time>`` for its ``datetime``, an element without text for its
    ``content``.
    """
    for field, selector in fields.items():
        nodes = tree.css(selector)
        if field in _PEOPLE:
            people = [name for node in nodes for name in split_people(own_text(node))]
            yield from names(field, BODY, people_in(people), dict.fromkeys(people))
        elif field in _LISTS:
            # The second text, though empty, says that each text is one entry.
            yield from read_field(field, BODY, [*map(said, nodes), ""])
        elif field == "abstract":
            yield from read_field(field, BODY, [abstract_in(node) for node in nodes[:1]])
        elif nodes:
            yield from read_field(field, BODY, said(nodes[0]))


def read_issue_lines(tree: LexborHTMLParser, selector: str, *fields: str) -> Iterator[Candidate]:
    """The parts of the first element that states an issue, of those that match; only ``fields`` where any is named."""
    for node in tree.css(selector):
        parts = issue_parts(text_of(node))
        if parts:
            for field, value in parts.items():
                if not fields or field in fields:
                    yield from read_field(field, BODY, value)
            return


def said(node: LexborNode) -> str:
    """The text, or the machine-readable value, of an element."""
    attributes = node.attributes
    href = attributes.get("href") or ""
    return (
        (href if "doi.org/" in href else "")
        or attributes.get("datetime")
        or text_of(node)
        or attributes.get("content")
        or ""
    )
