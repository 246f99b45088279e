"""Entries: what a list says of one item, kept as a small page of its own and read like one.

An OAI-PMH record is all that there is of its item; what a listing page or a feed shows of an item stands in where
the item's own page cannot be had.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.extract.entries import feed, listing, oai
from harvester.extract.entries.entry import Entry
from harvester.model.page import FED, LISTED, OAI_RECORD

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from harvester.model import Page

__all__ = ["READERS", "Entry"]

#: Media type of an entry -> what reads it: ``(page, platform's name)``.
READERS: Mapping[str, Callable[[Page, str], Entry]] = {
    OAI_RECORD: oai.read,
    LISTED: listing.read,
    FED: feed.read,
}
