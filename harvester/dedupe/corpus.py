"""Corpus: everything statistical that matching knows, so that a pair can be judged against a frozen state."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field, replace
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from rapidfuzz import fuzz

from harvester.dedupe.hashing import hash64
from harvester.dedupe.locator import MISSING
from harvester.dedupe.venue import venue_similarity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from harvester.dedupe.prepare import Table
    from harvester.dedupe.title import Title
    from harvester.dedupe.venue import Venue

#: A corpus counts as at least this many titles, so that in a handful of records no word is common.
SMALLEST = 3_000
#: Titles that share a DOI are dissimilar below this `fuzz.token_set_ratio`; the DOI is then no proof.
SAME_DOI_RATIO = 60.0
#: A title is a column's when it appears in this many years, or (if it weighs less than this, in nats) with this
#: many first authors and years, or at this many places, and each has few records.
COLUMN_YEARS, COLUMN_WRITERS, COLUMN_PLACES, COLUMN_WEIGHT = 3, 5, 3, 22.0
RECORDS_EACH = 4
#: Two names are one venue's when confident pairs of this many titles say so and this share of the rarer name's do.
ALIAS_SUPPORT, ALIAS_SHARE = 4, 0.2
#: A name seen with this many titles in confident pairs is well known.
WELL_KNOWN = 20
#: Share of true pairs whose venues look different, before anything is learned, and how many pairs that weighs.
VENUE_NOISE = 0.06
#: Share of true pairs whose authors have nothing in common.
AUTHOR_NOISE = 0.004
#: How many observed pairs these shares weigh.
NOISE_PAIRS = 60
#: Two well-known names seen together in less than this share of the rarer one's pairs are two venues.
STRANGER_SHARE = 0.02
#: Venues below this similarity look different.
UNLIKE = 0.5

_STOP = np.array(
    sorted(
        hash64(word)
        for word in "a an and as at by for from in into is it its of on or the to with using via der die das und "
        "la le les de des du et el y en o da do di del della per e een het van".split()
    ),
    dtype=np.uint64,
)
_STOPS = frozenset(_STOP.tolist())
_STOP_WEIGHT = 0.3


@dataclass(frozen=True, slots=True)
class Corpus:
    """What a set of records says about words, titles, DOIs and venues.

    Attributes:
        titles: how many distinct titles were counted.
        words: hashes of their words, ascending. counts: in how many of these titles each stands.
        columns: squeezed titles that recur with different locators.
        demoted: DOIs that dissimilar titles share.
        aliases: pairs of venue names (folded, ascending) that confident pairs use for one venue.
        strangers: pairs of well-known venue names that confident pairs never use for one venue.
        venue_noise: share of confident pairs whose venues look different all the same.
        author_noise: the same for authors.
    """

    titles: int = 0
    words: NDArray[np.uint64] = field(default_factory=lambda: np.zeros(0, dtype=np.uint64))
    counts: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    columns: frozenset[str] = frozenset()
    demoted: frozenset[str] = frozenset()
    aliases: frozenset[tuple[str, str]] = frozenset()
    strangers: frozenset[tuple[str, str]] = frozenset()
    venue_noise: float = VENUE_NOISE
    author_noise: float = AUTHOR_NOISE

    def frequency(self, words: NDArray[np.uint64]) -> NDArray[np.int64]:
        """In how many titles each word stands; 0 for words never seen."""
        if not len(self.words):
            return np.zeros(len(words), dtype=np.int64)
        places = np.minimum(np.searchsorted(self.words, words), len(self.words) - 1)
        return np.where(self.words[places] == words, self.counts[places], 0)

    def weight(self, words: NDArray[np.uint64]) -> NDArray[np.float64]:
        """The information of each word in nats: rare words tell most, articles next to nothing."""
        known = np.maximum(self.frequency(words), 1)
        weight = np.log(max(self.titles, SMALLEST) / known)
        return np.where(np.isin(words, _STOP), _STOP_WEIGHT, np.maximum(weight, _STOP_WEIGHT))

    def word(self, word: int) -> tuple[float, int]:
        """The weight of one word and the number of titles in which it stands."""
        place = int(np.searchsorted(self.words, np.uint64(word)))
        found = place < len(self.words) and int(self.words[place]) == word
        seen = int(self.counts[place]) if found else 0
        weight = _STOP_WEIGHT if word in _STOPS else math.log(max(self.titles, SMALLEST) / max(seen, 1))
        return max(weight, _STOP_WEIGHT), seen


def count(table: Table) -> Corpus:
    """The corpus of ``table``, without venue aliases (`with_venues` learns them from pairs)."""
    spelt = _by_spelling(table)
    distinct = {title.squeezed: row for row, title in spelt}
    rows = np.fromiter(distinct.values(), dtype=np.int64)
    words, counts = np.unique(table.words.take(rows)[1], return_counts=True)
    corpus = Corpus(len(distinct), words, counts.astype(np.int64))
    return replace(corpus, columns=_columns(table, corpus), demoted=_demoted(table))


def _by_spelling(table: Table) -> list[tuple[int, Title]]:
    """Row and title of every record with a title, by the title's words, so that no order of records counts."""
    titled = [(row, title) for row, title in enumerate(table.title) if title.squeezed]
    return sorted(titled, key=lambda pair: pair[1].text)


def _columns(table: Table, corpus: Corpus) -> frozenset[str]:
    """Titles that recur with other years, authors or places: columns, front matter, yearly reports.

    Citations repeat one work's title too, but then many records share few years and one first author.
    """
    seen: dict[str, list[int]] = defaultdict(list)
    for row, title in _by_spelling(table):
        seen[title.squeezed].append(row)
    found = set()
    for squeezed, rows in seen.items():
        if len(rows) < COLUMN_YEARS:
            continue
        words = table.words.take(np.array(rows[:1], dtype=np.int64))[1]
        short = float(corpus.weight(words).sum()) < COLUMN_WEIGHT
        years = {int(table.year[row]) for row in rows} - {MISSING}
        writers = {
            (int(table.year[row]), int(table.first_author[row])) for row in rows if table.first_author[row]
        }
        places = {(int(table.volume[row]), int(table.first_page[row])) for row in rows} - {(MISSING, MISSING)}
        recurs = (
            (years, COLUMN_YEARS if short else COLUMN_YEARS + 1),
            (writers if short else set(), COLUMN_WRITERS),
            (places if short else set(), COLUMN_PLACES),
        )
        if any(len(kinds) >= least and len(rows) <= RECORDS_EACH * len(kinds) for kinds, least in recurs):
            found.add(squeezed)
    return frozenset(found)


def _demoted(table: Table) -> frozenset[str]:
    """DOIs that dissimilar titles share: of a supplement, a whole journal, or simply wrong."""
    shared: dict[str, dict[str, Title]] = defaultdict(dict)
    for row, title in _by_spelling(table):
        if table.dois[row]:
            shared[table.dois[row]].setdefault(title.squeezed, title)
    return frozenset(
        doi
        for doi, titles in shared.items()
        if len(titles) > 1 and any(not similar_titles(a, b) for a, b in _pairs(list(titles.values())))
    )


def similar_titles(a: Title, b: Title) -> bool:
    """Whether two titles under one DOI can be one work's: a lost subtitle and markup are no difference."""
    return bool(
        fuzz.token_set_ratio(a.text, b.text) >= SAME_DOI_RATIO
        or fuzz.ratio(a.squeezed, b.squeezed) >= SAME_DOI_RATIO
    )


def _pairs(titles: list[Title]) -> Iterable[tuple[Title, Title]]:
    """Neighbouring pairs in order of their text, and each one's pair with the first; enough to see strangers."""
    titles.sort(key=lambda title: title.text)
    yield from pairwise(titles)
    yield from ((titles[0], other) for other in titles[2:])


class Confident(NamedTuple):
    """A pair that is surely one work by everything but what it teaches about.

    Attributes:
        title: squeezed; all pairs of one title count once, so that a work cited often teaches no more than others.
        a, b: its venues.
    """

    title: str
    a: Venue
    b: Venue


def with_venues(corpus: Corpus, pairs: Iterable[Confident]) -> Corpus:
    """``corpus`` with what confident pairs teach about venue names."""
    together: dict[tuple[str, str], set[str]] = defaultdict(set)
    each: dict[str, set[str]] = defaultdict(set)
    compared: set[str] = set()
    unlike: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for title, a, b in pairs:
        if a.text and b.text:
            names = (min(a.text, b.text), max(a.text, b.text))
            together[names].add(title)
            each[a.text].add(title)
            each[b.text].add(title)
            compared.add(title)
            if venue_similarity(a, b) < UNLIKE:
                unlike[title].add(names)
    share = {
        names: len(titles) / min(len(each[names[0]]), len(each[names[1]]))
        for names, titles in together.items()
    }
    aliases = frozenset(
        names
        for names, titles in together.items()
        if names[0] != names[1] and len(titles) >= ALIAS_SUPPORT and share[names] >= ALIAS_SHARE
    )
    known = sorted(name for name, titles in each.items() if len(titles) >= WELL_KNOWN)
    strangers = frozenset(names for names in combinations(known, 2) if share.get(names, 0.0) < STRANGER_SHARE)
    surprising = sum(not names <= aliases for names in unlike.values())
    return replace(
        corpus,
        aliases=aliases,
        strangers=strangers,
        venue_noise=noise(surprising, len(compared), VENUE_NOISE),
    )


def noise(surprising: int, compared: int, usual: float) -> float:
    """The share of true pairs that disagree, estimated from some, starting from what is ``usual``.

    >>> round(noise(0, 0, 0.06), 2), round(noise(60, 60, 0.06), 2)
    (0.06, 0.53)
    """
    return (usual * NOISE_PAIRS + surprising) / (NOISE_PAIRS + compared)
