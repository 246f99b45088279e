"""Rebuild: count the catalogue's statistics anew and match all of its records by them."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from harvester.catalogue import build_works
from harvester.model.date import stamp

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from harvester.catalogue import CatalogueReport
    from harvester.config import Config
    from harvester.store import Store


def rebuild(store: Store, config: Config, now: Callable[[], dt.datetime]) -> CatalogueReport:
    """Begin an epoch, in one step that a kill cannot tear; the works are those of one batch over all records."""
    with store.write():
        run = store.runs.begin(stamp(now()), kind="rebuild")
        report = build_works(store, config, run, anew=True)
        store.runs.finish(
            run,
            finished=stamp(now()),
            status="ok",
            exit_code=0,
            summary=asdict(report),
        )
    return report
