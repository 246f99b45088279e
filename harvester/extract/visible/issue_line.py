"""The line that says where a work appeared: "Journal, Vol. 12, No. 3 (2010), pp. 1-10", in its many spellings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.extract.candidate import Candidate, read_field
from harvester.extract.visible.people import is_person
from harvester.model.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from harvester.extract.visible.lines import Line

MAX_LINE = 400
"""Characters of an issue line; longer ones are prose."""
_BEFORE, _BEHIND = 12, 40

_NUMBER = r"[A-Z]{0,3}\d+[A-Za-z]{0,2}(?:[-/\u2013][A-Z]{0,2}\d+)?"
_VOLUME = re.compile(
    rf"(?<![\w-])(?:volume|vol|jahrgang|jg|band|bd|tome|tomo|v)(?:\.\s?|\s+|:\s*)({_NUMBER}|[IVXLC]{{1,7}})(?!\w|\s+of\b)",
    re.IGNORECASE,
)
_ISSUE = re.compile(
    rf"(?<![\w-])(?:issue|number|numero|n\u00famero|num|no|nr|heft|h|n|n[\u00b0\u00ba]|fascicule|fasc|fasc\u00edculo)(?:\.\s?|\s+|:\s*|(?<=[\u00b0\u00ba]))({_NUMBER})(?!\w)",
    re.IGNORECASE,
)
_PAGE = r"[A-Za-z]{0,2}\d+(?:\s?[-\u2010-\u2015\u2212]{1,2}\s?[A-Za-z]{0,2}\d+)?"
_PAGES = re.compile(
    rf"(?<![\w-])(?:pages?|pp|p|seiten|s|p\u00e1ginas|p\u00e1gs?)(?:\.\s?|\s+|:\s*)({_PAGE})(?!\w)", re.IGNORECASE
)
_ARTICLE = re.compile(
    r"\b(?:article(?: number| id| no\.?)?|art\. ?(?:no\.? ?)?|article e-?id)\s*:?\s*(?P<number>e?\d{1,9})\b", re.IGNORECASE
)
# "2019;8:e44753", "2010; 12(3): 1-10"
_VANCOUVER = re.compile(
    rf"(?P<year>(?:1[5-9]|20)\d\d)(?:\s+[A-Z][a-z]{{2}}(?:\s+\d{{1,2}})?)?\s?;\s?(?P<volume>[A-Z]{{0,2}}\d+)"
    rf"(?:\s?\((?P<issue>[^()]{{1,15}})\))?(?:\s?:\s?(?P<page>{_PAGE}))?(?![\w/])"
)
# "Phys. Rev. D 12(3), 45-67 (2010)", "45 (2): 1-10", "Nature 596, 583-589 (2021)"
_SHORT = re.compile(
    rf"(?<![\w./:;-])(?P<volume>\d{{1,4}})(?:\s?\((?P<issue>[^()\s]{{1,12}})\))?\s?[:,]\s?(?P<page>{_PAGE})(?![\w/:;.]\d)"
    r"(?=\s*(?:[.,;\u2013]|\((?:1[5-9]|20)\d\d\)|$))(?:,?\s*\((?P<year>(?:1[5-9]|20)\d\d)\))?"
)
# "Phys. Rev. D 82, 045004 - Published 3 August 2010"
_THEN_YEAR = re.compile(rf"\W*published\b.{{0,20}}?(?P<year>(?:1[5-9]|20)\d\d)", re.IGNORECASE)
# "Rev Saude Publica 44 (3) Jun 2010"
_NO_PAGES = re.compile(
    r"(?<![\w./:;-])(?P<volume>\d{1,4})\s?\((?P<issue>[^()\s]{1,12})\)[\s,\u2022\u00b7.]+(?:[A-Z][a-z]{2,8}\.?\s+)?(?P<year>(?:1[5-9]|20)\d\d)\b"
)
_LAST_PAGES = re.compile(r",\s*(\d+\s?[-\u2013]\s?\d+)[\s.]*$")
# "Vol. 6:15-38"
_BEHIND_VOLUME = re.compile(rf"\s?(?:\((?P<issue>[^()\s]{{1,12}})\))?\s?[:,]\s?(?P<page>{_PAGE})(?![\w/])")
_YEAR = re.compile(r"(?<![\d/.-])(1[5-9]\d\d|20\d\d)(?![\d/.-])")
_BARS = re.compile(r"\s+[|\u00bb>/](?:\s+|$)")
_SENTENCE = re.compile(r"(\S+)[.?!]\s+(?=[A-Z])")
# "Rev. Port. Cardiol.": words cut short, no ends of sentences.
_ABBREVIATION = re.compile(r"[A-Z]\w{0,7}")
_CITE = re.compile(
    r"^\s*(?:(?:how to )?cite(?: this)?(?: article| paper)?(?: as)?|citation|recommended citation|source|published in|"
    r"publication|journal(?: title| reference)?|in)\s*:\s*",
    re.IGNORECASE,
)
_NO_JOURNAL = re.compile(r"\b(?:next|previous|current|table of contents|toc|back|browse|view|all|go to|see)\b", re.IGNORECASE)


def read_issue(lines: Sequence[Line], at: int, carrier: str) -> Iterator[Candidate]:
    """Journal, volume, issue, pages and year that the issue line nearest to the title at ``at`` states."""
    behind = lines[at + 1 : at + 1 + _BEHIND]
    before = list(reversed(lines[max(0, at - _BEFORE) : at]))
    found: dict[str, str] = {}
    for line in (*behind, *before):
        said = issue_parts(line.text)
        # Several lines may share the work: the journal's name and volume above, the pages beneath.
        if said and not any(field in found and found[field] != said[field] for field in ("volume", "issue") if field in said):
            found = {**said, **found}
        if {"volume", "page"} <= set(found):
            break
    if "volume" not in found:
        return
    for field, value in found.items():
        yield from read_field(field, carrier, value)
    if found.get("container_title"):
        kind = "paper-conference" if re.match(r"proc(?:eedings|\.)", found["container_title"], re.IGNORECASE) else "article-journal"
        yield Candidate("type", carrier, kind, found["container_title"])


def issue_parts(text: str) -> dict[str, str]:
    """The parts of an issue line by field; nothing where ``text`` is none.

    >>> issue_parts("Journal of Ponds, Vol. 12, No. 3 (2010), pp. 1-10")
    {'volume': '12', 'issue': '3', 'page': '1-10', 'issued': '2010', 'container_title': 'Journal of Ponds'}
    >>> issue_parts("Cite as: Pond Life 2019;8:e44753"), issue_parts("Vol. 6:15-38 (Volume publication date March 2015)")
    ({'volume': '8', 'page': 'e44753', 'issued': '2019', 'container_title': 'Pond Life'}, {'volume': '6', 'page': '15-38', 'issued': '2015'})
    >>> issue_parts("We read volume 3 of the diaries, and more."), issue_parts("12 May 2010")
    ({}, {})
    """
    text = clean(text)
    if not text or len(text) > MAX_LINE:
        return {}
    text = _CITE.sub("", text)
    return _labelled(text) or _unlabelled(text)


def _labelled(text: str) -> dict[str, str]:
    article = _ARTICLE.search(text)
    text = text.replace(article[0], "") if article else text
    volume, issue = _VOLUME.search(text), _ISSUE.search(text)
    pages = _PAGES.search(text) or _LAST_PAGES.search(text)
    if not volume or (len(text) > 160 and not (issue or pages)) or _is_prose(text):
        return {}
    found = {"volume": volume[1]}
    short = _BEHIND_VOLUME.match(text, volume.end())
    if short and short["issue"]:
        found["issue"] = short["issue"]
    elif issue:
        found["issue"] = issue[1]
    if pages:
        found["page"] = pages[1]
    elif short and not _YEAR.fullmatch(short["page"]):
        found["page"] = short["page"]
    if article:
        found["number"] = article["number"]
    rest = text.replace(volume[0], "").replace(pages[0] if pages else "\0", "")
    if year := _YEAR.search(rest):
        found["issued"] = year[1]
    if journal := _journal(text[: volume.start()]):
        found["container_title"] = journal
    return found


def _unlabelled(text: str) -> dict[str, str]:
    match = _VANCOUVER.search(text) or _SHORT.search(text) or _NO_PAGES.search(text)
    if not match:
        return {}
    found = match.groupdict()
    if not found["year"] and (published := _THEN_YEAR.match(text, match.end())):
        found["year"] = published["year"]
    journal = _journal(text[: match.start()])
    if not journal or not found["year"] or _is_prose(text[: match.start()]):
        return {}
    said = {field: found[field] for field in ("volume", "issue", "page") if found.get(field)}
    return {**said, "issued": found["year"], "container_title": journal}


def _is_prose(text: str) -> bool:
    """Whether the line is a sentence that happens to speak of a volume."""
    return len(re.findall(r"\b[a-z]{2,}\b", text)) > 14 or bool(re.search(r"\b(?:we|our|was|were|this|that|which)\b", text, re.IGNORECASE))


def _journal(text: str) -> str:
    """The journal's name in what stands before the volume: the last part of it that is no year and no person."""
    text = re.sub(r"[\s,;:.(\u2013-]*(?:(?:1[5-9]|20)\d\d)?[\s,;:(\u2013-]*$", "", text)
    # "Lee, A. (2010). A title. Journal": what stands before the last full stop is something else.
    name = _last_sentence(_BARS.split(text)[-1]).strip(" ,;:(\"\u201d")
    while "," in name and is_person(name.split(",")[0].strip(), strict=True):
        name = name.partition(",")[2].strip()
    letters = len(re.findall(r"[^\W\d_]", name))
    ok = 3 <= letters and len(name) <= 120 and not _NO_JOURNAL.search(name) and not _YEAR.search(name)
    return name if ok else ""


def _last_sentence(text: str) -> str:
    """What stands behind the last full stop in ``text`` that ends a sentence."""
    ends = [stop.end() for stop in _SENTENCE.finditer(text) if not _ABBREVIATION.fullmatch(stop[1])]
    return text[ends[-1] :] if ends else text
