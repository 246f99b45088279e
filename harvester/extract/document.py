"""Document: a page parsed once from its bytes, by stated charset rules and behind a guard."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace
from typing import NamedTuple

from harvester.extract.nesting import attribute_work, depth, depth_at_most
from harvester.extract.tree import Tree
from harvester.model import Issue, Page

MAX_BYTES = 5_000_000
"""Bytes of HTML above which only the head is read."""
MAX_DEPTH = 2_000
"""Levels of nesting above which only the head is read: parsers slow down with the square of the depth."""
MAX_TAGS = 500_000
"""Tags above which only the head is read: each costs a parser some hundred bytes of memory."""
MAX_ATTRIBUTE_WORK = 100_000_000
"""Comparisons of attributes above which only the head is read: each attribute with all others of its element."""
MAX_HEAD = 262_144
_START = 16
"""Bytes at the start of a page by which UTF-16 is known."""
MAX_METAS = 20_000
"""Named ``<meta>`` tags that are read: three for each of the authors of the largest collaborations."""

_ENCODINGS = re.compile(
    r"utf-?8|utf-?16(?:-?[bl]e)?|(?:windows-|cp)(?:125[0-8]|874)|iso-?8859-?\d{1,2}|latin-?1|us-ascii|koi8-[ru]|"
    r"gbk|gb2312|gb18030|big5|euc-(?:jp|kr)|shift[_-]jis|iso-2022-jp|tis-620|macintosh",
    re.IGNORECASE,
)
_LATIN = re.compile(r"iso-?8859-?1|latin-?1|us-ascii", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_BODY_STARTS = re.compile(rb"</head\s*>|<body[\s>]", re.IGNORECASE)


class Meta(NamedTuple):
    """One ``<meta>`` with a name (or property) and a content.

    Attributes:
        name: as written.
        content: with its entities resolved once, by the parser.
        scheme: the ``scheme`` attribute, or "".
        item: False where it stands before the link that opens the page's Dublin Core block.
    """

    name: str
    content: str
    scheme: str = ""
    item: bool = True


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed page: what every carrier reads.

    Attributes:
        page: the page as fetched, but a body in UTF-16 turned into UTF-8.
        tree: parsed from its bytes.
        metas: its named ``<meta>`` tags, in order, wherever they stand.
        issues: what had to be left out.
    """

    page: Page
    tree: Tree
    metas: tuple[Meta, ...]
    issues: tuple[Issue, ...] = ()

    def text(self, selector: str) -> str:
        """The text of the first element that matches ``selector``, or ""."""
        node = self.tree.css_first(selector)
        return node.text() if node else ""


def open_document(page: Page) -> Document | None:
    """The page, parsed; None where even its head is nested too deeply, or has too many attributes."""
    encoding = charset(page)
    if encoding.startswith("utf-16"):
        # All who look for bytes, the guards first, look for those of ASCII.
        page = replace(page, body=page.body.decode(encoding, errors="replace").encode(), charset="utf-8")
        encoding = "utf-8"
    body, issues = page.body, []
    why = _why_head_only(body)
    if why:
        body = head_of(body)
        issues = [
            Issue(kind="page-cut", message=f"{page.url}: {why}; only its head was read", subject=page.url)
        ]
        if depth(body) > MAX_DEPTH or attribute_work(body, MAX_ATTRIBUTE_WORK) > MAX_ATTRIBUTE_WORK:
            return None
    tree = Tree(body.decode(encoding, errors="replace"))
    metas = _metas(tree)
    if len(metas) > MAX_METAS:
        message = f"{page.url}: has {len(metas):,} head tags; only the first {MAX_METAS:,} were read"
        issues.append(Issue(kind="page-cut", message=message, subject=page.url))
    return Document(page, tree, tuple(metas[:MAX_METAS]), tuple(issues))


def charset(page: Page) -> str:
    """The encoding to read ``page`` with: byte order mark, header, meta, UTF-8 where it fits, else Windows-1252.

    Only encodings that the web uses are obeyed, so never UTF-7. UTF-16 is guessed where nothing is stated and every
    second byte at the start is NUL, as it is in no other encoding of the web.

    >>> charset(Page(url="", body=b"<meta charset=utf-7>+ADw-")), charset(Page(url="", body="café".encode("cp1252")))
    ('utf-8', 'cp1252')
    >>> charset(Page(url="", body=b"<meta charset=koi8-r>", charset="UTF-8"))
    'utf-8'
    """
    for mark, name in _BOMS:
        if page.body.startswith(mark):
            return name
    declared = _META_CHARSET.search(page.body[:2048])
    meta = declared[1].decode("ascii") if declared else ""
    # The meta was found by reading bytes as ASCII, so it cannot be UTF-16.
    meta = "utf-8" if meta.lower().startswith("utf-16") else meta
    for name in (page.charset or "", meta):
        if _ENCODINGS.fullmatch(name):
            return _python_name(name)
    if guessed := _guessed_utf_16(page.body[:_START]):
        return guessed
    try:
        page.body.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _guessed_utf_16(start: bytes) -> str:
    """The order of bytes in which UTF-16 writes ASCII, as pages begin with it; "" where ``start`` is something else."""
    one, other = any(start[::2]), any(start[1::2])
    if len(start) < _START or (one and other):
        return ""
    return "utf-16-le" if one and all(start[::2]) else "utf-16-be" if other and all(start[1::2]) else ""


def _python_name(name: str) -> str:
    if _LATIN.fullmatch(name):
        return "cp1252"  # what browsers read under these names
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "mac_roman" if name.lower() == "macintosh" else "cp1252"


def _why_head_only(body: bytes) -> str:
    if len(body) > MAX_BYTES:
        return f"holds {len(body):,} bytes of HTML"
    if (tags := body.count(b"<")) > MAX_TAGS:
        return f"holds {tags:,} tags"
    # Most pages have fewer tags than the limit, and hardly any has them nested.
    if (
        tags - body.count(b"</") > MAX_DEPTH
        and depth_at_most(body, MAX_DEPTH) > MAX_DEPTH
        and depth(body) > MAX_DEPTH
    ):
        return f"nests deeper than {MAX_DEPTH:,} levels"
    if attribute_work(body, MAX_ATTRIBUTE_WORK) > MAX_ATTRIBUTE_WORK:
        return "has elements with thousands of attributes"
    return ""


def head_of(body: bytes) -> bytes:
    """The page up to the end of its head, or its first `MAX_HEAD` bytes."""
    end = _BODY_STARTS.search(body, 0, MAX_HEAD)
    return body[: end.start() if end else MAX_HEAD]


def _metas(tree: Tree) -> list[Meta]:
    found: list[Meta] = []
    opening = 0
    for node in tree.css("meta, link"):
        attributes = node.attributes
        if node.tag == "link":
            if (attributes.get("rel") or "").lower() == "schema.dcterms":
                opening = len(found)
            continue
        name = attributes.get("name") or attributes.get("property")
        content = attributes.get("content")
        if name and content and content.strip():
            found.append(Meta(name.strip(), content.strip(), attributes.get("scheme") or ""))
    return [meta._replace(item=False) for meta in found[:opening]] + found[opening:]
