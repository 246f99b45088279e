"""Growing columns: the forms of batch after batch end to end, none of them in memory twice."""

from __future__ import annotations

from mmap import ACCESS_COPY, mmap
from typing import TYPE_CHECKING, Any

import numpy as np

from harvester.dedupe.forms import Form, Forms, dtype_of
from harvester.dedupe.texts import Texts

if TYPE_CHECKING:
    from numpy.typing import DTypeLike, NDArray


#: Bytes for which there is room at first.
_ROOM = 1 << 16


class _Bytes:
    """Bytes, more at the end at any time, in memory of their own.

    What grows in the memory of the other objects leaves holes among them, which stay with the process.
    """

    def __init__(self) -> None:
        self.size = 0
        self._room = _room(_ROOM)

    def add(self, more: bytes | memoryview) -> None:
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
        return memoryview(self._room)[: self.size]


def _room(size: int) -> mmap:
    """Memory of this process alone, which costs half of what memory to share does."""
    return mmap(-1, size, access=ACCESS_COPY)


class Column:
    """Numbers of one kind, more at the end at any time."""

    def __init__(self, dtype: DTypeLike) -> None:
        self._dtype = np.dtype(dtype)
        self._bytes = _Bytes()

    def add(self, values: NDArray[Any]) -> None:
        """More numbers."""
        if len(values):
            self._bytes.add(np.ascontiguousarray(values, dtype=self._dtype).data.cast("B"))

    def take(self) -> NDArray[Any]:
        """All numbers so far, which are gone from here."""
        whole, self._bytes = self._bytes.whole(), _Bytes()
        return np.frombuffer(whole, dtype=self._dtype)


class TextColumn:
    """Texts, more at the end at any time."""

    def __init__(self) -> None:
        self._data = _Bytes()
        self._ends = Column(np.int64)
        # As long as all texts are empty, as in some columns of most files, they are only counted.
        self._empty = 0

    def add(self, texts: Texts) -> None:
        """More texts."""
        if not texts.data and not self._data.size:
            self._empty += texts.size
            return
        if not self._data.size:
            self._ends.add(np.zeros(self._empty + 1, dtype=np.int64))
            self._empty = 0
        self._ends.add(texts.offsets[1:] + self._data.size)
        self._data.add(texts.data)

    def take(self) -> Texts:
        """All texts so far, which are gone from here."""
        if not self._data.size:
            size, self._empty = self._empty, 0
            return Texts(b"", np.zeros(size + 1, dtype=np.int64))
        whole, self._data = self._data, _Bytes()
        return Texts(bytes(whole.whole()), self._ends.take())


class GrowingForms:
    """The forms of some records, more of them at any time."""

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._columns: dict[str, Column | TextColumn] = {
            name: TextColumn() if isinstance(default, str) else Column(dtype_of(name))
            for name, default in Form._field_defaults.items()
        }

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, forms: Forms) -> None:
        """More forms."""
        self._ids += forms.ids
        for name, column in self._columns.items():
            column.add(getattr(forms, name))

    def take(self) -> Forms:
        """All forms so far, which are gone from here."""
        columns: dict[str, Any] = {name: column.take() for name, column in self._columns.items()}
        ids, self._ids = tuple(self._ids), []
        return Forms(ids, **columns)
