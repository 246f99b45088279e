"""What a person sees: safe text, aligned columns, and data on stdout apart from words on stderr."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from harvester.config import Config
    from harvester.store import Store

WIDE = 200
"""Columns of a line where no terminal says how many it has."""

_OBEYED = re.compile("[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""What JSON may hold as it is and a terminal would obey: C1 controls, line separators, bidi marks."""

_STATUS_COLOURS = {"ok": "green", "partial": "yellow", "suspect": "yellow", "failed": "red", "blocked": "red"}


def now() -> dt.datetime:
    """The moment, in UTC: the command line is where the clock comes in."""
    return dt.datetime.now(dt.UTC)  # noqa: TID251  (everything below gets it as an argument)


def config_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--config``; without it $HARVESTER_CONFIG and then ./config.toml are read."""
    option = click.option(
        "--config",
        "config_path",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="Configuration file [default: $HARVESTER_CONFIG or ./config.toml].",
    )
    return option(command)


def json_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")(command)


def quiet_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--quiet``."""
    return click.option("-q", "--quiet", is_flag=True, help="Print nothing when all is well.")(command)


def wait_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--wait``."""
    option = click.option(
        "--wait",
        type=click.FloatRange(min=0),
        default=0.0,
        metavar="SECONDS",
        help="Wait for another run to end.",
    )
    return option(command)


def load(config_path: Path | None) -> Config:
    """The configuration that a command is to use."""
    from harvester.config import find_config, load_config

    return load_config(find_config(config_path))


def open_store(config_path: Path | None) -> Store:
    """The catalogue that the configuration names; it must exist."""
    from harvester.store import Store

    return Store(load(config_path).store.path, read_only=True)


def say(text: str = "", **style: Any) -> None:  # noqa: ANN401  (click's style words)
    """One line on stdout; nothing in it can command the terminal."""
    click.echo(_styled(text, style))


def tell(text: str, **style: Any) -> None:  # noqa: ANN401
    """One line on stderr."""
    click.echo(_styled(text, style), err=True)


def complain(text: str) -> None:
    """An error on stderr, each of its lines marked."""
    for line in text.splitlines() or [""]:
        tell(f"harvester: {line}", fg="red")


def say_json(value: object) -> None:
    """``value`` as indented JSON on stdout; what a terminal would obey is spelt as an escape, which says the same."""
    text = json.dumps(value, ensure_ascii=False, indent=2, default=str)
    click.echo(_OBEYED.sub(lambda letter: f"\\u{ord(letter[0]):04x}", text))


def table(rows: Iterable[Sequence[object]], *, indent: int = 0, widths: Sequence[int] = ()) -> list[str]:
    """``rows`` as lines of aligned columns that fit the terminal; ``widths`` caps columns by position (0: no cap)."""
    from harvester.model.text import printable, shorten

    texts = [[printable(str(cell)) for cell in row] for row in rows]
    if not texts:
        return []
    caps = [*widths, *[0] * len(texts[0])]
    texts = [
        [shorten(cell, cap) if cap else cell for cell, cap in zip(row, caps, strict=False)] for row in texts
    ]
    columns = [max(map(len, column)) for column in zip(*texts, strict=True)]
    room = shutil.get_terminal_size((WIDE, 50)).columns
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, columns, strict=True)) for row in texts)
    return [shorten((" " * indent + line).rstrip(), room) for line in lines]


def csl_text(value: Any) -> str:  # noqa: ANN401  (a value of a CSL-JSON item)
    """A value of a CSL-JSON item in one line for people: a date, a list of names or words, or text."""
    if isinstance(value, dict) and "date-parts" in value:
        return "-".join(f"{part:02d}" for part in value["date-parts"][0])
    if isinstance(value, dict):
        whole = value.get("literal") or value.get("name")
        return str(whole or ", ".join(filter(None, (value.get("family"), value.get("given")))))
    if isinstance(value, list):
        return "; ".join(map(csl_text, value))
    return str(value)


def count(number: int, word: str) -> str:
    """A number and its word, in the plural where that is right: "1 work", "2 works"."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def colour(status: str) -> str | None:
    """The colour in which a status is shown; None for a run that has not ended."""
    return _STATUS_COLOURS.get(status)


def on_terminal() -> bool:
    """Whether a person watches stderr."""
    return sys.stderr.isatty()


def _styled(text: str, style: dict[str, Any]) -> str:
    from harvester.model.text import printable

    safe = "\n".join(printable(line) for line in text.split("\n"))
    return click.style(safe, **style) if any(style.values()) else safe
