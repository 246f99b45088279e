"""`harvester status`: how the last run went, whether monitoring should ring, and what the runs before did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from harvester.cli.console import (
    colour,
    config_option,
    count,
    json_option,
    load,
    now,
    open_store,
    say,
    say_json,
    table,
)

if TYPE_CHECKING:
    from pathlib import Path

    from harvester.health import Health
    from harvester.store import PastRun

_STATE_COLOURS = {"ok": "green", "warning": "yellow", "critical": "red"}


def _duration(_context: click.Context, _option: click.Parameter, text: str) -> float:
    """A span of time as config.toml spells it, in seconds."""
    from harvester.config.values import seconds

    try:
        length = seconds(text)
    except ValueError as error:
        raise click.BadParameter(f"{text!r} {error}") from error
    assert isinstance(length, float)  # noqa: S101  (text gives seconds, or has raised)
    return length


@click.command()
@config_option
@click.option("--check", is_flag=True, help="One line for monitoring; exit 0 ok, 1 warning, 2 critical.")
@click.option(
    "--max-age",
    callback=_duration,
    default="36h",
    show_default=True,
    metavar="DURATION",
    help="With --check: a last sync that ended longer ago is critical.",
)
@click.option("--runs", "most", type=click.IntRange(min=1), metavar="N", help="List the last N runs instead.")
@json_option
@click.pass_context
def status(
    context: click.Context,
    /,
    config_path: Path | None,
    *,
    check: bool,
    max_age: float,
    most: int | None,
    as_json: bool,
) -> None:
    """Say how the last run went, source by source. It only reads, also while a sync is under way."""
    if check and most:
        raise click.UsageError("--check and --runs do not go together")
    if check:
        health = _health(config_path, max_age)
        if as_json:
            say_json(health.as_dict())
        else:
            say(str(health), fg=_STATE_COLOURS[health.state])
        context.exit(health.exit_code)
    if most:
        _show_runs(config_path, most, as_json=as_json)
    else:
        _show_last(config_path, as_json=as_json)


def _health(config_path: Path | None, max_age: float) -> Health:
    """The health of the catalogue; what keeps us from looking is critical."""
    from harvester.errors import HarvesterError
    from harvester.health import Health, judge_health

    try:
        with open_store(config_path) as store:
            names = [source.name for source in load(config_path).source]
            return judge_health(store, names, now=now(), max_age=max_age)
    except HarvesterError as error:
        return Health(critical=(str(error),), figures={})


def _show_runs(config_path: Path | None, most: int, *, as_json: bool) -> None:
    with open_store(config_path) as store:
        runs = store.history.runs(most=most)
    if as_json:
        say_json([_as_dict(run) for run in runs])
        return
    names = ("seen", "new", "changed", "gone", "failed", "requests")
    rows: list[tuple[object, ...]] = [("run", "kind", "started", "took", "status", "exit", *names, "not ok")]
    for run in runs:
        counts = [run.total(name) if run.sources else "" for name in names]
        unwell = ", ".join(f"{one.name} {one.status}" for one in run.sources if one.status != "ok")
        code = "" if run.exit_code is None else run.exit_code
        rows.append((run.id, run.kind, run.started, _took(run), _status_of(run), code, *counts, unwell))
    for line in table(rows):
        say(line)


def _as_dict(run: PastRun) -> dict[str, Any]:
    from dataclasses import asdict

    return {**asdict(run), "status": _status_of(run), "seconds": run.seconds}


def _status_of(run: PastRun) -> str:
    """The run's status; of one that has not ended, whether it still can."""
    from harvester.health import is_alive

    return run.status if run.finished or is_alive(run.pid) else "killed"


def _took(run: PastRun) -> str:
    """How long the run took.

    >>> from harvester.store import PastRun
    >>> at = {"id": 1, "kind": "sync", "status": "ok", "exit_code": 0, "pid": 1, "progress": ""}
    >>> _took(PastRun(started="2026-11-23T02:00:00Z", finished="2026-11-23T03:02:05Z", **at))
    '1:02:05'
    """
    if run.seconds is None:
        return ""
    minutes, seconds = divmod(int(run.seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"


def _show_last(config_path: Path | None, *, as_json: bool) -> None:
    with open_store(config_path) as store:
        run = store.runs.latest("sync")
        sources = store.runs.of_run(run["id"]) if run else []
        works = store.works.count()
        issues = store.issues.count_open()
    if as_json:
        fares = [{name: getattr(source, name) for name in type(source).__slots__} for source in sources]
        say_json({"run": run, "sources": fares, "works": works, "issues": issues})
        return
    if run is None:
        say("no run yet; start one with `harvester sync`")
        return
    ended = (
        f"ended {run['finished']}"
        if run["finished"]
        else f"not ended (pid {run['pid']}: {run['progress'] or 'killed?'})"
    )
    say(
        f"run {run['id']}: {run['status']}, started {run['started']}, {ended}",
        fg=colour(run["status"]),
        bold=True,
    )
    rows: list[tuple[object, ...]] = [
        ("source", "status", "seen", "new", "changed", "unchanged", "gone", "failed", "")
    ]
    rows += [
        (
            one.name,
            one.status,
            one.seen,
            one.new,
            one.changed,
            one.unchanged,
            one.gone,
            one.failed,
            one.reason,
        )
        for one in sources
    ]
    for line in table(rows, indent=2, widths=(20, 8, 8, 8, 8, 9, 8, 8, 60)):
        say(line)
    say(f"{count(works, 'work')}, {count(issues, 'open issue')}")
