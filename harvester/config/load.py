"""config.toml read, and every fault of it in one message with its line."""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from harvester.config.sections import PLATFORMS, Config, Source
from harvester.errors import ConfigError

DEFAULT_NAME = "config.toml"


def find_config(given: Path | None) -> Path:
    """The file to read: ``given`` beats ``$HARVESTER_CONFIG`` beats ``./config.toml``.

    Raises:
        ConfigError: there is no such file.
    """
    named = given or Path(os.environ.get("HARVESTER_CONFIG") or DEFAULT_NAME)
    if not named.is_file():
        raise ConfigError(
            f"{named}: no such configuration file; give one with --config, or write one with "
            "`harvester init URL > config.toml`"
        )
    return named


def load_config(path: Path) -> Config:
    """The configuration in ``path``, with its relative paths counted from that file.

    Raises:
        ConfigError: the file is unreadable, is no TOML, or breaks a rule; all faults in one message.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        table = tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: is no TOML: {error}") from error
    try:
        config = Config.model_validate(table, context={"platforms": ("auto", *PLATFORMS)})
    except ValidationError as error:
        faults = [_describe(fault, text) for fault in error.errors()]
        raise ConfigError("\n".join(f"{path}:{fault}" for fault in faults)) from error
    return _anchor(config, path.resolve().parent)


def _anchor(config: Config, base: Path) -> Config:
    """The same configuration with every relative path counted from ``base``."""

    def absolute(path: Path | None) -> Path | None:
        return None if path is None else base / path.expanduser()

    http = config.http.model_copy(
        update={key: absolute(getattr(config.http, key)) for key in ("replay", "record", "ca_bundle")}
    )
    sources = tuple(
        source
        if source.discovery != "urls" or "://" in source.url
        else source.model_copy(update={"url": str(base / source.url)})
        for source in config.source
    )
    return config.model_copy(
        update={
            "store": config.store.model_copy(update={"path": base / config.store.path.expanduser()}),
            "http": http,
            "source": sources,
            "log": config.log.model_copy(update={"file": absolute(config.log.file)}),
        }
    )


def _describe(fault: Any, text: str) -> str:  # noqa: ANN401  (pydantic's ErrorDetails is a loose TypedDict)
    loc = tuple(fault["loc"])
    key = ".".join(str(part) for part in loc) or "the file"
    line = _line_of(loc, text)
    if fault["type"] == "extra_forbidden":
        known = _known_keys(loc[:-1])
        near = difflib.get_close_matches(str(loc[-1]), known, n=1, cutoff=0.5)
        hint = f"did you mean '{near[0]}'?" if near else f"known here: {', '.join(known)}"
        return f"{line}: {key}: unknown key; {hint}"
    if loc == ("source",):
        return (
            f"{line}: source: each source is a block of its own; begin it with [[source]], in double brackets"
        )
    message = fault["msg"].removeprefix("Value error, ")
    given = fault["input"]
    shown = f" (given: {given!r})" if isinstance(given, str | int | float | bool) else ""
    return f"{line}: {key}: {message}{shown}"


def _known_keys(loc: tuple[str | int, ...]) -> list[str]:
    """The keys that the section at ``loc`` may hold."""
    model: type[BaseModel] = Config
    for part in loc:
        if isinstance(part, int):
            continue
        annotation = {"source": Source}.get(part) or model.model_fields[part].annotation
        if not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
            return []
        model = annotation
    return sorted(model.model_fields)


def _line_of(loc: tuple[str | int, ...], text: str) -> int:
    """The line on which the key at ``loc`` stands, or its section, or 1.

    TOML readers give no positions, so the headers and keys are scanned for.
    """
    names = [part for part in loc if isinstance(part, str)]
    nth = next((part for part in loc if isinstance(part, int)), 0)
    section: list[str] = []
    counts: dict[str, int] = {}
    best = 1
    for number, line in enumerate(text.splitlines(), start=1):
        header = re.match(r"\s*\[{1,2}\s*([\w.\- ]+?)\s*\]{1,2}", line)
        if header:
            section = [part.strip() for part in header[1].split(".")]
            counts[header[1]] = counts.get(header[1], -1) + 1
            if section == names[: len(section)] and counts[header[1]] == nth * line.lstrip().startswith("[["):
                best = number
        key = re.match(r"\s*([\w.\-]+)\s*=", line)
        if key and section + key[1].split(".") == names[: len(section) + key[1].count(".") + 1]:
            wanted = nth if section[:1] == ["source"] else 0
            if counts.get(".".join(section), 0) == wanted:
                return number
    return best
