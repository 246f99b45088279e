"""Texts: many short texts end to end in one buffer, and the hashes of any of their parts at once."""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate, pairwise
from operator import mul
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from harvester.model.lines import Lines

    Hashes = NDArray[np.uint64]
    Places = NDArray[np.int64]

#: Bytes that are hashed, and texts that are taken apart, at a time: few enough to stay in the processor's cache.
CHUNK, SLICE = 1 << 18, 1 << 14
#: What keeps a number to 64 bits.
ALL_BITS = (1 << 64) - 1
_BASE = 0x9E3779B97F4A7C15
_INVERSE = pow(_BASE, -1, 1 << 64)
_MIX, _SHIFT = np.uint64(0xD6E8FEB86659FD93), np.uint64(32)
_BLANK = ord(" ")


class Texts(NamedTuple):
    """n texts; most are folded, so that a byte is a letter.

    Attributes:
        data: all of them in UTF-8, end to end.
        offsets: where each begins, and one end; length n + 1.
    """

    data: bytes
    offsets: Places

    @classmethod
    def of(cls, texts: Iterable[str]) -> Texts:
        """The column of ``texts``; half characters, which UTF-8 cannot hold, become question marks."""
        texts = [*texts]
        whole = "".join(texts)
        if not whole:
            return cls(b"", np.zeros(len(texts) + 1, dtype=np.int64))
        if whole.isascii():
            lengths = accumulate(map(len, texts), initial=0)
            return cls(whole.encode(), np.fromiter(lengths, dtype=np.int64, count=len(texts) + 1))
        encoded = [text.encode("utf-8", "replace") for text in texts]
        offsets = np.fromiter(
            accumulate(map(len, encoded), initial=0), dtype=np.int64, count=len(encoded) + 1
        )
        return cls(b"".join(encoded), offsets)

    @classmethod
    def of_lines(cls, lines: Lines) -> Texts:
        """The column of the texts that stand on ``lines``."""
        return cls(lines.data.replace(b"\n", b""), lines.feeds - np.arange(len(lines.feeds)))

    @property
    def size(self) -> int:
        """How many texts there are."""
        return len(self.offsets) - 1

    def at(self, row: int) -> str:
        """The text of one row.

        >>> Texts.of(["a", "", "müller"]).at(2)
        'müller'
        """
        return self.data[self.offsets[row] : self.offsets[row + 1]].decode()

    def take(self, rows: Places | None = None) -> list[str]:
        """The texts of ``rows``, or all."""
        data = self.data
        if rows is None:
            return [data[start:end].decode() for start, end in pairwise(self.offsets.tolist())]
        starts, ends = self.offsets[rows].tolist(), self.offsets[rows + 1].tolist()
        return [data[start:end].decode() for start, end in zip(starts, ends, strict=True)]

    def squeeze(self, rows: Places) -> list[str]:
        """The texts of ``rows``, which hold no line feed, without their blanks."""
        starts, ends = self.offsets[rows].tolist(), self.offsets[rows + 1].tolist()
        lines = b"\n".join([self.data[start:end] for start, end in zip(starts, ends, strict=True)])
        return lines.replace(b" ", b"").decode().split("\n") if starts else []

    def slices(self, rows: int) -> Iterator[Texts]:
        """The texts in slices of so many ``rows``, each a column of its own; at least one, if an empty one."""
        for start in range(0, max(self.size, 1), rows):
            offsets = self.offsets[start : start + rows + 1]
            yield Texts(self.data[offsets[0] : offsets[-1]], offsets - offsets[0])

    def lengths(self) -> Places:
        """How many bytes each has."""
        return self.offsets[1:] - self.offsets[:-1]

    def letters(self) -> NDArray[np.uint8]:
        """The bytes as numbers."""
        return np.frombuffer(self.data, dtype=np.uint8)

    def squeezed(self) -> Texts:
        """The texts without their blanks."""
        blanks = np.flatnonzero(self.letters() == _BLANK)
        before = np.searchsorted(blanks, self.offsets)
        return Texts(self.data.replace(b" ", b""), self.offsets - before)

    def hashes(self) -> Hashes:
        """A hash of each text."""
        return hash_spans(self.letters(), self.offsets[:-1], self.offsets[1:])

    def ends(self, heads: Sequence[int], tail: int) -> Hashes:
        """A line of hashes for each of ``heads``, of so many first bytes, and one of the ``tail`` last bytes."""
        starts, ends = self.offsets[:-1], self.offsets[1:]
        begins = [starts] * len(heads) + [np.maximum(starts, ends - tail)]
        stops = [np.minimum(ends, starts + length) for length in heads] + [ends]
        return hash_spans(self.letters(), np.stack(begins), np.stack(stops))

    def words(self, marks: str = " ") -> tuple[Places, Places, Places]:
        """(row, start, end) of every run of letters that none of ``marks`` breaks, in order."""
        letters = self.letters()
        inside = letters != ord(marks[0])
        for mark in marks[1:]:
            inside &= letters != ord(mark)
        return self.runs(inside)

    def runs(self, inside: NDArray[np.bool_]) -> tuple[Places, Places, Places]:
        """(row, start, end) of every run of bytes of one text that are all ``inside``, in order."""
        begins, ends = inside.copy(), inside.copy()
        begins[1:] &= ~inside[:-1]
        ends[:-1] &= ~inside[1:]
        # A text's first byte begins a run although the byte before it, another text's last, is inside too.
        bounds = self.offsets[:-1][np.diff(self.offsets) > 0]
        begins[bounds] = inside[bounds]
        bounds = self.offsets[1:][np.diff(self.offsets) > 0] - 1
        ends[bounds] = inside[bounds]
        starts = np.flatnonzero(begins)
        row = np.searchsorted(self.offsets, starts, side="right") - 1
        return row, starts, np.flatnonzero(ends) + 1


def hash_spans(letters: NDArray[np.uint8], starts: Places, ends: Places) -> Hashes:
    """A 64-bit hash of ``letters[start:end]`` for every span; 0 for an empty one and for nothing else.

    Args:
        letters: many bytes.
        starts: ascending; shape (n,), or (any, n) where the spans in a column are parts of one text.
        ends: ascending too; of a span longer than `CHUNK` only the first bytes count.
    """
    hashes = np.zeros(starts.shape, dtype=np.uint64)
    left_most = starts if starts.ndim == 1 else starts.min(axis=0)
    right_most = ends if ends.ndim == 1 else ends.max(axis=0)
    first = 0
    while first < len(left_most):
        begin = int(left_most[first])
        last = max(first + 1, int(np.searchsorted(right_most, begin + CHUNK, side="right")))
        span = np.s_[..., first:last]
        left = np.minimum(starts[span] - begin, CHUNK)
        right = np.minimum(ends[span] - begin, CHUNK)
        part = letters[begin : begin + int(right.max())]
        # Prefix sums of the letters, each weighted by its place: a span is a difference, taken back to its own place.
        sums = np.zeros(len(part) + 1, dtype=np.uint64)
        np.cumsum((part.astype(np.uint64) + np.uint64(1)) * _POWERS[: len(part)], out=sums[1:])
        length = (right - left).astype(np.uint64)
        mixed = (sums[right] - sums[left]) * _INVERSES[left] ^ length * _MIX
        mixed = (mixed ^ (mixed >> _SHIFT)) * _MIX
        hashes[span] = np.where(length > 0, (mixed ^ (mixed >> _SHIFT)) | np.uint64(1), np.uint64(0))
        first = last
    return hashes


def _powers(base: int) -> Hashes:
    """1, base, base squared ... modulo 2 to the 64, for each place of a chunk."""
    powers = np.full(CHUNK + 1, base, dtype=np.uint64)
    powers[0] = 1
    return np.cumprod(powers, dtype=np.uint64)


@lru_cache(maxsize=1 << 16)
def hash64(text: str) -> int:
    """The hash of one text, as `Texts.hashes` has it.

    >>> hash64("cancer") == hash64("cancer") != hash64("Cancer")
    True
    """
    return hash_bytes(text.encode("utf-8", "replace"))


def hash_bytes(data: bytes) -> int:
    """The hash of one span, as `hash_spans` has it."""
    size = len(data)
    if not size or size > _SHORT:
        return int(Texts(data, np.array([0, size])).hashes()[0])
    found: int = (sum(map(mul, data, _FIRST_POWERS)) + _SUMS[size]) ^ size * _FACTOR
    found &= ALL_BITS
    found = (found ^ found >> 32) * _FACTOR & ALL_BITS
    return (found ^ found >> 32) | 1


def mixed(first: int, *others: int) -> int:
    """One hash of several, as `ragged.mix` has it."""
    found = _stirred(first)
    for other in others:
        found = _stirred(found ^ other)
    return found


def _stirred(number: int) -> int:
    stirred = number * _BASE & ALL_BITS
    return stirred ^ stirred >> 29


_POWERS, _INVERSES = _powers(_BASE), _powers(_INVERSE)
#: Up to this many bytes Python's own numbers are quicker; what their hashes need.
_SHORT, _FACTOR = 256, int(_MIX)
_FIRST_POWERS: list[int] = _POWERS[:_SHORT].tolist()
_SUMS = [*accumulate(_FIRST_POWERS, initial=0)]
