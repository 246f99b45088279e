"""Current: the epoch of today in memory, and when it gives way to a new one."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from harvester import __version__
from harvester.catalogue.forms import columns, each, keys_of, put_forms
from harvester.catalogue.matched import match
from harvester.dedupe import Corpus
from harvester.dedupe.epoch import ENGINE, dump_corpus, load_corpus
from harvester.dedupe.ragged import different
from harvester.store.epochs import Epoch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.catalogue.forms import Change
    from harvester.config import Config
    from harvester.dedupe import Matching
    from harvester.store import Run, Store

#: Records may grow by this factor until their statistics are counted anew.
GROWTH = 2
#: Stored forms, keys and statistics of another engine are of no use.
_ENGINE = f"{__version__}.{ENGINE}"


@dataclass(slots=True)
class Current:
    """The epoch of today, its statistics, and how many records are matched now."""

    epoch: Epoch
    corpus: Corpus
    held: int

    def is_over(self, run: Run, held: int, *, provisional: bool) -> bool:
        """Whether a new epoch is due.

        Args:
            run: the run that asks.
            held: how many records there are now.
            provisional: whether an epoch counts for nothing that was made in the round that still goes on.
        """
        grown = held >= GROWTH * max(self.epoch.records, 1)
        return grown or (provisional and self.epoch.round == run.round)


def load(store: Store, known: Current | None) -> Current | None:
    """The epoch of today, from memory where it is ``known``; None where there is none that this engine can use."""
    epoch = store.epochs.latest()
    if epoch is None or epoch.engine != _ENGINE:
        return None
    if known is not None and known.epoch.number == epoch.number:
        known.epoch = epoch
        return known
    corpus = load_corpus(store.epochs.corpus(epoch.number))
    crowded = np.array(store.index.crowded(), dtype=np.uint64)
    corpus = replace(corpus, oversized=different(np.concatenate((corpus.oversized, crowded))))
    return Current(epoch, corpus, store.index.count())


def corpus_of(store: Store) -> Corpus:
    """The statistics of today; of no record where nothing was matched yet."""
    current = load(store, None)
    return current.corpus if current else Corpus()


def begin(store: Store, run: Run, config: Config, changes: Sequence[Change]) -> tuple[Current, Matching]:
    """Begin an epoch: count and match all records in one batch."""
    put_forms(store, changes)
    indexed = store.index.forms()
    matching = match(columns(indexed), config.dedupe, None)
    corpus = matching.corpus
    before = store.epochs.latest()
    number = before.number + 1 if before else 1
    epoch = Epoch(number, run.round, len(indexed), corpus.titles, _ENGINE, settings_of(config))
    store.epochs.add(run, epoch, dump_corpus(corpus))
    store.index.drop_keys()
    store.index.add_keys(each(keys_of(indexed, corpus)))
    return Current(epoch, corpus, len(indexed)), matching


def settings_of(config: Config) -> str:
    """What of the configuration decides about works; where it changes, all of them are derived again."""
    trust = {source.name: source.trust for source in config.source}
    return json.dumps({"dedupe": config.dedupe.model_dump(), "trust": trust}, sort_keys=True)
