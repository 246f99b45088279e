"""What every renderer yields: one request and its answer, in the form in which a recording keeps them."""

from __future__ import annotations

import hashlib
from typing import NamedTuple


class Exchange(NamedTuple):
    """A GET of ``url`` and its answer.

    Attributes:
        name: path of the body's file below the folder of the host; "" where the body is empty.
    """

    url: str
    status: int
    headers: dict[str, str]
    body: bytes
    name: str


HTML = "text/html; charset=utf-8"
XML = "application/xml; charset=utf-8"
RSS = "application/rss+xml; charset=utf-8"
TEXT = "text/plain; charset=utf-8"


def page(url: str, name: str, text: str, *, media: str = HTML, etag: bool = False) -> Exchange:
    """The answer 200 with ``text``; with ``etag`` it carries a validator."""
    body = text.encode()
    headers = {"Content-Type": media}
    if etag:
        headers["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    return Exchange(url, 200, headers, body, name)


def moved(url: str, target: str) -> Exchange:
    """The answer 301 to ``target``."""
    return Exchange(url, 301, {"Location": target, "Content-Type": HTML}, b"", "")


def missing(url: str, text: str, name: str = "pages/404.html") -> Exchange:
    """The answer 404 with the page ``text``."""
    return Exchange(url, 404, {"Content-Type": HTML}, text.encode(), name)
