"""`harvester dedupe`: find the duplicates in files, without a catalogue; or match the catalogue anew."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from harvester.cli.console import config_option, count, json_option, say, say_json, table, tell
from harvester.uncollected import uncollected

if TYPE_CHECKING:
    from collections.abc import Sequence

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
@click.option(
    "--distinct",
    metavar="SOURCE,...",
    default="",
    help="Sources that hold no work twice: none of their records is merged with another of the same one.",
)
@click.option(
    "--forms",
    type=_FILE,
    metavar="F.npz",
    help="Keep in F.npz what was read of FILES; while they stay the same, it is not read again.",
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
    from harvester.reading import read_files
    from harvester.screening import counts, screen, writable, write_clusters, write_pairs, write_works

    context.with_resource(uncollected())
    output: Path | None = given["output"]
    if output:
        writable(output)
    reading = read_files(files, given["against"], given["forms"])
    issues = [*reading.issues]
    _tell(issues)
    thresholds = {"auto": given["auto"], "review": given["review"]}
    if given["why"]:
        _explain(reading.records(), given["why"], **thresholds)
        return
    prefer, distinct = (
        [source.strip() for source in given[name].split(",") if source.strip()]
        for name in ("prefer", "distinct")
    )
    screening = screen(reading, prefer=prefer, distinct=distinct, **thresholds)
    if given["clusters"]:
        write_clusters(screening, given["clusters"])
    if given["pairs"]:
        write_pairs(screening, given["pairs"])
    if output:
        lost = write_works(list(screening.works(reading.records())), output)
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
