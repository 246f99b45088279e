"""The native id of a page's item: what the repository itself calls it, else the page's canonical URL."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from harvester.model.url import canonical

if TYPE_CHECKING:
    from harvester.extract.document import Document
    from harvester.extract.platforms import Platform


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
        return canonical(stated) or stated
    return canonical(page_url) or page_url


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


def _is_item(stated: str, page_url: str) -> bool:
    """Whether the canonical URL can be this page's: the same host, and not just the site's front door."""
    if not page_url:
        return True
    there, here = urlsplit(stated), urlsplit(page_url)
    return there.netloc.lower() == here.netloc.lower() and (
        there.path.strip("/") != "" or here.path.strip("/") == ""
    )
