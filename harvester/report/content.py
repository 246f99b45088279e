"""What a report says, whatever it is written as."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.store import PastRun, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from harvester.store import Found, SourceRun, Store

COUNTS = ("seen", "new", "changed", "gone", "failed")
"""What is counted of each source."""

_EVERY = 1_000_000
_REMEMBERED = 30
"""Syncs in the charts."""


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading; ``word`` is its short name in the headline."""

    word: str
    title: str
    found: Found


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What became of the catalogue between two runs.

    Attributes:
        run: the last run that is reported on. base: the one before the first, None from the beginning.
        sources: their counts over all these runs, with the status in the last one.
        past: the syncs up to ``run``, oldest first.
        works, issues, review: how many works, open issues and undecided pairs there are today.
        later: whether there were runs after ``run``; what those changed again is not in the sections.
    """

    run: PastRun
    base: PastRun | None
    sources: tuple[SourceRun, ...]
    sections: tuple[Section, ...]
    past: tuple[PastRun, ...]
    works: int
    issues: int
    review: int
    later: bool

    @property
    def title(self) -> str:
        """Which run this is, and how it went."""
        return f"harvester: run {self.run.id} of {self.run.started[:10]}: {self.run.status}"

    @property
    def span(self) -> str:
        """What it is compared with, in words."""
        if self.base is None:
            return "Everything up to this run."
        return f"Since run {self.base.id} of {self.base.started[:10]}."

    @property
    def headline(self) -> str:
        """The numbers of all sections in one line."""
        return ", ".join(f"{section.word}: {section.found.number}" for section in self.sections)

    @property
    def state(self) -> str:
        """What the catalogue holds today, in words."""
        return f"Today: works: {self.works}, open issues: {self.issues}, pairs to review: {self.review}."

    @property
    def notes(self) -> Iterator[str]:
        """What a reader has to know to take the numbers right."""
        if self.later:
            yield "There were later runs; what they changed again is not listed here."


def build_report(store: Store, run_id: int, *, since: int | None, most: int) -> Report:
    """What became of the catalogue up to a run.

    Args:
        store: opened for reading.
        run_id: a run that there is.
        since: the run after which it begins; None: the last sync before that ended.
        most: things listed under each heading; the rest is counted.
    """
    history = store.history
    (run,) = history.runs(most=1, upto=run_id)
    if since is None:
        # What a run that was killed brought has not been in any report yet.
        before = [one for one in history.runs(most=100, kind="sync", upto=run_id - 1) if one.finished]
    else:
        before = history.runs(most=1, upto=since)
    base = before[0] if before else None
    span = Span(base.id if base else 0, run.id)
    past = history.runs(most=_REMEMBERED, kind="sync", upto=run.id)
    return Report(
        run=run,
        base=base,
        sources=tuple(_added_up(history.runs(most=_EVERY, after=span.after, upto=run.id))),
        sections=tuple(_sections(store, span, most)),
        past=tuple(reversed(past)),
        works=store.works.count(),
        issues=store.issues.count_open(),
        review=store.decisions.count_review(),
        later=bool(history.runs(most=1)[0].id > run.id),
    )


def _sections(store: Store, span: Span, most: int) -> Iterator[Section]:
    ask = store.history
    yield Section("new", "New works", ask.new_works(span, most=most))
    yield Section("changed", "Changed works", ask.changed_works(span, most=most))
    yield Section("merged", "Merged works", ask.merged_works(span, most=most))
    yield Section("retracted or doubted", "Retracted or doubted works", ask.retracted_works(span, most=most))
    yield Section("gone", "Works that no repository holds any more", ask.gone_works(span, most=most))
    yield Section("to review", "Pairs for a person to decide", ask.doubtful_pairs(span, most=most))
    yield Section("new issues", "Issues opened", ask.opened_issues(span, most=most))
    yield Section("settled issues", "Issues settled", ask.settled_issues(span, most=most))


def _added_up(runs: Sequence[PastRun]) -> Iterator[SourceRun]:
    """The counts of each source over ``runs`` (newest first), by name; how many were seen is the last run's."""
    newest: dict[str, SourceRun] = {}
    for run in runs:
        for source in run.sources:
            kept = newest.setdefault(source.name, source)
            if kept is not source:
                summed = {
                    name: getattr(kept, name) + getattr(source, name) for name in COUNTS if name != "seen"
                }
                newest[source.name] = kept.but(**summed)
    yield from (newest[name] for name in sorted(newest))
