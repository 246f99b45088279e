"""Few records are read one by one, many as columns; what comes of it is the same."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.dedupe import block
from harvester.dedupe.corpus import count
from harvester.dedupe.forms import Form, Forms
from harvester.dedupe.ragged import Ragged
from harvester.dedupe.table import Table, _at_once, _one_by_one

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


@given(st.lists(forms, min_size=1, max_size=6))
def test_keys_one_by_one_are_the_keys_of_the_columns(some: list[Form]) -> None:
    table = _at_once(Forms.of([f"r{number}" for number in range(len(some))], some))
    corpus = count(table)
    # Only words that stand in two titles at least are keys.
    corpus = replace(corpus, counts=corpus.counts + 1)
    with pytest.MonkeyPatch.context() as patch:
        few = block._packed(table, corpus)
        patch.setattr(block, "FEW", 0)
        assert few.tolist() == block._packed(table, corpus).tolist()
