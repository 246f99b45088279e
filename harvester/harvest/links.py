"""Links of listing pages: which page they lead to, and which number they carry."""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit


def same_page_key(url: str) -> str:
    """Equal for two spellings of one page: http or https, with or without "www." and the final slash.

    >>> same_page_key("https://www.repo.example/en/a/") == same_page_key("http://repo.example/en/a")
    True
    """
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return f"{host_of(url)}{parts.path.rstrip('/')}{query}"


def host_of(url: str) -> str:
    """Host and port of ``url``, without "www.".

    >>> host_of("https://www.repo.example:8443/a")
    'repo.example:8443'
    """
    return urlsplit(url).netloc.lower().removeprefix("www.")


def with_parameter(url: str, name: str, value: str) -> str:
    """``url`` with the query parameter ``name`` set to ``value``, or left out where ``value`` is "".

    >>> with_parameter("https://repo.example/list?page=3&type=thesis", "page", "4")
    'https://repo.example/list?type=thesis&page=4'
    """
    parts = urlsplit(url)
    pairs = [pair for pair in parts.query.split("&") if pair and pair.partition("=")[0] != name]
    return urlunsplit(parts._replace(query="&".join([*pairs, f"{name}={value}"] if value else pairs)))


def undoubled(url: str) -> str:
    """``url`` without the first doubling of a part of its path, or "" where there is none.

    Some sites write links that are relative as if they were not: ``journal/article/view/1`` on a page below
    ``/journal/``.

    >>> undoubled("https://repo.example/index.php/j/index.php/j/article/view/1"), undoubled("https://repo.example/a/b")
    ('https://repo.example/index.php/j/article/view/1', '')
    """
    parts = urlsplit(url)
    names = parts.path.split("/")
    for size in range(len(names) // 2, 0, -1):
        for start in range(1, len(names) - 2 * size + 1):
            once = names[start : start + size]
            if once == names[start + size : start + 2 * size] and any(once):
                return urlunsplit(parts._replace(path="/".join(names[:start] + names[start + size :])))
    return ""


def parameter(url: str, name: str) -> int | None:
    """The whole number that the query parameter ``name`` of ``url`` holds, or None.

    >>> parameter("https://repo.example/list?type=thesis&page=12", "page")
    12
    """
    match = re.search(rf"(?:^|&){re.escape(name)}=(\d{{1,9}})(?:&|$)", urlsplit(url).query)
    return int(match[1]) if match else None
