"""The single stages: keys, columns, what the corpus learns, and what happens to strange input."""

import time
from dataclasses import replace
from itertools import permutations
from typing import Any

import numpy as np
import pytest

from harvester.dedupe import dedupe, learn
from harvester.dedupe.block import CAP, Pairs, block, block_anew
from harvester.dedupe.corpus import Corpus, count
from harvester.dedupe.forms import read_forms
from harvester.dedupe.table import tabulate
from harvester.dedupe.texts import hash64
from harvester.dedupe.venue import read_venue, venue_name, venue_similarity
from harvester.model import Name, PartialDate, Record


def record(number: int, title: str, **more: Any) -> Record:
    return Record(id=f"r:{number:05}", source="s", title=title, **more)


def candidates(records: list[Record]) -> Pairs:
    table = tabulate(read_forms(records))
    corpus = count(table)
    pairs, oversized = block_anew(table, corpus)
    again = block(table, replace(corpus, oversized=oversized))
    assert [column.tolist() for column in again] == [column.tolist() for column in pairs]
    return pairs


def test_five_thousand_introductions_make_few_pairs() -> None:
    assert len(candidates([record(n, "Introduction") for n in range(5_000)]).a) == 0
    signed = [record(n, "Introduction", author=(Name(family=f"F{n % 500}"),)) for n in range(5_000)]
    assert len(candidates(signed).a) <= 5_000 * CAP / 2


def test_time_grows_with_the_records_not_with_their_pairs() -> None:
    started = time.process_time()
    dedupe([record(n, "Introduction", author=(Name(family=f"F{n % 50}"),)) for n in range(3_000)])
    assert time.process_time() - started < 10


def test_a_pair_is_a_candidate_once_and_in_ascending_order() -> None:
    twins = [record(n, "Soil carbon under perennial grasses", doi="10.5555/a") for n in range(4)]
    pairs = candidates(twins)
    assert list(zip(pairs.a.tolist(), pairs.b.tolist(), strict=True)) == [
        (0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3),
    ]  # fmt: skip


def test_rare_words_weigh_more_than_common_ones_and_articles_next_to_nothing() -> None:
    corpus = learn([record(n, f"The lichens of valley{n}") for n in range(40)])
    table = tabulate(read_forms([record(0, "the lichens valley3")]))
    the, lichens, valley = (
        corpus.weight(np.array([value], dtype=np.uint64))[0]
        for value in (
            tabulate(read_forms([record(0, word)])).words.values[0] for word in ("the", "lichens", "valley3")
        )
    )
    assert len(table.words.values) == 3
    assert the < lichens < valley


def test_a_title_that_recurs_over_the_years_is_a_column() -> None:
    corpus = learn([record(n, "Harbour notes", issued=PartialDate(1990 + n)) for n in range(5)])
    assert corpus.columns.tolist() == [hash64("harbournotes")]


def test_a_title_that_is_cited_over_and_over_is_no_column() -> None:
    cited = [
        record(n, "Harbour notes", issued=PartialDate(1990 + n % 3), author=(Name(family="Moss"),))
        for n in range(40)
    ]
    assert not len(learn(cited).columns)


def test_two_names_of_one_venue_are_learned_from_confident_pairs() -> None:
    records = []
    for n in range(12):
        title = f"Measuring lichen{n} growth on granite{n} walls near harbour{n}"
        who = (Name(family=f"Moss{n}", given="Ida"), Name(family=f"Lund{n}", given="Per"))
        for venue in ("Conference on Crusts", "LICHEN Days"):
            records.append(
                record(len(records), title, author=who, issued=PartialDate(2001), container_title=venue)
            )
    assert learn(records).aliases == {("conference on crusts", "lichen days")}


def test_a_doi_under_unlike_titles_is_demoted() -> None:
    corpus = learn([
        record(1, "Insulin pumps in rural clinics", doi="10.5555/s"),
        record(2, "Foot ulcers among postal workers", doi="10.5555/s"),
    ])  # fmt: skip
    assert corpus.demoted.tolist() == [hash64("10.5555/s")]


def test_a_doi_is_demoted_or_not_whatever_the_order_of_a_title_s_spellings() -> None:
    titles = ("Data base net work", "Data basenet work", "Base work of many things")
    some = [record(n, title, doi="10.5555/x") for n, title in enumerate(titles)]
    assert {tuple(learn([*order]).demoted.tolist()) for order in permutations(some)} == {
        tuple(learn(some).demoted.tolist())
    }


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Current Opinion in Lipidology", "Curr Opin Lipidol", True),
        (
            "Archives of Pathology & Laboratory Medicine",
            "Archives of Pathology and Laboratory Medicine",
            True,
        ),
        ("Circulation. Conference: Heart Days 2012", "Circulation", True),
        ("Neurology", "Journal of Neurology", False),
        ("Journal of Digital Studies", "Workshop of Digital Studies", False),
        ("Diabetes", "Diabetologia", False),
    ],
)
def test_venues_are_compared_through_their_abbreviations(one: str, other: str, *, alike: bool) -> None:
    venues = [read_venue(venue_name(name)) for name in (one, other)]
    assert (venue_similarity(*venues) >= 0.75) is alike


@pytest.mark.parametrize(
    "strange",
    [
        record(1, ""),
        record(1, "x" * 2_000_000),
        record(1, "多语言标题的研究", author=(Name(literal="王小明"),)),
        record(1, "One of many", author=tuple(Name(family=f"F{n}", given="A") for n in range(5_000))),
        record(1, "?!...", page="t-8", volume="n/a", issue="Suppl", container_title="Proc."),
    ],
    ids=["no title", "two megabytes", "Chinese", "five thousand authors", "nothing but punctuation"],
)
def test_strange_records_are_matched_all_the_same(strange: Record) -> None:
    other = record(2, "Honey dressings in burn care")
    assert set(dedupe([strange, other], corpus=Corpus()).clusters) == {strange.id, other.id}
