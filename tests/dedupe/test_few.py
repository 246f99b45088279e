"""Few records are read one by one, many as columns; what comes of it is the same."""

from __future__ import annotations

from dataclasses import fields, replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.dedupe import block, narrow, near
from harvester.dedupe.block import Pairs
from harvester.dedupe.corpus import Corpus, count
from harvester.dedupe.forms import Form, Forms
from harvester.dedupe.keys import Keyed
from harvester.dedupe.ragged import Ragged, different
from harvester.dedupe.table import Table, _at_once, _one_by_one
from harvester.dedupe.wording import Wording

if TYPE_CHECKING:
    from random import Random

words = st.sampled_from("deep ii 2021 007 00 soil of the x naïve part1 陶 a".split())
titles = st.lists(words, max_size=9).map(" ".join)
texts = st.text(alphabet="abé ,;9\n", max_size=12)
names = st.lists(
    st.sampled_from(
        ["quill,maren b", "li,", ",x", "et al", "van de quill", "q w", "osei,k,jr", "the who", ""]
    )
)
lists = st.lists(st.sampled_from("10.1/a 10.1/b pmid:7 x".split()), unique=True).map("\n".join)
numbers = st.sampled_from([-1, 0, 7, 1998])
forms = st.builds(
    Form,
    title=titles, kind=st.sampled_from(["", "erratum"]), part=st.integers(0, 2), generic=st.booleans(),
    authors=names.map(";".join) | texts, venue=st.sampled_from(["", "nature", "ecology letters"]),
    year=numbers,
    volume=numbers, issue=numbers, first_page=numbers, last_page=numbers, page_mark=st.sampled_from(["", "s"]),
    edition=numbers, type=st.sampled_from(["", "book"]), preprint=st.booleans(),
    doi=st.sampled_from(["", "10.1/a", "10.1/c"]),
    aliases=lists, claims=lists, issn=lists,
    relations=st.lists(st.sampled_from(["IsPartOf\n10.1/a", "Cites\n10.1/b"]), unique=True).map("\n".join),
    abstract=st.lists(words, max_size=40).map(" ".join),
)  # fmt: skip


def plain(table: Table) -> dict[str, Any]:
    """The columns of a table in a form that can be compared; the order inside a list means nothing."""
    found: dict[str, Any] = {}
    for name in (field.name for field in fields(Table) if field.name != "forms"):
        column = getattr(table, name)
        if isinstance(column, Ragged):
            column = [sorted(part.tolist()) for part in np.split(column.values, column.offsets[1:-1])]
        found[name] = (column.dtype, column.tolist()) if isinstance(column, np.ndarray) else column
    return found


@given(st.lists(forms, min_size=1, max_size=6))
def test_rows_one_by_one_are_the_rows_of_the_columns(some: list[Form]) -> None:
    read = Forms.of([f"r{number}" for number in range(len(some))], some)
    assert plain(_one_by_one(read)) == plain(_at_once(read))


@given(st.lists(forms, min_size=1, max_size=6), st.randoms())
def test_keys_one_by_one_are_the_keys_of_the_columns(some: list[Form], random: Random) -> None:
    table = _at_once(Forms.of([f"r{number}" for number in range(len(some))], some))
    corpus = count(table)
    # Only words that stand in two titles at least are keys.
    corpus = replace(corpus, counts=corpus.counts + 1)
    with pytest.MonkeyPatch.context() as patch:
        for _ in range(3):
            patch.setattr(block, "FEW", 24)
            few = keys(table, corpus)
            patch.setattr(block, "FEW", 0)
            assert few == keys(table, corpus)
            # Keys that are divided once, and then again.
            large = random.sample(few, len(few) // 2)
            more = np.array([key for key, _ in large], dtype=np.uint64)
            corpus = replace(corpus, oversized=different(np.concatenate((corpus.oversized, more))))


def keys(table: Table, corpus: Corpus) -> list[tuple[int, int]]:
    """(key, row) of all keys that make pairs, ascending."""
    parts = block.effective(table, corpus)
    return sorted(pair for part in parts for pair in zip(part.keys.tolist(), part.rows.tolist(), strict=True))


@given(st.lists(forms, min_size=2, max_size=6))
def test_candidates_one_by_one_are_those_of_the_columns(some: list[Form]) -> None:
    table = _at_once(Forms.of([f"r{number}" for number in range(len(some))], some))
    corpus = count(table)
    corpus = replace(corpus, counts=corpus.counts + 1)
    with pytest.MonkeyPatch.context() as patch:
        few = block.block(table, corpus)
        patch.setattr(block, "FEW", 0)
        many = block.block(table, corpus)
    assert [rows.tolist() for rows in few] == [rows.tolist() for rows in many]


@given(st.sets(st.tuples(st.integers(2, 9), st.integers(0, 7))), st.sets(st.integers(0, 7), min_size=1))
def test_candidates_of_a_few_asked_are_those_that_columns_find(
    shared: set[tuple[int, int]], some: set[int]
) -> None:
    keys, rows = np.array([*shared], dtype=np.int64).reshape(-1, 2).T
    keyed, asked = Keyed(keys.astype(np.uint64), rows), np.array(sorted(some), dtype=np.int64)
    with pytest.MonkeyPatch.context() as patch:
        few = near.candidates(keyed, asked)
        patch.setattr(near, "FEW", 0)
        many = near.candidates(keyed, asked)
    assert [side.tolist() for side in few] == [side.tolist() for side in many]


@given(st.lists(forms, min_size=1, max_size=6))
def test_sketches_of_a_few_titles_are_those_of_many(some: list[Form]) -> None:
    table = _at_once(Forms.of([f"r{number}" for number in range(len(some))], some))
    with pytest.MonkeyPatch.context() as patch:
        few = narrow._sketch(table)
        patch.setattr(narrow, "FEW", 0)
        assert few.tolist() == narrow._sketch(table).tolist()


spoken = st.sampled_from(
    "quill maren osei and 2021 ii nature effects effetcs effect in vivo vitro soil".split()
)
people, venues = (
    st.sampled_from(["", "quill,maren b;osei,k"]),
    st.sampled_from(["", "nature", "soil letters"]),
)
said = st.tuples(st.lists(spoken, max_size=8).map(" ".join), people, venues)


@given(st.lists(said, min_size=3, max_size=5))
def test_titles_taken_apart_one_by_one_differ_as_they_do_in_columns(some: list[tuple[str, str, str]]) -> None:
    read = [Form(title=title, authors=authors, venue=venue) for title, authors, venue in some]
    table = _at_once(Forms.of([f"r{number}" for number in range(len(read))], read))
    wording = Wording(table, count(table))
    pairs = Pairs(*np.array([*combinations(range(len(read)), 2)]).T)
    few = [wording.shared(pairs), *wording.apart(pairs)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("harvester.dedupe.wording.FEW_PAIRS", 0)
        many = [wording.shared(pairs), *wording.apart(pairs)]
    assert [column.tolist() for column in few] == [column.tolist() for column in many]
