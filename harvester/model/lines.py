"""Lines: many short texts in one buffer, so that all of them can be looked at at once."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    Places = NDArray[np.int64]

_FEED = ord("\n")


@dataclass(frozen=True, slots=True)
class Lines:
    r"""n texts on a line each.

    Attributes:
        data: the texts in UTF-8, a line feed before the first and after each.
        feeds: where these are; n + 1, ascending.
    """

    data: bytes
    feeds: Places

    @classmethod
    def of(cls, texts: Sequence[str]) -> Lines:
        r"""The lines of ``texts``; what is a line feed in one of them is a form feed here.

        >>> Lines.of(["a", "b\nc"]).data
        b'\na\nb\x0cc\n'
        """
        # Half a character, which UTF-8 does not have, has a place too.
        lines = cls.split("\n".join(("", *texts, "")).encode("utf-8", "surrogatepass"))
        return lines if lines.size == len(texts) else cls.of([text.replace("\n", "\f") for text in texts])

    @classmethod
    def split(cls, data: bytes) -> Lines:
        """The lines of ``data``, which starts and ends with a line feed."""
        return cls(data, np.flatnonzero(np.frombuffer(data, dtype=np.uint8) == _FEED))

    @property
    def size(self) -> int:
        """How many lines there are."""
        return len(self.feeds) - 1

    def letters(self) -> NDArray[np.uint8]:
        """The bytes as numbers."""
        return np.frombuffer(self.data, dtype=np.uint8)

    def lengths(self) -> Places:
        """How many bytes each line has."""
        return np.diff(self.feeds) - 1

    def rows(self, places: Places) -> list[int]:
        """The lines in which ``places`` are, each once; both ascend. A line's last feed is the line's."""
        rows = np.searchsorted(self.feeds, places) - 1
        found: list[int] = rows[np.diff(rows, prepend=-1) > 0].tolist()
        return found

    def holding(self, part: bytes) -> Iterator[int]:
        """The lines that hold ``part``, in order, a line as often as it does."""
        place = self.data.find(part)
        while place >= 0:
            yield int(np.searchsorted(self.feeds, place)) - 1
            place = self.data.find(part, place + 1)

    def replaced(self, changes: Mapping[int, str]) -> Lines:
        """The same with other texts in some lines, whose numbers ascend."""
        if not changes:
            return self
        rows = np.fromiter(changes, dtype=np.int64, count=len(changes))
        # What is kept begins after the feed before the first line, or with that at the end of a changed one.
        begins = [1, *self.feeds[rows + 1].tolist()]
        ends = [*(self.feeds[rows] + 1).tolist(), len(self.data)]
        kept = [self.data[begin:end] for begin, end in zip(begins, ends, strict=True)]
        texts = [text.encode("utf-8", "surrogatepass") for text in changes.values()]
        return Lines.split(b"\n" + b"".join(chain.from_iterable(zip(kept, texts, strict=False))) + kept[-1])

    def at(self, row: int) -> str:
        """The text of one line."""
        return self.take([row])[0]

    def take(self, rows: Sequence[int]) -> list[str]:
        """The texts of some lines."""
        data, starts = self.data, np.asarray(rows, dtype=np.int64)
        spans = zip((self.feeds[starts] + 1).tolist(), self.feeds[starts + 1].tolist(), strict=True)
        return [data[start:end].decode("utf-8", "surrogatepass") for start, end in spans]

    def texts(self) -> list[str]:
        """The texts, of which none has a line feed."""
        return self.data.decode("utf-8", "surrogatepass").split("\n")[1:-1]
