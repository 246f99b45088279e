"""Pure's type line: "Research output: Contribution to journal", the kind and "peer-review", arrows between them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.extract.candidate import Candidate
from harvester.model.kind import csl_type
from harvester.model.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

# It may have lost its separators: "Contribution to Journal/MagazineJournal articlepeer-review".
_FAMILY = re.compile(
    r"(?P<family>Contribution to (?:journal(?:/Magazine)?|conference|book/anthology|specialist publication|"
    r"periodical)|Contribution in Book/Report/Proceedings|"
    r"Chapter in Book/Report/Conference proceeding(?:s)?|Book/Report|Book/anthology|Thesis|"
    r"Working paper(?:/Preprint)?|Patent|Non-textual form|Other contribution|Data set/Database|Review)"
    r"\s*[\u203a>\u00bb]?\s*(?P<kind>.*?)\s*[\u203a>\u00bb]?\s*(?P<review>peer-review|Research|Scientific)?\s*$",
    re.IGNORECASE | re.DOTALL,
)  # fmt: skip


def read_type_line(line: str, carrier: str) -> Iterator[Candidate]:
    """The type and the kind that the line names: family, kind and review status, with arrows between them."""
    text = clean(line)
    match = _FAMILY.search(text)
    if not match:
        return
    kind, family = match["kind"], match["family"]
    # What a specialist publication prints is a magazine article, whatever its kind is called.
    value = "article-magazine" if "specialist" in family.lower() else csl_type(kind) or csl_type(family)
    if value:
        yield Candidate("type", carrier, value, text)
    if kind:
        yield Candidate("genre", carrier, kind, text)
