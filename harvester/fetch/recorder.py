"""Writes every exchange into a folder from which `Recording` answers; a kill leaves it readable."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from harvester.errors import StoreError
from harvester.fetch.crossref_answers import MARK
from harvester.fetch.recording import INDEX, canonical, folder_name

if TYPE_CHECKING:
    from pathlib import Path

    from harvester.fetch.reply import Reply

_WORKS = re.compile(r"(?:/v1)?/works(?:/(?P<doi>.*?)(?P<agency>/agency)?)?")
_DOI = re.compile(r"10\.\d{4,9}/")
_NOT_FOUND = b"Resource not found."
_SUFFIXES = {
    "text/html": ".html", "application/xhtml+xml": ".html", "text/xml": ".xml", "application/xml": ".xml",
    "application/rss+xml": ".xml", "application/atom+xml": ".xml", "application/json": ".json",
    "application/ld+json": ".json", "application/gzip": ".gz", "application/x-gzip": ".gz",
    "application/pdf": ".pdf", "text/csv": ".csv", "text/plain": ".txt",
}  # fmt: skip


class Recorder:
    """The recording being written in the folder ``path``; what is there already is kept or replaced by URL."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, method: str, url: str, reply: Reply) -> None:
        """Add one exchange, by meaning where the host is a Crossref API.

        Raises:
            StoreError: the folder cannot be written.
        """
        url = canonical(url)
        folder = self.path / folder_name(url)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if not (method == "GET" and _write_meaning(folder, url, reply)):
                _write_exchange(folder, method, url, reply)
        except OSError as error:
            raise StoreError(
                f"{folder}: the recording cannot be written ({error}); free or fix it"
            ) from error


def body_name(url: str, content_type: str) -> str:
    """The file name of the body of ``url``, readable and safe.

    >>> body_name("https://a.org/en/Publications/?page=2", "text/html; charset=utf-8")
    'en-publications-page-2-80b5bf57.html'
    """
    parts = urlsplit(url)
    named = slug(unquote(f"{parts.path} {parts.query}")) or "index"
    kind = content_type.partition(";")[0].strip().lower()
    return f"{named}-{_hash(url)}{_SUFFIXES.get(kind, '.bin')}"


def slug(text: str) -> str:
    """At most 60 characters of a-z, 0-9 and "-" that recall ``text``.

    >>> slug("/A_b/../C d?")
    'a-b-c-d'
    """
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60].rstrip("-")


def _write_exchange(folder: Path, method: str, url: str, reply: Reply) -> None:
    name = None
    if reply.body:
        name = f"pages/{body_name(url, reply.headers.get('Content-Type', ''))}"
        _replace(folder / name, reply.body)
    entry = {
        "method": method,
        "url": url,
        "status": reply.status,
        "headers": dict(reply.headers),
        "body": name,
    }
    _append(folder / INDEX, json.dumps(entry, ensure_ascii=False))


def _write_meaning(folder: Path, url: str, reply: Reply) -> bool:
    """Keep what a Crossref answer says about DOIs; whether that says all there is to say."""
    parts = urlsplit(url)
    route = _WORKS.fullmatch(parts.path)
    envelope = _envelope(reply)
    if route is None:
        return False
    kind = envelope.get("message-type")
    mark = _read_mark(folder)
    doi = unquote(route["doi"] or "").lower()
    if kind == "work-list":
        query = dict(parse_qsl(parts.query))
        for item in envelope["message"].get("items") or ():
            _write_work(folder, item, whole="select" not in query)
        _write_mark(folder, mark)
        by_doi = all(clause.startswith("doi:") for clause in query.get("filter", "").split(","))
        return by_doi and set(query) <= {"filter", "rows", "offset", "select", "mailto"}
    if kind == "work":
        _write_work(folder, envelope["message"], whole=True)
    elif kind == "work-agency":
        mark["agencies"][doi.partition("/")[0]] = envelope["message"]["agency"]["id"]
    elif reply.status == 404 and reply.body.strip() == _NOT_FOUND and route["agency"]:
        mark["agencies"][doi] = None
    elif reply.status == 404 and reply.body.strip() == _NOT_FOUND:
        mark["missing"] = sorted({*mark["missing"], doi})
    elif reply.status == 301 and _DOI.match(doi) and _prime(url, reply):
        mark["aliases"][doi] = _prime(url, reply)
    else:
        return False
    _write_mark(folder, mark)
    return True


def _envelope(reply: Reply) -> dict[str, Any]:
    if reply.status != 200 or b'"message-type"' not in reply.body:
        return {}
    try:
        content = json.loads(reply.body)
    except ValueError:  # a maintenance page, or a cut answer: an exchange like any other
        return {}
    return content if isinstance(content, dict) and isinstance(content.get("message"), dict) else {}


def _prime(url: str, reply: Reply) -> str:
    """The DOI that an alias leads to, "" where the redirect leads elsewhere."""
    there = urljoin(url, reply.headers.get("Location", ""))
    if urlsplit(there).netloc != urlsplit(url).netloc or "/works/" not in there:
        return ""
    prime = unquote(there.partition("/works/")[2])
    return prime if _DOI.match(prime) else ""


def _write_work(folder: Path, work: dict[str, Any], *, whole: bool) -> None:
    """Keep ``work``; where it is a selection of fields, together with the fields already known."""
    doi = str(work.get("DOI", "")).lower()
    if not doi:
        return
    path = folder / "works" / f"{slug(doi)}-{_hash(doi)}.json"
    known = json.loads(path.read_bytes())["message"] if path.is_file() and not whole else {}
    envelope = {"status": "ok", "message-type": "work", "message-version": "1.0.0", "message": known | work}
    _replace(path, _pretty(envelope))


def _read_mark(folder: Path) -> dict[str, Any]:
    path = folder / MARK
    known = json.loads(path.read_bytes()) if path.is_file() else {}
    return {"aliases": {}, "missing": [], "agencies": {}} | known


def _write_mark(folder: Path, mark: dict[str, Any]) -> None:
    body = _pretty(mark)
    path = folder / MARK
    if not path.is_file() or path.read_bytes() != body:
        _replace(path, body)


def _pretty(content: dict[str, Any]) -> bytes:
    # A lone surrogate, which UTF-8 cannot spell, becomes the escape that JSON has for it.
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode(errors="backslashreplace")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode(errors="backslashreplace")).hexdigest()[:8]


def _replace(path: Path, body: bytes) -> None:
    """Write ``path`` so that there is always the old or the new file, never half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_bytes(body)
    fresh.replace(path)


def _append(path: Path, line: str) -> None:
    """Add ``line``, first cutting off what a kill left of an unfinished one."""
    with path.open("ab+") as index:
        end = index.seek(0, 2)
        index.seek(max(0, end - 1))
        if end and index.read(1) != b"\n":
            index.seek(0)
            whole, _, rest = index.read().rpartition(b"\n")
            if _is_json(rest):
                index.write(b"\n")
            else:
                index.truncate(len(whole) + bool(whole))
        index.write(f"{line}\n".encode(errors="backslashreplace"))


def _is_json(line: bytes) -> bool:
    try:
        json.loads(line)
    except ValueError:
        return False
    return True
