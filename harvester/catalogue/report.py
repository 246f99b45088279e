"""Report: what became of the records in one run, for people and machines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.catalogue.build import Catalogue, Move

if TYPE_CHECKING:
    from harvester.catalogue.build import Update
    from harvester.config import Config
    from harvester.store import Run, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueReport:
    """What became of the records.

    Attributes:
        records: page records of the catalogue. works: works that they are.
        changed: works that are new, changed or ended in this run.
        merged: page records that share a work with another one.
        review: pairs that wait for a person.
        moved: decisions that are new or changed.
        epoch: the number of the statistics by which records are matched.
        moves: the decisions that a new epoch changed about records that had been matched before.
    """

    records: int = 0
    works: int = 0
    changed: int = 0
    merged: int = 0
    review: int = 0
    moved: int = 0
    epoch: int = 0
    moves: tuple[Move, ...] = ()


def build_works(store: Store, config: Config, run: Run, *, anew: bool = False) -> CatalogueReport:
    """Bring the works in line with every record; only what differs from before is written.

    An epoch that was made in the round that still goes on is made anew, so that a sync in several parts ends as one
    run would have.

    Args:
        store: the catalogue.
        config: how records are matched and merged.
        run: the run that asks.
        anew: whether to begin an epoch in any case.
    """
    return report(store, Catalogue(store, config).update(run, anew=anew, provisional=True))


def report(store: Store, update: Update) -> CatalogueReport:
    """What an update changed, and what the catalogue holds after it."""
    return CatalogueReport(
        records=store.records.count_pages(),
        works=store.works.count(gone=True),
        changed=len(update.changed) + len(update.ended),
        merged=store.records.count_merged(),
        review=store.decisions.count_review(),
        moved=update.decided,
        epoch=update.epoch,
        moves=update.moves,
    )
