"""`harvester sync`: bring the catalogue up to date."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from harvester.cli.console import (
    colour,
    config_option,
    count,
    json_option,
    load,
    now,
    on_terminal,
    quiet_option,
    say,
    say_json,
    tell,
    wait_option,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator

    from harvester.config import Config
    from harvester.errors import HarvesterError
    from harvester.sync import Options, SyncReport


@click.command()
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@config_option
@click.option("--full", is_flag=True, help="Ask for every page again, due or not.")
@click.option("--dry-run", is_flag=True, help="Do everything on a copy, report, and store nothing.")
@click.option(
    "--limit", type=click.IntRange(min=1), metavar="N", help="Ask for at most N pages of each source."
)
@click.option(
    "--record", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="Record every exchange."
)
@click.option(
    "--replay",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="DIR",
    help="Answer every request from a recording; never touch the network.",
)
@click.option("--fail-on-review", is_flag=True, help="Exit with 4 where pairs wait for a person.")
@wait_option
@quiet_option
@click.option("-v", "--verbose", count=True, help="Say more: pages with -v, requests with -vv.")
@json_option
@click.pass_context
def sync(context: click.Context, /, config_path: Path | None, **given: Any) -> None:  # noqa: ANN401  (click's options)
    r"""Pull new and changed pages of all (or the named) sources, enrich, merge, and store them.

    \b
    Exit codes: 0 done; 1 some source failed, is suspect or blocked; 2 usage; 3 no source succeeded;
    4 pairs to review (--fail-on-review); 74 input/output; 75 locked; 78 config or schema; 130/143 signals.
    """
    from harvester.cli.logs import start_logging
    from harvester.errors import HarvesterError
    from harvester.sync import Options

    started = now()
    try:
        config = _overridden(load(config_path), record=given["record"], replay=given["replay"])
        start_logging(config.log, verbose=given["verbose"], quiet=given["quiet"] or given["as_json"])
        options = Options(sources=given["sources"], full=given["full"], limit=given["limit"])
        report = _run(
            config,
            options,
            dry_run=given["dry_run"],
            wait=given["wait"],
            quiet=given["quiet"] or given["as_json"],
        )
    except HarvesterError as error:
        if given["as_json"]:
            say_json(_failure(error, started))
        raise
    if given["as_json"]:
        say_json({**report.as_dict(), "exit_code": report.exit_code, "reason": ""})
    elif not given["quiet"] or report.status != "ok":
        _show(report, dry_run=given["dry_run"], told=bool(given["verbose"]))
    waiting = given["fail_on_review"] and report.exit_code == 0 and report.dedupe.review
    context.exit(4 if waiting else report.exit_code)


def _failure(error: HarvesterError, started: dt.datetime) -> dict[str, Any]:
    """The JSON form of a sync that reports nothing, with the keys of one that does."""
    from harvester.model.date import stamp
    from harvester.sync import SyncReport

    return {
        **dict.fromkeys(SyncReport.__slots__),
        "status": "failed",
        "started": stamp(started),
        "seconds": round((now() - started).total_seconds(), 1),
        "sources": [],
        "exit_code": error.exit_code,
        "reason": str(error),
    }


def _overridden(config: Config, *, record: Path | None, replay: Path | None) -> Config:
    changes: dict[str, Path | None] = {}
    if record:
        changes["record"] = record.absolute()
    if replay:
        changes["replay"] = replay.absolute()
    return config.model_copy(update={"http": config.http.model_copy(update=changes)})


def _run(config: Config, options: Options, *, dry_run: bool, wait: float, quiet: bool) -> SyncReport:
    from harvester.announce import announce
    from harvester.fetch import open_web
    from harvester.store import Store
    from harvester.store.store import locked
    from harvester.sync import sync as run_sync

    def work() -> SyncReport:
        with (
            _target(config.store.path, dry_run=dry_run) as path,
            Store(path, disposable=dry_run) as store,
            open_web(config, store.state) as web,
            _watching(quiet=quiet) as watch,
        ):
            return run_sync(config, store, web, options=options, now=now, watch=watch)

    with locked(config.store.path, wait=wait):
        return work() if dry_run or config.http.replay else announce(config, work)


@contextmanager
def _target(path: Path, *, dry_run: bool) -> Iterator[Path]:
    """The catalogue itself or, for a dry run, a copy that is thrown away."""
    if not dry_run:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="harvester-") as folder:
        copy = Path(folder) / path.name
        for suffix in ("", "-wal"):
            if path.with_name(path.name + suffix).is_file():
                shutil.copy2(path.with_name(path.name + suffix), copy.with_name(copy.name + suffix))
        yield copy


@contextmanager
def _watching(*, quiet: bool) -> Iterator[Callable[[str, int], None] | None]:
    """A progress line for each source where a person watches, else nothing."""
    if quiet or not on_terminal():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TextColumn("{task.completed} pages"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        tasks: dict[str, Any] = {}

        def watch(source: str, pages: int) -> None:
            if source not in tasks:
                tasks[source] = progress.add_task(source, total=None)
            progress.update(tasks[source], completed=pages)

        yield watch


def _show(report: SyncReport, *, dry_run: bool, told: bool) -> None:
    """The report for people; ``told``: the log has said on stderr how each source fared."""
    from harvester.cli.enrich import describe as describe_enrichment
    from harvester.gather import describe

    width = max(len(source.name) for source in report.sources)
    for source in report.sources if not told else ():
        tell(
            f"{source.name.ljust(width)}  {describe(source)}",
            fg=colour(source.status) if source.status != "ok" else None,
        )
    if report.enrich.requests or report.enrich.warning:
        tell(f"{'crossref'.ljust(width)}  {describe_enrichment(report.enrich)}")
    if report.dedupe.moves:
        moved = count(len(report.dedupe.moves), "decision")
        tell(f"epoch {report.dedupe.epoch} began: the records have doubled; {moved} moved, see --json")
    if report.issues:
        tell(f"{count(report.issues, 'open issue')}; `harvester issues` lists what is wrong")
    if dry_run:
        tell("dry run: nothing was stored")
    say(str(report), fg=colour(report.status), bold=True)
