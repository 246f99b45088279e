"""Carriers: the ways in which a page carries metadata, one file each; every one reads a `Document`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.extract.carriers import (
    bepress,
    citation_line,
    coins,
    dublin_core,
    embedded,
    eprints,
    highwire,
    json_ld,
    microdata,
    open_graph,
    page_language,
    prism,
    signposting,
    state,
    title_tag,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harvester.extract.candidate import Candidate
    from harvester.extract.document import Document
    from harvester.model import Issue

#: In the order in which witnesses are kept; the order decides nothing. Labelled rows (labelled.py) are read
#: after the platform's own markup, because a platform that knows its rows knows better.
CARRIERS: tuple[Callable[[Document], Iterator[Candidate | Issue]], ...] = (
    highwire.read,
    eprints.read,
    bepress.read,
    dublin_core.read,
    prism.read,
    json_ld.read,
    microdata.read,
    coins.read,
    signposting.read,
    embedded.read,
    state.read,
    citation_line.read,
    open_graph.read,
    page_language.read,
    title_tag.read,
)
