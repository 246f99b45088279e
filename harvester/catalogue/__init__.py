"""From all records to the works of the catalogue: match, merge, and keep every id that still has a meaning."""

from harvester.catalogue.build import Catalogue, Move, Update, decision_of
from harvester.catalogue.comparable import comparable
from harvester.catalogue.current import corpus_of
from harvester.catalogue.report import CatalogueReport, build_works, report

__all__ = [
    "Catalogue",
    "CatalogueReport",
    "Move",
    "Update",
    "build_works",
    "comparable",
    "corpus_of",
    "decision_of",
    "report",
]
