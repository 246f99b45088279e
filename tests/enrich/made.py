"""Made-up works of Crossref as records: those that the simulator serves, and those that a test needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harvester.enrich import record_of
from tests.crossref import own_works

if TYPE_CHECKING:
    from harvester.model import Record

WORKS = {work["DOI"]: work for work in own_works()}


def made(**values: Any) -> Record:
    """A work with these values in Crossref's shape."""
    return record_of({"DOI": "10.5555/made", "type": "journal-article", "title": ["A title"], **values})


def ours(suffix: str) -> Record:
    """One of the simulator's works under 10.5555."""
    return record_of(WORKS[f"10.5555/{suffix}"])
