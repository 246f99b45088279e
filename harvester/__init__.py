"""Harvest publication pages, enrich them through Crossref, and keep one clean, explained catalogue."""

__version__ = "0.1.0"
