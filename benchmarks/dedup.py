"""Measure `harvester dedupe` on made-up records, and other people's deduplication on the same files.

    python benchmarks/dedup.py [--sizes 10000 100000 1000000] [--folder DIR] [--peers PYTHON]

CPU is user + system of a process of its own with its children, from the CSV file to the clusters and (ours only) the
table of explained pairs, interpreter start included; *forms stored* is the same where `--forms` were written before.
A pair of records is true where both are one work by the truth
beside the file. *unattended* is what is merged without asking anybody. *recall apart* leaves out the pairs of a
preprint and what is none, which the shipped policy relates and does not merge. PYTHON is a Python in whose
environment `requirements.txt` is installed.
"""

from __future__ import annotations

import argparse
import csv
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from cost import Cost, measure
from synthetic import read_truth, true_pairs, write

from harvester.dedupe.block import block_anew
from harvester.dedupe.corpus import count
from harvester.dedupe.table import tabulate
from harvester.reading import read_files

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from synthetic import Row

    Codes = NDArray[np.int64]

#: Peer, the number of records it is compared on, and what share of its CPU ours may take.
PEERS = (("bib-dedupe", 10_000, 1 / 50), ("splink", 100_000, 1 / 3))
#: Records on which so many more titled "Introduction" are tried.
CROWD, INTRODUCTIONS = 100_000, 5_000
QUALITY = ("precision", "recall", "recall apart")


class Quality(NamedTuple):
    """Pairwise precision, recall, and recall where preprints stand apart."""

    precision: float
    recall: float
    apart: float

    def __str__(self) -> str:
        return " | ".join(f"{share:.4f}" for share in self)


def codes(names: Sequence[str]) -> Codes:
    """Every two rows of one name as ``a << 32 | b``, ascending."""
    return np.sort(np.fromiter((a << 32 | b for a, b in true_pairs(names)), np.int64))


def both(some: Codes, others: Codes) -> int:
    """How many pairs are in both."""
    return len(np.intersect1d(some, others, assume_unique=True))


def sides(truth: Sequence[Row]) -> list[str]:
    """The work of each record, preprints being works of their own."""
    return [f"{row.work} preprint" if "preprint" in row.noise.split() else row.work for row in truth]


def ours(path: Path, *more: str) -> Cost:
    """The cost of `harvester dedupe` on the file at ``path``; its clusters are left beside it."""
    command = "from harvester.cli import main; main()"
    outputs = (f"--clusters={clusters_of(path, 'ours')}", f"--pairs={path.with_suffix('.pairs')}")
    return measure([sys.executable, "-P", "-c", command, "dedupe", str(path), *outputs, *more])


def again(path: Path) -> Cost:
    """The cost of `ours` where the normal forms were stored before."""
    forms = path.with_suffix(".npz")
    ours(path, f"--forms={forms}")
    return ours(path, f"--forms={forms}")


def theirs(python: str, peer: str, path: Path, *more: str) -> Cost:
    """The cost of ``peer`` on the file at ``path``; its clusters are left beside it."""
    script = Path(__file__).with_name("peers.py")
    return measure([python, str(script), peer, str(path), str(clusters_of(path, peer)), *more])


def clusters_of(path: Path, who: str) -> Path:
    """The file of the clusters that ``who`` found in the file at ``path``."""
    return path.with_suffix(f".{who}.clusters")


def read_clusters(path: Path, who: str, column: str = "cluster") -> list[str]:
    """The cluster of each record of the file at ``path``, in its order; a record nobody clustered is alone."""
    with clusters_of(path, who).open(encoding="utf-8", newline="") as stream:
        clusters = {row["id"]: row[column] for row in csv.DictReader(stream)}
    with path.open(encoding="utf-8", newline="") as stream:
        return [clusters.get(row["id"], row["id"]) for row in csv.DictReader(stream)]


def quality(path: Path, who: str, column: str = "cluster") -> Quality:
    """How good the clusters are that ``who`` found in the file at ``path``."""
    truth, joined = read_truth(path), codes(read_clusters(path, who, column))
    true, apart = codes([row.work for row in truth]), codes(sides(truth))
    right, right_apart = both(joined, true), both(np.intersect1d(joined, true), apart)
    return Quality(right / max(len(joined), 1), right / len(true), right_apart / len(apart))


def candidates(path: Path) -> Codes:
    """The candidate pairs among the records of the file at ``path``, as `codes`."""
    table = tabulate(read_files([path]).forms)
    pairs, _ = block_anew(table, count(table))
    a, b = pairs.a.astype(np.int64), pairs.b.astype(np.int64)
    return np.sort(np.minimum(a, b) << 32 | np.maximum(a, b))


def blocking(path: Path) -> str:
    """Blocking recall, and candidates per record."""
    found, truth = candidates(path), read_truth(path)
    true = codes([row.work for row in truth])
    return f"{both(found, true) / len(true):.4f} | {len(found) / len(truth):.1f}"


def heading(*columns: str) -> None:
    """Print the head of a table."""
    print(f"\n| {' | '.join(columns)} |\n|{'--:|' * len(columns)}")


def table(paths: dict[int, Path]) -> dict[int, Cost]:
    """Print a line for each size; the costs."""
    sure = [f"unattended {name}" for name in QUALITY]
    heading(
        "records",
        "CPU-s",
        "forms stored",
        "peak MB",
        *QUALITY,
        *sure,
        "blocking recall",
        "candidates a record",
    )
    costs = {}
    for size, path in paths.items():
        costs[size] = cost = ours(path)
        good = f"{quality(path, 'ours')} | {quality(path, 'ours', 'auto_cluster')}"
        # Blocking is done once more in a process of its own, whose memory goes back.
        alone = [sys.executable, __file__, "--blocking", str(path)]
        reached = subprocess.run(alone, check=True, capture_output=True, text=True).stdout.strip()
        print(
            f"| {size:,} | {cost.cpu:.1f} | {again(path).cpu:.1f} | {cost.memory:.0f} | {good} | {reached} |",
            flush=True,
        )
    return costs


def crowd(plain: Path, crowded: Path) -> None:
    """Print what many records with one title cost on top of the file ``plain``; ``crowded`` is the file with them."""
    write(crowded, CROWD, introductions=INTRODUCTIONS)
    # Twice in turn, and the cheaper of each: what else runs on the machine costs more than the crowd.
    runs = [(ours(plain), ours(crowded)) for _ in range(2)]
    before, after = (min(costs) for costs in zip(*runs, strict=True))
    print(
        f"{INTRODUCTIONS:,} more records titled 'Introduction' on {CROWD:,}: {before.cpu:.1f} to {after.cpu:.1f} CPU-s "
        f"({after.cpu / before.cpu - 1:+.1%}), {before.memory:.0f} to {after.memory:.0f} MB",
        flush=True,
    )


def compare(python: str, paths: dict[int, Path]) -> None:
    """Print what the peers that ``python`` can import cost on the same files, and how good they are."""
    heading("peer", "records", "CPU-s", "peak MB", *QUALITY, "our CPU-s", "ours / theirs", "at most")
    for peer, size, bar in PEERS:
        importing = [python, "-c", f"import {peer.replace('-', '_')}"]
        if subprocess.run(importing, check=False, capture_output=True).returncode:
            print(f"{peer} is not installed for {python}")
        elif size in paths:
            mine = ours(paths[size])  # once more, under the load that the peer will meet
            for name, more in ways(peer, paths[size].with_suffix(".model.json")):
                cost = theirs(python, peer, paths[size], *more)
                print(
                    f"| {name} | {size:,} | {cost.cpu:.1f} | {cost.memory:.0f} | {quality(paths[size], peer)} "
                    f"| {mine.cpu:.1f} | {mine.cpu / cost.cpu:.3f} | {bar:.3f} |",
                    flush=True,
                )


def ways(peer: str, model: Path) -> list[tuple[str, tuple[str, ...]]]:
    """The ways to run ``peer``, as (name, options): Splink with training, and with the model that this left."""
    if peer != "splink":
        return [(peer, ())]
    model.unlink(missing_ok=True)
    option = ("--model", str(model))
    return [(peer, option), (f"{peer}, model given", option)]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    options.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    options.add_argument("--peers", metavar="PYTHON")
    options.add_argument("--blocking", type=Path, metavar="FILE", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.blocking:
        print(blocking(given.blocking))
        return
    paths = {size: given.folder / f"synthetic-{size}.csv" for size in sorted(given.sizes)}
    for size, path in paths.items():
        write(path, size)
    costs = table(paths)
    if 100_000 in costs and 1_000_000 in costs:
        print(f"CPU(1,000,000) / CPU(100,000): {costs[1_000_000].cpu / costs[100_000].cpu:.1f}")
    if CROWD in costs:
        crowd(paths[CROWD], given.folder / f"synthetic-{CROWD}-introductions.csv")
    if given.peers:
        compare(given.peers, paths)


if __name__ == "__main__":
    main()
