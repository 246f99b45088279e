"""Reparse: read every stored page again by the rules of today, without the network, and say what changed."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from harvester.catalogue import build_works
from harvester.drift import accept_drift, judge_drift
from harvester.enrich.check import check_changed
from harvester.extract.parallel import extractor
from harvester.gather import put_record, speaks_for
from harvester.model import Issue
from harvester.model.date import stamp
from harvester.retention import drop_expired

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from harvester.catalogue import CatalogueReport
    from harvester.config import Config, Source
    from harvester.extract import Extraction
    from harvester.extract.parallel import Extractor
    from harvester.model import Record
    from harvester.store import Run, Store
    from harvester.store.pages import SavedPage

_BATCH = 25
"""Pages that go to a process in one piece, and are stored in one transaction."""
_KINDS = ("gained", "lost", "changed")
_ABOUT = frozenset({"id", "source", "url", "witness", "confidence"})


class Change(NamedTuple):
    """What one field of one record says now, in the JSON form of `Record`; None for nothing.

    The field "witness" stands for what the page said and the record did not choose: ``before`` are the
    witnesses that it has no more, ``after`` those that are new.
    """

    record: str
    field: str
    before: Any
    after: Any

    @property
    def kind(self) -> str:
        """Which of "gained", "lost" and "changed" it is."""
        if not self.before:
            return "gained"
        return "changed" if self.after else "lost"


@dataclass(slots=True, kw_only=True)
class Reparsed:
    """What reading the stored pages again came to.

    Attributes:
        pages: that were read. bodiless: present pages of records whose body was dropped, or never kept.
        unreadable: pages off which no record can be read any more; their records stay.
        changed, unchanged: pages by what their record says now.
        fields: field -> {"gained": n, "lost": n, "changed": n}.
        unknown: sources with stored pages that the config does not have; they were left alone.
        drifted: why sources are suspect.
        dropped: bodies past their time. dedupe: how the works followed; None for a dry run.
    """

    pages: int = 0
    bodiless: int = 0
    unreadable: int = 0
    changed: int = 0
    unchanged: int = 0
    fields: dict[str, dict[str, int]] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    drifted: dict[str, str] = field(default_factory=dict)
    dropped: int = 0
    dedupe: CatalogueReport | None = None

    @property
    def exit_code(self) -> int:
        """0 all well, 1 some source is suspect."""
        return 1 if self.drifted else 0

    def as_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """How to read the stored pages again.

    Attributes:
        sources: names of the sources; () means all.
        dry_run: report, and write nothing.
        accept: take what has drifted in these sources as usual from now on.
        processes: that read pages; None for as many as there are cores.
        watch: called with a source's name, how many of its pages are done, and how many there are.
        tell: called with every change.
    """

    sources: tuple[str, ...] = ()
    dry_run: bool = False
    accept: bool = False
    processes: int | None = None
    watch: Callable[[str, int, int], None] | None = None
    tell: Callable[[Change], None] | None = None


def reparse(store: Store, config: Config, how: How, now: Callable[[], dt.datetime]) -> Reparsed:
    """Read the stored pages again, store what they say now, and have the works follow.

    Raises:
        UsageError: an option names a source that the config does not have.
        StoreError: the catalogue cannot be written; everything stored before is intact.
    """
    sources = config.chosen(how.sources)
    bodies = store.pages.count_bodies()
    report = Reparsed(
        bodiless=sum(bodies.get(source.name, (0, 0))[1] for source in sources),
        unknown=[] if how.sources else sorted(bodies.keys() - {source.name for source in config.source}),
    )
    todo = {source.name: bodies.get(source.name, (0, 0))[0] for source in sources}
    run = None if how.dry_run else store.runs.begin(stamp(now()), kind="reparse")
    with extractor(how.processes, sum(todo.values())) as readers:
        for source in sources:
            _Rereading(source, store, run, how, report).read(readers, todo[source.name])
            if run:
                _judge(store, run, source.name, how, report)
    if run is None:
        return report
    check_changed(store, run)
    report.dedupe = build_works(store, config, run)
    report.dropped = drop_expired(store, config.store, now()).bodies
    _finish(store, run, report, now)
    return report


def differences(before: Record | None, after: Record) -> list[Change]:
    """What ``after`` says that ``before`` did not, or no longer, field by field."""
    old, new = before.to_dict() if before else {}, after.to_dict()
    found = [
        Change(after.id, name, old.get(name), new.get(name))
        for name in dict.fromkeys([*old, *new])
        if name not in _ABOUT and old.get(name) != new.get(name)
    ]
    said, says = (set(one.witness) if one else set() for one in (before, after))
    if before and before.id != after.id:
        found.insert(0, Change(after.id, "id", before.id, after.id))
    if said != says:
        found.append(Change(after.id, "witness", sorted(said - says), sorted(says - said)))
    return found


def _judge(store: Store, run: Run, source: str, how: How, report: Reparsed) -> None:
    with store.write():
        if how.accept:
            accept_drift(store, run, source)
        if reason := judge_drift(store, run, source):
            report.drifted[source] = reason
        # Old pages say what was usual once; what was found since stays the measure.
        store.readings.set_aside(run, source)


def _finish(store: Store, run: Run, report: Reparsed, now: Callable[[], dt.datetime]) -> None:
    with store.write():
        store.runs.finish(
            run,
            finished=stamp(now()),
            status="partial" if report.drifted else "ok",
            exit_code=report.exit_code,
            summary=report.as_dict(),
        )


@dataclass(slots=True)
class _Rereading:
    """The pages of one source, read again; ``run`` is None where nothing is to be written."""

    source: Source
    store: Store
    run: Run | None
    how: How
    report: Reparsed

    def read(self, readers: Extractor, pages: int) -> None:
        """Read all of them, a batch at a time, and store what comes of each batch in one transaction."""
        done = 0
        source = self.source
        batches = self.store.pages.saved(source.name, _BATCH)
        reading = readers.each(
            batches, source=source.name, platform=source.platform, language=source.language
        )
        for batch, found in reading:
            if self.run is None:
                for page, extraction in zip(batch, found, strict=True):
                    self._count(page, extraction)
            else:
                with self.store.write():
                    for page, extraction in zip(batch, found, strict=True):
                        self._put(self.run, page, extraction)
                    self.store.runs.progress(self.run, f"{source.name}: {done} pages read again")
            done += len(batch)
            if self.how.watch:
                self.how.watch(source.name, done, pages)

    def _count(self, page: SavedPage, extraction: Extraction) -> bool:
        """Count what an extraction changes; whether the page gives a record."""
        self.report.pages += 1
        record = extraction.record
        if record is None:
            self.report.unreadable += 1
            return False
        changes: list[Change] = []
        if speaks_for(self.store, page, record.id):
            before = self.store.records.get(page.record_id) if page.record_id else None
            changes = [] if before == record else differences(before, record)
        self.report.changed += bool(changes)
        self.report.unchanged += not changes
        for change in changes:
            self.report.fields.setdefault(change.field, dict.fromkeys(_KINDS, 0))[change.kind] += 1
            if self.how.tell:
                self.how.tell(change)
        return True

    def _put(self, run: Run, page: SavedPage, extraction: Extraction) -> None:
        readable = self._count(page, extraction)
        issues = list(extraction.issues)
        if not readable:
            message = (
                f"{page.url}: its stored page gives no record any more: {extraction.reason}; the record stays"
            )
            issues.append(Issue(kind="no-record", message=message, source=page.source))
        self.store.issues.settle(run, "extract", page.url, issues)
        if extraction.record is None:
            return
        put_record(self.store, run, page, extraction.record)
        self.store.pages.put_reread(run, page.source, page.url, extraction.record.id)
        if page.record_id not in (None, extraction.record.id):
            self.store.records.settle_gone(run, [page.record_id])
