"""Other works on a page: lines that are nothing but a link with a title for its text, as listings are made of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.extract.visible.people import is_affiliation
from harvester.model.text import clean, fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.extract.visible.lines import Line

MANY = 5
"""Links to other works that a listing has at least."""
_WORDS, _LENGTH = 4, 20
MAX_TITLE = 600
_NO_TITLE = re.compile(
    r"https?:|doi\b|www\.|download|view |view$|export|add to|search|permalink|back to|skip to", re.IGNORECASE
)


def before_others(lines: Sequence[Line], at: int) -> list[Line]:
    """The lines up to the first other work behind the title at ``at``, where the page links to many of them."""
    others = [place for place, line in enumerate(lines) if place > at and _is_other(line, lines[at])]
    return list(lines[: others[0]] if len(others) >= MANY else lines)


def reads_as_title(text: str) -> bool:
    """Whether the text of a link can be the title of a work.

    >>> reads_as_title("The growth of lichens on walls"), reads_as_title("Download PDF"), reads_as_title("Next page")
    (True, False, False)
    """
    text = clean(text)
    return len(text.split()) >= _WORDS and _LENGTH <= len(text) <= MAX_TITLE and not _NO_TITLE.match(text)


def _is_other(line: Line, title: Line) -> bool:
    link = line.node.css_first("a[href]") if reads_as_title(line.text) and line.is_whole else None
    if link is None or fold(link.text()) != fold(line.text):
        return False
    return not is_affiliation(line.text) and fold(line.text) != fold(title.text)
