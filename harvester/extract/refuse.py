"""Pages that are no record: challenges, log-ins, shells, errors, tombstones, listings, and bodies that are no HTML."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from harvester.extract import refuse_words as words
from harvester.extract.refuse_listing import listing
from harvester.model.text import clean, fold
from harvester.model.url import split

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.extract.candidate import Candidate
    from harvester.extract.document import Document
    from harvester.extract.platforms.base import Platform
    from harvester.model import Page


class Refusal(NamedTuple):
    """Why a page gives no record.

    Attributes:
        kind: "empty", "pdf", "not-html", "unreadable", "challenge", "consent", "log-in", "not-found", "tombstone",
            "listing", "shell" or "no-metadata".
        reason: the same for people.
    """

    kind: str
    reason: str


UNREADABLE = Refusal("unreadable", "the page is nested too deeply, or has too many attributes, to be read")

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
#: A title from these says only that there is a page.
WEAK = frozenset({"og", "title-tag", "body"})
_BIBLIOGRAPHIC = frozenset({"author", "editor", "container_title", "doi", "issn", "isbn", "volume"})
_SHORT, _LITTLE, _NOTHING = 3_000, 1_500, 200
"""Characters of visible text: less than an item's page has, what a message has, and less than any page has."""
_MESSAGE = 600
"""Characters at the beginning of a page's text in which a message stands."""


def refuse_body(page: Page) -> Refusal | None:
    """Why the body cannot be read as a page, or None."""
    if not page.body.strip():
        return Refusal("empty", "the body is empty")
    start = page.body[:1024].lstrip()
    for magic, name in _MAGIC:
        if start.startswith(magic):
            return Refusal("pdf" if name == "a PDF" else "not-html", f"the body is {name}, not a page")
    if page.content_type not in _HTML_TYPES:
        kind = "pdf" if page.content_type == "application/pdf" else "not-html"
        return Refusal(kind, f"the body is {page.content_type}, not a page")
    if b"<" not in page.body:
        return Refusal("not-html", "the body holds no markup")
    return None


def refuse_page(document: Document, platform: Platform, candidates: Sequence[Candidate]) -> Refusal | None:
    """Why the page is no record, or None.

    A page whose head tags name a title is a record whatever its ``<title>`` says; so is one that shows a title and
    its own authors, DOI or abstract, unless it is a listing. The tests are for those that do not.
    """
    strong = {one.field for one in candidates if one.carrier not in WEAK}
    if "title" in strong and strong & (_BIBLIOGRAPHIC | {"issued"}):
        return None
    fields = {one.field for one in candidates}
    if found := listing(document, platform, candidates):
        return Refusal("listing", found)
    if _is_item(candidates) and not _is_wall(document):
        return None
    return (
        _challenge(document)
        or _log_in(document)
        or _error(document)
        or _empty_shell(document)
        or _no_metadata(fields, strong)
    )


def _is_item(candidates: Sequence[Candidate]) -> bool:
    """Whether the page shows a title of its own with what the page of an item says of it, and no other page."""
    shown = {one.field for one in candidates if one.carrier not in ("og", "title-tag")}
    return "title" in shown and bool(shown & {"author", "editor", "doi"} or {"abstract", "issued"} <= shown)


def _is_wall(document: Document) -> bool:
    """Whether what stands on the page only stands in the way: a few words with the marks of a challenge."""
    return bool(document.tree.css_first(words.CHALLENGE_MARKS)) and len(_visible(document)) < _LITTLE


def _challenge(document: Document) -> Refusal | None:
    parts, text = _title_parts(document), _visible(document)
    marks = document.tree.css_first(words.CHALLENGE_MARKS)
    scripts = document.tree.css_first(words.CHALLENGE_SCRIPTS)
    said = any(words.CHALLENGE.fullmatch(part) for part in parts)
    if (
        said
        or (marks and len(text) < _SHORT)
        or (scripts and len(text) < _MESSAGE)
        or words.CHALLENGE_TEXT.search(text[:_MESSAGE])
    ):
        return Refusal("challenge", "the site answered with a challenge page, not with the item")
    if any(words.CONSENT.fullmatch(part) for part in parts) or (
        len(text) < _LITTLE and words.CONSENT_TEXT.search(text)
    ):
        return Refusal("consent", "the page asks for consent to cookies")
    return None


def _log_in(document: Document) -> Refusal | None:
    said = any(words.LOG_IN.match(part) for part in _title_parts(document))
    asked = document.tree.css_first("input[type=password]") and len(_visible(document)) < _SHORT
    return Refusal("log-in", "the page asks to log in") if said or asked else None


def _error(document: Document) -> Refusal | None:
    parts, text = _title_parts(document), _visible(document)
    headings = [fold(node.text()) for node in document.tree.css("h1")[:2]]
    start = clean(text[:_SHORT]).casefold() if len(text) < _SHORT else clean(text[:_MESSAGE]).casefold()
    if words.TOMBSTONE.search(start) or any(
        words.TOMBSTONE_TITLE.search(part) for part in (*parts, *headings)
    ):
        return Refusal("tombstone", "the page says that the item was withdrawn or removed")
    if any(words.NOT_FOUND_TITLE.match(part) for part in (*parts, *headings)) or (
        len(text) < _SHORT and words.NOT_FOUND.search(start)
    ):
        return Refusal("not-found", "the page says that the item was not found")
    if any(words.SEARCH_PAGE.fullmatch(part) for part in (*parts[:1], *headings[:1])):
        return Refusal("not-found", "the site answered with its search page, not with the item")
    return _front_door(document)


def _front_door(document: Document) -> Refusal | None:
    """A page that calls the site's front page its address was no item's."""
    link = document.tree.css_first("link[rel=canonical]")
    stated = split((link.attributes.get("href") or "").strip()) if link else None
    asked = split(document.page.url)
    if (
        stated
        and stated.netloc
        and stated.netloc == asked.netloc
        and not stated.path.strip("/")
        and asked.path.strip("/")
    ):
        return Refusal("not-found", "the site answered with its front page, not with the item")
    return None


def _empty_shell(document: Document) -> Refusal | None:
    tree = document.tree
    hint = any(words.NEEDS_SCRIPT.search(node.text()) for node in tree.css("noscript"))
    root = tree.css_first(words.SHELLS)
    if len(_visible(document)) < _NOTHING and (root or (hint and tree.css_first("script"))):
        return Refusal("shell", "the page is an empty shell that a script would fill")
    return None


def _no_metadata(fields: set[str], strong: set[str]) -> Refusal | None:
    if (
        "title" in strong
        or ("title" in fields and fields & (_BIBLIOGRAPHIC - {"volume"}))
        or strong & _BIBLIOGRAPHIC
    ):
        return None
    return Refusal("no-metadata", "nothing on the page says what work it is about")


@lru_cache(maxsize=1)
def _title_parts(document: Document) -> Sequence[str]:
    """The ``<title>``, folded, whole and in the parts that bars, dashes and colons at its end set apart."""
    title = clean(document.text("title"))
    parts = re.split(r"\s+[|\u00bb\u203a\u2013\u2014:-]+\s+", title)
    return [fold(part) for part in dict.fromkeys([title, *parts]) if fold(part)]


# One test after the other looks at it.
@lru_cache(maxsize=1)
def _visible(document: Document) -> str:
    """The text of the page without scripts and styles, its pieces apart by blanks."""
    body = document.tree.body
    if body is None:
        return ""
    return " ".join(
        text
        for node in body.traverse(include_text=True)
        if node.tag == "-text" and node.parent and node.parent.tag not in ("script", "style", "noscript")
        if (text := node.text(deep=False).strip())
    )
