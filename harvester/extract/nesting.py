"""What would keep a parser busy, told from the tags of a page alone: deep nesting, and attributes without end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_TAG = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9-]*)")
# These close themselves, or each other, and so cannot nest.
_FLAT = frozenset(
    b"area base br col embed hr img input link meta param source track wbr "
    b"p li dt dd tr td th tbody thead option".split()
)

_LONG = 8
"""Letters of a name that are compared at a glance: as many as one number holds."""
_ALPHA = np.zeros(256, dtype=np.bool_)
_ALPHA[65:91] = _ALPHA[97:123] = True
_PART = _ALPHA.copy()
_PART[48:58] = _PART[ord("-")] = True
_LOWER = np.uint64(0x2020_2020_2020_2020)
_KEEP = np.array([(1 << 8 * length) - 1 for length in range(_LONG + 1)], dtype=np.uint64)
#: Which of eight letters can be part of a name, a bit each -> how many of them a name begins with.
_BEGINNING = np.array([(~bits & -~bits).bit_length() - 1 for bits in range(256)], dtype=np.uint8)
_FLAT_NAMES = [int.from_bytes(name, "little") for name in _FLAT]
#: A remainder that tells them apart, and at each remainder its name, so that one look tells whether a name is flat.
_APART = next(
    by for by in range(len(_FLAT), 10_000) if len({name % by for name in _FLAT_NAMES}) == len(_FLAT)
)
_FLAT_BY_REST = np.zeros(_APART, dtype=np.uint64)
_FLAT_BY_REST[[name % _APART for name in _FLAT_NAMES]] = _FLAT_NAMES

# A quote counts only behind "="; everywhere else it is a letter of a name.
_OPENING = re.compile(rb"""<[a-zA-Z](?:[^>=]++|=\s*+(?:"[^"]*+"?|'[^']*+'?)?)*+""")
_VALUE = re.compile(rb"""=\s*+(?:"[^"]*+"?|'[^']*+'?)""")
_VALUE_WITH_END = re.compile(rb"""=\s*+(?:"[^">]*+>|'[^'>]*+>)""")
_ATTRIBUTE = re.compile(rb"[^\s/]++")


def attribute_work(body: bytes, enough: int) -> int:
    """How often a parser compares two attributes of one element, about; 0 where that is certainly below ``enough``.

    >>> attribute_work(b"<p a=1 b='x > y' c>", 1), attribute_work(b"<p>" * 9, 1_000)
    (9, 0)
    """
    starts, ends = _opening_tags(body)
    # Short elements do not count: an attribute has two letters at least, so that an element of n letters costs
    # n * n / 4, and those of up to `short` letters cost no more together than a quarter of what is enough.
    lengths = ends - starts
    short = enough / max(int(lengths.sum()), 1)
    # An element is longer than it seems where a value holds its ">"; it begins at the last opening before that, or has
    # another such value before.
    hiding = np.array([value.start() for value in _VALUE_WITH_END.finditer(body)], dtype=np.int64)
    longer = np.searchsorted(starts, hiding) - 1
    suspects = np.union1d(np.flatnonzero(lengths > short), longer[longer >= 0])
    work = end = 0
    for start in starts[suspects].tolist():
        if start >= end and (tag := _OPENING.match(body, start)):
            end = tag.end()
            work += (len(_ATTRIBUTE.findall(_VALUE.sub(b" ", tag[0]))) - 1) ** 2
    return work


def _opening_tags(body: bytes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where each opening tag begins, and where its ">" is, or the first that a value of it holds."""
    letters = np.frombuffer(body + b" ", dtype=np.uint8)
    starts = np.flatnonzero(letters[:-1] == ord("<"))
    starts = starts[_ALPHA[letters[starts + 1]]]
    closes = np.append(np.flatnonzero(letters == ord(">")), len(body))
    return starts, closes[np.searchsorted(closes, starts)]


def depth(body: bytes) -> int:
    """How many levels deep the elements of ``body`` nest: at least the true depth.

    >>> depth(b"<div><p>a<p>b<br></div>" * 3), depth(b"<b>" * 5)
    (1, 5)
    """
    open_tags: dict[bytes, int] = {}
    level = deepest = 0
    for tag in _TAG.finditer(body):
        name = tag[2].lower()
        if name in _FLAT:
            continue
        if not tag[1]:
            open_tags[name] = open_tags.get(name, 0) + 1
            level += 1
            deepest = max(deepest, level)
        elif open_tags.get(name):
            open_tags[name] -= 1
            level -= 1
    return deepest


def depth_at_most(body: bytes, enough: int = 0) -> int:
    """`depth`, or more, at a fraction of its cost: elements with names of eight letters or more seem to stay open.

    Where a look at neighbouring tags shows that it is no more than ``enough``, it tells no more than that.

    >>> depth_at_most(b"<div><p>a<p>b<br></div>" * 3), depth_at_most(b"<textarea></textarea></x>" * 5)
    (1, 5)
    """
    names, closing = _tags(np.frombuffer(body + b" " * (_LONG + 2), dtype=np.uint8), len(body))
    if not len(names):
        return 0
    is_long = names >> np.uint64(8 * (_LONG - 1)) != 0
    # Elements that hold nothing but text and flat elements are open one at a time.
    leaves = closing[1:] & ~closing[:-1] & (names[1:] == names[:-1]) & ~is_long[1:]
    if (most := len(names) - int(closing.sum()) - int(leaves.sum()) + 1) <= enough:
        return most
    step = np.where(closing, np.where(is_long, 0, -1), 1).astype(np.int32)
    # Name by name: how many of it are open behind each of its tags. What closes nothing changes nothing.
    order = np.argsort(names, kind="stable")
    names, step = names[order], step[order]
    begins = np.append(True, names[1:] != names[:-1])
    group = np.cumsum(begins, dtype=np.int32) - 1
    count = np.cumsum(step, dtype=np.int32)
    starts = np.flatnonzero(begins)
    count -= (count[starts] - step[starts])[group]
    # A smallest value so far that begins anew with each name: every name's counts lie below those of the one before.
    apart = group.astype(np.int64) * (len(names) + 1)
    lowest = (np.minimum.accumulate(count - apart) + apart).astype(np.int32)
    level = count - np.minimum(lowest, 0)
    change = np.diff(level, prepend=np.int32(0))
    change[starts] = level[starts]
    in_place = np.empty_like(change)
    in_place[order] = change
    return int(np.cumsum(in_place).max())


def _tags(letters: NDArray[np.uint8], length: int) -> tuple[NDArray[np.uint64], NDArray[np.bool_]]:
    """The tags that can nest, in order: their names in lower case as numbers, and whether each closes."""
    at = np.flatnonzero(letters[:length] == ord("<")) + 1
    closing = letters[at] == ord("/")
    at += closing
    sound = _ALPHA[letters[at]]
    at, closing = at[sound], closing[sound]
    if not len(at):
        return np.empty(0, dtype=np.uint64), closing
    words = np.ndarray(len(letters) - _LONG + 1, dtype="<u8", buffer=letters, strides=(1,))[at]
    parts = np.packbits(_PART[words.view(np.uint8)], bitorder="little")
    names = (words | _LOWER) & _KEEP[_BEGINNING[parts]]
    nests = _FLAT_BY_REST[names % np.uint64(_APART)] != names
    return names[nests], closing[nests]
