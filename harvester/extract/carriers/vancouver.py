"""Vancouver lines as Pure's cite tabs write them: all authors, with initials only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.extract.candidate import Candidate, names, read_field
from harvester.extract.degrees import without_degree, without_degrees
from harvester.model import Name
from harvester.model.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_LINE = 100_000
"""Characters of a line that are read; lines of a thousand authors exist."""
MAX_REST = 3_000
"""Characters behind the authors that are read."""

# Pure writes: Attree P, Morris S. TITLE. Health Expectations. 2011 Mar;14(1):48-58. doi: 10.1111/...
_AUTHORS = re.compile(
    r"(?P<authors>(?:[^\s,.;][^,.;]{0,60},\s)*[^\s,.;][^,.;]{0,60}(?:,? et al)?)\.\s+(?P<rest>\S.*)",
    re.DOTALL,
)
_JOURNAL = re.compile(
    r"(?P<title>.+?[.?!\u201d\"'])\s+(?P<journal>[^.]+(?:\.(?=\S)[^.]+)*)\.\s+"
    r"(?P<date>(?:1[5-9]|20)\d\d(?:\s+[A-Z][a-z]{2}(?:\s+\d{1,2})?)?)"
    r"(?:;(?P<volume>[^\s(:;.]+)?(?:\((?P<issue>[^)]+)\))?(?::(?P<pages>[^\s.;]+))?)?\.",
    re.DOTALL,
)
_DOI = re.compile(r"\bdoi:\s*(10\.\d{4,9}/\S+)", re.IGNORECASE)
_PERSON = re.compile(r"(?P<family>.+?)\s+(?P<initials>[^\W\d_a-z]{1,5})(?:\s+(?P<suffix>Jr|Sr|II|III|IV))?")


def read_vancouver(text: str, carrier: str = "vancouver") -> Iterator[Candidate]:
    """What a Vancouver line says; of works that are not in journals, only authors and DOI.

    >>> line = "Attree P, Morris S. Exploring influence. Health Expectations. 2011 Mar;14(1):48-58. doi: 10.1/x"
    >>> [c.raw for c in read_vancouver(line)]
    ['Attree P; Morris S', 'Exploring influence.', 'Health Expectations', '2011 Mar', '14', '1', '48-58']
    """
    match = _AUTHORS.match(clean(text[:MAX_LINE]))
    if not match:
        return
    yield from _vancouver_authors(match["authors"], carrier)
    if doi := _DOI.search(match["rest"]):
        yield from read_field("doi", carrier, doi[1])
    if line := _JOURNAL.match(match["rest"][:MAX_REST]):
        yield from read_field("title", carrier, line["title"])
        yield from read_field("container_title", carrier, line["journal"])
        yield from read_field("issued", carrier, line["date"])
        yield from read_field("volume", carrier, line["volume"] or "")
        yield from read_field("issue", carrier, line["issue"] or "")
        yield from read_field("page", carrier, line["pages"] or "")


def _vancouver_authors(text: str, carrier: str) -> Iterator[Candidate]:
    found: list[Name] = []
    for part in re.split(r",\s*", re.sub(r",?\s*et al$", "", text)):
        person = _PERSON.fullmatch(without_degree(part))
        if person:
            found.append(
                Name(family=person["family"], given=person["initials"], suffix=person["suffix"] or "")
            )
        else:
            found.append(Name(literal=part))
    cut = " et al" if text.endswith("et al") else ""
    yield from names(
        "author", carrier, without_degrees(found), [text.removesuffix(" et al").replace(", ", "; ") + cut]
    )
