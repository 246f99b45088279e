"""What registries answered, kept: a record and a registration for each DOI, and the counts of how it went."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from harvester.enrich.agency import CROSSREF, read_message
from harvester.enrich.message import record_of
from harvester.errors import Fault, isolate
from harvester.model import Issue
from harvester.model.date import stamp
from harvester.model.registry import CROSSREF as SOURCE
from harvester.store import Registration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from harvester.enrich.crossref import Answer
    from harvester.errors import FetchError
    from harvester.model import Record
    from harvester.store import Run, Store

log = logging.getLogger(__name__)

RULES = 1
"""The number of the rules that make records of messages; with another one, every stored message is read again."""

_AT_ONCE = 500
"""Messages that are read again in one transaction."""

_SPREAD = 3 / 7
"""Part of the age by which due dates differ, so that a large first night does not come back as one."""

_LONGEST = 180.0
"""Days after which a DOI that was never found is asked for again at the latest."""


class Answers:
    """The answers of one run. Whatever keeps one is called inside ``with store.write():``.

    Args:
        age: days after which an answer is asked for again.

    Attributes:
        counts: "found", "elsewhere" (of these, by another agency than Crossref), "missing", "unchanged", "failed",
            and "changed" (records that say something new).
        issues: what went wrong, by DOI or record id.
        subjects: the DOIs and records that were answered, or that something went wrong with.
    """

    def __init__(self, store: Store, run: Run, now: Callable[[], dt.datetime], *, age: float) -> None:
        self._store, self._run, self._now, self._age = store, run, now, age
        self.counts = dict.fromkeys(("found", "elsewhere", "missing", "unchanged", "failed", "changed"), 0)
        self.issues: list[Issue] = []
        self.subjects: set[str] = set()

    def keep_message(self, doi: str, answer: Answer) -> None:
        """Keep what Crossref said about a DOI that it knows."""
        message = dict(answer.message or {})
        before = self._store.records.get(f"{SOURCE}:{message['DOI']}".lower())
        if before and before.language:
            # A list leaves the language out; what a single answer said of it stays.
            message.setdefault("language", before.language)
        with self._noting(doi):
            record = self._crossrefs(doi, message, is_alias=bool(answer.prime))
            question = f"works/{doi}" if answer.prime else f"works?filter=doi:{doi}&select=*"
            self.keep(doi, record, CROSSREF, {"question": question, **message}, prime=answer.prime)

    def read_again(self) -> None:
        """Read the stored messages anew that other rules have read; nobody is asked."""
        outdated = self._store.registry.read_otherwise(RULES)
        for start in range(0, len(outdated), _AT_ONCE):
            with self._store.write():
                for doi in outdated[start : start + _AT_ONCE]:
                    self._read_again(doi)

    def _read_again(self, doi: str) -> None:
        entry = self._store.registry.get(doi)
        if entry is None or entry.message is None:
            return
        with self._noting(doi):
            if entry.agency == CROSSREF:
                record = self._crossrefs(doi, entry.message, is_alias=bool(entry.prime_doi))
            else:
                with isolate(doi):
                    record = read_message(doi, entry.agency, entry.message)
            self.counts["changed"] += self._store.records.put(self._run, record) != "unchanged"
            self._store.registry.put(replace(entry, rules=RULES))

    def _crossrefs(self, doi: str, message: Mapping[str, Any], *, is_alias: bool) -> Record:
        aliases = set(self._store.registry.aliases(str(message["DOI"]).lower())) | (
            {doi} if is_alias else set()
        )
        with isolate(doi):
            return record_of(message, aliases=sorted(aliases))

    def keep(
        self, doi: str, record: Record, agency: str, message: Mapping[str, Any], *, prime: str | None = None
    ) -> None:
        """Keep what ``agency`` said about a DOI: ``record``, made of its raw ``message``."""
        now = self._now()
        self.counts["changed"] += self._store.records.put(self._run, record) != "unchanged"
        self.counts["found"] += 1
        self.subjects.add(doi)
        self.counts["elsewhere"] += agency != CROSSREF
        self._store.registry.put(
            Registration(
                doi=doi,
                state="found",
                agency=agency,
                prime_doi=prime,
                record_id=record.id,
                asked=stamp(now),
                due=self._due(doi, now, 0),
                rules=RULES,
                message=message,
            )
        )

    def keep_missing(
        self, doi: str, agency: str, note: str, *, state: str = "missing", days: float | None = None
    ) -> None:
        """Keep that nobody knows a DOI; ``days``: when to ask again, where that is not the usual."""
        now = self._now()
        before = self._store.registry.get(doi)
        tries = before.tries + 1 if before else 1
        self.counts["missing"] += 1
        self.subjects.add(doi)
        self._store.registry.put(
            Registration(
                doi=doi,
                state=state,
                agency=agency,
                asked=stamp(now),
                due=self._due(doi, now, tries) if days is None else stamp(now + dt.timedelta(days=days)),
                tries=tries,
                note=note,
            )
        )

    def confirm(self, entries: Sequence[Registration]) -> None:
        """Keep that these answers stand as they were."""
        now = self._now()
        self.counts["unchanged"] += len(entries)
        self.subjects.update(entry.doi for entry in entries)
        tries = [entry.tries + (entry.state != "found") for entry in entries]
        self._store.registry.confirm(
            (entry.doi, stamp(now), self._due(entry.doi, now, count), count)
            for entry, count in zip(entries, tries, strict=True)
        )

    def note(self, error: FetchError | Fault, subjects: Sequence[str]) -> None:
        """Count and report what went wrong with some DOIs or records."""
        self.counts["failed"] += len(subjects)
        self.subjects.update(subjects)
        self.issues += [
            Issue(
                kind="enrich-failed", source=SOURCE, subject=one, severity="error", message=f"{one}: {error}"
            )
            for one in subjects
        ]
        log.warning("crossref: %s", error)

    @contextmanager
    def _noting(self, doi: str) -> Iterator[None]:
        """A bug that one answer meets costs this answer alone."""
        try:
            yield
        except Fault as fault:
            self.note(fault, [doi])

    def _due(self, doi: str, now: dt.datetime, tries: int) -> str:
        """When to ask again: after the age and a part of it that is the DOI's own; ever later where it is not found."""
        share = int.from_bytes(hashlib.sha256(doi.encode()).digest()[:4], "big") / 2**32
        days = self._age * (1 + _SPREAD * share) * 2 ** min(max(tries - 1, 0), 10)
        return stamp(now + dt.timedelta(days=min(days, max(self._age * (1 + _SPREAD), _LONGEST))))
