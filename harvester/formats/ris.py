"""RIS: files in every dialect of it, the block on a Pure page, and the export of works."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from rispy.config import TAG_KEY_MAPPING
from rispy.parser import RisParser

from harvester.formats.extra import left_over
from harvester.formats.offices import with_texts
from harvester.formats.parsed import Gathering, Parsed, first
from harvester.formats.ris_lines import Lines, normalise
from harvester.formats.values import keywords, page_range, people, stated, tidy, verbatim
from harvester.model import Identifier, Name, Record
from harvester.model import identifier as ids
from harvester.model.text import fold

if TYPE_CHECKING:
    from harvester.formats.parsed import Entry

#: Reference types that mean something else elsewhere, or nothing.
_TYPES = {
    "JFULL": "document",
    "EJOUR": "article-journal",
    "INPR": "article-journal",
    "EBOOK": "book",
    "ECHAP": "chapter",
    "ENCYC": "chapter",
    "DICT": "chapter",
    "SER": "book",
    "PAMP": "book",
    "GOVDOC": "report",
    "MANSCPT": "manuscript",
    "MPCT": "motion_picture",
    "SOUND": "song",
    "SLIDE": "speech",
    "DBASE": "dataset",
    "AGGR": "dataset",
    "ABST": "article-journal",
}
#: Tags that are read here and that rispy's own table does not hold.
_OURS = frozenset({"U2", "BT", "CT", "CP", "C1", "C7", "PP", "ED", "DI", "UK", "ER"})


#: Tags of which a record keeps every value.
_WHOLE = frozenset({"TY", "ER", "AU", "A1", "A2", "ED", "KW", "SN", "TT", "ST", "LA"})
#: Tags of which it keeps one value, or those that agree.
_READ = frozenset(
    (
        "ID TI T1 BT CT T2 T3 C3 JF JO JA J2 PY Y1 DA VL IS CP SP EP C7 M1 ET PB CY PP DO DI U2 M3 UR L2 L1 "
        "AB N2 AN"
    ).split()
)
#: What `ris_export` writes into ``C1``: "access: open".
_OFFICES = re.compile(r"(orcid|organisation|access|license|funder|status): (.+)")
_PUBMED = re.compile(r"pubmed|medline|\bnlm\b", re.IGNORECASE)


class _Tags(dict[str, list[str]]):
    """The values of one record by tag, all kept in their order."""

    def all(self, *tags: str) -> list[str]:
        """Every value of ``tags`` that says something, tag by tag, each once."""
        return list(
            dict.fromkeys(text for tag in tags for value in self.get(tag, ()) if (text := stated(value)))
        )

    def addresses(self, *tags: str) -> list[str]:
        """Every DOI or URL under ``tags``, each once, exactly as written."""
        return list(
            dict.fromkeys(text for tag in tags for value in self.get(tag, ()) if (text := verbatim(value)))
        )

    def people(self, tag: str, other: str) -> list[str]:
        """The names under two tags that mean the same; two people may share one name, two lists do not."""
        names = [text for value in self.get(tag, ()) if (text := stated(value))]
        more = [text for value in self.get(other, ()) if (text := stated(value))]
        return names + [text for text in more if text not in names]

    def one(self, *tags: str) -> str:
        """The first value of the first of ``tags`` that has one."""
        return first(self.all(*tags))


class _EveryTag(RisParser):  # type: ignore[misc]  # rispy ships no types
    """rispy with every tag a list under its own name, so that a repeated tag loses nothing."""

    def _add_tag(self, record: dict[str, list[str]], tag: str, content: str, **_: bool) -> None:
        record.setdefault(tag, []).append(content)

    def _iter_till_start(self, lines: Lines) -> dict[str, list[str]]:
        start: dict[str, str] = super()._iter_till_start(lines)
        return {"TY": list(start.values())}


def parse(text: str, source: str = "") -> Parsed:
    r"""The records of a RIS text, whatever its dialect; tags that mean nothing here are named once each.

    Args:
        text: a file, or the block embedded in a page (there with blank lines between all lines).
        source: the `Record.source` of the records; a record without ``ID`` is named after it.

    >>> parse("TY - JOUR\n\nPY - 2011/3\n\nER -").records[0].issued
    PartialDate(year=2011, month=3, day=None)
    """
    gathering = Gathering(source, "ris")
    lines = normalise(text)
    unknown: dict[str, int] = {}
    for start, raw in zip(lines.starts, _EveryTag().parse(lines.text), strict=True):
        tags = _Tags(raw)
        entry = gathering.entry(tidy(tags.one("ID")), f"line {start.line}")
        if not start.ended:
            entry.note(
                "missing-end",
                "the record has no ER line; it is taken to end where the next one starts",
                "info",
            )
        if not start.started:
            entry.note("missing-start", "the record has no TY line; its type is not known")
        record, unread = _with_offices(tags, _record(tags, entry))
        pairs = [(tag, value) for tag, values in {**tags, **unread}.items() for value in values]
        extra = left_over(pairs, record, entry, read=_READ, whole=_WHOLE)
        gathering.records.append(replace(record, extra=extra))
        for tag in tags.keys() - TAG_KEY_MAPPING.keys() - _OURS:
            unknown.setdefault(tag, start.line)
    for tag, line in sorted(unknown.items()):
        gathering.note(
            "unknown-tag",
            f"line {line}: the tag {tag!r} means nothing in RIS; its values are carried along as they are",
            "info",
        )
    return gathering.done()


def _with_offices(tags: _Tags, record: Record) -> tuple[Record, dict[str, list[str]]]:
    """``record`` with what its ``AD`` and ``C1`` lines say in our words, and the values of these that say nothing."""
    places, lines = tags.get("AD", []), tags.get("C1", [])
    texts: dict[str, list[str]] = {"affiliation": places}
    ours = {line: match for line in lines if (match := _OFFICES.fullmatch(line.strip()))}
    for match in ours.values():
        texts.setdefault(match[1], []).append(match[2])
    record, left = with_texts(record, texts)
    unread = [line for line in lines if line not in ours or ours[line][2] in left.get(ours[line][1], ())]
    return record, {"AD": left.get("affiliation", []), "C1": unread}


def _record(tags: _Tags, entry: Entry) -> Record:
    kind, genre = _kind(tags, entry)
    issns, isbns = entry.serials(*tags.all("SN"))
    urls = [
        url for text in tags.addresses("UR", "L2") for url in re.split(r";?\s+|;(?=https?:)", text) if url
    ]
    doi, others = entry.dois(*_doi_texts(tags, urls))
    container, series, event = _places(tags, kind)
    authors, cut = _people(tags.people("AU", "A1"))
    editors, editors_cut = _people(tags.people("ED", "A2"))
    if cut or editors_cut:
        entry.note("names-cut", "the list of names ends in 'et al.'", "info")
    return Record(
        id=entry.id,
        source=entry.source,
        url=first([url for url in urls if not ids.doi(url)] or urls),
        type=kind,
        genre=genre,
        title=first([tidy(value) for tag in _title_tags(kind) for value in tags.get(tag, ())]),
        title_alternative=tuple(tags.all("TT", "ST")),
        author=authors,
        editor=editors,
        issued=entry.date(*(_slashed(text) for text in tags.all("PY", "Y1", "DA"))),
        container_title=container,
        collection_title=series,
        event_title=event,
        volume=tags.one("VL"),
        issue=tags.one("IS", "CP"),
        page=_pages(tags.one("SP"), tags.one("EP")),
        number=tags.one("C7", "M1"),
        edition=tags.one("ET"),
        publisher=tags.one("PB"),
        publisher_place=tags.one("CY", "PP"),
        issn=issns,
        isbn=isbns,
        doi=doi,
        identifier=others + _identifiers(tags, urls),
        language=entry.language(tags.one("LA")),
        # Pure gives the abstract in both; a program that wraps it gives its lines one tag each.
        abstract=max(" ".join(tags.all("AB")), " ".join(tags.all("N2")), key=len),
        keyword=keywords(tags.all("KW")) if tags.get("KW") else (),
        full_text=first(tags.addresses("L1")),
    )


def _identifiers(tags: _Tags, urls: list[str]) -> tuple[Identifier, ...]:
    """Handles among the addresses, and the PubMed id: an accession number that says so or whose database does."""
    handles = [Identifier("handle", value) for url in urls if (value := ids.handle(url))]
    known = bool(_PUBMED.search(tags.one("DB", "DP")))
    numbers = [text for text in tags.all("AN") if known or text.lower().startswith("pmid")]
    return (*handles, *(Identifier("pmid", value) for text in numbers if (value := ids.pmid(text))))


def _title_tags(kind: str | None) -> tuple[str, ...]:
    return ("TI", "T1", "BT", "CT") if kind == "book" else ("TI", "T1", "CT")


def _kind(tags: _Tags, entry: Entry) -> tuple[str | None, str]:
    """The CSL type, and the phrase for it (Pure's ``M3``: "Journal article")."""
    word = tags.one("TY").upper()
    phrase = next((text for text in tags.all("M3") if not ids.doi(text)), "")
    return entry.type(_TYPES.get(word, word)), phrase


def _doi_texts(tags: _Tags, urls: list[str]) -> list[str]:
    """Where a DOI may stand: Pure repeats ``DO`` in ``U2``, EndNote has it in ``M3``, others in the URL."""
    loose = [text for text in tags.addresses("U2", "M3") if ids.find_dois(text)]
    return tags.addresses("DO", "DI") + loose + [url for url in urls if ids.doi(url)]


def _places(tags: _Tags, kind: str | None) -> tuple[str, str, str]:
    """Container (journal or book), series and conference, which share their tags by type of reference.

    Where a journal's own tag is there, ``T2`` is no second journal: Pure has the subtitle in it.
    """
    journal, second, series = tags.one("JF", "JO"), tags.one("T2"), tags.one("T3")
    if kind == "book":
        return journal, second or series, ""
    if kind == "paper-conference" and (proceedings := tags.one("C3")):
        return proceedings, series, second
    container = journal or second or tags.one("BT", "JA", "J2")
    return container, (series if fold(series) != fold(container) else ""), ""


def _people(texts: list[str]) -> tuple[tuple[Name, ...], bool]:
    """Names, where a comma at the end marks an organisation, as EndNote writes it."""
    names: list[Name] = []
    cut = False
    for text in texts:
        if text.endswith(",") and text.count(",") == 1 and ";" not in text:
            names.append(Name(literal=text.rstrip(", ")))
            continue
        found, et_al = people([text])
        names += found
        cut = cut or et_al
    return tuple(names), cut


def _slashed(text: str) -> str:
    """A date without what RIS puts after its third slash, such as a season: "2011/03//Spring"."""
    match = re.match(r"(\d{4})/(\d{0,2})/(\d{0,2})(?:/.*)?$", text)
    return "/".join(part for part in match.groups() if part) if match else text


def _pages(start: str, end: str) -> str:
    """The range, whether ``SP`` holds the first page or all of it."""
    if not start or not end or start == end or re.search(r"\w\s*[-\u2010-\u2015]+\s*\w", start):
        return page_range(start or end)
    return page_range(f"{start}-{end}")
