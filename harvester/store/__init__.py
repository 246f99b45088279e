"""The catalogue: one SQLite file that people can query, and every line of SQL that touches it.

`Store` opens the file and hands out one small table gateway for each thing it keeps. Every change
happens inside ``with store.write():``, one transaction that a kill cannot tear.
"""

from harvester.store.agreements import Compared, Conflict
from harvester.store.finds import Find
from harvester.store.history import Found, Line, PastRun, Span, Standing
from harvester.store.oai import OaiList
from harvester.store.pages import StoredPage
from harvester.store.registry import Registration
from harvester.store.runs import Run, SourceRun
from harvester.store.store import Store

__all__ = [
    "Compared",
    "Conflict",
    "Find",
    "Found",
    "Line",
    "OaiList",
    "PastRun",
    "Registration",
    "Run",
    "SourceRun",
    "Span",
    "Standing",
    "Store",
    "StoredPage",
]
