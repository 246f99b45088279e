"""Titles side by side: the words and letters that the two titles of each pair share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from rapidfuzz import fuzz, process

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from harvester.dedupe.block import Pairs
    from harvester.dedupe.wording import Wording

    Column = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Places = NDArray[np.int64]

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
#: Pairs whose titles are taken apart at a time.
FEW = 1 << 17


class SharedTitles(NamedTuple):
    """What the titles of n pairs share; NaN where one has none.

    Attributes:
        full: 0 to 1, share of the heavier title's weight that both hold. part: of the lighter one's.
        mass: the shared weight in nats. ratio: letters in common, 0 to 1.
        head: whether the shorter title is the beginning of the longer, or may be as long as the pair is not refined.
        loose: whether words are the same only in spirit.
        opposed: whether a word is replaced by its opposite. replaced: whether a telling word is by another.
    """

    full: Column
    part: Column
    mass: Column
    ratio: Column
    head: Flags
    loose: Flags
    opposed: Flags
    replaced: Flags

    def take(self, places: NDArray[np.int64]) -> SharedTitles:
        """What is known of the pairs at ``places``, which ascend or not."""
        columns: list[Any] = [column[places] for column in self]
        return SharedTitles(*columns)


def compare_titles(wording: Wording, pairs: Pairs) -> SharedTitles:
    """What the titles of every pair share in words and letters, before any words are looked at singly."""
    a, b = pairs
    table = wording.table
    known = (table.title[a] != 0) & (table.title[b] != 0)
    heavier = np.maximum(wording.mass[a], wording.mass[b])
    lighter = np.minimum(wording.mass[a], wording.mass[b])
    # Most pairs have one title; words and letters are looked at only in the others.
    places = np.flatnonzero(table.title[a] != table.title[b])
    shared = heavier.copy()
    shared[places] = wording.shared(pairs.take(places))
    full, part = shared / np.maximum(heavier, 1e-9), shared / np.maximum(lighter, 1e-9)
    # Of long titles with few words in common the letters have little in common too, with many the words say enough.
    short = np.minimum(*(table.words.lengths()[rows] for rows in pairs)) <= FEW_WORDS
    near = places[((part >= WORTH_A_LOOK) | short)[places]]
    unsure = near[part[near] < MOSTLY]
    ratio = np.ones(len(a))
    ratio[places] = 0
    ratio[unsure] = _ratio(wording, pairs.take(unsure))
    head = np.zeros(len(a), dtype=bool)
    head[near] = ((table.short[a] == table.short[b]) | (table.tail[a] == table.tail[b]))[near]
    blank = np.where(known, 1.0, np.nan)
    no = np.zeros(len(a), dtype=bool)
    return SharedTitles(full * blank, np.minimum(part, 1.0) * blank, shared, ratio * blank, head, no, no, no)


def hopeful(found: SharedTitles) -> SharedTitles:
    """The most that ``found`` can become once misspelt, split and strayed words are recognised."""
    alike = (found.part >= MOSTLY) | (found.ratio >= WORTH_A_LOOK_RATIO)
    look = worth_a_look(found)
    hope = np.where(alike, 1.0, np.where(look, np.minimum(found.full + SOME, 1.0), found.full))
    mass = found.mass * np.maximum(hope / np.maximum(found.full, 1e-9), 1.0)
    part = np.where(look, 1.0, found.part)
    full = np.where(np.isnan(found.full), np.nan, hope)
    return found._replace(full=full, part=part, mass=np.where(alike, np.inf, mass))


def worth_a_look(found: SharedTitles) -> Flags:
    """Whether the words of two unequal titles are worth comparing one by one."""
    return (found.ratio < 1) & ((found.part >= WORTH_A_LOOK) | (found.ratio >= WORTH_A_LOOK_RATIO))


def refined(wording: Wording, pairs: Pairs, found: SharedTitles) -> SharedTitles:
    """``found`` with the words compared one by one where that is worth a look."""
    places = np.flatnonzero(worth_a_look(found))
    columns = {name: column.copy() for name, column in found._asdict().items()}
    for start in range(0, len(places), FEW):
        some = places[start : start + FEW]
        apart = wording.apart(pairs.take(some))
        columns["mass"][some], columns["full"][some] = apart.shared, apart.of_longer
        columns["part"][some], columns["loose"][some] = np.minimum(apart.of_shorter, 1.0), apart.misspelt
        columns["opposed"][some], columns["replaced"][some] = apart.opposed, apart.replaced
    loose = np.flatnonzero(columns["loose"])
    columns["ratio"][loose] = _ratio(wording, pairs.take(loose))
    maybe = np.flatnonzero(found.head)
    columns["head"][maybe] = _begins(wording, pairs.take(maybe))
    return found._replace(**columns)


def _ratio(wording: Wording, pairs: Pairs) -> Column:
    """How many letters the titles have in common, 0 to 1."""
    return ratios(*map(wording.table.forms.title.squeeze, pairs)) / 100


def ratios(texts: Sequence[str], others: Sequence[str]) -> Column:
    """How many letters each two texts have in common, 0 to 100."""
    if not texts:
        return np.zeros(0)
    return np.asarray(process.cpdist(texts, others, scorer=fuzz.ratio, dtype=np.float64))


def _begins(wording: Wording, pairs: Pairs) -> Flags:
    """Whether the shorter of two unequal titles is the beginning of the longer, or its long end."""
    titles = zip(*map(wording.table.forms.title.squeeze, pairs), strict=True)
    return np.fromiter((_begins_one(one, other) for one, other in titles), dtype=bool, count=len(pairs.a))


def _begins_one(x: str, y: str) -> bool:
    short, long = (x, y) if len(x) < len(y) else (y, x)
    if len(short) < SHORTEST_HEAD or len(short) == len(long):
        return False
    return long.startswith(short) or (len(short) >= SHORTEST_TAIL and long.endswith(short))
