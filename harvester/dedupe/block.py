"""Block: which pairs are worth comparing, by many weak hashed keys of which a true pair shares some."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from harvester.dedupe.hashing import hashes
from harvester.dedupe.locator import MISSING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from harvester.dedupe.corpus import Corpus
    from harvester.dedupe.prepare import Table

    Rows = NDArray[np.int64]
    Keys = NDArray[np.uint64]

#: Rarest title words whose pairs become keys, and letters of the squeezed title's head and tail.
RAREST, HEAD, TAIL, SHORT_HEAD, ABSTRACT_HEAD = 5, 22, 16, 10, 60
#: A group of more records is split by first author, then by year and initial, then left out.
CAP = 50
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


class Pairs(NamedTuple):
    """Candidate pairs as row numbers, ``a`` < ``b``, each once, in ascending order."""

    a: Rows
    b: Rows


def block(table: Table, corpus: Corpus) -> Pairs:
    """The candidate pairs of ``table``."""
    pieces = [(key, row) for key, row in keys(table, corpus) if len(key)]
    if not pieces:
        return Pairs(np.zeros(0, np.int64), np.zeros(0, np.int64))
    key = np.concatenate([piece[0] for piece in pieces])
    row = np.concatenate([piece[1] for piece in pieces])
    splits = (
        table.first_author,
        mix(_unsigned(table.year), table.initial.astype(np.uint64)),
    )
    codes = [_within(key, row)]
    for split in splits:
        key, row = _oversized(key, row)
        key = mix(key, split[row])
        codes.append(_within(key, row))
    return _decode(np.unique(np.concatenate(codes)))


def keys(table: Table, corpus: Corpus) -> Iterable[tuple[Keys, Rows]]:
    """Every family of keys as (keys, rows); keys of different families never collide by design."""
    every = np.arange(len(table), dtype=np.int64)
    head, short, tail, abstract = (text_keys(table, part) for part in ("head", "short", "tail", "abstract"))
    author, year = table.first_author, _unsigned(table.year)
    volume, page, last = _unsigned(table.volume), _unsigned(table.first_page), _unsigned(table.last_page)
    has_author, has_page, has_volume = author != 0, table.first_page != MISSING, table.volume != MISSING
    yield from (
        _family(2, every, head != 0, head),
        _family(3, every, tail != 0, tail),
        _family(4, every, abstract != 0, abstract),
        _family(5, every, has_author & (short != 0), author, short),
        _family(6, every, has_author & has_page & has_volume, author, page, volume),
        _family(7, every, has_author & has_page & (table.year != MISSING), author, page, year),
        _family(8, every, has_page & has_volume & (last != page), volume, page, last),
    )
    for number, claims in ((1, table.known_as), (1, table.targets), (9, table.claims)):
        places, values = claims.take(every)
        yield _family(number, places, values != 0, values)
    rare = _rarest(table, corpus)
    for i, j in combinations(range(RAREST), 2):
        yield _family(10, every, (rare[:, i] != 0) & (rare[:, j] != 0), rare[:, i], rare[:, j])
    for i in range(2):
        yield _family(11, every, has_author & (rare[:, i] != 0), author, rare[:, i])


def _family(number: int, rows: Rows, usable: NDArray[np.bool_], *columns: Keys) -> tuple[Keys, Rows]:
    picked = mix(np.full(int(usable.sum()), number, dtype=np.uint64), *(column[usable] for column in columns))
    return picked, rows[usable]


def mix(first: Keys, *others: Keys) -> Keys:
    """One 64-bit hash of several columns; the order of the columns counts."""
    mixed = first.copy()
    for other in others:
        mixed = (mixed ^ other) * _GOLDEN
        mixed ^= mixed >> np.uint64(29)
    return mixed


def text_keys(table: Table, part: str) -> Keys:
    """The hash of the "head", "short" head or "tail" of each title, or of the beginning of its "abstract"."""

    def cut(row: int) -> str:
        squeezed = table.title[row].squeezed
        if part == "abstract":
            text = table.abstract[row].replace(" ", "")
            return text[:ABSTRACT_HEAD] if len(text) >= ABSTRACT_HEAD else ""
        return {"head": squeezed[:HEAD], "short": squeezed[:SHORT_HEAD], "tail": squeezed[-TAIL:]}[part]

    return hashes(cut(row) for row in range(len(table)))


def _rarest(table: Table, corpus: Corpus) -> Keys:
    """The `RAREST` rarest title words that occur at least twice, rarest first; (n, RAREST), 0 where fewer."""
    rows, values = table.words.take(np.arange(len(table), dtype=np.int64))
    frequency = corpus.frequency(values)
    kept = frequency >= 2
    rows, values, frequency = rows[kept], values[kept], frequency[kept]
    order = np.lexsort((values, frequency, rows))
    rows, values = rows[order], values[order]
    starts = np.searchsorted(rows, rows, side="left")
    rank = np.arange(len(rows)) - starts
    picked = rank < RAREST
    matrix = np.zeros((len(table), RAREST), dtype=np.uint64)
    matrix[rows[picked], rank[picked]] = values[picked]
    return matrix


def _unsigned(column: Rows) -> Keys:
    return (column + 1).astype(np.uint64)


def _group(key: Keys) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """The order that sorts ``key``, and each group's start and size in it."""
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    starts = (
        np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
        if len(key)
        else np.zeros(0, np.intp)
    )
    return order, starts, np.diff(np.append(starts, len(key)))


def _within(key: Keys, row: Rows) -> Keys:
    """The codes ``a << 32 | b`` of all pairs of rows inside groups of 2 to `CAP`."""
    order, starts, sizes = _group(key)
    fitting = (sizes >= 2) & (sizes <= CAP)
    starts, sizes = starts[fitting], sizes[fitting]
    member = np.repeat(starts, sizes) + _ramp(sizes)
    following = np.repeat(sizes, sizes) - _ramp(sizes) - 1
    left = np.repeat(member, following)
    right = left + 1 + _ramp(following)
    a, b = row[order[left]].astype(np.uint64), row[order[right]].astype(np.uint64)
    a, b = np.minimum(a, b), np.maximum(a, b)
    return np.unique((a << np.uint64(32) | b)[a != b])


def _oversized(key: Keys, row: Rows) -> tuple[Keys, Rows]:
    order, starts, sizes = _group(key)
    large = sizes > CAP
    member = order[np.repeat(starts[large], sizes[large]) + _ramp(sizes[large])]
    return key[member], row[member]


def _ramp(sizes: NDArray[np.intp]) -> NDArray[np.intp]:
    """0, 1, ... size - 1 for each size, end to end."""
    ends = np.cumsum(sizes)
    return np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - sizes, sizes)


def _decode(code: Keys) -> Pairs:
    return Pairs((code >> np.uint64(32)).astype(np.int64), (code & np.uint64(0xFFFFFFFF)).astype(np.int64))
