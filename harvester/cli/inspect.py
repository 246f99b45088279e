"""`harvester inspect`: what would be read off one page, and which carrier said it."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from harvester.cli.console import config_option, json_option, now, say_json, tell

if TYPE_CHECKING:
    from harvester.extract.refuse import Refusal
    from harvester.model import Page

_ABSENT = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)


@click.command()
@click.argument("target", metavar="FILE|URL")
@click.option("--url", default="", metavar="URL", help="Where a saved page comes from; empty means unknown.")
@click.option("--platform", default="auto", show_default=True, help="Read it as this platform's page.")
@click.option("--strict", is_flag=True, help="Exit with 1 where the page is no record.")
@config_option
@json_option
@click.pass_context
def inspect(context: click.Context, /, config_path: Path | None, target: str, **given: Any) -> None:  # noqa: ANN401
    """Show what would be read off a saved page or a live one; nothing is stored.

    Each field with the value that is chosen, how sure that is (0 to 1), and what each block of the page says: "="
    marks those that agree with the choice, "x" those that do not.
    """
    from harvester.cli import side_by_side
    from harvester.extract import Extraction, extract
    from harvester.extract.refuse import Refusal

    found = _fetched(target, config_path) if "://" in target else _saved(Path(target), given["url"])
    if isinstance(found, Refusal):
        extraction = Extraction(record=None, reason=found.reason, kind=found.kind)
    else:
        extraction = extract(found, source="page", platform=given["platform"], today=now().date())
    if given["as_json"]:
        say_json(side_by_side.as_dict(target, extraction))
    else:
        side_by_side.show(extraction, target)
        for issue in extraction.issues:
            tell(f"{issue.severity}: {issue.message}", fg="yellow")
    context.exit(1 if extraction.record is None and given["strict"] else 0)


def _saved(path: Path, url: str) -> Page:
    from harvester.errors import UsageError
    from harvester.model import Page

    try:
        body = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from error
    return Page(url=url, body=body, content_type="text/html")


def _fetched(url: str, config_path: Path | None) -> Page | Refusal:
    """The page at ``url``, or why the server has none."""
    from harvester.cli.console import load
    from harvester.config import DEFAULT_NAME, Config
    from harvester.extract.refuse import Refusal
    from harvester.fetch import open_web

    known = config_path or Path(DEFAULT_NAME).is_file()
    config = load(config_path) if known else Config()
    with open_web(config) as web:
        response = web.get(url)
    if response.status in _ABSENT:
        kind = "tombstone" if response.status == HTTPStatus.GONE else "not-found"
        phrase = HTTPStatus(response.status).phrase
        return Refusal(kind, f"the server answers {response.status} ({phrase}) for {response.url}")
    return response.page()
