"""One enrichment by itself: ask the registries, compare, and bring the works up to date."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from harvester.catalogue import CatalogueReport, build_works
from harvester.enrich.stage import EnrichReport, Only, enrich
from harvester.model.date import stamp

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from harvester.config import Config
    from harvester.fetch import Web
    from harvester.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Enriched:
    """How the registries answered, and what became of it."""

    enrich: EnrichReport
    dedupe: CatalogueReport

    @property
    def exit_code(self) -> int:
        """0 all asked, 1 some answers are missing."""
        return 1 if self.enrich.status == "failed" else 0

    def as_dict(self) -> dict[str, Any]:
        """The JSON form: {enrich, dedupe}."""
        return asdict(self)


def enrich_catalogue(
    config: Config, store: Store, web: Web, *, only: Only, now: Callable[[], dt.datetime]
) -> Enriched:
    """Enrich the catalogue as it is; pages are not asked for.

    Args:
        config: which registries, and how records are matched.
        store: the catalogue.
        web: the way to the network, or to a recording of it.
        only: which DOIs, if not those that are due.
        now: the clock, in UTC.

    Raises:
        StoreError: the catalogue cannot be written; everything stored before is intact.
    """
    run = store.runs.begin(stamp(now()), kind="enrich")
    enriched = enrich(store, web, config, run, now=now, only=only)
    report = Enriched(enrich=enriched, dedupe=build_works(store, config, run))
    with store.write():
        store.runs.finish(
            run,
            finished=stamp(now()),
            status="partial" if report.exit_code else "ok",
            exit_code=report.exit_code,
            summary=report.as_dict(),
        )
    return report
