"""`harvester export`: the catalogue in the formats that others read."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from harvester.cli.console import config_option, count, load, tell

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

_FORMATS = ("csl-json", "bibtex", "ris", "csv", "jsonl")


@click.command()
@click.argument("works", nargs=-1, metavar="[WORK]...")
@config_option
@click.option(
    "--format",
    "format_",
    type=click.Choice(_FORMATS),
    help="Format [default: by --output's suffix, else csl-json].",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write to FILE, whole or not at all.",
)
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Also records, clusters, relations, decisions and choices (jsonl only).",
)
@click.option("--source", help="Only works that this source has a record of.")
@click.option("--org", metavar="NAME|URL", help="Only works that are filed under this unit.")
@click.option("--year", metavar="A-B", help="Only works of these years: 2011, 2011-2014, 2011- or -2014.")
@click.option("--type", "type_", metavar="TYPE", help="Only works of this CSL type.")
@click.option("--since", metavar="RUN|DATE", help="Only works that are new or changed since then.")
@click.option("--search", metavar="WORDS", help="Only works in which these words occur.")
@click.option("--include-gone", is_flag=True, help="Also works whose records are all gone.")
@click.option("--strict", is_flag=True, help="Exit with 1 where something asked for is not there.")
@click.pass_context
def export(context: click.Context, /, config_path: Path | None, **given: Any) -> None:  # noqa: ANN401  (click's options)
    """Write the works of the catalogue, or those named by work id, record id, DOI or URL."""
    from harvester.errors import UsageError
    from harvester.export import Selection, dump_all, select
    from harvester.formats import WRITERS, format_of
    from harvester.store import Store

    output: Path | None = given["output"]
    format_ = given["format_"] or (format_of(output) if output else "csl-json")
    if format_ is None:
        raise UsageError(f"{output}: its suffix names no format; give one with --format {'|'.join(_FORMATS)}")
    if given["everything"] and format_ != "jsonl":
        raise UsageError("--all is for --format jsonl: no other format holds records and decisions")
    selection = Selection(
        works=given["works"],
        source=given["source"],
        organisation=given["org"],
        years=given["year"],
        type=given["type_"],
        since=given["since"],
        search=given["search"],
        include_gone=given["include_gone"] or given["everything"],
    )
    config = load(config_path)
    with Store(config.store.path, read_only=True) as store:
        works, missing = select(store, selection, sources=[source.name for source in config.source])
        with _opened(output) as stream:
            if given["everything"]:
                dump_all(store, works, stream)
            else:
                WRITERS[format_](works, stream)
    for reference in missing:
        tell(f"harvester: {reference}: not in the catalogue", fg="yellow")
    if output:
        tell(f"{count(len(works), 'work')} written to {output}")
    context.exit(1 if missing and given["strict"] else 0)


@contextmanager
def _opened(output: Path | None) -> Iterator[TextIO]:
    """Standard output, or a file that appears when it is whole."""
    if output is None:
        yield sys.stdout
        return
    draft = output.with_name(f".{output.name}.part")
    try:
        with draft.open("w", encoding="utf-8", newline="") as stream:
            yield stream
        draft.replace(output)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(output)) from error
    finally:
        draft.unlink(missing_ok=True)
