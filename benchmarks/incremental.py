"""What one more record, and 10,000 more, cost a catalogue of a given size.

    python benchmarks/incremental.py SIZE [FOLDER]

builds a catalogue of SIZE made-up records in FOLDER (or goes on with the one that is there) and measures on a copy.
CPU seconds are user + system of this process; wall times are of one insert with its commit.
"""

from __future__ import annotations

import csv
import gc
import io
import os
import shutil
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.synthetic import Library
from harvester.catalogue import Catalogue
from harvester.config import Config
from harvester.formats.csv_file import parse
from harvester.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from harvester.model import Record
    from harvester.store import Run

NOW = "2026-11-23T12:00:00Z"
SINGLE, MANY = 300, 10_000
BATCH = 5_000
PAGE = 4_096


def records(size: int) -> Iterator[list[Record]]:
    """``size`` made-up records and those that come later, in lists of `BATCH`."""
    rows: list[dict[str, str]] = []
    for number, (_, cells) in enumerate(Library(size, 7).records()):
        rows.append({"id": f"bench:{number:08}", **cells})
    for start in range(0, len(rows), BATCH):
        text = io.StringIO()
        writer = csv.DictWriter(text, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows[start : start + BATCH])
        yield [replace(record, source="bench") for record in parse(text.getvalue()).records]


def begin(store: Store) -> Run:
    """A run in a round of its own."""
    run = store.runs.begin(NOW)
    with store.write():
        store.runs.finish(run, finished=NOW, status="ok", complete=True, exit_code=0, summary={})
    return run


def build(path: Path, batches: Sequence[list[Record]]) -> None:
    """Store ``batches`` and derive their works, as a first sync does."""
    started = time.process_time()
    with Store(path) as store:
        run = begin(store)
        for batch in batches:
            with store.write():
                for record in batch:
                    store.records.put(run, record)
        stored = time.process_time()
        Catalogue(store, Config()).update(run)
    done = time.process_time()
    print(f"records stored {stored - started:.1f} CPU-s, works derived {done - stored:.1f} CPU-s")


def percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[int(share * (len(values) - 1))]


def fsyncs(folder: Path) -> list[float]:
    """Wall milliseconds of a bare 4 kB write with its fsync."""
    found = []
    with (folder / "bare").open("wb", buffering=0) as file:
        for _ in range(SINGLE):
            started = time.perf_counter()
            file.write(os.urandom(PAGE))
            os.fsync(file.fileno())
            found.append((time.perf_counter() - started) * 1e3)
    return found


def single(store: Store, more: Sequence[Record]) -> None:
    """Measure records that come one by one."""
    catalogue, run = Catalogue(store, Config()), begin(store)
    catalogue.update(run)
    catalogue.add(run, more[:20])
    walls, started = [], time.process_time()
    for record in more[20:]:
        before = time.perf_counter()
        catalogue.add(run, [record])
        walls.append((time.perf_counter() - before) * 1e3)
    spent = (time.process_time() - started) / len(walls) * 1e3
    bare = fsyncs(store.path.parent)
    print(
        f"one record: {spent:.2f} CPU-ms; wall ms p50 {percentile(walls, 0.5):.1f}, p95 {percentile(walls, 0.95):.1f}; "
        f"bare fsync p50 {percentile(bare, 0.5):.1f}, p95 {percentile(bare, 0.95):.1f}"
    )


def many(store: Store, more: Sequence[Record]) -> None:
    """Measure records that come in one go."""
    run = begin(store)
    started = time.process_time()
    with store.write():
        for record in more:
            store.records.put(run, record)
        stored = time.process_time()
        Catalogue(store, Config()).update(run)
    done = time.process_time()
    print(
        f"{len(more):,} records: {done - started:.2f} CPU-s "
        f"(stored {stored - started:.2f}, works derived {done - stored:.2f})"
    )


def main(size: int, folder: Path) -> None:
    path = folder / f"incremental-{size}.sqlite"
    batches = list(records(size + MANY + SINGLE + 20))
    everything = [record for batch in batches for record in batch]
    gc.freeze()
    if not path.exists():
        build(path, [everything[start : start + BATCH] for start in range(0, size, BATCH)])
    print(f"{size:,} records: {path.stat().st_size / 2**20:.0f} MB")
    with tempfile.TemporaryDirectory(dir=folder) as name:
        copy = Path(name) / "c.sqlite"
        shutil.copy2(path, copy)
        with Store(copy) as store:
            single(store, everything[size : size + SINGLE + 20])
            many(store, everything[size + SINGLE + 20 :])


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2] if len(sys.argv) > 2 else tempfile.gettempdir()))
