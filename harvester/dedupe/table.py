"""Table: the columns in which records are blocked and compared, computed from their forms."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from harvester.dedupe.authors import read_all_authors, surnames
from harvester.dedupe.column import end_to_end
from harvester.dedupe.forms import FEW, LIST_MARK
from harvester.dedupe.overlap import distinct
from harvester.dedupe.ragged import Ragged, find, mix
from harvester.dedupe.rows import Ends, Read, read_row
from harvester.dedupe.texts import CHUNK, SLICE, Texts, hash_spans
from harvester.dedupe.title import ROMAN
from harvester.dedupe.venue import Venue, read_venue

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from harvester.dedupe.forms import Forms

    Keys = NDArray[np.uint64]
    Places = NDArray[np.int64]
    Numbers = NDArray[np.int32]
    Flags = NDArray[np.bool_]

#: Letters of the squeezed title's head, short head and tail, and of an abstract's beginning, that become keys.
HEAD, SHORT_HEAD, TAIL, ABSTRACT_HEAD = 22, 10, 16, 60
ENDS = Ends(HEAD, SHORT_HEAD, TAIL, ABSTRACT_HEAD)
#: Columns that say where a work stands.
LOCATORS = ("year", "volume", "issue", "first_page", "last_page")


@dataclass(frozen=True, slots=True)
class Table:
    """What is computed from the forms of n records; hashes are 0 where there is nothing.

    Attributes:
        forms: the texts and numbers themselves.
        words: hashes of each title's distinct words, Roman numerals as digits. numbers: of the numbers in it.
        title: hash of the squeezed title; head, short, tail: of its ends. abstract: of the squeezed beginning.
        surnames, names, first_author, initial, signature: as in `Authors`. surname_set: hash of the surnames as a set;
            surname_letters: how many letters they have.
        venue: place in ``venues``, whose first is the unknown one.
        doi: hash. known_as: hashes of the DOI and its aliases. targets: of what its stated relations lead to.
        claims: hashes of all other identifiers. issn: hashes.
        type, kind: hashes of the form's words.
        relations: row -> target -> kind, for the records that state any.
        digest: hash of the content, which settles ties without looking at ids.
        rank: place of each id among all of them.
    """

    forms: Forms
    words: Ragged
    numbers: Ragged
    title: Keys
    head: Keys
    short: Keys
    tail: Keys
    abstract: Keys
    surnames: Ragged
    names: Ragged
    first_author: Keys
    initial: NDArray[np.uint8]
    signature: Keys
    surname_set: Keys
    surname_letters: NDArray[np.int64]
    venue: Numbers
    venues: tuple[Venue, ...]
    doi: Keys
    known_as: Ragged
    targets: Ragged
    claims: Ragged
    issn: Ragged
    type: Keys
    kind: Keys
    relations: Mapping[int, Mapping[str, str]]
    digest: Keys
    rank: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.forms)

    @property
    def ids(self) -> tuple[str, ...]:
        """The record ids."""
        return self.forms.ids

    def surname_text(self, row: int) -> str:
        """The family names of one row, sorted, as one text."""
        return " ".join(sorted(surnames(self.forms.authors.at(row))))

    def surname_texts(self, rows: NDArray[np.int64]) -> list[str]:
        """The family names of each of ``rows``, sorted, as one text."""
        return [" ".join(sorted(surnames(text))) for text in self.forms.authors.take(rows)]


def tabulate(forms: Forms) -> Table:
    """The columns of ``forms``."""
    return _one_by_one(forms) if 0 < len(forms) <= FEW else _at_once(forms)


def _at_once(forms: Forms) -> Table:
    size = len(forms)
    authors = read_all_authors(forms.authors)
    venue, venues = _venues(forms.venue)
    doi = forms.doi.hashes()
    relations = read_relations(forms.relations)
    hashed = {
        name: getattr(forms, name).hashes() for name in ("authors", "venue", "page_mark", "abstract", "type")
    }
    titles = _Read(*end_to_end(map(_read_titles, forms.title.slices(SLICE))))
    locators = [getattr(forms, name).astype(np.uint64) for name in LOCATORS]
    return Table(
        forms=forms,
        **titles._asdict(),
        abstract=_abstracts(forms.abstract),
        surnames=authors.surnames,
        names=authors.names,
        first_author=authors.first,
        initial=authors.initial,
        signature=authors.signature,
        surname_set=_set_hashes(authors.surnames),
        surname_letters=authors.letters,
        venue=venue,
        venues=venues,
        doi=doi,
        known_as=_known_as(doi, _list(forms.aliases)),
        targets=_targets(relations, size),
        claims=_list(forms.claims),
        issn=_list(forms.issn),
        type=hashed["type"],
        kind=forms.kind.hashes(),
        relations=relations,
        digest=mix(titles.title, doi, *hashed.values(), *locators),
        rank=_rank(forms.ids),
    )  # fmt: skip


def _rank(ids: Sequence[str]) -> NDArray[np.int64]:
    rank = np.empty(len(ids), dtype=np.int64)
    rank[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids))
    return rank


_ROMAN = sorted(
    zip(Texts.of(ROMAN).hashes().tolist(), Texts.of(ROMAN.values()).hashes().tolist(), strict=True)
)
_ROMAN_WORDS, _ROMAN_DIGITS = (np.array(column, dtype=np.uint64) for column in zip(*_ROMAN, strict=True))


class _Read(NamedTuple):
    """What is read off some titles.

    Attributes:
        words: theirs. numbers: also those in Roman numerals or inside words.
        title, head, short, tail: hashes of them squeezed, and of their ends.
    """

    words: Ragged
    numbers: Ragged
    title: Keys
    head: Keys
    short: Keys
    tail: Keys


def _read_titles(titles: Texts) -> _Read:
    rows, starts, ends = titles.words()
    values = hash_spans(titles.letters(), starts, ends)
    places = find(values, _ROMAN_WORDS)
    roman = places >= 0
    values[roman] = _ROMAN_DIGITS[places[roman]]
    counted, digits = _digits(titles)
    counted, digits = np.concatenate((counted, rows[roman])), np.concatenate((digits, values[roman]))
    order = np.argsort(counted, kind="stable")
    numbers = Ragged.of(counted[order], digits[order], titles.size)
    return _Read(
        distinct(Ragged.of(rows, values, titles.size)),
        distinct(numbers),
        *titles.squeezed().ends((CHUNK, HEAD, SHORT_HEAD), TAIL),
    )


def _digits(titles: Texts) -> tuple[Places, Keys]:
    """The row and the hash of every number that is written in digits; leading zeros say nothing."""
    letters = titles.letters()
    rows, starts, ends = titles.runs((letters >= ord("0")) & (letters <= ord("9")))
    telling = np.append(np.flatnonzero((letters >= ord("1")) & (letters <= ord("9"))), len(letters))
    starts = np.minimum(telling[np.searchsorted(telling, starts)], ends - 1)
    return rows, hash_spans(letters, starts, ends)


def _set_hashes(lists: Ragged) -> Keys:
    """A hash of each list that its order does not change."""
    sums = np.concatenate((np.zeros(1, dtype=np.uint64), np.cumsum(mix(lists.values), dtype=np.uint64)))
    return sums[lists.offsets[1:]] - sums[lists.offsets[:-1]]


def _abstracts(abstracts: Texts) -> Keys:
    squeezed = abstracts.squeezed()
    (head, _) = squeezed.ends((ABSTRACT_HEAD,), 0)
    return np.where(squeezed.lengths() >= ABSTRACT_HEAD, head, np.uint64(0))


def _list(texts: Texts) -> Ragged:
    rows, starts, ends = texts.words(LIST_MARK)
    return Ragged.of(rows, hash_spans(texts.letters(), starts, ends), texts.size)


def _venues(names: Texts) -> tuple[Numbers, tuple[Venue, ...]]:
    """Each record's place among the distinct venues, and these."""
    keys, places, venue = np.unique(
        np.append(names.hashes(), np.uint64(0)), return_index=True, return_inverse=True
    )
    texts = ["", *names.take(places[1:])]
    return venue[:-1].astype(np.int32), tuple(map(read_venue, texts[: len(keys)]))


def _known_as(doi: Keys, aliases: Ragged) -> Ragged:
    rows = np.concatenate((np.flatnonzero(doi), aliases.rows()))
    order = np.argsort(rows, kind="stable")
    values = np.concatenate((doi[doi != 0], aliases.values))
    return distinct(Ragged.of(rows[order], values[order], len(doi)))


def read_relations(texts: Texts) -> dict[int, dict[str, str]]:
    """What the texts of `Form.relations` say: row -> target -> kind."""
    rows = np.flatnonzero(texts.lengths())
    return dict(zip(rows.tolist(), map(_stated, texts.take(rows)), strict=True))


def _stated(text: str) -> dict[str, str]:
    parts = text.split(LIST_MARK)
    return dict(zip(parts[1::2], parts[::2], strict=True))


def _targets(relations: Mapping[int, Mapping[str, str]], size: int) -> Ragged:
    stated = [(row, target) for row, kinds in relations.items() for target in sorted(kinds)]
    rows = np.array([row for row, _ in stated], dtype=np.int64)
    return Ragged.of(rows, Texts.of(target for _, target in stated).hashes(), size)


def _one_by_one(forms: Forms) -> Table:
    """The same as `_at_once`, of a few records."""
    few = [*forms.each()]
    rows = [read_row(form, ENDS) for form in few]
    columns: dict[str, Any] = {
        name: _lists(values)
        if isinstance(values[0], tuple)
        else np.array(values, dtype=_DTYPES.get(name, np.uint64))
        for name, values in zip(Read._fields, zip(*rows, strict=True), strict=True)
    }
    named = {0: ""} | {row.venue: form.venue for row, form in zip(rows, few, strict=True)}
    place = {key: number for number, key in enumerate(sorted(named))}
    columns["venue"] = np.array([place[row.venue] for row in rows], dtype=np.int32)
    return Table(
        forms=forms,
        venues=tuple(read_venue(named[key]) for key in place),
        relations={row: _stated(form.relations) for row, form in enumerate(few) if form.relations},
        rank=_rank(forms.ids),
        **columns,
    )


_DTYPES: Mapping[str, type[np.generic]] = {"initial": np.uint8, "surname_letters": np.int64}


def _lists(values: Sequence[Sequence[int]]) -> Ragged:
    offsets = np.fromiter(accumulate(map(len, values), initial=0), dtype=np.int64, count=len(values) + 1)
    return Ragged(offsets, np.array([*chain.from_iterable(values)], dtype=np.uint64))
