"""`harvester inspect`: what would be read off one page, and which carrier said it."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from harvester.cli.console import config_option, csl_text, json_option, say, say_json, table, tell

if TYPE_CHECKING:
    from harvester.extract import Extraction
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
    """Show what would be read off a saved page or a live one; nothing is stored."""
    from harvester.extract import Extraction, extract
    from harvester.extract.refuse import Refusal

    found = _fetched(target, config_path) if "://" in target else _saved(Path(target), given["url"])
    if isinstance(found, Refusal):
        extraction = Extraction(record=None, reason=found.reason, kind=found.kind)
    else:
        extraction = extract(found, source="page", platform=given["platform"])
    if given["as_json"]:
        say_json(_as_dict(target, extraction))
    else:
        _show(target, extraction)
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


def _as_dict(target: str, extraction: Extraction) -> dict[str, Any]:
    """{file, platform, record: CSL-JSON or null, witnesses: {field: [{carrier, value}]}, issues, reason, kind}."""
    from harvester.formats.csl_json import to_csl

    record = extraction.record
    witnesses: dict[str, list[dict[str, str]]] = {}
    for field, carrier, value in record.witness if record else ():
        witnesses.setdefault(field, []).append({"carrier": carrier, "value": value})
    return {
        "file": target,
        "platform": extraction.platform,
        "record": to_csl(record) if record else None,
        "witnesses": witnesses,
        "issues": [
            {"kind": issue.kind, "severity": issue.severity, "message": issue.message}
            for issue in extraction.issues
        ],
        "reason": extraction.reason,
        "kind": extraction.kind,
    }


def _show(target: str, extraction: Extraction) -> None:
    record = extraction.record
    say(f"{target}: {extraction.platform or 'not read'}", bold=True)
    if record is None:
        say(f"no record: {extraction.reason}", fg="yellow")
    else:
        from harvester.formats.csl_json import to_csl

        chosen = to_csl(record)
        fields = list(dict.fromkeys(witness.field for witness in record.witness))
        for field in fields:
            say(f"\n{field}", bold=True)
            say(f"  {_chosen(chosen, field)}", fg="green")
            rows = [(witness.carrier, witness.value) for witness in record.witness if witness.field == field]
            for line in table(rows, indent=6, widths=(16, 120)):
                say(line)
    for issue in extraction.issues:
        tell(f"{issue.severity}: {issue.message}", fg="yellow")


def _chosen(csl: dict[str, Any], field: str) -> str:
    """The chosen value of a field as people read it."""
    name = {"doi": "DOI", "issn": "ISSN", "isbn": "ISBN"}.get(field, field.replace("_", "-"))
    value = csl.get(name, csl.get("custom", {}).get(field, ""))
    return csl_text(value) or "(not chosen)"
