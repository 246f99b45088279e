"""A report as one HTML page that needs nothing beside it; every text in it is escaped."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from harvester.model.text import printable
from harvester.report.content import COUNTS
from harvester.report.words import byline, title

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.report.content import Report, Section
    from harvester.store import Line, PastRun

_WIDTH, _HEIGHT = 300, 60
"""Of a chart, in pixels."""

_STYLE = (
    "body{font:15px/1.4 sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#222;background:#fff}"
    "table{border-collapse:collapse}td,th{padding:.2em .7em;text-align:right;border-bottom:1px solid #ddd}"
    "td:first-child,th:first-child,td.reason{text-align:left}li{margin:.5em 0}small{color:#555}"
    "figure{display:inline-block;margin:0 1.5em 1em 0}figcaption{font-size:85%}"
    ".ok{fill:#2a7f3f;color:#2a7f3f}.partial,.suspect{fill:#b7791f;color:#8a5a10}"
    ".failed,.blocked{fill:#b02a2a;color:#b02a2a}.running{fill:#888;color:#555}"
)
_STATUSES = frozenset({"ok", "partial", "suspect", "failed", "blocked", "running"})


def as_html(report: Report) -> str:
    """The report as a whole HTML document without script, picture file or address to load anything from."""
    return "\n".join(_page(report)) + "\n"


def _page(report: Report) -> Iterator[str]:
    yield '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    yield f"<title>{_safe(report.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>"
    yield f"<h1>{_safe(report.title)}</h1>"
    for text in (f"{report.span} {report.headline}.", report.state, *report.notes):
        yield f"<p>{_safe(text)}</p>"
    yield from _table(report)
    for name in COUNTS:
        yield _chart(report.past, name)
    for section in report.sections:
        if section.found.number:
            yield from _section(section)
    yield "</body>\n</html>"


def _table(report: Report) -> Iterator[str]:
    if not report.sources:
        return
    heads = "".join(f"<th>{name}</th>" for name in ("source", "status", *COUNTS, ""))
    yield f"<table>\n<tr>{heads}</tr>"
    for source in report.sources:
        counts = "".join(f"<td>{getattr(source, name)}</td>" for name in COUNTS)
        yield (
            f'<tr><td>{_safe(source.name)}</td><td class="{_class(source.status)}">{_safe(source.status)}</td>'
            f'{counts}<td class="reason">{_safe(source.reason)}</td></tr>'
        )
    yield "</table>"


def _section(section: Section) -> Iterator[str]:
    yield f"<h2>{_safe(section.title)} ({section.found.number})</h2>\n<ul>"
    for line in section.found.lines:
        about = " ".join(filter(None, (byline(line), f"[{line.key}]" if line.key else "")))
        yield f"<li>{_linked(line)}<br><small>{_safe(about)}</small></li>"
    yield "</ul>"
    left = section.found.number - len(section.found.lines)
    if left:
        yield f"<p>&hellip; and {left} more</p>"


def _linked(line: Line) -> str:
    """The title of a line, as a link where the thing has a DOI."""
    text = _safe(title(line))
    return f'<a href="https://doi.org/{_safe(quote(line.doi))}">{text}</a>' if line.doi else text


def _chart(runs: tuple[PastRun, ...], name: str) -> str:
    """One count of the last syncs as bars, each in the colour of its run's status."""
    numbers = [run.total(name) for run in runs]
    most = max(numbers, default=0)
    step = _WIDTH / max(len(runs), 10)
    bars = []
    for place, (run, number) in enumerate(zip(runs, numbers, strict=True)):
        height = max(_HEIGHT * number / most, 1) if most else 1
        said = _safe(f"run {run.id}, {run.started[:10]}, {run.status}: {number}")
        bars.append(
            f'<rect class="{_class(run.status)}" x="{place * step:.1f}" y="{_HEIGHT - height:.1f}" '
            f'width="{step * 0.8:.1f}" height="{height:.1f}"><title>{said}</title></rect>'
        )
    label = f"{name} in the last {len(runs)} syncs, at most {most}"
    return (
        f'<figure><svg width="{_WIDTH}" height="{_HEIGHT}" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'aria-label="{label}">{"".join(bars)}</svg><figcaption>{label}</figcaption></figure>'
    )


def _class(status: str) -> str:
    return status if status in _STATUSES else "running"


def _safe(text: str) -> str:
    """``text`` as HTML that shows it and does nothing else."""
    return escape(printable(text))
