"""A library's desk: a catalogue of pages, and the simulator that its DOIs are looked up at, night by night."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from harvester.catalogue import build_works
from harvester.config import Config
from harvester.enrich import EnrichReport, enrich
from harvester.enrich.stage import Only
from harvester.fetch import Web
from harvester.model import Name, PartialDate, Record
from harvester.model.date import stamp
from harvester.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from tests.crossref import Simulator

FIRST_NIGHT = dt.datetime(2026, 11, 23, 2, tzinfo=dt.UTC)


def page(name: str, doi: str | None = None, **said: Any) -> Record:
    """What a page says: by default next to nothing beside its DOI."""
    return Record(**{"id": f"walls:{name}", "source": "walls", "doi": doi, "title": ""} | said)


def page_of(work: Mapping[str, Any], name: str = "", *, doi: bool = True) -> Record:
    """A page that says of a work what the registry says."""
    people = [
        Name(family=one["family"], given=one["given"]) for one in work.get("author", ()) if "given" in one
    ]
    parts = work["issued"]["date-parts"][0]
    return page(
        name or work["DOI"],
        work["DOI"].lower() if doi else None,
        title=work["title"][0],
        author=tuple(people),
        issued=PartialDate(parts[0]),
        container_title=next(iter(work.get("container-title", ())), ""),
        volume=work.get("volume", ""),
        page=work.get("page", ""),
    )


class Clock:
    """The time of the desk and of the simulator: it stands still until a test lets it pass."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class Desk:
    """A catalogue in ``folder`` whose DOIs are looked up at ``crossref``; ``said`` goes into ``[crossref]``."""

    folder: Path
    crossref: Simulator
    clock: Clock
    said: dict[str, Any] = field(default_factory=dict)

    @property
    def now(self) -> dt.datetime:
        return FIRST_NIGHT + dt.timedelta(seconds=self.clock())

    def wait(self, days: float) -> None:
        self.clock.seconds += days * 86_400

    @property
    def config(self) -> Config:
        base = self.crossref.base_url
        said = {"url": base, "resolver": base, "datacite": base, "search": False} | self.said
        return Config.model_validate({
            "store": {"path": self.folder / "c.sqlite"},
            "contact": {"mail": "library@example.org"},
            "crossref": said,
            "http": {"pace": 0, "deadline": 2, "max_bytes": 5_000_000},
        })  # fmt: skip

    def show(self, pages: Iterable[Record]) -> None:
        """Have pages say so from now on."""
        with Store(self.config.store.path) as store, store.write():
            run = store.runs.begin(stamp(self.now))
            for record in pages:
                store.records.put(run, record)
            if self.config.crossref.searches:
                build_works(store, self.config, run)  # only what was matched is searched for

    def night(self, *dois: str, every: bool = False) -> EnrichReport:
        """One enrichment."""
        with Store(self.config.store.path) as store, self._web() as web:
            run = store.runs.begin(stamp(self.now), kind="enrich")
            return enrich(
                store, web, self.config, run, now=lambda: self.now, only=Only(dois=dois, every=every)
            )

    def _web(self) -> Web:
        return Web(self.config.http, self.config.contact, private_hosts={"127.0.0.1"}, sleep=lambda _: None)

    @contextmanager
    def store(self) -> Iterator[Store]:
        with Store(self.config.store.path, read_only=True) as store:
            yield store

    def registered(self, doi: str) -> Record | None:
        """The registry's record of a DOI."""
        with self.store() as store:
            entry = store.registry.get(doi)
            return store.records.get(entry.record_id) if entry and entry.record_id else None

    def state(self) -> list[tuple[object, ...]]:
        """All that is known from registries, moments and runs aside."""
        with self.store() as store:
            dois = sorted({record.doi for record in store.records.each() if record.doi})
            entries = [entry for doi in dois if (entry := store.registry.get(doi))]
            known = [(e.doi, e.state, e.agency, e.prime_doi, e.record_id, e.message) for e in entries]
            said = [(r.id, store.records.get(r.id)) for r in store.records.each() if r.source != "walls"]
            return [*known, *said, *[(one.kind, one.subject) for one in store.issues.open()]]
