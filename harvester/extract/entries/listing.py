"""What a listing page shows of one item: its platform's short form, and the COinS beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from harvester.extract.carriers.coins import read_context
from harvester.extract.document import open_document
from harvester.extract.entries.entry import Entry
from harvester.extract.native import native_id
from harvester.extract.platforms import recognise

if TYPE_CHECKING:
    from collections.abc import Iterable

    from selectolax.lexbor import LexborHTMLParser

    from harvester.extract.candidate import Candidate
    from harvester.extract.platforms.base import Platform
    from harvester.model import Page

CARRIER = "listing"
#: A title alone may be any work's: "Introduction".
_ENOUGH = frozenset({"author", "editor", "issued", "doi", "container_title"})


def read(page: Page, platform: str = "auto") -> Entry:
    """What the piece of a listing in ``page`` says of the item at ``page.url``."""
    return read_shown(page, platform, CARRIER)


def read_shown(page: Page, platform: str, carrier: str, also: Iterable[Candidate] = ()) -> Entry:
    """What the HTML of an entry says, and ``also`` what its list says beside it; all in the name of ``carrier``."""
    document = open_document(page)
    if document is None:
        return Entry(reason="the entry is nested too deeply to be read")
    rules = recognise(page, document.tree, platform)
    said = [*also, *_shown(document.tree, rules)]
    fields = {one.field for one in said}
    if "title" not in fields or not fields & _ENOUGH:
        return Entry(platform=rules, reason="its list does not say what work it is")
    return Entry(
        native=native_id(document, rules),
        url=page.url,
        candidates=tuple(dict.fromkeys(replace(one, carrier=carrier) for one in said)),
        issues=document.issues,
        platform=rules,
    )


def _shown(tree: LexborHTMLParser, rules: Platform) -> list[Candidate]:
    found = list(rules.read_listed(tree)) if rules.read_listed else []
    for span in tree.css("span.Z3988[title]"):
        found += read_context(span.attributes.get("title") or "")
    return found
