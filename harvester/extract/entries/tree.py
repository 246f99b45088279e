"""XML as lists send it: read without entities, without DTD, without the network, and by local names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from lxml import etree

from harvester.errors import FormatError
from harvester.model.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

Element: TypeAlias = Any
"""An element as lxml has it, which ships no types."""


def parse_xml(body: bytes, *, recover: bool = False) -> Element:
    """The root element of ``body``; ``recover`` reads on behind errors and leaves out what they spoil.

    Raises:
        FormatError: it is no well-formed XML, nests deeper than 256 levels, or holds a DTD (the way to entity bombs
            and file reads).
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_pis=True,
        remove_comments=True,
        recover=recover,
    )
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise FormatError(f"is no well-formed XML: {error}") from error
    if root is None:
        raise FormatError("holds no XML element")
    refuse_dtd(root)
    return root


def refuse_dtd(element: Element) -> None:
    """Raise where the document of ``element`` holds a DTD.

    Raises:
        FormatError: it does.
    """
    if element.getroottree().docinfo.internalDTD is not None:
        raise FormatError("holds a DTD (<!DOCTYPE ...>), which is refused: it can define entity bombs")


def local(element: Element) -> str:
    """The name of an element without its namespace; "" for comments and entities, which have none.

    >>> local(parse_xml(b"<dc:title xmlns:dc='http://purl.org/dc/elements/1.1/'/>"))
    'title'
    """
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def namespace(element: Element) -> str:
    """The namespace of an element, or ""."""
    return element.tag[1:].partition("}")[0] if isinstance(element.tag, str) and element.tag[0] == "{" else ""


def text_of(element: Element | None) -> str:
    """All text inside ``element``, trimmed but not cleaned; "" for None."""
    return "".join(element.itertext()).strip() if element is not None else ""


def within(element: Element | None, *path: str) -> Iterator[Element]:
    """The elements at the end of ``path``, a local name for each level below ``element``.

    >>> root = parse_xml(b"<a><b><c>1</c></b><b><c>2</c><d/></b></a>")
    >>> [text_of(one) for one in within(root, "b", "c")]
    ['1', '2']
    """
    if element is None:
        return
    for child in element:
        if local(child) == path[0]:
            if len(path) == 1:
                yield child
            else:
                yield from within(child, *path[1:])


def first(element: Element | None, *path: str) -> Element | None:
    """The first of `within`, or None."""
    return next(within(element, *path), None)


def texts(element: Element | None, *path: str) -> list[str]:
    """The texts of `within` that are not blank."""
    return [text for one in within(element, *path) if clean(text := text_of(one))]
