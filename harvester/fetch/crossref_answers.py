"""Crossref's REST API answered by meaning, from one recorded body per DOI."""

from __future__ import annotations

import json
import re
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlsplit

from harvester.errors import FormatError, NotRecorded
from harvester.fetch.reply import Headers, Reply

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MARK = "crossref.json"
"""The file that marks a recorded host as a Crossref API."""

_ROUTE = re.compile(r"(?P<base>(?:/v1)?)/works(?:/(?P<doi>.*?)(?P<agency>/agency)?)?")
_DOI = re.compile(r"10\.\d{4,9}/.+", re.DOTALL)
_SINCE = "from-index-date"
_LIST_PARAMETERS = {"filter", "rows", "offset", "select", "mailto"}
_NEVER_SELECTED = {"language", "subtype", "institution"}
_AGENCY_LABELS = {
    "crossref": "Crossref", "datacite": "DataCite", "medra": "mEDRA", "jalc": "JaLC", "kisti": "KISTI",
    "cnki": "CNKI", "istic": "ISTIC", "airiti": "Airiti", "op": "Publications Office of the EU", "public": "Public",
}  # fmt: skip
_LIMITS = {
    "polite-single": ("10", "3"),
    "polite-array": ("3", "3"),
    "public-single": ("5", "1"),
    "public-array": ("1", "1"),
}

_JSON = "application/json"


class CrossrefAnswers:
    """The answers of the Crossref API recorded in ``folder``.

    ``crossref.json`` holds ``aliases`` (DOI -> prime DOI), ``missing`` (DOIs that Crossref does not know) and
    ``agencies`` (prefix or DOI -> agency id; null where no agency knows the DOI).
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        mark = _read_json(folder / MARK)
        self._aliases = {old.lower(): prime for old, prime in mark.get("aliases", {}).items()}
        self._missing = {doi.lower() for doi in mark.get("missing", ())}
        self._agencies = {key.lower(): agency for key, agency in mark.get("agencies", {}).items()}

    @cached_property
    def _works(self) -> dict[str, bytes]:
        works = {}
        for path in sorted(self._folder.glob("works/*.json")):
            body = path.read_bytes()
            try:
                works[json.loads(body)["message"]["DOI"].lower()] = body
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise FormatError(f"{path}: is no answer of Crossref on one work ({error})") from error
        return works

    def answer(self, method: str, url: str, headers: Mapping[str, str]) -> Reply:
        """The answer to ``method`` ``url``.

        Raises:
            NotRecorded: nothing is recorded about a DOI that is asked for, or the question is none about DOIs.
        """
        parts = urlsplit(url)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        route = _ROUTE.fullmatch(parts.path)
        if route is None or method not in {"GET", "HEAD"}:
            raise self._not_recorded(method, url, "this request")
        if route["doi"] is None:
            reply, pool = self._list(method, url, query), "array"
        elif route["agency"]:
            reply, pool = self._agency(method, url, unquote(route["doi"]).lower()), "single"
        else:
            reply, pool = self._work(method, url, query, route), "single"
        polite = "mailto" in query or "mailto:" in headers.get("User-Agent", "")
        sent = Headers([*reply.headers.items(), *_pool_headers(f"{'polite' if polite else 'public'}-{pool}")])
        return Reply(reply.status, sent, b"" if method == "HEAD" else reply.body)

    def _work(self, method: str, url: str, query: dict[str, str], route: re.Match[str]) -> Reply:
        barred = sorted(name for name in query if name in {"select", "filter"} or name.startswith("query"))
        if barred:
            return _invalid("parameter-not-allowed", barred[0], f"This route does not support {barred[0]}")
        doi = unquote(route["doi"]).lower()
        if doi in self._works:
            return Reply(200, Headers({"Content-Type": _JSON}), self._works[doi])
        if doi in self._aliases:
            # A real answer: "Location: /works/10.26434/chemrxiv.5406907.v5", its slash not encoded.
            return Reply(301, Headers({"Location": f"{route['base']}/works/{self._aliases[doi]}"}))
        if doi in self._missing:
            return Reply(404, Headers({"Content-Type": "text/plain"}), b"Resource not found.")
        raise self._not_recorded(method, url, f"the DOI {doi}")

    def _agency(self, method: str, url: str, doi: str) -> Reply:
        agency = self._agencies.get(doi, self._agencies.get(doi.partition("/")[0], ""))
        if doi in self._works or doi in self._aliases:
            agency = "crossref"
        if agency:
            message = {"DOI": doi, "agency": {"id": agency, "label": _AGENCY_LABELS.get(agency, agency)}}
            return _json(
                200,
                {
                    "status": "ok",
                    "message-type": "work-agency",
                    "message-version": "1.0.0",
                    "message": message,
                },
            )
        if agency is None or doi in self._missing:
            return Reply(404, Headers({"Content-Type": _JSON}), b"Resource not found.")
        raise self._not_recorded(method, url, f"the agency of the DOI {doi}")

    def _list(self, method: str, url: str, query: dict[str, str]) -> Reply:
        clauses = [clause.partition(":") for clause in query.get("filter", "").split(",")]
        unknown = set(query) - _LIST_PARAMETERS or {
            name for name, colon, _ in clauses if colon and name not in {"doi", _SINCE}
        }
        if unknown or "filter" not in query:
            what = f"a list by {', '.join(sorted(unknown)) or 'nothing'}"
            raise self._not_recorded(method, url, what)
        fault = _list_fault(query, clauses)
        if fault:
            return fault
        found = []
        since = max((value for name, _, value in clauses if name == _SINCE), default="")
        for doi in dict.fromkeys(value.lower() for name, _, value in clauses if name == "doi"):
            if doi in self._works and _indexed(json.loads(self._works[doi])["message"]) < since:
                continue
            if doi in self._works:
                found.append(json.loads(self._works[doi])["message"])
            elif doi not in self._aliases and doi not in self._missing:
                raise self._not_recorded(method, url, f"the DOI {doi}")
        rows, offset = int(query.get("rows", "20")), int(query.get("offset", "0"))
        items = found[offset : offset + rows]
        if query.get("select"):
            kept = query["select"].split(",")
            items = [{key: value for key, value in item.items() if key in kept} for item in items]
        message = {
            "facets": {},
            "total-results": len(found),
            "items": items,
            "items-per-page": rows,
            "query": {"start-index": offset, "search-terms": None},
        }
        return _json(
            200, {"status": "ok", "message-type": "work-list", "message-version": "1.0.0", "message": message}
        )

    def _not_recorded(self, method: str, url: str, what: str) -> NotRecorded:
        return NotRecorded(
            f"{method} {url}: the recording {self._folder.parent} says nothing about {what}; "
            f"record it with `harvester sync --record {self._folder.parent}`",
            url=url,
        )


def _list_fault(query: dict[str, str], clauses: list[tuple[str, str, str]]) -> Reply | None:
    """The 400 with which Crossref refuses the whole list, or None."""
    for name, colon, value in clauses:
        if not colon or (name == "doi" and not _DOI.fullmatch(value)):
            text = f"{name}{colon}{value}"
            return _invalid("filter-not-available", text, f"Filter {text} is not a DOI that can be asked for")
    for name, most in (("rows", 1_000), ("offset", 10_000)):
        value = query.get(name, "0")
        if not value.isdecimal() or int(value) > most:
            asked = (
                f"Integer specified as {value} but must be a positive integer less than or equal to {most}. "
            )
            return _invalid("integer-not-valid", value, asked)
    wrong = sorted(_NEVER_SELECTED.intersection(query.get("select", "").split(",")))
    if wrong:
        return _invalid("parameter-not-allowed", wrong[0], f"Select {wrong[0]} is not available")
    return None


def _indexed(message: Mapping[str, Any]) -> str:
    """The day on which Crossref has indexed a work last; the end of time where the recording does not say."""
    return str((message.get("indexed") or {}).get("date-time") or "9999")


def _invalid(kind: str, value: str, text: str) -> Reply:
    message = [{"type": kind, "value": value, "message": text}]
    return _json(400, {"status": "failed", "message-type": "validation-failure", "message": message})


def _json(status: int, envelope: dict[str, Any]) -> Reply:
    # A lone surrogate, which UTF-8 cannot spell, becomes the escape that JSON has for it.
    body = json.dumps(envelope, ensure_ascii=False, separators=(",", ":")).encode(errors="backslashreplace")
    return Reply(status, Headers({"Content-Type": _JSON}), body)


def _pool_headers(pool: str) -> list[tuple[str, str]]:
    limit, concurrency = _LIMITS[pool]
    return [
        ("Vary", "Accept-Encoding"),
        ("x-api-pool", pool),
        ("x-rate-limit-limit", limit),
        ("x-rate-limit-interval", "1s"),
        ("x-concurrency-limit", concurrency),
    ]


def _read_json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise FormatError(f"{path}: is no JSON ({error})") from error
    if not isinstance(content, dict):
        raise FormatError(f"{path}: must hold one object with aliases, missing and agencies")
    return content
