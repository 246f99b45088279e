"""The works, aliases and agencies that the simulator knows."""

from __future__ import annotations

import copy
import datetime as dt
import gzip
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harvester.fetch.crossref_answers import _AGENCY_LABELS, _DOI
from tests.crossref.faults import reserved
from tests.crossref.search import Index

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from tests.crossref.answers import Work

HERE = Path(__file__).parent

Moment = str | dt.date | None
"""A date or a time, as ``2026-11-23``, ``2026-11-23T12:00:00Z`` or an object; None is now."""


def read_works(path: str | Path) -> list[Work]:
    """The works in a file of JSON lines, compressed by gzip where its name ends in ``.gz``."""
    path = Path(path)
    content = path.read_bytes()
    lines = (gzip.decompress(content) if path.suffix == ".gz" else content).decode().splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def own_works() -> list[Work]:
    """The made-up works of this folder."""
    return read_works(HERE / "works.jsonl")


class Corpus:
    """Works by DOI, and what queries search, which is made for the first of them.

    Args:
        works: in Crossref's REST shape; of two with one DOI the later counts.
        now: the present moment, for what is put in or indexed anew.
    """

    def __init__(self, works: Iterable[Work], *, now: Callable[[], dt.datetime]) -> None:
        self._now = now
        self._works: dict[str, Work] = {}
        self._index: Index | None = None
        aliases = json.loads((HERE / "aliases.json").read_text(encoding="utf-8"))
        self.aliases: dict[str, str] = {}
        agencies = json.loads((HERE / "agencies.json").read_text(encoding="utf-8"))
        self._agencies: dict[str, str] = agencies["prefixes"]
        self._elsewhere: dict[str, dict[str, Any]] = {
            doi.lower(): one for doi, one in agencies["dois"].items()
        }
        for work in works:
            self._add(work)
        for old, prime in aliases.items():
            self.alias(old, prime)

    def get(self, doi: str) -> Work | None:
        """The work with exactly this DOI, aliases not followed; the simulator's own, which nobody may change."""
        return self._works.get(doi.lower()) or reserved(doi.lower())

    def all(self) -> Iterable[Work]:
        """Every work."""
        return self._works.values()

    def found(self, queries: Mapping[str, str]) -> dict[str, float]:
        """DOI -> score of the works that match each of ``queries``, best first."""
        if self._index is None:
            self._index = Index(self._works)
        return self._index.find(queries)

    def close(self) -> None:
        """Forget what queries search."""
        if self._index:
            self._index.close()

    def put(self, work: Mapping[str, Any], indexed: Moment = None) -> None:
        """Add a work, or replace the one with its DOI; it is indexed at that moment."""
        self.aliases.pop(str(work["DOI"]).lower(), None)
        self._add({**copy.deepcopy(dict(work)), "indexed": timestamp(indexed or self._now())})

    def touch(self, doi: str, indexed: Moment = None) -> None:
        """Index a work anew without a change to it, as happens when a citation is counted.

        Raises:
            KeyError: there is no such work.
        """
        self.put(self._works[doi.lower()], indexed)

    def alias(self, doi: str, prime: str) -> None:
        """Let a DOI lead to ``prime``; a work of its own, if it had one, is in no list any more."""
        self._drop(doi.lower())
        self.aliases[doi.lower()] = prime.lower()

    def agency(self, doi: str) -> str:
        """The id of the agency that registered a DOI or owns a prefix, or an empty string."""
        doi = doi.lower()
        if self.get(doi) or doi in self.aliases:
            return "crossref"
        if doi in self._elsewhere:
            return str(self._elsewhere[doi]["agency"])
        prefix = doi.partition("/")[0]
        ours = prefix == doi and any(known.startswith(f"{prefix}/") for known in self._works)
        return self._agencies.get(prefix, "crossref" if ours else "")

    def elsewhere(self, doi: str, shape: str) -> dict[str, Any] | None:
        """What another agency answers about a DOI: ``datacite`` (its attributes) or ``csl``."""
        return self._elsewhere.get(doi.lower(), {}).get(shape)

    def is_registered(self, doi: str) -> bool:
        """Whether any agency knows the DOI."""
        doi = doi.lower()
        return bool(self.get(doi)) or doi in self.aliases or doi in self._elsewhere

    def _add(self, work: Work) -> None:
        doi = str(work["DOI"]).lower()
        self._drop(doi)
        self._works[doi] = work
        if self._index:
            self._index.add(doi, work)
        for old in work.get("aliases") or ():
            self.alias(str(old), doi)

    def _drop(self, doi: str) -> None:
        work = self._works.pop(doi, None)
        if work and self._index:
            self._index.drop(doi, work)


def agency_label(agency: str) -> str:
    """How Crossref calls an agency."""
    return _AGENCY_LABELS.get(agency, agency)


def is_doi(text: str) -> bool:
    """Whether ``text`` has the form of a DOI."""
    return _DOI.fullmatch(text) is not None


def timestamp(moment: str | dt.date) -> dict[str, Any]:
    """A moment as Crossref writes it.

    >>> timestamp("2026-11-23")
    {'date-parts': [[2026, 11, 23]], 'date-time': '2026-11-23T00:00:00Z', 'timestamp': 1795392000000}
    """
    if isinstance(moment, str):
        moment = dt.datetime.fromisoformat(re.sub("Z$", "+00:00", moment))
    if not isinstance(moment, dt.datetime):
        moment = dt.datetime.combine(moment, dt.time())
    moment = moment.replace(tzinfo=moment.tzinfo or dt.UTC).astimezone(dt.UTC)
    return {
        "date-parts": [[moment.year, moment.month, moment.day]],
        "date-time": f"{moment:%Y-%m-%dT%H:%M:%SZ}",
        "timestamp": int(moment.timestamp() * 1000),
    }
