"""`harvester review`: the pairs that the machine leaves to people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from harvester.cli.console import (
    config_option,
    count,
    csl_text,
    json_option,
    load,
    open_store,
    say,
    say_json,
    table,
)
from harvester.cli.people import decided, person_options, why_option

if TYPE_CHECKING:
    from pathlib import Path


@click.group()
def review() -> None:
    """List, show, accept and reject the pairs that wait for a person."""


@review.command(name="list")
@config_option
@json_option
def list_(config_path: Path | None, *, as_json: bool) -> None:
    """List the pairs that wait, the likeliest first."""
    with open_store(config_path) as store:
        waiting = sorted(store.decisions.every("review"), key=lambda one: (-one.probability, one.record_a))
        names = {name for one in waiting for name in (one.record_a, one.record_b)}
        records = {name: store.records.get(name) for name in names}
    titles = {name: record.title if record else "" for name, record in records.items()}
    if as_json:
        say_json([
            {"a": one.record_a, "b": one.record_b, "title_a": titles[one.record_a], "title_b": titles[one.record_b],
             "probability": one.probability, "veto": one.veto}
            for one in waiting
        ])  # fmt: skip
        return
    for one in waiting:
        say(f"{one.record_a}  {one.record_b}", bold=True)
        rows = [(titles[one.record_a],), (titles[one.record_b],)]
        for line in table(rows, indent=4, widths=(150,)):
            say(line)
        say(f"    probability {one.probability:.4f}" + (f", {one.veto}" if one.veto else ""))
    say(f"{count(len(waiting), 'pair')} to review")


@review.command(name="show")
@click.argument("a")
@click.argument("b")
@config_option
@json_option
def show(config_path: Path | None, a: str, b: str, *, as_json: bool) -> None:
    """Show two records side by side, and what speaks for and against their being one work."""
    from harvester.cli.explain import print_judgement
    from harvester.decide import find_records
    from harvester.explain import explain_pair
    from harvester.formats.csl_json import to_csl

    with open_store(config_path) as store:
        found = explain_pair(store, find_records(store, a), find_records(store, b), load(config_path).dedupe)
        pair = [store.records.get(name) for name in (found.a, found.b)]
    one, other = (to_csl(record) if record else {} for record in pair)
    if as_json:
        say_json({**found.as_dict(), "record_a": one, "record_b": other})
        return
    print_judgement(found)
    say()
    fields = [name for name in dict.fromkeys((*one, *other)) if name not in ("id", "custom", "abstract")]
    rows = [
        ("field", found.a, found.b),
        *((name, csl_text(one.get(name, "")), csl_text(other.get(name, ""))) for name in fields),
    ]
    for line in table(rows, indent=2, widths=(18, 80, 80)):
        say(line)


@review.command()
@click.argument("a")
@click.argument("b")
@why_option
@person_options
@click.pass_context
def accept(context: click.Context, /, a: str, b: str, **given: Any) -> None:  # noqa: ANN401
    """Say that A and B, which wait for review, are one work."""
    from harvester.decide import settle_review

    decided(context, given, lambda store, person: settle_review(store, a, b, person, same=True))


@review.command()
@click.argument("a")
@click.argument("b")
@why_option
@person_options
@click.pass_context
def reject(context: click.Context, /, a: str, b: str, **given: Any) -> None:  # noqa: ANN401
    """Say that A and B, which wait for review, are not one work."""
    from harvester.decide import settle_review

    decided(context, given, lambda store, person: settle_review(store, a, b, person, same=False))
