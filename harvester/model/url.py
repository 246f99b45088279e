"""Web addresses as they are compared: canonical, without fragments, session ids and tracking words."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from w3lib.url import safe_url_string

# Java: /handle/1/2;jsessionid=0A1B2C?show=full
_SESSION_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#;]*", re.IGNORECASE)
_SESSION_KEY = re.compile(
    r"jsessionid|phpsessid|cfid|cftoken|aspsessionid\w*|session_?id|oscsid|zenid"
    r"|utm_\w+|fbclid|gclid|mc_[ce]id|_ga",
    re.IGNORECASE,
)
# `sid` is a session in one system and a submission in the next; only a long random value is a session.
_MAYBE_SESSION = re.compile(r"(?:sid|session)=[0-9A-Za-z,-]{20,}", re.IGNORECASE)
_DEFAULT_PORT = {"http": ":80", "https": ":443"}


def split(url: str) -> SplitResult:
    """``url`` in its parts; all empty where it was written so that it leads nowhere ("http://[")."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


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
