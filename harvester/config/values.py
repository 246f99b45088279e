"""Kinds of values in config.toml; each says of a bad one what to write instead."""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator

_DURATION = re.compile(r"(\d+)\s*([smhdw])")
_SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}


def web_address(text: str) -> str:
    """``text``, which must be the whole URL of something on the web.

    Raises:
        ValueError: it is not; says what to write instead.

    >>> web_address("https://eprints.example.ac.uk/")
    'https://eprints.example.ac.uk/'
    """
    try:
        parts = urlsplit(text)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError as error:
        raise ValueError(f"is no web address: {error}") from error
    if not sound or re.search(r"\s", text):
        bare = "://" not in text and re.fullmatch(r"[\w-]+(\.[\w-]+)+(:\d+)?(/\S*)?", text)
        advice = (
            f"did you mean 'https://{text}'?" if bare else "give one such as 'https://eprints.example.ac.uk/'"
        )
        raise ValueError(f"is no web address; {advice}")
    return text


def _socket_address(text: str) -> str:
    try:
        parts = urlsplit(f"//{text}")
        sound = bool(parts.hostname and parts.port) and parts.netloc == text and "@" not in text
    except ValueError as error:
        raise ValueError(f"is no address and port: {error}") from error
    if not sound:
        raise ValueError("is no address and port; give one such as '127.0.0.1:8080'")
    return text


def seconds(value: object) -> object:
    """A duration such as "30d" in seconds; anything else as it is, for pydantic to judge."""
    if isinstance(value, str):
        match = _DURATION.fullmatch(value.strip())
        if not match:
            raise ValueError("is not a duration such as '12h', '30d' or '2w'")
        return float(int(match[1]) * _SECONDS[match[2]])
    return value


WebAddress = Annotated[str, AfterValidator(web_address)]
SocketAddress = Annotated[str, AfterValidator(_socket_address)]
