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
# Bytes: plain ones, blanks and line feeds, and those that call for a look at their text; half a character is such a
# one whatever byte stands for it.
_PLAIN, _BLANK, _FEED, _ODD = range(4)
_KINDS = bytes(
    _BLANK
    if code == " "
    else _FEED
    if code == "\n"
    else _PLAIN
    if "!" <= code <= "~" and code not in "&<"
    else _ODD
    for code in map(chr, range(256))
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
    odd = ((row, lines.at(row)) for row in lines.rows(marks[is_odd]))
    return lines.replaced({row: clean(text) for row, text in odd if not is_plain(text)})


def stated_all(lines: Lines) -> Lines:
    """`values.stated` of each text."""
    lines = clean_all(lines)
    short = ((row, lines.at(row)) for row in np.flatnonzero(lines.lengths() <= _LONGEST_PLACEHOLDER).tolist())
    return lines.replaced({row: "" for row, text in short if text and is_placeholder(text)})
