"""Matched: what matching says of the records that a change reaches, under the epoch's statistics."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from harvester.catalogue.forms import Keyed, columns
from harvester.dedupe import dedupe_forms

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from harvester.config import DedupeConfig
    from harvester.dedupe import Corpus, Forms, Judgement, Matching
    from harvester.store import Store

#: Changed records whose candidates are looked for at a time, so that memory stays bounded.
BATCH = 5_000


class Matched(NamedTuple):
    """The outcome for some records: their clusters (record id -> smallest id) and the judged pairs among them."""

    labels: Mapping[str, str]
    judgements: Sequence[Judgement]


class Matcher:
    """Matching by one configuration and one state of the statistics."""

    def __init__(self, store: Store, config: DedupeConfig, corpus: Corpus) -> None:
        self._store, self._config, self._corpus = store, config, corpus
        self._last: Matching | None = None

    def neighbours(self, keyed: Keyed, changed: Collection[str]) -> set[str]:
        """The records of which something is to be said together with one of the ``changed`` ones.

        Args:
            keyed: the keys of the changed records, stored already.
            changed: their ids.
        """
        found: set[str] = set()
        rows = np.unique(keyed.rows)
        for start in range(0, len(rows), BATCH):
            inside = np.isin(keyed.rows, rows[start : start + BATCH])
            names = self._store.index.sharing(keyed.keys[inside].tolist())
            if len(names) == 1:
                continue
            self._last = match(columns(self._store.index.forms(names)), self._config, self._corpus)
            found |= _partners(self._last, changed)
        return found

    def among(self, names: Collection[str]) -> Matched:
        """What is to be said of ``names``, which no judgement ties to any other record."""
        if self._last is None or not self._knows(names):
            indexed = self._store.index.forms(names)
            if len(indexed) <= 1:
                return Matched({name: name for name in indexed}, [])
            self._last = match(columns(indexed), self._config, self._corpus)
        inside = set(names)
        labels = {name: label for name, label in self._last.auto_clusters.items() if name in inside}
        return Matched(labels, [one for one in self._last.judgements if one.a in inside and one.b in inside])

    def _knows(self, names: Collection[str]) -> bool:
        assert self._last is not None  # noqa: S101  (asked before)
        return self._store.index.matched(names) <= set(self._last.ids)


def match(forms: Forms, config: DedupeConfig, corpus: Corpus | None) -> Matching:
    """Match ``forms`` by the configuration, and by ``corpus`` or else what they teach themselves."""
    return dedupe_forms(
        forms, auto=config.auto, review=config.review, policy=config.policy.model_dump(), corpus=corpus
    )


def whole(matching: Matching) -> Matched:
    """The outcome for all of the records."""
    return Matched(matching.auto_clusters, matching.judgements)


def _partners(matching: Matching, changed: Collection[str]) -> set[str]:
    ids = matching.ids
    pairs = matching.scored.pairs
    found = set()
    for a, b in zip(pairs.a.tolist(), pairs.b.tolist(), strict=True):
        if ids[a] in changed or ids[b] in changed:
            found |= {ids[a], ids[b]}
    return found
