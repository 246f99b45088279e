"""The line that says where a work appeared: "Journal, Vol. 12, No. 3 (2010), pp. 1-10", in its many spellings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.extract.candidate import Candidate, read_field
from harvester.extract.visible.lines import names_of
from harvester.extract.visible.people import is_person
from harvester.model.text import clean, fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from harvester.extract.visible.lines import Line

MAX_LINE = 400
"""Characters of an issue line; longer ones are prose."""
MAX_CITATION = 2_000
MIN_NAME, MAX_NAME = 3, 120
"""Characters of a journal's name."""
_BEFORE, _BEHIND = 12, 40

_NUMBER = r"[A-Z]{0,3}\d+[A-Za-z]{0,2}(?:[-/\u2013][A-Z]{0,2}\d+)?"
_VOLUME = re.compile(
    rf"(?<![\w-])(?:volume|vol|jahrgang|jg|jaargang|\u00e5rgang|\u00e5rg|band|bd|tome|tomo|tom|cilt|svezak|svazek|"
    rf"ro\u010dn\u00edk|vuosikerta|\u0442\u043e\u043c|\u0442(?=\.\s?\d)|"
    rf"v(?=\.?\s?\d+\s?,?\s*n))(?:\.\s?|\s+|:\s*|(?=\d))({_NUMBER}|[IVXLC]{{1,7}})(?!\w|\.\d|\s+of\b)",
    re.IGNORECASE,
)
_ISSUE = re.compile(
    rf"(?<![\w-])(?:issues?|numbers?|numero|num\u00e9ro|n\u00famero|nummer|num|n\u00fam|nos?|nr|\u2116|"
    rf"\u0432\u044b\u043f(?:\u0443\u0441\u043a)?|\u043d\u043e\u043c\u0435\u0440|say\u0131|zeszyt|numer|broj|br|\u010d\u00edslo|nro|h\u00e4fte|hefte|heft|h|n|n[\u00b0\u00ba]|fascicule|fasc|fasc\u00edculo)"
    rf"(?:\.\s?|\s+|:\s*|(?=\d))({_NUMBER})(?!\w|\.\d)",
    re.IGNORECASE,
)
# "2015 \u5e74 32 \u5dfb 2 \u53f7 p. 85-92"
# "14. Jahrgang 2009, Heft 3"
_VOLUME_BEHIND = re.compile(
    r"(\d{1,4})(?:\s*[\u5dfb\u5377]|\.\s?(?:jg|jahrgang|jaargang|\u00e5rgang)\b|(?:e|\u00e8me|\u1d49)\s+ann\u00e9e\b)",
    re.IGNORECASE,
)
_ISSUE_BEHIND = re.compile(r"(\d{1,4})\s*[\u53f7\u671f]")
# "No. 45 (2019): Title": journals that count issues only.
_ISSUE_ALONE = re.compile(
    rf"(?:issue|number|n\u00famero|n\u00fam|no|nr|heft|"
    rf"n[\u00b0\u00ba])\.?\s*(?P<issue>{_NUMBER})\s*\((?P<year>(?:1[5-9]|20)\d\d)\)",
    re.IGNORECASE,
)
_PAGE = r"[A-Za-z]{0,2}\d+(?:\s?[-\u2010-\u2015\u2212]{1,2}\s?[A-Za-z]{0,2}\d+)?"
_PAGES = re.compile(
    rf"(?<![\w-])(?:pages?|pp|p|seiten|s|p\u00e1ginas|p\u00e1gs?|sayfa|strony|stranice|str|sidor|sider|sivut|"
    rf"\u0441|\u0441\u0442\u0440(?:\u0430\u043d\u0438\u0446\u044b)?)(?:\.\s?|\s+|:\s*)({_PAGE})(?!\w)",
    re.IGNORECASE,
)
_ARTICLE = re.compile(
    r"\b(?:article(?: number| id| no\.?)?|art\. ?(?:no\.? ?)?|article e-?id)\s*:?\s*(?P<number>e?\d{1,9})\b",
    re.IGNORECASE,
)
_PAGES_ALONE = re.compile(rf"(?:pages?|pp)\.?\s*:?\s*({_PAGE})\.?", re.IGNORECASE)
# Medical: "2019;8:e44753", "2010; 12(3): 1-10"
_VANCOUVER = re.compile(
    rf"(?P<year>(?:1[5-9]|20)\d\d)(?:\s+[A-Z][a-z]{{2}}(?:\s+\d{{1,2}})?)?\s?;\s?(?P<volume>[A-Z]{{0,2}}\d+)"
    rf"(?:\s?\((?P<issue>[^()]{{1,15}})\))?(?:\s?:\s?(?P<page>{_PAGE}))?(?![\w/])"
)
# Physical: "Phys. Rev. D 12(3), 45-67 (2010)", "45 (2): 1-10", "Nature 596, 583-589 (2021)"
_SHORT = re.compile(
    rf"(?<![\w./:;-])(?P<volume>\d{{1,4}})(?:\s?\((?P<issue>[^()\s]{{1,12}})\))?\s?[:,]\s?(?P<page>{_PAGE})(?![\w/:;.]\d)"
    r"(?=\s*(?:[.,;\u2013]|https?:|doi\b|\((?:1[5-9]|20)\d\d\)|$))(?:,?\s*\(?(?P<year>(?:1[5-9]|20)\d\d)(?:\)|[\s.]*$))?"
)
# Year first: "J. Phys. Radium, 1955, 16 (6), pp.444-445", "Trials 2015, 16:1"
_YEAR_FIRST = re.compile(
    rf"[,\s](?P<year>(?:1[5-9]|20)\d\d),\s+(?P<volume>\d{{1,4}})\s?(?:\((?P<issue>[^()\s]{{1,12}})\))?"
    rf"(?:\s?[:,]\s?(?:pp?\.\s?)?(?P<page>{_PAGE}))?(?![\w/])"
)
# "et al 1976 Metrologia 12 143"
_YEAR_BEFORE = re.compile(
    r"\b(?:et al\.?|[A-Z]\w+) (?P<year>(?:1[5-9]|"
    r"20)\d\d) (?P<journal>[A-Z][^\d,;:]{2,80}?) (?P<volume>\d{1,4}) (?P<page>[a-z]?\d+)\b"
)
# "Phys. Rev. D 82, 045004 - Published 3 August 2010"
_THEN_YEAR = re.compile(r"\W*published\b.{0,20}?(?P<year>(?:1[5-9]|20)\d\d)", re.IGNORECASE)
# Without pages: "Rev Saude Publica 44 (3) Jun 2010"
_NO_PAGES = re.compile(
    r"(?<![\w./:;-])(?P<volume>\d{1,4})\s?\((?P<issue>[^()\s]{1,12})\)[\s,\u2022\u00b7.]+(?:[A-Z][a-z]{2,8}\.?\s+)?(?P<year>(?:1[5-9]|"
    r"20)\d\d)\b"
)
_LAST_PAGES = re.compile(r",\s*(\d+\s?[-\u2013]\s?\d+)[\s.]*$")
# "... 21\u671f (2014/06/01), P33 - 62": journals that count issues only.
_CHINESE = re.compile(
    rf"(?P<issue>\d{{1,4}})\s?\u671f[\s(\uff08,\uff0c]{{1,4}}(?P<year>(?:19|20)\d\d)[^,\uff0c]{{0,20}}(?:[,\uff0c]\s*[Pp]{{1,2}}\.?\s?(?P<page>{_PAGE}))?"
)
# Physical, year in the middle: "Phys. Rev. D79 (2009) 083512"
_YEAR_INSIDE = re.compile(
    rf"(?P<journal>[A-Z][^\d,;:()]{{2,60}}?)[\s.]*(?P<volume>[A-Z]?\d{{1,4}})\s\((?P<year>(?:1[5-9]|20)\d\d)\)(?:\s(?P<issue>\d{{1,2}}),)?"
    rf"\s(?P<page>{_PAGE})(?![\w/])"
)
# Librarians' short form: "v34 n3 p21-34 Dec 2013"
_TERSE = re.compile(
    rf"\bv(?P<volume>\d{{1,4}})\s(?:n(?P<issue>\d{{1,4}}(?:-\d{{1,4}})?)\s)?(?:spec iss\s)?p(?P<page>{_PAGE})\s"
    r"(?:[A-Z][a-z]{2,8}(?:-[A-Z][a-z]{2,8})?\s)?(?P<year>(?:1[5-9]|20)\d\d)"
)
# Behind a labelled volume: "Vol. 6:15-38"
_BEHIND_VOLUME = re.compile(
    rf"\s?(?:\((?P<issue>[^()\s]{{1,12}})\))?\s?[:,]\s?(?P<page>{_PAGE})(?![\w/])"
    # "Vol. 126 301-308": without a comma, only a range is one.
    rf"|\s(?P<bare>\d+\s?[-\u2010-\u2015]\s?\d+)\.?$"
)
_YEAR = re.compile(r"(?<![\d/.-])(1[5-9]\d\d|20\d\d)(?![\d/-]|\.\d)")
_BARS = re.compile(r"\s+[|\u00bb>/\u00b7\u2022](?:\s+|$)")
_SENTENCE = re.compile(r"(\S+)[.?!]\s+(?=[A-Z])")
# "Rev. Port. Cardiol.": words cut short, no ends of sentences.
_ABBREVIATION = re.compile(
    r"[A-Z]|(?:Acad|Acta|Adv|Afr|Agric|Am|Ann|Anal|Anat|Appl|Arch|Asian|Assoc|Astron|Astrophys|Aust|Behav|"
    r"Biochem|Biol|Biomed|Biophys|"
    r"Biotechnol|Bot|Br|Bras|Bull|Can|Cardiol|Chem|Chim|Class|Clin|Comm|Commun|Comp|Comput|Conf|Crit|Curr|"
    r"Dev|Ecol|Econ|Educ|Electr|"
    r"Electron|Eng|Entomol|Environ|Epidemiol|Esp|Ethnol|Eur|Evol|Exp|Front|Gen|Genet|Geol|Geophys|Hist|"
    r"Hum|Immunol|Ind|Inf|Inst|Int|"
    r"Ital|J|Jpn|Lett|Lond|Mag|Mar|Mat|Mater|Math|Mech|Med|Mem|Meth|Microbiol|Mod|Mol|Monogr|Nat|Natl|"
    r"Neurol|Neurosci|Nucl|Nutr|Org|"
    r"Osp|Pathol|Pediatr|Pharm|Pharmacol|Philos|Phys|Physiol|Plant|Pol|Polit|Port|Proc|Psychiatr|Psychol|"
    r"Publ|Quart|Rad|Radiol|Reg|Rep|"
    r"Res|Rev|Rheumatol|Sci|Ser|Soc|Sociol|Stat|Stud|Surg|Symp|Syst|Tech|Technol|Theor|Ther|Top|Trans|"
    r"Trends|Trop|Univ|Vet|Vol|Zool)"
)
_CITE = re.compile(
    r"^\s*(?:(?:how to )?cite(?: this)?(?: article| paper)?(?: as)?|citation|recommended citation|source|"
    r"published in|publication|journal(?: title| reference)?|in)\s*:\s*",
    re.IGNORECASE,
)
_CITED_BELOW = re.compile(
    r"\W*(?:how to cite|cite(?: this)?(?: article| paper)?(?: as)?|(?:recommended )?citation)\W*",
    re.IGNORECASE,
)
_IN = re.compile(r"^(?:in:\s*|(?:published )?in\s+)(?=[A-Z])", re.IGNORECASE)
# Behind the name of a journal: that it is read on a screen.
_MEDIUM = re.compile(
    r"\s*\[(?:online|internet|en ligne|en l\u00ednea|em linha|elektronische ressource)\]$", re.IGNORECASE
)
_JOURNAL_WORDS = re.compile(
    r"\b(?:journal|review|reviews|annals|annales|annalen|letters|proceedings|bulletin|transactions|"
    r"revista|revue|zeitschrift|archives|acta|quarterly)\b",
    re.IGNORECASE,
)
_JOURNAL_CLASS = re.compile(
    r"journal-?(?:title|name|link|heading)|publication-?title|periodical|serial-?title|(?:^|\s)(?:journal|revue|revista|"
    r"zeitschrift)(?:\s|$)",
    re.IGNORECASE,
)
_JOURNAL_NAME = re.compile(
    r"(?:[^\W\d_]+\s+){0,4}(?:journal|annals|annales|archives|bulletin|transactions|proceedings|revista|"
    r"revue|rivista|zeitschrift|"
    r"tijdschrift|quarterly|review)\s+(?:of|de|des|du|della|di|do|da|f\u00fcr|for|on|voor|d['\u2019])\b",
    re.IGNORECASE,
)
_JOURNAL_LINK = re.compile(
    r"/(?:journals?|toc|loi|publications?|issn|magazines?|serials?)/[^/?#]+/?$", re.IGNORECASE
)
_NO_JOURNAL = re.compile(
    r"\b(?:next|previous|current|table of contents|toc|back|browse|view|all|go to|see)\b", re.IGNORECASE
)


def read_issue(lines: Sequence[Line], at: int, page_title: str, carrier: str) -> Iterator[Candidate]:
    """Journal, volume, issue, pages and year that the lines around the title at ``at`` state.

    Args:
        lines: of the page.
        at: where its title stands.
        page_title: what its ``<title>`` says, which may name the journal.
        carrier: the carrier to name.
    """
    found = _gathered(lines, at)
    if not found.keys() & {"volume", "issue"}:
        return
    if "container_title" not in found and (journal := _journal_in(lines, at, page_title)):
        found["container_title"] = journal
    for field, value in found.items():
        yield from read_field(field, carrier, value)
    if found.keys() & {"container_title", "issue", "page"}:
        proceedings = re.match(r"proc(?:eedings|\.)", found.get("container_title", ""), re.IGNORECASE)
        kind = "paper-conference" if proceedings else "article-journal"
        yield Candidate("type", carrier, kind, "; ".join(found.values()))


def _gathered(lines: Sequence[Line], at: int) -> dict[str, str]:
    """The parts on the nearest lines that agree; several may share the work: the volume above, the pages beneath."""
    found: dict[str, str] = {}
    order = [*range(at + 1, min(at + 1 + _BEHIND, len(lines))), *range(at - 1, max(0, at - _BEFORE) - 1, -1)]
    # A citation of the work itself may stand far behind.
    order += [place for place in range(at + 1 + _BEHIND, len(lines)) if _CITE.match(lines[place].text)]
    for place in order:
        cited = place > 0 and bool(_CITED_BELOW.fullmatch(lines[place - 1].text))
        said = issue_parts(lines[place].text, cited=cited)
        if alone := _PAGES_ALONE.fullmatch(lines[place].text):
            said = {"page": alone[1]}
        if all(
            found.get(field, said.get(field)) == said.get(field)
            for field in ("volume", "issue")
            if field in said
        ):
            # "Pages: 14" may be how many there are; a range is not.
            vague = "page" in found and "-" in said.get("page", "") and found["page"].isdecimal()
            found = {**said, **found} | ({"page": said["page"]} if vague else {})
        if {"volume", "page", "container_title"} <= set(found):
            break
    return found


def _journal_in(lines: Sequence[Line], at: int, page_title: str) -> str:
    """The journal's name, from the page's ``<title>`` beside the work's, or from a line that a class or link marks."""
    rest = page_title.replace(lines[at].text, "\0")
    parts = [
        clean(part).strip(" :,-\u2013\u2014")
        for part in re.split(r"\0|\s[|\u2013\u2014-]\s|: |\bVol\b", rest)
    ]
    near = {fold(line.text) for line in lines[max(0, at - _BEFORE) : at + _BEHIND]}
    behind = lines[at + 1] if at + 1 < len(lines) else None
    for part in parts:
        if behind and behind.rank and fold(part) == fold(behind.text):
            # The subtitle, in a heading of its own.
            continue
        repeated = len(fold(part)) >= 4 and fold(part) in near
        if (repeated or _JOURNAL_WORDS.search(part)) and (journal := _journal(part)):
            return journal
    above = [line for line in lines[max(0, at - _BEFORE) : at + _BEHIND] if _is_journal(line)]
    return _journal(above[-1].text) if above else ""


def _is_journal(line: Line) -> bool:
    """Whether a class or a link says that the line is a journal's name."""
    if len(line.text) > MAX_NAME or not _journal(line.text):
        return False
    if _JOURNAL_CLASS.search(names_of(line.node)) or _JOURNAL_NAME.match(line.text):
        return True
    link = line.node.css_first("a[href]") if line.is_whole else None
    return (
        link is not None
        and fold(link.text()) == fold(line.text)
        and bool(_JOURNAL_LINK.search(link.attributes.get("href") or ""))
    )


def issue_parts(text: str, *, cited: bool = False) -> dict[str, str]:
    """The parts of an issue line by field; nothing where ``text`` is none.

    Args:
        text: one line.
        cited: whether it is known to be a citation of the work itself, which may be long.

    >>> issue_parts("Journal of Ponds, Vol. 12, No. 3 (2010), pp. 1-10")
    {'volume': '12', 'issue': '3', 'page': '1-10', 'issued': '2010', 'container_title': 'Journal of Ponds'}
    >>> issue_parts("Cite as: Pond Life 2019;8:e44753")
    {'volume': '8', 'page': 'e44753', 'issued': '2019', 'container_title': 'Pond Life'}
    >>> issue_parts("Vol. 6:15-38 (published March 2015)")
    {'volume': '6', 'page': '15-38', 'issued': '2015'}
    >>> issue_parts("Citation: Lee A, Ng B (2006) A long title of ponds. Pond One 1(1): e30. doi:10.1234/1")
    {'volume': '1', 'issue': '1', 'page': 'e30', 'issued': '2006', 'container_title': 'Pond One'}
    >>> issue_parts("We read volume 3 of the diaries, and more."), issue_parts("12 May 2010")
    ({}, {})
    """
    text = clean(text)
    cited = cited or bool(_CITE.match(text))
    if not text or len(text) > (MAX_CITATION if cited else MAX_LINE):
        return {}
    text = _CITE.sub("", text)
    labelled, unlabelled = _labelled(text, cited=cited), _unlabelled(text, cited=cited)
    agree = not labelled or labelled.get("volume") == unlabelled.get("volume")
    return {**unlabelled, **labelled} if agree else labelled


def _labelled(text: str, *, cited: bool) -> dict[str, str]:
    article = _ARTICLE.search(text)
    text = text.replace(article[0], "") if article else text
    volume = _VOLUME_BEHIND.search(text) or _VOLUME.search(text)
    issue = _ISSUE.search(text) or _ISSUE_BEHIND.search(text)
    pages = _PAGES.search(text) or _LAST_PAGES.search(text)
    if not volume:
        return _issue_only(text)
    if not cited and ((len(text) > 160 and not (issue or pages)) or _is_prose(text)):
        return {}
    found = {"volume": volume[1]}
    short = _BEHIND_VOLUME.match(text, volume.end())
    if short and short["issue"]:
        found["issue"] = short["issue"]
    elif issue:
        found["issue"] = issue[1]
    if pages:
        found["page"] = pages[1]
    elif short and not _YEAR.fullmatch(behind := short["page"] or short["bare"]):
        found["page"] = behind
    if article:
        found["number"] = article["number"]
    rest = text.replace(volume[0], "").replace(pages[0] if pages else "\0", "")
    if year := _YEAR.search(rest):
        found["issued"] = year[1]
    if journal := _journal(text[: volume.start()]):
        found["container_title"] = journal
    return found


def _issue_only(text: str) -> dict[str, str]:
    """The parts of a line of a journal that counts its issues and has no volumes."""
    if alone := _ISSUE_ALONE.match(text):
        return {"issue": alone["issue"], "issued": alone["year"]}
    found = _CHINESE.search(text)
    if not found:
        return {}
    said = {"issue": found["issue"], "issued": found["year"], "page": found["page"] or ""}
    said["container_title"] = _journal(text[: found.start()])
    return {name: value for name, value in said.items() if value}


def _unlabelled(text: str, *, cited: bool) -> dict[str, str]:
    patterns = (_TERSE, _YEAR_INSIDE, _VANCOUVER, _YEAR_FIRST, _SHORT, _NO_PAGES, _YEAR_BEFORE)
    match = next((match for pattern in patterns if (match := pattern.search(text))), None)
    if not match:
        return {}
    found = match.groupdict()
    if found["year"] and match.re is _SHORT and not found["issue"] and text[match.start("year") - 1] != "(":
        # "9:30-17, 2009": without brackets and an issue, anything may be meant.
        found["year"] = None
    if not found["year"] and (published := _THEN_YEAR.match(text, match.end())):
        found["year"] = published["year"]
    if not found["year"] and cited and (years := _YEAR.findall(text[: match.start()])):
        found["year"] = years[0]
    before = text[: match.start()].strip(" .,;:")
    journal = found.get("journal") or _journal(text[: match.start()])
    # Volume, issue and pages with nothing behind them are unmistakable without a year, and with one without a journal.
    whole = bool(found.get("issue") and found.get("page")) and match.end() >= len(text.rstrip(" ."))
    enough = (journal or (whole and not before)) and (found["year"] or (whole and journal))
    if not enough or (not cited and _is_prose(before)):
        return {}
    said = {field: found[field] for field in ("volume", "issue", "page") if found.get(field)}
    return said | {
        name: text for name, text in (("issued", found["year"]), ("container_title", journal)) if text
    }


def _is_prose(text: str) -> bool:
    """Whether the line is a sentence that happens to speak of a volume."""
    return len(re.findall(r"\b[a-z]{2,}\b", text)) > 14 or bool(
        re.search(r"\b(?:we|our|was|were|this|that|which)\b", text, re.IGNORECASE)
    )


def _journal(text: str) -> str:
    """The journal's name in what stands before the volume: the last part of it that is no year and no person."""
    text = re.sub(r"[\s,;:.(\u2013|\u00b7\u2022-]*(?:(?:1[5-9]|20)\d\d)?[\s,;:(\u2013-]*$", "", text)
    # "Lee, A. (2010). A title. Journal": what stands before the last full stop is something else.
    bars = [0, *(bar.end() for bar in _BARS.finditer(text))]
    # "Physics Letters / B": too short to be a name of its own.
    start = next((bar for bar in reversed(bars) if len(text) - bar >= MIN_NAME), 0)
    name = _IN.sub("", _MEDIUM.sub("", _last_sentence(text[start:]).strip(' ,;:("\u201d')).lstrip(". "))
    while "," in name and is_person(name.split(",")[0].strip(), strict=True):
        name = name.partition(",")[2].strip()
    letters = len(re.findall(r"[^\W\d_]", name))
    ok = letters >= 3 and len(name) <= MAX_NAME and not _NO_JOURNAL.search(name) and not _YEAR.search(name)
    return name if ok else ""


def _last_sentence(text: str) -> str:
    """What stands behind the last full stop in ``text`` that ends a sentence."""
    ends = [stop.end() for stop in _SENTENCE.finditer(text) if not _ABBREVIATION.fullmatch(stop[1])]
    return text[ends[-1] :] if ends else text
