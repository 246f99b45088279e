"""Visible citations, such as the Vancouver and Standard lines of Pure's cite tabs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.extract.candidate import Candidate, names, read_field
from harvester.extract.carriers.blocks import cite_blocks
from harvester.model import Name
from harvester.model.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.extract.document import Document

MAX_LINE = 100_000
"""Characters of a citation line that are read; lines of a thousand authors exist."""
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
# Pure writes: TITLE. / Attree, Pamela; Morris, Sara et al.
_STANDARD = re.compile(r"(?P<title>.+?)\s+/\s+(?P<authors>[^/]+?)\.?\s*(?=\bIn:\s|$)", re.DOTALL)
# Pure writes: In: Health Expectations, Vol. 14, No. 1, 03.2011, p. 48-58.
_IN = re.compile(r"\bIn:\s+(?P<journal>[^\n]+?),\s+(?=Vol\.|No\.|\d{2}\.|\d{4}\b|p\.)")
_VOLUME = re.compile(r"\bVol(?:\.|ume)\s*([\w-]+)")
_ISSUE = re.compile(r"\bN(?:o\.|umber)\s*([\w/-]+)")
_PAGES = re.compile(r"\bpp?\.\s*(\w+(?:\s*[-\u2013]\s*\w+)?)")
# Repositories write: Health Expectations 14(1):48-58.
_SHORT = re.compile(
    r"(?<![\w/.:])(?P<volume>\d+)(?:\((?P<issue>[^()\s]{1,12})\))?:(?P<page>[a-z]?\d+(?:[-\u2013][a-z]?\d+)?)(?![\w/:])"
)
_DATE = re.compile(
    r"(?:^|,\s*)((?:\d{2}\.){0,2}(?:1[5-9]|20)\d\d|[A-Z][a-z]{2,8}\s+(?:1[5-9]|20)\d\d)(?=[,.\s]|$)"
)


def read(document: Document) -> Iterator[Candidate]:
    """What the Vancouver and Standard lines of the page say."""
    blocks = cite_blocks(document.tree)
    yield from read_vancouver(blocks.get("vancouver", ""))
    yield from read_standard(blocks.get("standard", ""))


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
        person = _PERSON.fullmatch(part)
        if person:
            found.append(
                Name(family=person["family"], given=person["initials"], suffix=person["suffix"] or "")
            )
        else:
            found.append(Name(literal=part))
    cut = " et al" if text.endswith("et al") else ""
    yield from names("author", carrier, found, [text.removesuffix(" et al").replace(", ", "; ") + cut])


def read_standard(text: str, carrier: str = "standard") -> Iterator[Candidate]:
    """What a Standard line of Pure says; its authors are cut after three ("et al.").

    >>> line = "A title. / Attree, Pamela; Morris, Sara et al. In: Health, Vol. 14, No. 1, 03.2011, p. 48-58."
    >>> [str(c.value) for c in read_standard(line) if c.field != "author"]
    ['A title.', 'Health', '14', '1', '48-58', '2011-03']
    """
    text = clean(text[:MAX_REST])
    match = _STANDARD.match(text)
    if not match:
        return
    yield from read_field("title", carrier, match["title"])
    yield from read_field("author", carrier, match["authors"])
    rest = text[match.end() :]
    if inside := _IN.search(rest):
        yield from read_field("container_title", carrier, inside["journal"])
        for field, value in read_locators(rest[inside.end("journal") :]).items():
            yield from read_field(field, carrier, value)


def read_locators(text: str) -> dict[str, str]:
    """Volume, issue, pages and date of a citation in words; nothing where no volume is stated so.

    >>> read_locators("Molecular Physics, Vol. 111, No. 9-11, July 2013, pp. 1092-1099")
    {'volume': '111', 'issue': '9-11', 'page': '1092-1099', 'issued': 'July 2013'}
    >>> read_locators("10274")
    {}
    """
    text = text[:MAX_REST]
    if short := _SHORT.search(text):
        return {field: value for field, value in short.groupdict().items() if value}
    patterns = {"volume": _VOLUME, "issue": _ISSUE, "page": _PAGES, "issued": _DATE}
    found = {field: match[1] for field, pattern in patterns.items() if (match := pattern.search(text))}
    return found if set(found) & {"volume", "page"} else {}
