"""Titles side by side: the words and letters that the two titles of each pair share."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import fuzz, process

from harvester.dedupe.difference import TitleDifference, Weigher, differ, stray
from harvester.dedupe.ragged import mix
from harvester.dedupe.texts import CHUNK
from harvester.dedupe.title import title_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from harvester.dedupe.block import Pairs
    from harvester.dedupe.corpus import Corpus
    from harvester.dedupe.table import Table

    Column = NDArray[np.float64]
    Flags = NDArray[np.bool_]

#: Of titles that share less than this part of the lighter one's weight, and fewer letters than this part,
#: the words are not compared one by one.
WORTH_A_LOOK, WORTH_A_LOOK_RATIO = 0.35, 0.75
#: Of titles that share this part of the lighter one's weight the rest may be misspelt or have strayed there; of others
#: only as much more of the heavier one's.
MOSTLY, SOME = 0.6, 0.15
#: Words of a title of which misspelling may leave none as it was.
FEW_WORDS = 6
#: Letters from which a title counts as the beginning, or the end, of a longer one.
SHORTEST_HEAD, SHORTEST_TAIL = 12, 25
#: Pairs that are compared at a time, and those whose titles are taken apart.
BATCH, FEW = 1 << 18, 1 << 14


class Titles:
    """The titles of a table, weighed by a corpus."""

    def __init__(self, table: Table, corpus: Corpus) -> None:
        self.table = table
        self.corpus = corpus
        self.weigh = Weigher(corpus)
        self._columns = [getattr(table.forms, name) for name in ("volume", "first_page", "last_page", "year")]
        values, self.weights = table.words.values, np.empty(len(table.words.values), dtype=np.float32)
        for start in range(0, len(values), CHUNK):
            self.weights[start : start + CHUNK] = corpus.weight(values[start : start + CHUNK])
        sums = np.concatenate(([0.0], np.cumsum(self.weights, dtype=np.float64)))
        self.mass = sums[table.words.offsets[1:]] - sums[table.words.offsets[:-1]]

    def shared(self, pairs: Pairs) -> Column:
        """The weight of the words that the titles of each pair share."""
        words = self.table.words
        (place_a, at_a), (place_b, at_b) = words.places(pairs.a), words.places(pairs.b)
        code = mix(
            np.concatenate((place_a, place_b)).astype(np.uint64),
            np.concatenate((words.values[at_a], words.values[at_b])),
        )
        order = np.argsort(code)
        # A word stands once in each title, so that two equal codes are a word of both.
        twice = order[1:][code[order[1:]] == code[order[:-1]]]
        places, at = np.concatenate((place_a, place_b))[twice], np.concatenate((at_a, at_b))[twice]
        return np.bincount(places, weights=self.weights[at], minlength=len(pairs.a)).astype(np.float64)

    def around(self, row: int) -> str:
        """Words that stand around a title in a citation and may have strayed into it."""
        forms = self.table.forms
        names = forms.authors.at(row).replace(";", " ").replace(",", " ")
        return f"{names} {forms.venue.at(row)} {self._numbers(row)}"

    def _numbers(self, row: int) -> str:
        return " ".join([str(column[row]) for column in self._columns])


@dataclass(frozen=True, slots=True)
class SharedTitles:
    """What the titles of n pairs share; NaN where one has none.

    Attributes:
        full: 0 to 1, share of the heavier title's weight that both hold. part: of the lighter one's.
        mass: the shared weight in nats. ratio: letters in common, 0 to 1.
        head: whether the shorter title is the beginning of the longer.
        loose: whether words are the same only in spirit.
        difference: place of a pair -> how its titles differ, where that was looked at.
    """

    full: Column
    part: Column
    mass: Column
    ratio: Column
    head: Flags
    loose: Flags
    difference: Mapping[int, TitleDifference]

    @classmethod
    def joined(cls, pieces: Sequence[SharedTitles]) -> SharedTitles:
        """What ``pieces`` hold, in order."""
        difference, start = {}, 0
        for piece in pieces:
            difference.update({start + place: found for place, found in piece.difference.items()})
            start += len(piece.full)
        columns = {name: np.concatenate([getattr(piece, name) for piece in pieces]) for name in _COLUMNS}
        return cls(difference=difference, **columns)

    def take(self, places: NDArray[np.int64]) -> SharedTitles:
        """What is known of the pairs at ``places``, which ascend or not."""
        new = dict(zip(places.tolist(), range(len(places)), strict=True)) if self.difference else {}
        difference = {new[old]: found for old, found in self.difference.items() if old in new}
        return SharedTitles(difference=difference, **{name: getattr(self, name)[places] for name in _COLUMNS})


_COLUMNS = ("full", "part", "mass", "ratio", "head", "loose")


def compare_titles(titles: Titles, pairs: Pairs) -> SharedTitles:
    """What the titles of every pair share in words and letters, before any words are looked at singly."""
    starts = range(0, max(len(pairs.a), 1), BATCH)
    slices = (type(pairs)(pairs.a[start : start + BATCH], pairs.b[start : start + BATCH]) for start in starts)
    return SharedTitles.joined([_compare(titles, some) for some in slices])


def _compare(titles: Titles, pairs: Pairs) -> SharedTitles:
    a, b = pairs
    table = titles.table
    known = (table.title[a] != 0) & (table.title[b] != 0)
    heavier = np.maximum(titles.mass[a], titles.mass[b])
    lighter = np.minimum(titles.mass[a], titles.mass[b])
    shared, ratio, head = heavier.copy(), np.ones(len(a)), np.zeros(len(a), dtype=bool)
    # Most pairs have one title; letters and words are looked at only in the others.
    places = np.flatnonzero(table.title[a] != table.title[b])
    unequal = type(pairs)(a[places], b[places])
    shared[places], ratio[places] = titles.shared(unequal), 0
    # Of long titles with few words in common the letters have little in common too.
    short = np.minimum(*(table.words.lengths()[rows] for rows in pairs)) <= FEW_WORDS
    places = places[((shared >= WORTH_A_LOOK * lighter) | short)[places]]
    left, right = ([text.replace(" ", "") for text in table.forms.title.take(rows[places])] for rows in pairs)
    ratio[places] = process.cpdist(left, right, scorer=fuzz.ratio, dtype=np.float64) / 100
    head[places] = [_begins(one, other) for one, other in zip(left, right, strict=True)]
    full, part = shared / np.maximum(heavier, 1e-9), shared / np.maximum(lighter, 1e-9)
    blank = np.where(known, 1.0, np.nan)
    loose = np.zeros(len(a), dtype=bool)
    return SharedTitles(full * blank, np.minimum(part, 1.0) * blank, shared, ratio * blank, head, loose, {})


def hopeful(found: SharedTitles) -> SharedTitles:
    """The most that ``found`` can become once misspelt, split and strayed words are recognised."""
    alike = (found.part >= MOSTLY) | (found.ratio >= WORTH_A_LOOK_RATIO)
    hope = np.where(alike, 1.0, np.where(worth_a_look(found), np.minimum(found.full + SOME, 1.0), found.full))
    mass = found.mass * np.maximum(hope / np.maximum(found.full, 1e-9), 1.0)
    return replace(
        found, full=np.where(np.isnan(found.full), np.nan, hope), mass=np.where(alike, np.inf, mass)
    )


def worth_a_look(found: SharedTitles) -> Flags:
    """Whether the words of two unequal titles are worth comparing one by one."""
    return (found.ratio < 1) & ((found.part >= WORTH_A_LOOK) | (found.ratio >= WORTH_A_LOOK_RATIO))


def refined(titles: Titles, pairs: Pairs, found: SharedTitles, places: NDArray[np.intp]) -> SharedTitles:
    """``found`` with the words of the titles at ``places`` compared one by one."""
    columns = {name: getattr(found, name).copy() for name in ("full", "part", "mass", "loose")}
    difference: dict[int, TitleDifference] = {}
    for start in range(0, len(places), FEW):
        difference.update(_differences(titles, pairs, places[start : start + FEW]))
    for place, one in difference.items():
        columns["mass"][place], columns["full"][place] = one.shared, one.of_longer
        columns["part"][place], columns["loose"][place] = min(one.of_shorter, 1.0), one.misspelt > 0
    return replace(found, difference=difference, **columns)


def _differences(
    titles: Titles, pairs: Pairs, places: NDArray[np.intp]
) -> Iterator[tuple[int, TitleDifference]]:
    """The difference of the titles at each of ``places``; equal pairs of titles are looked at once."""
    weigh = titles.weigh
    rows = [column[places] for column in pairs]
    texts = [titles.table.forms.title.take(row) for row in rows]
    words = {text: title_words(text) for side in texts for text in side}
    weigh.learn(chain.from_iterable(words.values()))
    known: dict[tuple[str, str], TitleDifference] = {}
    for place, i, j, one, other in zip(places.tolist(), *(row.tolist() for row in rows), *texts, strict=True):
        key = (one, other) if one <= other else (other, one)
        found = known.get(key) or known.setdefault(key, differ(words[key[0]], words[key[1]], weigh))
        if one > other:
            found = found.flipped()
        if found.words_a or found.words_b:
            around = f" {titles.around(i)} {titles.around(j)} "
            found = found.without(
                stray(words[one], found.words_a, around, weigh),
                stray(words[other], found.words_b, around, weigh),
            )
        yield place, found


def _begins(x: str, y: str) -> bool:
    """Whether the shorter of two unequal titles is the beginning of the longer, or its long end."""
    short, long = (x, y) if len(x) < len(y) else (y, x)
    if len(short) < SHORTEST_HEAD or len(short) == len(long):
        return False
    return long.startswith(short) or (len(short) >= SHORTEST_TAIL and long.endswith(short))
