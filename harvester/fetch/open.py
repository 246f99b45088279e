"""The `Web` that a configuration asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from harvester.fetch.web import Web

if TYPE_CHECKING:
    from pathlib import Path

    from harvester.config import Config


def open_web(config: Config, state: Path | None = None) -> Web:
    """One polite way to the network for a whole run.

    Args:
        config: its ``[http]`` and ``[contact]`` say how; sources with ``allow_private`` may be on
            private addresses, and so may a Crossref of one's own.
        state: folder for what processes share, or None to share nothing.
    """
    private = {urlsplit(source.url).hostname or "" for source in config.source if source.allow_private}
    for address in (config.crossref.url, config.crossref.agencies, config.crossref.datacite):
        registry = urlsplit(address)
        if registry.scheme == "http":
            private.add(registry.hostname or "")
    return Web(config.http, config.contact, state=state, private_hosts=private)
