"""Folding many texts at a time: each as if it were alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from harvester.model.text import fold, romanize

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_BLANK = ord(" ")


class _Marks:
    """Marks that folding keeps: bytes to folded bytes, and whether one is such a mark."""

    def __init__(self, kept: bytes) -> None:
        self.table = bytes(
            code if code in kept else ord(chr(code).lower()) if chr(code).isalnum() else _BLANK
            for code in range(128)
        ).ljust(256, b" ")
        self.is_kept: NDArray[np.bool_] = np.isin(np.arange(256), list(kept))


_LINES, _LISTS = _Marks(b"\n"), _Marks(b"\n,;")


def fold_all(texts: Sequence[str]) -> list[str]:
    """`fold` of each text, all at once.

    >>> fold_all(["It's  A", "", "Größe"])
    ['its a', '', 'grosse']
    """
    lines = _romanized("\n".join(texts))
    if lines.count("\n") != len(texts) - 1:
        return [fold(text) for text in texts]
    return _fold_lines(lines, _LINES).split("\n")


def fold_lists(texts: Sequence[str]) -> list[str]:
    """Texts in Latin letters, on one line each, with everything between their commas and semicolons folded.

    >>> fold_lists(["O'Hara-Bell, J. M.; Young, Jo", ""])
    ['ohara bell,j m;young,jo', '']
    """
    return _fold_lines(_romanized("\n".join(texts)), _LISTS).split("\n") if texts else []


def _fold_lines(lines: str, marks: _Marks) -> str:
    """Lines of ASCII folded each by itself, their ``marks`` kept and no blank beside them."""
    letters = np.frombuffer(lines.encode("ascii").translate(marks.table, b"'"), dtype=np.uint8)
    is_kept = marks.is_kept
    blank = np.flatnonzero(letters == _BLANK)
    # Of blanks side by side the first stays; then none that stands before a mark.
    after = is_kept[letters[blank - 1]] | (letters[blank - 1] == _BLANK)
    after[:1] |= blank[:1] == 0
    letters = np.delete(letters, blank[after])
    blank = np.flatnonzero(letters == _BLANK)
    before = is_kept[letters[np.minimum(blank + 1, len(letters) - 1)]]
    before[-1:] |= blank[-1:] == len(letters) - 1
    return np.delete(letters, blank[before]).tobytes().decode("ascii")


def _romanized(lines: str) -> str:
    """`romanize` of lines, most of which are ASCII."""
    if lines.isascii():
        return lines
    return "\n".join([line if line.isascii() else romanize(line) for line in lines.split("\n")])
