"""Prepare: what matching needs of every record, normalised once and kept as columns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from harvester.dedupe.hashing import hash_lists, hashes
from harvester.dedupe.locator import MISSING, Pages, first_number, issue_number, page_range
from harvester.dedupe.title import Title, read_title
from harvester.dedupe.venue import Venue, read_venue
from harvester.model.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from harvester.model import Name, Record

#: Longer names lists are read to here; nobody is told apart by the five-hundredth author.
MAX_AUTHORS = 500
#: DOI prefixes that only preprint servers register under.
PREPRINT_DOIS = (
    "10.1101/", "10.21203/", "10.2139/ssrn", "10.48550/", "10.31234/", "10.31235/", "10.31219/",
    "10.20944/preprints", "10.26434/", "10.36227/", "10.22541/", "10.12688/",
)  # fmt: skip
PREPRINT_WORDS = re.compile(
    r"\b(?:preprints?|arxiv|biorxiv|medrxiv|chemrxiv|psyarxiv|ssrn|research square)\b"
)


class Ragged(NamedTuple):
    """A list of 64-bit hashes for each record, end to end.

    Attributes:
        offsets: where each record's list begins, and one end; length n + 1.
        values: the hashes of all records.
    """

    offsets: NDArray[np.int64]
    values: NDArray[np.uint64]

    def take(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
        """The values of ``rows``, each with the place in ``rows`` that it belongs to."""
        lengths = self.offsets[rows + 1] - self.offsets[rows]
        places = np.repeat(np.arange(len(rows), dtype=np.int64), lengths)
        within = np.arange(len(places), dtype=np.int64) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        return places, self.values[self.offsets[rows][places] + within]

    def lengths(self) -> NDArray[np.int64]:
        """How many values each record has."""
        return np.diff(self.offsets)


@dataclass(frozen=True, slots=True)
class Table:
    """Columns of n records, in the order given; where nothing is known stand "", 0, -1 or MISSING.

    Attributes:
        ids: record ids; never evidence.
        title, venue: normalised forms; equal spellings share one object.
        words: hashes of each title's distinct words.
        surnames: hashes of the family names. names: hashes of every word of every name.
        surname_text: the family names, sorted, as one string. first_author: hash of the first one.
        initial: code of the first author's first initial, 0 where unknown. authors: how many.
        year, volume, issue, first_page, last_page: numbers, MISSING where unknown.
        doi: hash, 0 where there is none. dois: the strings. known_as: hashes of the DOI and its aliases.
        targets: hashes of the DOIs that its stated relations lead to. claims: hashes of all other identifiers.
        abstract: the folded beginning.
        type: CSL types. preprint: whether it reads as a preprint. issn: hashes.
        signature: hash of the initials of all names, each name's sorted. context: words of names, venue and numbers.
        digest: hash of the content, which settles ties without looking at ids.
        relations: target DOI or id -> kind, for each record.
    """

    ids: tuple[str, ...]
    title: tuple[Title, ...]
    venue: tuple[Venue, ...]
    words: Ragged
    surnames: Ragged
    names: Ragged
    claims: Ragged
    issn: Ragged
    surname_text: tuple[str, ...]
    first_author: NDArray[np.uint64]
    initial: NDArray[np.uint8]
    authors: NDArray[np.int64]
    year: NDArray[np.int64]
    volume: NDArray[np.int64]
    issue: NDArray[np.int64]
    first_page: NDArray[np.int64]
    last_page: NDArray[np.int64]
    page_mark: NDArray[np.uint64]
    doi: NDArray[np.uint64]
    known_as: Ragged
    targets: Ragged
    dois: tuple[str, ...]
    abstract: tuple[str, ...]
    type: tuple[str, ...]
    edition: NDArray[np.int64]
    preprint: NDArray[np.bool_]
    signature: NDArray[np.uint64]
    context: tuple[str, ...]
    digest: NDArray[np.uint64]
    relations: tuple[dict[str, str], ...]

    def __len__(self) -> int:
        return len(self.ids)


def prepare(records: Sequence[Record]) -> Table:
    """The columns of ``records``; the only place that reads a `Record`."""
    people = [_people(record.author or record.editor) for record in records]
    pages = [_pages(record) for record in records]
    titles = tuple(read_title(record.title, record.container_title) for record in records)
    dois = tuple(record.doi or "" for record in records)
    types = tuple(record.type or "" for record in records)
    volumes = [first_number(record.volume) for record in records]
    return Table(
        ids=tuple(record.id for record in records),
        title=titles,
        venue=tuple(read_venue(_container(record)) for record in records),
        words=_ragged(sorted(set(title.words)) for title in titles),
        surnames=_ragged(person.surnames for person in people),
        names=_ragged(person.words for person in people),
        claims=_ragged(_claims(record) for record in records),
        issn=_ragged(sorted(record.issn) for record in records),
        surname_text=tuple(" ".join(sorted(person.surnames)) for person in people),
        first_author=hashes(person.surnames[0] if person.surnames else "" for person in people),
        initial=np.array([ord(person.initial) if person.initial else 0 for person in people], dtype=np.uint8),
        authors=_numbers(len(person.surnames) for person in people),
        year=_numbers(record.issued.year if record.issued else MISSING for record in records),
        volume=_numbers(volumes),
        issue=_numbers(issue_number(record.issue) for record in records),
        first_page=_numbers(page.first for page in pages),
        last_page=_numbers(page.last for page in pages),
        page_mark=hashes(page.mark for page in pages),
        doi=hashes(dois),
        known_as=_ragged(_known_as(record) for record in records),
        targets=_ragged(_targets(record) for record in records),
        dois=dois,
        abstract=tuple(fold(record.abstract[:400])[:300] if record.abstract else "" for record in records),
        type=types,
        edition=_numbers(first_number(record.edition) for record in records),
        preprint=np.array([_is_preprint(record) for record in records], dtype=bool),
        signature=hashes(person.signature for person in people),
        context=tuple(_context(record, person) for record, person in zip(records, people, strict=True)),
        digest=hashes(_content(record) for record in records),
        relations=tuple(_relations(record) for record in records),
    )


class _People(NamedTuple):
    surnames: tuple[str, ...]
    words: tuple[str, ...]
    initial: str
    signature: str


_NOT_NAMES = frozenset("and et al others jr sr ii iii iv unknown anonymous anon ed eds".split())


class _Person(NamedTuple):
    """One name: family names, all its words, and the initials of given and family name."""

    surnames: tuple[str, ...]
    words: tuple[str, ...]
    given: str
    family: str


@lru_cache(maxsize=1 << 17)
def _name(family: str, given: str, literal: str) -> _Person:
    """What matching needs of one name; an unsplit list of names gives all its long words."""
    first, last = fold(given), fold(family)
    words = tuple(word for word in f"{first} {last} {fold(literal)}".split() if word not in _NOT_NAMES)
    if family:
        own = [word for word in last.split() if word not in _NOT_NAMES]
        surname = next((word for word in reversed(own) if len(word) > 1), "".join(own))
        return _Person((surname,) if surname else (), words, first[:1], last[:1])
    return _Person(tuple(word for word in words if len(word) > 2) or words[-1:], words, "", "")


def _people(names: Sequence[Name]) -> _People:
    surnames: list[str] = []
    words: dict[str, None] = {}
    persons = [_name(name.family, name.given, name.literal) for name in names[:MAX_AUTHORS]]
    for person in persons:
        surnames.extend(person.surnames)
        words.update(dict.fromkeys(word for word in person.words if len(word) > 1))
    initial = persons[0].given if persons and names[0].family else ""
    return _People(tuple(dict.fromkeys(surnames)), tuple(words), initial, _signature(persons))


def _signature(persons: Sequence[_Person]) -> str:
    """The initials of every name, so that "Hannu, T." and "Toivonen, H." show themselves as one, swapped."""
    if not all(person.given and person.family for person in persons):
        return ""
    return " ".join(sorted(min(x + y, y + x) for _, _, x, y in persons))


def _context(record: Record, people: _People) -> str:
    """Words that stand around a title in a citation and may have strayed into it."""
    place = f"{record.container_title} {record.volume} {record.page} {record.issued.year if record.issued else ''}"
    return f"{' '.join(people.words)} {fold(place)}"


def _container(record: Record) -> str:
    return record.container_title or record.event_title or record.collection_title


def _pages(record: Record) -> Pages:
    return page_range(record.page or record.number)


def _is_preprint(record: Record) -> bool:
    """Whether the record is of a preprint: by its type, its server or its DOI's registrant."""
    if record.type == "article" or "preprint" in record.genre.lower():
        return True
    if (record.doi or "").startswith(PREPRINT_DOIS):
        return True
    return bool(PREPRINT_WORDS.search(f"{record.container_title} {record.publisher}".lower()))


#: Schemes that name one work wherever they stand; an eprint number or uuid is a repository's own.
CLAIM_SCHEMES = frozenset({"pmid", "arxiv", "handle", "oai"})


_NO_RELATIONS: dict[str, str] = {}


def _relations(record: Record) -> dict[str, str]:
    return {rel.target.lower(): rel.kind for rel in record.relation} if record.relation else _NO_RELATIONS


def _targets(record: Record) -> list[str]:
    return sorted({relation.target.lower() for relation in record.relation}) if record.relation else []


def _known_as(record: Record) -> list[str]:
    """The record's DOI and its aliases."""
    return sorted(_aliases(record) | ({record.doi} if record.doi else set()))


def _claims(record: Record) -> list[str]:
    """The identifiers, other than its DOI, that the record claims as its own."""
    own = {f"{item.scheme}:{item.value}" for item in record.identifier
           if item.scheme in CLAIM_SCHEMES and item.relation == "self"}  # fmt: skip
    return sorted(own)


def _aliases(record: Record) -> frozenset[str]:
    return frozenset(
        item.value
        for item in record.identifier
        if item.scheme == "doi" and item.relation in ("IsIdenticalTo", "self")
    ) | {rel.target.lower() for rel in record.relation if rel.kind == "IsIdenticalTo"}


def _content(record: Record) -> str:
    """Everything that describes the work, so that ties are settled by content alone."""
    parts = (record.title, "; ".join(map(str, record.author)), record.issued, record.container_title,
             record.volume, record.issue, record.page, record.doi, record.type, record.abstract)  # fmt: skip
    return "\x1f".join(str(part or "") for part in parts)


def _numbers(values: Iterable[int]) -> NDArray[np.int64]:
    return np.fromiter(values, dtype=np.int64)


def _ragged(rows: Iterable[Sequence[str]]) -> Ragged:
    return Ragged(*hash_lists(rows))
