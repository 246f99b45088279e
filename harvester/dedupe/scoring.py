"""Scoring: candidate pairs with everything that is known of them before a verdict."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from harvester.dedupe.block import Pairs, block, block_anew, paired
from harvester.dedupe.cluster import LARGEST, groups_of
from harvester.dedupe.column import end_to_end
from harvester.dedupe.compare import Features, compare, venues
from harvester.dedupe.compare_titles import compare_titles, refined
from harvester.dedupe.corpus import Corpus, count
from harvester.dedupe.decide import chances
from harvester.dedupe.evidence import PARTS, UNCERTAIN, uncertain, weigh
from harvester.dedupe.learning import taught
from harvester.dedupe.narrow import EVEN, Least, narrow, promising, still_promising
from harvester.dedupe.veto import Sides
from harvester.dedupe.wording import Wording

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from harvester.dedupe.table import Table


#: Pairs that are compared at a time.
BATCH = 1 << 18


class Scored(NamedTuple):
    """Pairs with all that is known of them.

    Attributes:
        table, corpus, wording: what they were judged by.
        pairs, features: the pairs, and how they agree.
        worth: log-odds in `PARTS`, which take half the room; shape (pairs, `FIELDS`).
        chance: probabilities as from `chances`; shape (pairs, 2).
    """

    table: Table
    corpus: Corpus
    wording: Wording
    pairs: Pairs
    features: Features
    worth: NDArray[np.int32]
    chance: NDArray[np.float64]

    def take(self, places: NDArray[np.int64]) -> Scored:
        """The pairs at ``places``."""
        return self._replace(
            pairs=self.pairs.take(places),
            features=self.features.take(places),
            worth=self.worth[places],
            chance=self.chance[places],
        )

    def sides(self) -> Sides:
        """The pairs as vetoes see them."""
        return Sides(self.table, self.corpus, self.features, *self.pairs)


def score(table: Table, corpus: Corpus, pairs: Pairs, wording: Wording | None = None) -> Scored:
    """``pairs``, compared and weighed.

    Args:
        table: the records.
        corpus: statistics to judge by.
        pairs: of their rows.
        wording: of the titles by this corpus, where it is known already.
    """
    wording = wording or Wording(table, corpus)
    found = refined(wording, pairs, compare_titles(wording, pairs))
    features = compare(table, corpus, pairs, found)
    return _weighed(wording, corpus, pairs, features._replace(venue=venues(table, corpus, pairs)))


def candidates(table: Table, corpus: Corpus | None = None, least: Least = EVEN) -> Scored:
    """The candidate pairs of ``table``, scored, but for those that cannot be of interest.

    Args:
        table: the records.
        corpus: statistics to judge by; where None, they are learned on the way.
        least: log-odds from which a pair is of interest.
    """
    if corpus is None:
        counted, pairs = _counted(table, least)
    else:
        counted, pairs = corpus, narrow(table, block(table, corpus), least)
    wording = Wording(table, counted)
    pairs, features = _compared(wording, counted, pairs, least)
    if corpus is None:
        corpus = taught(counted, table, pairs, features)
    return _weighed(wording, corpus, pairs, features._replace(venue=venues(table, corpus, pairs)))


def _counted(table: Table, least: Least) -> tuple[Corpus, Pairs]:
    """What the records teach by themselves, and their candidate pairs that may be of interest."""
    corpus = count(table)
    blocked, oversized = block_anew(table, corpus)
    return replace(corpus, oversized=oversized), narrow(table, blocked, least)


def _compared(wording: Wording, corpus: Corpus, pairs: Pairs, least: Least) -> tuple[Pairs, Features]:
    """The candidates that are of interest, compared but for their venues: the cheap measures first, words last."""
    # What unlike authors take off is learned only later; until then they take off as little as they may.
    mild = replace(corpus, author_noise=1.0)
    starts = range(0, max(len(pairs.a), 1), BATCH)
    pieces = (
        _some_compared(wording, mild, pairs.take(slice(start, start + BATCH)), least) for start in starts
    )
    a, b, *columns = end_to_end((*some, *features.columns()) for some, features in pieces)
    return Pairs(a, b), Features.of(columns)


def _some_compared(wording: Wording, mild: Corpus, pairs: Pairs, least: Least) -> tuple[Pairs, Features]:
    table = wording.table
    found = compare_titles(wording, pairs)
    kept = promising(table, pairs, found, least)
    if len(kept) < len(pairs.a):
        pairs, found = pairs.take(kept), found.take(kept)
    features = compare(table, mild, pairs, found)
    kept = still_promising(table, pairs, features, weigh(features, mild), least)
    if len(kept) < len(pairs.a):
        pairs, features = pairs.take(kept), features.take(kept)
    return pairs, features._replace(titles=refined(wording, pairs, features.titles))


def completed(scored: Scored, label: NDArray[np.int64]) -> Scored:
    """``scored`` with every pair inside a group, so that no group is judged by its lucky keys alone.

    Args:
        scored: pairs.
        label: for each record the group that it is in, as from `connected`.
    """
    table, (a, b) = scored.table, scored.pairs
    size = np.bincount(label, minlength=len(table))
    known = np.bincount(label[a[label[a] == label[b]]], minlength=len(table))
    # Of most groups all pairs are candidates.
    is_open = (size > 2) & (size <= LARGEST) & (known < size * (size - 1) // 2)
    if not is_open.any():
        return scored
    groups = groups_of(np.where(is_open[label], label, np.arange(len(table))), 3)
    inside = [pair for group in groups for pair in combinations(group, 2)]
    low, high = np.array(inside, dtype=np.int64).reshape(-1, 2).T
    missing = ~np.isin(low << 32 | high, np.minimum(a, b) << 32 | np.maximum(a, b))
    if not missing.any():
        return scored
    more = score(table, scored.corpus, paired(table, low[missing], high[missing]), scored.wording)
    columns = zip(scored.features.columns(), more.features.columns(), strict=True)
    return scored._replace(
        pairs=Pairs(np.concatenate((a, more.pairs.a)), np.concatenate((b, more.pairs.b))),
        features=Features.of([np.concatenate(both) for both in columns]),
        worth=np.concatenate((scored.worth, more.worth)),
        chance=np.concatenate((scored.chance, more.chance)),
    )


def grouped(scored: Scored, label: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether a pair stands inside a group of three records or more."""
    a, b = scored.pairs
    return np.asarray((label[a] == label[b]) & (np.bincount(label)[label[a]] > 2))


def _weighed(wording: Wording, corpus: Corpus, pairs: Pairs, features: Features) -> Scored:
    worth = weigh(features, corpus)
    chance = chances(worth)
    chance[:, 0] = np.where(uncertain(features), np.minimum(chance[:, 0], UNCERTAIN), chance[:, 0])
    worth *= PARTS
    parts = np.rint(worth, out=worth).astype(np.int32)
    return Scored(wording.table, corpus, wording, pairs, features, parts, chance)
