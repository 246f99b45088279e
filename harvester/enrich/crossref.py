"""Crossref through habanero, with our own session underneath.

habanero knows Crossref's parameters and filters but opens a new connection for every call, follows no
redirect, retries nothing and hides the headers. Its two request modules call one module-level name,
``httpx2``; `Crossref` puts an object there whose ``get`` goes through the session of `harvester.fetch`,
so every request to Crossref is paced, capped, retried, recorded and replayed like any other.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urlsplit

import habanero
import habanero.exceptions

from harvester.errors import BadBody, HarvesterError, HttpStatus
from harvester.fetch import Api, Rate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import requests

    from harvester.config import Contact, CrossrefConfig
    from harvester.fetch import Web

#: What is asked for in lists: all but ``reference``, which is over half of the bytes, and what
#: Crossref refuses to select (``language``, ``subtype``).
SELECT = (
    "DOI", "ISBN", "ISSN", "abstract", "article-number", "author", "container-title", "editor", "event", "funder",
    "issn-type", "issue", "issued", "license", "original-title", "page", "publisher", "publisher-location",
    "published", "published-online", "published-print", "relation", "short-title", "subtitle", "title", "type",
    "update-to", "updated-by", "volume",
)  # fmt: skip

#: What only the answer about a single work says.
SINGLE = (*SELECT, "language")

MAX_FILTER = 3_300
"""Bytes of the filter of one list request. Requests of more than 4,096 have been refused with 414; what is selected,
and who we are, takes some 600."""

#: pool -> what Crossref allows those without an address, for as long as it has not said.
_ASSUMED = {"single": Rate(5), "list": Rate(1)}

_MAX_HOPS = 3
_SEAMS = ("habanero.request", "habanero.request_class")


@dataclass(frozen=True, slots=True)
class Answer:
    """What Crossref says about one DOI.

    Attributes:
        message: the work in Crossref's shape, or None where Crossref does not know the DOI.
        prime: the DOI that it is an alias of, or None.
    """

    message: Mapping[str, Any] | None
    prime: str | None = None


class Crossref:
    """The works routes of one Crossref API.

    Raises:
        FetchError: a request failed for good, from any method.
        HarvesterError: habanero's inside moved, so that our session would not be used.
    """

    def __init__(self, web: Web, config: CrossrefConfig, contact: Contact) -> None:
        self._seam = _Seam(web.session, contact.mail)
        self._client = habanero.Crossref(base_url=config.url.rstrip("/"), mailto=contact.mail)
        self._batch = config.batch
        self._base = config.url.rstrip("/")
        web.api(Api(self._base, pool_of=_pool, assumed=_ASSUMED))

    def batches(self, dois: Sequence[str]) -> list[list[str]]:
        """``dois`` in lists that one request can ask for; a DOI that no filter can hold stands alone."""
        batches: list[list[str]] = [[]]
        room = MAX_FILTER
        for doi in dois:
            cost = len(quote(f"doi:{doi},", safe=""))
            if len(batches[-1]) == self._batch or (batches[-1] and cost > room) or "," in doi:
                batches.append([])
                room = MAX_FILTER
            batches[-1].append(doi)
            room = -1 if "," in doi else room - cost
        return [batch for batch in batches if batch]

    def works(self, dois: Sequence[str], since: str = "") -> dict[str, Mapping[str, Any]]:
        """Lower-case DOI -> work, of those of ``dois`` that Crossref lists; aliases and unknown ones are absent.

        Args:
            dois: without a comma in any of them.
            since: only works that Crossref has indexed anew on this day (YYYY-MM-DD) or later.
        """
        clauses = {"doi": list(dois)} | ({"from_index_date": since} if since else {})
        found = {_doi(item): item for item in self._list(filter=clauses, limit=len(dois))}
        if unasked := sorted(found.keys() - set(dois)):
            raise BadBody(
                f"{self._base}/works: answers about {unasked[0]}, unasked; try again later", url=self._base
            )
        return found

    def search(self, question: str, rows: int) -> list[Mapping[str, Any]]:
        """The works that Crossref ranks highest for a citation in words, the best first, at most ``rows``."""
        return [item for item in self._list(query_bibliographic=question, limit=rows) if _doi(item)]

    def _list(self, **words: Any) -> list[Mapping[str, Any]]:  # noqa: ANN401  (habanero's own parameters)
        try:
            items = self._call(select=list(SELECT), **words)["message"].get("items")
        except (_Moved, _NotFound) as error:
            raise BadBody(f"{self._base}/works: gives no list; try again later", url=self._base) from error
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise BadBody(f"{self._base}/works: an answer without items; try again later", url=self._base)
        return items

    def work(self, doi: str) -> Answer:
        """What Crossref says about one DOI, aliases followed."""
        asked = doi
        for _ in range(_MAX_HOPS):
            try:
                body = self._call(ids=[quote(asked, safe="")])
            except _Moved as moved:
                asked = moved.prime
                continue
            except _NotFound:
                return Answer(None)
            message = body["message"]
            if _doi(message) != asked.lower():
                raise BadBody(f"{self._base}: asked for {asked}, got {message.get('DOI')!r}", url=self._base)
            selected = {key: message[key] for key in SINGLE if key in message}
            return Answer(selected, None if asked == doi else asked.lower())
        raise BadBody(f"{self._base}/works/{doi}: aliases lead in a circle", url=self._base)

    def _call(self, **words: Any) -> dict[str, Any]:  # noqa: ANN401  (habanero's own parameters)
        with self._seam:
            try:
                body = self._client.works(**words)
            except habanero.exceptions.RequestError as error:
                raise HttpStatus(f"{self._base}: {error}", url=self._base, status=400) from error
            except (KeyError, TypeError, AttributeError, json.JSONDecodeError) as error:
                # habanero reaches into whatever JSON came, without looking at its shape.
                raise BadBody(
                    f"{self._base}: not Crossref's JSON ({error}); try again later", url=self._base
                ) from error
        if not isinstance(body, dict) or not isinstance(body.get("message"), dict):
            raise BadBody(f"{self._base}: an answer without a message; try again later", url=self._base)
        return body


def _doi(message: Mapping[str, Any]) -> str:
    return str(message.get("DOI", "")).lower()


class _Moved(Exception):
    def __init__(self, prime: str) -> None:
        super().__init__(prime)
        self.prime = prime


class _NotFound(Exception):
    pass


class _Never(Exception):
    """Stands for the exceptions of habanero's own HTTP library, which is never called."""


class _Reply:
    """The few attributes of an answer that habanero reads."""

    def __init__(self, response: requests.Response) -> None:
        self.status_code = response.status_code
        self.headers = response.headers
        self.content = response.content
        self.reason_phrase = response.reason or ""

    @property
    def text(self) -> str:
        return self.content.decode("utf-8", "replace")

    def json(self) -> Any:  # noqa: ANN401
        return json.loads(self.content)

    def raise_for_status(self) -> None:
        """Nothing: `_Seam.get` has raised for every status that is not 200."""


class _Seam:
    """Stands in for ``httpx2`` in habanero's request modules while a call is made."""

    HTTPStatusError = HTTPError = ConnectTimeout = _Never

    def __init__(self, session: requests.Session, mail: str | None) -> None:
        self._session = session
        self._mail = mail
        self._modules = [import_module(name) for name in _SEAMS]
        if not all(hasattr(getattr(module, "httpx2", None), "get") for module in self._modules):
            raise HarvesterError(
                f"habanero {habanero.__version__} does its requests in another way than 2.9; "
                "install the version in constraints.txt"
            )
        self._theirs = [module.httpx2 for module in self._modules]
        self.calls = 0

    def __enter__(self) -> None:
        for module in self._modules:
            module.httpx2 = self  # type: ignore[attr-defined]
        self.calls = 0

    def __exit__(self, *error: object) -> None:
        for module, theirs in zip(self._modules, self._theirs, strict=True):
            module.httpx2 = theirs  # type: ignore[attr-defined]
        if error[0] is None and not self.calls:
            raise HarvesterError(
                f"habanero {habanero.__version__} did not use our session; its inside has moved"
            )

    def get(self, url: str, *, params: Mapping[str, str] | None = None, **_: object) -> _Reply:
        self.calls += 1
        query = dict(params or {})
        if self._mail:
            query["mailto"] = self._mail
        # Our session has its own User-Agent and deadline; habanero's would only hide them.
        response = self._session.get(url, params=query, allow_redirects=False)
        if response.status_code == 301:
            raise _Moved(_prime(response.headers.get("Location", ""), url))
        if response.status_code == 404:
            raise _NotFound
        if response.status_code != 200:
            raise HttpStatus(
                f"{url}: status {response.status_code}: {response.text[:200].strip() or 'no words'}",
                url=url,
                status=response.status_code,
            )
        return _Reply(response)


def _pool(path: str) -> str:
    """The pool that a request draws on: one for single works, one for lists."""
    return "single" if path.startswith("/works/") else "list"


def _prime(location: str, asked: str) -> str:
    """The DOI that an alias leads to; Crossref writes it into a relative Location with a raw slash."""
    target = urlsplit(location)
    if target.netloc and target.netloc != urlsplit(asked).netloc:
        raise BadBody(f"{asked}: redirects to another host ({target.netloc}); not followed", url=asked)
    _, _, doi = location.partition("/works/")
    if not doi:
        raise BadBody(f"{asked}: redirects to {location!r}, which is no work", url=asked)
    return unquote(doi)
