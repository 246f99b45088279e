"""Every rule and veto on the pair that shows it: tests/pairs.json."""

import json
from pathlib import Path
from typing import Any

import pytest

from harvester.dedupe import judge_pair
from harvester.dedupe.veto import VETOES, reason
from harvester.model import Record

PAIRS = json.loads((Path(__file__).parents[1] / "pairs.json").read_text(encoding="utf-8"))


def read(table: dict[str, Any], name: str) -> Record:
    return Record.from_dict({"id": f"file:{name}", "source": "file"} | table)


@pytest.mark.parametrize("pair", PAIRS, ids=[pair["case"] for pair in PAIRS])
def test_the_pair_is_judged_as_its_case_says(pair: dict[str, Any]) -> None:
    found = judge_pair(read(pair["a"], "a"), read(pair["b"], "b"))
    assert (found.verdict, found.veto, found.kind) == (pair["verdict"], pair["veto"], pair["kind"]), found


@pytest.mark.parametrize("pair", PAIRS, ids=[pair["case"] for pair in PAIRS])
def test_the_order_of_the_two_records_changes_neither_verdict_nor_score(pair: dict[str, Any]) -> None:
    one, other = (judge_pair(read(pair["a"], x), read(pair["b"], y)) for x, y in (("a", "b"), ("b", "a")))
    assert (one.verdict, one.probability, one.veto) == (other.verdict, other.probability, other.veto)


def test_every_veto_has_its_pair_and_its_reason() -> None:
    shown = {pair["veto"] for pair in PAIRS}
    assert {veto.name for veto in VETOES} - shown == set()
    assert all(reason(name) for name in shown if name)
