"""`harvester enrich`: ask the registries about the DOIs of the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from harvester.cli.console import (
    colour,
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

if TYPE_CHECKING:
    from pathlib import Path

    from harvester.enrich import EnrichReport


@click.command()
@config_option
@click.option("--refresh", is_flag=True, help="Ask about every DOI, however lately it was asked for.")
@click.option(
    "--doi", "dois", multiple=True, metavar="DOI", help="Ask about this DOI alone; may be given again."
)
@wait_option
@quiet_option
@json_option
@click.pass_context
def enrich(
    context: click.Context,
    /,
    config_path: Path | None,
    *,
    refresh: bool,
    dois: tuple[str, ...],
    wait: float,
    quiet: bool,
    as_json: bool,
) -> None:
    """Ask Crossref and the other registries about the DOIs that are due, and about titles without one.

    Pages are not asked for; what the registries say becomes part of the works at once.
    """
    from harvester.enrich.stage import Only
    from harvester.enrichment import enrich_catalogue
    from harvester.errors import UsageError
    from harvester.fetch import open_web
    from harvester.model import identifier
    from harvester.store import Store
    from harvester.store.store import locked

    for text in dois:
        if not identifier.doi(text):
            raise UsageError(f"--doi {text}: is no DOI; give one such as 10.1000/182")
    named = tuple(dict.fromkeys(filter(None, map(identifier.doi, dois))))
    config = load(config_path)
    if not config.crossref.enabled:
        raise UsageError("the config says [crossref] enabled = false; set it to true first")
    with (
        locked(config.store.path, wait=wait),
        Store(config.store.path, create=False) as store,
        open_web(config, store.state) as web,
    ):
        report = enrich_catalogue(config, store, web, only=Only(dois=named, every=refresh), now=now)
    if as_json:
        say_json({**report.as_dict(), "exit_code": report.exit_code})
    elif not quiet or report.exit_code or report.enrich.warning:
        tell(f"registries  {describe(report.enrich)}", fg=colour(report.enrich.status))
        changed = report.dedupe.changed
        say(f"{count(changed, 'work')} changed" if changed else "nothing changed", bold=True)
    context.exit(report.exit_code)


def describe(report: EnrichReport) -> str:
    """One line on how the registries answered.

    >>> from harvester.enrich import EnrichReport
    >>> describe(EnrichReport(due=3, found=2, elsewhere=1, missing=1, requests=4))
    'ok, 3 DOIs asked for: 2 found (1 elsewhere than at Crossref), 1 unknown; 4 requests'
    """
    words = []
    if report.due:
        found = f"{report.found - report.accepted} found"
        found += f" ({report.elsewhere} elsewhere than at Crossref)" if report.elsewhere else ""
        counts = [found]
        counts += [f"{report.unchanged} unchanged"] if report.unchanged else []
        counts += [f"{report.missing} unknown"]
        counts += [f"{report.failed} failed"] if report.failed else []
        counts += [f"{report.left} left for the next run"] if report.left else []
        words.append(f"{count(report.due, 'DOI')} asked for: {', '.join(counts)}")
    if report.searched:
        words.append(
            f"{count(report.searched, 'title')} searched for: {report.accepted} accepted, {report.to_review} to confirm"
        )
    words = words or ["nothing is due"]
    words.append(count(report.requests, "request"))
    words += [f"failed: {report.reason}"] if report.reason else []
    words += [report.warning] if report.warning else []
    return f"{report.status}, " + "; ".join(words)
