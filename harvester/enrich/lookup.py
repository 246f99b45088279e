"""DOIs -> what their agencies say, stored answer by answer, so that a killed run asks for no answer twice."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from typing import TYPE_CHECKING, Any

from harvester.enrich.agency import CROSSREF, Agencies
from harvester.enrich.crossref import Answer, Crossref
from harvester.enrich.message import record_of
from harvester.errors import (
    Fault,
    FetchError,
    HostDown,
    HttpStatus,
    NotRecorded,
    Throttled,
    TooLarge,
    Unreachable,
    isolate,
)
from harvester.model import Issue
from harvester.model.date import stamp
from harvester.model.registry import CROSSREF as SOURCE
from harvester.store import Registration

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from harvester.config import Config
    from harvester.fetch import Web
    from harvester.model import Record
    from harvester.store import Run, Store

log = logging.getLogger(__name__)

_GIVE_UP_AFTER = 3
"""Requests that fail one after another before a service is left alone until the next run."""

_SPREAD = 3 / 7
"""Part of the age by which due dates differ, so that a large first night does not come back as one."""

_UNKNOWN = "Crossref does not know this DOI"

_LONGEST = 180.0
"""Days after which a DOI that was never found is asked for again at the latest."""


class Service:
    """One of those that are asked: how often it may be, and whether it answers."""

    def __init__(self, budget: int) -> None:
        self.budget = budget
        self.requests = 0
        self.reason = ""
        self._failures = 0

    @property
    def open(self) -> bool:
        """Whether another request makes sense in this run."""
        return self._failures < _GIVE_UP_AFTER and self.requests < self.budget

    @property
    def broken(self) -> bool:
        """Whether it was left alone because it did not answer."""
        return self._failures >= _GIVE_UP_AFTER

    def answered(self) -> None:
        """The last request was answered."""
        self._failures = 0

    def failed(self, error: FetchError) -> None:
        """The last request was not answered; one that refuses us is not asked again."""
        # The transport has tried each request several times, and has waited as long as one may.
        refused = isinstance(error, HttpStatus) and error.status in {401, 403}
        closed = refused or isinstance(error, Throttled | HostDown)
        self._failures = _GIVE_UP_AFTER if closed else self._failures + 1
        self.reason = str(error)


class Lookup:
    """One run's questions about DOIs, with the counts of how they were answered.

    Attributes:
        counts: "found", "elsewhere" (of these, by another agency than Crossref), "missing", "unchanged", "failed",
            and "changed" (records that say something new).
        issues: what went wrong, by DOI.
    """

    def __init__(
        self, store: Store, web: Web, config: Config, run: Run, now: Callable[[], dt.datetime]
    ) -> None:
        self._store, self._run, self._now = store, run, now
        self._client = Crossref(web, config.crossref, config.contact)
        self._agencies = Agencies(web, config.crossref, store, now)
        self._age = config.crossref.refresh_days
        self.crossref = Service(config.crossref.budget)
        self.others = Service(config.crossref.budget)
        self.counts = dict.fromkeys(("found", "elsewhere", "missing", "unchanged", "failed", "changed"), 0)
        self.issues: list[Issue] = []
        self._searches_recorded = True

    @property
    def searchable(self) -> bool:
        """Whether another search by title makes sense; a recording may hold none."""
        return self.crossref.open and self._searches_recorded

    @property
    def requests(self) -> int:
        """Requests made so far, to whomever."""
        return self.crossref.requests + self.others.requests

    def ask(self, dois: Sequence[str]) -> None:
        """Ask about DOIs in full, and store each answer."""
        done = 0
        for batch in self._client.batches(dois):
            if not self.crossref.open:
                break
            self._ask_batch(batch)
            done += len(batch)
            log.info("crossref: %d of %d DOIs asked for", done, len(dois))

    def refresh(self, entries: Sequence[Registration]) -> None:
        """Ask which of these answers have changed since they were given, the oldest first, and store those anew."""
        nobody = [entry.doi for entry in entries if not entry.agency and self._agencies.enabled]
        elsewhere = [entry.doi for entry in entries if entry.agency not in {"", CROSSREF}]
        others = {*nobody, *elsewhere}
        # An alias stands in no list, and what it leads to does.
        listed: dict[str, list[Registration]] = {}
        for entry in entries:
            if entry.doi not in others:
                listed.setdefault(entry.prime_doi or entry.doi, []).append(entry)
        for batch in self._client.batches([*listed]):
            if not self.crossref.open:
                break
            self._refresh_batch({doi: listed[doi] for doi in batch})
        self.ask(nobody)
        for doi in elsewhere:
            if self.others.open:
                self._ask_agency(doi)

    def _refresh_batch(self, listed: Mapping[str, Sequence[Registration]]) -> None:
        """Ask which of these have changed (DOI in lists -> the answers that came of it)."""
        entries = [entry for answers in listed.values() for entry in answers]
        found = None
        if not any("," in doi for doi in listed):
            found = self._list([*listed], since=min(entry.asked for entry in entries)[:10])
            if found is None:
                return
        with self._store.write():
            for doi, message in (found or {}).items():
                for entry in listed[doi]:
                    self.keep(entry.doi, Answer(message, entry.prime_doi))
            if found is not None:
                self._confirm([entry for doi in listed if doi not in found for entry in listed[doi]])
        if found is None:
            for entry in entries:
                self._ask_one(entry.doi)

    def _confirm(self, entries: Sequence[Registration]) -> None:
        """Store that these answers stand as they were."""
        now = self._now()
        self.counts["unchanged"] += len(entries)
        tries = [entry.tries + (entry.state != "found") for entry in entries]
        self._store.registry.confirm(
            (entry.doi, stamp(now), self._due(entry.doi, now, count), count)
            for entry, count in zip(entries, tries, strict=True)
        )

    def _ask_batch(self, batch: list[str]) -> None:
        found: Mapping[str, Mapping[str, Any]] = {}
        if not any("," in doi for doi in batch):
            listed = self._list(batch)
            if listed is None:
                return
            found = listed
            with self._store.write():
                for doi, message in found.items():
                    self.keep(doi, Answer(message))
        for doi in batch:
            if doi not in found:
                self._ask_one(doi)

    def candidates(self, question: str, rows: int, record_id: str) -> dict[str, Mapping[str, Any]] | None:
        """DOI -> work, of those that Crossref ranks highest for a citation; None where it failed, which is noted."""
        try:
            self.crossref.requests += 1
            found = self._client.search(question, rows)
        except NotRecorded as error:
            log.info("no search by title: %s", error)
            self._searches_recorded = False
            return None
        except FetchError as error:
            self._fail(self.crossref, error, [record_id])
            return None
        self.crossref.answered()
        return {str(message["DOI"]).lower(): message for message in found}

    def _list(self, dois: list[str], since: str = "") -> Mapping[str, Mapping[str, Any]] | None:
        """The works of ``dois`` that Crossref lists; None where the request failed, which is noted.

        One DOI that Crossref cannot read fails the whole list, as does one work that is too large: such a list is
        asked for in halves, until the culprit stands alone and is looked for singly.
        """
        if not self.crossref.open:
            return None
        try:
            self.crossref.requests += 1
            found = self._client.works(dois, since)
        except FetchError as error:
            if not _is_divisible(error):
                self._fail(self.crossref, error, dois)
                return None
            if len(dois) == 1:
                return {}
            middle = len(dois) // 2
            halves = [self._list(half, since) for half in (dois[:middle], dois[middle:])]
            return None if None in halves else {**(halves[0] or {}), **(halves[1] or {})}
        self.crossref.answered()
        return found

    def _ask_one(self, doi: str) -> None:
        """Ask about a DOI that no list holds: an alias, another agency's, or nobody's."""
        elsewhere = self._agencies.known(doi)
        if elsewhere and elsewhere != CROSSREF and self._agencies.enabled:
            self._ask_agency(doi)
            return
        if not self.crossref.open:
            return
        try:
            self.crossref.requests += 1
            answer = self._client.work(doi)
        except FetchError as error:
            self._fail(self.crossref, error, [doi])
            return
        self.crossref.answered()
        if answer.message is None:
            self._ask_agency(doi)
        else:
            self._store_one(doi, lambda: self.keep(doi, answer))

    def _ask_agency(self, doi: str) -> None:
        """Ask the agency of a DOI that Crossref does not have; where none can be asked, it is missing until then."""
        before = self._agencies.requests
        try:
            if not self._agencies.enabled:
                self._store_one(doi, lambda: self._keep_missing(doi, "", _UNKNOWN))
                return
            if not self.others.open:
                raise Unreachable("too many requests have failed, or the budget is spent", url=doi)
            agency = self._agencies.of(doi)
            found = self._agencies.record(doi, agency) if agency not in {"", CROSSREF} else None
            self.others.answered()
        except FetchError as error:
            self.others.failed(error)
            note = f"{_UNKNOWN}, and its agency could not be asked ({error})"
            self._store_one(doi, lambda: self._keep_missing(doi, "", note, days=1))
            return
        except Fault as fault:
            self.note(fault, [doi])
            return
        finally:
            self.others.requests += self._agencies.requests - before
        if found is None:
            self._store_one(doi, lambda: self._keep_missing(doi, agency, _note(agency)))
        else:
            record, message = found
            self._store_one(doi, lambda: self._keep(doi, record, agency=agency, message=message))

    def _store_one(self, doi: str, keep: Callable[[], None]) -> None:
        try:
            with self._store.write():
                keep()
        except Fault as fault:
            self.note(fault, [doi])

    def keep(self, doi: str, answer: Answer) -> None:
        """Store what Crossref said about a DOI."""
        assert answer.message is not None  # noqa: S101  (the callers have looked)
        message = answer.message
        prime = str(message["DOI"]).lower()
        known = set(self._store.registry.aliases(prime)) | ({doi} if answer.prime else set())
        if "language" not in message and (before := self._store.registry.get(doi)) and before.message:
            # A list leaves the language out; what a single answer said of it stays.
            message = {
                **message,
                **{key: before.message[key] for key in ("language",) if key in before.message},
            }
        try:
            with isolate(doi):
                record = record_of(message, aliases=sorted(known))
        except Fault as fault:
            self.note(fault, [doi])
            return
        question = {"question": f"works/{doi}" if answer.prime else f"works?filter=doi:{doi}&select=*"}
        self._keep(doi, record, agency=CROSSREF, prime=answer.prime, message={**question, **message})

    def _keep(
        self, doi: str, record: Record, *, agency: str, message: Mapping[str, Any], prime: str | None = None
    ) -> None:
        now = self._now()
        self.counts["changed"] += self._store.records.put(self._run, record) != "unchanged"
        self.counts["found"] += 1
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
                message=message,
            )
        )

    def _keep_missing(self, doi: str, agency: str, note: str, *, days: float | None = None) -> None:
        """Store that nobody knows a DOI; ``days``: when to ask again, where that is not the usual."""
        now = self._now()
        before = self._store.registry.get(doi)
        tries = before.tries + 1 if before else 1
        self.counts["missing"] += 1
        self._store.registry.put(
            Registration(
                doi=doi,
                state="unresolvable" if note == _note("") else "missing",
                agency=agency,
                asked=stamp(now),
                due=self._due(doi, now, tries) if days is None else stamp(now + dt.timedelta(days=days)),
                tries=tries,
                note=note,
            )
        )

    def _due(self, doi: str, now: dt.datetime, tries: int) -> str:
        """When to ask again: after the age and a part of it that is the DOI's own; ever later where it is not found."""
        share = int.from_bytes(hashlib.sha256(doi.encode()).digest()[:4], "big") / 2**32
        days = self._age * (1 + _SPREAD * share) * 2 ** min(max(tries - 1, 0), 10)
        return stamp(now + dt.timedelta(days=min(days, max(self._age * (1 + _SPREAD), _LONGEST))))

    def _fail(self, service: Service, error: FetchError, dois: Sequence[str]) -> None:
        service.failed(error)
        self.note(error, dois)

    def note(self, error: FetchError | Fault, dois: Sequence[str]) -> None:
        """Count and report what went wrong with some DOIs (or records)."""
        self.counts["failed"] += len(dois)
        self.issues += [
            Issue(
                kind="enrich-failed", source=SOURCE, subject=doi, severity="error", message=f"{doi}: {error}"
            )
            for doi in dois
        ]
        log.warning("crossref: %s", error)


def _is_divisible(error: FetchError) -> bool:
    """Whether a shorter list may be answered where this one was not; a recording knows some DOIs and no others."""
    if isinstance(error, HttpStatus):
        return error.status in {400, 413, 414}
    return isinstance(error, TooLarge | NotRecorded)


def _note(agency: str) -> str:
    """Why a DOI is known to nobody, in the light of the agency that has its prefix."""
    if not agency:
        return "no registration agency knows its prefix"
    if agency == CROSSREF:
        return f"{_UNKNOWN}, and its prefix is Crossref's"
    return f"neither Crossref nor {agency}, which has its prefix, knows this DOI"
