"""Block: which pairs are worth comparing, by many weak hashed keys of which a true pair shares some."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from harvester.dedupe.corpus import SMALLEST
from harvester.dedupe.ragged import among, mix
from harvester.dedupe.rows import FEW
from harvester.dedupe.texts import SLICE, mixed
from harvester.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from harvester.dedupe.corpus import Corpus
    from harvester.dedupe.ragged import Ragged
    from harvester.dedupe.table import Table

    Rows = NDArray[np.int64]
    Keys = NDArray[np.uint64]
    Flags = NDArray[np.bool_]

#: Rarest title words whose pairs become keys.
RAREST = 5
#: Two words make a key by themselves if by chance they stood together in no more titles than this.
TOGETHER = 0.002
#: Words that stand in more titles count as equally common.
MOST = (1 << 20) - 1
#: A group of more records is split by first author, then by year and initial, then left out; keys that make a pair by
#: themselves may be shared by more.
CAP, STRONG_CAP = 20, 50
#: A key and the row that has it are one number, so that sorting it groups the rows; 2 to the 24 rows are the most.
ROW_BITS = np.uint64(24)
_ROW = np.uint64((1 << 24) - 1)
_ONE = np.uint64(1)
#: Bits of a pair's code that follow its first row.
_FIRST = ROW_BITS + _ONE
#: Keys that a record has beside those of its identifiers, at most.
_SINGLE = 7 + RAREST * (RAREST - 1) // 2 + 2
#: Keys that are grouped, and pairs that are made, at a time.
BATCH = 1 << 21


class Pairs(NamedTuple):
    """Pairs of rows, each once; the id of ``a`` is the smaller one."""

    a: Rows
    b: Rows

    def take(self, places: NDArray[np.int64] | slice) -> Pairs:
        """The pairs at ``places``."""
        return Pairs(self.a[places], self.b[places])


class Keyed(NamedTuple):
    """Keys of 40 bits, and the row that each belongs to; the last bit says that the key makes a pair by itself."""

    keys: Keys
    rows: Rows


def block(table: Table, corpus: Corpus) -> Pairs:
    """The candidate pairs of ``table``: rows that share a strong key, or two others."""
    codes = []
    for part in effective(table, corpus):
        packed = part.keys << ROW_BITS | part.rows.astype(np.uint64)
        codes += [_within(_group(chunk)) for chunk in _chunks(np.sort(packed))]
    return paired(table, *_enough(codes))


def effective(table: Table, corpus: Corpus) -> Iterator[Keyed]:
    """The keys that make pairs, in several parts: those that ``corpus`` knows as oversized are split or left out."""
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
    codes, oversized, large = [], [packed[:0]], [packed[:0]]
    for split in (*_splits(table), None):
        large = [packed[:0]]
        for chunk in _chunks(packed):
            groups = _group(chunk)
            strong = chunk[groups.starts] >> ROW_BITS & _ONE == _ONE
            fitting = groups.sizes <= np.where(strong, STRONG_CAP, CAP)
            codes.append(_within(groups.take(fitting)))
            large.append(chunk[groups.take(~fitting).members()])
            oversized.append(chunk[groups.starts[~fitting]] >> ROW_BITS)
        if split is not None:
            packed = _divided(np.concatenate(large), split)
    del packed, large  # as large as all that follows
    low, high = _enough(codes)
    del codes  # so they are beside the pairs
    return paired(table, low, high), np.sort(np.concatenate(oversized))


def _chunks(packed: Keys) -> Iterator[Keys]:
    """The sorted ``packed`` in slices that part no group."""
    start = 0
    while start < len(packed):
        stop = min(start + BATCH, len(packed))
        if stop < len(packed):
            key = packed[stop] >> ROW_BITS
            stop = int(np.searchsorted(packed, key << ROW_BITS))
            # A single group may fill more than a slice.
            stop = stop if stop > start else int(np.searchsorted(packed, (key + _ONE) << ROW_BITS))
        yield packed[start:stop]
        start = stop


def _splits(table: Table) -> tuple[Keys, Keys]:
    return table.first_author, mix(_unsigned(table.forms.year), table.initial.astype(np.uint64))


def _packed(table: Table, corpus: Corpus) -> Keys:
    """Every key of every row as ``key << ROW_BITS | row``, ascending."""
    if len(table) > int(_ROW):
        raise UsageError(f"{len(table)} records are more than can be matched in one go: {int(_ROW)}")
    if len(table) <= FEW:
        return np.array(sorted(_singly(table, corpus)), dtype=np.uint64)
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


def _singly(table: Table, corpus: Corpus) -> Iterator[int]:
    """The same as `_families`, of one row after the other."""
    often = corpus.frequency(table.words.values).tolist()
    names = ("head", "tail", "short", "abstract", "first_author")
    columns = [getattr(table, name).tolist() for name in names]
    places = ("year", "volume", "first_page", "last_page")
    columns += [_unsigned(getattr(table.forms, name)).tolist() for name in places]
    columns += [_lists(getattr(table, name)) for name in ("known_as", "targets", "claims", "words")]
    for row, (head, tail, short, abstract, author, year, volume, page, last, *lists) in enumerate(
        zip(*columns, strict=True)
    ):
        known_as, targets, claims, words = lists
        told = [
            (2, head),
            (4, abstract),
            (5, author, short),
            (6, author, page, volume),
            (7, author, page, year),
        ]
        told += [(1, value) for value in (*known_as, *targets)] + [(9, value) for value in claims]
        keys = [_one_key(1, *values) for values in told if all(values)]
        if page and volume and last != page:
            keys.append(_one_key(1, 8, volume, page, last))
        if tail:
            keys.append(_one_key(0, 3, tail))
        start = int(table.words.offsets[row])
        keys += _of_words(
            author, words, often[start : start + len(words)], TOGETHER * max(corpus.titles, SMALLEST)
        )
        yield from (key << int(ROW_BITS) | row for key in keys)


def _of_words(author: int, words: Sequence[int], often: Sequence[int], most: float) -> Iterator[int]:
    """The keys of a title's rarest ``words``; two that meet no more than ``most`` by chance are a strong one."""
    met = zip(often, words, strict=True)
    rare = sorted(
        ((n, word) for n, word in met if n >= 2), key=lambda one: (min(one[0], MOST), one[1] >> 44)
    )[:RAREST]
    for (n, one), (m, other) in combinations(rare, 2):
        yield _one_key(int(n * m <= most), 10, one, other)
    if author:
        yield from (_one_key(1, 11, author, word) for _, word in rare[:2])


def _lists(ragged: Ragged) -> list[list[int]]:
    values = ragged.values.tolist()
    return [values[start:end] for start, end in pairwise(ragged.offsets.tolist())]


def _one_key(strong: int, *values: int) -> int:
    return mixed(*values) >> 25 << 1 | strong


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
    return _enough([(low << ROW_BITS | high) << _ONE | keys & _ONE])


def _enough(codes: Sequence[Keys]) -> tuple[Rows, Rows]:
    """The pairs that share a strong key or at least two others."""
    # A power of two, and all keys of a pair in one part by the last bits of its first row.
    parts = 1 << (sum(map(len, codes)) // BATCH).bit_length()
    last = np.uint64(parts - 1) << _FIRST
    found = [np.zeros(0, dtype=np.uint64)]
    for part in range(parts):
        wanted = np.uint64(part) << _FIRST
        code = np.concatenate([found[0][:0], *(some[some & last == wanted] for some in codes)])
        code.sort()
        pair = code >> _ONE
        starts = np.flatnonzero(
            np.concatenate((np.ones(min(len(pair), 1), dtype=bool), pair[1:] != pair[:-1]))
        )
        lasts = np.append(starts[1:], len(pair))[: len(starts)] - 1
        # The strong keys of a pair sort after the others.
        found.append(pair[starts[(code[lasts] & _ONE == _ONE) | (lasts > starts)]])
    pair = np.concatenate(found)
    return (pair >> ROW_BITS).astype(np.int64), (pair & _ROW).astype(np.int64)


def ramp(sizes: NDArray[np.intp]) -> NDArray[np.intp]:
    """0, 1, ... size - 1 for each size, end to end."""
    ends = np.cumsum(sizes)
    return np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - sizes, sizes)


def paired(table: Table, low: Rows, high: Rows) -> Pairs:
    """Rows side by side, the smaller id first."""
    swapped = table.rank[low] > table.rank[high]
    return Pairs(np.where(swapped, high, low), np.where(swapped, low, high))
