"""The bodies that Crossref, doi.org and DataCite answer with, before anything is wrong with them."""

from __future__ import annotations

import html as markup
from typing import TYPE_CHECKING, Any

from harvester.fetch import Headers, Reply
from harvester.fetch.crossref_answers import _json

if TYPE_CHECKING:
    from collections.abc import Sequence

JSON = "application/json"

Work = dict[str, Any]
"""One work in the shape of Crossref's REST API."""

Problem = dict[str, str]
"""One message of a refusal: its ``type``, the ``value`` that is wrong, and a ``message`` for people."""


def encoded(content: object, status: int = 200, kind: str = JSON, **headers: str) -> Reply:
    """``content`` as JSON, its slashes escaped as Crossref does it; ``_`` in a header's name stands for ``-``."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    # A slash can only stand inside a string of JSON.
    body = _json(status, content).body.replace(b"/", rb"\/")  # type: ignore[arg-type]
    return Reply(status, Headers({"Content-Type": kind, **named}), body)


def ok(kind: str, message: object) -> Reply:
    """A successful answer of ``message-type`` ``kind``."""
    return encoded(
        {"status": "ok", "message-type": kind, "message-version": "1.0.0", "message": message},
        Vary="Accept-Encoding",
    )


def problem(kind: str, value: str, text: str) -> Problem:
    """What is wrong with a request."""
    return {"type": kind, "value": value, "message": text}


def refused(problems: Sequence[Problem]) -> Reply:
    """The 400 that names every problem at once."""
    envelope = {"status": "failed", "message-type": "validation-failure", "message": list(problems)}
    return encoded(envelope, 400, f"{JSON};charset=utf-8", Vary="Accept")


def bad_cursor(cursor: str) -> Reply:
    """The 404 for a cursor that was never given out, has expired or belongs to another query."""
    message = [problem("cursor-invalid", cursor, "Cursor specified but it is invalid")]
    return encoded({"status": "failed", "message-type": "resource-failure", "message": message}, 404)


def text(status: int, words: str, kind: str = "text/plain", **headers: str) -> Reply:
    """A short answer in plain text."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, Headers({"Content-Type": kind, **named}), words.encode())


def unknown(kind: str = "text/plain") -> Reply:
    """Crossref's 404; the one for an agency has the same words but says that they are JSON."""
    return text(404, "Resource not found.", kind)


def page(status: int, title: str, words: str = "", **headers: str) -> Reply:
    """A page for people: of a load balancer, or of doi.org."""
    title, words = markup.escape(title), markup.escape(words)
    body = (
        f"<html>\r\n<head><title>{title}</title></head>\r\n"
        f"<body>\r\n<center><h1>{title}</h1></center>\r\n{words}</body>\r\n</html>\r\n"
    )
    return text(status, body, "text/html; charset=UTF-8", **headers)
