"""Wording: the words of titles and what they weigh; which of them two titles share and which tell them apart."""

from __future__ import annotations

from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from harvester.dedupe.apart import FEW_PAIRS, TELLING, Title, alone, shared, taken_apart, tells
from harvester.dedupe.difference import Weigher, settle
from harvester.dedupe.opposites import opposed
from harvester.dedupe.overlap import NOWHERE, added_up, inside, laid_out, values_at
from harvester.dedupe.ragged import Ragged, among
from harvester.dedupe.texts import CHUNK, Texts, hash64, hash_spans
from harvester.dedupe.title import title_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    from harvester.dedupe.block import Pairs
    from harvester.dedupe.corpus import Corpus
    from harvester.dedupe.difference import Settled
    from harvester.dedupe.ragged import Keys
    from harvester.dedupe.table import Table

    Column = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Places = NDArray[np.int64]

#: Letters, and words that stand between the names of a citation.
_GLUE = np.sort(
    Texts.of([*"abcdefghijklmnopqrstuvwxyz", *"and et al by in ed eds proc inproc appear".split()]).hashes()
)
_FEW_GLUE = frozenset(_GLUE.tolist())


class Apart(NamedTuple):
    """How the titles of n pairs differ, in weight (nats) of their words.

    Attributes:
        shared: of the words that both hold, misspelt or split ones included.
        only_a, only_b: of the words of one alone, names and numbers that strayed into its ends left out.
        misspelt: whether words are shared only in spirit.
        opposed: whether a word is replaced by its opposite. replaced: whether a telling word is by another.
    """

    shared: Column
    only_a: Column
    only_b: Column
    misspelt: Flags
    opposed: Flags
    replaced: Flags

    @property
    def of_longer(self) -> Column:
        """The shared part of the heavier title, 0 to 1."""
        return self.shared / np.maximum(self.shared + np.maximum(self.only_a, self.only_b), 1e-9)

    @property
    def of_shorter(self) -> Column:
        """The shared part of the lighter title, 0 to 1."""
        return self.shared / np.maximum(self.shared + np.minimum(self.only_a, self.only_b), 1e-9)


class Wording:
    """The titles of a table, weighed by a corpus."""

    def __init__(self, table: Table, corpus: Corpus) -> None:
        self.table = table
        self._weigh = Weigher(corpus)
        self._titles: dict[int, Title] = {}
        values = table.words.values
        self._weights = np.empty(len(values), dtype=np.float32)
        for start in range(0, len(values), CHUNK):
            self._weights[start : start + CHUNK] = corpus.weight(values[start : start + CHUNK])
        sums = np.concatenate(([0.0], np.cumsum(self._weights, dtype=np.float64)))
        #: The weight of each title.
        self.mass = sums[table.words.offsets[1:]] - sums[table.words.offsets[:-1]]

    def shared(self, pairs: Pairs) -> Column:
        """The weight of the words that the titles of each pair share."""
        if len(pairs.a) <= FEW_PAIRS:
            return np.array([shared(*titles) for titles in self._side_by_side(pairs)])
        words, found = self.table.words, np.zeros(len(pairs.a))
        for places, at in laid_out(words, pairs.a):
            both = inside(values_at(words, at), words, pairs.b[places])
            found[places] = added_up(np.where(both, self._weights[at], 0.0))
        return found

    def apart(self, pairs: Pairs) -> Apart:
        """How the titles of each pair differ, by their words."""
        return self._one_by_one(pairs) if 0 < len(pairs.a) <= FEW_PAIRS else self._at_once(pairs)

    def _at_once(self, pairs: Pairs) -> Apart:
        sides = [[*self._side(pairs.a, pairs.b)], [*self._side(pairs.b, pairs.a)]]
        counts = np.zeros((2, len(pairs.a)), dtype=np.int64)
        shared = np.zeros(len(pairs.a))
        for count, side in zip(counts, sides, strict=True):
            for some in side:
                count[some.places] = some.alone.sum(axis=0)
        for some in sides[0]:
            both = ~some.alone & (some.at != NOWHERE)
            shared[some.places] = added_up(np.where(both, self._weights[some.at], 0.0))
        settled = self._settled(pairs, np.flatnonzero(counts.all(axis=0)))
        same = _same(settled, len(pairs.a))
        misspelt, against, replaced = np.zeros((3, len(pairs.a)), dtype=bool)
        places = [*settled]
        shared[places] += [one.weight for one in settled.values()]
        misspelt[places] = [one.misspelt for one in settled.values()]
        against[places] = [opposed(one.words_a, one.words_b) for one in settled.values()]
        replaced[places] = [tells(one.words_a) and tells(one.words_b) for one in settled.values()]
        only_a, only_b = (self._only(pairs, side, same) for side in sides)
        replaced &= np.minimum(only_a, only_b) > TELLING
        return Apart(shared, only_a, only_b, misspelt, against, replaced)

    def _one_by_one(self, pairs: Pairs) -> Apart:
        """The same as `_at_once`, of a few pairs."""
        sides = self._side_by_side(pairs)
        apart = [place for place, both in enumerate(sides) if alone(*both)]
        settled = self._settled(pairs, np.array(apart, dtype=np.int64))
        found = [
            taken_apart(*both, settled.get(place), _hashed(settled.get(place)))
            for place, both in enumerate(sides)
        ]
        return Apart(*map(np.array, zip(*found, strict=True)))

    def _side_by_side(self, pairs: Pairs) -> list[tuple[Title, Title]]:
        rows = zip(pairs.a.tolist(), pairs.b.tolist(), strict=True)
        return [(self._title(one), self._title(other)) for one, other in rows]

    def _title(self, row: int) -> Title:
        if row in self._titles:
            return self._titles[row]
        table = self.table
        words, names, numbers = (lists.of_row(row) for lists in (table.words, table.names, table.numbers))
        start, stop = table.words.offsets[row : row + 2].tolist()
        venue = table.venues[table.venue[row]].text
        beside = {*names.tolist(), *numbers.tolist(), *map(hash64, venue.split(" "))}
        title = Title(words.tolist(), self._weights[start:stop], _FEW_GLUE | beside)
        return self._titles.setdefault(row, title)

    def _side(self, rows: Places, others: Places) -> Iterator[_Side]:
        words = self.table.words
        for places, at in laid_out(words, rows):
            values = values_at(words, at)
            alone = ~inside(values, words, others[places]) & (at != NOWHERE)
            yield _Side(places, at, values, alone)

    def _settled(self, pairs: Pairs, places: Places) -> Mapping[int, Settled]:
        """What the words come to that one title alone holds, for the pairs at ``places``, where both hold some."""
        titles = self.table.forms.title
        alone = [_alone(*texts) for texts in zip(*(titles.take(rows[places]) for rows in pairs), strict=True)]
        self._weigh.learn(chain.from_iterable(chain.from_iterable(alone)))
        return {place: settle(*one, self._weigh) for place, one in zip(places.tolist(), alone, strict=True)}

    def _only(self, pairs: Pairs, side: Iterable[_Side], same: Ragged) -> Column:
        """The weight of the words that one title alone holds and that did not stray into it."""
        found = np.zeros(len(pairs.a))
        for some in side:
            # Many titles hold nothing that the other lacks.
            picked = np.flatnonzero(some.alone.any(axis=0))
            values, places = some.values[:, picked], some.places[picked]
            alone = some.alone[:, picked] & ~inside(values, same, places)
            alone &= ~self._strayed(values, pairs.a[places], pairs.b[places])
            found[places] = added_up(np.where(alone, self._weights[some.at[:, picked]], 0.0))
        return found

    def _strayed(self, values: Keys, a: Places, b: Places) -> Flags:
        """Whether a word stands with nothing but names, venue words and numbers at the head or tail of its title."""
        found = np.zeros(values.shape, dtype=bool)
        # Of most titles neither the first word nor the last is such a one.
        last = values[(values != 0).sum(axis=0) - 1, np.arange(values.shape[1])]
        some = np.flatnonzero(self._around(np.stack((values[0], last)), a, b).any(axis=0))
        near = self._around(values[:, some], a[some], b[some]) | (values[:, some] == 0)
        head, tail = np.logical_and.accumulate(near), np.logical_and.accumulate(near[::-1])[::-1]
        found[:, some] = head | tail
        return found

    def _around(self, values: Keys, a: Places, b: Places) -> Flags:
        """Whether words are of the names, the venues or the numbers of two records, or stand between such."""
        table = self.table
        near = among(values.ravel(), _GLUE).reshape(values.shape)
        for rows in (a, b):
            near |= inside(values, table.names, rows)
            near |= inside(values, self._venue_words, table.venue[rows].astype(np.int64))
            near |= inside(values, table.numbers, rows)
        return near

    @cached_property
    def _venue_words(self) -> Ragged:
        names = Texts.of(venue.text for venue in self.table.venues)
        rows, starts, ends = names.words()
        return Ragged.of(rows, hash_spans(names.letters(), starts, ends), names.size)


class _Side(NamedTuple):
    """The words of one title of some pairs, laid out.

    Attributes:
        places: which pairs. at, values: where their words stand, and the hashes.
        alone: whether the other title lacks a word.
    """

    places: Places
    at: Places
    values: Keys
    alone: Flags


def _alone(one: str, other: str) -> tuple[list[str], list[str]]:
    """The words that only one of two titles holds, each once and in order."""
    words, others = title_words(one), title_words(other)
    both = set(words).intersection(others)
    alone = ([word for word in some if word not in both] for some in (words, others))
    left, right = ([*dict.fromkeys(some)] if len(some) > 1 else some for some in alone)
    return left, right


def _hashed(settled: Settled | None) -> frozenset[int]:
    """The words that are the same after all."""
    return frozenset(map(hash64, settled.same)) if settled else frozenset()


def _same(settled: Mapping[int, Settled], size: int) -> Ragged:
    """The words of each of ``size`` pairs that are the same after all."""
    words = [(place, word) for place, one in settled.items() for word in one.same]
    places = np.array([place for place, _ in words], dtype=np.int64)
    return Ragged.of(places, Texts.of(word for _, word in words).hashes(), size)
