"""Block: which pairs are worth comparing, by many weak hashed keys of which a true pair shares some."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from harvester.dedupe.locator import MISSING
from harvester.dedupe.ragged import mix

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from harvester.dedupe.corpus import Corpus
    from harvester.dedupe.table import Table

    Rows = NDArray[np.int64]
    Keys = NDArray[np.uint64]
    Flags = NDArray[np.bool_]

#: Rarest title words whose pairs become keys.
RAREST = 5
#: A group of more records is split by first author, then by year and initial, then left out.
CAP = 50
#: The keys of all records are grouped in so many parts, so that no more of them stand in memory at a time.
PARTS = 4


class Pairs(NamedTuple):
    """Pairs of rows, each once; the id of ``a`` is the smaller one."""

    a: Rows
    b: Rows


class Keyed(NamedTuple):
    """Keys, and the row that each belongs to."""

    keys: Keys
    rows: Rows


def block(table: Table, corpus: Corpus) -> Pairs:
    """The candidate pairs of ``table``: the rows that share a key, once oversized groups are split."""
    codes = [_within(part) for part in effective(table, corpus)]
    return paired(table, np.unique(np.concatenate(codes)))


def effective(table: Table, corpus: Corpus) -> Iterator[Keyed]:
    """The keys that make pairs, in several parts: those that ``corpus`` knows as oversized are split or left out."""
    splits = _splits(table)
    for keys, rows in _parts(table, corpus):
        large = np.isin(keys, corpus.oversized)
        yield Keyed(keys[~large], rows[~large])
        keys, rows = keys[large], rows[large]
        for split in splits:
            keys = mix(keys, split[rows])
            large = np.isin(keys, corpus.oversized)
            yield Keyed(keys[~large], rows[~large])
            keys, rows = keys[large], rows[large]


def oversized(table: Table, corpus: Corpus) -> Keys:
    """The keys, and the splits of such keys, that more than `CAP` rows share; ascending."""
    found = []
    for keys, rows in _parts(table, corpus):
        for split in (*_splits(table), None):
            keys, rows = _large(keys, rows)  # noqa: PLW2901  (what is too large for one level goes on to the next)
            found.append(np.unique(keys))
            if split is not None:
                keys = mix(keys, split[rows])  # noqa: PLW2901
    return np.unique(np.concatenate(found))


def _splits(table: Table) -> tuple[Keys, Keys]:
    return table.first_author, mix(_unsigned(table.forms.year), table.initial.astype(np.uint64))


def _parts(table: Table, corpus: Corpus) -> Iterator[tuple[Keys, Rows]]:
    """All keys in parts that share none."""
    families = list(_families(table, corpus))
    parts = PARTS if len(table) > 100_000 else 1
    for part in range(parts):
        picked = [(keys % np.uint64(parts) == part) for keys, _ in families]
        yield (
            np.concatenate([keys[chosen] for (keys, _), chosen in zip(families, picked, strict=True)]),
            np.concatenate([rows[chosen] for (_, rows), chosen in zip(families, picked, strict=True)]),
        )


def _families(table: Table, corpus: Corpus) -> Iterable[tuple[Keys, Rows]]:
    """Every family of keys as (keys, rows); keys of different families do not collide but by chance."""
    every = np.arange(len(table), dtype=np.int32)
    forms, author = table.forms, table.first_author
    year, volume = _unsigned(forms.year), _unsigned(forms.volume)
    page, last = _unsigned(forms.first_page), _unsigned(forms.last_page)
    has_author, has_page, has_volume = author != 0, forms.first_page != MISSING, forms.volume != MISSING
    yield from (
        _family(2, every, table.head != 0, table.head),
        _family(3, every, table.tail != 0, table.tail),
        _family(4, every, table.abstract != 0, table.abstract),
        _family(5, every, has_author & (table.short != 0), author, table.short),
        _family(6, every, has_author & has_page & has_volume, author, page, volume),
        _family(7, every, has_author & has_page & (forms.year != MISSING), author, page, year),
        _family(8, every, has_page & has_volume & (last != page), volume, page, last),
    )
    for number, claims in ((1, table.known_as), (1, table.targets), (9, table.claims)):
        yield _family(
            number, claims.rows().astype(np.int32), np.ones(len(claims.values), dtype=bool), claims.values
        )
    rare = _rarest(table, corpus)
    for i, j in combinations(range(RAREST), 2):
        yield _family(10, every, rare[:, j] != 0, rare[:, i], rare[:, j])
    for i in range(2):
        yield _family(11, every, has_author & (rare[:, i] != 0), author, rare[:, i])


def _family(number: int, rows: NDArray[np.int32], usable: Flags, *columns: Keys) -> tuple[Keys, Rows]:
    family = np.full(int(usable.sum()), number, dtype=np.uint64)
    return mix(family, *(column[usable] for column in columns)), rows[usable]


def _rarest(table: Table, corpus: Corpus) -> Keys:
    """The `RAREST` rarest title words that occur at least twice, rarest first; (n, RAREST), 0 where fewer."""
    frequency = corpus.frequency(table.words.values)
    kept = frequency >= 2
    rows, values, frequency = table.words.rows()[kept], table.words.values[kept], frequency[kept]
    # Of words as rare as each other the order is that of their hashes, so that all titles agree on it.
    order = np.lexsort((values, rows << 32 | frequency))
    rows, values = rows[order], values[order]
    counts = np.bincount(rows, minlength=len(table))
    rank = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
    picked = rank < RAREST
    matrix = np.zeros((len(table), RAREST), dtype=np.uint64)
    matrix[rows[picked], rank[picked]] = values[picked]
    return matrix


def _unsigned(column: NDArray[np.int32]) -> Keys:
    return (column.astype(np.int64) + 1).astype(np.uint64)


def _group(keys: Keys) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """The order that sorts ``keys``, and each group's start and size in it."""
    order = np.argsort(keys)
    ordered = keys[order]
    starts = np.flatnonzero(
        np.concatenate((np.ones(min(len(keys), 1), dtype=bool), ordered[1:] != ordered[:-1]))
    )
    return order, starts, np.diff(np.append(starts, len(keys)))


def _within(part: Keyed) -> Keys:
    """The codes of all pairs of rows inside groups."""
    order, starts, sizes = _group(part.keys)
    several = sizes >= 2
    starts, sizes = starts[several], sizes[several]
    member = np.repeat(starts, sizes) + _ramp(sizes)
    following = np.repeat(sizes, sizes) - _ramp(sizes) - 1
    left = np.repeat(member, following)
    right = left + 1 + _ramp(following)
    a, b = part.rows[order[left]].astype(np.uint64), part.rows[order[right]].astype(np.uint64)
    code = np.minimum(a, b) << np.uint64(32) | np.maximum(a, b)
    return np.unique(code[a != b])


def _large(keys: Keys, rows: Rows) -> tuple[Keys, Rows]:
    order, starts, sizes = _group(keys)
    large = sizes > CAP
    member = order[np.repeat(starts[large], sizes[large]) + _ramp(sizes[large])]
    return keys[member], rows[member]


def _ramp(sizes: NDArray[np.intp]) -> NDArray[np.intp]:
    """0, 1, ... size - 1 for each size, end to end."""
    ends = np.cumsum(sizes)
    return np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - sizes, sizes)


def paired(table: Table, codes: Keys) -> Pairs:
    """The pairs ``low << 32 | high`` of rows, the smaller id first."""
    low, high = (codes >> np.uint64(32)).astype(np.int64), (codes & np.uint64(0xFFFFFFFF)).astype(np.int64)
    swapped = table.rank[low] > table.rank[high]
    return Pairs(np.where(swapped, high, low), np.where(swapped, low, high))
