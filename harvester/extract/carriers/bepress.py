"""Digital Commons' own tags, ``<meta name="bepress_citation_title">``: Highwire's under another prefix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.extract.carriers.highwire import read_prefixed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.extract.candidate import Candidate
    from harvester.extract.document import Document


def read(document: Document) -> Iterator[Candidate]:
    """What the ``bepress_citation_*`` tags of the page say."""
    yield from read_prefixed(document.metas, "bepress_citation_", "bepress_*")
