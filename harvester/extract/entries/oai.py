"""One record out of an OAI-PMH answer: its header, and its metadata in whichever of the formats that we read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from harvester.errors import FormatError
from harvester.extract.candidate import Candidate
from harvester.extract.entries import datacite, mods, oai_dc
from harvester.extract.entries.entry import Entry
from harvester.extract.entries.tree import Element, first, local, namespace, parse_xml, text_of
from harvester.model import Identifier

if TYPE_CHECKING:
    from harvester.model import Page

Reader = Callable[[Element, str, str], tuple[list[Candidate], str]]

#: (beginning of a namespace, carrier, reader), the richest first; a repository's prefixes are its own choice.
FORMATS: tuple[tuple[str, str, Reader], ...] = (
    ("http://www.dspace.org/xmlns/dspace/dim", "dim", oai_dc.read),
    ("http://www.lyncode.com/xoai", "xoai", oai_dc.read),
    ("http://www.loc.gov/mods/", "mods", mods.read),
    ("http://namespace.openaire.eu/schema/oaire", "oai_openaire", datacite.read),
    ("http://schema.datacite.org/oai/", "oai_datacite", datacite.read),
    ("http://datacite.org/schema/", "datacite", datacite.read),
    ("http://dspace.org/qualifieddc", "qdc", oai_dc.read),
    ("http://purl.org/dc/terms", "qdc", oai_dc.read),
    ("http://www.openarchives.org/OAI/2.0/oai_dc", "oai_dc", oai_dc.read),
)
_PLAIN = ("oai_dc", oai_dc.read)


def rank(namespace_of_format: str) -> int:
    """How much a metadata format holds: the smaller the more; the last rank is for those that we do not read.

    >>> rank("http://www.dspace.org/xmlns/dspace/dim") < rank("http://www.openarchives.org/OAI/2.0/oai_dc/")
    True
    """
    for position, (beginning, _, _) in enumerate(FORMATS):
        if namespace_of_format.startswith(beginning):
            return position
    return len(FORMATS)


def read(page: Page, _platform: str = "auto") -> Entry:
    """What one ``<record>`` says; ``page.url`` is where it can be had again.

    The item's page is the record's URL where the metadata name it on the same host, else its Handle.
    """
    try:
        record = parse_xml(page.body)
    except FormatError as error:
        return Entry(reason=f"the record {error}")
    native = text_of(first(record, "header", "identifier"))
    metadata = first(record, "metadata")
    root = next((child for child in metadata if local(child)), None) if metadata is not None else None
    if not native or root is None:
        return Entry(reason=f"the OAI record has no {'metadata' if native else 'identifier'}")
    known = [(carrier, reader) for start, carrier, reader in FORMATS if namespace(root).startswith(start)]
    carrier, reader = known[0] if known else _PLAIN
    said, url = reader(root, carrier, page.url)
    if not said:
        return Entry(reason=f"nothing in the metadata says what work it is about (format {local(root)})")
    own = Candidate("identifier", carrier, (Identifier("oai", native),), native)
    return Entry(
        native=native,
        url=url or page.url,
        candidates=tuple(dict.fromkeys([*said, own])),
        extra=oai_dc.unknown(root) if carrier == "oai_dc" else (),
    )


def page_address(page: Page) -> str:
    """The address of the item's own page that a record names, or ""."""
    entry = read(page)
    return "" if entry.reason or entry.url == page.url else entry.url
