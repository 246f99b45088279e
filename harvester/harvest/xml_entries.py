"""The entries of a sitemap or feed: XML read without entities, without DTD and without the network."""

from __future__ import annotations

import io
import zlib
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree  # lxml ships no types

from harvester.errors import FormatError
from harvester.extract.entries.tree import local, refuse_dtd

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_GZIP = b"\x1f\x8b"
MAX_XML = 52_428_800
"""Bytes of one unzipped file: what the sitemap protocol allows."""


class Entry(NamedTuple):
    """One element with its children's texts; names are without namespace.

    Attributes:
        name: of the element, such as "url", "item" or "entry".
        fields: name of a child -> its text, the first where several have one name; "href" is the address of
            Atom's ``<link rel="alternate" href>``.
        body: the whole element as XML, where that was asked for.
    """

    name: str
    fields: dict[str, str]
    body: bytes = b""


def read_entries(body: bytes, names: Collection[str], *, whole: bool = False) -> Iterator[Entry]:
    """The elements of ``body`` whose local name is in ``names``, one at a time; ``whole`` keeps their XML, too.

    Raises:
        FormatError: it is no XML, is too large unzipped, or holds a DTD (the way to entity bombs and file reads).
    """
    source = io.BytesIO(unzip(body))
    options = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
    first = True
    try:
        for event, element in etree.iterparse(source, events=("start", "end"), remove_pis=True, **options):
            if first:
                refuse_dtd(element)
                first = False
            if event == "end" and local(element) in names:
                xml = etree.tostring(element, encoding="utf-8", with_tail=False) if whole else b""
                yield Entry(local(element), _fields(element), xml)
                _forget(element)
    except etree.XMLSyntaxError as error:
        raise FormatError(f"is no well-formed XML: {error}") from error


def root_name(body: bytes) -> str:
    """The local name of the outermost element, or "" where ``body`` is no XML that we read."""
    try:
        for _, element in etree.iterparse(
            io.BytesIO(unzip(body)), events=("start",), resolve_entities=False, no_network=True
        ):
            return local(element)
    except (etree.XMLSyntaxError, FormatError):
        return ""
    return ""


def looks_like_html(body: bytes) -> bool:
    """Whether ``body`` begins as a web page does.

    >>> looks_like_html(b"  <!DOCTYPE html><html lang='en'>"), looks_like_html(b"<?xml version='1.0'?><urlset/>")
    (True, False)
    """
    return body[:200].lstrip().lower().startswith((b"<!doctype html", b"<html"))


def unzip(body: bytes, cap: int = MAX_XML) -> bytes:
    """``body``, unzipped where it begins as gzip does, whatever its name or headers say.

    Raises:
        FormatError: truncated, damaged, or more than ``cap`` bytes.
    """
    if not body.startswith(_GZIP):
        return body
    inflater = zlib.decompressobj(wbits=31)
    try:
        plain = inflater.decompress(body, cap + 1)
    except zlib.error as error:
        raise FormatError(f"is damaged gzip: {error}") from error
    if len(plain) > cap:
        raise FormatError(f"unzips to more than {cap:,} bytes")
    if not inflater.eof:
        raise FormatError("is truncated gzip")
    return plain


def _fields(element: etree._Element) -> dict[str, str]:
    fields: dict[str, str] = {}
    for child in element:
        text = "".join(child.itertext()).strip() if local(child) else ""
        if text:
            fields.setdefault(local(child), text)
        if child.get("href") and child.get("rel", "alternate") == "alternate":
            fields.setdefault("href", child.get("href"))
    return fields


def _forget(element: etree._Element) -> None:
    """Free what was read, so that a sitemap of 50,000 entries does not stay in memory as a tree."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]
