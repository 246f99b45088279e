"""The language of the page, ``<html lang="de">``: mostly the site's, so it counts only where the work's words agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.extract.candidate import read_field

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.extract.candidate import Candidate
    from harvester.extract.document import Document

CARRIER = "html-lang"


def read(document: Document) -> Iterator[Candidate]:
    """What the root element of the page says."""
    root = document.tree.root
    if root is not None:
        attributes = root.attributes
        stated = attributes.get("lang") or attributes.get("xml:lang") or ""
        yield from read_field("language", CARRIER, stated)
