"""DOIs -> what their agencies say, stored answer by answer, so that a killed run asks for no answer twice."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, NamedTuple

from harvester.enrich.agency import CROSSREF, Agencies
from harvester.enrich.answers import Answers
from harvester.enrich.crossref import Answer, Crossref
from harvester.enrich.service import Service
from harvester.errors import Fault, FetchError, HttpStatus, NotRecorded, TooLarge, isolate

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence

    from harvester.config import Config
    from harvester.fetch import Web
    from harvester.store import Registration, Run, Store

log = logging.getLogger(__name__)

_NOT_DONE_HERE = 501

_UNKNOWN = "Crossref does not know this DOI"


class Listed(NamedTuple):
    """What Crossref lists of some DOIs: DOI -> work, and the DOIs that it cannot list."""

    works: Mapping[str, Mapping[str, Any]]
    unreadable: tuple[str, ...] = ()


class Lookup:
    """One run's questions about DOIs.

    Attributes:
        answers: what came of them.
        crossref, others: how Crossref and the other agencies fare.
    """

    def __init__(
        self, store: Store, web: Web, config: Config, run: Run, now: Callable[[], dt.datetime]
    ) -> None:
        self._store = store
        self._client = Crossref(web, config.crossref, config.contact)
        self._agencies = Agencies(web, config.crossref, store, now)
        self.answers = Answers(store, run, now, age=config.crossref.refresh_days)
        self.crossref = Service(config.crossref.budget, patience=3)
        # Nothing is lost with them until the next run, and a host that is not there costs a minute each time.
        self.others = Service(config.crossref.budget, patience=1)
        self._searches = True

    @property
    def searchable(self) -> bool:
        """Whether another search by title makes sense; a recording, or a server of one, may hold none."""
        return self.crossref.open and self._searches

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
        found: Listed | None = None
        if not any("," in doi for doi in listed):
            found = self._list([*listed], since=min(entry.asked for entry in entries)[:10])
            if found is None:
                return
        singly = entries if found is None else [entry for doi in found.unreadable for entry in listed[doi]]
        if found is not None:
            with self._store.write():
                for doi, message in found.works.items():
                    for entry in listed[doi]:
                        self.answers.keep_message(entry.doi, Answer(message, entry.prime_doi))
                same = listed.keys() - found.works.keys() - set(found.unreadable)
                self.answers.confirm([entry for doi in listed if doi in same for entry in listed[doi]])
        for entry in singly:
            self._ask_one(entry.doi)

    def _ask_batch(self, batch: list[str]) -> None:
        found: Mapping[str, Mapping[str, Any]] = {}
        if not any("," in doi for doi in batch):
            listed = self._list(batch)
            if listed is None:
                return
            found = listed.works
            with self._store.write():
                for doi, message in found.items():
                    self.answers.keep_message(doi, Answer(message))
        for doi in batch:
            if doi not in found:
                self._ask_one(doi)

    def candidates(self, question: str, rows: int, record_id: str) -> dict[str, Mapping[str, Any]] | None:
        """DOI -> work, of those that Crossref ranks highest for a citation; None where it failed, which is noted."""
        try:
            self.crossref.requests += 1
            found = self._client.search(question, rows)
        except FetchError as error:
            if isinstance(error, NotRecorded) or (
                isinstance(error, HttpStatus) and error.status == _NOT_DONE_HERE
            ):
                log.info("no search by title: %s", error)
                self._searches = False
                self.crossref.requests -= 1
            else:
                self._fail(error, [record_id])
            return None
        self.crossref.answered()
        return {str(message["DOI"]).lower(): message for message in found}

    def _list(self, dois: list[str], since: str = "") -> Listed | None:
        """What Crossref lists of ``dois``; None where the request failed, which is noted.

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
                self._fail(error, dois)
                return None
            if len(dois) == 1:
                return Listed({}, tuple(dois))
            middle = len(dois) // 2
            first, second = self._list(dois[:middle], since), self._list(dois[middle:], since)
            if first is None or second is None:
                return None
            return Listed({**first.works, **second.works}, (*first.unreadable, *second.unreadable))
        self.crossref.answered()
        return Listed(found)

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
            self._fail(error, [doi])
            return
        self.crossref.answered()
        if answer.message is None:
            self._ask_agency(doi)
        else:
            with self._store.write():
                self.answers.keep_message(doi, answer)

    def _ask_agency(self, doi: str) -> None:
        """Ask the agency of a DOI that Crossref does not have."""
        if not self._agencies.enabled:
            with self._store.write():
                self.answers.keep_missing(doi, "", _UNKNOWN)
            return
        if not self.others.open:
            self._leave(doi, self.others.reason or "the budget of this run is spent")
            return
        before = self._agencies.requests
        try:
            agency = self._agencies.of(doi)
            with isolate(doi):
                found = self._agencies.record(doi, agency) if agency not in {"", CROSSREF} else None
        except FetchError as error:
            log.warning("%s: %s", doi, error)
            if self._agencies.is_down(error):
                self.others.failed(error)
            self._leave(doi, str(error))
            return
        except Fault as fault:
            self.answers.note(fault, [doi])
            return
        finally:
            self.others.requests += self._agencies.requests - before
        self.others.answered()
        with self._store.write():
            if found is None:
                state = "missing" if agency else "unresolvable"
                self.answers.keep_missing(doi, agency, _note(agency), state=state)
            else:
                record, message = found
                self.answers.keep(doi, record, agency, message)

    def _leave(self, doi: str, why: str) -> None:
        """Leave a DOI whose agency cannot be asked: what was known of it stays, and a new one is missing until then."""
        if self._store.registry.get(doi) is None:
            note = f"{_UNKNOWN}, and its agency could not be asked ({why})"
            with self._store.write():
                self.answers.keep_missing(doi, "", note, days=1)

    def _fail(self, error: FetchError, subjects: Sequence[str]) -> None:
        self.crossref.failed(error)
        self.answers.note(error, subjects)


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
