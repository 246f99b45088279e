"""config.toml -> a frozen `Config`; every fault is reported at once with its line and nearest known key."""

from __future__ import annotations

import difflib
import math
import os
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from harvester.errors import ConfigError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

DEFAULT_NAME = "config.toml"

Discovery = Literal["auto", "listing", "rss", "sitemap", "urls", "oai"]
Outcome = Literal["merge", "relate"]
Share = Annotated[float, Field(ge=0, le=1)]

_DURATION = re.compile(r"(\d+)\s*([smhdw])")
_SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}

PLATFORMS = (
    "pure-old", "pure", "eprints", "digital-commons", "zenodo-legacy", "invenio-rdm", "figshare", "dataverse",
    "hal", "opus4", "islandora", "diva", "dspace-xmlui", "dspace-jspui", "dspace", "ojs", "janeway", "arxiv",
    "pmc", "sciencedirect", "springer", "highwire", "silverchair", "atypon", "hyrax", "generic",
)  # fmt: skip
"""What ``platform`` may say beside "auto": the files in `harvester.extract.platforms`, in the order in which they
are asked whether they know a page."""


def web_address(text: str) -> str:
    """``text``, which must be the whole URL of something on the web.

    Raises:
        ValueError: it is not; says what to write instead.

    >>> web_address("https://eprints.example.ac.uk/")
    'https://eprints.example.ac.uk/'
    """
    try:
        parts = urlsplit(text)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError as error:
        raise ValueError(f"is no web address: {error}") from error
    if not sound or re.search(r"\s", text):
        bare = "://" not in text and re.fullmatch(r"[\w-]+(\.[\w-]+)+(:\d+)?(/\S*)?", text)
        advice = (
            f"did you mean 'https://{text}'?" if bare else "give one such as 'https://eprints.example.ac.uk/'"
        )
        raise ValueError(f"is no web address; {advice}")
    return text


def _socket_address(text: str) -> str:
    try:
        parts = urlsplit(f"//{text}")
        sound = bool(parts.hostname and parts.port) and parts.netloc == text and "@" not in text
    except ValueError as error:
        raise ValueError(f"is no address and port: {error}") from error
    if not sound:
        raise ValueError("is no address and port; give one such as '127.0.0.1:8080'")
    return text


WebAddress = Annotated[str, AfterValidator(web_address)]
SocketAddress = Annotated[str, AfterValidator(_socket_address)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


def _seconds(value: object) -> object:
    if isinstance(value, str):
        match = _DURATION.fullmatch(value.strip())
        if not match:
            raise ValueError("is not a duration such as '12h', '30d' or '2w'")
        return float(int(match[1]) * _SECONDS[match[2]])
    return value


class StoreConfig(_Section):
    """`[store]`: where the catalogue lives, and for how long it keeps what pages look like."""

    path: Path = Path("catalogue.sqlite")
    keep_bodies: Annotated[float, Field(ge=0)] = math.inf
    """Seconds after which the body of a page is dropped; without it, the page cannot be read again offline."""

    @field_validator("keep_bodies", mode="before")
    @classmethod
    def _age(cls, value: object) -> object:
        words = {"all": math.inf, "none": 0.0}
        if isinstance(value, str) and (word := value.strip().lower()) in words:
            return words[word]
        try:
            return _seconds(value)
        except ValueError as error:
            raise ValueError("is neither 'all', 'none' nor a duration such as '180d' or '26w'") from error


class Contact(_Section):
    """`[contact]`: who we say we are to every server."""

    mail: str | None = None
    url: str = "https://github.com/harvester/harvester"

    @field_validator("mail")
    @classmethod
    def _looks_like_mail(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"[^@\s]+@[^@\s]+", value):
            raise ValueError("is not a mail address")
        return value


class Source(_Section):
    """One `[[source]]`: a repository to harvest."""

    name: str
    platform: str = "auto"
    discovery: Discovery = "auto"
    url: str
    """After ``discovery``, which says whether it may be a file."""
    language: str | None = None
    limit: Annotated[int, Field(ge=1)] | None = None
    expect: Annotated[int, Field(ge=0)] = 0
    """Fewer items than this in a complete listing make the source suspect."""
    trust: Share = 0.5
    """How much this source's values weigh against other sources', 0 to 1."""
    recheck: float = 0.0
    """Seconds before a known page without a change signal is asked for again; 0 means every run."""
    allow_private: bool = False
    pages: bool = False
    """Whether the pages that OAI records name are fetched; else the OAI records are all that is read."""
    oai_ignores_robots: str = ""
    """Why robots.txt does not bind OAI-PMH here; "" where it does."""

    @field_validator("oai_ignores_robots")
    @classmethod
    def _has_reason(cls, value: str) -> str:
        if not value:
            raise ValueError("is the reason; give one, such as 'agreed with the library by mail, 2026-03-01'")
        return value

    @field_validator("name")
    @classmethod
    def _not_reserved(cls, value: str) -> str:
        if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,39}", value):
            raise ValueError("is no source name; give 1 to 40 of a-z, 0-9, '-' and '_', such as 'lancaster'")
        if value == "crossref":
            raise ValueError("'crossref' names the enrichment; choose another")
        return value

    @field_validator("platform")
    @classmethod
    def _known(cls, value: str, info: ValidationInfo) -> str:
        known = (info.context or {}).get("platforms")
        if known and value not in known:
            raise ValueError(f"is no platform that is known; known are: {', '.join(known)}")
        return value

    @field_validator("url")
    @classmethod
    def _address_or_file(cls, value: str, info: ValidationInfo) -> str:
        may_be_file = info.data.get("discovery", "urls") == "urls"
        return value if may_be_file and value and "://" not in value else web_address(value)

    @field_validator("recheck", mode="before")
    @classmethod
    def _duration(cls, value: object) -> object:
        return _seconds(value)


class CrossrefConfig(_Section):
    """`[crossref]`: the enrichment by DOI."""

    enabled: bool = True
    url: WebAddress = "https://api.crossref.org"
    batch: Annotated[int, Field(ge=1, le=50)] = 40
    refresh_days: Annotated[float, Field(ge=0)] = 7.0
    budget: Annotated[int, Field(ge=1)] = 2_000
    """Requests to Crossref in one run; the rest waits for the next."""


class HttpConfig(_Section):
    """`[http]`: how we behave on the network."""

    replay: Path | None = None
    record: Path | None = None
    pace: Annotated[float, Field(ge=0)] = 1.0
    """Seconds between two requests to one host."""
    deadline: Annotated[float, Field(gt=0)] = 60.0
    """Seconds for one request, from connect to the last byte."""
    max_bytes: Annotated[int, Field(ge=1_000)] = 20_000_000
    connect: dict[str, SocketAddress] = Field(default_factory=dict)
    """host -> "address:port" that requests to it are sent to, over plain HTTP; the URL keeps the host."""
    proxy: str | None = None
    ca_bundle: Path | None = None


class Policy(_Section):
    """`[dedupe] policy`: whether related versions of one work become one row or stay linked rows."""

    preprint: Outcome = "relate"
    conference: Outcome = "relate"
    version: Outcome = "relate"
    translation: Outcome = "relate"
    erratum: Literal["relate"] = "relate"
    part: Literal["relate"] = "relate"


class DedupeConfig(_Section):
    """`[dedupe]`: probabilities, 0 to 1, above which pairs are merged or put to review."""

    auto: Share = 0.95
    review: Share = 0.5
    policy: Policy = Policy()
    distinct: tuple[str, ...] = ()
    """Sources that hold no work twice."""

    @model_validator(mode="after")
    def _ordered(self) -> DedupeConfig:
        if self.review > self.auto:
            raise ValueError(f"review ({self.review}) must not be above auto ({self.auto})")
        return self


class LogConfig(_Section):
    """`[log]`: the event log, one JSON object a line."""

    file: Path | None = None
    level: Literal["debug", "info", "warning", "error"] = "info"


class Config(_Section):
    """Everything that config.toml says; relative paths are already absolute."""

    store: StoreConfig = StoreConfig()
    contact: Contact = Contact()
    source: tuple[Source, ...] = ()
    crossref: CrossrefConfig = CrossrefConfig()
    http: HttpConfig = HttpConfig()
    dedupe: DedupeConfig = DedupeConfig()
    log: LogConfig = LogConfig()

    def chosen(self, names: Sequence[str]) -> list[Source]:
        """The sources of these names, in the order of the file; without names, all.

        Raises:
            UsageError: there is no source of some name.
        """
        known = [source.name for source in self.source]
        if unknown := ", ".join(name for name in names if name not in known):
            raise UsageError(f"no source is called {unknown}; the config has: {', '.join(known) or 'none'}")
        return [source for source in self.source if not names or source.name in names]

    @model_validator(mode="after")
    def _names_differ(self) -> Config:
        names = [source.name for source in self.source]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"source names must differ; given twice: {', '.join(twice)}")
        if unknown := sorted({*self.dedupe.distinct}.difference(names)):
            raise ValueError(f"dedupe.distinct names no source of this file: {', '.join(unknown)}")
        return self


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
