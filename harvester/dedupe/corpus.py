"""Corpus: everything statistical that matching knows, so that a pair can be judged against a frozen state."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import fuzz

from harvester.dedupe.locator import MISSING
from harvester.dedupe.ragged import among, different, find, mix
from harvester.dedupe.texts import Texts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from harvester.dedupe.table import Table

    Keys = NDArray[np.uint64]

#: A corpus counts as at least this many titles, so that in a handful of records no word is common.
SMALLEST = 3_000
#: Titles that share a DOI are dissimilar below this `fuzz.token_set_ratio`; the DOI is then no proof.
SAME_DOI_RATIO = 60.0
#: A title is a column's when it appears in this many years, or (if it weighs less than this, in nats) with this
#: many first authors and years, or at this many places, and each has few records.
COLUMN_YEARS, COLUMN_WRITERS, COLUMN_PLACES, COLUMN_WEIGHT = 3, 5, 3, 22.0
RECORDS_EACH = 4
#: Share of true pairs whose venues look different, before anything is learned.
VENUE_NOISE = 0.06
#: Share of true pairs whose authors have nothing in common.
AUTHOR_NOISE = 0.004

_STOP = np.sort(
    Texts.of(
        "a an and as at by for from in into is it its of on or the to with using via der die das und "
        "la le les de des du der el y en o da do di del della per e een het van".split()
    ).hashes()
)
_STOP_WEIGHT = 0.3


def _no_keys() -> Keys:
    return np.zeros(0, dtype=np.uint64)


@dataclass(frozen=True, slots=True, eq=False)
class Corpus:
    """What a set of records says about words, titles, DOIs and venues; all arrays ascend.

    Attributes:
        titles: how many distinct titles were counted.
        words: hashes of their words. counts: in how many of these titles each stands.
        columns: hashes of squeezed titles that recur with different locators.
        demoted: hashes of DOIs that dissimilar titles share.
        oversized: keys that so many records share that they make no pairs by themselves.
        aliases: pairs of venue names (folded, ascending) that confident pairs use for one venue.
        known: venue names that many confident pairs use. met: pairs of these that some use for one venue.
        venue_noise: share of confident pairs whose venues look different all the same.
        author_noise: the same for authors.
    """

    titles: int = 0
    words: Keys = field(default_factory=_no_keys)
    counts: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    columns: Keys = field(default_factory=_no_keys)
    demoted: Keys = field(default_factory=_no_keys)
    oversized: Keys = field(default_factory=_no_keys)
    aliases: frozenset[tuple[str, str]] = frozenset()
    known: frozenset[str] = frozenset()
    met: frozenset[tuple[str, str]] = frozenset()
    venue_noise: float = VENUE_NOISE
    author_noise: float = AUTHOR_NOISE

    def frequency(self, words: Keys) -> NDArray[np.int64]:
        """In how many titles each word stands; 0 for words never seen."""
        if not len(self.words):
            return np.zeros(len(words), dtype=np.int64)
        places = find(words, self.words)
        return np.where(places < 0, 0, self.counts[places])

    def weight(self, words: Keys) -> NDArray[np.float64]:
        """The information of each word in nats: rare words tell most, articles next to nothing."""
        if len(words) <= len(self.words):
            return self._weighed(words, self.frequency(words))
        # Of so many words each of the known ones is weighed once.
        places = find(words, self.words)
        found = np.append(self._weighed(self.words, self.counts), 0.0)[places]
        unseen = np.flatnonzero(places < 0)
        found[unseen] = self._weighed(words[unseen], np.zeros(len(unseen), dtype=np.int64))
        return found

    def _weighed(self, words: Keys, frequency: NDArray[np.int64]) -> NDArray[np.float64]:
        weight = np.log(max(self.titles, SMALLEST) / np.maximum(frequency, 1))
        return np.where(among(words, _STOP), _STOP_WEIGHT, np.maximum(weight, _STOP_WEIGHT))

    def strangers(self, one: str, other: str) -> bool:
        """Whether two venue names (``one`` < ``other``) are well known, and never used for one venue."""
        return one in self.known and other in self.known and (one, other) not in self.met


def count(table: Table) -> Corpus:
    """The corpus of ``table``, without what only pairs teach: venue names and noise."""
    titled = np.flatnonzero(table.title)
    # Of the spellings of one title ("data base", "database") the same one speaks, whatever the order of records.
    spelling = table.forms.title.hashes()
    order = titled[np.lexsort((spelling[titled], table.title[titled]))]
    first = np.concatenate(
        (np.ones(min(len(order), 1), dtype=bool), table.title[order[1:]] != table.title[order[:-1]])
    )
    speaking = np.zeros(len(table), dtype=bool)
    speaking[order[first]] = True
    words, counts = np.unique(
        table.words.values[np.repeat(speaking, table.words.lengths())], return_counts=True
    )
    corpus = Corpus(int(first.sum()), words, counts.astype(np.int64))
    return replace(corpus, columns=_columns(table, corpus, order, first), demoted=_demoted(table, spelling))


def _columns(table: Table, corpus: Corpus, order: NDArray[np.int64], first: NDArray[np.bool_]) -> Keys:
    """Titles that recur with other years, authors or places: columns, front matter, yearly reports.

    Citations repeat one work's title too, but then many records share few years and one first author.

    Args:
        table: the records.
        corpus: their words.
        order: the rows with a title, by title.
        first: whether a row of ``order`` is the first of its title.
    """
    number = np.cumsum(first) - 1
    records = np.bincount(number)
    often = records[number] >= COLUMN_YEARS
    rows, number = order[often], number[often]
    titles, number = np.unique(number, return_inverse=True)
    records = records[titles]
    forms = table.forms
    author = table.first_author[rows]
    year, volume, page = (
        getattr(forms, name)[rows].astype(np.int64) for name in ("year", "volume", "first_page")
    )
    years = _kinds(number, len(titles), year != MISSING, year)
    writers = _kinds(number, len(titles), author != 0, author.view(np.int64), year)
    places = _kinds(number, len(titles), (volume != MISSING) & (page != MISSING), volume, page)
    some = np.zeros(len(titles), dtype=np.int64)
    some[number] = rows
    place, words = table.words.take(some)
    short = np.bincount(place, weights=corpus.weight(words), minlength=len(titles)) < COLUMN_WEIGHT
    column = (years >= np.where(short, COLUMN_YEARS, COLUMN_YEARS + 1)) & (records <= RECORDS_EACH * years)
    column |= short & (writers >= COLUMN_WRITERS) & (records <= RECORDS_EACH * writers)
    column |= short & (places >= COLUMN_PLACES) & (records <= RECORDS_EACH * places)
    return different(table.title[some[column]])


def _kinds(
    number: NDArray[np.int64], size: int, known: NDArray[np.bool_], *values: NDArray[np.int64]
) -> NDArray[np.int64]:
    """How many different ``values`` each of ``size`` titles has."""
    number = number[known]
    code = mix(*((column + 1).view(np.uint64) for column in (number, *(value[known] for value in values))))
    _, places = np.unique(code, return_index=True)
    return np.bincount(number[places], minlength=size)


def _demoted(table: Table, spelling: Keys) -> Keys:
    """DOIs that dissimilar titles share: of a supplement, a whole journal, or simply wrong."""
    ascending = np.sort(table.doi)
    shared = different(ascending[1:][(ascending[1:] == ascending[:-1]) & (ascending[1:] != 0)])
    rows = np.flatnonzero(among(table.doi, shared) & (table.title != 0))
    # Of the spellings of one title the same one speaks, whatever the order of records.
    rows = rows[np.lexsort((spelling[rows], table.title[rows], table.doi[rows]))]
    doi, title = table.doi[rows], table.title[rows]
    again = (doi[1:] == doi[:-1]) & (title[1:] == title[:-1])
    rows = rows[np.concatenate((np.ones(min(len(rows), 1), dtype=bool), ~again))]
    doi = table.doi[rows]
    starts = np.flatnonzero(np.concatenate((np.ones(min(len(rows), 1), dtype=bool), doi[1:] != doi[:-1])))
    found = []
    for start, size in zip(starts.tolist(), np.diff(np.append(starts, len(rows))).tolist(), strict=True):
        if size > 1:
            titles = sorted(table.forms.title.take(rows[start : start + size]))
            if any(not similar_titles(a, b) for a, b in _pairs(titles)):
                found.append(doi[start])
    return np.array(found, dtype=np.uint64)


def similar_titles(a: str, b: str) -> bool:
    """Whether two folded titles under one DOI can be one work's: a lost subtitle and markup are no difference."""
    return bool(
        fuzz.token_set_ratio(a, b) >= SAME_DOI_RATIO
        or fuzz.ratio(a.replace(" ", ""), b.replace(" ", "")) >= SAME_DOI_RATIO
    )


def _pairs(titles: list[str]) -> Iterable[tuple[str, str]]:
    """Neighbouring pairs of sorted ``titles``, and each one's pair with the first; enough to see strangers."""
    yield from pairwise(titles)
    yield from ((titles[0], other) for other in titles[2:])
