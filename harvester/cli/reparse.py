"""`harvester reparse`: read the stored pages again, without the network, and say what changed."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from harvester.cli.console import (
    config_option,
    count,
    csl_text,
    json_option,
    load,
    now,
    on_terminal,
    quiet_option,
    say,
    say_json,
    table,
    tell,
    wait_option,
)
from harvester.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from harvester.config import Config
    from harvester.reparse import Change, How, Reparsed

_WIDE = 60
"""Letters of a value that are shown; --json has all of them."""


@click.command()
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@config_option
@click.option("--dry-run", is_flag=True, help="Report what would change, and store nothing.")
@click.option(
    "--accept-drift",
    is_flag=True,
    help="Take what these sources say now as usual; they are suspect no longer.",
)
@click.option(
    "--processes", type=click.IntRange(min=1), metavar="N", help="Read on N cores [default: on every core]."
)
@wait_option
@quiet_option
@click.option("-v", "--verbose", is_flag=True, help="Show every change: record, field, before, after.")
@json_option
@click.pass_context
def reparse(context: click.Context, /, config_path: Path | None, **given: Any) -> None:  # noqa: ANN401  (click's options)
    """Read the stored pages of all (or the named) sources again by the rules of today, and have the works follow.

    The network is not used. A page that gives no record any more is an issue; its record stays.
    """
    from harvester.reparse import How

    if given["dry_run"] and given["accept_drift"]:
        raise UsageError("--dry-run writes nothing, so it accepts no drift; leave one of the two out")
    changes: list[Change] = []
    show = changes.append if given["as_json"] else _show_change if given["verbose"] else None
    quiet = given["quiet"] or given["as_json"] or given["verbose"]
    with _watching(quiet=quiet) as watch:
        how = How(
            sources=given["sources"],
            dry_run=given["dry_run"],
            accept=given["accept_drift"],
            processes=given["processes"],
            watch=watch,
            tell=show,
        )
        report = _run(load(config_path), how, wait=given["wait"])
    if given["as_json"]:
        say_json({**report.as_dict(), "changes": [change._asdict() for change in changes]})
    elif not given["quiet"] or report.drifted or report.unreadable:
        _show(report, dry_run=given["dry_run"])
    context.exit(report.exit_code)


def _run(config: Config, how: How, *, wait: float) -> Reparsed:
    from harvester.reparse import reparse as read_again
    from harvester.store import Store
    from harvester.store.store import locked

    path = config.store.path
    if how.dry_run:
        with Store(path, read_only=True) as store:
            return read_again(store, config, how, now)
    with locked(path, wait=wait), Store(path, create=False) as store:
        return read_again(store, config, how, now)


@contextmanager
def _watching(*, quiet: bool) -> Iterator[Callable[[str, int, int], None] | None]:
    """Progress bars on stderr, where a person watches; for each source how many of its pages were read."""
    if quiet or not on_terminal():
        yield None
        return
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = (*Progress.get_default_columns()[:2], MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        tasks: dict[str, Any] = {}

        def watch(source: str, done: int, pages: int) -> None:
            if source not in tasks:
                tasks[source] = progress.add_task(source, total=pages)
            progress.update(tasks[source], completed=done)

        yield watch


def _show_change(change: Change) -> None:
    from harvester.model.text import shorten

    before, after = (shorten(csl_text(value), _WIDE) if value else "nothing" for value in change[2:])
    say(f"{change.record}  {change.field}: {before} -> {after}")


def _show(report: Reparsed, *, dry_run: bool) -> None:
    rows = [
        (field, *(f"{counts[kind]} {kind}" if counts[kind] else "" for kind in ("gained", "lost", "changed")))
        for field, counts in sorted(report.fields.items(), key=lambda item: -sum(item[1].values()))
    ]
    for line in table(rows, indent=2):
        say(line)
    if report.bodiless:
        tell(f"{count(report.bodiless, 'page')} without a stored body, left as they are")
    if report.unknown:
        tell(f"left alone, since the config does not have them: {', '.join(report.unknown)}")
    if report.unreadable:
        tell(
            f"{count(report.unreadable, 'page')} give no record any more; their records stay, see `harvester issues`",
            fg="yellow",
        )
    for source, reason in report.drifted.items():
        tell(f"{source}: {reason}", fg="yellow")
    if report.dropped:
        tell(f"{count(report.dropped, 'stored page')} past [store] keep_bodies dropped; the records stay")
    if dry_run:
        tell("dry run: nothing was stored")
    works = report.dedupe
    follow = f", {count(works.works, 'work')}, {works.changed} changed" if works else ""
    say(f"reparse: {count(report.pages, 'page')} read, {report.changed} changed{follow}", bold=True)
