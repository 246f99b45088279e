"""From a DOI to what its registry says, as one more `Record`, compared with what the page said."""

from harvester.enrich.agreement import Agreement, compare
from harvester.enrich.crossref import Crossref
from harvester.enrich.message import record_of
from harvester.enrich.search import Finding, judge, question
from harvester.enrich.stage import EnrichReport, enrich

__all__ = [
    "Agreement",
    "Crossref",
    "EnrichReport",
    "Finding",
    "compare",
    "enrich",
    "judge",
    "question",
    "record_of",
]
