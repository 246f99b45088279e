"""`harvester dedupe`: find the duplicates in files, without a catalogue; or match the catalogue anew."""

from __future__ import annotations

import csv
import gc
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from harvester.cli.console import config_option, count, json_option, say, say_json, table, tell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.dedupe import Judgement, Matching
    from harvester.model import Issue, Record

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option(
    "--clusters", type=_FILE, metavar="F.csv", help="Write id, cluster, auto_cluster of every record."
)
@click.option("--pairs", type=_FILE, metavar="F.csv", help="Write every judged pair with its evidence.")
@click.option(
    "--output",
    type=_FILE,
    metavar="FILE",
    help="Write one merged record for each cluster, in the suffix's format.",
)
@click.option(
    "--against",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="OLD",
    help="Leave out of --output what the file OLD has already; may be given several times.",
)
@click.option(
    "--prefer",
    metavar="SOURCE,...",
    default="",
    help="Whose record survives, and whose values win: sources, or file names without suffix.",
)
@click.option("--why", nargs=2, metavar="A B", help="Explain the verdict on two records, by id.")
@click.option(
    "--auto",
    type=click.FloatRange(0, 1),
    default=0.95,
    show_default=True,
    help="Probability for auto_cluster.",
)
@click.option(
    "--review", type=click.FloatRange(0, 1), default=0.5, show_default=True, help="Probability for cluster."
)
@click.option("--rebuild", is_flag=True, help="No FILES: match the whole catalogue by new statistics.")
@config_option
@click.option("--strict", is_flag=True, help="Exit with 1 where some row had a problem.")
@json_option
@click.pass_context
def dedupe(context: click.Context, /, files: tuple[Path, ...], **given: Any) -> None:  # noqa: ANN401  (click's options)
    """Find which records in FILES (CSV, RIS, BibTeX, CSL-JSON, PubMed, EndNote XML) describe the same work."""
    from harvester.cli.rebuild import rebuild_catalogue

    if given["rebuild"] == bool(files):
        raise click.UsageError(
            "give FILES to look for duplicates in, or --rebuild for the catalogue's records"
        )
    if given["rebuild"]:
        rebuild_catalogue(given["config_path"], as_json=given["as_json"])
    else:
        _screen(context, files, given)


def _screen(context: click.Context, files: tuple[Path, ...], given: dict[str, Any]) -> None:
    """Look for the duplicates in ``files``."""
    from harvester.screening import counts, read_files, screen, writable, write_works

    _rest_collector(context)
    output: Path | None = given["output"]
    if output:
        writable(output)
    records, issues, old = read_files(files, given["against"])
    _tell(issues)
    thresholds = {"auto": given["auto"], "review": given["review"]}
    if given["why"]:
        _explain(records, given["why"], **thresholds)
        return
    prefer = [source.strip() for source in given["prefer"].split(",") if source.strip()]
    screening = screen(records, old=old, prefer=prefer, **thresholds)
    if given["clusters"]:
        _write_clusters(given["clusters"], records, screening.matching)
    if given["pairs"]:
        _write_pairs(given["pairs"], list(screening.judgements()))
    if output:
        lost = write_works(screening.works(), output)
        issues += lost
        for issue in lost:
            tell(f"note: {issue.message}")
    found = counts(screening, issues)
    if given["as_json"]:
        say_json(found)
    else:
        _say(found, against=bool(given["against"]))
    problems = any(issue.severity != "info" for issue in issues)
    context.exit(1 if problems and given["strict"] else 0)


def _rest_collector(context: click.Context) -> None:
    """Rest the garbage collector until the end: it would walk all records over and over, and they hold no cycle."""
    if gc.isenabled():
        gc.disable()
        context.call_on_close(gc.enable)


def _tell(issues: Sequence[Issue]) -> None:
    for issue in issues:
        if issue.severity != "info":
            tell(f"{issue.severity}: {issue.message}", fg="yellow")


def _say(found: dict[str, Any], *, against: bool) -> None:
    """The counts as one line, and one for each source where there are several."""
    known = (
        f"{count(found['prisma']['already_in_old'], 'work')} in the old files already, " if against else ""
    )
    say(
        f"{found['records']} records: {found['exact']} exact and {found['fuzzy']} fuzzy duplicates, "
        f"{known}{found['kept']} works kept; {found['review']} pairs to review"
    )
    if len(found["by_source"]) > 1:
        rows = [
            (source, count(one["records"], "record"), f"{one['kept']} kept")
            for source, one in found["by_source"].items()
        ]
        for line in table(rows, indent=2):
            say(line)


def _write_clusters(path: Path, records: Sequence[Record], matching: Matching) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(["id", "cluster", "auto_cluster"])
        rows.writerows([one.id, matching.clusters[one.id], matching.auto_clusters[one.id]] for one in records)


def _write_pairs(path: Path, judgements: Sequence[Judgement]) -> None:
    fields = list(dict.fromkeys(entry.field for found in judgements for entry in found.evidence))
    with path.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(["id1", "id2", "verdict", "kind", "probability", "veto", *fields])
        for found in judgements:
            odds = {entry.field: f"{entry.log_odds:.3f}" for entry in found.evidence}
            head = [found.a, found.b, found.verdict, found.kind, f"{found.probability:.6f}", found.veto]
            rows.writerow([*head, *(odds.get(field, "") for field in fields)])


def _explain(records: Sequence[Record], pair: tuple[str, str], *, auto: float, review: float) -> None:
    from harvester.cli.explain import print_judgement
    from harvester.dedupe import judge_pair, learn
    from harvester.errors import UsageError
    from harvester.explain import explain_judgement

    a, b = pair
    by_id = {record.id: record for record in records}
    unknown = [name for name in (a, b) if name not in by_id]
    if unknown:
        raise UsageError(f"{', '.join(unknown)}: no such id in the files")
    found = judge_pair(by_id[a], by_id[b], learn(records), auto=auto, review=review)
    print_judgement(explain_judgement(found))
