"""How well one configuration does on labelled sets that lie beside the project, where they do."""

import csv
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from harvester.dedupe import dedupe
from harvester.formats import csv_file

DATA = Path(__file__).parents[3] / "shared" / "data" / "dedup"
CLUSTERED = {"stroke": 0.997, "cytology_screening": 0.998, "asysd_diabetes": 0.997, "dblp_acm": 0.965, "cora": 0.89,
             "special_cases": 1.0}  # fmt: skip
PAIRED = {"dblp_scholar_valid": 0.88, "bd_test_cases": 0.9, "colandr_pairs": 1.0}


def clusters(name: str) -> dict[str, str]:
    folder = DATA / name
    if not folder.is_dir():
        pytest.skip(f"the labelled set {name} is not at hand")
    text = (folder / "records.csv").read_bytes()
    return dedupe(csv_file.parse(text.decode("utf-8", "replace")).records).clusters


def rows(name: str, file: str) -> list[dict[str, str]]:
    with (DATA / name / file).open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def f1(both: int, false: int, missed: int) -> float:
    return 2 * both / (2 * both + false + missed)


def pairs_in(labels: Iterable[object]) -> int:
    return sum(size * (size - 1) // 2 for size in Counter(labels).values())


@pytest.mark.parametrize(("name", "least"), CLUSTERED.items())
def test_the_clusters_of_a_labelled_set_are_found(name: str, least: float) -> None:
    found = clusters(name)
    truth = {row["id"]: row["cluster"] for row in rows(name, "clusters.csv")}
    both = pairs_in((truth[key], found[key]) for key in truth)
    score = f1(both, pairs_in(found[key] for key in truth) - both, pairs_in(truth.values()) - both)
    assert score >= least


@pytest.mark.parametrize(("name", "least"), PAIRED.items())
def test_the_labelled_pairs_are_judged(name: str, least: float) -> None:
    found = clusters(name)
    outcomes = Counter(
        (found[row["id1"]] == found[row["id2"]], row["label"] == "1") for row in rows(name, "pairs.csv")
    )
    assert f1(outcomes[True, True], outcomes[True, False], outcomes[False, True]) >= least
