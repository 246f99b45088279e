"""Every record of a source over OAI-PMH: all of them once, then what changed, going on wherever a run was cut off."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from harvester.errors import EndlessListing, SourceError
from harvester.extract.entries.oai import page_address
from harvester.harvest.item import Item, Walk
from harvester.harvest.oai import Answer, Endpoint, Header, moment, own_words, since
from harvester.harvest.oai_find import PLAIN, Found, find
from harvester.model import Page
from harvester.model.date import stamp
from harvester.model.page import OAI_RECORD
from harvester.store import OaiList

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.harvest.site import Site

log = logging.getLogger(__name__)

OVERLAP = dt.timedelta(days=2)
"""How far changes are asked for again: indexes lag behind the datestamps that they give."""
RELIST = dt.timedelta(days=30)
"""How old a list of everything may be: header datestamps may be dates of publication, and deletions may go untold."""
MAX_ANSWERS = 100_000
MAX_EMPTY = 10
"""Answers in a row that may hold no record and go on all the same."""
_SHORT = 0.9
"""A list of fewer than this share of its completeListSize is not believed to be whole."""


class OaiWalk(Walk):
    """ListRecords from resumption token to resumption token.

    The last item of each answer carries the `OaiList` to go on with, to be stored with the items; `finished` is that
    of the whole pass, for whoever finds it good.
    """

    name = "oai"

    def __init__(self, site: Site, *, richer: bool = False) -> None:
        """``richer`` passes over an endpoint that offers simple Dublin Core alone."""
        super().__init__(site)
        self.richer = richer
        self.broken = False
        self.restarted = False
        self.answers = 0
        self.empty = 0
        self.here = 0
        self.seen: set[int] = set()

    @property
    def plain(self) -> bool:
        """Whether it asks for simple Dublin Core, which says less than most pages."""
        return self.list.prefix == PLAIN

    def items(self) -> Iterator[Item]:
        """Every record, the deleted ones too.

        Raises:
            SourceError: there is no OAI-PMH here, or it answers with an error.
            Blocked: robots.txt or the server refuses us.
            FetchError: the server fails us; what was stored stays where the next run goes on.
        """
        if reason := self.site.source.oai_ignores_robots:
            message = f"robots.txt is not obeyed by OAI-PMH: {reason}"
            log.warning("%s: %s", self.site.source.name, message)
            self.site.note("robots-ignored", message, severity="info")
            self.site.web.rules(self.site.source.url)  # the delay that it asks for is kept all the same
        self.list = self._begin()
        self.endpoint = Endpoint(self.site, self.list.endpoint)
        self.where = self.list.endpoint
        self.since = self.list.since
        self.changes_only = bool(self.list.since)
        self.how = self._how()
        while (answer := self._answer()) is not None:
            yield from self._items(answer)
            if not self._goes_on(answer):
                break
        self._close()

    def _begin(self) -> OaiList:
        """The pass that is due: the one that was cut off, what changed since the last, or everything."""
        memory, source = self.site.memory, self.site.source
        known = memory.oai if memory.oai and memory.oai.url == source.url else None
        if known and known.token and (not memory.full or (known.round == memory.round and not known.since)):
            return known
        relisted = moment(known.relisted) if known else None
        due = memory.full or relisted is None or memory.now - relisted > RELIST
        if known and not due and (begin := since(known.until, known.granularity, OVERLAP)):
            new = self._new(Found(known.endpoint, known.prefix, known.granularity), known)
            return replace(new, since=begin)
        return self._new(find(self.site, richer=self.richer), known)

    def _new(self, found: Found, known: OaiList | None) -> OaiList:
        """A new pass, over everything."""
        return OaiList(
            source=self.site.source.name,
            url=self.site.source.url,
            endpoint=found.endpoint,
            prefix=found.prefix,
            granularity=found.granularity,
            since="",
            began="",
            round=self.site.memory.round,
            until=known.until if known else "",
            relisted=known.relisted if known else "",
        )

    def _how(self) -> str:
        what = f"changes since {self.list.since}" if self.list.since else "everything"
        begun = ", going on where it was cut off" if self.list.token else ""
        return f"{self.list.endpoint}, format {self.list.prefix}, {what}{begun}"

    def _answer(self) -> Answer | None:
        """The next answer that is one; None where there is no use in going on."""
        while True:
            self.answers += 1
            if self.answers > MAX_ANSWERS:
                raise EndlessListing(f"{self.where}: the list does not end: {MAX_ANSWERS:,} answers")
            answer = self._ask()
            if "badResumptionToken" in answer.codes or self._repeats(answer):
                if self._restart(answer):
                    continue
                return None
            if answer.codes - {"noRecordsMatch"}:
                if self._ask_for_less(answer):
                    continue
                said = "; ".join(f"{code}: {words}".rstrip(": ") for code, words in answer.errors)
                raise SourceError(f"{self.site.source.name}: {answer.url} answers {said}; check url")
            if not answer.records and not answer.token and self._ask_for_plain():
                continue
            return answer

    def _ask(self) -> Answer:
        if self.list.token:
            return self.endpoint.records(resumptionToken=self.list.token)
        words = own_words(self.list.url)[1]
        chosen = {
            "metadataPrefix": self.list.prefix,
            "from": self.since,
            "set": unquote(words.get("set", "")),
        }
        answer = self.endpoint.records(**chosen)
        if not self.list.began:
            began = answer.when or self.site.memory.now
            self.list = replace(self.list, began=stamp(began))
        return answer

    def _repeats(self, answer: Answer) -> bool:
        """Whether an answer to a token begins the list again, or brings only what was seen.

        Servers answer so to tokens that they do not know any more.
        """
        if not self.list.token or not answer.records:
            return False
        begins = answer.records[0].identifier == self.list.first
        return begins or all(hash(one.identifier) in self.seen for one in answer.records)

    def _restart(self, answer: Answer) -> bool:
        """Ask once more without the token: from the newest datestamp of a list in order, else from its beginning.

        False, and a note, where that was done already.
        """
        where = f"after {self.list.listed:,} records"
        if self.restarted or not self.list.token:
            self.broken = True
            self.site.note(
                "oai-repeats",
                f"{answer.url}: the list leads nowhere {where}: its token is refused, or answered with what came "
                "before; report it to the repository",
                subject=self.where,
                severity="error",
            )
            return False
        self.restarted = True
        newest = self.list.datestamp if self.list.ordered else ""
        self.since = since(newest, self.list.granularity, dt.timedelta()) or self.list.since
        self.site.note(
            "oai-token",
            f"{self.where}: its resumption token was not known any more {where}; "
            f"the list went on from {self.since or 'its beginning'}",
            subject=self.where,
            severity="info",
        )
        self.list = replace(self.list, token="", first="", datestamp=newest, ordered=True)
        self.seen, self.here, self.total = set(), 0, None
        return True

    def _ask_for_less(self, answer: Answer) -> bool:
        """Whether the first request can be made again without what the server does not understand."""
        if self.list.token:
            return False
        if "cannotDisseminateFormat" in answer.codes:
            return self._ask_for_plain()
        if "badArgument" in answer.codes and self.since:
            self.site.note(
                "oai-from", f"{answer.url}: refused; everything was asked for instead", severity="info"
            )
            self.list = replace(self.list, since="", round=self.site.memory.round)
            self.since, self.changes_only = "", False
            return True
        return False

    def _ask_for_plain(self) -> bool:
        """Whether to ask for simple Dublin Core instead: an unknown format may be answered with an empty list."""
        chosen = "metadataPrefix" in own_words(self.list.url)[1]
        if self.plain or self.list.token or self.list.since or chosen or self.list.listed:
            return False
        self.site.note(
            "oai-format",
            f"{self.where}: has no records in {self.list.prefix}; {PLAIN} was asked for",
            severity="info",
        )
        self.list = replace(self.list, prefix=PLAIN)
        return True

    def _items(self, answer: Answer) -> Iterator[Item]:
        """The records of one answer; the last one carries how to go on, and the very first that there is a list."""
        begun = self.list if not self.list.listed and not self.list.token else None
        self._look(answer)
        last = len(answer.records) - 1
        for place, one in enumerate(answer.records):
            going_on = self.list if answer.token and place == last else None
            yield self._item(one)._replace(mark=going_on or (None if place else begun))

    def _look(self, answer: Answer) -> None:
        """Take an answer into account."""
        if answer.damage or answer.nameless:
            self.broken = self.broken or bool(answer.damage)
            left_out = f"{answer.nameless:,} records without identifier were left out"
            self.site.note(
                "oai-broken",
                f"{answer.url}: {answer.damage or left_out}; what could be read was taken, report it to the repository",
                subject=self.where,
                severity="error" if answer.damage else "warning",
            )
        self.seen.update(hash(one.identifier) for one in answer.records)
        self.here += len(answer.records)
        self.total = answer.total if answer.total is not None else self.total
        stamps = [self.list.datestamp, *(one.datestamp for one in answer.records)]
        self.list = replace(
            self.list,
            token=answer.token,
            first=self.list.first or next((one.identifier for one in answer.records), ""),
            listed=self.list.listed + len(answer.records),
            datestamp=max(stamps),
            ordered=self.list.ordered and stamps == sorted(stamps),
        )

    def _item(self, one: Header) -> Item:
        if one.deleted:
            return Item(one.identifier, one.datestamp, gone=True)
        url = self.endpoint.address(
            verb="GetRecord", metadataPrefix=self.list.prefix, identifier=one.identifier
        )
        entry = Page(url=url, body=one.body, content_type=OAI_RECORD)
        page = page_address(entry) if self.site.source.pages else ""
        return Item(one.identifier, one.datestamp, page=page, entry=entry, enough=not page)

    def _goes_on(self, answer: Answer) -> bool:
        """Whether another answer is to be asked for."""
        self.empty = 0 if answer.records else self.empty + 1
        if answer.token and self.empty >= MAX_EMPTY:
            self.broken = True
            self.site.note(
                "oai-repeats",
                f"{answer.url}: the list goes on, but the last {self.empty} answers held no record",
                subject=self.where,
                severity="error",
            )
            return False
        return bool(answer.token)

    def _close(self) -> None:
        """Judge the finished pass against what the server said, and say where the next one begins."""
        listed = self.here if self.restarted else self.list.listed
        short = self.total is not None and listed < self.total
        if short and not self.broken:
            self.broken = listed < _SHORT * (self.total or 0)
            self.site.note(
                "listing-short",
                f"the server states {self.total:,} records, but {listed:,} were listed",
                subject=self.where,
                severity="error" if self.broken else "warning",
            )
        self.complete = not (self.broken or short or self.changes_only)
        if self.broken:
            return
        relisted = self.list.relisted
        if not self.changes_only:
            relisted = stamp(self.site.memory.now)
        self.finished = replace(self.list, token="", until=self.list.began, relisted=relisted)
