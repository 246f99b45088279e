"""`harvester dedupe`: find the duplicates in files, without a catalogue."""

from __future__ import annotations

import csv
import gc
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from harvester.cli.console import json_option, say, say_json, tell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.dedupe import Matching
    from harvester.model import Issue, Record

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False, exists=True)
)
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
@click.option("--strict", is_flag=True, help="Exit with 1 where some row had a problem.")
@json_option
@click.pass_context
def dedupe(context: click.Context, /, files: tuple[Path, ...], **given: Any) -> None:  # noqa: ANN401  (click's options)
    """Find which records in FILES (CSV, RIS, BibTeX, CSL-JSON) describe the same work."""
    from harvester.dedupe import dedupe as match
    from harvester.errors import UsageError

    _rest_collector(context)
    output: Path | None = given["output"]
    if output:
        from harvester.formats import format_of

        if format_of(output) is None:
            raise UsageError(f"{output}: its suffix names no format; use .csv, .ris, .bib, .json or .jsonl")
    records, issues = _read(files)
    for issue in issues:
        if issue.severity != "info":
            tell(f"{issue.severity}: {issue.message}", fg="yellow")
    if given["why"]:
        _explain(records, given["why"], auto=given["auto"], review=given["review"])
        return
    matching = match(records, auto=given["auto"], review=given["review"])
    if given["clusters"]:
        _write_clusters(given["clusters"], records, matching)
    if given["pairs"]:
        _write_pairs(given["pairs"], matching)
    if output:
        _write_merged(output, records, matching)
    counts = _counts(records, matching, issues)
    if given["as_json"]:
        say_json(counts)
    else:
        say(
            f"{counts['records']} records: {counts['exact']} exact and {counts['fuzzy']} fuzzy duplicates, "
            f"{counts['kept']} works kept; {counts['review']} pairs to review"
        )
    problems = any(issue.severity != "info" for issue in issues)
    context.exit(1 if problems and given["strict"] else 0)


def _rest_collector(context: click.Context) -> None:
    """Rest the garbage collector until the end: it would walk all records over and over, and they hold no cycle."""
    if gc.isenabled():
        gc.disable()
        context.call_on_close(gc.enable)


def _read(files: Sequence[Path]) -> tuple[list[Record], list[Issue]]:
    """All records of all files, each with an id of its own."""
    from dataclasses import replace

    from harvester.formats import read_file
    from harvester.model import Issue

    records: list[Record] = []
    issues: list[Issue] = []
    taken: set[str] = set()
    for path in files:
        parsed = read_file(path)
        issues += [replace(issue, message=f"{path}: {issue.message}") for issue in parsed.issues]
        for record in parsed.records:
            unique, number = record.id, 2
            while unique in taken:
                unique, number = f"{record.id}#{number}", number + 1
            if unique != record.id:
                issues.append(
                    Issue(
                        kind="duplicate-id",
                        subject=unique,
                        message=f"{path}: the id {record.id} was used before; this one is {unique}",
                    )
                )
            taken.add(unique)
            records.append(record if unique == record.id else replace(record, id=unique))
    return records, issues


def _write_clusters(path: Path, records: Sequence[Record], matching: Matching) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(["id", "cluster", "auto_cluster"])
        rows.writerows([one.id, matching.clusters[one.id], matching.auto_clusters[one.id]] for one in records)


def _write_pairs(path: Path, matching: Matching) -> None:
    fields = list(dict.fromkeys(entry.field for found in matching.judgements for entry in found.evidence))
    with path.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(["id1", "id2", "verdict", "kind", "probability", "veto", *fields])
        for found in matching.judgements:
            odds = {entry.field: f"{entry.log_odds:.3f}" for entry in found.evidence}
            head = [found.a, found.b, found.verdict, found.kind, f"{found.probability:.6f}", found.veto]
            rows.writerow([*head, *(odds.get(field, "") for field in fields)])


def _write_merged(path: Path, records: Sequence[Record], matching: Matching) -> None:
    from harvester.formats import WRITERS, format_of
    from harvester.merge import merge

    groups: dict[str, list[Record]] = {}
    for record in records:
        groups.setdefault(matching.clusters[record.id], []).append(record)
    works = [merge(members, id=label, trust={}) for label, members in sorted(groups.items())]
    with path.open("w", encoding="utf-8", newline="") as stream:
        WRITERS[format_of(path) or ""](works, stream)


def _counts(records: Sequence[Record], matching: Matching, issues: Sequence[Issue]) -> dict[str, Any]:
    """The counts of a PRISMA flow: exact + fuzzy + kept = records."""
    groups: dict[str, list[Record]] = {}
    for record in records:
        groups.setdefault(matching.clusters[record.id], []).append(record)
    exact = sum(len(members) - len({_exact_key(one) for one in members}) for members in groups.values())
    by_source: dict[str, dict[str, int]] = {}
    for members in groups.values():
        for place, record in enumerate(sorted(members, key=lambda one: one.id)):
            count = by_source.setdefault(record.source or "(none)", {"records": 0, "kept": 0})
            count["records"] += 1
            count["kept"] += place == 0
    return {
        "records": len(records),
        "exact": exact,
        "fuzzy": len(records) - len(groups) - exact,
        "review": sum(found.verdict == "review" for found in matching.judgements),
        "kept": len(groups),
        "by_source": by_source,
        "issues": [
            {"kind": issue.kind, "severity": issue.severity, "message": issue.message} for issue in issues
        ],
    }


def _exact_key(record: Record) -> tuple[object, ...]:
    """What makes a duplicate an exact one: the same words, first author and year."""
    from harvester.model.text import squeeze

    return (
        squeeze(record.title),
        record.author[0].key if record.author else "",
        record.issued.year if record.issued else None,
    )


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
