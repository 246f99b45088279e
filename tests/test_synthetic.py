"""The made-up records that `benchmarks/` measures on: the same every time, with the truth about each."""

import csv
import importlib
from collections import Counter
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture(scope="module")
def synthetic() -> ModuleType:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(BENCHMARKS)
        return importlib.import_module("synthetic")


@pytest.fixture(scope="module")
def made(synthetic: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("made") / "records.csv"
    synthetic.write(path, 6_000, introductions=50)
    return path


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_seed_stands_for_a_file(synthetic: ModuleType, made: Path, tmp_path: Path) -> None:
    synthetic.write(tmp_path / "again.csv", 6_000, introductions=50)
    synthetic.write(tmp_path / "other.csv", 6_000, introductions=50, seed=8)
    assert (tmp_path / "again.csv").read_bytes() == made.read_bytes()
    assert (tmp_path / "again.truth.csv").read_bytes() == synthetic.truth_of(made).read_bytes()
    assert (tmp_path / "other.csv").read_bytes() != made.read_bytes()


def test_every_record_has_its_truth_and_its_place_says_nothing(synthetic: ModuleType, made: Path) -> None:
    records, truth = rows(made), rows(synthetic.truth_of(made))
    assert [record["id"] for record in records] == [row["id"] for row in truth]
    assert len(records) == len({record["id"] for record in records}) == 6_050
    assert [row.work for row in synthetic.read_truth(made)] == [row["work"] for row in truth]
    neighbours = sum(one["work"] == other["work"] for one, other in pairwise(truth))
    assert neighbours < 10


def test_damage_and_near_misses_of_every_kind_occur(synthetic: ModuleType, made: Path) -> None:
    truth = rows(synthetic.truth_of(made))
    damage = Counter(name for row in truth for name in row["noise"].split())
    assert set(damage) == {one.__name__ for one, _ in importlib.import_module("noise").DAMAGE}
    assert {row["kind"] for row in truth} == {"plain", "part", "series", "notice", "team", "generic"}
    copies = len(truth) - len({row["work"] for row in truth})
    assert 0.10 < damage["typo"] / copies < 0.16
    assert 0.06 < damage["preprint"] / copies < 0.10


def test_titles_are_as_long_as_real_ones(made: Path) -> None:
    lengths = sorted(len(record["title"]) for record in rows(made) if record["id"].startswith("r"))
    assert 88 < lengths[len(lengths) // 2] < 98
    assert 165 < lengths[len(lengths) * 95 // 100] < 185


def test_true_pairs_are_those_of_one_work(synthetic: ModuleType) -> None:
    assert list(synthetic.true_pairs(["a", "b", "a", "a"])) == [(0, 2), (0, 3), (2, 3)]
