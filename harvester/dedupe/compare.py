"""Compare: how the two records of each pair agree, field by field, as numbers without a verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from rapidfuzz import fuzz, process

from harvester.dedupe.block import mix
from harvester.dedupe.difference import TitleDifference, Weigher, differ, stray
from harvester.dedupe.locator import MISSING
from harvester.dedupe.venue import venue_similarity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from harvester.dedupe.block import Pairs
    from harvester.dedupe.corpus import Corpus
    from harvester.dedupe.prepare import Ragged, Table

    Column = NDArray[np.float64]
    Flags = NDArray[np.bool_]

#: Of titles that share less than this part of the lighter one's weight, and fewer letters than this part,
#: the words are not compared one by one.
WORTH_A_LOOK, WORTH_A_LOOK_RATIO = 0.35, 0.75
#: Letters from which a title counts as the beginning, or the end, of a longer one.
SHORTEST_HEAD, SHORTEST_TAIL = 12, 25
#: Family names this alike as one string are the same list, misspelt.
SAME_NAMES_RATIO = 85.0
#: Letters of an abstract that make it worth comparing.
SHORTEST_ABSTRACT = 80


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
    year: Column
    venue: Column
    meeting: Flags
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
    titles = _titles(table, corpus, pairs)
    authors, authors_part, counts = _authors(table, pairs)
    page, last = _pages(table, pairs)
    has_authors = table.authors > 0
    kinds = np.array([venue.kind == "meeting" for venue in table.venue], dtype=bool)
    return Features(
        title=titles.full,
        title_part=titles.part,
        title_mass=titles.mass,
        title_ratio=titles.ratio,
        title_difference=titles.difference,
        head=titles.head,
        authors=authors,
        authors_part=authors_part,
        author_count=counts,
        first_author=_equal(table.first_author, pairs, has_authors),
        initial=_equal(table.initial, pairs, table.initial != 0),
        signature=_equal(table.signature, pairs, table.signature != 0),
        year=_gap(table.year[a], table.year[b]),
        venue=venues(table, corpus, pairs),
        meeting=kinds[a] | kinds[b],
        issn=_share_any(table.issn, pairs),
        volume=_equal(table.volume, pairs, table.volume != MISSING),
        issue=_equal(table.issue, pairs, table.issue != MISSING),
        page=page,
        last_page=last,
        doi=_dois(table, corpus, pairs),
        claim=_share_any(table.claims, pairs),
        abstract=_abstracts(table, pairs),
    )


def _equal(column: NDArray[Any], pairs: Pairs, known: Flags) -> Column:
    """1 where both values are equal, 0 where they differ, NaN where one is not ``known``."""
    both = known[pairs.a] & known[pairs.b]
    return np.where(both, (column[pairs.a] == column[pairs.b]).astype(np.float64), np.nan)


def _dois(table: Table, corpus: Corpus, pairs: Pairs) -> Column:
    """Whether both have one DOI, by any of its aliases; a demoted DOI says nothing where it is shared."""
    demoted = np.array([doi in corpus.demoted for doi in table.dois], dtype=bool)
    stated = (table.doi[pairs.a] != 0) & (table.doi[pairs.b] != 0)
    shared = _shared(table.known_as, table.known_as, pairs) > 0
    found = np.where(shared, 1.0, np.where(stated, 0.0, np.nan))
    return np.where(shared & (demoted[pairs.a] | demoted[pairs.b]), np.nan, found)


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


class _Titles(NamedTuple):
    full: Column
    part: Column
    mass: Column
    ratio: Column
    difference: list[TitleDifference | None]
    head: Flags


def _titles(table: Table, corpus: Corpus, pairs: Pairs) -> _Titles:
    a, b = pairs
    rows, values = table.words.take(np.arange(len(table), dtype=np.int64))
    mass = np.bincount(rows, weights=corpus.weight(values), minlength=len(table)).astype(np.float64)
    shared = _shared(table.words, table.words, pairs, corpus.weight(table.words.take(a)[1]))
    texts = np.array([title.squeezed for title in table.title], dtype=object)
    left, right = texts[a], texts[b]
    same = np.asarray(left == right, dtype=bool)
    known = np.asarray((left != "") & (right != ""), dtype=bool)
    ratio = process.cpdist(left, right, scorer=fuzz.ratio, dtype=np.float64) / 100
    heavier, lighter = np.maximum(mass[a], mass[b]), np.minimum(mass[a], mass[b])
    worth_a_look = (shared >= WORTH_A_LOOK * lighter) | (ratio >= WORTH_A_LOOK_RATIO)
    shared = np.where(same, heavier, shared)
    full, part = shared / np.maximum(heavier, 1e-9), shared / np.maximum(lighter, 1e-9)
    difference: list[TitleDifference | None] = [None] * len(a)
    for place, found in _differences(table, corpus, pairs, np.flatnonzero(known & ~same & worth_a_look)):
        difference[place] = found
        shared[place], full[place], part[place] = found.shared, found.of_longer, found.of_shorter
    blank = np.where(known, 1.0, np.nan)
    head = np.fromiter((_begins(x, y) for x, y in zip(left, right, strict=True)), dtype=bool, count=len(a))
    return _Titles(full * blank, np.minimum(part, 1.0) * blank, shared, ratio * blank, difference, head)


def _differences(
    table: Table, corpus: Corpus, pairs: Pairs, places: NDArray[np.intp]
) -> Iterator[tuple[int, TitleDifference]]:
    """The difference of the titles at each of ``places``; equal pairs of titles are looked at once."""
    weigh = Weigher(corpus)
    known: dict[tuple[str, str], TitleDifference] = {}
    for place in places.tolist():
        i, j = int(pairs.a[place]), int(pairs.b[place])
        one, other = table.title[i], table.title[j]
        key = (one.text, other.text)
        if key not in known:
            known[key] = (
                differ(one, other, weigh) if one.text <= other.text else differ(other, one, weigh).flipped()
            )
        found = known[key]
        if found.words_a or found.words_b:
            around = frozenset(f"{table.context[i]} {table.context[j]}".split())
            found = found.without(
                stray(one, found.words_a, around, weigh), stray(other, found.words_b, around, weigh)
            )
        yield place, found


def _begins(x: str, y: str) -> bool:
    """Whether the shorter of two unequal titles is the beginning of the longer, or its long end."""
    short, long = (x, y) if len(x) < len(y) else (y, x)
    if len(short) < SHORTEST_HEAD or len(short) == len(long):
        return False
    return long.startswith(short) or (len(short) >= SHORTEST_TAIL and long.endswith(short))


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
    spelt[unsure] = np.where(ratio >= SAME_NAMES_RATIO, ratio / 100, 0)
    tied, longer_a = count[a] == count[b], count[a] > count[b]
    full = np.maximum(np.where(tied, np.minimum(of_a, of_b), np.where(longer_a, of_a, of_b)), spelt)
    part = np.maximum(np.where(tied, np.maximum(of_a, of_b), np.where(longer_a, of_b, of_a)), spelt)
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
    long = np.array(
        [min(len(x), len(y)) >= SHORTEST_ABSTRACT for x, y in zip(left, right, strict=True)], dtype=bool
    )
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
