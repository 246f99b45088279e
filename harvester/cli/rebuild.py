"""`harvester dedupe --rebuild`: match all records of the catalogue by statistics that are counted anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.cli.console import count, load, now, say, say_json, table

if TYPE_CHECKING:
    from pathlib import Path

    from harvester.catalogue import CatalogueReport

_SHOWN = 50
"""Moved decisions that are shown to people; --json has all of them."""


def rebuild_catalogue(config_path: Path | None, *, as_json: bool) -> None:
    """Begin an epoch of the catalogue that the configuration names, and say which decisions it moved."""
    from harvester.rebuild import rebuild
    from harvester.store import Store
    from harvester.store.store import locked

    config = load(config_path)
    with locked(config.store.path), Store(config.store.path, create=False) as store:
        report = rebuild(store, config, now)
    if as_json:
        say_json(as_dict(report))
    else:
        _say(report)


def as_dict(report: CatalogueReport) -> dict[str, object]:
    """The JSON form."""
    from dataclasses import asdict

    return {**asdict(report), "moves": [move._asdict() for move in report.moves]}


def _say(report: CatalogueReport) -> None:
    say(
        f"epoch {report.epoch}: {count(report.records, 'record')} are {count(report.works, 'work')}; "
        f"{count(report.changed, 'work')} changed, {count(len(report.moves), 'decision')} moved",
        bold=True,
    )
    rows = [
        (move.record_a, move.record_b, f"{move.before or 'nothing'} -> {move.after or 'nothing'}")
        for move in report.moves[:_SHOWN]
    ]
    for line in table(rows, indent=2):
        say(line)
    if len(report.moves) > _SHOWN:
        say(f"  and {len(report.moves) - _SHOWN} more; --json names all of them")
