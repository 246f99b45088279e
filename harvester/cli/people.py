"""Commands by which people overrule the machine: merge, split, set, unset, undo."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from harvester.cli.console import config_option, count, json_option, load, now, say, say_json, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from harvester.decide import Outcome, Person
    from harvester.model import Choice
    from harvester.store import Store


def person_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--as``, ``--config`` and ``--json``."""
    option = click.option("--as", "who", metavar="NAME", help="Who decides [default: user@host].")
    return option(config_option(json_option(command)))


def why_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--why``."""
    return click.option("--why", default="", metavar="TEXT", help="The reason, for those who ask later.")(
        command
    )


@click.command()
@click.argument("references", nargs=-1, required=True, metavar="A B...")
@why_option
@person_options
@click.pass_context
def merge(context: click.Context, /, references: tuple[str, ...], **given: Any) -> None:  # noqa: ANN401
    """Say that A, B, ... are one work; each is a work id, record id, DOI or URL."""
    from harvester.decide import merge_works

    decided(context, given, lambda store, person: merge_works(store, references, person))


@click.command()
@click.argument("work")
@click.argument("records", nargs=-1, required=True, metavar="RECORD...")
@why_option
@person_options
@click.pass_context
def split(context: click.Context, /, work: str, records: tuple[str, ...], **given: Any) -> None:  # noqa: ANN401
    """Say that RECORDs do not belong to WORK; they leave it and no sync brings them back."""
    from harvester.decide import split_work

    decided(context, given, lambda store, person: split_work(store, work, records, person))


@click.command(name="set")
@click.argument("work")
@click.argument("field")
@click.argument("value")
@click.option("--why", required=True, metavar="TEXT", help="The reason; it is shown with the field.")
@person_options
@click.pass_context
def set_(context: click.Context, /, work: str, field: str, value: str, **given: Any) -> None:  # noqa: ANN401
    """Give FIELD of WORK a value that no sync changes.

    Several values of one field stand between semicolons; an empty VALUE empties the field.
    """
    from harvester.decide import set_field

    decided(context, given, lambda store, person: set_field(store, work, _field(field), value, person))


@click.command()
@click.argument("work")
@click.argument("field")
@why_option
@person_options
@click.pass_context
def unset(context: click.Context, /, work: str, field: str, **given: Any) -> None:  # noqa: ANN401
    """Leave FIELD of WORK to the machine again."""
    from harvester.decide import unset_field

    decided(context, given, lambda store, person: unset_field(store, work, _field(field), person))


@click.command()
@click.argument("decision", type=click.IntRange(min=1), required=False)
@person_options
@click.pass_context
def undo(context: click.Context, /, decision: int | None, **given: Any) -> None:  # noqa: ANN401
    """Take back the DECISION with this number [default: the last one in force], as if it had never been made."""
    from harvester.decide import undo as take_back

    outcome = _locked(given, lambda store, config, person: take_back(store, config, decision, person, now))
    _report(context, outcome, as_json=given["as_json"])


def decided(context: click.Context, given: dict[str, Any], choose: Callable[[Store, Person], Choice]) -> None:
    """Carry out what ``choose`` makes of the command line, and say what changed."""
    from harvester.decide import carry_out

    outcome = _locked(
        given, lambda store, config, person: carry_out(store, config, choose(store, person), now)
    )
    _report(context, outcome, as_json=given["as_json"])


def _locked(given: dict[str, Any], act: Callable[[Store, Any, Person], Outcome]) -> Outcome:
    from harvester.decide import Person
    from harvester.store import Store
    from harvester.store.store import locked

    path: Path | None = given["config_path"]
    config = load(path)
    person = Person(given["who"] or _user(), now(), given.get("why", ""))
    with locked(config.store.path), Store(config.store.path, create=False) as store:
        return act(store, config, person)


def _user() -> str:
    """Who runs this, as user@host."""
    import getpass
    import socket

    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = "somebody"
    return f"{user}@{socket.gethostname()}"


def _field(name: str) -> str:
    """A field as the library names it; CSL's spelling (container-title, DOI) is understood."""
    return name.lower().replace("-", "_")


def _report(context: click.Context, outcome: Outcome, *, as_json: bool) -> None:
    if as_json:
        say_json(asdict(outcome))
    else:
        choice = outcome.choice
        said = f"undone: {choice}" if choice.undone else f"{choice}"
        say(f"choice {choice.number}: {said}", bold=True)
        say(_changes(outcome.changed, outcome.begun, outcome.ended))
        for conflict in outcome.conflicts:
            tell(f"harvester: {conflict}", fg="yellow")
    context.exit(1 if outcome.conflicts else 0)


def _changes(changed: Sequence[str], begun: Sequence[str], ended: dict[str, str]) -> str:
    others = [work for work in changed if work not in begun]
    words = [
        f"{count(len(others), 'work')} changed: {', '.join(others)}" if others else "",
        f"{count(len(begun), 'work')} begun: {', '.join(begun)}" if begun else "",
        *(f"{old} leads to {new} from now on" for old, new in ended.items()),
    ]
    return "; ".join(filter(None, words)) or "no work changed"
