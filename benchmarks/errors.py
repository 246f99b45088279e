"""Which pairs are missed or wrongly joined in a file that `dedup.py` has measured, by kind of damage and of near miss.

    python benchmarks/errors.py FILE.csv [--examples 3] [--unattended]

A pair counts under every kind of damage that either of its records took. *apart* is the share of a preprint and what
is none among the missed: the shipped policy relates these and does not merge them.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter, defaultdict
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from dedup import candidates, codes, read_clusters, sides
from synthetic import read_truth

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from synthetic import Row


class Measured(NamedTuple):
    """A file's records and truth, and pairs as ``a << 32 | b``: true ones, candidates, and those joined by clusters.

    Attributes:
        apart: true pairs but for those of a preprint and what is none.
        verdicts: what was said of the pairs that were judged, as "verdict veto".
    """

    records: list[dict[str, str]]
    truth: list[Row]
    true: set[int]
    apart: set[int]
    blocked: set[int]
    joined: set[int]
    verdicts: dict[int, str]

    @staticmethod
    def pair(code: int) -> tuple[int, int]:
        """The two rows of a pair."""
        return code >> 32, code & 0xFFFFFFFF

    def damage(self, code: int) -> set[str]:
        """The kinds of damage that either record of the pair took."""
        a, b = self.pair(code)
        return {*self.truth[a].noise.split(), *self.truth[b].noise.split()} or {"none"}

    def kinds(self, code: int) -> str:
        """What the works of a pair are: of one kin ("team", "part") or strangers ("generic, plain")."""
        a, b = (self.truth[row] for row in self.pair(code))
        kinds = sorted({a.kind, b.kind})
        near = "one work" if a.work == b.work else "kin" if a.kin == b.kin else "strangers"
        return f"{near}: {', '.join(kinds)}"


def read(path: Path, column: str) -> Measured:
    """All that is known of the file at ``path``, whose clusters are in ``column``."""
    truth = read_truth(path)
    with path.open(encoding="utf-8", newline="") as stream:
        records = list(csv.DictReader(stream))
    rows = {record["id"]: row for row, record in enumerate(records)}
    verdicts = {}
    with path.with_suffix(".pairs").open(encoding="utf-8", newline="") as stream:
        for found in csv.DictReader(stream):
            a, b = sorted((rows[found["id1"]], rows[found["id2"]]))
            verdicts[a << 32 | b] = f"{found['verdict']} {found['veto']}".strip()
    works = ([row.work for row in truth], sides(truth), read_clusters(path, "ours", column))
    true, apart, joined = (set(codes(names).tolist()) for names in works)
    return Measured(records, truth, true, apart & true, set(candidates(path).tolist()), joined, verdicts)


def by_damage(found: Measured) -> None:
    """Print recall and precision for each kind of damage."""
    names = ("true", "blocked", "kept", "apart", "joined", "wrong")
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    sets = (found.true, found.true & found.blocked, found.true & found.joined,
            found.true - found.joined - found.apart, found.joined, found.joined - found.true)  # fmt: skip
    for name, pairs in zip(names, sets, strict=True):
        for code in pairs:
            for damage in {"all", *found.damage(code)}:
                counts[damage][name] += 1
    print(
        "| damage | true pairs | not blocked | blocking recall | missed | recall | of these apart | wrong | precision |"
    )
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|")
    for damage, many in sorted(counts.items(), key=lambda item: item[1]["kept"] - item[1]["true"]):
        true, joined = max(many["true"], 1), max(many["joined"], 1)
        print(
            f"| {damage} | {many['true']} | {many['true'] - many['blocked']} | {many['blocked'] / true:.4f} "
            f"| {many['true'] - many['kept']} | {many['kept'] / true:.4f} | {many['apart']} "
            f"| {many['wrong']} | {1 - many['wrong'] / joined:.4f} |"
        )


def grouped(
    found: Measured, title: str, pairs: Iterable[int], group: Callable[[int], str], examples: int
) -> None:
    """Print how many of ``pairs`` fall into each group, and some of the largest groups' pairs."""
    groups: dict[str, list[int]] = defaultdict(list)
    for code in sorted(pairs):
        groups[group(code)].append(code)
    print(f"\n## {title}: {sum(map(len, groups.values()))}")
    random = Random(1)  # noqa: S311  (a choice of examples, no secret)
    for name, members in sorted(groups.items(), key=lambda item: -len(item[1]))[:12]:
        print(f"\n{len(members)} {name}")
        for code in random.sample(members, min(examples, len(members))):
            print(f"  ({' '.join(sorted(found.damage(code)))}; {found.verdicts.get(code, 'not judged')})")
            for row in found.pair(code):
                print("   ", " | ".join(found.records[row].values()))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("file", type=Path)
    options.add_argument("--examples", type=int, default=3, help="so many of each group")
    options.add_argument(
        "--unattended", action="store_true", help="judge what is merged without asking anybody"
    )
    given = options.parse_args()
    found = read(given.file, "auto_cluster" if given.unattended else "cluster")
    by_damage(found)
    for title, pairs, group in (
        ("Not blocked, by kind", found.true - found.blocked, found.kinds),
        ("Blocked and missed, by verdict", (found.apart & found.blocked) - found.joined,
         lambda code: found.verdicts.get(code, "not judged")),
        ("In one cluster against the verdict on the pair",
         {code for code in found.joined if found.verdicts.get(code, "").startswith(("related", "different"))},
         lambda code: f"{found.verdicts[code]}, {'true' if code in found.true else 'wrong'}"),
        ("Wrongly joined, by kind", found.joined - found.true, found.kinds),
    ):  # fmt: skip
        grouped(found, title, pairs, group, given.examples)


if __name__ == "__main__":
    main()
