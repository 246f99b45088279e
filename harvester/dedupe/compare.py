"""Compare: how the two records of each pair agree, field by field, as numbers without a verdict."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from rapidfuzz import fuzz, process

from harvester.dedupe.block import mix
from harvester.dedupe.locator import MISSING
from harvester.dedupe.prepare import hash64
from harvester.dedupe.venue import venue_similarity

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from harvester.dedupe.block import Pairs
    from harvester.dedupe.corpus import Corpus
    from harvester.dedupe.prepare import Ragged, Table
    from harvester.dedupe.title import Title

    Column = NDArray[np.float64]
    Flags = NDArray[np.bool_]

#: Words this alike are one word misspelt, unless both are common words.
TYPO_RATIO = 80.0
#: Of titles that share less than this part of their weight, the words are not compared one by one.
WORTH_A_LOOK = 0.35


class TitleDifference(NamedTuple):
    """How two titles differ, in weight (nats) of their words.

    Attributes:
        shared: of the words that both hold, misspelt or split ones included.
        only_a, only_b: of the words of one alone.
        words_a, words_b: these words.
        misspelt: how many words are shared only in spirit.
    """

    shared: float
    only_a: float
    only_b: float
    words_a: tuple[str, ...] = ()
    words_b: tuple[str, ...] = ()
    misspelt: int = 0


@dataclass(frozen=True, slots=True)
class Features:
    """Agreement of n pairs; NaN where a field is missing on either side.

    Attributes:
        title: 0 to 1, share of the heavier title's weight that both hold. title_part: of the lighter one's.
        title_mass: the shared weight in nats. title_ratio: letters in common, 0 to 1.
        title_difference: the words that differ, for pairs where that was looked at.
        head: whether the shorter title is the beginning of the longer.
        authors: 0 to 1, share of family names of the longer list found in the other. authors_part: of the shorter.
        author_count: names in the shorter list. initial: whether the first author's initials agree.
        first_author: whether the first authors' names agree.
        signature: whether the initials of all names agree, whichever is the family name.
        meeting: whether a venue is a conference.
        year: absolute difference. venue: similarity 0 to 1.
        volume, issue: 1 equal, 0 different. page: 1 same first page, 0.5 overlapping, 0 disjoint.
        doi: 1 equal, 0 different. claim: 1 an identifier in common. abstract: ratio of the beginnings.
    """

    title: Column
    title_part: Column
    title_mass: Column
    title_ratio: Column
    title_difference: list[TitleDifference | None]
    head: Flags
    authors: Column
    authors_part: Column
    author_count: Column
    first_author: Column
    initial: Column
    signature: Column
    meeting: Flags
    year: Column
    venue: Column
    issn: Column
    volume: Column
    issue: Column
    page: Column
    last_page: Column
    doi: Column
    claim: Column
    abstract: Column


def compare(table: Table, corpus: Corpus, pairs: Pairs) -> Features:
    """The agreement of every pair, in the order of ``pairs``."""
    a, b = pairs
    full, part, mass, ratio, difference, head = _titles(table, corpus, pairs)
    authors, authors_part, counts = _authors(table, pairs)
    page, last = _pages(table, pairs)
    doi = _equal(table.doi[a], table.doi[b], table.doi[a] != 0, table.doi[b] != 0)
    initial = _equal(table.initial[a], table.initial[b], table.initial[a] != 0, table.initial[b] != 0)
    first = _equal(table.first_author[a], table.first_author[b], table.authors[a] > 0, table.authors[b] > 0)
    signature = _equal(
        table.signature[a], table.signature[b], table.signature[a] != 0, table.signature[b] != 0
    )
    return Features(
        title=full,
        title_part=part,
        title_mass=mass,
        title_ratio=ratio,
        title_difference=difference,
        head=head,
        authors=authors,
        authors_part=authors_part,
        author_count=counts,
        first_author=first,
        initial=initial,
        signature=signature,
        meeting=np.array(
            [
                table.venue[i].kind == "meeting" or table.venue[j].kind == "meeting"
                for i, j in zip(a.tolist(), b.tolist(), strict=True)
            ],
            dtype=bool,
        ),
        year=_gap(table.year[a], table.year[b]),
        venue=venues(table, corpus, pairs),
        issn=_share_any(table.issn, pairs),
        volume=_same_number(table.volume[a], table.volume[b]),
        issue=_same_number(table.issue[a], table.issue[b]),
        page=page,
        last_page=last,
        doi=doi,
        claim=_share_any(table.claims, pairs),
        abstract=_abstracts(table, pairs),
    )


def _equal(x: NDArray[np.generic], y: NDArray[np.generic], has_x: Flags, has_y: Flags) -> Column:
    return np.where(has_x & has_y, (x == y).astype(np.float64), np.nan)


def _same_number(x: NDArray[np.int64], y: NDArray[np.int64]) -> Column:
    return _equal(x, y, x != MISSING, y != MISSING)


def _gap(x: NDArray[np.int64], y: NDArray[np.int64]) -> Column:
    return np.where((x != MISSING) & (y != MISSING), np.abs(x - y).astype(np.float64), np.nan)


def _shared(ragged: Ragged, other: Ragged, pairs: Pairs, weights: Column | None = None) -> Column:
    """For each pair the number (or the sum of ``weights``) of a's values that b's list holds too."""
    place_a, value_a = ragged.take(pairs.a)
    place_b, value_b = other.take(pairs.b)
    key_a, key_b = mix(place_a.astype(np.uint64), value_a), mix(place_b.astype(np.uint64), value_b)
    found = np.isin(key_a, key_b)
    weight = np.ones(len(value_a)) if weights is None else weights
    return np.bincount(place_a[found], weights=weight[found], minlength=len(pairs.a)).astype(np.float64)


def _share_any(ragged: Ragged, pairs: Pairs) -> Column:
    known = (ragged.lengths()[pairs.a] > 0) & (ragged.lengths()[pairs.b] > 0)
    return np.where(known, (_shared(ragged, ragged, pairs) > 0).astype(np.float64), np.nan)


def _titles(
    table: Table, corpus: Corpus, pairs: Pairs
) -> tuple[Column, Column, Column, Column, list[TitleDifference | None], Flags]:
    a, b = pairs
    rows, values = table.words.take(np.arange(len(table), dtype=np.int64))
    mass = np.bincount(rows, weights=corpus.weight(values), minlength=len(table)).astype(np.float64)
    weights = corpus.weight(table.words.take(a)[1])
    shared = _shared(table.words, table.words, pairs, weights)
    texts = [title.squeezed for title in table.title]
    left, right = [texts[row] for row in a], [texts[row] for row in b]
    ratio = process.cpdist(left, right, scorer=fuzz.ratio, dtype=np.float64) / 100
    difference: list[TitleDifference | None] = [None] * len(a)
    heavier, lighter = np.maximum(mass[a], mass[b]), np.minimum(mass[a], mass[b])
    lighter_part = shared / np.maximum(lighter, 1e-9)
    same = np.array([x == y for x, y in zip(left, right, strict=True)], dtype=bool)
    shared = np.where(same, heavier, shared)
    full, part = shared / np.maximum(heavier, 1e-9), shared / np.maximum(lighter, 1e-9)
    context = table.context
    looks = np.flatnonzero(~same & ((lighter_part >= WORTH_A_LOOK) | (ratio >= 0.75)))
    memo: dict[tuple[str, str], TitleDifference] = {}
    weigh = _Weigher(corpus)
    for place in looks:
        title_a, title_b = table.title[a[place]], table.title[b[place]]
        key = (title_a.text, title_b.text)
        found = memo.get(key)
        if found is None:
            found = memo[key] = differ(title_a, title_b, weigh)
        if found.words_a or found.words_b:
            around = context[a[place]] | context[b[place]]
            found = found._replace(
                only_a=found.only_a - _stray(title_a, found.words_a, around, weigh),
                only_b=found.only_b - _stray(title_b, found.words_b, around, weigh),
            )
        difference[place] = found
        shared[place] = found.shared
        total = found.shared + max(found.only_a, found.only_b)
        full[place] = found.shared / max(total, 1e-9)
        part[place] = found.shared / max(found.shared + min(found.only_a, found.only_b), 1e-9)
    known = np.array([bool(x and y) for x, y in zip(left, right, strict=True)], dtype=bool)
    head = np.array(
        [
            x != y
            and min(len(x), len(y)) >= 12
            and (
                x.startswith(y)
                or y.startswith(x)
                or (min(len(x), len(y)) >= 25 and (x.endswith(y) or y.endswith(x)))
            )
            for x, y in zip(left, right, strict=True)
        ],
        dtype=bool,
    )
    blank = np.where(known, 1.0, np.nan)
    return full * blank, np.minimum(part, 1.0) * blank, shared, ratio * blank, difference, head


class _Weigher:
    """The weight and frequency of single words, remembered."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._known: dict[str, tuple[float, int]] = {}

    def __call__(self, word: str) -> tuple[float, int]:
        if word not in self._known:
            one = np.array([hash64(word)], dtype=np.uint64)
            self._known[word] = float(self._corpus.weight(one)[0]), int(self._corpus.frequency(one)[0])
        return self._known[word]


def differ(a: Title, b: Title, weigh: _Weigher) -> TitleDifference:
    """How two titles differ, once misspelt, cut and differently split words are recognised."""
    set_a, set_b = set(a.words), set(b.words)
    both = set_a & set_b
    left = [word for word in dict.fromkeys(a.words) if word not in both]
    right = [word for word in dict.fromkeys(b.words) if word not in both]
    shared = sum(weigh(word)[0] for word in both)
    misspelt = 0
    for one, other in ((left, right), (right, left)):
        for first, second in zip(list(one), list(one)[1:], strict=False):
            if first + second in other and first in one and second in one:
                other.remove(first + second)
                one.remove(first)
                one.remove(second)
                shared += weigh(first + second)[0]
    for word in list(left)[:12]:
        near = max(right[:12], key=lambda other: (fuzz.ratio(word, other), other), default="")
        if near and _misspelt(word, near, weigh):
            left.remove(word)
            right.remove(near)
            shared += min(weigh(word)[0], weigh(near)[0])
            misspelt += 1
    if "".join(left) == "".join(right) and left:
        shared += max(sum(weigh(word)[0] for word in left), 0.0)
        left, right = [], []
    return TitleDifference(
        shared,
        sum(weigh(word)[0] for word in left),
        sum(weigh(word)[0] for word in right),
        tuple(left),
        tuple(right),
        misspelt,
    )


#: Words that stand between the names of a citation.
_GLUE = frozenset("and et al by in ed eds proc inproc appear".split())


def _stray(title: Title, only: tuple[str, ...], around: frozenset[str], weigh: _Weigher) -> float:
    """The weight of names, venue words and numbers that strayed into the title at its head or tail."""
    if not only:
        return 0.0
    words, unmatched = list(title.words), set(only)
    stray: set[str] = set()
    for end in (words, words[::-1]):
        for word in end:
            if not (word in around or len(word) == 1 or word.isdigit() or word in _GLUE):
                break
            stray.add(word)
    return sum(weigh(word)[0] for word in stray & unmatched)


_ENDING = re.compile(r"(?:ies|y|es|s|e)$")


def _misspelt(word: str, near: str, weigh: _Weigher) -> bool:
    """Whether two words are one: alike, no numbers, and not both words that the corpus knows well."""
    if word.isdigit() or near.isdigit() or min(len(word), len(near)) < 4:
        return False
    if _ENDING.sub("", word) == _ENDING.sub("", near):
        return True
    if weigh(word)[1] >= 3 and weigh(near)[1] >= 3:
        return False
    return bool(fuzz.ratio(word, near) >= TYPO_RATIO)


def _authors(table: Table, pairs: Pairs) -> tuple[Column, Column, Column]:
    a, b = pairs
    flipped = type(pairs)(b, a)
    count = table.surnames.lengths()
    known = (count[a] > 0) & (count[b] > 0)
    of_a = _shared(table.surnames, table.names, pairs) / np.maximum(count[a], 1)
    of_b = _shared(table.surnames, table.names, flipped) / np.maximum(count[b], 1)
    unsure = np.flatnonzero(known & (np.minimum(of_a, of_b) < 1))
    texts = table.surname_text
    ratio = process.cpdist(
        [texts[row] for row in a[unsure]],
        [texts[row] for row in b[unsure]],
        scorer=fuzz.ratio,
        dtype=np.float64,
    )
    spelt = np.zeros(len(a))
    spelt[unsure] = np.where(ratio >= 85, ratio / 100, 0)
    longer_a = count[a] >= count[b]
    full = np.maximum(np.where(longer_a, of_a, of_b), spelt)
    part = np.maximum(np.where(longer_a, of_b, of_a), spelt)
    blank = np.where(known, 1.0, np.nan)
    return full * blank, np.maximum(full, part) * blank, np.minimum(count[a], count[b]).astype(np.float64)


def venues(table: Table, corpus: Corpus, pairs: Pairs) -> Column:
    """The similarity of the venues, learned aliases included."""
    names = [venue.text for venue in table.venue]
    known: dict[tuple[str, str], float] = {}
    values = np.full(len(pairs.a), np.nan)
    for place, (i, j) in enumerate(zip(pairs.a.tolist(), pairs.b.tolist(), strict=True)):
        x, y = names[i], names[j]
        if not x or not y:
            continue
        key = (x, y) if x <= y else (y, x)
        if key not in known:
            known[key] = _venue(corpus, key, venue_similarity(table.venue[i], table.venue[j]))
        values[place] = known[key]
    return values


def _venue(corpus: Corpus, names: tuple[str, str], similarity: float) -> float:
    """The similarity of two venue names, once what the corpus knows of them is heard."""
    if names in corpus.aliases:
        return max(similarity, 0.92)
    if names in corpus.strangers:
        return min(similarity, 0.3)
    return similarity


def _pages(table: Table, pairs: Pairs) -> tuple[Column, Column]:
    """Whether the first pages are the same (1), the ranges overlap (0.5) or are disjoint (0); same last page."""
    a, b = pairs
    first_a, first_b, last_a, last_b = (
        table.first_page[a],
        table.first_page[b],
        table.last_page[a],
        table.last_page[b],
    )
    known = (first_a != MISSING) & (first_b != MISSING)
    overlap = (first_a <= last_b) & (first_b <= last_a) & ((last_a > first_a) | (last_b > first_b))
    page = np.where(first_a == first_b, 1.0, np.where(overlap, 0.5, 0.0))
    ranged = known & (last_a > first_a) & (last_b > first_b)
    return np.where(known, page, np.nan), np.where(ranged, (last_a == last_b).astype(np.float64), np.nan)


def _abstracts(table: Table, pairs: Pairs) -> Column:
    left, right = [table.abstract[row] for row in pairs.a], [table.abstract[row] for row in pairs.b]
    long = np.array([min(len(x), len(y)) >= 80 for x, y in zip(left, right, strict=True)], dtype=bool)
    ratio = np.full(len(left), np.nan)
    picked = np.flatnonzero(long)
    cut = [min(len(left[place]), len(right[place])) for place in picked]
    ratio[picked] = (
        process.cpdist(
            [left[place][:size] for place, size in zip(picked, cut, strict=True)],
            [right[place][:size] for place, size in zip(picked, cut, strict=True)],
            scorer=fuzz.ratio,
            dtype=np.float64,
        )
        / 100
    )
    return ratio
