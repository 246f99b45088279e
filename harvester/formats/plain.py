"""Plain text told from what has to be cleaned, many cells at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from harvester.formats.values import is_placeholder
from harvester.model.text import clean, is_plain

if TYPE_CHECKING:
    from harvester.model.lines import Lines

#: Characters of a placeholder.
_LONGEST_PLACEHOLDER = 4
# Bytes: plain ones, blanks and line feeds, and those that call for a look at their text. The letters U+00C0 to
# U+017F, two bytes each, are plain but for three that garbled text is full of.
_PLAIN, _BLANK, _FEED, _ODD = range(4)
_SIGNS = {"\n": _FEED, " ": _BLANK, "&": _ODD, "<": _ODD}
_KINDS = bytes(
    _SIGNS.get(
        chr(code), _PLAIN if 0x20 < code < 0x7F or 0x80 <= code < 0xC0 or code in b"\xc3\xc4\xc5" else _ODD
    )
    for code in range(256)
)
_GARBLED = tuple(letter.encode() for letter in "âÃÂ")


def clean_all(lines: Lines) -> Lines:
    """`clean` of each text; plain ones cost next to nothing.

    >>> from harvester.model.lines import Lines
    >>> clean_all(Lines.of(["A study", " two  blanks", "a &amp; b"])).texts()
    ['A study', 'two blanks', 'a & b']
    """
    kinds = np.frombuffer(lines.data.translate(_KINDS), dtype=np.uint8)
    marks = np.flatnonzero(kinds != _PLAIN)
    kinds = kinds[marks]
    is_odd = kinds == _ODD
    # A blank beside a blank, or at the end of a text; between two feeds is an empty text.
    is_odd[1:] |= (np.diff(marks) == 1) & (kinds[1:] + kinds[:-1] < 2 * _FEED)
    odd = {*lines.rows(marks[is_odd]), *(row for letter in _GARBLED for row in lines.holding(letter))}
    rows = sorted(odd)
    texts = zip(rows, lines.take(rows), strict=True)
    return lines.replaced({row: clean(text) for row, text in texts if not is_plain(text)})


def stated_all(lines: Lines) -> Lines:
    """`values.stated` of each text."""
    lines = clean_all(lines)
    lengths = lines.lengths()
    short = np.flatnonzero((lengths > 0) & (lengths <= _LONGEST_PLACEHOLDER)).tolist()
    texts = zip(short, lines.take(short), strict=True)
    return lines.replaced({row: "" for row, text in texts if is_placeholder(text)})
