"""Block: which pairs are worth comparing, by many weak hashed keys of which a true pair shares some."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from harvester.dedupe.locator import MISSING
from harvester.dedupe.ragged import among, mix

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from harvester.dedupe.corpus import Corpus
    from harvester.dedupe.table import Table

    Rows = NDArray[np.integer[Any]]
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
    codes = [_within(_group(part)) for part in effective(table, corpus)]
    return paired(table, np.unique(np.concatenate(codes)))


def effective(table: Table, corpus: Corpus) -> Iterator[Keyed]:
    """The keys that make pairs, in several parts: those that ``corpus`` knows as oversized are split or left out."""
    splits = _splits(table)
    for keys, rows in _parts(table, corpus):
        large = among(keys, corpus.oversized)
        yield Keyed(keys[~large], rows[~large])
        keys, rows = keys[large], rows[large]
        for split in splits:
            keys = mix(keys, split[rows])
            large = among(keys, corpus.oversized)
            yield Keyed(keys[~large], rows[~large])
            keys, rows = keys[large], rows[large]


def block_anew(table: Table, corpus: Corpus) -> tuple[Pairs, Keys]:
    """The candidate pairs of ``table``, and the keys, ascending, that prove to be oversized."""
    codes, oversized = [], [np.zeros(0, dtype=np.uint64)]
    for part in _parts(table, corpus):
        keyed = part
        for split in (*_splits(table), None):
            small, large = _by_size(keyed)
            codes.append(_within(small))
            oversized.append(np.unique(large.keys))
            if split is not None:
                keyed = Keyed(mix(large.keys, split[large.rows]), large.rows)
    return paired(table, np.unique(np.concatenate(codes))), np.unique(np.concatenate(oversized))


def _splits(table: Table) -> tuple[Keys, Keys]:
    return table.first_author, mix(_unsigned(table.forms.year), table.initial.astype(np.uint64))


def _parts(table: Table, corpus: Corpus) -> Iterator[Keyed]:
    """All keys in parts that share none."""
    families = list(_families(table, corpus))
    parts = PARTS if len(table) > 100_000 else 1
    for part in range(parts):
        picked = [(keys % np.uint64(parts) == part) for keys, _ in families]
        yield Keyed(
            np.concatenate([keys[chosen] for (keys, _), chosen in zip(families, picked, strict=True)]),
            np.concatenate([rows[chosen] for (_, rows), chosen in zip(families, picked, strict=True)]),
        )


def _families(table: Table, corpus: Corpus) -> Iterable[Keyed]:
    """Every family of keys; keys of different families do not collide but by chance."""
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


def _family(number: int, rows: NDArray[np.int32], usable: Flags, *columns: Keys) -> Keyed:
    family = np.full(int(usable.sum()), number, dtype=np.uint64)
    return Keyed(mix(family, *(column[usable] for column in columns)), rows[usable])


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


class _Grouped(NamedTuple):
    """Rows sorted by key: each group's rows are ``rows[start : start + size]``."""

    keys: Keys
    rows: Rows
    starts: NDArray[np.intp]
    sizes: NDArray[np.intp]


def _group(keyed: Keyed) -> _Grouped:
    order = np.argsort(keyed.keys)
    keys = keyed.keys[order]
    starts = np.flatnonzero(np.concatenate((np.ones(min(len(keys), 1), dtype=bool), keys[1:] != keys[:-1])))
    return _Grouped(keys, keyed.rows[order], starts, np.diff(np.append(starts, len(keys))))


def _by_size(keyed: Keyed) -> tuple[_Grouped, Keyed]:
    """The groups of at most `CAP` rows, and the keys and rows of the larger ones."""
    groups = _group(keyed)
    large = groups.sizes > CAP
    member = np.repeat(groups.starts[large], groups.sizes[large]) + _ramp(groups.sizes[large])
    small = groups._replace(starts=groups.starts[~large], sizes=groups.sizes[~large])
    return small, Keyed(groups.keys[member], groups.rows[member])


def _within(groups: _Grouped) -> Keys:
    """The codes of all pairs of rows inside groups."""
    several = groups.sizes >= 2
    starts, sizes = groups.starts[several], groups.sizes[several]
    member = np.repeat(starts, sizes) + _ramp(sizes)
    following = np.repeat(sizes, sizes) - _ramp(sizes) - 1
    left = np.repeat(member, following)
    right = left + 1 + _ramp(following)
    a, b = groups.rows[left].astype(np.uint64), groups.rows[right].astype(np.uint64)
    code = np.minimum(a, b) << np.uint64(32) | np.maximum(a, b)
    return np.unique(code[a != b])


def _ramp(sizes: NDArray[np.intp]) -> NDArray[np.intp]:
    """0, 1, ... size - 1 for each size, end to end."""
    ends = np.cumsum(sizes)
    return np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - sizes, sizes)


def paired(table: Table, codes: Keys) -> Pairs:
    """The pairs ``low << 32 | high`` of rows, the smaller id first."""
    low, high = (codes >> np.uint64(32)).astype(np.int64), (codes & np.uint64(0xFFFFFFFF)).astype(np.int64)
    swapped = table.rank[low] > table.rank[high]
    return Pairs(np.where(swapped, high, low), np.where(swapped, low, high))
