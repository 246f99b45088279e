"""Which of the web addresses in a metadata record is the item's own page, and which is its file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.model.url import split

if TYPE_CHECKING:
    from collections.abc import Iterable

_FILE = re.compile(
    r"\.(?:pdf|docx?|odt|rtf|txt|ps|zip|epub|xml|jpe?g|png|mp[34])$|/bitstreams?/|/downloads?/", re.IGNORECASE
)


def page_among(addresses: Iterable[str], near: str) -> str:
    """The address of the item's page: on the host of ``near`` where there is one, else its Handle, else "".

    >>> said = ["https://doi.org/10.1/x", "http://repo.example/12/1/a.pdf", "http://repo.example/12/"]
    >>> page_among(said, "https://repo.example/cgi/oai2"), page_among(said[:1], "https://repo.example/cgi/oai2")
    ('http://repo.example/12/', '')
    >>> page_among(["https://hdl.handle.net/1/2", "10.1/x"], "https://repo.example/oai")
    'https://hdl.handle.net/1/2'
    """
    pages = [one.strip() for one in addresses if _is_page(one.strip())]
    own = [one for one in pages if _host(one) == _host(near)]
    handles = [one for one in pages if _host(one) == "hdl.handle.net"]
    return next(iter([*own, *handles]), "")


def file_among(addresses: Iterable[str]) -> str:
    """The first address of a file, or "".

    >>> file_among(["http://repo.example/12/", "http://repo.example/12/1/a.pdf"])
    'http://repo.example/12/1/a.pdf'
    """
    return next(
        (one.strip() for one in addresses if _is_web(one) and _FILE.search(split(one.strip()).path)), ""
    )


def _is_page(text: str) -> bool:
    return _is_web(text) and not _FILE.search(split(text).path)


def _is_web(text: str) -> bool:
    return bool(re.fullmatch(r"https?://[^\s/?#\[\]]+\S*", text.strip()))


def _host(url: str) -> str:
    return (split(url).hostname or "").removeprefix("www.").removeprefix("dx.")
