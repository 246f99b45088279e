"""Volume, issue, pages and date as citations in words write them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_TEXT = 3_000
"""Characters of a citation that are read."""
_NEAR = 60

_YEAR = r"(?:1[5-9]|20)\d\d"
#: A page or a range; a year that no dash follows is none.
_PAGE = rf"(?!{_YEAR}(?:[,.\s]|$))[a-zA-Z]{{0,2}}\d+(?:\s?[-\u2010-\u2015]{{1,2}}\s?[a-zA-Z]?\d+)?"
_NOT_INSIDE = r"(?<![\w/.:()\u2013-])"
_PAGES_WORD = r"(?:pp?\.?|pages?|S\.|Seiten?|p\u00e1gs?\.)"
#: In front of the number by which journals without pages know an article, and law reviews count those of an issue.
_ARTICLE_WORD = r"(?:[Aa]rticle|[Aa]rt\.)(?:\s(?:[Nn]o\.?|[Nn]umber|[Nn]r\.?|ID))?"
# In words, as Pure, ABNT and AGPS write: Vol. 14, No. 1, 03.2011, p. 48-58.
_VOLUME = re.compile(
    r"\b(?:[Vv]ol(?:\.|ume|\b)|v\.|Bd\.|Band|[Tt]omo?\.?|\u5dfb)\s*([\w-]*\d[\w-]*|[IVXLC]+\b)"
)
_ISSUE = re.compile(
    r"\b(?:[Nn](?:o|\u00ba|r|\u00b0)?\.|[Nn]o\b|[Nn]\u00ba|[Nn]\u00b0|[Nn]umber|[Nn]umero|[Ii]ss(?:ue|\.)|H\.|Heft|n\u00fam\.|\u53f7)\s*([\w/-]*\d[\w/-]*)"
)
_PAGES = re.compile(rf"\b{_PAGES_WORD}\s*({_PAGE})(?!\w)")
_ARTICLE = re.compile(rf"\b{_ARTICLE_WORD}\s*({_PAGE})(?!\w)")
_BEFORE_PAGE = rf"(?:(?P<article>{_ARTICLE_WORD})\s?|{_PAGES_WORD}\s?)?"
_DATE = re.compile(rf"(?:^|,\s*)((?:\d{{2}}\.){{0,2}}{_YEAR}|[A-Z][a-z]{{2,8}}\s+{_YEAR})(?=[,.\s]|$)")
# In figures, as APA, Harvard, CSE and EPrints write: 14(1), 48-58; 14 (1): 48-58; 12 (3). pp. 45-67.
_BRACKETS = re.compile(
    rf"{_NOT_INSIDE}(?P<volume>[A-Z]?\d{{1,4}}[A-Z]?)\s?\((?P<issue>[^()]{{1,20}})\)"
    rf"(?:\s?[,:.]\s?{_BEFORE_PAGE}(?P<page>{_PAGE})(?![\w/:]))?"
)
_OTHER_NUMBER = re.compile(
    r"\b(?:[Nn](?:o|r|um|\u00ba|\u00b0)?|[Ii]ss(?:ue)?|[Nn]umber|H|Heft|pp?|[Rr]eport)\.?\s?$"
)
# 14:48-58
_COLON = re.compile(rf"{_NOT_INSIDE}(?P<volume>\d{{1,4}})\s?:\s?(?P<page>{_PAGE})(?![\w/:])")
# Chicago writes: 14, no. 1 (2011): 48-58.
_CHICAGO = re.compile(
    rf"{_NOT_INSIDE}(?P<volume>\d{{1,4}}),\s(?:no|iss)\.\s(?P<issue>[\w/\u2013-]+)"
    rf"(?:\s\((?:[A-Z][a-z]+\s)?(?P<issued>{_YEAR})\))?(?:\s?[:,]\s?{_BEFORE_PAGE}(?P<page>{_PAGE})(?![\w/:]))?"
)
# Springer Nature writes: 596, 583-589 (2021).
_COMMA = re.compile(
    rf"{_NOT_INSIDE}(?!{_YEAR},)(?P<volume>\d{{1,4}}),\s{_BEFORE_PAGE}(?P<page>{_PAGE})(?:\s\((?P<issued>{_YEAR})\)|\.?$|\.\s)"
)


_BEHIND = {"issue": _ISSUE, "page": _PAGES, "number": _ARTICLE}
_WORDS = {"volume": _VOLUME, **_BEHIND, "issued": _DATE}


class Located(NamedTuple):
    """The numbers found in a citation.

    Attributes:
        values: field -> text as written; any of volume, issue, page, number, issued.
        start: where in the text the first of them begins.
    """

    values: dict[str, str]
    start: int


def read_locators(text: str) -> dict[str, str]:
    """Volume, issue, pages or number, and date of a citation in words; nothing where no volume is stated so.

    >>> read_locators("Molecular Physics, Vol. 111, No. 9-11, July 2013, pp. 1092-1099")
    {'volume': '111', 'issue': '9-11', 'page': '1092-1099', 'issued': 'July 2013'}
    >>> read_locators("First Monday, 25(10)"), read_locators("10274")
    ({'volume': '25', 'issue': '10'}, {})
    >>> read_locators("Gull Law Review: Vol. 12 : Iss. 3 , Article 4."), read_locators("Birds, 9(2), Article e0123")
    ({'volume': '12', 'issue': '3', 'number': '4'}, {'volume': '9', 'issue': '2', 'number': 'e0123'})
    """
    return locate(text).values


def locate(text: str) -> Located:
    """`read_locators` with the place where the numbers begin: in front of them stands the journal.

    >>> locate("Nature 596, 583-589 (2021)")
    Located(values={'volume': '596', 'page': '583-589', 'issued': '2021'}, start=7)
    """
    text = text[:MAX_TEXT]
    for shape in (_CHICAGO, _BRACKETS):
        if match := _standing_alone(shape, text):
            # MLA and DIN add in words what the figures leave out: 12 (2010), H. 3, S. 45-67.
            behind = _words_in(text[match.end() : match.end() + _NEAR], _BEHIND)
            added = {field: found[1] for field, found in behind.items()}
            return Located(added | _year_apart(match), match.start())
    words = _words_in(text, _WORDS)
    if set(words) & {"volume", "page"}:
        start = min(match.start() for match in words.values())
        return Located({field: match[1] for field, match in words.items()}, start)
    for shape in (_COMMA, _COLON):
        if match := shape.search(text):
            return Located(_year_apart(match), match.start())
    return Located({}, len(text))


def _standing_alone(shape: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The first match that no word for another number stands before: in "Vol. 12 No. 3 (2010)" 3 is no volume."""
    for match in shape.finditer(text):
        before = text[max(0, match.start() - 8) : match.start()]
        # Springer Nature writes: 19, 3 (2017); that is volume, page and year.
        is_page = re.search(r"\d,\s?$", before) and re.fullmatch(_YEAR, match["issue"])
        if not is_page and not _OTHER_NUMBER.search(before):
            return match
    return None


def _year_apart(match: re.Match[str]) -> dict[str, str]:
    """The groups that matched; a year in brackets behind the volume is no issue (German styles)."""
    found = {field: value for field, value in match.groupdict().items() if value}
    if found.pop("article", ""):
        found["number"] = found.pop("page")
    if re.fullmatch(_YEAR, found.get("issue", "")):
        found["issued"] = found.pop("issue")
    issue = found.get("issue", "")
    if issue and not re.search(r"\d|^[A-Z][\w.]*$|[Ss]uppl", issue):
        del found["issue"]
    elif issue:
        found["issue"] = re.sub(r"^(?:no|n|nr|issue)\.?\s?(?=\d)", "", issue)
    return found


def _words_in(text: str, patterns: Mapping[str, re.Pattern[str]]) -> dict[str, re.Match[str]]:
    return {field: match for field, pattern in patterns.items() if (match := pattern.search(text))}
