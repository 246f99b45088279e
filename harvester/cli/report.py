"""`harvester report`: what the last run brought, fit to be mailed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from harvester.cli.console import config_option, open_store, say

if TYPE_CHECKING:
    from pathlib import Path

    from harvester.store import Store


@click.command()
@click.argument("run", required=False, metavar="[RUN]")
@config_option
@click.option(
    "--format",
    "format_",
    type=click.Choice(("text", "markdown", "html")),
    default="text",
    show_default=True,
)
@click.option("--since", metavar="RUN|DATE", help="Begin after this run [default: the sync before].")
@click.option(
    "--most",
    type=click.IntRange(min=0),
    default=20,
    show_default=True,
    metavar="N",
    help="List at most N under each heading, and count the rest.",
)
def report(config_path: Path | None, run: str | None, *, format_: str, since: str | None, most: int) -> None:
    """Say what is new, changed, merged, retracted, doubtful or wrong since the sync before.

    RUN is a run's number, or a date: the first run on or after it [default: the last sync that ended].
    """
    from harvester.errors import UsageError
    from harvester.report import as_html, as_markdown, as_text, build_report

    with open_store(config_path) as store:
        wanted, base = _run_of(store, run), _id_of(store, since) if since else None
        if base is not None and base >= wanted:
            raise UsageError(
                f"--since {since} is not before run {wanted}; `harvester status --runs 20` lists them"
            )
        found = build_report(store, wanted, since=base, most=most)
    write = {"text": as_text, "markdown": as_markdown, "html": as_html}[format_]
    say(write(found).rstrip("\n"))


def _run_of(store: Store, text: str | None) -> int:
    from harvester.errors import UsageError

    if text:
        return _id_of(store, text)
    ended = [run.id for run in store.history.runs(most=100, kind="sync") if run.finished]
    if not ended:
        raise UsageError("no sync has ended yet; run `harvester sync` first")
    return ended[0]


def _id_of(store: Store, text: str) -> int:
    from harvester.errors import UsageError

    found = store.runs.id_at(text)
    if found is None:
        raise UsageError(f"{text}: no such run; `harvester status --runs 20` lists them")
    return found
