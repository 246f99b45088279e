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
_FLAT_NAMES = np.array([int.from_bytes(name, "little") for name in _FLAT], dtype=np.uint64)

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
    # An attribute has two letters at least, and ends at ">" unless that is quoted: elements are no longer than this.
    longest = max(map(len, body.split(b">")))
    if longest * len(body) < 4 * enough and not _VALUE_WITH_END.search(body):
        return 0
    tags = (tag[0] for tag in _OPENING.finditer(body))
    counts = (
        len(_ATTRIBUTE.findall(_VALUE.sub(b" ", tag))) - 1 for tag in tags if b" " in tag or len(tag) > 20
    )
    return sum(count * count for count in counts)


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


def depth_at_most(body: bytes) -> int:
    """`depth`, or more, at a quarter of its cost: elements with names of eight letters and more are taken to stay open.

    >>> depth_at_most(b"<div><p>a<p>b<br></div>" * 3), depth_at_most(b"<textarea></textarea></x>" * 5)
    (1, 5)
    """
    names, closing = _tags(np.frombuffer(body + b" " * (_LONG + 2), dtype=np.uint8), len(body))
    if not len(names):
        return 0
    is_long = names >> np.uint64(8 * (_LONG - 1)) != 0
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
    words = np.ndarray(len(letters) - _LONG + 1, dtype="<u8", buffer=letters, strides=(1,))[at] | _LOWER
    ends = np.zeros(len(at), dtype=np.uint8)
    goes_on = np.ones(len(at), dtype=np.bool_)
    for place in range(_LONG):
        goes_on &= _PART[letters[at + place]]
        ends += goes_on
    names = words & _KEEP[ends]
    nests = ~np.isin(names, _FLAT_NAMES)
    return names[nests], closing[nests]
