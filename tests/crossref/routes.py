"""Which question a request asks, and the good answer to it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, unquote

from harvester.fetch import Headers, Reply
from tests.crossref.answers import encoded, ok, page, problem, refused, text, unknown
from tests.crossref.corpus import agency_label, is_doi
from tests.crossref.transform import NEGOTIATED, transformed, wanted_type

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.crossref.answers import Problem
    from tests.crossref.corpus import Corpus
    from tests.crossref.listing import Listing

MAX_TARGET = 4_096
"""Bytes of path and query from which on the answer is 414."""

_WORKS = re.compile(r"(?P<base>(?:/v1)?)/works(?:/(?P<doi>.+?)(?:/(?P<what>agency|transform(?:/.+)?))?)?")
_OTHERS = {
    "ra": re.compile(r"/ra/(.+)"),
    "datacite": re.compile(r"/dois/(.+)"),
    "doi": re.compile(r"/(10\..+)"),
}


@dataclass(frozen=True, slots=True)
class Question:
    """What a request asks.

    Attributes:
        target: raw path and query.
        route: as in `log.Entry`.
        doi: decoded once, as written; empty for a list.
        params: of the query, decoded.
        base: ``/v1`` or empty.
        form: the media type at the end of a transform route, or empty.
        dois: every DOI that it names, in lower case.
    """

    target: str
    route: str = ""
    doi: str = ""
    params: dict[str, str] = field(default_factory=dict)
    base: str = ""
    form: str = ""
    dois: tuple[str, ...] = ()

    @property
    def is_crossrefs(self) -> bool:
        """Whether Crossref's API answers it, so that its limits hold."""
        return self.route not in {"ra", "datacite", "doi"}


def question(target: str) -> Question:
    """What a raw path and query ask: told apart by the raw path, then decoded once."""
    path, _, query = target.partition("?")
    params = dict(parse_qsl(query, keep_blank_values=True))
    found = _WORKS.fullmatch(path)
    if found and found["doi"] is None:
        clauses = (clause.partition(":") for clause in params.get("filter", "").split(","))
        dois = tuple(value.lower() for name, _, value in clauses if name == "doi")
        return Question(target, "works", params=params, base=found["base"], dois=dois)
    if found:
        doi = unquote(found["doi"])
        what, _, form = (found["what"] or "").partition("/")
        return Question(target, what or "work", doi, params, found["base"], unquote(form), (doi.lower(),))
    for route, pattern in _OTHERS.items():
        if found := pattern.fullmatch(path):
            doi = unquote(found[1])
            return Question(target, route, doi, params, dois=(doi.lower(),))
    return Question(target, params=params)


class Routes:
    """The good answers.

    Args:
        corpus: what is known.
        listing: answers lists.
        home: the address of the server, for redirects between hosts that are one here.
    """

    def __init__(self, corpus: Corpus, listing: Listing, home: str) -> None:
        self._corpus = corpus
        self._listing = listing
        self._home = home

    def answer(self, asked: Question, headers: Mapping[str, str]) -> Reply:
        """The answer to a question."""
        if len(asked.target) > MAX_TARGET:
            return page(414, "414 Request-URI Too Large")
        routes: dict[str, Callable[[Question, Mapping[str, str]], Reply]] = {
            "work": self._work,
            "works": lambda asked, _: self._listing.answer(asked.params),
            "agency": self._agency,
            "transform": self._transform,
            "ra": self._registered_by,
            "datacite": self._datacite,
            "doi": self._negotiated,
            "": self._nothing,
        }
        return routes[asked.route](asked, headers)

    def _work(self, asked: Question, _: Mapping[str, str]) -> Reply:
        problems = _single_problems(asked.params)
        if problems:
            return refused(problems)
        if prime := self._corpus.aliases.get(asked.doi.lower()):
            return _moved(f"{asked.base}/works/{prime}")
        work = self._corpus.get(asked.doi)
        return ok("work", {**work, "score": 1}) if work else unknown()

    def _agency(self, asked: Question, _: Mapping[str, str]) -> Reply:
        doi = asked.doi
        agency = self._corpus.agency(doi) if is_doi(doi) else ""
        if not agency:
            return unknown("application/json")
        message = {"DOI": doi.lower(), "agency": {"id": agency, "label": agency_label(agency)}}
        return ok("work-agency", message)

    def _transform(self, asked: Question, headers: Mapping[str, str]) -> Reply:
        if prime := self._corpus.aliases.get(asked.doi.lower()):
            form = f"/{asked.form}" if asked.form else ""
            return _moved(f"{asked.base}/works/{prime}/transform{form}")
        work = self._corpus.get(asked.doi)
        if work is None:
            return unknown()
        return transformed(work, asked.form or wanted_type(headers.get("Accept", "")))

    def _registered_by(self, asked: Question, _: Mapping[str, str]) -> Reply:
        """doi.org's word on one DOI or prefix: always 200."""
        agency = self._corpus.agency(asked.doi)
        if agency and ("/" not in asked.doi or self._corpus.is_registered(asked.doi)):
            label = "OP" if agency == "op" else agency_label(agency)
            return encoded([{"DOI": asked.doi, "RA": label}])
        return encoded([{"DOI": asked.doi, "status": "DOI does not exist"}])

    def _datacite(self, asked: Question, headers: Mapping[str, str]) -> Reply:
        doi = asked.doi
        attributes = self._corpus.elsewhere(doi, "datacite")
        kind = "application/json; charset=utf-8"
        if attributes is None:
            missing = {"status": "404", "title": "The resource you are looking for doesn't exist."}
            return encoded({"errors": [missing]}, 404, kind)
        data = {"id": doi.lower(), "type": "dois", "attributes": attributes}
        reply = encoded({"data": data}, 200, kind)
        etag = f'W/"{hashlib.md5(reply.body, usedforsecurity=False).hexdigest()}"'
        if headers.get("If-None-Match") == etag:
            return Reply(304, Headers({"ETag": etag}))
        return reply._replace(headers=Headers([*reply.headers.items(), ("ETag", etag)]))

    def _negotiated(self, asked: Question, headers: Mapping[str, str]) -> Reply:
        """doi.org: on to the agency for a machine, a page for people."""
        doi = asked.doi
        if not is_doi(doi):
            return page(400, "Error: Not a DOI")
        if not self._corpus.is_registered(doi):
            return page(404, "Error: DOI Not Found")
        if not wanted_type(headers.get("Accept", "")):
            return page(200, doi, "The landing page of a made-up work.")
        if self._corpus.agency(doi) == "crossref":
            there = f"{self._home}/v1/works/{quote(doi, safe='')}/transform"
            return page(302, "Handle Redirect", there, Location=there, Vary="Accept")
        csl = self._corpus.elsewhere(doi, "csl")
        return encoded(csl, 200, NEGOTIATED[0]) if csl else text(406, "Not Acceptable")

    def _nothing(self, _: Question, headers: Mapping[str, str]) -> Reply:
        """No route: doi.org's words for who negotiates, else Crossref's."""
        return page(400, "Error: Not a DOI") if wanted_type(headers.get("Accept", "")) else unknown()


def _moved(there: str) -> Reply:
    """Onward, to a path that is not encoded: a real answer says "Location: /works/10.26434/chemrxiv.5406907.v5"."""
    return Reply(301, Headers({"Location": there}))


def _single_problems(params: Mapping[str, str]) -> list[Problem]:
    found = []
    if any(name.startswith("query.") for name in params):
        found.append(("query.*", "field query parameters"))
    found += [(name, name) for name in ("query", "select", "filter") if name in params]
    return [
        problem("parameter-not-allowed", name, f"This route does not support {words}")
        for name, words in found
    ]
