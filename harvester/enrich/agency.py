"""DOIs that Crossref does not know: which agency registered them, and what that agency says.

doi.org names the agency of a prefix, which is asked for once; DataCite is read through its own API, and every other
agency through the content negotiation of doi.org.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from harvester.enrich import datacite
from harvester.enrich.witnessed import witnessed
from harvester.errors import (
    BadBody,
    DeadlineExceeded,
    HostDown,
    HttpStatus,
    NotRecorded,
    Throttled,
    Unreachable,
)
from harvester.formats.csl_json import from_csl
from harvester.model.date import stamp
from harvester.model.registry import DOI_ORG

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from harvester.config import CrossrefConfig
    from harvester.errors import FetchError
    from harvester.fetch import Web
    from harvester.model import Record
    from harvester.store import Store

CROSSREF, DATACITE = "Crossref", "DataCite"
"""The agencies' names, as doi.org spells them."""

_PREFIX_AGE = dt.timedelta(days=365)
"""After which doi.org is asked again whose a prefix is: publishers move."""

_CSL = "application/vnd.citationstyles.csl+json"
_JSON = "application/json"


class Agencies:
    """The registration agencies besides Crossref.

    Raises:
        FetchError: a request failed for good, from any method that asks.
    """

    def __init__(
        self, web: Web, config: CrossrefConfig, store: Store, now: Callable[[], dt.datetime]
    ) -> None:
        self._web, self._store, self._now = web, store, now
        self._resolver = config.agencies
        self._datacite = config.datacite.rstrip("/")
        self._hosts = {urlsplit(base).hostname or "" for base in (self._resolver, self._datacite)}
        self._known = store.registry.agencies(since=stamp(now() - _PREFIX_AGE))
        self.requests = 0

    @property
    def enabled(self) -> bool:
        """Whether there is anybody to ask."""
        return bool(self._resolver)

    def is_down(self, error: FetchError) -> bool:
        """Whether an error speaks of the resolver or DataCite, and not of one DOI or the site that it leads to."""
        if isinstance(error, Throttled | HostDown):
            return True
        refused = isinstance(error, HttpStatus) and (error.status >= 500 or error.status in {401, 403})
        silent = isinstance(error, Unreachable | DeadlineExceeded | NotRecorded)
        return (refused or silent) and urlsplit(error.url).hostname in self._hosts

    def known(self, doi: str) -> str | None:
        """The agency of ``doi`` as far as it was asked for before, "" where there is none, or None."""
        return self._known.get(_prefix(doi))

    def of(self, doi: str) -> str:
        """The agency of ``doi`` by its prefix; "" where no agency has it."""
        prefix = _prefix(doi)
        if prefix not in self._known:
            answer = self._json(f"{self._resolver}/ra/{quote(prefix, safe='.')}", _JSON)
            entry = answer[0] if isinstance(answer, list) and answer else None
            if not isinstance(entry, dict) or not ("RA" in entry or "status" in entry):
                raise BadBody(
                    f"{self._resolver}/ra/{prefix}: names no agency; try again later", url=self._resolver
                )
            self._known[prefix] = str(entry.get("RA") or "")
            if self._known[prefix]:  # a prefix that nobody has today may be given to somebody tomorrow
                with self._store.write():
                    self._store.registry.put_agency(prefix, self._known[prefix], stamp(self._now()))
        return self._known[prefix]

    def record(self, doi: str, agency: str) -> tuple[Record, Mapping[str, Any]] | None:
        """What ``agency`` says about ``doi``, with its raw answer; None where it does not know it."""
        if agency == DATACITE:
            answer = self._json(f"{self._datacite}/dois/{quote(doi, safe='')}", "application/vnd.api+json")
            data = answer.get("data") if isinstance(answer, dict) else None
            attributes = data.get("attributes") if isinstance(data, dict) else None
            if answer is None:
                return None
            if not isinstance(attributes, dict) or str(attributes.get("doi", "")).lower() != doi:
                raise BadBody(
                    f"{self._datacite}/dois/{doi}: not DataCite's answer on it; try again later", url=doi
                )
            return self._read(doi, agency, {"question": f"dois/{doi}", **attributes})
        item = self._json(f"{self._resolver}/{quote(doi, safe='/')}", _CSL)
        if item is None:
            return None
        if not isinstance(item, dict) or str(item.get("DOI", doi)).lower() != doi:
            raise BadBody(f"{self._resolver}/{doi}: not CSL-JSON about it; try again later", url=doi)
        return self._read(doi, agency, {"question": f"{doi} as {_CSL}", **item})

    def _read(self, doi: str, agency: str, message: Mapping[str, Any]) -> tuple[Record, Mapping[str, Any]]:
        return read_message(doi, agency, message), message

    def _json(self, url: str, accept: str) -> Any:  # noqa: ANN401
        """The JSON at ``url``; None where there is nothing (404, 410)."""
        self.requests += 1
        # APIs for machines; robots.txt speaks of pages, such as those to which doi.org leads where nothing better is.
        response = self._web.get(url, accept=accept, unbound=self._hosts)
        if response.status in {404, 410}:
            return None
        try:
            return json.loads(response.body)
        except ValueError as error:
            raise BadBody(f"{url}: no JSON ({error}); try again later", url=url) from error


def read_message(doi: str, agency: str, message: Mapping[str, Any]) -> Record:
    """The record that an agency's raw answer about a DOI describes."""
    return datacite.record_of(message) if agency == DATACITE else _from_csl(message, doi)


def _prefix(doi: str) -> str:
    return doi.partition("/")[0]


def _from_csl(item: Mapping[str, Any], doi: str) -> Record:
    # What it has no value for it spells as null.
    stated = {key: value for key, value in item.items() if value is not None and key != "question"}
    table = from_csl(stated).to_dict()
    own = {"id": f"{DOI_ORG}:{doi}", "source": DOI_ORG, "url": f"https://doi.org/{doi}", "doi": doi}
    kept = {key: value for key, value in table.items() if key not in {"witness", "confidence", "extra"}}
    return witnessed(type(from_csl({})).from_dict({**kept, **own}))
