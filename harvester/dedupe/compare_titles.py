"""Titles side by side: the words and letters that the two titles of each pair share."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from rapidfuzz import fuzz, process

from harvester.dedupe.difference import TitleDifference, Weigher, differ, stray
from harvester.dedupe.locator import MISSING
from harvester.dedupe.ragged import mix

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from harvester.dedupe.block import Pairs
    from harvester.dedupe.corpus import Corpus
    from harvester.dedupe.table import Table

    Column = NDArray[np.float64]
    Flags = NDArray[np.bool_]

#: Of titles that share less than this part of the lighter one's weight, and fewer letters than this part,
#: the words are not compared one by one.
WORTH_A_LOOK, WORTH_A_LOOK_RATIO = 0.35, 0.75
#: Letters from which a title counts as the beginning, or the end, of a longer one.
SHORTEST_HEAD, SHORTEST_TAIL = 12, 25


class Titles:
    """The titles of a table, weighed by a corpus."""

    def __init__(self, table: Table, corpus: Corpus) -> None:
        self.table = table
        self.weigh = Weigher(corpus)
        self.weights = corpus.weight(table.words.values)
        self.mass = np.bincount(table.words.rows(), weights=self.weights, minlength=len(table)).astype(
            np.float64
        )

    def shared(self, pairs: Pairs) -> Column:
        """The weight of the words that the titles of each pair share."""
        words = self.table.words
        place_a, value_a = words.take(pairs.a)
        place_b, value_b = words.take(pairs.b)
        found = np.isin(mix(place_a.astype(np.uint64), value_a), mix(place_b.astype(np.uint64), value_b))
        weights = words._replace(values=self.weights).take(pairs.a)[1]
        return np.bincount(place_a[found], weights=weights[found], minlength=len(pairs.a)).astype(np.float64)

    def around(self, row: int) -> str:
        """Words that stand around a title in a citation and may have strayed into it."""
        forms = self.table.forms
        numbers = (forms.volume[row], forms.first_page[row], forms.last_page[row], forms.year[row])
        names = forms.authors.at(row).replace(";", " ").replace(",", " ")
        return f"{names} {forms.venue.at(row)} {' '.join(str(number) for number in numbers if number != MISSING)}"


class SharedTitles(NamedTuple):
    """What the titles of n pairs share, as in `Features`."""

    full: Column
    part: Column
    mass: Column
    ratio: Column
    head: Flags
    loose: Flags
    difference: Mapping[int, TitleDifference]


def compare_titles(titles: Titles, pairs: Pairs) -> SharedTitles:
    """What the titles of every pair share."""
    a, b = pairs
    table = titles.table
    known = (table.title[a] != 0) & (table.title[b] != 0)
    heavier = np.maximum(titles.mass[a], titles.mass[b])
    lighter = np.minimum(titles.mass[a], titles.mass[b])
    shared, ratio = heavier.copy(), np.ones(len(a))
    head, loose = np.zeros(len(a), dtype=bool), np.zeros(len(a), dtype=bool)
    # Most pairs have one title; letters and words are looked at only in the others.
    places = np.flatnonzero(table.title[a] != table.title[b])
    unequal = type(pairs)(a[places], b[places])
    left, right = ([text.replace(" ", "") for text in table.forms.title.take(rows)] for rows in unequal)
    shared[places] = titles.shared(unequal)
    ratio[places] = process.cpdist(left, right, scorer=fuzz.ratio, dtype=np.float64) / 100
    head[places] = [_begins(one, other) for one, other in zip(left, right, strict=True)]
    worth_a_look = (shared >= WORTH_A_LOOK * lighter) | (ratio >= WORTH_A_LOOK_RATIO)
    full, part = shared / np.maximum(heavier, 1e-9), shared / np.maximum(lighter, 1e-9)
    difference = dict(_differences(titles, pairs, places[(worth_a_look & known)[places]]))
    for place, found in difference.items():
        shared[place], full[place], part[place] = found.shared, found.of_longer, found.of_shorter
        loose[place] = found.misspelt > 0
    blank = np.where(known, 1.0, np.nan)
    return SharedTitles(
        full * blank, np.minimum(part, 1.0) * blank, shared, ratio * blank, head, loose, difference
    )


def _differences(
    titles: Titles, pairs: Pairs, places: NDArray[np.intp]
) -> Iterator[tuple[int, TitleDifference]]:
    """The difference of the titles at each of ``places``; equal pairs of titles are looked at once."""
    weigh, texts = titles.weigh, titles.table.forms.title
    known: dict[tuple[str, str], TitleDifference] = {}
    for place in places.tolist():
        i, j = int(pairs.a[place]), int(pairs.b[place])
        key = (texts.at(i), texts.at(j))
        if key not in known:
            low, high = sorted(key)
            known[key] = differ(low, high, weigh) if key[0] == low else differ(low, high, weigh).flipped()
        found = known[key]
        if found.words_a or found.words_b:
            around = frozenset(f"{titles.around(i)} {titles.around(j)}".split())
            found = found.without(
                stray(key[0], found.words_a, around, weigh), stray(key[1], found.words_b, around, weigh)
            )
        yield place, found


def _begins(x: str, y: str) -> bool:
    """Whether the shorter of two unequal titles is the beginning of the longer, or its long end."""
    short, long = (x, y) if len(x) < len(y) else (y, x)
    if len(short) < SHORTEST_HEAD or len(short) == len(long):
        return False
    return long.startswith(short) or (len(short) >= SHORTEST_TAIL and long.endswith(short))
