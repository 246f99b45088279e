"""Sync the sample the way the command line does, and compare what came out."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harvester.config import load_config
from harvester.export import Selection, dump_all, select
from harvester.fetch import open_web
from harvester.store import Store
from harvester.sync import Options, sync

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from harvester.config import Config
    from harvester.sync import SyncReport

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "data/sample"
SHARED = ROOT.parent / "shared"


def sample_config(folder: Path, *, replay: Path | None = SAMPLE, **http: Any) -> Config:
    """The shipped config with its catalogue in ``folder``."""
    config = load_config(ROOT / "config.toml")
    return config.model_copy(
        update={
            "store": config.store.model_copy(update={"path": folder / "catalogue.sqlite"}),
            "http": config.http.model_copy(update={"replay": replay, **http}),
        }
    )


def sync_once(config: Config, *, now: Callable[[], dt.datetime] | None = None, **options: Any) -> SyncReport:
    """One sync; its report."""
    clock = now or (lambda: dt.datetime.now(dt.UTC))
    with Store(config.store.path) as store, open_web(config, store.state) as web:
        return sync(config, store, web, options=Options(**options), now=clock)


def dump(path: Path) -> str:
    """What makes two catalogues the same: the full export as JSON lines."""
    stream = io.StringIO()
    with Store(path, create=False) as store:
        works, _ = select(store, Selection(include_gone=True))
        dump_all(store, works, stream)
    return stream.getvalue()


def changed_lines(before: str, after: str, kind: str) -> set[str]:
    """The ids of the lines of one kind that differ between two dumps."""
    old, new = (
        {line["id"]: line for line in map(json.loads, text.splitlines()) if line["kind"] == kind}
        for text in (before, after)
    )
    return {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}


def exchange(recording: Path, host: str, url_part: str) -> tuple[Path, dict[str, Any], Path]:
    """(index file, entry, body file) of the one recorded exchange of ``host`` whose URL holds ``url_part``."""
    index = recording / host / "index.jsonl"
    entries = [json.loads(line) for line in index.read_text(encoding="utf-8").splitlines()]
    (entry,) = [entry for entry in entries if url_part in entry["url"] and entry["status"] == 200]
    return index, entry, recording / host / entry["body"]


def rewrite_index(index: Path, edit: Callable[[dict[str, Any]], dict[str, Any] | None]) -> None:
    """Pass every entry of a recording's index through ``edit``; None drops it."""
    entries = [edit(json.loads(line)) for line in index.read_text(encoding="utf-8").splitlines()]
    lines: Sequence[str] = [json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries if entry]
    index.write_text("".join(lines), encoding="utf-8")
