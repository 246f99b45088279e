"""PubMed's MEDLINE format (.nbib, or .txt as PubMed saves it): tags of four characters, wrapped lines, no end mark."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from harvester.formats.extra import left_over
from harvester.formats.parsed import Gathering, Parsed
from harvester.formats.values import page_range, stated, tidy
from harvester.model import Funder, Identifier, Name, Record, parse_name
from harvester.model import identifier as ids
from harvester.model.kind import csl_type

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.formats.parsed import Entry

_LINE = re.compile(r"([A-Z][A-Z0-9]{1,3}) {0,2}- ?(.*)")
#: Publication types that say more of the kind of work than "Journal Article" beside them.
_TYPES = {
    "preprint": "article",
    "book": "book",
    "book chapter": "chapter",
    "dataset": "dataset",
    "technical report": "report",
    "academic dissertation": "thesis",
}
#: Tags of which a record keeps every value, and those of which it keeps one.
_WHOLE = frozenset("PMID FAU FED AU ED CN AUID AD IS ISBN OT OTO MH LA AB GR".split())
_READ = frozenset("TI BTI TT DP JT TA CTI VI IP PG EN PL PB LID AID PT".split())


class _Lines(NamedTuple):
    """One record: the line it starts on, and its tags in order."""

    start: int
    pairs: list[tuple[str, str]]


class _Tags:
    """The values of one record by tag."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self.pairs = pairs

    def all(self, *tags: str) -> list[str]:
        """Every value of ``tags`` that says something, tag by tag, each once."""
        return list(
            dict.fromkeys(
                text for tag in tags for name, value in self.pairs if name == tag and (text := stated(value))
            )
        )

    def one(self, *tags: str) -> str:
        """The first value of the first of ``tags`` that has one."""
        return next(iter(self.all(*tags)), "")


def parse(text: str, source: str = "") -> Parsed:
    r"""The records of a MEDLINE text; one starts at every ``PMID``, or after a blank line with a title of its own.

    >>> parse("PMID- 1\nTI  - A study\n      of wraps.\n\nPMID- 2\n").records[0].title
    'A study of wraps'
    """
    gathering = Gathering(source, "nbib")
    for number, line in _strays(text):
        gathering.note("stray-line", f"line {number}: {line[:60]!r} belongs to no record; left out")
    for lines in _records(text):
        tags = _Tags(lines.pairs)
        pmid = ids.pmid(tags.one("PMID"))
        entry = gathering.entry(f"pmid:{pmid}" if pmid else "", f"line {lines.start}")
        if not pmid:
            entry.note("no-pmid", "the record has no PMID that is one; it is kept under its number")
        record = _record(tags, entry, pmid)
        extra = left_over(lines.pairs, record, entry, read=_READ, whole=_WHOLE)
        gathering.records.append(replace(record, extra=extra))
    return gathering.done()


def _strays(text: str) -> list[tuple[int, str]]:
    """Lines before the first tag."""
    found = []
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        if _LINE.match(line):
            break
        if line.strip("\ufeff \t"):
            found.append((number, line.strip()))
    return found


def _records(text: str) -> list[_Lines]:
    records: list[_Lines] = []
    for number, tag, value, after_blank in _values(text):
        if tag == "PMID" or not records or (after_blank and not _is_rest(tag, records)):
            records.append(_Lines(number, []))
        records[-1].pairs.append((tag, value))
    return records


def _values(text: str) -> Iterator[tuple[int, str, str, bool]]:
    """Line, tag and value of each, its wrapped lines joined, and whether a blank line stands before it."""
    head: tuple[int, str, bool] | None = None
    pieces: list[str] = []
    is_blank = True
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text.replace("\ufeff", "")), start=1):
        if match := _LINE.match(line):
            if head:
                yield head[0], head[1], " ".join(filter(None, pieces)), head[2]
            head, pieces = (number, match[1], is_blank), [match[2].strip()]
        else:
            pieces.append(line.strip())
        is_blank = not line.strip()
    if head:
        yield head[0], head[1], " ".join(filter(None, pieces)), head[2]


def _is_rest(tag: str, records: list[_Lines]) -> bool:
    """Whether what follows a blank line goes on with the record before it, which lacks such a tag yet."""
    return bool(records) and tag not in {name for name, _ in records[-1].pairs}


def _record(tags: _Tags, entry: Entry, pmid: str | None) -> Record:
    words = [word.lower() for word in tags.all("PT")]
    issns, isbns = entry.serials(*tags.all("IS"))
    more_issns, more_isbns = entry.serials(*tags.all("ISBN"), claimed="isbn")
    doi, others = entry.dois(*_marked(tags, "doi"))
    return Record(
        id=entry.id,
        source=entry.source,
        url=f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/" if pmid else "",
        type=_type(words, tags),
        genre=tags.one("PT"),
        title=_title(tags.one("TI") or tags.one("BTI")),
        title_alternative=tuple(_title(text) for text in tags.all("TT")),
        author=_people(tags, "FAU", "AU"),
        editor=_people(tags, "FED", "ED"),
        issued=entry.date(*(_date(text) for text in tags.all("DP"))),
        container_title=tags.one("JT", "TA") or (tags.one("BTI") if tags.one("TI") else ""),
        collection_title=tags.one("CTI"),
        volume=tags.one("VI"),
        issue=tags.one("IP"),
        page=page_range(tags.one("PG")),
        edition=tags.one("EN"),
        publisher=tags.one("PB"),
        publisher_place=tags.one("PL"),
        issn=tuple(dict.fromkeys(issns + more_issns)),
        isbn=tuple(dict.fromkeys(isbns + more_isbns)),
        doi=doi,
        identifier=(*others, *([Identifier("pmid", pmid)] if pmid else [])),
        language=entry.language(tags.one("LA")),
        abstract=" ".join(tags.all("AB")),
        keyword=tuple(dict.fromkeys(word.replace("*", "") for word in tags.all("OT", "OTO", "MH"))),
        funder=tuple(Funder(grant) for grant in tags.all("GR")),
        status="retracted" if "retracted publication" in words else "",
    )


def _type(words: list[str], tags: _Tags) -> str | None:
    special = next((_TYPES[word] for word in words if word in _TYPES), None)
    known = next((kind for word in words if (kind := csl_type(word))), None)
    return special or ("article-journal" if tags.one("JT", "TA") else known)


def _title(text: str) -> str:
    """The title without PubMed's full stop, and without the brackets around a translated one."""
    text = tidy(text)
    text = text[:-1] if text.endswith(".") and not text.endswith("..") else text
    return text[1:-1].rstrip(".") if text.startswith("[") and text.endswith("]") else text


def _date(text: str) -> str:
    """PubMed's date without what no calendar has: the end of a range, a season.

    >>> [_date(text) for text in ("2011 Mar-Apr", "2011 Spring", "2011 Dec 30-2012 Jan 5", "1998-1999")]
    ['2011 Mar', '2011', '2011 Dec 30', '1998']
    """
    text = re.sub(r"(?<=\w)[-/].*$", "", text)
    return re.sub(r"\s+(?:spring|summer|autumn|fall|winter)\b.*$", "", text, flags=re.IGNORECASE)


def _marked(tags: _Tags, mark: str) -> list[str]:
    """What ``LID`` and ``AID`` hold of one kind: "10.1111/x [doi]"."""
    found = (re.fullmatch(rf"(.*\S)\s*\[{mark}\]", text) for text in tags.all("LID", "AID"))
    return list(dict.fromkeys(match[1] for match in found if match))


def _people(tags: _Tags, full: str, short: str) -> tuple[Name, ...]:
    """The people in full, each with the ORCID and the places that follow; then the corporate authors."""
    names: list[Name] = []
    tag = full if tags.one(full) else short
    for name, value in tags.pairs:
        text = tidy(value)
        if name == tag and (person := parse_name(text if "," in text else _inverted(text))):
            names.append(person)
        elif name == "CN" and full == "FAU" and text:
            names.append(Name(literal=text))
        elif name == "AUID" and names and full == "FAU" and (orcid := ids.orcid(text)):
            names[-1] = replace(names[-1], orcid=orcid)
        elif name == "AD" and names and full == "FAU":
            names[-1] = replace(names[-1], affiliation=(*names[-1].affiliation, text))
    return tuple(names)


def _inverted(text: str) -> str:
    """PubMed's short form with the comma that it leaves out: "Attree P" is "Attree, P"."""
    return re.sub(r"^(.*\S)\s+([A-Z]{1,4})$", r"\1, \2", text)
