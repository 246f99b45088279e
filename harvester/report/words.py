"""A report as plain text, and as Markdown; nothing that a site wrote commands a terminal or becomes markup."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from harvester.model.text import printable, shorten
from harvester.report.content import COUNTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.report.content import Report, Section
    from harvester.store import Line

_TITLE, _AUTHORS, _NOTE = 160, 60, 200
_MARKUP = re.compile(r"([\\`*_{}\[\]()#!|~:@$]|(?<=www)\.|^[-+=]|(?<=^\d)\.)", re.IGNORECASE)


def byline(line: Line) -> str:
    """Authors, year, DOI and note of a line; "" where it has none.

    >>> from harvester.store import Line
    >>> byline(Line("w1", "Lichens", "Lee, Ann", 2011, "10.1000/1", ""))
    'Lee, Ann. 2011. doi:10.1000/1'
    """
    parts = (
        shorten(line.authors, _AUTHORS).rstrip("."),
        str(line.year or ""),
        line.doi and f"doi:{line.doi}",
        shorten(line.note, _NOTE),
    )
    return printable(". ".join(part for part in parts if part))


def title(line: Line) -> str:
    """The title of a line, or that it has none."""
    return shorten(printable(line.title), _TITLE) or "(no title)"


def as_text(report: Report) -> str:
    """The report as plain text, its lines ended by line feeds."""
    return "\n".join(_text(report)) + "\n"


def _text(report: Report) -> Iterator[str]:
    yield report.title
    yield report.span
    yield report.headline
    yield report.state
    yield from report.notes
    if report.sources:
        yield ""
        yield f"{'source':20}  {'status':8}" + "".join(f"  {name:>7}" for name in COUNTS)
    for source in report.sources:
        counts = "".join(f"  {getattr(source, name):7}" for name in COUNTS)
        reason = f"  {shorten(printable(source.reason), _NOTE)}" if source.reason else ""
        yield f"{source.name:20}  {source.status:8}{counts}{reason}"
    for section in filter(_has_any, report.sections):
        heading = f"{section.title} ({section.found.number})"
        yield from ("", heading, "-" * len(heading))
        for line in section.found.lines:
            yield f"* {title(line)}"
            yield from (f"  {text}" for text in (byline(line), printable(line.key)) if text)
        yield from _rest(section)


def as_markdown(report: Report) -> str:
    """The report as Markdown (CommonMark, with the tables of GitHub)."""
    return "\n".join(_markdown(report)) + "\n"


def _markdown(report: Report) -> Iterator[str]:
    yield f"# {escaped(report.title)}"
    for text in (report.span, report.headline, report.state, *report.notes):
        yield from ("", escaped(text))
    if report.sources:
        yield from ("", f"| source | status | {' | '.join(COUNTS)} | |", f"|{'---|' * (len(COUNTS) + 3)}")
    for source in report.sources:
        cells = (source.name, source.status, *(getattr(source, name) for name in COUNTS), source.reason)
        yield f"| {' | '.join(escaped(shorten(str(cell), _NOTE)) for cell in cells)} |"
    for section in filter(_has_any, report.sections):
        yield from ("", f"## {section.title} ({section.found.number})", "")
        for line in section.found.lines:
            parts = (f"**{escaped(title(line))}**", escaped(byline(line)), escaped(line.key))
            yield "- " + "  \n  ".join(part for part in parts if part)
        yield from (f"\n{escaped(text)}" for text in _rest(section))


def escaped(text: str) -> str:
    r"""``text`` with every sign that Markdown could take for its own marked as meant.

    >>> escaped("[x](javascript:y) <b>")
    '\\[x\\]\\(javascript\\:y\\) &lt;b&gt;'
    >>> escaped("1. www.evil.example"), escaped("- well-known")
    ('1\\. www\\.evil.example', '\\- well-known')
    """
    return escape(_MARKUP.sub(r"\\\1", printable(text)), quote=False)


def _has_any(section: Section) -> bool:
    return section.found.number > 0


def _rest(section: Section) -> Iterator[str]:
    left = section.found.number - len(section.found.lines)
    if left:
        yield f"... and {left} more"
