"""Growing columns: the forms of batch after batch end to end, none of them in memory twice."""

from __future__ import annotations

from typing import Any

import numpy as np

from harvester.dedupe.column import Column, GrowingBytes
from harvester.dedupe.forms import Form, Forms, dtype_of
from harvester.dedupe.texts import Texts


class TextColumn:
    """Texts, more at the end at any time."""

    def __init__(self) -> None:
        self._data = GrowingBytes()
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
        whole, self._data = self._data, GrowingBytes()
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
