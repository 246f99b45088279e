"""A folder of recorded exchanges that answers requests as the servers did."""

from __future__ import annotations

import hashlib
import json
import re
import string
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, urlsplit, urlunsplit

from harvester.errors import ConfigError, FormatError, NotRecorded
from harvester.fetch.crossref_answers import MARK, CrossrefAnswers
from harvester.fetch.reply import Headers, Reply

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

INDEX = "index.jsonl"

_ESCAPE = re.compile(r"%([0-9a-fA-F]{2})")
_UNRESERVED = frozenset(string.ascii_letters + string.digits + "-._~")
_DEFAULT_PORT = {"http": 80, "https": 443}
_KEPT_IN_304 = ("etag", "last-modified", "date", "vary", "cache-control", "expires")


class Recording:
    """The recording in the folder ``path``: one sub-folder per host, see `recorder` for how it is written."""

    def __init__(self, path: Path) -> None:
        if not path.is_dir():
            raise ConfigError(
                f"{path}: no recording is there; make one with `harvester sync --record {path}`"
            )
        self.path = path
        self._hosts: dict[str, _Host] = {}

    def answer(self, method: str, url: str, headers: Mapping[str, str] | None = None) -> Reply:
        """The recorded answer to ``method`` ``url``; 304 where ``headers`` name the ETag that it has here.

        Raises:
            NotRecorded: there is none, or its body file is missing.
            FormatError: the recording itself is damaged.
        """
        url = canonical(url)
        name = folder_name(url)
        host = self._hosts.get(name)
        if host is None:
            host = self._hosts[name] = _Host.read(self.path / name)
        asked = Headers(headers or {})
        if host.crossref is None:
            reply = host.look_up(method, url)
        else:
            try:
                reply = host.crossref.answer(method, url, asked)
            except NotRecorded as by_meaning:
                try:
                    reply = host.look_up(method, url)
                except NotRecorded:
                    raise by_meaning from None
        return _revalidate(reply, asked)


class Entry(NamedTuple):
    """One line of an index: where the body lies that a request was answered with."""

    status: int
    headers: Headers
    body: Path | None


class _Host(NamedTuple):
    folder: Path
    entries: dict[tuple[str, str], Entry]
    crossref: CrossrefAnswers | None

    @classmethod
    def read(cls, folder: Path) -> _Host:
        crossref = CrossrefAnswers(folder) if (folder / MARK).is_file() else None
        return cls(folder, read_index(folder), crossref)

    def look_up(self, method: str, url: str) -> Reply:
        entry = self.entries.get((method, url))
        if entry is None and method == "HEAD":
            entry = self.entries.get(("GET", url))
        if entry is None:
            raise NotRecorded(
                f"{method} {url}: the recording {self.folder.parent} holds no answer to this request; "
                f"record it with `harvester sync --record {self.folder.parent}`",
                url=url,
            )
        try:
            body = entry.body.read_bytes() if entry.body else b""
        except OSError as error:
            raise NotRecorded(
                f"{method} {url}: the recording names a body that cannot be read ({error}); mend it",
                url=url,
            ) from error
        return Reply(entry.status, _of_body(entry.headers, body), b"" if method == "HEAD" else body)


def read_index(folder: Path) -> dict[tuple[str, str], Entry]:
    """(method, URL) -> its last entry in the index of the host in ``folder``; empty where there is none.

    Raises:
        FormatError: a line is no entry; only an unfinished last line, which a kill leaves, is passed over.
    """
    path = folder / INDEX
    if not path.is_file():
        return {}
    entries = {}
    lines = path.read_bytes().split(b"\n")
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            fields = json.loads(line)
            body = None if fields["body"] is None else _inside(folder, fields["body"])
            entry = Entry(int(fields["status"]), Headers(fields["headers"]), body)
            entries[fields["method"], canonical(fields["url"])] = entry
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            if number == len(lines):
                break
            raise FormatError(
                f"{path}:{number}: is no entry of a recording ({error}); mend the line"
            ) from error
    return entries


def canonical(url: str) -> str:
    """``url`` in the one spelling under which requests are looked up.

    >>> canonical("HTTPS://Example.org:443/%7Ea b?q=%c3%a9#top"), canonical("http://example.org")
    ('https://example.org/~a%20b?q=%C3%A9', 'http://example.org/')
    """
    parts = urlsplit(url)
    scheme, host = parts.scheme.lower(), (parts.hostname or "").rstrip(".")
    host = f"[{host}]" if ":" in host else host
    port = "" if parts.port in {None, _DEFAULT_PORT.get(scheme)} else f":{parts.port}"
    path, query = (
        _ESCAPE.sub(_plain, quote(part, safe="%/:=&?~+!$,;'@()*[]"))
        for part in (parts.path or "/", parts.query)
    )
    return urlunsplit((scheme, host + port, path, query, ""))


def _plain(escape: re.Match[str]) -> str:
    """The character that needs no escape, else the escape in capitals."""
    character = chr(int(escape[1], 16))
    return character if character in _UNRESERVED else escape[0].upper()


def folder_name(url: str) -> str:
    """The name of the folder of the host of ``url``, safe on every file system.

    >>> folder_name("https://example.org:8443/x"), folder_name("http://[::1]/"), folder_name("http://../x")
    ('example.org_8443', '__1', '_')
    """
    netloc = urlsplit(canonical(url)).netloc.strip("[]").replace("]", "")
    return re.sub(r"[^a-z0-9.-]", "_", netloc).strip(".") or "_"


def _inside(folder: Path, name: str) -> Path:
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise ValueError(f"body {name!r} lies outside its folder")
    return path


def _of_body(headers: Headers, body: bytes) -> Headers:
    """``headers`` with an ETag of this very ``body``, so that a body file that was edited is another version."""
    etag = headers.get("ETag")
    if etag is None:
        return headers
    mark = hashlib.sha256(body).hexdigest()[:8]
    derived = f'{etag[:-1]}-{mark}"' if etag.endswith('"') else f"{etag}-{mark}"
    return Headers((name, derived if name.lower() == "etag" else value) for name, value in headers.items())


def _revalidate(reply: Reply, asked: Headers) -> Reply:
    """``reply``, or 304 without a body where the ETag that was ``asked`` about is its own.

    A date never makes a 304: Last-Modified stands in the index and does not notice that a body file was edited.
    """
    if reply.status != 200:
        return reply
    tags, etag = asked.get("If-None-Match"), reply.headers.get("ETag")
    known = {tag.strip().removeprefix("W/") for tag in (tags or "").split(",")}
    if etag is None or not known & {etag.removeprefix("W/"), "*"}:
        return reply
    kept = Headers((name, value) for name, value in reply.headers.items() if name.lower() in _KEPT_IN_304)
    return Reply(304, kept, b"")
