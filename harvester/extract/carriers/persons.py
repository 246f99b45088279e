"""People in a flat run of links and plain text, as Pure prints them: local authors are links, others are text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bs4.element import NavigableString, Tag

from harvester.model.text import clean

if TYPE_CHECKING:
    from bs4 import BeautifulSoup


def person_texts(soup: BeautifulSoup) -> list[str]:
    """The people of a persons block as texts, in order.

    >>> from bs4 import BeautifulSoup
    >>> html = "<p class=persons><a rel=Person>Sara Morris</a>, Sheila Payne &amp; Susan Hinder</p>"
    >>> person_texts(BeautifulSoup(html, "lxml"))
    ['Sara Morris', 'Sheila Payne', 'Susan Hinder']
    """
    family_first = any("," in link.get_text() for link in soup.find_all(["a", "span"]))
    found: list[str] = []
    for text in soup.find_all(string=True):
        inside = isinstance(text.parent, Tag) and text.parent.name in ("a", "span", "strong", "li")
        found += (
            [clean(text)] if inside and not _is_list(str(text)) else _plain(text, family_first=family_first)
        )
    # "(Editor)" may stand behind the link that it belongs to.
    joined: list[str] = []
    for part in found:
        if part.startswith("(") and joined:
            joined[-1] = f"{joined[-1]} {part}"
        elif part:
            joined.append(part)
    return [name for part in joined if (name := part.strip(" *"))]


def _is_list(text: str) -> bool:
    return text.count(",") > 1 or ";" in text or " & " in text


def _plain(text: NavigableString, *, family_first: bool) -> list[str]:
    """The names in plain text: "Jane Doe, Ann Lee & ", or "Young, J., Butler, C. & " in the short form."""
    whole = re.sub(r"\s+(?:&|and)\s+|^\s*(?:&|and)\s+|\s+(?:&|and)\s*$", " , ", str(text))
    parts = [part for piece in whole.split(",") if (part := clean(piece).strip(" ;"))]
    if not family_first:
        return parts
    return [", ".join(parts[at : at + 2]) for at in range(0, len(parts), 2)]
