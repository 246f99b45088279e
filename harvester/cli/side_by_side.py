"""One page's witnesses side by side: what was chosen for each field, how sure that is, and who says what."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, NamedTuple

from harvester.cli.console import WIDE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console
    from rich.text import Text

    from harvester.extract import Extraction
    from harvester.model import Record

MAX_VALUE = 500
"""Characters of a value that are shown; ``--json`` has all of them."""
AGREES, DISSENTS = "=", "x"


class Line(NamedTuple):
    """One line of the comparison.

    Attributes:
        kind: "chosen", "agrees" or "dissents".
        name: the field, or a carrier.
        confidence: with two decimals, on the line of the chosen value; "" where no witness gave it.
        value: as people read it, safe for a terminal.
    """

    kind: str
    name: str
    confidence: str
    value: str


def lines(extraction: Extraction) -> Iterator[Line]:
    """The fields of the record in their order, each with its chosen value and then every carrier's word."""
    from harvester.model.attached import ATTACHED, attached
    from harvester.model.record import CONTENT_FIELDS, WITNESSED_DATES

    record = extraction.record
    if record is None:
        return
    sure = dict(record.confidence)
    people = (*record.author, *record.editor)
    values = {field: getattr(record, field) for field in CONTENT_FIELDS}
    values |= {field: tuple(attached(people, field)) for field in ATTACHED}
    values |= dict.fromkeys(WITNESSED_DATES)
    for field, chosen in values.items():
        said = [one for one in record.witness if one.field == field]
        if not chosen and not said:
            continue
        confidence = f"{sure[field]:.2f}" if field in sure else ""
        yield Line("chosen", field, confidence, _safe(text_of(chosen)) or "(not chosen)")
        for one in said:
            kind = "dissents" if one in extraction.dissent else "agrees"
            yield Line(kind, _safe(one.carrier), "", _safe(one.value))


def show(extraction: Extraction, target: str) -> None:
    """Write the comparison to stdout, coloured where a terminal shows colours and nobody forbade them."""
    from rich.text import Text

    console = _console()
    console.print(Text(_safe(f"{target}: {extraction.platform or 'not read'}"), style="bold"))
    if extraction.record is None:
        console.print(Text(_safe(f"no record: {extraction.reason}"), style="yellow"))
        return
    shown = [*lines(extraction)]
    width = max((len(line.name) for line in shown), default=0) + len(f"  {DISSENTS} ")
    for line in shown:
        for text in _drawn(line, width):
            console.print(text, no_wrap=True, overflow="ellipsis")


def _drawn(line: Line, width: int) -> Iterator[Text]:
    """The line as text in colours; a blank one stands before each field."""
    from rich.text import Text

    if line.kind == "chosen":
        yield Text()
        sure = (f"{line.confidence:>4}", _shade(line.confidence))
        yield Text.assemble((line.name.ljust(width), "bold"), "  ", sure, "  ", (line.value, "bold"))
    else:
        mark, style, body = (AGREES, "green", "") if line.kind == "agrees" else (DISSENTS, "red", "red")
        yield Text.assemble((f"  {mark} {line.name}".ljust(width), style), " " * 8, (line.value, body))


def text_of(value: Any) -> str:  # noqa: ANN401  (values of every field)
    """A value of a record in one line for people: lists with "; " between, roles in brackets."""
    from harvester.model import Funder, Identifier, Name, Organisation, PartialDate, Relation

    if isinstance(value, Organisation):
        return value.name
    if isinstance(value, Identifier):
        return f"{value.scheme}:{value.value}" + (f" ({value.relation})" if value.relation != "self" else "")
    if isinstance(value, Name):
        return f"{value} ({value.role})" if value.role else str(value)
    if isinstance(value, tuple) and not isinstance(value, PartialDate | Funder | Relation):
        return "; ".join(map(text_of, value))
    return "" if value is None else str(value)


def as_dict(target: str, extraction: Extraction) -> dict[str, Any]:
    """The comparison for machines.

    {file, platform, record: CSL-JSON or null, witnesses: {field: [{carrier, value, agrees}]},
    confidence: {field: 0 to 1}, issues: [{kind, severity, message}], reason, kind}.
    """
    from harvester.formats.csl_json import to_csl

    record = extraction.record
    return {
        "file": target,
        "platform": extraction.platform,
        "record": to_csl(record) if record else None,
        "witnesses": _witnesses(record, extraction) if record else {},
        "confidence": dict(record.confidence) if record else {},
        "issues": [
            {"kind": issue.kind, "severity": issue.severity, "message": issue.message}
            for issue in extraction.issues
        ],
        "reason": extraction.reason,
        "kind": extraction.kind,
    }


def _witnesses(record: Record, extraction: Extraction) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for one in record.witness:
        told = {"carrier": one.carrier, "value": one.value, "agrees": one not in extraction.dissent}
        found.setdefault(one.field, []).append(told)
    return found


def _console() -> Console:
    """A console on stdout that writes plain text to anything but a terminal with colours."""
    import os

    from rich.console import Console

    person = sys.stdout.isatty()
    plain = not person or bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    return Console(
        file=sys.stdout,
        width=None if person else WIDE,
        color_system=None if plain else "auto",
        force_terminal=not plain,
        markup=False,
        highlight=False,
        emoji=False,
    )


def _safe(text: str) -> str:
    from harvester.model.text import printable, shorten

    return printable(shorten(text, MAX_VALUE))


def _shade(confidence: str) -> str:
    """The colour of a confidence: at 0.8 one carrier of full weight that none contradicts."""
    value = float(confidence or 0)
    return "green" if value >= 0.8 else "yellow" if value >= 0.5 else "red"
