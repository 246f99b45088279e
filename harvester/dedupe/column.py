"""Column: numbers end to end, more of them at any time, in memory of their own."""

from __future__ import annotations

from itertools import chain
from mmap import ACCESS_COPY, mmap
from typing import TYPE_CHECKING, Any

import numpy as np

from harvester.dedupe.ragged import Ragged

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import DTypeLike, NDArray

#: Bytes for which there is room at first.
_ROOM = 1 << 16


class GrowingBytes:
    """Bytes, more at the end at any time, in memory of their own.

    What grows in the memory of the other objects leaves holes among them, which stay with the process.

    Args:
        room: for how many bytes there is room before they are moved; what is not used of it costs nothing.
    """

    def __init__(self, room: int = _ROOM) -> None:
        self.size = 0
        self._room = _room(room)

    def add(self, more: bytes | memoryview) -> None:
        """More bytes."""
        end = self.size + len(more)
        if end > len(self._room):
            room = _room(2 * end)
            with memoryview(self._room) as old:
                room[: self.size] = old[: self.size]
            self._room.close()
            self._room = room
        self._room[self.size : end] = more
        self.size = end

    def whole(self) -> memoryview:
        """All bytes so far."""
        return memoryview(self._room)[: self.size]


def _room(size: int) -> mmap:
    """Memory of this process alone, which costs half of what memory to share does."""
    return mmap(-1, size, access=ACCESS_COPY)


class Column:
    """Numbers of one kind, more at the end at any time.

    Args:
        dtype: their kind.
        room: for how many of them there is room at first, as in `GrowingBytes`.
    """

    def __init__(self, dtype: DTypeLike, room: int = 0) -> None:
        self._dtype = np.dtype(dtype)
        self._bytes = GrowingBytes(max(room * self._dtype.itemsize, _ROOM))

    def add(self, values: NDArray[Any]) -> None:
        """More numbers."""
        if len(values):
            self._bytes.add(np.ascontiguousarray(values, dtype=self._dtype).data.cast("B"))

    def take(self) -> NDArray[Any]:
        """All numbers so far, which are gone from here."""
        whole, self._bytes = self._bytes.whole(), GrowingBytes()
        return np.frombuffer(whole, dtype=self._dtype)


class _Lists:
    """Lists of hashes, more at the end at any time."""

    def __init__(self) -> None:
        self._values, self._ends, self._size = Column(np.uint64), Column(np.int64), 0
        self._ends.add(np.zeros(1, dtype=np.int64))

    def add(self, lists: Ragged) -> None:
        self._values.add(lists.values)
        self._ends.add(lists.offsets[1:] + self._size)
        self._size += len(lists.values)

    def take(self) -> Ragged:
        return Ragged(self._ends.take(), self._values.take())


def end_to_end(pieces: Iterable[Sequence[Ragged | NDArray[Any]]]) -> list[Any]:
    """Each of the columns that all ``pieces`` have, end to end; a piece is let go once it is taken.

    >>> end_to_end([[np.array([1, 2])], [np.array([3])]])[0].tolist()
    [1, 2, 3]
    """
    pieces = iter(pieces)
    first, second = next(pieces), next(pieces, None)
    if second is None:
        return [*first]
    columns: list[Any] = [_Lists() if isinstance(one, Ragged) else Column(one.dtype) for one in first]
    pieces = chain([first, second], pieces)
    del first, second
    for piece in pieces:
        for column, more in zip(columns, piece, strict=True):
            column.add(more)
    return [column.take() for column in columns]
