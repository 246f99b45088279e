"""Folding many texts at a time: each as if it were alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from harvester.model.lines import Lines
from harvester.model.text import fold, romanize

if TYPE_CHECKING:
    from collections.abc import Sequence

# While blanks are taken out, what sets texts and names apart stands below the blank; nothing else does.
_NOTHING, _FEED, _COMMA, _SEMICOLON, _BLANK = b"\0\n\1\2 "
_TEXTS = bytes(
    ord(char.lower()) if char.isascii() and char.isalnum() else _BLANK for char in map(chr, range(256))
)
_TEXTS = _TEXTS[:_FEED] + b"\n" + _TEXTS[_FEED + 1 :]
_LISTS = bytes(
    {ord(","): _COMMA, ord(";"): _SEMICOLON}.get(code, folded) for code, folded in enumerate(_TEXTS)
)
_WRITTEN = bytes({_COMMA: ord(","), _SEMICOLON: ord(";")}.get(code, code) for code in range(256))


def fold_all(texts: Sequence[str]) -> Lines:
    """`fold` of each text, all at once.

    >>> fold_all(["It's  A", "", "Größe"]).texts()
    ['its a', '', 'grosse']
    """
    lines = _romanized(texts)
    if lines.count("\n") != len(texts) + 1:
        return Lines.of([fold(text) for text in texts])
    return _folded(lines, _TEXTS)


def fold_lists(texts: Sequence[str]) -> Lines:
    """Texts in Latin letters, on one line each, with everything between their commas and semicolons folded.

    >>> fold_lists(["O'Hara-Bell, J. M.; Young, Jo", ""]).texts()
    ['ohara bell,j m;young,jo', '']
    """
    return _folded(_romanized(texts), _LISTS)


def _folded(lines: str, table: bytes) -> Lines:
    """Lines of ASCII, and what ``table`` sets apart in them, folded each by itself."""
    data = bytearray(lines.encode("ascii")).translate(table, b"'")
    letters = np.frombuffer(data, dtype=np.uint8)
    blanks = np.flatnonzero(letters == _BLANK)
    # Of blanks side by side the first stays, and none beside a mark; at both ends of the lines stands one.
    is_last = np.diff(blanks, append=len(letters)) > 1
    first, last = blanks[np.append(is_last[-1:], is_last[:-1])], blanks[is_last]
    stays = first[(letters[first - 1] > _BLANK) & (letters[last + 1] > _BLANK)]
    letters[blanks] = _NOTHING
    letters[stays] = _BLANK
    return Lines.split(bytes(data.translate(_WRITTEN, bytes([_NOTHING]))))


def _romanized(texts: Sequence[str]) -> str:
    """`romanize` of each text, most of which are ASCII, as lines with a feed before the first and after each."""
    lines = "\n".join(("", *texts, ""))
    if lines.isascii():
        return lines
    rows = [row for row, text in enumerate(texts) if not text.isascii()]
    foreign = romanize("\n".join([texts[row] for row in rows])).split("\n")
    if len(foreign) != len(rows):
        foreign = [romanize(texts[row]) for row in rows]
    roman = [*texts]
    for row, text in zip(rows, foreign, strict=True):
        roman[row] = text
    return "\n".join(("", *roman, ""))
