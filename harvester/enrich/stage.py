"""The enrichment of one run: ask for the DOIs that are due, store the answers, compare them with the pages."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.enrich.agreement import compare
from harvester.enrich.crossref import Answer, Crossref
from harvester.enrich.message import CARRIER, record_of
from harvester.errors import BadBody, Fault, FetchError, HttpStatus, NotRecorded, isolate
from harvester.model import Issue
from harvester.model.date import stamp
from harvester.store import Registration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any

    from harvester.config import Config
    from harvester.fetch import Web
    from harvester.model import Record
    from harvester.store import Run, Store

log = logging.getLogger(__name__)

_GIVE_UP_AFTER = 3
"""Requests that fail one after another before the rest is left for the next run."""

#: verdict of the comparison -> kind of the issue that it is.
_ISSUES = {"wrong-doi": "wrong-doi", "review": "doi-to-review"}


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrichReport:
    """How the enrichment went.

    Attributes:
        status: "ok", "failed" (some answers are missing; ``reason`` says why) or "off".
        due: DOIs that needed an answer. found, missing, failed: how many of them got which.
        left: how many wait for the next run.
        requests: requests sent to the registry.
    """

    status: str = "ok"
    reason: str = ""
    due: int = 0
    found: int = 0
    missing: int = 0
    failed: int = 0
    left: int = 0
    changed: int = 0
    requests: int = 0


def enrich(
    store: Store, web: Web, config: Config, run: Run, *, now: Callable[[], dt.datetime]
) -> EnrichReport:
    """Bring the registry's records up to date with the DOIs that pages name, and compare the two."""
    pages = [record for record in store.records.each() if record.source != CARRIER]
    report = EnrichReport(status="off")
    if config.crossref.enabled:
        dois = sorted({record.doi for record in pages if record.doi})
        due = sorted(set(dois) - store.registry.fresh(dois, stamp(now())))
        report = _Asking(store, web, config, run, now).ask(due) if due else EnrichReport()
    _compare(store, run, pages)
    return report


def compare_again(store: Store, run: Run) -> None:
    """Compare what pages say with what the registry has answered already; nobody is asked."""
    _compare(store, run, [record for record in store.records.each() if record.source != CARRIER])


def _compare(store: Store, run: Run, pages: list[Record]) -> None:
    with store.write():
        _retire_unnamed(store, run, pages)
        _compare_all(store, run, pages)


class _Asking:
    """One run's questions to the registry, with the counts of how they were answered."""

    def __init__(
        self, store: Store, web: Web, config: Config, run: Run, now: Callable[[], dt.datetime]
    ) -> None:
        self._store, self._run, self._now = store, run, now
        self._client = Crossref(web, config.crossref, config.contact)
        self._budget = config.crossref.budget
        self._age = dt.timedelta(days=config.crossref.refresh_days)
        self._counts = dict.fromkeys(("found", "missing", "failed", "changed", "requests"), 0)
        self._errors: list[Issue] = []
        self._failures = 0

    def ask(self, due: list[str]) -> EnrichReport:
        asked = 0
        for batch in self._client.batches(due):
            if self._exhausted():
                break
            self._ask_batch(batch)
            asked += len(batch)
            log.info("crossref: %d of %d DOIs asked for", asked, len(due))
        with self._store.write():
            self._store.issues.settle_all(self._run, "enrich", self._errors)
        answered = self._counts["found"] + self._counts["missing"]
        failed = bool(self._errors) or self._failures >= _GIVE_UP_AFTER
        return EnrichReport(
            status="failed" if failed else "ok",
            reason=self._errors[-1].message if self._errors else "",
            due=len(due),
            left=len(due) - answered - self._counts["failed"],
            **self._counts,
        )

    def _exhausted(self) -> bool:
        return self._failures >= _GIVE_UP_AFTER or self._counts["requests"] >= self._budget

    def _ask_batch(self, batch: list[str]) -> None:
        found: Mapping[str, Mapping[str, Any]] = {}
        if len(batch) > 1:
            try:
                self._counts["requests"] += 1
                found = self._client.works(batch)
                self._failures = 0
            except (HttpStatus, BadBody, NotRecorded) as error:
                # One bad clause fails the whole list; singly, it fails alone.
                if isinstance(error, HttpStatus) and error.status != 400:
                    self._fail(error, batch)
                    return
            except FetchError as error:
                self._fail(error, batch)
                return
        with self._store.write():
            for doi, message in found.items():
                self._store_one(doi, Answer(message))
        for doi in batch:
            if doi not in found and not self._exhausted():
                self._ask_one(doi)

    def _ask_one(self, doi: str) -> None:
        try:
            self._counts["requests"] += 1
            answer = self._client.work(doi)
        except FetchError as error:
            self._fail(error, [doi])
            return
        self._failures = 0
        self._store_one(doi, answer)

    def _store_one(self, doi: str, answer: Answer) -> None:
        try:
            with self._store.write():
                self._keep(doi, answer)
        except Fault as fault:
            self._note(fault, [doi])

    def _fail(self, error: FetchError, dois: list[str]) -> None:
        forbidden = isinstance(error, HttpStatus) and error.status == 403
        self._failures = _GIVE_UP_AFTER if forbidden else self._failures + 1
        self._note(error, dois)

    def _note(self, error: FetchError | Fault, dois: list[str]) -> None:
        self._counts["failed"] += len(dois)
        self._errors += [
            Issue(
                kind="enrich-failed", source=CARRIER, subject=doi, severity="error", message=f"{doi}: {error}"
            )
            for doi in dois
        ]
        log.warning("crossref: %s", error)

    def _keep(self, doi: str, answer: Answer) -> None:
        now = self._now()
        record_id = None
        if answer.message is not None:
            prime = str(answer.message["DOI"]).lower()
            aliases = self._store.registry.aliases(prime)
            with isolate(doi):
                record = record_of(answer.message, aliases=[*aliases, doi] if answer.prime else aliases)
            record_id = record.id
            self._counts["changed"] += self._store.records.put(self._run, record) != "unchanged"
        self._counts["found" if record_id else "missing"] += 1
        self._store.registry.put(
            Registration(
                doi=doi,
                state="found" if record_id else "missing",
                prime_doi=answer.prime,
                record_id=record_id,
                asked=stamp(now),
                due=stamp(now + self._age),
                note="" if record_id else "Crossref does not know this DOI",
                message=answer.message,
            )
        )


def _retire_unnamed(store: Store, run: Run, pages: list[Record]) -> None:
    """A registry's record counts only while some page names its DOI."""
    answers = store.registry.answers()
    named = {answers[record.doi].record_id for record in pages if record.doi in answers}
    gone = store.records.gone()
    registered = {record.id for record in store.records.each() if record.source == CARRIER}
    store.records.settle_gone(run, registered - named)
    for record_id in sorted((registered & gone) & named):
        if record := store.records.get(record_id):
            store.records.put(run, record)


def _compare_all(store: Store, run: Run, pages: list[Record]) -> None:
    """Compare every page with the registry's record of its DOI; disagreements become issues."""
    rows, issues = [], []
    for page, entry in _registered(store, pages):
        registered = store.records.get(entry.record_id) if entry.record_id else None
        if registered is None:
            issues.append(
                _issue("doi-unknown", page, f"{entry.note}; it may be wrong or another agency's", "info")
            )
            continue
        agreement = compare(page, registered)
        rows.append((page.id, entry.doi, *agreement))
        if agreement.verdict in _ISSUES:
            issues.append(_issue(_ISSUES[agreement.verdict], page, agreement.note, "warning"))
    store.registry.put_agreements(rows)
    store.issues.settle_all(run, "agreement", issues)


def _registered(store: Store, pages: list[Record]) -> Iterator[tuple[Record, Registration]]:
    answers = store.registry.answers()
    for page in pages:
        if page.doi in answers:
            yield page, answers[page.doi]


def _issue(kind: str, page: Record, note: str, severity: Any) -> Issue:  # noqa: ANN401  (a Severity)
    message = f"{page.doi} on {page.url or page.id}: {note}"
    return Issue(kind=kind, source=page.source, subject=page.id, message=message, severity=severity)
