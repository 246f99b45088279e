"""Commands that look into the catalogue: search, show, why, issues."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from harvester.cli.console import config_option, count, json_option, open_store, say, say_json, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from harvester.model import Record, Relation, Work
    from harvester.store import Store

_TITLE_WIDTH = 70


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option(
    "--limit", type=click.IntRange(min=1), default=20, show_default=True, help="Show at most so many."
)
@config_option
@json_option
def search(config_path: Path | None, words: tuple[str, ...], *, limit: int, as_json: bool) -> None:
    """Find works by words in title, authors, container, abstract, keywords or DOI."""
    with open_store(config_path) as store:
        works = store.works.search(" ".join(words), most=limit)
    if as_json:
        from harvester.formats.csl_json import to_csl

        say_json([to_csl(work.content) for work in works])
        return
    for work in works:
        say(_headline(work), bold=True)
        say(f"    {_byline(work.content)}")
        _warn(work)
    say(count(len(works), "work") if len(works) < limit else f"the first {limit} works; --limit shows more")


@click.command()
@click.argument("reference")
@config_option
@json_option
def show(config_path: Path | None, reference: str, *, as_json: bool) -> None:
    """Show one work, its records, and where each of its fields comes from.

    REFERENCE is a work id, record id, DOI or URL.
    """
    from harvester.errors import UsageError
    from harvester.explain import choices_about, sentences_of

    with open_store(config_path) as store:
        records = _resolve(store, reference)
        owner = store.works.members().get(records[0])
        work = store.works.get(owner) if owner else None
        if work is None:
            raise UsageError(
                f"{records[0]} belongs to no work: no repository of yours holds it; see `harvester why`"
            )
        members = store.records.of_work(work.id)
        relations = store.works.relations(work.id)
        gone = store.records.gone()
        choices = choices_about(store, work.members)
        said = sentences_of(store, choices)
    if as_json:
        from harvester.formats.csl_json import to_csl

        say_json({
            "id": work.id,
            "work": to_csl(work.content),
            "fields": {entry.field: {"record": entry.record, "rule": entry.rule} for entry in work.provenance},
            "records": [{**record.to_dict(), "gone": record.id in gone} for record in members],
            "relations": [relation._asdict() for _, relation in relations],
            "choices": [asdict(choice) for choice in choices],
        })  # fmt: skip
        return
    rows = [(record.id, record.url, "gone" if record.id in gone else "") for record in members]
    _show_work(work, rows, [relation for _, relation in relations], said)


def _show_work(
    work: Work, records: Sequence[tuple[str, ...]], relations: Sequence[Relation], said: Sequence[str]
) -> None:
    say(_headline(work), bold=True)
    say(f"    {_byline(work.content)}")
    _warn(work)
    for line in _standing(work.content):
        say(f"    {line}")
    say()
    _show_fields(work)
    say("\nRecords")
    for line in table(records, indent=2, widths=(60, 120)):
        say(line)
    if relations:
        say("\nRelations")
        rows = [(one.kind, one.target, f"says {one.asserted_by}", one.date) for one in relations]
        for line in table(rows, indent=2):
            say(line)
    if said:
        say("\nPeople")
    for sentence in said:
        say(f"  {sentence}")


def _warn(work: Work) -> None:
    """Say that a work was retracted, withdrawn or is doubted, where it was."""
    from harvester.model.standing import warning

    if text := warning(work.content):
        say(f"    {text}", fg="red", bold=True)


def _standing(record: Record) -> Iterator[str]:
    """Where the work is filed, who may read it and where, each in a line of its own."""
    terms = "; ".join(filter(None, (record.access, record.license)))
    for word, text in (
        ("Units", "; ".join(map(str, record.organisation))),
        ("Access", terms),
        ("Full text", record.full_text),
    ):
        if text:
            yield f"{word}: {text}"


def _show_fields(work: Work) -> None:
    rows: list[tuple[str, ...]] = [("field", "value", "from", "why")]
    for entry in work.provenance:
        agree = f"{entry.agree} agree" if entry.agree > 1 else ""
        differ = f"{entry.differ} differ" if entry.differ else ""
        notes = ", ".join(filter(None, (agree, differ)))
        why = f"{entry.rule} ({notes})" if notes else entry.rule
        source = "a person" if entry.by_person else entry.record.partition(":")[0]
        rows.append((entry.field, _as_text(work.content, entry.field), source, why))
    for line in table(rows, indent=2, widths=(18, 44, 14)):
        say(line)


def _as_text(record: Record, field: str) -> str:
    value = getattr(record, field)
    if field in ("issued", "available_date") or not isinstance(value, tuple):
        return str(value)
    return "; ".join(item[1] if field == "identifier" else str(item) for item in value)


@click.command()
@click.argument("a")
@click.argument("b")
@config_option
@json_option
def why(config_path: Path | None, a: str, b: str, *, as_json: bool) -> None:
    """Say why A and B are one work, or why not; each is a record id, work id, DOI or URL."""
    from harvester.cli.explain import print_judgement
    from harvester.explain import explain_pair

    with open_store(config_path) as store:
        from harvester.cli.console import load

        explanation = explain_pair(store, _resolve(store, a), _resolve(store, b), load(config_path).dedupe)
    if as_json:
        say_json(explanation.as_dict())
    else:
        print_judgement(explanation)


@click.command()
@click.option("--kind", help="Only issues of this kind.")
@click.option("--source", help="Only issues of this source.")
@config_option
@json_option
def issues(config_path: Path | None, *, kind: str | None, source: str | None, as_json: bool) -> None:
    """List what is wrong and still open, the gravest first."""
    with open_store(config_path) as store:
        found = [
            issue
            for issue in store.issues.open()
            if kind in (None, issue.kind) and source in (None, issue.source)
        ]
    if as_json:
        say_json([{name: getattr(issue, name) for name in type(issue).__slots__} for issue in found])
        return
    colours = {"error": "red", "warning": "yellow"}
    for issue in found:
        say(
            f"{issue.severity:7}  {issue.kind:16}  {issue.source:12}  {issue.message}",
            fg=colours.get(issue.severity),
        )
    say(count(len(found), "open issue"))


def _resolve(store: Store, reference: str) -> list[str]:
    """The record ids that a reference means."""
    from harvester.errors import UsageError

    found = store.resolve(reference)
    if not found:
        raise UsageError(
            f"{reference}: no work, record, DOI or URL of the catalogue; `harvester search WORDS` finds them"
        )
    return found


def _headline(work: Work) -> str:
    return f"{work.id}  {work.content.title or '(no title)'}"


def _byline(record: Record) -> str:
    """Authors, container, numbers, date and DOI in one line."""
    from harvester.model.text import shorten

    names = [str(name) for name in record.author[:4]] + (["…"] if len(record.author) > 4 else [])
    numbers = record.volume + (f"({record.issue})" if record.issue else "")
    place = " ".join(filter(None, (record.container_title or record.publisher, numbers)))
    place = f"{place}, {record.page}" if record.page else place
    parts = ["; ".join(names), place, str(record.issued or ""), f"doi:{record.doi}" if record.doi else ""]
    return shorten(". ".join(part for part in parts if part), 240)
