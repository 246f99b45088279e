"""What one more record, 10,000 more, and 5,000 of one title cost a catalogue of a given size.

    python benchmarks/incremental.py SIZE [FOLDER]

makes records up, builds a catalogue of SIZE of them in FOLDER (or goes on with the one that is there) and measures
on a copy what the further ones cost. CPU seconds are user + system of this process; wall times are of one insert
with its commit.
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
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from synthetic import COLUMNS, Library, write

from harvester.catalogue import Catalogue
from harvester.config import Config
from harvester.formats.csv_file import parse
from harvester.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from harvester.model import Record
    from harvester.store import Run

NOW = "2026-11-23T12:00:00Z"
WARM, SINGLE, MANY, ALIKE = 20, 300, 10_000, 5_000
BATCH = 5_000
PAGE = 4_096


def records(path: Path, start: int, stop: int) -> Iterator[list[Record]]:
    """The records of the file from one place to another, in lists of `BATCH`."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = islice(csv.reader(stream), start + 1, stop + 1)
        while batch := list(islice(rows, BATCH)):
            yield read(batch)


def addresses() -> list[Record]:
    """Works of one title that the catalogue does not have yet."""
    rows = Library(seed=8).introductions(ALIKE)
    found = read([(f"i{number}", *row.cells) for number, row in enumerate(rows)])
    return [replace(record, title="Presidential address") for record in found]


def read(rows: Iterable[Sequence[str]]) -> list[Record]:
    """The records of some rows of such a file."""
    text = io.StringIO()
    csv.writer(text).writerows(chain([COLUMNS], rows))
    return [replace(record, source="bench") for record in parse(text.getvalue()).records]


def begin(store: Store) -> Run:
    """A run in a round of its own."""
    run = store.runs.begin(NOW)
    with store.write():
        store.runs.finish(run, finished=NOW, status="ok", complete=True, exit_code=0, summary={})
    return run


def build(path: Path, batches: Iterable[list[Record]]) -> None:
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
    catalogue.add(run, more[:WARM])
    walls, started = [], time.process_time()
    for record in more[WARM:]:
        before = time.perf_counter()
        catalogue.add(run, [record])
        walls.append((time.perf_counter() - before) * 1e3)
    spent = (time.process_time() - started) / len(walls) * 1e3
    bare = fsyncs(store.path.parent)
    print(
        f"one record: {spent:.2f} CPU-ms; wall ms p50 {percentile(walls, 0.5):.1f}, p95 {percentile(walls, 0.95):.1f}; "
        f"bare fsync p50 {percentile(bare, 0.5):.1f}, p95 {percentile(bare, 0.95):.1f}"
    )


def many(store: Store, more: Sequence[Record], what: str = "records") -> None:
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
        f"{len(more):,} {what}: {done - started:.2f} CPU-s "
        f"(stored {stored - started:.2f}, works derived {done - stored:.2f})"
    )


def main(size: int, folder: Path) -> None:
    rows, path = folder / f"incremental-{size}.csv", folder / f"incremental-{size}.sqlite"
    several = size + WARM + SINGLE
    if not rows.exists():
        write(rows, several + MANY)
    if not path.exists():
        build(path, records(rows, 0, size))
    print(f"{size:,} records: {path.stat().st_size / 2**20:.0f} MB")
    one_by_one, at_once = (
        list(chain.from_iterable(records(rows, *span)))
        for span in ((size, several), (several, several + MANY))
    )
    gc.freeze()
    with tempfile.TemporaryDirectory(dir=folder) as name:
        copy = Path(name) / "c.sqlite"
        shutil.copy2(path, copy)
        with Store(copy) as store:
            single(store, one_by_one)
            many(store, at_once)
            many(store, addresses(), "records of one title")


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2] if len(sys.argv) > 2 else tempfile.gettempdir()))
