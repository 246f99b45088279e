"""The types that flow through the house, and the canonical forms of what they hold."""

from harvester.model.choice import Choice, ChoiceKind
from harvester.model.date import PartialDate, parse_date
from harvester.model.identifier import Identifier
from harvester.model.issue import Issue, Severity
from harvester.model.name import Name, parse_name
from harvester.model.organisation import Funder, Organisation
from harvester.model.page import Page
from harvester.model.record import Confidence, Extra, Record, Relation, Witness, Work, WorkField

__all__ = [
    "Choice",
    "ChoiceKind",
    "Confidence",
    "Extra",
    "Funder",
    "Identifier",
    "Issue",
    "Name",
    "Organisation",
    "Page",
    "PartialDate",
    "Record",
    "Relation",
    "Severity",
    "Witness",
    "Work",
    "WorkField",
    "parse_date",
    "parse_name",
]
