"""`harvester init`: look at a site and write a config for it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from harvester.cli.console import say, tell

if TYPE_CHECKING:
    from harvester.config import Config
    from harvester.harvest import Survey


@click.command()
@click.argument("url")
@click.option("--name", default="", help="The source's name [default: from the host].")
@click.option("--mail", default="", help="Your address, told to every server.")
@click.option("--allow-private", is_flag=True, help="The site is on this machine or in a private network.")
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write to FILE instead of stdout.",
)
def init(url: str, name: str, mail: str, output: Path | None, *, allow_private: bool) -> None:
    """Look at the site at URL (a handful of requests) and write a commented config for it."""
    from harvester.errors import UsageError
    from harvester.fetch import open_web
    from harvester.harvest import survey

    if "://" not in url:
        raise UsageError(f"{url}: give a whole URL, such as https://{url}")
    if output and output.exists():
        raise UsageError(f"{output}: exists already; choose another file")
    config = _config(url, name, mail, allow_private=allow_private)
    name = config.source[0].name
    with open_web(config) as web:
        found = survey(url, web)
    tell(f"{'platform':10}  {found.title}")
    tell(f"{'robots.txt':10}  {found.robots}")
    for route in found.routes:
        tell(
            f"{route.name:10}  {'works' if route.works else 'no':5}  {route.note}",
            fg="green" if route.works else None,
        )
    text = _config_text(url, name, mail, found, allow_private=allow_private)
    if output:
        output.write_text(text, encoding="utf-8")
        tell(f"written to {output}; start with `harvester sync --config {output} --limit 5`")
    else:
        say(text.rstrip())


def _config(url: str, name: str, mail: str, *, allow_private: bool) -> Config:
    """The config that a first look needs; what is wrong with the words given is told together."""
    from pydantic import ValidationError

    from harvester.config import Config, web_address
    from harvester.errors import UsageError

    try:
        source = {"name": name or _name_of(web_address(url)), "url": url, "allow_private": allow_private}
        return Config.model_validate({"source": [source], "contact": {"mail": mail or None}})
    except ValidationError as error:
        faults = [
            f"{fault['input']}: {fault['msg'].removeprefix('Value error, ')}" for fault in error.errors()
        ]
        raise UsageError("\n".join(faults)) from error
    except ValueError as error:
        raise UsageError(f"{url}: {error}") from error


def _name_of(url: str) -> str:
    """A short name out of the host: the label before the public suffix, as well as it can be guessed.

    >>> [_name_of(f"https://{host}/") for host in ("eprints.example.ac.uk", "localhost", "127.0.0.1", "[::1]")]
    ['example', 'localhost', '127-0-0-1', 'site']
    """
    import re
    from urllib.parse import urlsplit

    host = urlsplit(url).hostname or "site"
    if ":" in host:
        return "site"
    labels = [host] if re.fullmatch(r"[0-9.]+", host) else host.split(".")
    generic = {"www", "ac", "edu", "co", "org", "com", "net"}
    kept = [label for label in labels[:-1] if label not in generic] or labels[:1]
    return re.sub(r"[^a-z0-9_-]", "-", kept[-1].lower()).strip("-_")[:40] or "site"


def _config_text(url: str, name: str, mail: str, found: Survey, *, allow_private: bool) -> str:
    import json

    working = [route for route in found.routes if route.works]
    seen = [f"#   {route.name}: {route.note}" for route in found.routes]
    contact = (
        f"mail = {json.dumps(mail)}"
        if mail
        else '# mail = "you@example.org"     # please fill in: servers want to know whom to write to'
    )
    lines = [
        "# Written by `harvester init`; docs/config.md explains every key.",
        "",
        "[store]",
        'path = "catalogue.sqlite"      # counted from this file',
        "",
        "[contact]",
        contact,
        "",
        "[[source]]",
        f"name = {json.dumps(name)}",
        f"url = {json.dumps(url)}",
        f"platform = {json.dumps(found.platform)}",
        f"# What a look at the site showed ({found.title}; robots.txt {found.robots}):",
        *seen,
        f"discovery = {json.dumps(working[0].name if working else 'auto')}",
        "# limit = 5                   # try it with a few pages a run first",
        *(["allow_private = true"] if allow_private else []),
        "",
        "[http]",
        "pace = 1.0                   # seconds between two requests to one host",
    ]
    return "\n".join(lines) + "\n"
