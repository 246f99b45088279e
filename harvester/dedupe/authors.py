"""Authors: what the folded names of all records say, computed for all of them at once."""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from harvester.dedupe.column import end_to_end
from harvester.dedupe.overlap import distinct, once
from harvester.dedupe.ragged import Ragged, among, mix
from harvester.dedupe.texts import ALL_BITS, SLICE, Texts, hash_bytes, hash_spans, mixed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Places = NDArray[np.int64]
    Keys = NDArray[np.uint64]
    Flags = NDArray[np.bool_]

_NOT_NAMES = frozenset("and et al others jr sr ii iii iv unknown anonymous anon ed eds".split())
_NO_KEYS = np.sort(Texts.of(_NOT_NAMES).hashes())
_NO_NAMES = frozenset(name.encode() for name in _NOT_NAMES)
#: A word of an unsplit list of names that is longer may be a family name.
_SHORT = 2


class Authors(NamedTuple):
    """What n lists of names say.

    Attributes:
        surnames: hashes of the family names; of an unsplit list those of all its long words.
        names: hashes of every word of every name.
        first: hash of the first family name, 0 where there is none.
        initial: code of the first author's first initial, 0 where unknown.
        letters: how many letters the family names have, with a blank between them.
        signature: hash of the initials of all names, family and given in either order; 0 unless all have both.
    """

    surnames: Ragged
    names: Ragged
    first: Keys
    letters: Places
    initial: NDArray[np.uint8]
    signature: Keys


class _Words(NamedTuple):
    """The words of all names: row, number of the name (over all rows), hash, length, first letter, and its part."""

    row: Places
    person: Places
    key: Keys
    length: Places
    letter: NDArray[np.uint8]
    family: Flags
    split: Flags


def read_all_authors(texts: Texts) -> Authors:
    """What any number of lists say, as `read_authors` has it."""
    return Authors(*end_to_end(map(read_authors, texts.slices(SLICE))))


def read_authors(texts: Texts) -> Authors:
    """What the lists ``texts`` say; each is ``family,given`` or ``whole name``, semicolons between them.

    >>> authors = read_authors(Texts.of(["quill,maren b;osei,k", "consortium of lichens"]))
    >>> authors.surnames.lengths().tolist(), chr(authors.initial[0]), int(authors.initial[1])
    ([2, 2], 'm', 0)
    """
    words = _words(texts)
    kept = ~among(words.key, _NO_KEYS)
    family = _surnames(words, kept)
    row, key = words.row[family], words.key[family]
    first = np.zeros(texts.size, dtype=np.uint64)
    first[row[::-1]] = key[::-1]
    long = kept & (words.length > 1)
    every = Ragged.of(row, key, texts.size)
    single = once(every)
    lengths = words.length[family][single] + 1
    letters = np.bincount(row[single], weights=lengths, minlength=texts.size).astype(np.int64) - 1
    return Authors(
        surnames=every.where(single),
        names=distinct(Ragged.of(words.row[long], words.key[long], texts.size)),
        first=first,
        letters=letters,
        initial=_initials(words, texts.size),
        signature=_signatures(words, texts.size),
    )


def _words(texts: Texts) -> _Words:
    letters = texts.letters()
    row, start, end = texts.words(" ,;")
    breaks, commas = np.flatnonzero(letters == ord(";")), np.flatnonzero(letters == ord(","))
    before = np.searchsorted(breaks, start)
    bounds = np.concatenate(([0], breaks + 1, [len(letters)]))
    begins = np.maximum(texts.offsets[row], bounds[before])
    ends = np.minimum(texts.offsets[row + 1], bounds[before + 1])
    preceding = np.searchsorted(commas, begins)
    return _Words(
        row=row,
        person=before + row,
        key=hash_spans(letters, start, end),
        length=end - start,
        letter=letters[start],
        family=np.searchsorted(commas, start) == preceding,
        split=np.searchsorted(commas, ends) > preceding,
    )


def _surnames(words: _Words, kept: Flags) -> Places:
    """The words that stand for family names: of a name in parts the last long one of the family name."""
    whole = kept & ~words.split
    long = whole & (words.length > _SHORT)
    has_long = np.zeros(int(words.person[-1]) + 1 if len(words.person) else 0, dtype=bool)
    has_long[words.person[long]] = True
    parted = kept & words.split & words.family
    lone = np.flatnonzero(whole & ~has_long[words.person]) if len(has_long) else np.zeros(0, dtype=np.int64)
    picked = [_last(words, np.flatnonzero(parted)), np.flatnonzero(long), _last(words, lone)]
    return np.sort(np.concatenate(picked))


def _last(words: _Words, places: Places) -> Places:
    """Of the words at ``places`` the last of each name, those of a single letter only where there is no other."""
    if not len(places):
        return places
    # Ascending by name, then by whether the word is long, then by place: the last of each name is the one.
    rank = (words.length[places] > 1).astype(np.int64) << 40 | places
    starts = np.flatnonzero(np.concatenate(([True], np.diff(words.person[places]) > 0)))
    return np.asarray(np.maximum.reduceat(rank, starts) & ((1 << 40) - 1))


def _initials(words: _Words, size: int) -> NDArray[np.uint8]:
    """The first letter of the first author's given name."""
    initial = np.zeros(size, dtype=np.uint8)
    opening = np.zeros(size, dtype=np.int64)
    opening[words.row[::-1]] = words.person[::-1]
    given = words.split & ~words.family & (words.person == opening[words.row])
    initial[words.row[given][::-1]] = words.letter[given][::-1]
    return initial


def _signatures(words: _Words, size: int) -> Keys:
    """A hash of every name's two initials that the order of names and of the two does not change."""
    signature = np.zeros(size, dtype=np.uint64)
    if not len(words.row):
        return signature
    people = int(words.person[-1]) + 1
    halves = np.zeros((2, people), dtype=np.uint64)
    for half, side in enumerate((words.family, ~words.family)):
        picked = np.flatnonzero(words.split & side)[::-1]
        halves[half, words.person[picked]] = words.letter[picked]
    row = np.zeros(people, dtype=np.int64)
    row[words.person] = words.row
    there = np.zeros(people, dtype=bool)
    there[words.person] = True
    low, high = np.minimum(*halves), np.maximum(*halves)
    # A sum does not mind the order of the names.
    np.add.at(signature, row[there], mix(low << np.uint64(8) | high)[there])
    signature[row[there & (low == 0)]] = 0
    return signature


def surnames(text: str) -> list[str]:
    """The family names in one list, each once: the words behind the hashes in `Authors.surnames`.

    >>> surnames("quill,maren b;osei,k"), surnames("consortium of lichens")
    (['quill', 'osei'], ['consortium', 'lichens'])
    """
    found = []
    for name in text.split(";"):
        family, comma, _ = name.partition(",")
        if comma and family and " " not in family and family not in _NOT_NAMES:
            found.append(family)
            continue
        words = [word for word in family.split() if word not in _NOT_NAMES]
        long = [word for word in words if len(word) > (1 if comma else _SHORT)] or words
        found += long[-1:] if comma or long is words else long
    return list(dict.fromkeys(found))


class Names(NamedTuple):
    """What one list of names says: as `Authors`, whose lists are in order here."""

    surnames: list[int]
    names: list[int]
    first: int
    letters: int
    initial: int
    signature: int


class _Person(NamedTuple):
    """What one name says: hash -> length of its surnames, hashes of its long words, its initials (0 where unknown)."""

    surnames: Mapping[int, int]
    words: Sequence[int]
    family: int
    given: int


def read_names(text: str) -> Names:
    """What one list says, as `read_authors` has it of many; quicker for a few.

    >>> read_names("quill,maren b;osei,k").initial == ord("m")
    True
    """
    names = text.encode("utf-8", "replace").split(b";")
    people = [person for name in names if (person := _read_name(name)) is not None]
    surnames: dict[int, int] = {}
    for person in people:
        surnames |= person.surnames
    halves = [sorted((person.family, person.given)) for person in people]
    signed = all(low for low, _ in halves)
    return Names(
        surnames=list(surnames),
        names=list(dict.fromkeys(chain.from_iterable(person.words for person in people))),
        first=next(iter(surnames), 0),
        letters=sum(surnames.values()) + len(surnames) - 1,
        initial=people[0].given if people else 0,
        signature=sum(mixed(low << 8 | high) for low, high in halves) & ALL_BITS if signed else 0,
    )


@lru_cache(maxsize=1 << 14)
def _read_name(name: bytes) -> _Person | None:
    """What one name says; None where it has no words."""
    before, comma, after = name.partition(b",")
    family, given = (
        [word for word in part.split(b" ") if word] for part in (before, after.replace(b",", b" "))
    )
    if not family and not given:
        return None
    kept = [word for word in family if word not in _NO_NAMES]
    found = [word for word in kept if len(word) > _SHORT and not comma]
    found = found or ([word for word in kept if len(word) > 1] or kept)[-1:]
    return _Person(
        {hash_bytes(word): len(word) for word in found},
        [hash_bytes(word) for word in family + given if len(word) > 1 and word not in _NO_NAMES],
        family[0][0] if family and comma else 0,
        given[0][0] if given else 0,
    )
