"""People in a flat run of links and plain text, as Pure prints them: local authors are links, others are text."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from harvester.extract.candidate import Candidate, names
from harvester.extract.carriers.labelled import with_roles
from harvester.model.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator


MAX_BLOCK = 150_000
"""Characters of the block that are read; the head tags name the thousands of a large collaboration."""


def read_persons(fragment: str, carrier: str) -> Iterator[Candidate]:
    """The authors and editors in the HTML of a persons block, each with the units that are linked behind the name."""
    listed = persons(BeautifulSoup(fragment[:MAX_BLOCK], "lxml"))
    people = [replace(name, affiliation=units) for text, units in listed for name in with_roles([text])]
    authors = [replace(name, role=None) for name in people if name.role in (None, "author")]
    editors = [replace(name, role=None) for name in people if name.role == "editor"]
    yield from names("author", carrier, authors, [text for text, _ in listed])
    yield from names("editor", carrier, editors, map(str, editors))


def persons(soup: BeautifulSoup) -> list[tuple[str, tuple[str, ...]]]:
    """The people of a persons block as texts, in order, and the names of the units behind each.

    >>> html = "<p><a rel=Person>Sara Morris</a> (<a rel=Organisation>Library</a>), Sheila Payne &amp; Susan Hinder</p>"
    >>> persons(BeautifulSoup(html, "lxml"))
    [('Sara Morris', ('Library',)), ('Sheila Payne', ()), ('Susan Hinder', ())]
    """
    family_first = any("," in link.get_text() for link in soup.find_all(["a", "span"]) if not _is_unit(link))
    found: list[tuple[str, tuple[str, ...]]] = []
    for text in soup.find_all(string=True):
        if any(_is_unit(one) for one in text.parents):
            if found and (unit := clean(text)):
                found[-1] = (found[-1][0], (*found[-1][1], unit))
            continue
        for part in _parts(text, family_first=family_first):
            # "(Editor)" may stand behind the link that it belongs to.
            if part.startswith("(") and found:
                found[-1] = (f"{found[-1][0]} {part}", found[-1][1])
            elif part:
                found.append((part, ()))
    return [(name, units) for text, units in found if (name := text.strip(" *"))]


def _parts(text: NavigableString, *, family_first: bool) -> list[str]:
    inside = isinstance(text.parent, Tag) and text.parent.name in ("a", "span", "strong", "li")
    parts = [clean(text)] if inside and not _is_list(str(text)) else _plain(text, family_first=family_first)
    return [part for part in parts if part.strip("() ")]


def _is_unit(tag: Tag) -> bool:
    return tag.name == "a" and "Organisation" in (tag.get("rel") or ())


def _is_list(text: str) -> bool:
    return text.count(",") > 1 or ";" in text or " & " in text


def _plain(text: NavigableString, *, family_first: bool) -> list[str]:
    """The names in plain text: "Jane Doe, Ann Lee & ", or "Young, J., Butler, C. & " in the short form."""
    whole = re.sub(r"\s+(?:&|and)\s+|^\s*(?:&|and)\s+|\s+(?:&|and)\s*$", " , ", str(text))
    parts = [part for piece in whole.split(",") if (part := clean(piece).strip(" ;"))]
    if not family_first:
        return parts
    return [", ".join(parts[at : at + 2]) for at in range(0, len(parts), 2)]
