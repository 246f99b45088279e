"""What labelled rows say, in many languages: "Author: Jane Doe", "Erscheinungsjahr 2010", "dc.title ..."."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from harvester.extract.candidate import Candidate, names, people_in, read_field, span
from harvester.extract.carriers import dublin_core
from harvester.extract.carriers.abstracts import split_abstracts
from harvester.extract.carriers.citation_tail import read_tail
from harvester.extract.carriers.labels import MAX_LABEL, Meaning, meaning, with_roles
from harvester.extract.carriers.locators import read_locators
from harvester.extract.carriers.rows import Row, is_qualified, page_rows, rows, rows_of
from harvester.model.identifier import find_dois
from harvester.model.language import language
from harvester.model.name import is_organisation, split_names
from harvester.model.record import WITNESSED_DATES
from harvester.model.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from harvester.extract.document import Document
    from harvester.model import Name

__all__ = ["Row", "is_known", "read", "read_joined", "read_rows", "rows", "rows_of", "with_roles"]

CARRIER = "properties"

#: Kinds of dates that are asked where no row is labelled as the date of publication; all other kinds date nothing.
_LAST_RESORT = ("undefined", "defended")
#: Kind of date -> what it speaks of. When a record was last touched is no word on the work.
_DATES = {
    "issued": "issued",
    **dict.fromkeys(_LAST_RESORT, "issued"),
    "online": "available_date",
    "embargo": "access",
    **{kind: kind for kind in WITNESSED_DATES},
}
_LICENSE = re.compile(
    r"https?://|\bCC\b|creative ?commons|licen[cs]|lizenz|licenza|public domain|\bGPL|\bMIT\b|apache",
    re.IGNORECASE,
)
MAX_ABSTRACT = 10_000
"""Characters beyond which what stands under "Abstract" is the article itself."""
#: Labels that mean something only where the platform is known.
_TOO_PLAIN = frozenset({"name", "number", "link", "url", "by", "no", "von", "par", "por", "di", "door"})
MAX_NUMBER = 20
"""Characters of a volume or issue."""
MIN_SENTENCE = 60
"""Characters below which a line without a full stop is no sentence of an abstract."""
MAX_SOURCE = 400
"""Characters of a row that says where the work appeared."""
# "Murgetana, ISSN 0213-0939, No. 113, 2005, pp. 65-88": journals that count issues only.
_ISSUE_ALONE = re.compile(
    r"(?P<container_title>[^,]{3,150}),\s*(?:ISSN\s[\dX-]{9},\s*)?(?:n[\u00ba\u00b0]\.?|no\.?|n\u00fam\.?|nr\.?|issue|heft|fasc\.?)\s*"
    r"(?P<issue>\d{1,4}(?:-\d{1,4})?)(?:,\s*|\s*\()(?P<issued>(?:1[5-9]|20)\d\d)\)?(?:,\s*\D{1,8}\s?(?P<page>\d+(?:\s?[-\u2013]\s?\d+)?))?\.?",
    re.IGNORECASE,
)
# "29 (1937)" beside "Volume"
_WITH_YEAR = re.compile(r"[\w.]{1,10}\s*\(((?:1[5-9]|20)\d\d)\)")
_SUPPLEMENT = re.compile(r"\bsupplement to\b", re.IGNORECASE)
_BEFORE_DATE = re.compile(r"([^\d:]{3,40}?)[\s:]+\d")
_YEAR = re.compile(r"\(((?:1[5-9]|20)\d\d)\)")
_BRACKETED = re.compile(r"\s*\([^()]*\)\s*$")
# "26 / 3" beside "Volume / Issue".
_TWO_NUMBERS = re.compile(r"(?P<volume>\w{1,10})\s*/\s*(?P<issue>\w{1,10}(?:-\w{1,10})?)")
# A language in front: "[en] Ticks travel with cattle."
_CODE = re.compile(r"^\[[a-z]{2,3}\]\s+")
#: Labels of the abstract where there is enough text for one; else they tell how many pages there are.
_DESCRIPTIONS = frozenset(
    "description beschreibung descripcion descricao descrizione omschrijving beskrivning beskrivelse".split()
)
MIN_DESCRIPTION = 120
_NUMBERING = re.compile(r"^\d{1,3}(?:\.\w{1,3})*\.?\s+(?=[^\W\d_]{3})")
# Where there is a number of pages, or of anything else, no volume is meant.
_IS_NUMBER = re.compile(r"\d|^[IVXLCDM]+$")
_MAIL = re.compile(r"[<(]?\b[^\s@<(]{1,100}@[^\s@>)]{1,100}[>)]?")
# "Senior Lecturer", "Professor of History": what an author is, on the line behind the name.
_POST = re.compile(
    r"(?:^|(?<=\w)\s+)(?:(?:senior|principal|associate|assistant|visiting|emeritus|research|junior|honorary|full)\s+)*"
    r"(?:lecturer|professor|reader|(?:research\s+)?fellow|(?:ph\.?d\s+)?student|postdoc\w*|director|head|dean|chair)"
    r"(?:\s+(?:of|in|for|emeritus)\b.*)?$",
    re.IGNORECASE,
)


def read(document: Document) -> Iterator[Candidate]:
    """What the labelled rows of a page of any site say."""
    tables = (
        [row for row in table if fold(row.label) not in _TOO_PLAIN] for table in page_rows(document.tree)
    )
    # Lines inside a table's cells are read with the table, and once more as lines.
    yield from dict.fromkeys(one for table in tables for one in read_rows(table, CARRIER))


def is_known(label: str) -> bool:
    """Whether a row of that label says something that a `Record` holds."""
    return is_qualified(label) or meaning(label) is not None


def read_rows(table: Iterable[Row], carrier: str) -> Iterator[Candidate]:
    """What labelled rows say: qualified names ("dc.title") or words ("Date of publication")."""
    table = list(table)
    qualified = [(row.label, value) for row in table for value in row.values if is_qualified(row.label)]
    if qualified:
        yield from dublin_core.read_pairs(qualified, carrier)
    known = [(found, row) for row in table if not is_qualified(row.label) and (found := meaning(row.label))]
    by_field: dict[str, list[str]] = {}
    for found, row in known:
        if field := _field(found):
            by_field.setdefault(field, []).extend(row.values)
    people = [
        replace(name, role=found.name)
        for found, row in known
        if found.section == "roles"
        for name in people_in(read_joined(row.values))
    ]
    yield from _people(by_field, people, carrier)
    if first := by_field.pop("page_first", []):
        by_field.setdefault("page", [span(first[0], next(iter(by_field.get("page_last", [])), ""))])
    by_field.pop("page_last", None)
    for field, values in by_field.items():
        if field == "abstract":
            yield from _abstracts(known, by_field.get("language", []), carrier)
        elif field == "issued":
            yield from _issued(known, carrier)
        elif field == "access":
            yield from read_field(field, carrier, values)
            yield from _embargo(known, carrier)
        else:
            yield from _plain(field, values, carrier)
    citations = [row for found, row in known if found.section == "citation"]
    citations += [row for row in table if row.label.lower().startswith("dc.identifier.citation")]
    for row in citations:
        yield from _citation(" ".join(row.values), carrier)


def _plain(field: str, values: list[str], carrier: str) -> Iterator[Candidate]:
    if field in ("volume", "issue"):
        yield from _numbers(field, values, carrier)
    elif field in ("source", "container_title"):
        for value in [", ".join(values)] if field == "source" else values:
            yield from _source(field, value, carrier)
    elif field == "page":
        # "733 / 748" beside "Start / End Page"
        yield from read_field(
            field, carrier, [re.sub(r"^(\w+)\s*/\s*(\w+)$", r"\1-\2", one) for one in values]
        )
    elif field == "license":
        yield from read_field(field, carrier, [text for text in values if _LICENSE.search(text)])
    elif field == "genre":
        yield from read_field(field, carrier, values)
        # "Thesis (Ph.D.)" beside "Qualification Name"
        kinds = [one for one in read_field("type", carrier, values) if one.value == "thesis"]
        yield from kinds
    elif field == "type":
        # "14.a Articolo in Rivista": numbers of the system's own.
        yield from read_field(field, carrier, [_NUMBERING.sub("", text) for text in values])
    else:
        yield from read_field(field, carrier, read_joined(values) if field == "editor" else values)
    if field == "identifier":
        # Repositories show the DOI among the item's addresses.
        yield from (found for value in values for found in read_field("doi", carrier, value))


def _source(field: str, value: str, carrier: str) -> Iterator[Candidate]:
    """Where the work appeared, its numbers taken apart; what has no numbers is the journal, if the label says so."""
    found: dict[str, str] = {}
    if any(map(str.isdigit, value)) and len(value) <= MAX_SOURCE:
        numbers = _TWO_NUMBERS.fullmatch(value)
        found = numbers.groupdict() if numbers else {**read_locators(value), **read_tail(value)[0]}
    if "volume" not in found and (alone := _ISSUE_ALONE.fullmatch(value)):
        found = {name: text for name, text in alone.groupdict().items() if text}
    if found.keys() & {"volume", "issue"}:
        kept = ("container_title", "volume", "issue", "page", "issued")
        if "issued" not in found and (dated := _dated_in(value)):
            found["issued"] = dated
        for name in kept:
            yield from read_field(name, carrier, found.get(name, ""))
    elif field == "container_title":
        yield from read_field(field, carrier, value)


def read_joined(values: list[str]) -> list[str]:
    """The names in one cell each its own text: "Ann Lee, Bo Li" is two people, "Lee, Ann" one."""
    values = [_without_place(value) for value in _without_labels(_without_posts(values))]
    if len(values) == 1 and " / " in values[0] and "," in values[0] and ";" not in values[0]:
        # "Lee, Ann / Ng, Bo"
        return [part.strip() for part in values[0].split(" / ") if part.strip()]
    if len(values) == 1 and (placed := _without_places(values[0])):
        return placed
    if len(values) != 1 or len(split_names(_BRACKETED.sub("", values[0]))) < 2:
        return values
    return split_names(values[0])


def _each_once(values: list[str]) -> list[str]:
    """The names without those that another row has with the family name in front: "Ann Lee" beside "Lee, Ann"."""
    parted = {frozenset(fold(_BRACKETED.sub("", value)).split()) for value in values if "," in value}
    return [value for value in values if "," in value or frozenset(fold(value).split()) not in parted]


def _without_labels(values: list[str]) -> list[str]:
    """The values that are neither labels nor stand behind one: the first of "Lee, A", "Institution:", "Bath".

    A block of people may hold a list of its own for each, in which only the names stand without a label.
    """
    kept, skip = [], False
    for value in values:
        label = value.endswith(":")
        if not label and not skip:
            kept.append(value)
        skip = label
    return kept


def _without_posts(values: list[str]) -> list[str]:
    """The values without addresses of mail and without what the people are, where each name has a line of its own.

    >>> _without_posts(["Ann Lee a.lee@example.org", "Senior Lecturer", "Bo Ng Professor of History"])
    ['Ann Lee', 'Bo Ng']
    """
    if len(values) == 1:
        return values
    bare = (_POST.sub("", _MAIL.sub("", value).strip(" ,;")).strip(" ,;") for value in values)
    return [value for value in bare if value]


def _without_place(value: str) -> str:
    """A name without the organisation behind it: "Eric Lau" for "Eric Lau, The University of Hong Kong, China"."""
    head, _, rest = value.partition(" ;")
    if is_organisation(rest) and ";" not in rest and not is_organisation(head):
        # "Delvaux, Ann ;  University of Bath > Physics"
        return head.strip()
    name, _, place = value.partition(", ")
    return (
        name
        if " " in name and ";" not in value and is_organisation(place) and not is_organisation(name)
        else value
    )


def _without_places(text: str) -> list[str]:
    """The names of "Ann Lee and Bo Ng, University of Bath; Eva Orr, NTNU", each group with its place; else none.

    One place that is known to be one tells that what stands behind the other commas is a place too.
    """
    groups = [group.partition(", ") for group in text.split(";") if group.strip()]
    heads = [head.strip() for head, _, _ in groups]
    if (
        len(groups) < 2
        or not any(is_organisation(place) for _, _, place in groups)
        or not all(" " in head and not is_organisation(head) for head in heads)
    ):
        return []
    return [name for head in heads for name in split_names(head)]


def _people(by_field: dict[str, list[str]], others: list[Name], carrier: str) -> Iterator[Candidate]:
    """Authors are those labelled so, or listed as contributors with an author's role; all others keep theirs."""
    said = by_field.pop("author", [])
    stated = with_roles(_each_once(read_joined(said)))
    mixed = with_roles(by_field.pop("contributor", []))
    authors = [name for name in stated if name.role in (None, "author")]
    authors += [] if authors else [name for name in mixed if name.role == "author"]
    others += [name for name in (*stated, *mixed) if name.role not in (None, "author", "editor")]
    editors = [name for name in (*stated, *mixed) if name.role == "editor"]
    yield from names(
        "author", carrier, [replace(name, role=None) for name in authors], said or map(str, authors)
    )
    yield from names("editor", carrier, [replace(name, role=None) for name in editors], map(str, editors))
    yield from names("contributor", carrier, others, map(str, others))


def _numbers(field: str, values: Sequence[str], carrier: str) -> Iterator[Candidate]:
    """A volume or issue; it may be stated with the other numbers, "Volume 25, Number 10", or be the book's title."""
    for value in values:
        if field == "volume" and (year := _WITH_YEAR.fullmatch(value.strip())):
            yield from read_field("issued", carrier, year[1])
        if len(value) <= MAX_NUMBER and _IS_NUMBER.search(value):
            yield from read_field(field, carrier, value)
        elif found := read_locators(value):
            yield from read_field(field, carrier, found.get(field, ""))


def _field(found: Meaning) -> str:
    """The field that a label speaks of; "" for roles and for dates of which nothing is kept."""
    if found.section == "fields":
        return found.name
    return _DATES.get(found.name, "") if found.section == "dates" else ""


def _issued(known: Sequence[tuple[Meaning, Row]], carrier: str) -> Iterator[Candidate]:
    """The date of publication: what is labelled so, else the plain date, else that of a thesis's defence.

    With it come the dates among the values that say themselves that they are another.
    """
    for value in (value for found, row in known if found.section == "dates" for value in row.values):
        if _kind(value) in WITNESSED_DATES:
            yield from read_field(_kind(value), carrier, value)
    for kind in ("issued", *_LAST_RESORT):
        values = [value for found, row in known if found[:2] == ("dates", kind) for value in row.values]
        stated = [value for value in values if _kind(value) in ("", kind)]
        if said := read_field("issued", carrier, stated):
            yield from said
            return


def _dated_in(source: str) -> str:
    """The date that a row on the source labels as that of publication: "... p. 101-118, Issued: 2010-03-20"."""
    parts = [part.strip() for part in source.split(",")]
    return next(
        (
            part[len(words[1]) :]
            for part in parts
            if (words := _BEFORE_DATE.match(part)) and _kind(part) == "issued"
        ),
        "",
    )


def _embargo(known: Sequence[tuple[Meaning, Row]], carrier: str) -> Iterator[Candidate]:
    """The end of an embargo, in words that say so whatever the label's language."""
    for found, row in known:
        if found[:2] == ("dates", "embargo"):
            yield from read_field("access", carrier, [f"embargo until {value}" for value in row.values])


def _kind(value: str) -> str:
    """The kind of date that a value names itself: "submitted" for "Received 6 September 2018"; "" for none."""
    words = _BEFORE_DATE.match(value)
    found = meaning(words[1]) if words else None
    return found.name if found and found.section == "dates" else ""


def _abstracts(
    known: Sequence[tuple[Meaning, Row]], languages: Sequence[str], carrier: str
) -> Iterator[Candidate]:
    """Each abstract on its own; the one in the language of the work first, then as they stand."""
    found = [
        (code or stated.language, text)
        for stated, row in known
        if stated.name == "abstract"
        for code, text in split_abstracts(
            _up_to_label(_without_citation([_CODE.sub("", text) for text in row.values]))
        )
        if len(text) <= MAX_ABSTRACT
        and (fold(row.label) not in _DESCRIPTIONS or len(text) >= MIN_DESCRIPTION)
    ]
    spoken = {language(text) for text in languages} - {None}
    for _, text in sorted(found, key=lambda pair: pair[0] not in spoken):
        yield from read_field("abstract", carrier, text)


def _without_citation(values: list[str]) -> list[str]:
    """The paragraphs of an abstract without the citation that may stand before them."""
    cited = len(values) > 1 and find_dois(values[0]) and "volume" in read_locators(values[0])
    # "español", "English": in which language the abstract is.
    named = len(values) > 1 and len(values[0]) <= MAX_NUMBER and language(values[0])
    return values[1:] if cited or named else values


def _ends_as_label(value: str) -> bool:
    return len(value) <= MAX_LABEL and value.endswith(":")


def _up_to_label(values: list[str]) -> list[str]:
    """The lines up to the next label, without the words of a menu in front of it."""
    end = next(
        (
            at
            for at, value in enumerate(values)
            if at and (meaning(value.rstrip(" :")) or _ends_as_label(value))
        ),
        len(values),
    )
    if end == len(values):
        return values
    while end > 1 and len(values[end - 1]) < MIN_SENTENCE and values[end - 1][-1] not in ".!?":
        end -= 1
    return values[:end]


def _citation(text: str, carrier: str) -> Iterator[Candidate]:
    """The numbers in a citation in words, and its DOI where it names just one."""
    # What data belong to has numbers of its own.
    text = _SUPPLEMENT.split(text, maxsplit=1)[0]
    for field, value in read_locators(text).items():
        yield from read_field(field, carrier, value)
    if year := _YEAR.search(text):
        yield from read_field("issued", carrier, year[1])
    dois = find_dois(text)
    if len(dois) == 1:
        yield Candidate("doi", carrier, dois[0], dois[0])
