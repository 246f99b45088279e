"""Commands that care for the catalogue's file: backup, vacuum, retention."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from harvester.cli.console import (
    config_option,
    count,
    json_option,
    load,
    now,
    quiet_option,
    say,
    say_json,
    tell,
    wait_option,
)
from harvester.errors import UsageError

if TYPE_CHECKING:
    from harvester.retention import Expired


@click.command()
@click.argument("target", type=click.Path(path_type=Path), required=False, metavar="[FILE]")
@config_option
@click.option("--force", is_flag=True, help="Replace FILE if it exists.")
@click.option(
    "--keep",
    type=click.IntRange(min=1),
    metavar="N",
    help="Afterwards remove all but the newest N backups that were named by this command in that folder.",
)
@quiet_option
@json_option
def backup(config_path: Path | None, *, target: Path | None, keep: int | None, **given: Any) -> None:  # noqa: ANN401  (click's options)
    """Copy the catalogue to FILE and check the copy, also while a sync runs.

    FILE may be a folder; the copy is then named after the catalogue and the time, in UTC. So it is without FILE,
    beside the catalogue.
    """
    from harvester.store.backup import back_up, remove_older, stamped_name

    path = load(config_path).store.path
    named = target is not None and not target.is_dir()
    if named and keep:
        raise UsageError(
            "--keep counts the backups that are named by the time; give a folder as FILE, or none"
        )
    folder = path.parent if target is None else target
    made = back_up(path, folder if named else folder / stamped_name(path, now()), replace=given["force"])
    removed = remove_older(path, folder, keep=keep) if keep else []
    if given["as_json"]:
        say_json({
            "path": str(made.path),
            "bytes": made.size,
            "works": made.works,
            "schema": made.schema,
            "removed": [str(file) for file in removed],
        })  # fmt: skip
    elif not given["quiet"]:
        say(f"backup: {made.path}: {_megabytes(made.size)}, {count(made.works, 'work')}, checked", bold=True)
        for file in removed:
            tell(f"removed {file}")


@click.command()
@config_option
@wait_option
@quiet_option
@json_option
def vacuum(config_path: Path | None, *, wait: float, quiet: bool, as_json: bool) -> None:
    """Give back to the disk the room that the catalogue no longer needs."""
    from harvester.store import Store
    from harvester.store.store import locked

    path = load(config_path).store.path
    with locked(path, wait=wait), Store(path, create=False) as store:
        freed = store.vacuum()
    if as_json:
        say_json({**freed._asdict(), "freed": freed.before - freed.after})
        return
    if freed.in_use:
        tell("another program is reading the catalogue; the rest is freed when it has ended", fg="yellow")
    if not quiet:
        saved = f"{_megabytes(freed.before - freed.after)} freed"
        say(f"vacuum: {saved}, {_megabytes(freed.before)} before, {_megabytes(freed.after)} now", bold=True)


@click.command()
@config_option
@click.option("--dry-run", is_flag=True, help="Say what would be dropped, and drop nothing.")
@wait_option
@quiet_option
@json_option
def retention(config_path: Path | None, *, dry_run: bool, wait: float, quiet: bool, as_json: bool) -> None:
    """Drop at once the page bodies and raw answers that [store] keeps no longer; the records stay."""
    from harvester.retention import count_expired, drop_expired
    from harvester.store import Store
    from harvester.store.store import locked

    config = load(config_path).store
    if dry_run:
        with Store(config.path, read_only=True) as store:
            expired = count_expired(store, config, now())
    else:
        with locked(config.path, wait=wait), Store(config.path, create=False) as store:
            expired = drop_expired(store, config, now())
    if as_json:
        say_json({**expired._asdict(), "dry_run": dry_run})
    elif not quiet:
        _show(expired, dry_run=dry_run)


def _show(expired: Expired, *, dry_run: bool) -> None:
    bodies = count(expired.bodies, "stored page")
    messages = count(expired.messages, "raw answer")
    say(f"retention: {bodies} and {messages} {'would be ' if dry_run else ''}dropped", bold=True)
    if dry_run:
        tell("dry run: nothing was dropped")
    elif any(expired):
        tell("the records stay; `harvester vacuum` gives the room back to the disk")


def _megabytes(size: int) -> str:
    """Bytes for people.

    >>> _megabytes(12_345_678)
    '12.3 MB'
    """
    return f"{size / 1e6:,.1f} MB"
