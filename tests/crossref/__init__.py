"""A simulator of Crossref, with doi.org and DataCite, on the loopback; README.md tells how to use it."""

from tests.crossref.corpus import own_works, read_works, timestamp
from tests.crossref.faults import KINDS, Fault
from tests.crossref.log import Entry, Log
from tests.crossref.server import Simulator

__all__ = ["KINDS", "Entry", "Fault", "Log", "Simulator", "own_works", "read_works", "timestamp"]
