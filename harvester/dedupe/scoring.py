"""Scoring: candidate pairs with everything that is known of them before a verdict."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from harvester.dedupe.block import Pairs, block, block_anew, paired
from harvester.dedupe.cluster import LARGEST, connected, groups_of
from harvester.dedupe.compare import Features, compare, venues
from harvester.dedupe.compare_titles import Titles, compare_titles, refined, worth_a_look
from harvester.dedupe.corpus import Corpus, count
from harvester.dedupe.decide import chances
from harvester.dedupe.evidence import weigh
from harvester.dedupe.learning import taught
from harvester.dedupe.narrow import EVEN, Least, narrow, promising, still_promising
from harvester.dedupe.veto import Sides

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from harvester.dedupe.table import Table


class Scored(NamedTuple):
    """Pairs with all that is known of them.

    Attributes:
        table, corpus: what they were judged by.
        pairs, features: the pairs, and how they agree.
        worth: log-odds; shape (pairs, `FIELDS`).
        chance: probabilities as from `chances`; shape (pairs, 2).
    """

    table: Table
    corpus: Corpus
    pairs: Pairs
    features: Features
    worth: NDArray[np.float64]
    chance: NDArray[np.float64]

    def take(self, places: NDArray[np.int64]) -> Scored:
        """The pairs at ``places``."""
        return self._replace(
            pairs=Pairs(self.pairs.a[places], self.pairs.b[places]),
            features=self.features.take(places),
            worth=self.worth[places],
            chance=self.chance[places],
        )

    def sides(self) -> Sides:
        """The pairs as vetoes see them."""
        return Sides(self.table, self.corpus, self.features, *self.pairs)


def score(table: Table, corpus: Corpus, pairs: Pairs) -> Scored:
    """``pairs``, compared and weighed."""
    titles = Titles(table, corpus)
    found = compare_titles(titles, pairs)
    found = refined(titles, pairs, found, np.flatnonzero(worth_a_look(found)))
    return _weighed(table, corpus, pairs, compare(table, corpus, pairs, found))


def candidates(table: Table, corpus: Corpus | None = None, least: Least = EVEN) -> Scored:
    """The candidate pairs of ``table``, scored, but for those that cannot be of interest.

    Args:
        table: the records.
        corpus: statistics to judge by; where None, they are learned on the way.
        least: log-odds from which a pair is of interest.
    """
    if corpus is not None:
        return _weighed(
            table, corpus, *_compared(table, corpus, narrow(table, block(table, corpus), least), least)
        )
    counted, pairs = _counted(table, least)
    pairs, features = _compared(table, counted, pairs, least)
    corpus = taught(counted, table, pairs, features)
    return _weighed(table, corpus, pairs, replace(features, venue=venues(table, corpus, pairs)))


def _counted(table: Table, least: Least) -> tuple[Corpus, Pairs]:
    """What the records teach by themselves, and their candidate pairs that may be of interest."""
    corpus = count(table)
    blocked, oversized = block_anew(table, corpus)
    return replace(corpus, oversized=oversized), narrow(table, blocked, least)


def _compared(table: Table, corpus: Corpus, pairs: Pairs, least: Least) -> tuple[Pairs, Features]:
    """The candidates that are of interest, compared: the cheap measures first, words one by one last."""
    titles = Titles(table, corpus)
    found = compare_titles(titles, pairs)
    kept = promising(table, pairs, found, least)
    pairs, found = Pairs(pairs.a[kept], pairs.b[kept]), found.take(kept)
    features = compare(table, corpus, pairs, found)
    # What unlike authors and venues take off is learned only later; until then they take off as little as they may.
    mild = replace(corpus, author_noise=1.0, venue_noise=1.0)
    kept = still_promising(table, pairs, features, weigh(features, mild), least)
    pairs, features = Pairs(pairs.a[kept], pairs.b[kept]), features.take(kept)
    found = refined(titles, pairs, features.titles, np.flatnonzero(worth_a_look(features.titles)))
    return pairs, replace(features, titles=found)


def completed(scored: Scored, review: float) -> Scored:
    """``scored`` with every pair inside a connected group, so that no group is judged by its lucky keys alone."""
    table, (a, b) = scored.table, scored.pairs
    likely = scored.chance[:, 0] >= review
    groups = groups_of(connected(len(table), a[likely], b[likely]), 3)
    inside = [pair for group in groups if len(group) <= LARGEST for pair in combinations(group, 2)]
    low, high = np.array(inside, dtype=np.int64).reshape(-1, 2).T
    missing = ~np.isin(low << 32 | high, np.minimum(a, b) << 32 | np.maximum(a, b))
    if not missing.any():
        return scored
    more = score(table, scored.corpus, paired(table, low[missing], high[missing]))
    return scored._replace(
        pairs=Pairs(np.concatenate((a, more.pairs.a)), np.concatenate((b, more.pairs.b))),
        features=Features.joined([scored.features, more.features]),
        worth=np.concatenate((scored.worth, more.worth)),
        chance=np.concatenate((scored.chance, more.chance)),
    )


def grouped(scored: Scored, review: float) -> NDArray[np.bool_]:
    """Whether a pair stands inside a connected group of three records or more."""
    a, b = scored.pairs
    likely = scored.chance[:, 0] >= review
    label = connected(len(scored.table), a[likely], b[likely])
    return np.asarray((label[a] == label[b]) & (np.bincount(label)[label[a]] > 2))


def _weighed(table: Table, corpus: Corpus, pairs: Pairs, features: Features) -> Scored:
    worth = weigh(features, corpus)
    return Scored(table, corpus, pairs, features, worth, chances(worth))
