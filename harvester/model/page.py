"""A fetched page, before anything was read off it."""

from __future__ import annotations

from dataclasses import dataclass

OAI_RECORD = "application/x-oai-record+xml"
"""Our media type of one ``<record>`` out of an OAI-PMH answer."""
LISTED = "text/x-listed-item+html"
"""Our media type of what a listing page shows of one item: a piece of HTML."""
FED = "application/x-feed-item+xml"
"""Our media type of one ``<item>`` or ``<entry>`` out of a feed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page as the server sent it.

    Attributes:
        url: where it was found, after redirects; "" where unknown (a saved file).
        body: decoded (unzipped) bytes.
        content_type: media type in lower case without parameters; "" where not stated.
        charset: from the Content-Type header, only where the server really sent one.
        links: the HTTP ``Link`` header as sent, or "".
    """

    url: str
    body: bytes
    content_type: str = "text/html"
    charset: str | None = None
    links: str = ""
