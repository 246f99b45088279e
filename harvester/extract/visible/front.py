"""Everything that the front of a page shows of its item, as candidates of the carrier "body"."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING, cast

from harvester.extract.candidate import Candidate, names, people_in, read_field
from harvester.extract.carriers import neighbours
from harvester.extract.carriers.labelled import Row, is_known, read_rows
from harvester.extract.visible.abstract import paragraphs, read_abstract
from harvester.extract.visible.byline import read_byline
from harvester.extract.visible.dates import read_dates
from harvester.extract.visible.heading import cited_in, find_title, title_of
from harvester.extract.visible.issue_line import issue_parts, read_issue
from harvester.extract.visible.lines import read_lines
from harvester.extract.visible.marked import marked_citation
from harvester.extract.visible.others import before_others
from harvester.extract.visible.own_doi import read_own_doi
from harvester.extract.visible.people import is_person
from harvester.extract.visible.proceedings import read_proceedings
from harvester.model import PartialDate
from harvester.model.identifier import find_dois
from harvester.model.kind import csl_type
from harvester.model.text import clean, fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from selectolax.lexbor import LexborHTMLParser

    from harvester.extract.visible.lines import Line
    from harvester.extract.visible.marked import Marked
    from harvester.model import Name, Page

BODY = "body"
_BEFORE, _BEHIND = 4, 60
_MASTHEAD, MAX_ISSN = 15, 200
"""Lines above the title among which the ISSN of the journal may stand, and their characters."""
_LABEL = re.compile(r"(?P<label>[^\W\d_][^:\n]{1,38}?)\s*:\s*(?P<value>.*)")
_ABOVE, _BELOW, MAX_KIND = 4, 12, 40
"""Lines above and below the title that may be nothing but a type, and their characters."""
_CLOSING, MAX_CLOSING = 25, 800
"""Paragraphs at the end of a page that may cite the work itself, and their characters."""
_STEPS, MAX_STEPS, _CLOSING_LINE = (
    "[id*=breadcrumb] a, [class*=breadcrumb] a, [class*=breadcrumb] li",
    20,
    200,
)
#: Types in one word; other single words ("Paper", "Review") may head anything.
_KINDS = frozenset(
    "article articulo artigo articolo artikel aufsatz thesis dissertation these tesis tese preprint dataset".split()
)
# "Paper in proceedings, 2015"
_WITH_YEAR = re.compile(r",\s*(?:1[5-9]|20)\d\d$")
_ISSN = re.compile(r"\bE?-?ISSN\b")
_DATE_TAGS = "meta[name*='date' i][content]"
_YEAR = re.compile(r"(?:1[4-9]|20)\d\d")
#: Labels that say enough in a table of an item's data, but not on any line.
_VAGUE = frozenset(
    "name number link tag date type event series subject genre sponsor publisher identifier language edition "
    "uri".split()
)
_THESIS = re.compile(
    r"\b(?:Ph\.? ?D\.?|doctoral|doctor'?s|master'?s?|M\.? ?(?:Sc|A|Phil)\.?|bachelor'?s?|licentiate|"
    r"habilitation|diploma)\s+(?:thesis|dissertation)\b|\bdissertation\b.{0,40}\b(?:doctor|Dr\.|Ph\.? ?D)|"
    r"\b(?:th\u00e8se de doctorat|tese de doutorado|"
    r"disserta\u00e7\u00e3o de mestrado|tesis (?:doctoral|de maestr\u00eda)|doktorarbeit|masterarbeit|"
    r"inaugural-?dissertation)\b",
    re.IGNORECASE,
)


def read_front(page: Page, tree: LexborHTMLParser) -> list[Candidate]:
    """What stands around the title; nothing but an abstract where no heading is the title."""
    lines = read_lines(tree)
    if marked := marked_citation(tree, lines):
        return list(_from_marked(page, lines, marked))
    at = find_title(tree, lines)
    lines = lines if at is None else before_others(lines, at)
    found = [] if at is None else list(_around(page, tree, lines, at))
    if abstract := read_abstract(tree, lines, at):
        found += read_field("abstract", BODY, abstract)
    return found


def _from_marked(page: Page, lines: Sequence[Line], marked: Marked) -> Iterator[Candidate]:
    """What a marked citation says, and the abstract behind it."""
    yield from read_field("title", BODY, marked.title)
    yield from read_field("author", BODY, marked.authors)
    said = lines[marked.at].text
    for field, value in issue_parts(said.partition(marked.title)[2], cited=True).items():
        yield from read_field(field, BODY, value)
    yield from read_field("issn", BODY, said)
    if doi := read_own_doi(page, lines, marked.at) or next(iter(find_dois(said)), None):
        yield Candidate("doi", BODY, doi, doi)
    yield from read_field("abstract", BODY, paragraphs(lines[marked.at + 1 :]))


def _around(page: Page, tree: LexborHTMLParser, lines: Sequence[Line], at: int) -> Iterator[Candidate]:
    heading = tree.css_first("title")
    page_title = clean(heading.text()) if heading else ""
    yield from read_field("title", BODY, title_of(lines[at], page_title))
    if cited := cited_in(lines[at].text):
        authors, year, _ = cited
        yield from names("author", BODY, authors.names, [authors.raw])
        yield from read_field("issued", BODY, year)
    near = [*lines[at + 1 : at + 1 + _BEHIND], *lines[max(0, at - _BEFORE) : at]]
    labelled = list(read_rows(_rows(near), BODY))
    yield from labelled
    stated = next((cast("tuple[Name, ...]", one.value) for one in labelled if one.field == "author"), ())
    # Below the label "Authors:", affiliations may stand between the names.
    people = read_byline(lines, at) if len(stated) < 2 else []
    read = people_in(people)
    if not stated or (len(read) > 1 and read[0] == stated[0]):
        yield from names("author", BODY, read, people)
    yield from _numbers(page, tree, lines, at, page_title)
    if doi := read_own_doi(page, lines, at):
        yield Candidate("doi", BODY, doi, doi)
    # A masthead says it well above the title.
    told = [
        line.text
        for line in (*near, *lines[max(0, at - _MASTHEAD) : at])
        if len(line.text) <= MAX_ISSN and _ISSN.search(line.text)
    ]
    yield from read_field("issn", BODY, told)
    for line in near:
        if len(line.text) < 160 and _THESIS.search(line.text):
            yield Candidate("type", BODY, "thesis", line.text)
            return


def _numbers(
    page: Page, tree: LexborHTMLParser, lines: Sequence[Line], at: int, page_title: str
) -> Iterator[Candidate]:
    """The dates and the place in the journal; a date of another year than the issue's is that of appearing online."""
    issue = list(read_issue(lines, at, page_title, BODY)) or list(read_proceedings(lines, at, BODY))
    issue = issue or list(_in_path(page, tree)) or list(_closing_line(tree, fold(lines[at].text)))
    if not any(one.field == "type" for one in issue):
        yield from _kind(lines, at)
    years = {year for one in issue if (year := _year(one))}
    for one in read_dates(lines, at, BODY):
        early = one.field == "issued" and years and _year(one) not in years
        yield replace(one, field="available_date") if early else one
    # Beside a whole date in the head tags, the year alone would only be vaguer.
    dates = " ".join(tag.attributes.get("content") or "" for tag in tree.css(_DATE_TAGS))
    stated = set(map(int, _YEAR.findall(dates)))
    yield from (one for one in issue if _year(one) not in stated)


def _kind(lines: Sequence[Line], at: int) -> Iterator[Candidate]:
    """The type that a short line near the title is: "Journal Article", "Dissertation"."""
    beside = [line for line in lines[max(0, at - _ABOVE) : at] if line.node.tag != "li"]
    for line in (*lines[at + 1 : at + 1 + _BELOW], *beside):
        said = fold(line.text) if len(line.text) <= MAX_KIND else ""
        kind = csl_type(_WITH_YEAR.sub("", line.text)) if " " in said or said in _KINDS else None
        kind = None if said.startswith("abstract") else kind
        if kind and kind != "document":
            yield Candidate("type", BODY, kind, line.text)
            return


def _in_path(page: Page, tree: LexborHTMLParser) -> Iterator[Candidate]:
    """The issue as the path above the title names it: "Home > Vol. 9, No. 1 (2012) > Reed"."""
    for step in tree.css(_STEPS)[:MAX_STEPS] if b"readcrumb" in page.body else ():
        parts = issue_parts(step.text()[:_CLOSING_LINE])
        if len(parts.keys() & {"volume", "issue", "issued"}) > 1:
            for field in ("volume", "issue", "issued"):
                yield from read_field(field, BODY, parts.get(field, ""))
            yield Candidate("type", BODY, "article-journal", clean(step.text()))
            return


def _closing_line(tree: LexborHTMLParser, title: str) -> Iterator[Candidate]:
    """Where the work appeared, as old magazines say it beneath the text: the title again, then the journal."""
    for node in reversed(tree.css("p, address")[-_CLOSING:]):
        said = node.text() if len(title.split()) > 2 else ""
        if len(said) > MAX_CLOSING or title not in fold(said):
            continue
        for text in neighbours.lines(node):
            if title not in fold(text) and "volume" in (parts := issue_parts(text, cited=True)):
                for field, value in parts.items():
                    yield from read_field(field, BODY, value)
                yield Candidate("type", BODY, "article-journal", text)
                return


def _year(candidate: Candidate) -> int | None:
    return candidate.value.year if isinstance(candidate.value, PartialDate) else None


def _rows(near: Sequence[Line]) -> Iterator[Row]:
    """The lines "Label: value", and the labels that stand on the line before their value, where the label is known."""
    for at, line in enumerate(near):
        match = _LABEL.fullmatch(line.bare)
        if not match or match["label"].lower() in _VAGUE or not is_known(match["label"]):
            continue
        if match["value"]:
            yield Row(match["label"], [match["value"]])
        elif values := _values_below(near[at + 1 :]):
            yield Row(match["label"], values)


def _values_below(lines: Sequence[Line]) -> list[str]:
    """The value on the first line below a label; of names, one on a line, all."""
    people = list(takewhile(lambda text: is_person(text, strict=True), (line.bare for line in lines)))
    first = [line.bare for line in lines[:1] if not _LABEL.fullmatch(line.bare)]
    return people or first
