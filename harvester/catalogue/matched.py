"""Matched: what matching says of the records that a change reaches, under the epoch's statistics."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from harvester.catalogue.forms import Keyed, columns
from harvester.dedupe import dedupe_forms
from harvester.dedupe.near import neighbours

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


def partners(
    store: Store, keyed: Keyed, changed: Collection[str], config: DedupeConfig, corpus: Corpus
) -> set[str]:
    """The records of which something may be said together with one of the ``changed`` ones.

    Args:
        store: with the keys of all records.
        keyed: the keys of the changed records.
        changed: their ids.
        config: how records are matched.
        corpus: statistics to judge by.
    """
    found: set[str] = set()
    rows = np.unique(keyed.rows)
    for start in range(0, len(rows), BATCH):
        inside = np.isin(keyed.rows, rows[start : start + BATCH])
        sharing = store.index.sharing(keyed.keys[inside].tolist())
        if len(sharing) > 1:
            found |= neighbours(columns(sharing), changed, corpus, auto=config.auto, review=config.review)
    return found


def among(store: Store, names: Collection[str], config: DedupeConfig, corpus: Corpus) -> Matched:
    """What is to be said of ``names``, which no judgement ties to any other record."""
    indexed = store.index.forms(names)
    if len(indexed) <= 1:
        return Matched({name: name for name in indexed}, ())
    return whole(match(columns(indexed), config, corpus))


def match(forms: Forms, config: DedupeConfig, corpus: Corpus | None) -> Matching:
    """Match ``forms`` by the configuration, and by ``corpus`` or else what they teach themselves."""
    return dedupe_forms(
        forms, auto=config.auto, review=config.review, policy=config.policy.model_dump(), corpus=corpus
    )


def whole(matching: Matching) -> Matched:
    """The outcome for all of the records."""
    return Matched(matching.auto_clusters, matching.judgements)
