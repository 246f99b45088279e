"""Matched: what matching says of the records that a change reaches, under the epoch's statistics."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from harvester.catalogue.forms import columns
from harvester.dedupe import dedupe_table
from harvester.dedupe.keys import Keyed
from harvester.dedupe.near import candidates, promising
from harvester.dedupe.ragged import different
from harvester.dedupe.table import tabulate

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from numpy.typing import NDArray

    from harvester.config import DedupeConfig
    from harvester.dedupe import Corpus, Forms, Judgement, Matching
    from harvester.store import Store

    Rows = NDArray[np.int64]

#: Changed records whose candidates are looked for at a time, so that memory stays bounded.
BATCH = 5_000


class Matched(NamedTuple):
    """The outcome for some records: their clusters (record id -> smallest id) and the judged pairs among them."""

    labels: Mapping[str, str]
    judgements: Sequence[Judgement]


def partners(store: Store, keyed: Keyed, config: DedupeConfig) -> set[str]:
    """The records on which there may be a judgement together with a changed one; these among them.

    Args:
        store: with the keys of all records.
        keyed: the keys of the changed records.
        config: how records are matched.
    """
    found: set[str] = set()
    changed = different(keyed.rows)
    for start in range(0, len(changed), BATCH):
        asked = changed[start : start + BATCH]
        own = keyed.keys if len(asked) == len(changed) else keyed.keys[np.isin(keyed.rows, asked)]
        sharing = store.index.having(own.tolist())
        keys, rows = np.fromiter(chain.from_iterable(sharing), dtype=np.int64).reshape(-1, 2).T
        low, high = candidates(Keyed(keys.view(np.uint64), rows), asked)
        if len(low):
            found |= _promising(store, low, high, config)
    return found


def _promising(store: Store, low: Rows, high: Rows, config: DedupeConfig) -> set[str]:
    """The records of those candidates on which there may be a judgement."""
    rows, places = np.unique(np.concatenate((low, high)), return_inverse=True)
    indexed = store.index.of_rows(rows.tolist())
    forms = columns(indexed)
    by_row = np.argsort([indexed[name].row for name in forms.ids])
    low, high = np.split(by_row[places], 2)
    return promising(forms, low, high, auto=config.auto, review=config.review)


def among(matching: Matching, names: Collection[str]) -> Matched:
    """The outcome for ``names`` alone, which no judgement ties to any other record."""
    labels = {name: label for name, label in matching.auto_clusters.items() if name in names}
    return Matched(labels, matching.among(names))


def beside(matching: Matching, names: AbstractSet[str]) -> set[str]:
    """The records that were judged together with one of ``names``."""
    return {one for pair in matching.pairs() for one in pair if not names.isdisjoint(pair)}


def match(forms: Forms, config: DedupeConfig, corpus: Corpus | None) -> Matching:
    """Match ``forms`` by the configuration, and by ``corpus`` or else what they teach themselves."""
    return dedupe_table(
        tabulate(forms),
        auto=config.auto,
        review=config.review,
        policy=config.policy.model_dump(),
        corpus=corpus,
        distinct=_distinct(forms.ids, config.distinct),
    )


def _distinct(ids: Sequence[str], sources: Sequence[str]) -> NDArray[np.int32] | None:
    """The place of each record's source in ``sources``, -1 where it is none of them; None where there are none."""
    if not sources:
        return None
    place = {source: number for number, source in enumerate(sources)}
    return np.array([place.get(name.partition(":")[0], -1) for name in ids], dtype=np.int32)


def whole(matching: Matching) -> Matched:
    """The outcome for all of the records."""
    return Matched(matching.auto_clusters, matching.judgements)
