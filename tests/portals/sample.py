"""The whole sample as files: four repositories, Crossref, the truth about them, and a word for readers."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.portals import crossref, dspace7, eprints, pure_new, pure_old
from tests.portals.table import HERE, read_sheets, read_works

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from tests.portals.exchange import Exchange
    from tests.portals.table import Sheet, Work

PORTALS = {
    "northmoor": pure_new.site,
    "lancaster": pure_old.site,
    "eastvale": dspace7.site,
    "westbrook": eprints.site,
}


def render() -> dict[str, bytes]:
    """Every file of the sample by its path below the sample's folder."""
    works = read_works()
    sheets = {portal: read_sheets(portal, works) for portal in PORTALS}
    files = {
        "README.md": (HERE / "templates" / "sample_readme.md").read_bytes(),
        "truth.csv": _truth(sheets, works),
    }
    for portal, site in PORTALS.items():
        files |= _recorded(site(sheets[portal]))
    asked = [sheet.bare_doi for listed in sheets.values() for sheet in listed if sheet.doi]
    files |= _registry(works.values(), asked)
    return files


def write(folder: Path) -> int:
    """Write the sample to ``folder``, remove files of hosts that it no longer has, and count the files."""
    files = render()
    wanted = {folder / name for name in files}
    for host in {name.split("/", 1)[0] for name in files if "/" in name}:
        for old in (folder / host).rglob("*"):
            if old.is_file() and old not in wanted:
                old.unlink()
    for name, body in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    return len(files)


def record_id(portal: str, sheet: Sheet) -> str:
    """The id that the product gives to an item: source and the repository's own id."""
    native = {"eastvale": sheet.handle, "westbrook": str(sheet.number)}.get(portal, sheet.uuid)
    return f"{portal}:{native}"


def _recorded(exchanges: Iterable[Exchange]) -> Iterator[tuple[str, bytes]]:
    """The files of one host: its index and its bodies."""
    lines, bodies, host = [], {}, ""
    for exchange in exchanges:
        host = urlsplit(exchange.url).netloc
        line = {
            "method": "GET",
            "url": exchange.url,
            "status": exchange.status,
            "headers": exchange.headers,
            "body": exchange.name or None,
        }
        lines.append(json.dumps(line, ensure_ascii=False))
        if exchange.name:
            bodies[f"{host}/{exchange.name}"] = exchange.body
    yield f"{host}/index.jsonl", ("\n".join(lines) + "\n").encode()
    yield from bodies.items()


def _registry(works: Iterable[Work], asked: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    works = list(works)
    tables = crossref.tables(works, asked)
    yield f"{crossref.HOST}/crossref.json", crossref.dump(tables)
    yield from _recorded(crossref.resolver(tables["missing"]))
    for work in works:
        if work.registered:
            yield (
                f"{crossref.HOST}/works/{crossref.file_name(work.doi)}",
                crossref.dump(crossref.envelope(work)),
            )


def _truth(sheets: dict[str, list[Sheet]], works: dict[str, Work]) -> bytes:
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(("record", "work", "note"))
    for portal, listed in sheets.items():
        for sheet in listed:
            made = "; made up" if works[sheet.work].origin == "made" else ""
            table.writerow((record_id(portal, sheet), sheet.work, sheet.note + made))
    return out.getvalue().encode()
