"""Record: what one source said about one work. Work: what the catalogue says, derived from records."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, fields
from functools import partial
from itertools import starmap
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from harvester.model.date import PartialDate, make_date
from harvester.model.identifier import Identifier
from harvester.model.name import Name
from harvester.model.organisation import Funder, Organisation, parse_funder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


class Witness(NamedTuple):
    """One carrier's word on one field.

    Attributes:
        field: the `Record` field it speaks of, or one of `WITNESSED_DATES`.
        carrier: which block of the page (or which service) said it, such as "citation_*" or "ris".
        value: what it said, cleaned, as text; lists are joined with "; ".
    """

    field: str
    carrier: str
    value: str


class Confidence(NamedTuple):
    """How far the chosen value of one field can be trusted.

    Attributes:
        field: the `Record` field.
        value: 0 to 1, with two decimals.
    """

    field: str
    value: float


class Relation(NamedTuple):
    """How the work of a record relates to another work.

    Attributes:
        kind: a DataCite relation type in CamelCase, such as "IsPreprintOf" or "IsCorrectionOf".
        target: a DOI, record id or work id.
        asserted_by: who says so: a carrier, "crossref", "publisher", "retraction-watch", or "harvester".
        date: since when it is said, as precisely as that is known: "2021-03-04"; "" where it is not.
    """

    kind: str
    target: str
    asserted_by: str
    date: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.target}"


class Extra(NamedTuple):
    """One value of an input file that no field of a `Record` holds.

    Attributes:
        format: the file's format, as `harvester.formats` names it: "ris", "csv", "endnote-xml", ...
        name: its name there: a tag, column or field, such as "N1".
        value: its text as the file has it; of CSL-JSON its JSON.
    """

    format: str
    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What one source said about one work, once. Never edited, only superseded.

    Field names are CSL-JSON's in snake_case; None, "" and () mean that nothing was said.

    Attributes:
        id: ``source:native-id``.
        source: the source's name; "crossref" for Crossref's answers.
        url: the page that said so.
        type: a CSL type, such as "article-journal".
        author, editor: in the order stated.
        contributor: everybody else, each with a ``role``.
        issued: the date of publication, as cited.
        available_date: when it first appeared online, where that was stated apart.
        number: article or report number; ``page`` holds "48-58".
        issn: each ``NNNN-NNNC``. isbn: each 13 digits.
        doi: the work's own DOI: bare, lower case.
        identifier: every other identifier, and DOIs that are not the work's own.
        language: ISO 639-1, lower case.
        keyword: in the order stated.
        organisation: the units that the portal files the work under; what an author belongs to stands with the name.
        access: "" or a word of `harvester.model.access.ACCESS`: may everybody read it?
        license: Creative Commons' URL in its canonical form, any other URL, or a phrase.
        full_text: URL of a file with the text.
        funder: in the order stated, once for each grant.
        status: "" or "retracted", "withdrawn", "concern".
        witness: everything that was said, by field and carrier.
        confidence: one entry for each field whose value was chosen among witnesses, in the order of the fields.
        extra: what a file said beyond all these fields. It is carried into files of the same format and
            takes no part in matching.
    """

    id: str
    source: str
    url: str = ""
    type: str | None = None
    genre: str = ""
    title: str = ""
    title_alternative: tuple[str, ...] = ()
    author: tuple[Name, ...] = ()
    editor: tuple[Name, ...] = ()
    contributor: tuple[Name, ...] = ()
    issued: PartialDate | None = None
    available_date: PartialDate | None = None
    container_title: str = ""
    collection_title: str = ""
    event_title: str = ""
    volume: str = ""
    issue: str = ""
    page: str = ""
    number: str = ""
    edition: str = ""
    publisher: str = ""
    publisher_place: str = ""
    issn: tuple[str, ...] = ()
    isbn: tuple[str, ...] = ()
    doi: str | None = None
    identifier: tuple[Identifier, ...] = ()
    language: str | None = None
    abstract: str = ""
    keyword: tuple[str, ...] = ()
    organisation: tuple[Organisation, ...] = ()
    access: str = ""
    license: str = ""
    full_text: str = ""
    funder: tuple[Funder, ...] = ()
    status: str = ""
    relation: tuple[Relation, ...] = ()
    witness: tuple[Witness, ...] = ()
    confidence: tuple[Confidence, ...] = ()
    extra: tuple[Extra, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """A JSON-ready form of every field that says something; `from_dict` reads it back."""
        return {name: _plain(value) for name, value in zip(_FIELDS, _values(self), strict=True) if value}

    @classmethod
    def from_dict(cls, table: Mapping[str, Any]) -> Record:
        """The record that `to_dict` wrote."""
        return cls(**{key: _typed(key, value) for key, value in table.items()})


# What `fields` gives, looked up once: records are written and read by the thousand.
_FIELDS = tuple(field.name for field in fields(Record))
_values = attrgetter(*_FIELDS)
_NAME_FIELDS = tuple(field.name for field in fields(Name))
_name_values = attrgetter(*_NAME_FIELDS)

#: Fields of a Record that are about the record, not about the work.
BOOKKEEPING = frozenset({"id", "source", "url", "witness", "confidence", "extra"})

#: Fields that merging chooses a value for, in the order people read them.
CONTENT_FIELDS = tuple(name for name in _FIELDS if name not in BOOKKEEPING)

#: Dates that are kept as what was said, and choose nothing: none of them is when the work was published.
WITNESSED_DATES = ("submitted", "accepted", "deposited")

#: How the rule of a field begins whose value a person set.
SET_BY = "set by "


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkField:
    """Where one field of a work comes from.

    Attributes:
        field: the field's name.
        record: the id of the record whose value was taken.
        rule: why that one, in a few words.
        agree: how many records of the work say the same; ``differ``: how many say something else.
    """

    field: str
    record: str
    rule: str
    agree: int = 1
    differ: int = 0

    @property
    def by_person(self) -> bool:
        """Whether a person set the value; ``record`` is then the one by which the choice knows the work."""
        return self.rule.startswith(SET_BY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One work, derived from its records; it can be rebuilt at any time to the same bytes.

    Attributes:
        id: ``w`` and 12 base32 characters.
        content: a `Record` that holds the chosen value of every field; its id is the work's.
        members: ids of its records, sorted.
        provenance: one entry for each field that says something.
    """

    id: str
    content: Record
    members: tuple[str, ...]
    provenance: tuple[WorkField, ...] = ()


def work_id(founder: str) -> str:
    """The id of the work whose first member is the record ``founder``.

    >>> work_id("pure:123")
    'whssdwmbbd5ga'
    """
    digest = hashlib.sha256(founder.encode()).digest()
    return "w" + base64.b32encode(digest).decode().lower()[:12]


def _plain(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, str):
        return value
    if isinstance(value, PartialDate):
        return str(value)
    if isinstance(value, Name):
        return {
            name: list(item) if isinstance(item, tuple) else item
            for name, item in zip(_NAME_FIELDS, _name_values(value), strict=True)
            if item
        }
    if isinstance(value, tuple):
        return [list(item) if hasattr(item, "_fields") else _plain(item) for item in value]
    return value


def _date(text: str) -> PartialDate | None:
    return make_date(*map(int, text.split("-")))


def _names(tables: Iterable[Mapping[str, Any]]) -> tuple[Name, ...]:
    return tuple(
        Name(**{**table, "affiliation": tuple(table["affiliation"])})
        if "affiliation" in table
        else Name(**table)
        for table in tables
    )


def _tuples(kind: Callable[..., Any], items: Iterable[Iterable[Any]]) -> tuple[Any, ...]:
    return tuple(starmap(kind, items))


def _funders(items: Iterable[str | Iterable[str]]) -> tuple[Funder, ...]:
    """Funders as lists, or as the texts that older versions wrote."""
    found = (parse_funder(item) if isinstance(item, str) else Funder(*item) for item in items)
    return tuple(one for one in found if one)


#: Field -> how its value is read from what `_plain` made of it; text and lists of text need no reading.
_READ: Mapping[str, Callable[[Any], Any]] = {
    "issued": _date,
    "available_date": _date,
    "author": _names,
    "editor": _names,
    "contributor": _names,
    "identifier": partial(_tuples, Identifier),
    "organisation": partial(_tuples, Organisation),
    "funder": _funders,
    "relation": partial(_tuples, Relation),
    "witness": partial(_tuples, Witness),
    "confidence": partial(_tuples, Confidence),
    "extra": partial(_tuples, Extra),
}


def _typed(key: str, value: Any) -> Any:  # noqa: ANN401
    read = _READ.get(key)
    if read is not None:
        return read(value)
    return tuple(value) if isinstance(value, list) else value
