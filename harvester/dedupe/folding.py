"""Folding many texts at a time: each as if it were alone."""

from __future__ import annotations

import numpy as np

from harvester.model.lines import Lines
from harvester.model.text import romanize

# While blanks are taken out, what sets texts and names apart stands below the blank; nothing else does.
_NOTHING, _FEED, _COMMA, _SEMICOLON, _BLANK = b"\0\n\1\2 "
# The letters U+00C0 to U+017F, two bytes each, by both: what is ASCII of a letter where that is one byte too, else 0.
_FOREIGN, _LEAD = 0x80, 0xC3
_ROMAN = [romanize(chr(code)) for code in range(0xC0, 0x180)]
_LATIN = np.array([ord(text) if len(text) == 1 else 0 for text in _ROMAN], dtype=np.uint8).reshape(3, 64)
_TEXTS = bytes(
    ord(char.lower()) if char.isascii() and char.isalnum() else _BLANK for char in map(chr, range(256))
)
_TEXTS = _TEXTS[:_FEED] + b"\n" + _TEXTS[_FEED + 1 :]
_LISTS = bytes(
    {ord(","): _COMMA, ord(";"): _SEMICOLON}.get(code, folded) for code, folded in enumerate(_TEXTS)
)
_WRITTEN = bytes({_COMMA: ord(","), _SEMICOLON: ord(";")}.get(code, code) for code in range(256))


def fold_all(lines: Lines) -> Lines:
    """`fold` of each text, all at once.

    >>> fold_all(Lines.of(["It's  A", "", "Größe"])).texts()
    ['its a', '', 'grosse']
    """
    return _folded(lines, _TEXTS)


def fold_lists(lines: Lines) -> Lines:
    """Texts with everything between their commas and semicolons folded.

    >>> fold_lists(Lines.of(["O'Hara-Bell, J. M.; Young, Jo", ""])).texts()
    ['ohara bell,j m;young,jo', '']
    """
    return _folded(lines, _LISTS)


def _folded(lines: Lines, table: bytes) -> Lines:
    """Texts, and what ``table`` sets apart in them, folded each by itself."""
    data = bytearray(_romanized(lines).data.translate(table, b"'"))
    letters = np.frombuffer(data, dtype=np.uint8)
    blanks = np.flatnonzero(letters == _BLANK)
    # Of blanks side by side the first stays, and none beside a mark; at both ends of the lines stands one.
    is_last = np.diff(blanks, append=len(letters)) > 1
    first, last = blanks[np.append(is_last[-1:], is_last[:-1])], blanks[is_last]
    stays = first[(letters[first - 1] > _BLANK) & (letters[last + 1] > _BLANK)]
    letters[blanks] = _NOTHING
    letters[stays] = _BLANK
    return Lines.split(bytes(data.translate(_WRITTEN, bytes([_NOTHING]))))


def _romanized(lines: Lines) -> Lines:
    """`romanize` of each text, most of which are ASCII, with more apostrophes, which folding takes out."""
    if lines.data.isascii():
        return lines
    data = bytearray(lines.data)
    letters = np.frombuffer(data, dtype=np.uint8)
    places = np.flatnonzero(letters >= _FOREIGN)
    leads = places[(letters[places] >= _LEAD) & (letters[places] < _LEAD + 3)]
    roman = _LATIN[letters[leads] - _LEAD, letters[leads + 1] & 0x3F]
    plain = leads[roman > 0]
    letters[plain], letters[plain + 1] = roman[roman > 0], ord("'")
    rows = lines.rows(places[letters[places] >= _FOREIGN])
    texts = lines.take(rows)
    foreign = romanize("\n".join(texts)).split("\n")
    if len(foreign) != len(rows):
        foreign = [romanize(text).replace("\n", " ") for text in texts]
    return Lines(bytes(data), lines.feeds).replaced(dict(zip(rows, foreign, strict=True)))
