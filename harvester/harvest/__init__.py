"""Which pages a source has, and what became of them since the last run."""

from harvester.harvest.discover import discover
from harvester.harvest.item import Discovery, Item, Memory
from harvester.harvest.survey import Route, Survey, survey

__all__ = ["Discovery", "Item", "Memory", "Route", "Survey", "discover", "survey"]
