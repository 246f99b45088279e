"""Citations in words, taken apart: Harvard, APA, Vancouver, MLA, Chicago, ABNT, DIN and the styles between them.

Two shapes cover them all: the year stands behind the authors, or at the end. The title is found first,
because the page says what it is; a line in which authors, title and year are not all found says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from harvester.extract.carriers.author_lists import AuthorList, read_list
from harvester.extract.carriers.citation_tail import read_tail
from harvester.model.identifier import find_dois
from harvester.model.text import clean

IsTitle = Callable[[str], bool]

MAX_LINE = 100_000
"""Characters of a citation that are read; lines of a thousand authors exist."""
MAX_TRIES = 400
"""Places at which the authors of a citation may end that are tried."""

_YEAR = r"(?:1[5-9]|20)\d\d"
_LABEL = re.compile(
    r"^(?:how to cite(?: this \w+)?|(?:please )?cite (?:this (?:\w+ )?)?as|cite this \w+|to cite this \w+|citation|"
    r"(?:recommended|suggested|preferred) citation|zitier\w+|como citar(?: \w+){0,3}|pour citer(?: \w+){0,3}|"
    r"apa|harvard|mla|chicago|vancouver|abnt)\s*(?:\([^()]{1,40}\))?\s*:\s*",
    re.IGNORECASE,
)
# In brackets, perhaps with a day, (2010, March 12), or bare between full stops or blanks.
_DATED = re.compile(
    rf"[\s,.]{{0,6}}[(\[](?P<year>{_YEAR})[a-z]?(?:,\s*(?P<day>[^)\]]{{1,40}}))?[)\]]\s*[.,:]?\s*"
    rf"|[\s,.]{{1,6}}(?P<bare>{_YEAR})[a-z]?[.,:]\s+(?=\S)"
)
_ADDRESS = re.compile(
    r"(?:\b(?:available (?:at|from|online at)|retrieved [^.]{0,40}?from|doi|https?|url|verf\u00fcgbar unter|"
    r"dispon[i\u00ed]\w+ e[mn])\s*:?\s*)*(?:https?://\S+|(?:doi:?\s*)10\.\d{4,9}/\S+|\b10\.\d{4,9}/\S+)[\u27e9\u3009]?",
    re.IGNORECASE,
)
_ACCESSED = re.compile(
    r"[(\[]?\s*\b(?:accessed|retrieved|acesso em|viewed|abgerufen|consult\u00e9)\b:?\s[^)\].]{0,40}[)\].]?",
    re.IGNORECASE,
)
_QUOTED = re.compile(
    r"(?:[\u2018'](?P<single>.+?)[\u2019']|[\u201c\"](?P<double>.+?)[\u201d\"]|\u201e(?P<low>.+?)[\u201c\u201d]|\u00ab\s?(?P<guillemets>.+?)\s?\u00bb)(?=[.,\s)]|$)[.,]?\s*",
    re.DOTALL,
)
_SENTENCE = re.compile(r"[.?!\u2026](?=\s|$)")
# "A. Lee", "vs. control", "St. Gallen": no end of a sentence.
_ABBREVIATED = re.compile(
    r"(?:^|[\s(.-])(?:[^\W\d_]|vs|cf|ca|approx|etc|e\.g|i\.e|St|Dr|Prof|No|Nr|Vol|spp?|var|subsp|Fig|Mr|Mrs|Jr|al)\.$"
)
_AFTER_TITLE = re.compile(r"\s*[\[(](?=[A-Z]|\d|online\]|en ligne\]|en l\u00ednea\])")
# Where authors may end: "Lee, A. ", "Lee, A.: ", "A. Lee, " before a quotation mark.
_AUTHORS_END = re.compile(r"[.:](?=\s)|[.,:]?\s+(?=[\u201c\u201e\"\u00ab])")


class Cited(NamedTuple):
    """A citation taken apart.

    Attributes:
        authors: the people in front.
        values: `Record` field -> text as the line has it; "title" and "issued" are always there.
        editors: those of the book that a chapter is in.
    """

    authors: AuthorList
    values: dict[str, str]
    editors: AuthorList | None = None


def parse(text: str, is_title: IsTitle = bool, begins_at: Callable[[str], int] | None = None) -> Cited | None:
    """The parts of a citation, or None where it cannot be taken apart with confidence.

    Args:
        text: one citation; a label in front ("How to cite:") is left out.
        is_title: whether a part of the text is the title of the page's item.
        begins_at: where the title begins in a text, or -1; without it every place is tried.

    >>> cited = parse("Attree, P., & Payne, S. (2011). Exploring influence. Health Expectations, 14(1), 48-58.")
    >>> [str(name) for name in cited.authors.names]
    ['Attree, P.', 'Payne, S.']
    >>> cited.values["title"], cited.values["container_title"], cited.values["page"]
    ('Exploring influence', 'Health Expectations', '48-58')
    >>> parse("Gulls of the north are studied here.")
    """
    line = _LABEL.sub("", clean(text[:MAX_LINE]))
    dois = find_dois(line)
    line = re.sub(r"\s+", " ", _ACCESSED.sub("", _ADDRESS.sub("", line))).strip()
    cited = _year_first(line, is_title) or _year_last(line, is_title, begins_at(line) if begins_at else None)
    if cited and len(dois) == 1:
        cited.values["doi"] = dois[0]
    return cited


def _year_first(line: str, is_title: IsTitle) -> Cited | None:
    """Authors, year, title: Harvard, APA, CSE, EPrints, DataCite."""
    match = _DATED.search(line)
    if not match or match.start() < 2:
        return None
    # The full stop of the last initial is the name's.
    end = match.start() + (line[match.start()] == "." and line[match.start() - 1].isupper())
    authors = read_list(line[:end])
    if not authors:
        return None
    year = match["year"] or match["bare"]
    for title, tail in _titles(line[match.end() :]):
        if is_title(title):
            return _cited(authors, title, tail, f"{year} {match['day'] or ''}".strip())
    return None


def _year_last(line: str, is_title: IsTitle, title_at: int | None) -> Cited | None:
    """Authors, title, and the year somewhere behind: Vancouver, MLA, Chicago, ABNT, Nature, IEEE, DIN."""
    ends = [match for match, _ in zip(_AUTHORS_END.finditer(line), range(MAX_TRIES), strict=False)]
    if title_at is not None:
        ends = [match for match in _AUTHORS_END.finditer(line) if 0 <= title_at - match.end() <= 3]
    # The longest run that reads as a list of names; the first initial's full stop ends none.
    for end in reversed(ends):
        authors = read_list(line[: end.start()])
        if not authors:
            continue
        for title, tail in _titles(line[end.end() :].strip()):
            year = re.findall(rf"(?<![\w/-]){_YEAR}(?![\w/-])", tail)
            if year and is_title(title):
                return _cited(authors, title, tail, year[-1])
    return None


def _cited(authors: AuthorList, title: str, tail: str, issued: str) -> Cited:
    values, editors = read_tail(tail)
    values.pop("issued", None)
    return Cited(authors, {"title": title, "issued": issued, **values}, editors)


def _titles(text: str) -> Iterator[tuple[str, str]]:
    """The ways to split ``text`` into a title and what stands behind it, the likeliest first."""
    if quoted := _QUOTED.match(text):
        yield next(filter(None, quoted.groups())).strip(" ,."), text[quoted.end() :]
        return
    ends = [
        match.end()
        for match in _SENTENCE.finditer(text)
        if not _ABBREVIATED.search(text[: match.end()][-12:])
    ]
    for end in ends[:20]:
        whole = text[:end]
        bracket = _AFTER_TITLE.search(whole, 3)
        if bracket:
            yield whole[: bracket.start()].rstrip(" ,"), text[bracket.start() :].strip()
        yield whole.rstrip(" ."), text[end:].strip()
    for match in list(re.finditer(r"[,:]\s|\s[-\u2013\u2014]\s", text))[:20]:
        yield text[: match.start()], text[match.end() :].strip()
