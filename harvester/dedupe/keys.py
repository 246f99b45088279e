"""Keys: by which records are found, read of one record after the other where these are too few for columns to pay."""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from harvester.dedupe.corpus import SMALLEST
from harvester.dedupe.ragged import among
from harvester.dedupe.rows import read_row
from harvester.dedupe.table import ENDS
from harvester.dedupe.texts import mixed, stirred

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from harvester.dedupe.corpus import Corpus
    from harvester.dedupe.forms import Form
    from harvester.dedupe.rows import Read

#: Rarest title words whose pairs become keys.
RAREST = 5
#: Two words make a key by themselves if by chance they stood together in no more titles than this.
TOGETHER = 0.002
#: Words that stand in more titles count as equally common.
MOST = (1 << 20) - 1
#: What the keys of two title words begin with.
_WORDS = mixed(10)


class Keyed(NamedTuple):
    """Keys of 40 bits, and the row that each belongs to; the last bit says that the key makes a pair by itself."""

    keys: NDArray[np.uint64]
    rows: NDArray[np.int64]


def keys_singly(forms: Sequence[Form], corpus: Corpus) -> Keyed:
    """The keys that make pairs, as `block.effective` has them of many, ascending."""
    read = [read_row(form, ENDS) for form in forms]
    words = np.array([*chain.from_iterable(one.words for one in read)], dtype=np.uint64)
    often, most = iter(corpus.frequency(words).tolist()), TOGETHER * max(corpus.titles, SMALLEST)
    rows: list[int] = []
    keys: list[int] = []
    for row, (form, one) in enumerate(zip(forms, read, strict=True)):
        keys += _told(form, one)
        keys += _of_words(one, [*islice(often, len(one.words))], most)
        rows += [row] * (len(keys) - len(rows))
    column, owners = np.array(keys, dtype=np.uint64), np.array(rows, dtype=np.int64)
    large = among(column, corpus.oversized)
    if large.any():
        parts = [
            _parts(keys[place], forms[rows[place]], read[rows[place]]) for place in np.flatnonzero(large)
        ]
        fitting = ~among(np.array(parts, dtype=np.uint64).ravel(), corpus.oversized).reshape(-1, 2)
        # What remains too large when it is divided once is divided twice, and then left out.
        column[large] = np.where(fitting[:, 0], *np.array(parts, dtype=np.uint64).T)
        kept = ~large
        kept[large] = fitting.any(axis=1)
        column, owners = column[kept], owners[kept]
    order = column.argsort()
    return Keyed(column[order], owners[order])


def _parts(key: int, form: Form, read: Read) -> tuple[int, int]:
    """A key divided by the first author, and that by the year and initial too."""
    strong = key & 1
    once = one_key(strong, key, read.first_author)
    return once, one_key(strong, once, mixed(form.year + 1, read.initial))


def _told(form: Form, read: Read) -> Iterator[int]:
    """The keys of one record beside those of its title's words."""
    # A number that is not known is 0 here.
    year, volume, page, last = form.year + 1, form.volume + 1, form.first_page + 1, form.last_page + 1
    author = read.first_author
    told = (
        (2, read.head),
        (4, read.abstract),
        (5, author, read.short),
        (6, author, page, volume),
        (7, author, page, year),
        *((1, value) for value in (*read.known_as, *read.targets)),
        *((9, value) for value in read.claims),
    )
    for values in told:
        if 0 not in values:
            yield one_key(1, *values)
    if page and volume and last != page:
        yield one_key(1, 8, volume, page, last)
    if read.tail:
        yield one_key(0, 3, read.tail)


def _of_words(read: Read, often: Sequence[int], most: float) -> Iterator[int]:
    """The keys of a title's rarest words; two that meet no more than ``most`` by chance are a strong one."""
    met = zip(often, read.words, strict=True)
    rare = sorted(
        ((n, word) for n, word in met if n >= 2), key=lambda one: (min(one[0], MOST), one[1] >> 44)
    )[:RAREST]
    for place, (n, one) in enumerate(rare, start=1):
        begun = stirred(_WORDS ^ one)
        for m, other in rare[place:]:
            yield stirred(begun ^ other) >> 25 << 1 | (n * m <= most)
    if author := read.first_author:
        yield from (one_key(1, 11, author, word) for _, word in rare[:2])


def one_key(strong: int, *values: int) -> int:
    """The key that stands for ``values``."""
    return mixed(*values) >> 25 << 1 | strong
