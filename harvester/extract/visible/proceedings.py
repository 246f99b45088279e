"""The line that says in which proceedings a paper appeared, where no volume and no issue does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.extract.candidate import Candidate, read_field
from harvester.model.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from harvester.extract.visible.lines import Line

MAX_LINE = 400
"""Characters of a line that may name proceedings; longer ones are prose."""
_BEFORE, _BEHIND = 6, 25

_YEAR = r"(?:19|20)\d\d"
_NAME = re.compile(
    r"(?:^|:\s|\b(?:in|part of|appears in|published in|presented at)(?:\s+the)?:?\s+)"
    r"(?P<name>(?:\d{1,3}(?:st|nd|rd|th)\s|(?:annual|international|ieee|acm)\s){0,4}"
    r"(?:proceedings|proc\.|conference|symposium|workshop|advances in|tagungsband|actes d|atti d|actas d)[^;|]{8,250})",
    re.IGNORECASE,
)
#: Words without which no line is searched; hardly any line has one.
_TELLING = ("proc", "confer", "sympos", "worksh", "advances", "tagungsband", "actes d", "atti d", "actas d")
# "(NIPS 2007)", "EXMOBI '08": a conference by its letters and its year.
_ACRONYM = re.compile(rf"\(\s*[A-Z][A-Za-z&/-]{{1,14}}[\s-]?['\u2019]?(?P<year>{_YEAR}|\d\d)\s*\)")
_PAGES = re.compile(
    r"\b(?:pages?|pp?|seiten|s)(?:\.\s?|\s+|:\s*)(?P<page>\d+(?:\s?[-\u2010-\u2015]{1,2}\s?\d+)?)(?!\w)",
    re.IGNORECASE,
)
_TAIL = re.compile(
    rf",?\s*(?:(?:pages?|pp?|seiten)\b.*|\(?(?:[A-Z][a-z]{{2,8}}\.?\s)?{_YEAR}\)?[\s.,]*$|paper no\b.*|"
    rf"\(\s*[A-Z][A-Za-z&/-]{{1,14}}[\s-]?['\u2019]?(?:{_YEAR}|\d\d)\s*\).*|(?:january|february|march|april|may|june|july|august|september|october|"
    rf"november|december)\s+{_YEAR}.*)",
    re.IGNORECASE,
)
_YEARS = re.compile(rf"(?<![\d/-]){_YEAR}(?![\d/-])")


def read_proceedings(lines: Sequence[Line], at: int, carrier: str) -> Iterator[Candidate]:
    """Book, pages, year and type that a line near the title at ``at`` states; nothing where none names proceedings."""
    near = [*lines[at + 1 : at + 1 + _BEHIND], *lines[max(0, at - _BEFORE) : at]]
    for line in near:
        said = proceedings_parts(line.text)
        if said:
            for field, value in said.items():
                yield from read_field(field, carrier, value)
            yield Candidate("type", carrier, "paper-conference", line.text)
            return


def proceedings_parts(text: str) -> dict[str, str]:
    """The parts of such a line by field; it needs pages or a year to be one.

    >>> proceedings_parts("In Proceedings of the 14th Conference on Ponds (POND 2008), pages 112-123, June 2008.")
    {'container_title': 'Proceedings of the 14th Conference on Ponds', 'page': '112-123', 'issued': '2008'}
    >>> proceedings_parts("Part of Advances in Pond Systems 20 (APS 2007)")
    {'container_title': 'Advances in Pond Systems 20', 'issued': '2007'}
    >>> proceedings_parts("In the proceedings of that year we read of ponds."), proceedings_parts("Conference on Ponds")
    ({}, {})
    """
    text = clean(text)
    lower = text.lower() if len(text) <= MAX_LINE else ""
    match = _NAME.search(text) if any(word in lower for word in _TELLING) else None
    if not match or match["name"][:1].islower():
        return {}
    pages, acronym = _PAGES.search(text), _ACRONYM.search(text)
    years = {acronym["year"]} if acronym and len(acronym["year"]) == 4 else set(_YEARS.findall(text))
    name = _TAIL.sub("", match["name"]).strip(" ,.:(")
    if not name or not (pages or acronym or (years and len(text) < 2 * len(name))):
        return {}
    said = {"container_title": name}
    if pages:
        said["page"] = pages["page"]
    if len(years) == 1:
        said["issued"] = years.pop()
    return said
