"""Plain text told from what has to be cleaned, many cells at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from harvester.formats.values import is_placeholder
from harvester.model.text import clean, is_plain

if TYPE_CHECKING:
    from harvester.model.lines import Lines

#: Characters of a placeholder.
LONGEST_PLACEHOLDER = 4
# Bytes: plain ones, blanks and line feeds, and those that call for a look at their text. The letters U+00C0 to
# U+017F, two bytes each, are plain but for those that end as the three letters do that garbled text is full of.
_PLAIN, _BLANK, _FEED, _ODD = range(4)
_LATIN = {0xC3, 0xC4, 0xC5, *range(0x80, 0xC0)} - {*"âÃÂ".encode()[1::2]}
_SIGNS = {ord("\n"): _FEED, ord(" "): _BLANK, ord("&"): _ODD, ord("<"): _ODD}
_KINDS = bytes(
    _SIGNS.get(code, _PLAIN if " " <= chr(code) <= "~" or code in _LATIN else _ODD) for code in range(256)
)


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
    rows = lines.rows(marks[is_odd])
    texts = zip(rows, lines.take(rows), strict=True)
    return lines.replaced({row: clean(text) for row, text in texts if not is_plain(text)})


def stated_all(lines: Lines) -> Lines:
    """`values.stated` of each text."""
    lines = clean_all(lines)
    lengths = lines.lengths()
    short = np.flatnonzero((lengths > 0) & (lengths <= LONGEST_PLACEHOLDER)).tolist()
    texts = zip(short, lines.take(short), strict=True)
    return lines.replaced({row: "" for row, text in texts if is_placeholder(text)})
