"""The names in a column of authors: which lists are plain enough to be compared as they stand, and which are cut."""

from __future__ import annotations

import re
from string import ascii_lowercase, ascii_uppercase
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from harvester.formats.doubts import MANY_AUTHORS
from harvester.formats.values import may_be_cut
from harvester.model.lines import Lines
from harvester.model.name import is_organisation

if TYPE_CHECKING:
    from numpy.typing import NDArray


# "Morris, Sara; Attree, P.; O'Hara-Bell, J-M K.; Größe, Ü.": nothing here is a suffix, an organisation or a cut list.
_LETTER, _CAPITAL = r"A-Za-zÀ-ÖØ-öø-\u024f'", r"A-ZÀ-ÖØ-ÞĀ-\u024f"
_FAMILY = f"[{_CAPITAL}][{_LETTER}]{{0,30}}(?:-[{_CAPITAL}][{_LETTER}]{{0,30}}){{0,2}}"
_GIVEN = (
    r"(?!(?:[JjSs][Nn]?[Rr]|[Ii]{2,3}|[Ii][Vv])\.*(?:;|$))"
    f"[{_CAPITAL}][{_LETTER}.-]{{0,30}}(?: [{_CAPITAL}][{_LETTER}.-]{{0,30}}){{0,3}}"
)
_INVERTED = re.compile(f"{_FAMILY}, {_GIVEN}(?:; {_FAMILY}, {_GIVEN})*")
# "van der Berg, A; de la Cruz, B": of two words a family name can be an organisation.
_WORDS = f"(?!(?i:the|for|on) )[{_LETTER}][{_LETTER}-]{{0,30}}(?: [{_LETTER}][{_LETTER}-]{{0,30}}){{0,3}}"
_INVERTED_WORDS = re.compile(f"{_WORDS}, {_GIVEN}(?:; {_WORDS}, {_GIVEN})*")
# What stands at the end of a list for the names that it leaves out.
_CUT = re.compile(r"; (?:et al\.?|others)$")
_MAY_BE_CUT = tuple(
    word.encode() for word in ("et al", "et. al", "others", "other\N{LATIN SMALL LETTER LONG S}")
)

# Most lists are told by what stands side by side in them: capitals ("A"), other letters of a name ("a") and marks.
_SYMBOLS = "?\n ,;.-Aa"
_INSIDE, _GIVEN_ONLY, _COMMA, _SEMICOLON, _END, _EMPTY, _WRONG = range(7)
_BESIDE = {
    _INSIDE: ("\nA", ", ", "; ", " A", "AA", "Aa", "aA", "aa", "A-", "a-", ".-", "-A", ".A", ".a"),
    _GIVEN_ONLY: ("A ", "a ", ". ", "A.", "a.", ".."),
    _COMMA: ("A,", "a,"),
    _SEMICOLON: ("A;", "a;", ".;"),
    _END: ("A\n", "a\n", ".\n"),
    _EMPTY: ("\n\n",),
}
_NEXT = {
    _GIVEN_ONLY: (_GIVEN_ONLY, _SEMICOLON, _END),
    _COMMA: (_GIVEN_ONLY, _SEMICOLON, _END),
    _SEMICOLON: (_COMMA,),
    _END: (_COMMA, _EMPTY),
    _EMPTY: (_COMMA, _EMPTY),
}
#: Bytes of one name that may be plain, and of a list; a name takes a letter and what sets it apart from the next.
_LONGEST_NAME, _LONGEST_LIST = 200, 2 * MANY_AUTHORS - 1


def _symbols() -> bytes:
    """Byte -> the place of its symbol."""
    table = bytearray(256)
    for place, symbol in enumerate(_SYMBOLS):
        table[ord(symbol)] = place
    # The letters U+00C0 to U+017F, two bytes each, are small ones here: where a name begins with one, a closer look
    # is called for. So it is for the two signs that stand among them.
    signs = "\N{MULTIPLICATION SIGN}\N{DIVISION SIGN}".encode()
    foreign = {0xC3, 0xC4, 0xC5, *range(0x80, 0xC0)} - {*signs[1::2]}
    for code in (*ascii_lowercase.encode(), ord("'"), *foreign):
        table[code] = _SYMBOLS.index("a")
    for code in ascii_uppercase.encode():
        table[code] = _SYMBOLS.index("A")
    return bytes(table)


def _beside() -> bytes:
    """Places of two symbols, as one byte -> what the second is beside the first."""
    table = bytearray([_WRONG] * 256)
    for kind, pairs in _BESIDE.items():
        for pair in pairs:
            table[_SYMBOLS.index(pair[0]) << 4 | _SYMBOLS.index(pair[1])] = kind
    return bytes(table)


_SYMBOL_OF, _KIND_OF = _symbols(), _beside()
_MAY_FOLLOW = np.array([[other in _NEXT.get(one, ()) for other in range(7)] for one in range(7)])
# "Smith, Jr", "Smith, III": the first two letters of a given name that may be a suffix.
_SUFFIX_STARTS = tuple(np.isin(np.arange(256), list(letters)) for letters in (b"JjSsIi", b"NnRrIiVv"))


class Lists(NamedTuple):
    """Lists of authors.

    Attributes:
        texts: names between semicolons, without the "et al." of those that are ``cut``.
        inverted: which are "Family, Given" in Latin letters with nothing else to them.
        cut: rows of lists that say that they are not whole.
        careful: rows of lists that may be cut in other words, or be longer than lists are.
    """

    texts: Lines
    inverted: NDArray[np.bool_]
    cut: set[int]
    careful: set[int]


def read_lists(lines: Lines) -> Lists:
    """What a column of authors holds, which are clean."""
    careful = {*np.flatnonzero(lines.lengths() > _LONGEST_LIST).tolist()}
    cut: dict[int, str] = {}
    lower = Lines(lines.data.lower(), lines.feeds)
    rows = sorted({row for word in _MAY_BE_CUT for row in lower.holding(word)})
    for row, text in zip(rows, lines.take(rows), strict=True):
        rest = _CUT.sub("", text)
        if may_be_cut(rest):
            careful.add(row)
        else:
            cut[row] = rest
    whole = lines.replaced(cut)
    return Lists(whole, _inverted(whole), {*cut}, careful)


def _inverted(lines: Lines) -> NDArray[np.bool_]:
    is_inverted = lines.lengths() > 0
    rows = lines.rows(_unusual(lines))
    is_inverted[rows] = [*map(_is_inverted, lines.take(rows))]
    return is_inverted


def _unusual(lines: Lines) -> NDArray[np.int64]:
    """Places in lines that are not plainly "Family, Given; Family, Given"; none in any other."""
    symbols = np.frombuffer(lines.data.translate(_SYMBOL_OF), dtype=np.uint8)
    beside = np.frombuffer((symbols[:-1] << 4 | symbols[1:]).tobytes().translate(_KIND_OF), dtype=np.uint8)
    marks = np.append(0, np.flatnonzero(beside != _INSIDE) + 1)
    kinds = np.append(_END, beside[marks[1:] - 1])
    wrong = marks[1:][~_MAY_FOLLOW[kinds[:-1], kinds[1:]]]
    bounds = marks[kinds != _GIVEN_ONLY]
    long = bounds[1:][np.diff(bounds) > _LONGEST_NAME]
    letters, commas = lines.letters(), marks[kinds == _COMMA]
    first, second = (letters.take(commas + ahead, mode="clip") for ahead in (2, 3))
    suffixes = commas[_SUFFIX_STARTS[0][first] & _SUFFIX_STARTS[1][second]]
    return np.sort(np.concatenate((wrong, long, suffixes)))


def _is_inverted(authors: str) -> bool:
    if _INVERTED.fullmatch(authors):
        return True
    return _INVERTED_WORDS.fullmatch(authors) is not None and not is_organisation(authors)
