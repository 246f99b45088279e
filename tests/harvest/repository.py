"""A small OAI-PMH repository for the loopback site; its records are made up, and it misbehaves where told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Callable

OAI = "http://www.openarchives.org/OAI/2.0/"
OAI_DC = f"{OAI}oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
DIM = "http://www.dspace.org/xmlns/dspace/dim"


def dublin_core(title: str, *more: tuple[str, str]) -> str:
    """An oai_dc container."""
    pairs = [("title", title), *more]
    children = "".join(f"<dc:{name}>{escape(value)}</dc:{name}>" for name, value in pairs)
    return f'<oai_dc:dc xmlns:oai_dc="{OAI_DC}" xmlns:dc="{DC}">{children}</oai_dc:dc>'


@dataclass
class Deposit:
    """One record; ``metadata`` is None where it was deleted, "" where there is none."""

    number: int
    datestamp: str = "2024-01-01T00:00:00Z"
    metadata: str | None = ""

    @property
    def identifier(self) -> str:
        return f"oai:repo.example:{self.number}"

    def xml(self) -> str:
        header = f"<identifier>{self.identifier}</identifier><datestamp>{self.datestamp}</datestamp>"
        if self.metadata is None:
            return f'<record><header status="deleted">{header}</header></record>'
        inside = f"<metadata>{self.metadata}</metadata>" if self.metadata else ""
        return f"<record><header>{header}</header>{inside}</record>"


@dataclass
class Repository:
    """What answers at the endpoint ``/oai``; `answer` fits `LoopbackSite.otherwise`."""

    deposits: list[Deposit] = field(default_factory=list)
    size: int = 3
    formats: dict[str, str] = field(default_factory=lambda: {"oai_dc": OAI_DC})
    granularity: str = "YYYY-MM-DDThh:mm:ssZ"
    now: str = "2026-03-01T10:00:00Z"
    total: bool = False
    forgetful: bool = False  # answers every token with the first page
    lost: set[str] = field(default_factory=set)  # tokens that it does not know when they come first
    twist: Callable[[str, dict[str, str]], str | int | None] = lambda _body, _words: None
    asked: list[dict[str, str]] = field(default_factory=list)

    @classmethod
    def of(cls, count: int, **more: object) -> Repository:
        """A repository of so many articles, one a day."""
        made = [Deposit(n, f"2024-01-{n:02d}T00:00:00Z", article(n)) for n in range(1, count + 1)]
        return cls(made, **more)  # type: ignore[arg-type]

    def answer(self, path: str) -> str | int:
        if urlsplit(path).path != "/oai":
            return 404
        words = dict(parse_qsl(urlsplit(path).query, keep_blank_values=True))
        self.asked.append(words)
        body = self._body(words)
        twisted = self.twist(body, words)
        return body if twisted is None else twisted

    def verbs(self) -> list[str]:
        return [words.get("verb", "") for words in self.asked]

    def _body(self, words: dict[str, str]) -> str:
        verb = words.get("verb")
        if verb == "Identify":
            inside = (
                f"<Identify><repositoryName/><granularity>{self.granularity}</granularity>"
                "<deletedRecord>persistent</deletedRecord>"
                "<earliestDatestamp>0001-01-01T00:00:00Z</earliestDatestamp></Identify>"
            )
        elif verb == "ListMetadataFormats":
            listed = "".join(
                f"<metadataFormat><metadataPrefix>{prefix}</metadataPrefix>"
                f"<metadataNamespace>{space}</metadataNamespace></metadataFormat>"
                for prefix, space in self.formats.items()
            )
            inside = f"<ListMetadataFormats>{listed}</ListMetadataFormats>"
        else:
            inside = self._list(words)
        return envelope(inside, self.now)

    def _list(self, words: dict[str, str]) -> str:
        begin, start = words.get("from", ""), 0
        if token := words.get("resumptionToken"):
            if token in self.lost:
                self.lost.discard(token)
                return error("badResumptionToken") + error("badArgument")
            text, _, begin = token.removeprefix("at%2F").partition("%7C")
            start = 0 if self.forgetful else int(text)
        due = [one for one in self.deposits if one.datestamp[: len(begin)] >= begin]
        if not due:
            return error("noRecordsMatch")
        shown = due[start : start + self.size]
        following = start + self.size
        # The text of the token is itself percent-encoded, as some servers' are.
        token = f"at%2F{following}%7C{begin}" if following < len(due) else ""
        size = f' completeListSize="{len(due)}" cursor="{start}"' if self.total else ""
        closing = f"<resumptionToken{size}>{token}</resumptionToken>" if token or self.total else ""
        return f"<ListRecords>{''.join(one.xml() for one in shown)}{closing}</ListRecords>"


def article(number: int) -> str:
    """The metadata of a made-up article."""
    return dublin_core(
        f"On the keeping of herring gulls, part {number}",
        ("creator", f"Gull, Ann {chr(64 + number % 26 + 1)}."),
        ("date", f"{1990 + number % 30}"),
        ("type", "info:eu-repo/semantics/article"),
        ("identifier", f"http://127.0.0.1/{number}/"),
    )


def envelope(inside: str, now: str = "2026-03-01T10:00:00Z") -> str:
    """A whole answer."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><OAI-PMH xmlns="{OAI}"><responseDate>{now}</responseDate>'
        f"<request>x</request>{inside}</OAI-PMH>"
    )


def error(code: str) -> str:
    """One error element."""
    return f'<error code="{code}">no</error>'
