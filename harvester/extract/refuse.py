"""Pages that are no record: challenges, log-ins, empty shells, listings, and bodies that are no HTML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.model.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.extract.candidate import Candidate
    from harvester.extract.document import Document
    from harvester.extract.platforms.base import Platform
    from harvester.model import Page

_MAGIC = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x89PNG", "a PNG image"),
    (b"GIF8", "a GIF image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\xd0\xcf\x11\xe0", "an Office document"),
    (b"{\\rtf", "an RTF document"),
)
_HTML_TYPES = frozenset({"", "text/html", "application/xhtml+xml", "text/plain", "application/octet-stream"})
_CHALLENGE_TITLES = (
    "just a moment",
    "attention required cloudflare",
    "checking your browser",
    "please wait",
    "access denied",
    "are you a robot",
    "security check",
    "verify you are human",
    "ddos guard",
)
_CHALLENGE_MARKS = (
    "#challenge-form, #challenge-running, #cf-wrapper, #cf-challenge-running, "
    "script[src*='/cdn-cgi/challenge-platform/']"
)
_LOG_IN = re.compile(
    r"(?:log|sign) ?(?:in|on)\b|anmelden|einloggen|connexion|iniciar sesion|single sign|shibboleth"
)
_CONSENT = re.compile(
    r"cookies? (?:consent|policy|settings|required|absent)|consent required|before you continue"
)
_ERROR_TITLE = re.compile(
    r"(?:error )?(?:404|403|410|500|503)\b|(?:page|item) not found|not found$|service unavailable"
)
_SHELLS = "ds-app, app-root, #root, #app, #__next"
#: A title from these says only that there is a page.
_WEAK = frozenset({"og", "title-tag", "body"})
_BIBLIOGRAPHIC = frozenset({"author", "editor", "container_title", "doi", "issn", "isbn", "volume"})


def refuse_body(page: Page) -> str:
    """Why the body cannot be read as a page, or ""."""
    if not page.body.strip():
        return "the body is empty"
    start = page.body[:1024].lstrip()
    for magic, name in _MAGIC:
        if start.startswith(magic):
            return f"the body is {name}, not a page"
    if page.content_type not in _HTML_TYPES:
        return f"the body is {page.content_type}, not a page"
    if b"<" not in page.body:
        return "the body holds no markup"
    return ""


def refuse_page(document: Document, platform: Platform, candidates: Sequence[Candidate]) -> str:
    """Why the page is no record, or "".

    A page whose head tags name a title is a record whatever its ``<title>`` says; the tests below
    are for those that do not.
    """
    strong = {one.field for one in candidates if one.carrier not in _WEAK}
    if "title" in strong and strong & (_BIBLIOGRAPHIC | {"issued"}):
        return ""
    heading = fold(document.text("title"))
    return (
        _challenge(document, heading)
        or _log_in(document, heading)
        or _error(heading)
        or _listing(document, platform, candidates)
        or _empty_shell(document, candidates)
        or _no_metadata(candidates)
    )


def _challenge(document: Document, heading: str) -> str:
    if heading.startswith(_CHALLENGE_TITLES) or document.tree.css_first(_CHALLENGE_MARKS):
        return "the site answered with a challenge page, not with the item"
    return ""


def _log_in(document: Document, heading: str) -> str:
    if _LOG_IN.match(heading) or (
        document.tree.css_first("input[type=password]") and len(_visible(document)) < 2_000
    ):
        return "the page asks to log in"
    return "the page asks for consent to cookies" if _CONSENT.search(heading) else ""


def _error(heading: str) -> str:
    return "the page says that the item was not found" if _ERROR_TITLE.match(heading) else ""


def _listing(document: Document, platform: Platform, candidates: Sequence[Candidate]) -> str:
    rules = platform.listing
    # An item page may list related items, but a listing names no authors or journal of its own.
    if rules is None or _BIBLIOGRAPHIC & {one.field for one in candidates}:
        return ""
    items = len(document.tree.css(rules.item)) if rules.item else 0
    if items > 1 or (items and rules.total and document.tree.css_first(rules.total)):
        return f"the page is a listing ({items} links to items)"
    lists = len(document.tree.css(rules.sublists)) if rules.sublists else 0
    return f"the page is a listing ({lists} links to further listings)" if lists > 1 else ""


def _empty_shell(document: Document, candidates: Sequence[Candidate]) -> str:
    if document.tree.css_first(_SHELLS) and len(_visible(document)) < 200 and _no_metadata(candidates):
        return "the page is an empty shell that a script would fill"
    return ""


def _no_metadata(candidates: Sequence[Candidate]) -> str:
    fields = {one.field for one in candidates}
    strong = {one.field for one in candidates if one.carrier not in _WEAK}
    if "title" in strong or fields & _BIBLIOGRAPHIC:
        return ""
    return "nothing on the page says what work it is about"


def _visible(document: Document) -> str:
    body = document.tree.body
    if body is None:
        return ""
    return " ".join(
        node.text(deep=False).strip()
        for node in body.traverse(include_text=True)
        if node.tag == "-text" and node.parent and node.parent.tag not in ("script", "style", "noscript")
    )
