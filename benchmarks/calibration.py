"""Check what probabilities are worth: of the pairs judged p, which share is one work by the labels?

    python benchmarks/calibration.py [--data ../shared/data/dedup]

Only pairs without a veto count; the evidence alone is on trial. ``gap`` is the mean distance between the two columns,
weighted by pairs (expected calibration error). Of the pairs for review stand their number and how many are one work.
"""

from __future__ import annotations

import argparse
import csv
from itertools import pairwise
from pathlib import Path

import numpy as np

from harvester.dedupe import dedupe
from harvester.formats import read_file

#: From where on a pair is a best guess, and merged unattended; between the two it is for review.
REVIEW, AUTO = 0.5, 0.95
BANDS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999, 1.0)


def labels(folder: Path) -> dict[tuple[str, str], bool] | dict[str, str]:
    """The labelled pairs of a set, or the cluster of each of its records."""
    pairs, clusters = folder / "pairs.csv", folder / "clusters.csv"
    if clusters.exists():
        with clusters.open(encoding="utf-8", newline="") as lines:
            return {row["id"]: row["cluster"] for row in csv.DictReader(lines)}
    with pairs.open(encoding="utf-8", newline="") as lines:
        return {(min(row["id1"], row["id2"]), max(row["id1"], row["id2"])): row["label"] == "1"
                for row in csv.DictReader(lines)}  # fmt: skip


def judged(folder: Path) -> list[tuple[float, bool]]:
    """Probability and label of every labelled pair at or above the review band."""
    truth = labels(folder)
    found = []
    for judgement in dedupe(read_file(folder / "records.csv").records).judgements:
        if judgement.veto or judgement.kind:
            continue
        pair = (judgement.a, judgement.b)
        if pair in truth:
            found.append((judgement.probability, bool(truth[pair])))
        elif judgement.a in truth and judgement.b in truth:
            found.append((judgement.probability, truth[judgement.a] == truth[judgement.b]))
    return found


def table(found: list[tuple[float, bool]]) -> str:
    """The bands, how many pairs fall into each, their mean probability and the share of true ones."""
    chance = np.array([probability for probability, _ in found])
    true = np.array([label for _, label in found])
    lines, gap = [], 0.0
    for low, high in pairwise(BANDS):
        inside = (chance >= low) & ((chance < high) | (high == 1.0))
        if not inside.any():
            continue
        mean, share = chance[inside].mean(), true[inside].mean()
        gap += abs(mean - share) * inside.mean()
        lines.append(f"  {low:.3f}-{high:.3f}  pairs {inside.sum():6}  p {mean:.4f}  true {share:.4f}")
    doubtful = (chance >= REVIEW) & (chance < AUTO)
    band = f"  for review: {doubtful.sum()} pairs, {true[doubtful].sum()} of them true"
    return "\n".join([*lines, band, f"  gap {gap:.4f}"])


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    beside = Path(__file__).parents[2] / "shared" / "data" / "dedup"
    options.add_argument("--data", type=Path, default=beside)
    data = options.parse_args().data
    if not data.is_dir():
        raise SystemExit(f"{data}: no labelled sets there; name their folder with --data")
    every: list[tuple[float, bool]] = []
    for folder in sorted(path for path in data.iterdir() if (path / "records.csv").exists()):
        found = judged(folder)
        if found:
            print(f"{folder.name}\n{table(found)}")
            every += found if folder.name != "cora" else []
    print(f"all but cora, whose large clusters would drown the rest\n{table(every)}")


if __name__ == "__main__":
    main()
