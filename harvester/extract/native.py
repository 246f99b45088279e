"""The native id of a page's item: what the repository itself calls it, else the page's canonical URL."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from w3lib.url import canonicalize_url, url_query_cleaner

if TYPE_CHECKING:
    from harvester.extract.document import Document
    from harvester.extract.platforms import Platform

_TRACKING = re.compile(
    r"^(?:utm_\w+|fbclid|gclid|mc_[ce]id|ref|s?sid|jsessionid|phpsessid|session_?id|trk|_ga)$", re.IGNORECASE
)
_SESSION_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#]*", re.IGNORECASE)


def native_id(document: Document, platform: Platform) -> str:
    """The id of the item within its source; never empty."""
    if platform.native_id and (found := platform.native_id(document.page, document.tree)):
        return found
    url = canonical_url(document)
    if url:
        return url
    # A saved file that names no address is known by what it holds.
    return "file-" + hashlib.sha256(document.page.body).hexdigest()[:12]


def canonical_url(document: Document) -> str:
    """``link rel=canonical`` where it stays on the host, else the page's own URL, without session and tracking."""
    page_url = document.page.url
    link = document.tree.css_first("link[rel=canonical]")
    href = (link.attributes.get("href") or "").strip() if link else ""
    stated = absolute(href, page_url)
    if stated and _is_item(stated, page_url):
        return tidy_url(stated)
    return tidy_url(page_url) if page_url else ""


def absolute(href: str, base: str) -> str:
    """The web address that ``href`` means on the page at ``base``, or "" where it is none.

    >>> absolute("/a.pdf", "https://x.org/b"), absolute("mailto:a@x.org", "https://x.org/b"), absolute("http://[", "")
    ('https://x.org/a.pdf', '', '')
    """
    try:
        joined = urljoin(base, href) if href else ""
        relative = not base and not urlsplit(joined).scheme
        return joined if relative or urlsplit(joined).scheme in ("http", "https") else ""
    except ValueError:
        return ""


def tidy_url(url: str) -> str:
    """``url`` without fragment, tracking and session parts, its query in a fixed order; as it is if malformed.

    >>> tidy_url("https://X.org/a;jsessionid=1F?b=2&utm_source=rss&a=1#top")
    'https://x.org/a?a=1&b=2'
    """
    url = _SESSION_PATH.sub("", url)
    try:
        names = {part.split("=", 1)[0] for part in urlsplit(url).query.split("&")}
        return str(
            canonicalize_url(url_query_cleaner(url, [n for n in names if _TRACKING.match(n)], remove=True))
        )
    except ValueError:
        return url


def _is_item(stated: str, page_url: str) -> bool:
    """Whether the canonical URL can be this page's: the same host, and not just the site's front door."""
    if not page_url:
        return True
    there, here = urlsplit(stated), urlsplit(page_url)
    return there.netloc.lower() == here.netloc.lower() and (
        there.path.strip("/") != "" or here.path.strip("/") == ""
    )
