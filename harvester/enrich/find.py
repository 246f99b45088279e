"""Titles -> DOIs, for records whose pages state none: searched for within a budget, judged, and kept as finds."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from harvester.enrich.crossref import Answer
from harvester.enrich.message import record_of
from harvester.enrich.search import Finding, judge, question
from harvester.errors import Fault, isolate
from harvester.model import Issue
from harvester.model.date import stamp
from harvester.store import Find

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from harvester.enrich.lookup import Lookup
    from harvester.model import Record
    from harvester.store import Run, Store

ROWS = 10
"""Candidates that are looked at; the right one is among the first five in all measured cases."""

_AGAIN = dt.timedelta(days=90)
"""When to search again for what was not found: registries grow."""
_AT_ONCE = 500
"""Records that are passed over in one transaction."""
_TOO_LITTLE = "too little is said of it to search for"
_NEVER = "9999-12-31T00:00:00Z"


class Search:
    """One run's searches by title.

    Attributes:
        counts: "searched", "accepted", "to_review".
    """

    def __init__(
        self, store: Store, lookup: Lookup, run: Run, now: Callable[[], dt.datetime], *, budget: int
    ) -> None:
        self._store, self._lookup, self._run, self._now = store, lookup, run, now
        self._budget = budget
        self.counts = dict.fromkeys(("searched", "accepted", "to_review"), 0)

    def search(self, record_ids: Sequence[str]) -> None:
        """Search for these records, in this order, as far as the budget goes."""
        poor: list[Record] = []
        for record_id in record_ids:
            if self.counts["searched"] >= self._budget or not self._lookup.searchable:
                break
            record = self._store.records.get(record_id)
            if record is None:
                continue
            if words := question(record):
                self._search(record, words)
            else:
                poor.append(record)
            if len(poor) >= _AT_ONCE:
                self._pass_over(poor)
                poor = []
        self._pass_over(poor)

    def _pass_over(self, poor: Sequence[Record]) -> None:
        """Keep, in one step, that these records say too little."""
        with self._store.write():
            for record in poor:
                self._keep(record, "", Finding("reject", None, _TOO_LITTLE), None)

    def _search(self, record: Record, words: str) -> None:
        messages = self._lookup.candidates(words, ROWS, record.id)
        if messages is None:
            return
        self.counts["searched"] += 1
        try:
            with isolate(record.id):
                finding = judge(record, [record_of(message) for message in messages.values()])
        except Fault as fault:
            self._lookup.answers.note(fault, [record.id])
            return
        self._keep(record, words, finding, messages.get(finding.doi or ""))

    def _keep(self, record: Record, words: str, finding: Finding, message: Mapping[str, Any] | None) -> None:
        now = self._now()
        self.counts["accepted"] += finding.outcome == "accept"
        self.counts["to_review"] += finding.outcome == "review"
        with self._store.write():
            find = Find(
                record_id=record.id,
                question=words,
                outcome=finding.outcome,
                doi=finding.doi,
                reason=finding.reason,
                evidence=finding.evidence,
                asked=stamp(now),
                due=_NEVER if finding.outcome == "accept" else stamp(now + _AGAIN),
            )
            self._store.finds.put(self._run, find)
            if finding.outcome == "accept" and message:
                self._lookup.answers.keep_message(str(finding.doi), Answer(message))
            self._store.issues.settle(self._run, "find", record.id, _issues(record, finding))


def _issues(record: Record, finding: Finding) -> list[Issue]:
    """What a person should look at."""
    if finding.outcome != "review":
        return []
    words = (
        f"{record.url or record.id}: its DOI may be {finding.doi}: {finding.reason}; "
        f"if it is, `harvester set {record.id} doi {finding.doi}`"
    )
    return [Issue(kind="doi-to-confirm", source=record.source, subject=record.id, message=words)]
