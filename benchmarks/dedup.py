"""Measure `harvester dedupe`: CPU seconds, memory, blocking recall and growth, on made-up records.

    python benchmarks/dedup.py [--sizes 10000 100000 1000000] [--folder DIR]

CPU is user + system of a process of its own, from the CSV file to the clusters and the table of pairs, interpreter
start included.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import synthetic

from harvester.dedupe.block import block
from harvester.dedupe.corpus import count
from harvester.dedupe.prepare import prepare
from harvester.formats import read_file

if TYPE_CHECKING:
    from collections.abc import Sequence


class Cost(NamedTuple):
    """What one process used: CPU seconds with its children, and peak memory in MB."""

    cpu: float
    memory: float


def measure(command: Sequence[str]) -> Cost:
    """Run ``command`` to its end."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{command} failed")
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def ours(path: Path) -> Cost:
    """The cost of matching the file at ``path``."""
    outputs = [f"--clusters={path.with_suffix('.clusters')}", f"--pairs={path.with_suffix('.pairs')}"]
    return measure(
        [sys.executable, "-c", "from harvester.cli import main; main()", "dedupe", str(path), *outputs]
    )


def blocking(path: Path, works: Sequence[str]) -> tuple[float, float]:
    """The share of true pairs that are candidates, and candidates per record."""
    table = prepare(read_file(path).records)
    pairs = block(table, count(table))
    found = set((pairs.a << 32 | pairs.b).tolist())
    true = [min(pair) << 32 | max(pair) for pair in synthetic.true_pairs(works)]
    return sum(code in found for code in true) / len(true), len(found) / len(table)


def quality(path: Path, works: Sequence[str]) -> tuple[float, float]:
    """Pairwise precision and recall of the clusters that `ours` wrote."""
    with path.with_suffix(".clusters").open(encoding="utf-8") as stream:
        labels = [line.split(",")[1] for line in stream][1:]
    joined = set(synthetic.true_pairs(labels))
    true = set(synthetic.true_pairs(works))
    return len(joined & true) / max(len(joined), 1), len(joined & true) / max(len(true), 1)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    options.add_argument("--introductions", type=int, default=5_000)
    options.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    given = options.parse_args()
    print("| records | CPU-s | MB | precision | recall | blocking recall | candidates a record |")
    costs: dict[int, Cost] = {}
    for size in given.sizes:
        path = given.folder / f"synthetic-{size}.csv"
        works = synthetic.write(path, size)
        costs[size] = ours(path)
        precision, recall = quality(path, works)
        reached, candidates = blocking(path, works)
        print(
            f"| {size:,} | {costs[size].cpu:.1f} | {costs[size].memory:.0f} | {precision:.4f} | {recall:.4f} "
            f"| {reached:.4f} | {candidates:.1f} |",
            flush=True,
        )
    for small, large in pairwise(given.sizes):
        print(f"growth {small:,} to {large:,}: {costs[large].cpu / costs[small].cpu:.1f}")
    size = given.sizes[0] if len(given.sizes) == 1 else given.sizes[1]
    path = given.folder / f"synthetic-{size}-introductions.csv"
    synthetic.write(path, size, introductions=given.introductions)
    more = ours(path).cpu / costs[size].cpu - 1
    print(f"{given.introductions:,} more records titled 'Introduction' on {size:,}: {more:+.1%} CPU")


if __name__ == "__main__":
    main()
