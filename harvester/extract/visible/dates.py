"""Date lines: "Published: 12 May 2010", "First published online 3 March 2011", or a date alone under the title."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.extract.candidate import Candidate, read_field
from harvester.extract.visible.issue_line import issue_parts
from harvester.extract.visible.own_doi import speaks_of_another
from harvester.extract.visible.people import is_person, split_people
from harvester.model.kind import csl_type
from harvester.model.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from harvester.extract.visible.lines import Line

MAX_LINE = 400
"""Characters of a line that may hold a labelled date; longer ones are prose."""
MAX_BYLINE, MAX_CITATION, MIN_TITLE = 150, 1_000, 12
"""Characters of a byline with a date in it, of a citation, and of a title that is known again in one."""
_FAR = 250
_ALONE, _ABOVE, _MASTHEAD = 12, 2, 10
"""Lines behind and above the title where a date may stand without a label."""

_MONTH = r"[^\W\d_]{3,10}\.?"
_YEAR = r"(?:1[5-9]|20)\d\d"
_DATE = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th|\.|\u00ba)?\s+(?:of\s+|de\s+)?{_MONTH},?\s+(?:de\s+)?{_YEAR}|"
    rf"{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+{_YEAR}|{_YEAR}\s+{_MONTH}\s+\d{{1,2}}\b|"
    rf"{_YEAR}[-/.]\d{{1,2}}(?:[-/.]\d{{1,2}})?\b|\d{{1,2}}[./-]\d{{1,2}}[./-]{_YEAR}|"
    rf"{_MONTH}\s+(?:de\s+)?{_YEAR}|{_YEAR}\b)"
)
_ONLINE = (
    r"(?:first\s+)?published\s+(?:online|ahead\s+of\s+print)|first\s+published|available\s+online|"
    r"online\s+(?:since|publication(?:\s+date)?|"
    r"first)|e-?pub(?:lished)?(?:\s+ahead\s+of\s+print)?|advance\s+(?:online\s+publication|"
    r"access(?:\s+publication)?)|"
    r"online\s+ver\u00f6ffentlicht|publi\u00e9\s+en\s+ligne|released\s+on\s+j-stage|released"
)
_PUBLISHED = (
    r"published(?:\s+(?:on|in\s+print|date))?|publication(?:\s+date|\s+year)?|date\s+(?:of\s+publication|"
    r"published|issued)|issue\s+date|issued|ver\u00f6ffentlicht(?:\s+am)?|erschienen(?:\s+am)?|publi\u00e9(?:\s+le)?|"
    r"publicado(?:\s+(?:em|en|el))?|pubblicato(?:\s+il)?|date\s+de\s+publication|data\s+de\s+publica\u00e7\u00e3o|"
    r"fecha\s+de\s+publicaci\u00f3n|gepubliceerd(?:\s+op)?|"
    r"year|date|datum|posted(?:\s+on)?|defen[cs]e\s+date|date\s+of\s+defen[cs]e|"
    r"year\s+of\s+(?:publication|award|defen[cs]e)"
)
_LABELLED = re.compile(
    rf"(?<![\w-])(?:(?P<online>{_ONLINE})|(?P<published>{_PUBLISHED}))\s*(?::|\s-\s|"
    rf"\s)\s*(?:on\s+)?(?P<date>{_DATE})",
    re.IGNORECASE,
)
# "Date accepted 2010", "last modified date", "Date of birth": dates of something else.
_OTHER_DATE = re.compile(
    r"(?:accept|receiv|submi|revis|modif|updat|deposit|access|retriev|last|birth|creat|upload|"
    r"posting)\w*\s*(?:on|date)?\W*$",
    re.IGNORECASE,
)
_LABEL = re.compile(rf"(?:(?P<online>{_ONLINE})|(?P<published>{_PUBLISHED}))\s*:?", re.IGNORECASE)
DATE_AT_END = re.compile(rf"[\s,|\u2013\u00b7-]+(?:on\s+)?({_DATE})\s*$", re.IGNORECASE)
_BY = re.compile(r"(?:written |posted |published )?by\s", re.IGNORECASE)
_YEARS = re.compile(r"(?<![\d/.-])(?:1[89]\d\d|20\d\d)(?![\d/-]|\.\d)")
_YEAR_BEHIND = re.compile(rf"(?P<names>.{{3,120}}?)\s*\((?P<year>{_YEAR})\)\.?")
_WHOLE = re.compile(_DATE, re.IGNORECASE)


def read_dates(lines: Sequence[Line], at: int, carrier: str) -> Iterator[Candidate]:
    """The dates of publication and of appearing online that the lines around the title at ``at`` state."""
    seen: set[str] = set()
    front = [*lines[at + 1 : at + 60], *lines[max(0, at - 12) : at]]
    # Behind long lists of authors, only a short line that is nothing but its date counts.
    front += [line for line in lines[at + 60 : at + _FAR] if len(line.text) < 40 and ":" in line.text]
    for text in _texts(front):
        for match in _LABELLED.finditer(text):
            field = "available_date" if match["online"] else "issued"
            if field in seen or _OTHER_DATE.search(text[: match.start()]):
                continue
            said = list(read_field(field, carrier, match["date"]))
            seen.update(one.field for one in said)
            yield from said
    if "issued" not in seen:
        yield from _unlabelled(lines, at, carrier)


def _unlabelled(lines: Sequence[Line], at: int, carrier: str) -> Iterator[Candidate]:
    """A date alone on its line or behind a name in the byline; else the year in a citation of the work itself."""
    order = [*range(at + 1, min(at + 1 + _ALONE, len(lines))), *range(max(0, at - _ABOVE), at)]
    # In a masthead, the date stands beside the volume.
    numbered = [
        place for place in range(max(0, at - _MASTHEAD), at) if "volume" in issue_parts(lines[place].text)
    ]
    order += [place for one in numbered for place in (one - 1, one + 1) if 0 < place < at]
    for line in (lines[place] for place in order if not _is_label(lines[place - 1])):
        if said := list(read_field("issued", carrier, _date_beside_names(line.text) or "")):
            yield from said
            return
    title = fold(lines[at].text)
    for line in lines[at + 1 :]:
        said_again = len(line.text) < MAX_CITATION and len(title) > MIN_TITLE and title in fold(line.text)
        years = set(_YEARS.findall(line.text.replace(lines[at].text, ""))) if said_again else set()
        if len(years) == 1:
            yield from read_field("issued", carrier, years.pop())
            return


def _is_label(line: Line) -> bool:
    """Whether the line says what the next one is: a date behind a label that was not known is another one."""
    return line.node.tag in ("dt", "th") or line.text.endswith(":") or bool(_OTHER_DATE.search(line.text))


def _date_beside_names(text: str) -> str | None:
    """The date that a line is, or that a byline has: "By Ann Lee, 3 June 2011", "Lee, Ann (2015)"."""
    text = text.strip(" ()|") if text.startswith("(") else text.strip(" |")
    if _WHOLE.fullmatch(text):
        return text
    if len(text) > MAX_BYLINE:
        return None
    if (tail := DATE_AT_END.search(text)) and csl_type(text[: tail.start()]):
        return tail[1]
    if _BY.match(text) and (tail := DATE_AT_END.search(text)):
        return tail[1]
    if (
        (year := _YEAR_BEHIND.fullmatch(text))
        and (people := split_people(year["names"]))
        and all(map(is_person, people))
    ):
        return year["year"]
    return next((part for part in re.split(r"\s+[|\u00b7\u2022]\s+", text) if _WHOLE.fullmatch(part)), None)


def without_date(text: str) -> tuple[str, bool]:
    """``text`` without its parts between bars that are dates or counts, and whether one was a date.

    >>> without_date("Ann Lee | March 3, 2020 | 5 min read")
    ('Ann Lee', True)
    """
    parts = re.split(r"\s+[|\u00b7\u2022]\s+", text)
    dated = any(_WHOLE.fullmatch(part) for part in parts)
    kept = [part for part in parts if not any(letter.isdigit() for letter in part)] if dated else parts
    return " | ".join(kept), dated


def _texts(front: Sequence[Line]) -> Iterator[str]:
    """The lines that may hold a labelled date; a label that stands alone, with the line behind it."""
    for at, line in enumerate(front):
        behind = front[at + 1].text if at + 1 < len(front) else ""
        if _LABEL.fullmatch(line.text) and _WHOLE.fullmatch(behind):
            yield f"{line.text.rstrip(' :')}: {behind}"
        elif len(line.text) <= MAX_LINE and not speaks_of_another(line.text):
            yield line.text
