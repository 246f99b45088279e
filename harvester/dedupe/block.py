"""Block: which pairs are worth comparing, by many weak hashed keys of which a true pair shares some."""

from __future__ import annotations

from collections import defaultdict
from itertools import chain, combinations, pairwise, product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from harvester.dedupe.column import Column
from harvester.dedupe.corpus import SMALLEST
from harvester.dedupe.forms import FEW
from harvester.dedupe.keys import MOST, RAREST, TOGETHER, Keyed, keys_singly
from harvester.dedupe.ragged import among, mix
from harvester.dedupe.texts import SLICE
from harvester.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from numpy.typing import NDArray

    from harvester.dedupe.corpus import Corpus
    from harvester.dedupe.ragged import Ragged
    from harvester.dedupe.table import Table

    Rows = NDArray[np.int64]
    Keys = NDArray[np.uint64]
    Flags = NDArray[np.bool_]

#: A group of more records is split by first author, then by year and initial, then left out; keys that make a pair by
#: themselves may be shared by more.
CAP, STRONG_CAP = 20, 50
#: A key and the row that has it are one number, so that sorting it groups the rows; 2 to the 24 rows are the most.
ROW_BITS = np.uint64(24)
_ROW = np.uint64((1 << 24) - 1)
_ONE = np.uint64(1)
#: Keys that a record has beside those of its identifiers, at most.
_SINGLE = 7 + RAREST * (RAREST - 1) // 2 + 2
#: Keys that are grouped, and pairs that are made, at a time.
BATCH = 1 << 19


class Pairs(NamedTuple):
    """Pairs of rows, each once; the id of ``a`` is the smaller one."""

    a: Rows
    b: Rows

    def take(self, places: NDArray[np.int64] | slice) -> Pairs:
        """The pairs at ``places``."""
        return Pairs(self.a[places], self.b[places])


def block(table: Table, corpus: Corpus) -> Pairs:
    """The candidate pairs of ``table``: rows that share a strong key, or two others."""
    if len(table) <= FEW:
        return paired(table, *sharing_few(effective(table, corpus)))
    codes = Column(np.uint64)
    for part in effective(table, corpus):
        packed = part.keys << ROW_BITS | part.rows.astype(np.uint64)
        for chunk in _chunks(np.sort(packed), ROW_BITS):
            codes.add(_within(_group(chunk)))
    return paired(table, *_enough(codes.take()))


def effective(table: Table, corpus: Corpus) -> Iterator[Keyed]:
    """The keys that make pairs, in several parts: those that ``corpus`` knows as oversized are split or left out."""
    if len(table) <= FEW:
        yield keys_singly([*table.forms.each()], corpus)
        return
    packed = _packed(table, corpus)
    for split in (*_splits(table), None):
        large = among(packed >> ROW_BITS, corpus.oversized)
        yield Keyed(packed[~large] >> ROW_BITS, (packed[~large] & _ROW).astype(np.int64))
        if split is None or not large.any():
            return
        packed = _divided(packed[large], split)


def block_anew(table: Table, corpus: Corpus) -> tuple[Pairs, Keys]:
    """The candidate pairs of ``table``, and the keys, ascending, that prove to be oversized."""
    packed = _packed(table, corpus)
    codes, oversized = Column(np.uint64, room=2 * len(packed)), Column(np.uint64)
    large = _unfitting(packed, codes, oversized)
    del packed  # far more than what is left of it
    for split in _splits(table):
        large = _unfitting(_divided(large, split), codes, oversized)
    return paired(table, *_enough(codes.take())), np.sort(oversized.take())


def _unfitting(packed: Keys, codes: Column, oversized: Column) -> Keys:
    """What of ``packed`` stands in groups that are too large; the pairs and the keys of others join the columns."""
    large = Column(np.uint64)
    for chunk in _chunks(packed, ROW_BITS):
        groups = _group(chunk)
        strong = chunk[groups.starts] >> ROW_BITS & _ONE == _ONE
        fitting = groups.sizes <= np.where(strong, STRONG_CAP, CAP)
        codes.add(_within(groups.take(fitting)))
        large.add(chunk[groups.take(~fitting).members()])
        oversized.add(chunk[groups.starts[~fitting]] >> ROW_BITS)
    return large.take()


def _chunks(packed: Keys, bits: np.uint64) -> Iterator[Keys]:
    """The sorted ``packed`` in slices that part no group of numbers which differ in their last ``bits`` alone."""
    start = 0
    while start < len(packed):
        stop = min(start + BATCH, len(packed))
        if stop < len(packed):
            key = packed[stop] >> bits
            stop = int(np.searchsorted(packed, key << bits))
            # A single group may fill more than a slice.
            stop = stop if stop > start else int(np.searchsorted(packed, (key + _ONE) << bits))
        yield packed[start:stop]
        start = stop


def _splits(table: Table) -> tuple[Keys, Keys]:
    return table.first_author, mix(_unsigned(table.forms.year), table.initial.astype(np.uint64))


def _packed(table: Table, corpus: Corpus) -> Keys:
    """Every key of every row as ``key << ROW_BITS | row``, ascending."""
    if len(table) > int(_ROW):
        raise UsageError(f"{len(table)} records are more than can be matched in one go: {int(_ROW)}")
    listed = sum(len(lists.values) for lists in (table.known_as, table.targets, table.claims))
    # Room for the most that there can be; what is not used of it costs nothing.
    packed, used = np.empty(_SINGLE * len(table) + listed, dtype=np.uint64), 0
    for start in range(0, len(table), SLICE):
        for family in _families(table, corpus, slice(start, min(start + SLICE, len(table)))):
            packed[used : used + len(family)] = family
            used += len(family)
    packed = packed[:used]
    packed.sort()
    return packed


def _divided(packed: Keys, split: Keys) -> Keys:
    """The same with every key divided by what ``split`` holds for its row."""
    key, row = packed >> ROW_BITS, packed & _ROW
    divided = _key(mix(key, split[row.astype(np.int64)]), key & _ONE) << ROW_BITS | row
    divided.sort()
    return divided


def _key(mixed: Keys, strong: Keys) -> Keys:
    return mixed >> np.uint64(25) << _ONE | strong


def _families(table: Table, corpus: Corpus, rows: slice) -> Iterator[Keys]:
    """Every family of keys of some ``rows``, packed; keys of different families do not collide but by chance."""
    every = np.arange(rows.start, rows.stop, dtype=np.uint64)
    author, head, tail, short, abstract = (
        getattr(table, name)[rows] for name in ("first_author", "head", "tail", "short", "abstract")
    )
    places = (getattr(table.forms, name)[rows] for name in ("year", "volume", "first_page", "last_page"))
    year, volume, page, last = map(_unsigned, places)
    # A number that is not known is 0 here.
    has_author, has_page = author != 0, page != 0
    yield from (
        _family(2, every, head != 0, head, strong=1),
        _family(3, every, tail != 0, tail),
        _family(4, every, abstract != 0, abstract, strong=1),
        _family(5, every, has_author & (short != 0), author, short, strong=1),
        _family(6, every, has_author & has_page & (volume != 0), author, page, volume, strong=1),
        _family(7, every, has_author & has_page & (year != 0), author, page, year, strong=1),
        _family(8, every, has_page & (volume != 0) & (last != page), volume, page, last, strong=1),
    )
    for number, lists in ((1, table.known_as), (1, table.targets), (9, table.claims)):
        found = lists.slice(rows.start, rows.stop)
        yield _family(number, every[found.rows()], found.values != 0, found.values, strong=1)
    rare, frequency = _rarest(table.words.slice(rows.start, rows.stop), corpus)
    for i, j in combinations(range(RAREST), 2):
        # Words that would hardly ever stand together by chance tell a title by themselves.
        telling = frequency[i] * frequency[j] <= TOGETHER * max(corpus.titles, SMALLEST)
        yield _family(10, every, rare[j] != 0, rare[i], rare[j], strong=telling)
    for i in range(2):
        yield _family(11, every, has_author & (rare[i] != 0), author, rare[i], strong=1)


def _family(number: int, rows: Keys, usable: Flags, *columns: Keys, strong: int | Flags = 0) -> Keys:
    family = np.full(len(rows), number, dtype=np.uint64)
    key = _key(mix(family, *columns), np.asarray(strong).astype(np.uint64))
    return (key << ROW_BITS | rows)[usable]


def _rarest(words: Ragged, corpus: Corpus) -> tuple[Keys, NDArray[np.float64]]:
    """The `RAREST` rarest title words that occur at least twice, rarest first, and how many titles have each.

    Both of shape (`RAREST`, n); 0 where there are fewer.
    """
    frequency = corpus.frequency(words.values)
    kept = frequency >= 2
    rows, values, frequency = words.rows()[kept], words.values[kept], frequency[kept]
    # Of words as rare as each other the order is that of their hashes, so that all titles agree on it.
    common = np.minimum(frequency, MOST).astype(np.uint64)
    order = np.argsort(
        rows.astype(np.uint64) << np.uint64(40) | common << np.uint64(20) | values >> np.uint64(44)
    )
    rows = rows[order]
    size = len(words.offsets) - 1
    counts = np.bincount(rows, minlength=size)
    rank = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
    picked = rank < RAREST
    place, at = (rank[picked], rows[picked]), order[picked]
    rare, often = np.zeros((RAREST, size), dtype=np.uint64), np.zeros((RAREST, size))
    rare[place], often[place] = values[at], frequency[at]
    return rare, often


def _unsigned(column: NDArray[np.int32]) -> Keys:
    return (column.astype(np.int64) + 1).astype(np.uint64)


class _Groups(NamedTuple):
    """Where the groups of equal keys begin in the sorted ``packed``, and how many rows each has."""

    packed: Keys
    starts: NDArray[np.intp]
    sizes: NDArray[np.intp]

    def take(self, picked: Flags) -> _Groups:
        """Some of the groups."""
        return self._replace(starts=self.starts[picked], sizes=self.sizes[picked])

    def members(self) -> NDArray[np.intp]:
        """The places of all rows, group by group."""
        return np.repeat(self.starts, self.sizes) + ramp(self.sizes)


def _group(packed: Keys) -> _Groups:
    key = packed >> ROW_BITS
    starts = np.flatnonzero(np.concatenate((np.ones(min(len(key), 1), dtype=bool), key[1:] != key[:-1])))
    return _Groups(packed, starts, np.diff(np.append(starts, len(key))))


def _within(groups: _Groups) -> Keys:
    """The codes ``row, row, strength`` of all pairs of rows inside groups, ascending, one for each key they share."""
    groups = groups.take(groups.sizes >= 2)
    ends = np.cumsum(groups.sizes * (groups.sizes - 1) // 2)
    cuts = np.searchsorted(ends, np.arange(0, int(ends[-1]) if len(ends) else 0, BATCH))
    bounds = [*cuts.tolist(), len(groups.sizes)]
    pieces = [np.zeros(0, dtype=np.uint64)]
    for first, last in pairwise(bounds):
        some = _Groups(groups.packed, groups.starts[first:last], groups.sizes[first:last])
        following = np.repeat(some.sizes, some.sizes) - ramp(some.sizes) - 1
        left = np.repeat(some.members(), following)
        right = left + 1 + ramp(following)
        # Rows ascend within a group, and a row that has a key twice is no pair.
        a, b = groups.packed[left], groups.packed[right]
        code = ((a & _ROW) << ROW_BITS | b & _ROW) << _ONE | a >> ROW_BITS & _ONE
        pieces.append(code[(a & _ROW) != (b & _ROW)])
    return np.concatenate(pieces)


def sharing(one: Rows, other: Rows, keys: Keys) -> tuple[Rows, Rows]:
    """The pairs of ``one`` and ``other`` row that share a strong key or two others, of all that share ``keys``."""
    low, high = np.minimum(one, other).astype(np.uint64), np.maximum(one, other).astype(np.uint64)
    return _enough((low << ROW_BITS | high) << _ONE | keys & _ONE)


def sharing_few(parts: Iterable[Keyed], asked: Container[int] | None = None) -> tuple[Rows, Rows]:
    """The same of a few rows with their keys, ascending; only pairs with one that is ``asked`` unless that is None."""
    holders: dict[int, list[int]] = defaultdict(list)
    for part in parts:
        for key, row in zip(part.keys.tolist(), part.rows.tolist(), strict=True):
            holders[key].append(row)
    shared: dict[tuple[int, int], int] = defaultdict(int)
    for key, rows in holders.items():
        if len(rows) == 1:
            continue
        mine = rows if asked is None else [row for row in rows if row in asked]
        others = [] if asked is None else [row for row in rows if row not in asked]
        for one, other in chain(combinations(mine, 2), product(mine, others)):
            # A strong key is worth two; a row that has a key twice is no pair.
            if one != other:
                shared[min(one, other), max(one, other)] += 1 + (key & 1)
    pairs = sorted(pair for pair, worth in shared.items() if worth > 1)
    low, high = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    return low, high


def _enough(codes: Keys) -> tuple[Rows, Rows]:
    """The pairs that share a strong key or at least two others; ``codes``, one for each key, are sorted in place."""
    codes.sort()
    found = Column(np.uint64)
    for code in _chunks(codes, _ONE):
        pair = code >> _ONE
        starts = np.flatnonzero(np.concatenate(([True], pair[1:] != pair[:-1])))
        lasts = np.append(starts[1:], len(pair)) - 1
        # The strong keys of a pair sort after the others.
        found.add(pair[starts[(code[lasts] & _ONE == _ONE) | (lasts > starts)]])
    pair = found.take()
    return (pair >> ROW_BITS).astype(np.int64), (pair & _ROW).astype(np.int64)


def ramp(sizes: NDArray[np.intp]) -> NDArray[np.intp]:
    """0, 1, ... size - 1 for each size, end to end."""
    ends = np.cumsum(sizes)
    return np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - sizes, sizes)


def paired(table: Table, low: Rows, high: Rows) -> Pairs:
    """Rows side by side, the smaller id first."""
    swapped = table.rank[low] > table.rank[high]
    return Pairs(np.where(swapped, high, low), np.where(swapped, low, high))
