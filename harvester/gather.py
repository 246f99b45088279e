"""Gather one source: list its items, visit their pages, read a record off each, and judge the result."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass, field, replace
from functools import partial
from statistics import median
from typing import TYPE_CHECKING

from harvester.drift import judge_drift
from harvester.errors import (
    Blocked,
    Fault,
    FetchError,
    HttpStatus,
    NotRecorded,
    RobotsDisallow,
    SourceError,
    isolate,
)
from harvester.extract import extract
from harvester.harvest import Item, Memory, discover
from harvester.harvest.visit import REFUSALS, Visit, of_entry, visit
from harvester.model import Issue
from harvester.store import SourceRun

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from harvester.config import Source
    from harvester.fetch import Web
    from harvester.harvest import Discovery
    from harvester.model import Page, Record
    from harvester.store import Run, Store, StoredPage
    from harvester.store.pages import SavedPage
    from harvester.store.records import Outcome

log = logging.getLogger(__name__)

_BATCH = 20
"""Pages stored in one transaction; a kill costs at most these."""

_SHRUNK = 0.5
"""A listing of fewer than this share of its usual items is not believed."""
_KEY_FIELDS = ("title", "author", "issued", "doi", "container_title", "volume", "page")
"""Fields whose loss from one revision to the next is worth a look."""
_FAILING = 0.1
"""A larger share of unreadable pages makes a source suspect."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """One source's report, and whether the whole source was looked at (or no more can be had today)."""

    report: SourceRun
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How to look at sources in one run.

    Attributes:
        full: ask for every page, due or not.
        limit: pages to ask for in each source, or None.
        now: the clock, in UTC.
        watch: called with a source's name and how many of its items were seen.
    """

    full: bool = False
    limit: int | None = None
    now: Callable[[], dt.datetime]
    watch: Callable[[str, int], None] | None = None


def gather(source: Source, web: Web, store: Store, run: Run, look: Look) -> Gathered:
    """Bring the records of one source up to date; what goes wrong fails this source only."""
    before = web.sent.total()
    tally = _Tally(source, store, run, look.now())
    found = None
    memory = _memory(source, store, run, look)
    try:
        with isolate(source.name):
            found = discover(source, web, memory)
        ask = partial(visit, source=source, web=web, store=store, run=run, now=look.now())
        visits = _isolated(ask(_listed(found.items, tally), full=look.full), source.name)
        for one in _limited(visits, look.limit or source.limit, tally):
            tally.add(one)
            if look.watch:
                look.watch(source.name, len(tally.seen))
        tally.flush()
        tally.judge(found, None)
        tally.vanished(found, lambda items: _isolated(ask(items, full=True), source.name))
        tally.close_list(found, memory)
    except (SourceError, FetchError, Fault) as error:
        log.debug("%s", error, exc_info=error)
        tally.flush()
        tally.judge(found, error)
    report = tally.report.but(requests=web.sent.total() - before)
    with store.write():
        store.runs.put_source(run, report)
    log.info("%s: %s", source.name, describe(report))
    return Gathered(report, whole=not tally.cut)


def _memory(source: Source, store: Store, run: Run, look: Look) -> Memory:
    oai = store.oai.get(source.name)
    by_pages = oai is None and store.pages.count(source.name) > 0
    return Memory(oai=oai, by_pages=by_pages, round=run.round, full=look.full, now=look.now())


def describe(report: SourceRun) -> str:
    """A source's report in one line for people."""
    counts = f"{report.seen} seen, {report.new} new, {report.changed} changed, {report.gone} gone"
    failed = f", {report.failed} failed" if report.failed else ""
    reason = f": {report.reason}" if report.reason else ""
    return f"{report.status}, {counts}{failed}, {report.requests} requests{reason}"


def _listed(items: Iterable[Item], tally: _Tally) -> Iterator[Item]:
    for item in items:
        if not item.gone:
            tally.seen.append(item.url)
        yield item


def _limited(visits: Iterable[Visit], limit: int | None, tally: _Tally) -> Iterator[Visit]:
    """``visits`` until ``limit`` pages were asked for; there, the tally is marked as cut."""
    asked = 0
    for one in visits:
        yield one
        asked += one.outcome not in ("skipped", "absent")
        if limit is not None and asked >= limit:
            tally.cut = True
            return


def _isolated(visits: Iterator[Visit], name: str) -> Iterator[Visit]:
    """``visits``, where a bug of ours fails this source only."""
    while True:
        with isolate(name):
            one = next(visits, None)
        if one is None:
            return
        yield one


def put_record(store: Store, run: Run, stored: StoredPage | SavedPage, record: Record) -> Outcome:
    """Store what a page says, unless another page of the same record comes first, and note what it lost."""
    if not speaks_for(store, stored, record.id):
        return "unchanged"
    before = store.records.get(record.id)
    outcome = store.records.put(run, record)
    if before is not None and outcome == "changed":
        lost = [name for name in _KEY_FIELDS if getattr(before, name) and not getattr(record, name)]
        message = f"{stored.url}: says no longer: {', '.join(lost)}; it did in the revision before"
        issue = Issue(kind="fields-lost", message=message, source=stored.source)
        store.issues.settle(run, "loss", stored.url, [issue] if lost else [])
    return outcome


def speaks_for(store: Store, stored: StoredPage | SavedPage, record_id: str) -> bool:
    """Whether the record is read off this page, and not off another of its pages that comes first."""
    return not any(page.url < stored.url for page in store.pages.of_record(record_id))


@dataclass(slots=True)
class _Tally:
    """Counts what comes of a source's items while it stores them."""

    source: Source
    store: Store
    run: Run
    now: dt.datetime
    seen: list[str] = field(default_factory=list)
    waiting: list[Visit] = field(default_factory=list)
    cut: bool = False
    stand_ins: int = 0
    closing: bool = False
    """Whether what is asked for is named by no list any more: then a page that says "not found" is believed."""
    report: SourceRun = field(init=False)
    reasons: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.report = SourceRun(name=self.source.name)

    def add(self, one: Visit) -> None:
        """Take what came of an item; a batch of them is stored in one transaction."""
        self.waiting.append(one)
        if len(self.waiting) >= _BATCH:
            self.flush()

    def flush(self) -> None:
        """Store what was taken and is not stored yet."""
        batch, self.waiting = self.waiting, []
        with self.store.write():
            for one in batch:
                if one.outcome != "absent":
                    outcome = self._store_one(one)
                    self.report = self.report.but(**{outcome: getattr(self.report, outcome) + 1})
                if one.mark is not None:
                    self.store.oai.put(one.mark)
            self.store.runs.progress(self.run, f"{self.source.name}: {len(self.seen)} items seen")

    def _store_one(self, one: Visit) -> str:
        store, run, page = self.store, self.run, one.stored
        store.pages.list_seen(run, page.source, page.url)
        if one.outcome == "skipped":
            return "unchanged"
        if one.error is not None and one.entry is None:
            return self._fail(one, Issue(kind="fetch-failed", message=str(one.error), severity="error"))
        self._settle("fetch", page.url, [])
        if one.outcome == "gone":
            return "gone" if self._mark_gone(page) else "unchanged"
        if one.page is None and one.entry is None:
            store.pages.put(run, page)
            return "unchanged"
        try:
            with isolate(page.url), store.part():
                return self._read(one, one.page) if one.page else self._read_entry(one, str(one.error))
        except Fault as fault:
            log.debug("%s", fault, exc_info=fault)
            return self._fail(one, Issue(kind="fault", message=str(fault), severity="error"))

    def _read(self, one: Visit, page: Page, why: str = "") -> str:
        """Read the record off a fetched page, or off an entry that stands in for it because of ``why``."""
        source = self.source
        extraction = extract(
            page,
            source=source.name,
            platform=source.platform,
            language=source.language,
            today=dt.date.fromisoformat(self.run.started[:10]),
        )
        self._settle("extract", one.stored.url, extraction.issues)
        if extraction.record is None:
            withdrawn = extraction.kind == "tombstone" or (self.closing and extraction.kind == "not-found")
            if withdrawn and page is one.page and one.stored.record_id:
                return "gone" if self._mark_gone(one.stored) else "unchanged"
            message = f"{why or one.stored.url}: no record: {extraction.reason}"
            if one.entry is not None and page is not one.entry and not withdrawn:
                return self._read_entry(one, message)
            return self._fail(one, Issue(kind="no-record", message=message))
        outcome = put_record(self.store, self.run, one.stored, extraction.record)
        self.store.pages.put(self.run, replace(one.stored, record_id=extraction.record.id), page)
        if one.stored.record_id not in (None, extraction.record.id):
            self._settle_gone([one.stored.record_id])
        return outcome

    def _read_entry(self, one: Visit, why: str) -> str:
        """Read what the list says of an item whose page cannot be had."""
        assert one.entry is not None  # noqa: S101  (the callers looked)
        stored = of_entry(one.stored, one.entry, self.now, stand_in=True)
        known = self.store.pages.get(stored.source, stored.url)
        if known and known.stand_in and known.body_hash == stored.body_hash:
            self.store.pages.put(self.run, stored)
            outcome = "unchanged"
        else:
            outcome = self._read(replace(one, stored=stored), one.entry, why)
        if outcome != "failed":
            self.stand_ins += 1
            message = f"the record is what its list says of it, for its page cannot be had: {why}"
            self._settle(
                "fetch", one.stored.url, [Issue(kind="from-listing", message=message, severity="info")]
            )
        return outcome

    def _fail(self, one: Visit, issue: Issue) -> str:
        log.warning("%s: %s", self.source.name, issue.message)
        self.reasons.append(issue.message)
        self.store.pages.mark_tried(self.run, one.stored.source, one.stored.url)
        self._settle("fetch", one.stored.url, [issue])
        return "failed"

    def _mark_gone(self, page: StoredPage) -> int:
        """Mark a page as gone, and its record where this was its last one; how many records that is."""
        self.store.pages.mark_gone(self.run, page.source, page.url, page.status)
        for scope in ("fetch", "extract", "loss"):
            self._settle(scope, page.url, [])
        if page.record_id is None:
            return 0
        self.store.pages.forget_body(page.record_id)
        return self._settle_gone([page.record_id])

    def _settle(self, scope: str, subject: str, issues: Iterable[Issue]) -> None:
        own = [replace(issue, source=self.source.name) for issue in issues]
        self.store.issues.settle(self.run, scope, subject, own)

    def _settle_gone(self, record_ids: Iterable[str | None]) -> int:
        return self.store.records.settle_gone(self.run, [name for name in record_ids if name])

    def judge(self, found: Discovery | None, problem: SourceError | FetchError | Fault | None) -> None:
        """Give the source its status, from its counts and its own history."""
        report = self.report.but(seen=len(set(self.seen)))
        with self.store.write():
            drift = judge_drift(self.store, self.run, self.source.name)
            status, reason = self._verdict(report, found, problem)
            if status == "ok" and drift:
                status, reason = "suspect", drift
            self.report = report.but(
                status=status, reason=reason or (self.reasons[0] if self.reasons else "")
            )
            issues = list(found.issues) if found else []
            if reason:
                issues.append(Issue(kind=f"source-{status}", message=reason, severity="error"))
            self._settle("source", self.source.name, issues)

    def _verdict(
        self, report: SourceRun, found: Discovery | None, problem: SourceError | FetchError | Fault | None
    ) -> tuple[str, str]:
        """(status, reason) from what was seen."""
        refused = isinstance(problem, HttpStatus) and problem.status in REFUSALS
        if refused or isinstance(problem, Blocked | RobotsDisallow):
            return "blocked", str(problem)
        if problem is not None or found is None:
            return "failed", str(problem)
        if report.seen and report.failed == report.seen:
            return "failed", f"none of its {report.seen} pages could be read"
        if report.failed + self.stand_ins > max(1, report.seen * _FAILING):
            words = f"; of {self.stand_ins} there is what the listing says of them" if self.stand_ins else ""
            unread = report.failed + self.stand_ins
            return "suspect", f"{unread} of {report.seen} pages could not be read{words}"
        return ("ok", "") if self.cut else self._listing_verdict(report.seen, found)

    def _listing_verdict(self, seen: int, found: Discovery) -> tuple[str, str]:
        """(status, reason) from how the listing compares with what it should hold."""
        broken = [issue.message for issue in found.issues if issue.severity == "error"]
        if broken and not found.complete:
            return "suspect", f"the listing is incomplete: {broken[0]}"
        if found.changes_only:
            return "ok", ""
        if found.route == "oai":
            # Runs that asked for changes alone say nothing about how many records there are.
            seen = self.store.pages.count(self.source.name, listed_since=found.since or self.run.round)
            usual: float = self.store.pages.count(self.source.name)
        else:
            usual = median([run.seen for run in self.store.runs.of_source(self.source.name)] or [0])
        if not seen:
            return "suspect", "it lists no items at all"
        if found.complete and seen < max(self.source.expect, usual * _SHRUNK):
            wanted = self.source.expect or round(usual)
            return "suspect", f"only {seen} items listed, {wanted} expected; nothing was marked as gone"
        return "ok", ""

    def vanished(self, found: Discovery, ask: Callable[[Iterable[Item]], Iterator[Visit]]) -> None:
        """Mark the pages that a listing does not name any more; nothing is deleted.

        A complete listing is believed. Sitemaps go stale, and a listing may be shorter than it says: there,
        each page is asked for, and only an answer that it is gone counts.
        """
        if self.report.status != "ok" or self.cut or found.route == "rss" or found.changes_only:
            return
        unlisted = self.store.pages.unlisted(self.source.name, since=found.since or self.run.round)
        if found.complete and found.route != "sitemap":
            with self.store.write():
                gone = sum(self._mark_gone(page) for page in unlisted)
            self.report = self.report.but(gone=self.report.gone + gone)
            return
        self.closing = True
        # An OAI record has no page to ask for.
        for one in ask(Item(page.url) for page in unlisted if "://" in page.url):
            # What a recording does not hold and no listing names was taken out of the recording.
            missing = isinstance(one.error, NotRecorded) and one.stored.record_id is not None
            self.add(replace(one, outcome="gone", error=None) if missing else one)
        self.flush()

    def close_list(self, found: Discovery, memory: Memory) -> None:
        """Say where the next list over OAI-PMH begins: behind this one where it is good, else where this one began."""
        if self.cut or (found.finished is None and (found.route == "oai" or memory.oai is None)):
            return
        with self.store.write():
            if found.finished is None:  # another route now; this one would begin anew
                self.store.oai.forget(self.source.name)
            elif self.report.status == "ok":
                self.store.oai.put(found.finished)
            else:
                until, relisted = (memory.oai.until, memory.oai.relisted) if memory.oai else ("", "")
                self.store.oai.put(replace(found.finished, until=until, relisted=relisted))
