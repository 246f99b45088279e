"""What stands behind the title of a citation: journal and numbers, book and editors, thesis, data set, publisher."""

from __future__ import annotations

import re

from harvester.extract.carriers.author_lists import AuthorList, read_list
from harvester.extract.carriers.locators import Located, locate

MAX_TAIL = 2_000
MAX_CONTAINER = 200

_YEAR = r"(?:1[5-9]|20)\d\d"
# APA: In A. Smith & B. Lee (Eds.), Book title (pp. 1-20). Publisher.
_IN_EDITED = re.compile(
    r"^\W*In:?\s+(?P<editors>.{3,400}?)\s*[(\[,]\s?(?:eds?|hrsg|editors?|orgs?|coords?|dirs?)\.?[)\],:]\.?[,:]?\s+(?P<book>.{3,300}?)"
    r"(?=\s*[(\[]|,?\s+pp?\.|\.\s|\.$|,\s+(?:vol|ed)\b|$)",
    re.IGNORECASE,
)
_IN = re.compile(r"^\W*In:\s+|^\W*In\s+(?=[A-Z])")
_THESIS = re.compile(
    r"[\[(]?(?P<genre>(?:unpublished\s+)?(?:doctoral|ph\.?\s?d\.?|d\.?phil|ed\.?d|masters?|master(?:'|\u2019)s|m\.?sc|m\.?a|mphil|bachelor(?:'|\u2019)?s?|diploma|"
    r"undergraduate|honou?rs)\.?\s+(?:\w+\s+)?(?:dissertation|thesis)|(?<!\w)(?:tese|disserta\u00e7\u00e3o|tesis|th\u00e8se|tesi|dissertation|thesis|"
    r"diplomarbeit|masterarbeit|bachelorarbeit|proefschrift|habilitationsschrift|inauguraldissertation)(?!\w)(?:\s+(?:de|di)?\s*\w+)?(?:\s*\([^()]{2,40}\))?)"
    r"[\])]?\s*[,.:\u2013\u2014-]*\s*(?P<place>[^.;\[\]]{3,140})?",
    re.IGNORECASE,
)
_DATASET = re.compile(
    r"[\[(]?\b(?:data\s?sets?|data file|database)\b[\])]?|\bDryad\b|\bPANGAEA\b", re.IGNORECASE
)
_SOFTWARE = re.compile(r"[\[(](?:computer |source )?(?:software|code)[^\])]{0,20}[\])]", re.IGNORECASE)
_PREPRINT = re.compile(
    r"\b(?:arXiv|\w{2,8}[Rr]xiv|SSRN|Research Square|\w+ArXiv|(?:OSF )?[Pp]reprints?(?:\.org)?)\b"
)
_REPORT = re.compile(
    r"[\[(]?\b(?:(?:technical|working|research|discussion|policy|final|annual)\s+)?(?:reports?|papers?)(?:\s+series)?,?\s+(?:no\.?|nr\.?|number|#)\s*"
    r"(?P<number>[\w./-]*\d[\w/-]*)",
    re.IGNORECASE,
)
_PLACED = re.compile(
    r"(?P<place>[A-Z][\w\u00c0-\u024f .,'-]{1,40}?)\s?:\s(?P<publisher>[A-Z][^.,;:()]{2,80})(?=[.,;(]|$)"
)
_BRACKETED = re.compile(r"\s*[\[(][^\[\]()]{0,120}[\])]\s*")
_VERSION = re.compile(r"^\W*(?:version|v)\s?[\d.]+\W*", re.IGNORECASE)

_TYPES = (("dataset", _DATASET), ("software", _SOFTWARE), ("report", _REPORT), ("preprint", _PREPRINT))


def read_tail(tail: str) -> tuple[dict[str, str], AuthorList | None]:
    """Field -> text, and the editors where the tail names some.

    >>> read_tail("Health Expectations, 14(1), 48-58.")[0]
    {'container_title': 'Health Expectations', 'volume': '14', 'issue': '1', 'page': '48-58'}
    >>> read_tail("[Doctoral dissertation, University of Bath]. Opus.")[0]
    {'type': 'thesis', 'genre': 'Doctoral dissertation', 'publisher': 'University of Bath'}
    >>> values, editors = read_tail("In B. Ng (Ed.), The book of birds (pp. 3-9). Wing Press.")
    >>> values, str(editors.names[0])
    ({'type': 'chapter', 'container_title': 'The book of birds', 'page': '3-9'}, 'Ng, B.')
    """
    tail = tail[:MAX_TAIL].strip()
    if chapter := _IN_EDITED.match(tail):
        rest = tail[chapter.end("book") :]
        found = {"type": "chapter", "container_title": chapter["book"].strip(" ,.")}
        pages = locate(rest).values.get("page")
        found |= ({"page": pages} if pages else {}) | _place(rest)
        return found, read_list(chapter["editors"])
    if thesis := _THESIS.search(tail):
        institution = _institution(thesis["place"] or "")
        found = {"type": "thesis", "genre": thesis["genre"].strip(), "publisher": institution}
        return {key: value for key, value in found.items() if value}, None
    numbers = locate(tail)
    kind = next((name for name, pattern in _TYPES if pattern.search(tail)), "")
    # A journal has a volume; "Report No. 12" and "bioRxiv 2020.03.22" have numbers of another kind.
    if "volume" in numbers.values and kind in ("", "preprint", "dataset"):
        return _in_journal(tail, numbers), None
    return _published(tail, kind), None


def _in_journal(tail: str, numbers: Located) -> dict[str, str]:
    before = _IN.sub("", tail[: numbers.start])
    # Vancouver dates the journal before its volume, ABNT names its town behind it.
    journal = re.split(rf"[.,;]?\s*\(?\b{_YEAR}\b", before)[0]
    journal = re.sub(r"[\s,.;:(]*(?:\b[Vv]ol(?:ume)?\.?)?[\s,.;:(]*$", "", journal).strip(" ,;:")
    if tail[numbers.start :].startswith("v."):
        journal = journal.rpartition(", ")[0] or journal
    sound = 1 < len(journal) <= MAX_CONTAINER and re.match(r"[^\W\d_]", journal)
    return {**({"container_title": journal} if sound else {}), **numbers.values}


def _published(tail: str, kind: str) -> dict[str, str]:
    found = {"type": kind} if kind else {}
    if kind == "report" and (report := _REPORT.search(tail)):
        found["number"] = report["number"]
    found |= _place(tail)
    if kind in ("dataset", "software", "report") and "publisher" not in found:
        plain = _VERSION.sub("", _BRACKETED.sub(" ", tail)).strip(" .,;:")
        first = re.split(r"\.\s|,\s|;\s", _REPORT.sub("", plain).strip(" .,;:()"))[0].strip(" .,")
        if (
            re.match(r"[^\W\d_]", first)
            and len(first) <= 80
            and not re.search(r"\bdata\s?set\b", first, re.IGNORECASE)
        ):
            found["publisher"] = first
    return found


def _place(text: str) -> dict[str, str]:
    """Place and publisher, as in "London: Wing Press"."""
    match = _PLACED.search(text)
    return (
        {"publisher_place": match["place"].strip(" ,."), "publisher": match["publisher"].strip()}
        if match
        else {}
    )


def _institution(text: str) -> str:
    """The first part that is a name, without the town and the year behind it."""
    parts = [part.strip(" ()[]") for part in re.split(r",|\s[\u2013\u2014-]\s", text)]
    named = [part for part in parts if re.match(r"[^\W\d_]{3}", part)]
    schools = [
        part
        for part in named
        if re.search(r"univ|instit|college|school|hochschule|polit|\u00e9cole|academy", part, re.IGNORECASE)
    ]
    return (schools or named or [""])[0]
