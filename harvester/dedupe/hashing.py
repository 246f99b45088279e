"""Hashing: 64-bit hashes of many short texts at once, the same in every process."""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate, chain, islice
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    Hashes = NDArray[np.uint64]

#: Texts that are hashed at a time, so that no long list of words has to stand in memory.
BATCH = 20_000
_BASE = 0x9E3779B97F4A7C15
_INVERSE = pow(_BASE, -1, 1 << 64)
_MIX = np.uint64(0xD6E8FEB86659FD93)
_SHIFT = np.uint64(32)


def hash_all(texts: Sequence[str]) -> Hashes:
    """A 64-bit hash of each text; 0 for "" and for nothing else.

    >>> [int(value) for value in hash_all(["", "cancer"])] == [0, hash64("cancer")]
    True
    """
    joined = "".join(texts)
    if joined.isascii():
        data, lengths = joined.encode(), np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    else:
        encoded = [text.encode("utf-8", "replace") for text in texts]
        data = b"".join(encoded)
        lengths = np.fromiter(map(len, encoded), dtype=np.int64, count=len(texts))
    hashes = np.zeros(len(texts), dtype=np.uint64)
    filled = np.flatnonzero(lengths)
    if not len(filled):
        return hashes
    starts = (np.cumsum(lengths) - lengths)[filled]
    powers = _powers(_BASE, len(data))
    # The sum of each text's letters, weighted by their place in all texts, taken back to its place in its own.
    letters = (np.frombuffer(data, dtype=np.uint8).astype(np.uint64) + np.uint64(1)) * powers
    sums = np.add.reduceat(letters, starts) * _powers(_INVERSE, len(data))[starts]
    sums ^= lengths[filled].astype(np.uint64) * _MIX
    sums = (sums ^ (sums >> _SHIFT)) * _MIX
    hashes[filled] = (sums ^ (sums >> _SHIFT)) | np.uint64(1)
    return hashes


def _powers(base: int, count: int) -> Hashes:
    """1, base, base squared ... (modulo 2 to the 64), ``count`` of them."""
    powers = np.full(count, base, dtype=np.uint64)
    powers[0] = 1
    return np.cumprod(powers, dtype=np.uint64)


@lru_cache(maxsize=1 << 16)
def hash64(text: str) -> int:
    """A 64-bit hash of ``text`` that is the same in every process, never 0 but for "".

    >>> hash64("cancer") == hash64("cancer") != hash64("Cancer")
    True
    """
    return int(hash_all((text,))[0])


def hashes(texts: Iterable[str]) -> Hashes:
    """The hashes of any number of texts."""
    remaining = iter(texts)
    pieces = [np.zeros(0, dtype=np.uint64)]
    while batch := list(islice(remaining, BATCH)):
        pieces.append(hash_all(batch))
    return np.concatenate(pieces)


def hash_lists(rows: Iterable[Sequence[str]]) -> tuple[NDArray[np.int64], Hashes]:
    """The hashes of the texts of all rows end to end, and where each row begins (and the last one ends)."""
    remaining = iter(rows)
    lengths: list[int] = []
    pieces = [np.zeros(0, dtype=np.uint64)]
    while batch := list(islice(remaining, BATCH)):
        lengths += map(len, batch)
        pieces.append(hash_all(list(chain.from_iterable(batch))))
    return np.fromiter(accumulate(lengths, initial=0), dtype=np.int64), np.concatenate(pieces)
