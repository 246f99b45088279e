"""URLs as they are compared: canonical, without fragments, session ids and tracking words."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit, urlunsplit

from w3lib.url import safe_url_string

# Java: /handle/1/2;jsessionid=0A1B2C?show=full
_SESSION_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#;]*", re.IGNORECASE)
_SESSION_KEY = re.compile(
    r"jsessionid|phpsessid|cfid|cftoken|aspsessionid\w*|session_?id|oscsid|zenid"
    r"|utm_(?:source|medium|campaign|term|content)",
    re.IGNORECASE,
)
# `sid` is a session in one system and a submission in the next; only a long random value is a session.
_MAYBE_SESSION = re.compile(r"(?:sid|session)=[0-9A-Za-z,-]{20,}", re.IGNORECASE)
_DEFAULT_PORT = {"http": ":80", "https": ":443"}


def canonical(href: str, base: str = "") -> str | None:
    """The web address that ``href`` on the page ``base`` leads to, or None where it leads to no web page.

    >>> canonical("../item;jsessionid=0A1B/7?sid=4&PHPSESSID=abc#top", "HTTP://Repo.example:80/view/year/")
    'http://repo.example/view/item/7?sid=4'
    >>> canonical("mailto:library@repo.example") is None
    True
    """
    try:
        parts = urlsplit(safe_url_string(urljoin(base, href.strip())))
        host = parts.hostname
    except ValueError:  # "Invalid IPv6 URL", "Port could not be cast": written by hand, leads nowhere
        return None
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORT or not host:
        return None
    netloc = parts.netloc.rpartition("@")[2].lower().removesuffix(_DEFAULT_PORT[scheme])
    query = "&".join(pair for pair in parts.query.split("&") if pair and not _is_session(pair))
    return urlunsplit((scheme, netloc, _SESSION_PATH.sub("", parts.path) or "/", query, ""))


def _is_session(pair: str) -> bool:
    return bool(_SESSION_KEY.fullmatch(pair.partition("=")[0]) or _MAYBE_SESSION.fullmatch(pair))


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


def parameter(url: str, name: str) -> int | None:
    """The whole number that the query parameter ``name`` of ``url`` holds, or None.

    >>> parameter("https://repo.example/list?type=thesis&page=12", "page")
    12
    """
    match = re.search(rf"(?:^|&){re.escape(name)}=(\d{{1,9}})(?:&|$)", urlsplit(url).query)
    return int(match[1]) if match else None
