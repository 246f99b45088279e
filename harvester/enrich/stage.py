"""The enrichment of one run: what registries say of the works that pages name, and whether the two agree."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from harvester.enrich.check import check_changed
from harvester.enrich.find import Search
from harvester.enrich.lookup import Lookup
from harvester.model.date import stamp

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from harvester.config import Config
    from harvester.fetch import Web
    from harvester.store import Run, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrichReport:
    """How the enrichment went.

    Attributes:
        status: "ok", "failed" (some answers are missing; ``reason`` says why) or "off".
        warning: what works and should be seen to, or "".
        due: DOIs that needed an answer. found, unchanged, missing, failed: how many of them got which.
        elsewhere: how many of those found another agency than Crossref has.
        left: how many wait for the next run.
        changed: records of registries that say something new.
        searched: records without a DOI that were searched for by title. accepted, to_review: how many of them got one.
        requests: requests sent to registries.
    """

    status: str = "ok"
    reason: str = ""
    warning: str = ""
    due: int = 0
    found: int = 0
    elsewhere: int = 0
    unchanged: int = 0
    missing: int = 0
    failed: int = 0
    left: int = 0
    changed: int = 0
    searched: int = 0
    accepted: int = 0
    to_review: int = 0
    requests: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Only:
    """What one enrichment is about; by default, whatever is due.

    Attributes:
        dois: ask about these alone, and in full; () asks about all that are due.
        every: whether to ask about all DOIs, whatever their age, and in full.
    """

    dois: tuple[str, ...] = ()
    every: bool = False


def enrich(
    store: Store,
    web: Web,
    config: Config,
    run: Run,
    *,
    now: Callable[[], dt.datetime],
    only: Only | None = None,
) -> EnrichReport:
    """Bring the registries' records up to date with the DOIs that are named, and compare them with the pages."""
    report = EnrichReport(status="off")
    if config.crossref.enabled:
        report = _ask(store, web, config, run, now, only or Only())
    check_changed(store, run)
    return report


def _ask(
    store: Store, web: Web, config: Config, run: Run, now: Callable[[], dt.datetime], only: Only
) -> EnrichReport:
    lookup = Lookup(store, web, config, run, now)
    answers = lookup.answers
    search = Search(store, lookup, run, now, budget=config.crossref.search_budget)
    new: Sequence[str] = only.dois or store.registry.new()
    due = [] if only.dois else store.registry.due(_FAR if only.every else stamp(now()))
    answers.read_again()
    lookup.ask(new)
    if only.every:
        lookup.ask([entry.doi for entry in due])
    else:
        lookup.refresh(due)
    if config.crossref.searches and not only.dois:
        _forget_needless(store, run)
        search.search(store.finds.wanted(stamp(now())))
    with store.write():
        store.issues.settle_all(run, "enrich", answers.issues, about=answers.subjects)
    counts = answers.counts | search.counts
    answered = sum(counts[name] for name in ("found", "unchanged", "missing", "failed")) - counts["accepted"]
    report = EnrichReport(
        status="failed" if answers.issues or lookup.crossref.broken else "ok",
        reason=answers.issues[-1].message if answers.issues else "",
        due=len(new) + len(due),
        left=max(len(new) + len(due) - answered, 0),
        requests=lookup.requests,
        warning=_impolite(web, config),
    )
    return replace(report, **counts)  # type: ignore[arg-type]


def _impolite(web: Web, config: Config) -> str:
    """What to say where Crossref does not count us among those who say who they are, although we do."""
    pool = web.pools.get(urlsplit(config.crossref.url).hostname or "", "")
    if not (config.contact.mail and pool) or pool.startswith(("polite", "plus")):
        return ""
    return (
        f"Crossref served us from its pool '{pool}' and not from the polite one, in spite of [contact] mail; "
        "see whether the address is right"
    )


_FAR = "9999"
"""Later than every date of an answer."""


def _forget_needless(store: Store, run: Run) -> None:
    """Drop what was found for pages that have come to state a DOI, are gone, or whose DOI a person has set."""
    with store.write():
        needless = store.finds.needless()
        for record_id in needless:
            store.finds.drop(record_id)
        store.issues.settle_all(run, "find", (), about=needless)
