"""One sync from top to bottom: pages in, one clean catalogue out, and the truth about how it went."""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from harvester.catalogue import CatalogueReport, build_works
from harvester.enrich.stage import EnrichReport, enrich
from harvester.errors import UsageError
from harvester.gather import Look, gather
from harvester.model.date import stamp
from harvester.retention import drop_expired

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from harvester.config import Config
    from harvester.fetch import Web
    from harvester.store import Run, SourceRun, Store

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the command line adds to the config.

    Attributes:
        sources: names of the sources to sync; () means all.
        full: ask for every page, due or not, and read it again even where its body is unchanged.
        limit: pages to ask for in each source, or None.
    """

    sources: tuple[str, ...] = ()
    full: bool = False
    limit: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncReport:
    """How a sync went.

    Attributes:
        status: "ok", "partial" (some source failed, is suspect or blocked, or the registry failed), or
            "failed" (no source succeeded).
        started: UTC, ISO 8601. seconds: how long it took.
        issues: open issues that need somebody's look.
    """

    status: str
    started: str
    seconds: float
    sources: tuple[SourceRun, ...]
    enrich: EnrichReport
    dedupe: CatalogueReport
    issues: int

    @property
    def exit_code(self) -> int:
        """0 all well, 1 some source is not, 3 none succeeded."""
        return {"ok": 0, "partial": 1, "failed": 3}[self.status]

    def as_dict(self) -> dict[str, Any]:
        """The JSON form: {status, started, seconds, sources, enrich, dedupe, issues}."""
        return asdict(self)

    def __str__(self) -> str:
        well = sum(source.status == "ok" for source in self.sources)
        counts = {name: sum(getattr(source, name) for source in self.sources) for name in _SHOWN}
        words = [f"{number} {name}" for name, number in counts.items() if number or name not in _QUIET]
        found = self.dedupe
        words += [_count(found.works, "work"), f"{_count(found.merged, 'record')} merged"]
        words.append(f"{found.review} to review")
        words.append(f"{_count(found.changed, 'work')} changed" if found.changed else "nothing changed")
        sources = f"{well}/{_count(len(self.sources), 'source')}"
        return f"sync {self.status}: {sources}, {', '.join(words)}, {self.seconds:.1f} s"


_SHOWN = ("seen", "new", "changed", "gone", "failed")
_QUIET = ("failed",)


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def sync(
    config: Config,
    store: Store,
    web: Web,
    *,
    options: Options | None = None,
    now: Callable[[], dt.datetime],
    watch: Callable[[str, int], None] | None = None,
) -> SyncReport:
    """Bring the store up to date with every configured source.

    Args:
        config: which sources, and how they are matched.
        store: what is brought up to date.
        web: the way to the network, or to a recording of it.
        options: what the command line adds.
        now: the clock, in UTC.
        watch: called with a source's name and how many of its items were seen, again and again.

    Raises:
        UsageError: an option names a source that the config does not have.
        StoreError: the catalogue cannot be written; everything stored before is intact.
    """
    options = options or Options()
    sources = config.chosen(options.sources)
    if not sources:
        raise UsageError("the config has no [[source]]; `harvester init URL` writes one")
    started = now()
    run = store.runs.begin(stamp(started))
    look = Look(full=options.full, limit=options.limit, now=now, watch=watch)
    gathered = [gather(source, web, store, run, look) for source in sources]
    enriched = enrich(store, web, config, run, now=now)
    catalogue = build_works(store, config, run)
    drop_expired(store, config.store, now())
    report = SyncReport(
        status=_status([one.report for one in gathered], enriched),
        started=run.started,
        seconds=round((now() - started).total_seconds(), 1),
        sources=tuple(one.report for one in gathered),
        enrich=enriched,
        dedupe=catalogue,
        issues=store.issues.count_open(),
    )
    _finish(store, run, report, complete=all(one.whole for one in gathered), now=now)
    return report


def _status(sources: Sequence[SourceRun], enriched: EnrichReport) -> str:
    states = {source.status for source in sources}
    if states <= {"failed", "blocked"}:
        return "failed"
    return "ok" if states == {"ok"} and enriched.status != "failed" else "partial"


def _finish(
    store: Store, run: Run, report: SyncReport, *, complete: bool, now: Callable[[], dt.datetime]
) -> None:
    with store.write():
        store.runs.finish(
            run,
            finished=stamp(now()),
            status=report.status,
            complete=complete,
            exit_code=report.exit_code,
            summary=report.as_dict(),
        )
    log.info("%s", report)
