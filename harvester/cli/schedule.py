"""`harvester schedule`: print what makes a machine sync every night."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from harvester.cli.console import config_option, load, say

if TYPE_CHECKING:
    from pathlib import Path

    from harvester.config import Config


@click.command()
@click.option(
    "--print",
    "kind",
    type=click.Choice(("cron", "systemd")),
    required=True,
    help="A line for `crontab -e`, or a service and its timer.",
)
@click.option(
    "--at",
    metavar="HH:MM",
    help="When, in the machine's own time [default: 02:MM, a minute that differs between machines].",
)
@config_option
def schedule(config_path: Path | None, *, kind: str, at: str | None) -> None:
    """Print a line for cron, or units for systemd, that sync every night. Nothing is installed."""
    from harvester.config import find_config
    from harvester.schedule import Job, crontab_line, systemd_units

    config = load(config_path)
    hour, minute = _time(at) if at else (2, _own_minute())
    job = Job(
        command=_program(),
        config=find_config(config_path).absolute(),
        hour=hour,
        minute=minute,
        user=_owner(config.store.path.parent),
        writes=_written(config),
    )
    if kind == "cron":
        say(crontab_line(job))
        return
    for name, text in systemd_units(job).items():
        say(f"# /etc/systemd/system/{name}")
        say(text)
    say("# then: systemctl daemon-reload && systemctl enable --now harvester.timer")


def _time(text: str) -> tuple[int, int]:
    """(hour, minute)."""
    import re

    match = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", text, re.ASCII)
    if not match:
        raise click.BadParameter(f"{text!r} is no time of day such as 02:17", param_hint="--at")
    return int(match[1]), int(match[2])


def _own_minute() -> int:
    """A minute by the name of the machine, so that not everybody asks Crossref at the full hour."""
    import platform
    import zlib

    return zlib.crc32(platform.node().encode()) % 60


def _program() -> list[str]:
    """How this very installation is called, whatever the directory and $PATH."""
    import os
    import sys
    from pathlib import Path

    script = Path(sys.executable).with_name("harvester")
    if os.access(script, os.X_OK):
        return [str(script)]
    return [sys.executable, "-c", "from harvester.cli import main; main()"]


def _owner(folder: Path) -> str:
    """Who owns the folder, and may therefore write there."""
    import pwd

    from harvester.errors import UsageError

    try:
        uid = folder.stat().st_uid
    except OSError as error:
        raise UsageError(f"{folder}: {error.strerror}; create it, or set [store] path elsewhere") from error
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _written(config: Config) -> list[Path]:
    """The folders that a sync writes to."""
    files = (config.store.path, config.log.file, config.http.record)
    return [file.parent.resolve() for file in files if file is not None]
