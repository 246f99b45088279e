"""The sections of config.toml as frozen types."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from harvester.config.values import SocketAddress, WebAddress, seconds, web_address
from harvester.errors import UsageError
from harvester.model.registry import REGISTRIES

if TYPE_CHECKING:
    from collections.abc import Sequence

CROSSREF_URL = "https://api.crossref.org"

Discovery = Literal["auto", "listing", "rss", "sitemap", "urls", "oai"]
Outcome = Literal["merge", "relate"]
Share = Annotated[float, Field(ge=0, le=1)]

PLATFORMS = (
    "pure-old", "pure", "eprints", "digital-commons", "zenodo-legacy", "invenio-rdm", "figshare", "dataverse",
    "hal", "opus4", "islandora", "diva", "dspace-xmlui", "dspace-jspui", "dspace", "ojs", "janeway", "arxiv",
    "pmc", "sciencedirect", "springer", "highwire", "silverchair", "atypon", "hyrax", "generic",
)  # fmt: skip
"""What ``platform`` may say beside "auto": the files in `harvester.extract.platforms`, in the order in which they
are asked whether they know a page."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class StoreConfig(_Section):
    """`[store]`: where the catalogue lives, and for how long it keeps what pages look like."""

    path: Path = Path("catalogue.sqlite")
    keep_bodies: Annotated[float, Field(ge=0)] = math.inf
    """Seconds after which the body of a page is dropped; without it, the page cannot be read again offline."""
    keep_messages: Annotated[float, Field(ge=0)] = math.inf
    """Seconds after which the raw answer about a DOI is dropped; without it, better rules cannot read it again."""

    @field_validator("keep_bodies", "keep_messages", mode="before")
    @classmethod
    def _age(cls, value: object) -> object:
        words = {"all": math.inf, "none": 0.0}
        if isinstance(value, str) and (word := value.strip().lower()) in words:
            return words[word]
        try:
            return seconds(value)
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
        if value in REGISTRIES:
            raise ValueError(f"'{value}' names a registry of DOIs; choose another")
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
        return seconds(value)


class CrossrefConfig(_Section):
    """`[crossref]`: the enrichment by DOI."""

    enabled: bool = True
    url: WebAddress = CROSSREF_URL
    batch: Annotated[int, Field(ge=1, le=50)] = 50
    refresh_days: Annotated[float, Field(ge=0)] = 7.0
    budget: Annotated[int, Field(ge=1)] = 2_000
    """Requests to Crossref in one run, and as many to all other agencies; the rest waits for the next."""
    search: bool | None = None
    """Whether DOIs are searched for by title where pages state none; None: where ``url`` is Crossref's own."""
    search_budget: Annotated[int, Field(ge=0)] = 500
    """Searches by title in one run."""
    resolver: WebAddress | None = None
    """Says which agency registered a DOI that Crossref does not know; None: doi.org where ``url`` is Crossref's own."""
    datacite: WebAddress = "https://api.datacite.org"

    @property
    def searches(self) -> bool:
        """Whether DOIs are searched for by title."""
        return self.url == CROSSREF_URL if self.search is None else self.search

    @property
    def agencies(self) -> str:
        """The address of the resolver that names the agencies; "" where none is asked."""
        return (self.resolver or ("https://doi.org" if self.url == CROSSREF_URL else "")).rstrip("/")


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


class WatchConfig(_Section):
    """`[watch]`: who hears how the syncs go."""

    ping: WebAddress | None = None
    """The address of a health check, which is a secret."""
    alert: tuple[str, ...] = ()
    """A command and its arguments, told on stdin what changed for better or worse."""

    @field_validator("alert", mode="before")
    @classmethod
    def _words(cls, value: object) -> object:
        if not isinstance(value, list | tuple) or not value or not value[0]:
            raise ValueError(
                'is no command; give its words as a list, such as ["mail", "-s", "harvester", "me"]'
            )
        return value


class Config(_Section):
    """Everything that config.toml says; relative paths are already absolute."""

    store: StoreConfig = StoreConfig()
    contact: Contact = Contact()
    source: tuple[Source, ...] = ()
    crossref: CrossrefConfig = CrossrefConfig()
    http: HttpConfig = HttpConfig()
    dedupe: DedupeConfig = DedupeConfig()
    log: LogConfig = LogConfig()
    watch: WatchConfig = WatchConfig()

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
