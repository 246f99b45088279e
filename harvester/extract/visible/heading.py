"""The heading that is the item's title: the one that the page's ``<title>`` repeats."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.extract.carriers.author_lists import read_list
from harvester.extract.visible.issue_line import issue_parts
from harvester.extract.visible.lines import names_of
from harvester.model.kind import csl_type
from harvester.model.text import clean, fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from selectolax.lexbor import LexborHTMLParser

    from harvester.extract.carriers.author_lists import AuthorList
    from harvester.extract.visible.lines import Line

MAX_TITLE = 600
MAX_PARTS = 10
"""Elements inside a heading that are looked at."""
_FAR = 250
"""Lines of a page among which its title stands."""
_LONG = 20
"""Letters of a beginning by which a title is known."""
_BARS = re.compile(r"\s+[-|\u2013\u2014]\s+")
# "2007ApJ...660..288S": a code, and no title.
_CODE = re.compile(r"\S*\d\S*")
_CUT = re.compile(r"\s*(?:\.\.\.|\u2026)\s*(?:[-|\u2013\u2014].*)?$")
_WORDS = 4
_TITLE_MARK = re.compile(r"(?:^|[\s_-])(?:title|titel|titulo|titre|heading)(?:$|[\s_-])", re.IGNORECASE)
_TYPE_MARK = re.compile(r"(?:^|[\s_-])(?:type|badge|label|kind|tag)(?:$|[\s_-])", re.IGNORECASE)
_LABEL = re.compile(r"^(?:title|titel|titre|t\u00edtulo)\s*:\s*", re.IGNORECASE)
_CITED = re.compile(r"(?P<names>[^()]{3,400}?)\s*\((?P<year>(?:1[5-9]|20)\d\d)\)\s*:\s+(?P<title>\S.*)")
# Headings that name a part of the page, or the page itself.
_PARTS = re.compile(
    r"abstract|summary|details?|item details|item|record|publications?|articles?|welcome(?: to .*)?|home|"
    r"search(?: results?)?|results?|"
    r"login|log in|sign in|menu|contents?|table of contents|downloads?(?: pdf)?|files?|keywords?|authors?|"
    r"introduction|about(?: us)?|contact(?: us)?|browse(?: by .*)?|news|thesis|theses|research|(?:research|original|"
    r"review|full length) article|"
    r"full text|document|paper|view|cookies?(?: settings| policy| preferences)?|navigation|"
    r"main navigation|issue|current issue|archives?"
)
_SITE_MARKS = re.compile(
    r"(?:^|[\s_-])(?:site|logo|brand|branding|masthead|journal-?(?:title|name))(?:$|[\s_-])", re.IGNORECASE
)


def find_title(tree: LexborHTMLParser, lines: Sequence[Line]) -> int | None:
    """Where among ``lines`` the item's title stands, or None where nothing tells it."""
    tag = tree.css_first("meta[property='og:site_name']")
    site = fold(tag.attributes.get("content")) if tag else ""
    heading = tree.css_first("title")
    page_title = clean(heading.text()) if heading else ""
    wanted, stem = fold(page_title), _stem(page_title)
    first = fold(_BARS.split(page_title)[0])
    agreeing = [at for at, line in enumerate(lines[:_FAR]) if _agrees(line, wanted, stem, first)]
    able = [
        at
        for at, line in enumerate(lines[:_FAR])
        if (line.rank or at in agreeing) and _can_be_title(line, site)
    ]
    agreeing = [at for at in able if at in agreeing]
    if agreeing:
        return max(agreeing, key=lambda at: _weight(lines[at], wanted))
    return _first_heading(lines, able)


def _first_heading(lines: Sequence[Line], able: Sequence[int]) -> int | None:
    """The only heading of the highest rank, where ``<title>`` tells nothing; below h1, one that reads so."""
    ranks = [lines[at].rank for at in able if lines[at].rank]
    top = [at for at in able if lines[at].rank == min(ranks, default=0) and ranks]
    if len({fold(lines[at].text) for at in top}) != 1:
        return None
    called = _TITLE_MARK.search(names_of(lines[top[0]].node)) is not None
    words = len(fold(lines[top[0]].text).split())
    return top[0] if lines[top[0]].rank == 1 or (called and words > 1) or words >= _WORDS else None


def cited_in(text: str) -> tuple[AuthorList, str, str] | None:
    """Authors, year and title of a heading that is a citation, "Lee, Ann; Ng, Bo (2010): Ponds"; else None."""
    match = _CITED.fullmatch(text[: MAX_TITLE * 3])
    authors = read_list(match["names"]) if match else None
    return (authors, match["year"], match["title"]) if match and authors else None


def title_of(line: Line, page_title: str = "") -> str:
    """The title on a line, without the label that may stand before it ("Title: ...").

    A heading may end in an element that is no part of the title, such as the item's type; ``<title>`` tells.
    """
    title, wanted = _LABEL.sub("", line.text), fold(page_title)
    if cited := cited_in(title):
        # The heading may go on with the publisher; <title> has the title alone.
        short = cited_in(page_title)
        return short[2] if short and fold(cited[2]).startswith(fold(short[2])) else cited[2]
    if line.rank and wanted and fold(title) not in wanted:
        for part in line.node.css("span, small, a, div")[:MAX_PARTS]:
            rest = title.removesuffix(clean(part.text())).strip()
            called = csl_type(part.text()) or _TYPE_MARK.search(names_of(part))
            if rest != title and called and len(rest.split()) >= _WORDS - 1 and wanted.startswith(fold(rest)):
                return rest
    return title


def _can_be_title(line: Line, site: str) -> bool:
    said = fold(title_of(line))
    if (
        not said
        or len(line.text) > MAX_TITLE
        or said == site
        or _PARTS.fullmatch(said)
        or _CODE.fullmatch(line.text)
        or _names_issue(line.text)
    ):
        return False
    return not _is_site_name(line)


def _names_issue(text: str) -> bool:
    """Whether the heading is that of an issue, "Journal, Vol. 12, No. 3 (2010)"."""
    return len(text) < 100 and {"volume", "issue"} <= set(issue_parts(text))


def _is_site_name(line: Line) -> bool:
    """Whether the line is the site's own name: it says so, or is a link to its front page."""
    if _SITE_MARKS.search(names_of(line.node)):
        return True
    link = line.node.css_first("a[href]")
    href = (link.attributes.get("href") or "") if link else ""
    return bool(re.fullmatch(r"(?:https?://[^/]+)?/?(?:index\.\w+)?", href)) and link is not None


def _agrees(line: Line, wanted: str, stem: str, first: str) -> bool:
    """Whether the page's ``<title>`` holds the line, or is cut short within it."""
    if len(line.text) > MAX_TITLE:
        return False
    said = fold(title_of(line))
    if not said or (not line.rank and len(said.split()) < 3):
        return False
    return (
        f" {said} " in f" {wanted} "
        or (len(stem) >= _LONG and said.startswith(stem))
        or (line.rank == 1 and _goes_on(said, first))
        or (not line.rank and bool(_TITLE_MARK.search(names_of(line.node))) and _begins_in(line.text, wanted))
    )


def _begins_in(text: str, wanted: str) -> bool:
    """Whether ``<title>`` has what stands before the subtitle."""
    main = fold(text.partition(":")[0])
    return len(main) >= _LONG and len(main.split()) >= _WORDS and f" {main} " in f" {wanted} "


def _goes_on(said: str, first: str) -> bool:
    """Whether the heading goes on, with a subtitle, where the first part of ``<title>`` ends."""
    return len(first) >= _LONG and len(first.split()) >= _WORDS and said.startswith(f"{first} ")


def _stem(title: str) -> str:
    return fold(_CUT.sub("", title)) if _CUT.search(title) else ""


def _weight(line: Line, wanted: str) -> tuple[bool, int, int]:
    """A heading before other lines; the longest, and one that ``<title>`` begins with before one behind it."""
    said = fold(title_of(line))
    return bool(line.rank), len(said) + (12 if wanted.startswith(said) else 0), -line.rank
