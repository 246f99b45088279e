"""EPrints' citation of an item, by which its views and searches show it.

``<p><span class="person_name">Lee, Ann</span> (2011) <a href="..."><em>Title</em></a>. Bird Notes, 4 (2), pp. 3-9.``
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.extract.candidate import Candidate, names, people_in, read_field
from harvester.extract.carriers.citation_tail import read_tail
from harvester.model.identifier import find_dois, find_issns
from harvester.model.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborHTMLParser

MAX_TEXT = 20_000
"""Characters of a citation that are read: more than the authors of most collaborations."""
MAX_NAMES = 1_000

_YEAR = re.compile(r"\(\s*(?:[^()]{1,20}\s)?((?:1[5-9]|20)\d\d)\s*\)")
_EDITED = re.compile(r"\b(?:eds?\.|\(eds?\.?\))", re.IGNORECASE)
# "(In Press)" and the serial numbers stand behind everything else.
_END = re.compile(r"\((?:in press|submitted|unpublished)\)|\b(?:e?ISSN|ISBN)\b.*", re.IGNORECASE | re.DOTALL)
# A chapter stands "In: The book of birds. Wing Press, London, pp. 3-9."
_INSIDE = re.compile(r"\s*In:\s+(?P<book>[^.]{3,300}?)(?:,\s(?=\d)|\.\s|\.?$)")


def read_listed(tree: LexborHTMLParser) -> list[Candidate]:
    """What the citation says; the title is its link, the people stand in spans in front of the year."""
    links = [one for one in tree.css("a[href]") if clean(one.text())]
    text = clean(tree.root.text(separator=" ") if tree.root else "")[:MAX_TEXT]
    title = max((clean(one.text(separator=" ")) for one in links), key=len, default="")
    before, found, after = text.partition(title)
    if not title or not found:
        return []
    return list(_read(tree, title, before, re.sub(r"\s+(?=[.,;:])", "", after)))


def _read(tree: LexborHTMLParser, title: str, before: str, after: str) -> Iterator[Candidate]:
    yield from read_field("title", "body", title)
    year = _YEAR.search(before)
    if year:
        yield from read_field("issued", "body", year[1])
    people = [clean(one.text(separator=" ")) for one in tree.css("span.person_name")[:MAX_NAMES]]
    # Those behind the title are the editors of the book.
    authors = [name for name in people if name in before]
    field = "editor" if _EDITED.search(before) else "author"
    yield from names(field, "body", people_in(authors), authors)
    tail = _END.sub("", after).strip(" .,")
    if inside := _INSIDE.match(tail):
        yield from read_field("container_title", "body", inside["book"])
        tail = tail[inside.end() :]
    for name, said in read_tail(tail)[0].items():
        yield from read_field(name, "body", said)
    yield from read_field("issn", "body", find_issns(after))
    yield from read_field("isbn", "body", re.findall(r"ISBN:?\s*([\dXx-]{10,17})", after))
    yield from (one for doi in find_dois(after)[:1] for one in read_field("doi", "body", doi))
