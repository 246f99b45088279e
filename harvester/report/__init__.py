"""What the last run brought, fit to be mailed: as text, as Markdown, or as a page of its own."""

from harvester.report.content import Report, Section, build_report
from harvester.report.page import as_html
from harvester.report.words import as_markdown, as_text

__all__ = ["Report", "Section", "as_html", "as_markdown", "as_text", "build_report"]
