"""Pages as nearly everybody writes them, "514-529", read many at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from harvester.model.lines import Lines

#: Digits that a page number may have.
MOST_DIGITS = 9

_ZERO, _HYPHEN, _FEED = ord("0"), ord("-"), ord("\n")
_IS_DIGIT = np.zeros(256, dtype=np.bool_)
_IS_DIGIT[_ZERO : _ZERO + 10] = True


def plain_ranges(texts: Lines) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Those of ``texts`` that are two numbers of as many digits each and a hyphen: their rows, first and last pages.

    >>> from harvester.model.lines import Lines
    >>> [found.tolist() for found in plain_ranges(Lines.of(["48-58", "", "148-58", "a7-b9", "7-9"]))]
    [[0, 4], [48, 7], [58, 9]]
    """
    letters = texts.letters()
    marks = np.flatnonzero(~_IS_DIGIT[letters])
    kinds, digits = letters[marks], np.diff(marks) - 1
    starts = np.flatnonzero(
        (kinds[:-2] == _FEED)
        & (kinds[1:-1] == _HYPHEN)
        & (kinds[2:] == _FEED)
        & (digits[:-1] == digits[1:])
        & (digits[1:] > 0)
        & (digits[1:] <= MOST_DIGITS)
    )
    rows = np.cumsum(kinds == _FEED)[starts] - 1
    numbers = _numbers(letters, np.append(marks[starts], marks[starts + 1]) + 1, np.tile(digits[starts], 2))
    return rows, numbers[: len(rows)], numbers[len(rows) :]


def _numbers(
    letters: NDArray[np.uint8], starts: NDArray[np.int64], digits: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The numbers that start there and have so many digits."""
    numbers = np.zeros(len(starts), dtype=np.int64)
    for place in range(int(digits.max(initial=0))):
        digit = letters.take(starts + place, mode="clip") - _ZERO
        numbers = np.where(place < digits, numbers * 10 + digit, numbers)
    return numbers
