"""How much each carrier's word weighs, by field: the table that choosing reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from harvester.extract.candidate import Candidate
    from harvester.extract.platforms.base import Platform

Weigh = Callable[["Candidate"], float]

#: What a carrier's word weighs on any field, 0 to 1.
CARRIER: Mapping[str, float] = {
    "citation_*": 1.0,
    "eprints.*": 1.0,
    "bepress_*": 1.0,
    "properties": 0.9,
    "json-ld": 0.85,
    "ris": 0.85,
    "body": 0.8,
    "dc": 0.8,
    "prism": 0.8,
    "microdata": 0.75,
    "signposting": 0.8,
    "state": 0.8,
    "coins": 0.7,
    "bibtex": 0.7,
    "vancouver": 0.6,
    "rss": 0.6,
    "harvard": 0.5,
    "apa": 0.5,
    "citation-line": 0.5,
    "standard": 0.5,
    "og": 0.3,
    "title-tag": 0.2,
    "html-lang": 0.2,
}
#: Where a carrier weighs differently on one field.
FIELD: Mapping[tuple[str, str], float] = {
    # A BibTeX export may destroy non-Latin text.
    ("title", "bibtex"): 0.5,
    ("abstract", "bibtex"): 0.4,
    # Styles may shorten the journal's name, and Dublin Core has no place of its own for it.
    ("container_title", "vancouver"): 0.4,
    ("container_title", "dc"): 0.5,
    # Its publisher may be the archive that keeps the manuscript.
    ("publisher", "dc"): 0.6,
    # Dublin Core's type is the depositor's word, and so the librarian's.
    ("type", "citation_*"): 0.7,
    # A page's description is often its first lines.
    ("abstract", "og"): 0.2,
    ("abstract", "dc"): 0.9,
    # Initials only.
    ("author", "vancouver"): 0.5,
    ("author", "citation-line"): 0.4,
    # Only the iDs are its own; the names are those of the head tags.
    ("author", "signposting"): 0.1,
    # It may be who runs the site.
    ("publisher", "microdata"): 0.5,
    # A section of the journal.
    ("type", "prism"): 0.4,
}
UNKNOWN = 0.3
#: What remains of a weight where the platform is known to get the field wrong there.
DISTRUST = 0.25


def weigher(platform: Platform) -> Weigh:
    """The function that weighs candidates of a page of ``platform``."""

    def weigh(candidate: Candidate) -> float:
        key = (candidate.field, candidate.carrier)
        usual = FIELD.get(key, CARRIER.get(candidate.carrier, UNKNOWN))
        weight = platform.trust.get(candidate.carrier, usual)
        return weight * DISTRUST if key in platform.distrust else weight

    return weigh
