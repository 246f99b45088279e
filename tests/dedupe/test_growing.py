"""Columns that grow batch by batch: in the end what one batch would have made."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harvester.dedupe.growing import TextColumn
from harvester.dedupe.texts import Texts

BATCHES = st.lists(st.lists(st.sampled_from(["", "", "a", "müller"]), max_size=4), max_size=5)


@given(BATCHES, BATCHES)
def test_texts_added_batch_by_batch_are_one_column(batches: list[list[str]], more: list[list[str]]) -> None:
    column = TextColumn()
    # What was taken is gone: the column begins anew.
    for part in (batches, more):
        for batch in part:
            column.add(Texts.of(batch))
        found, expected = column.take(), Texts.of([text for batch in part for text in batch])
        assert found.data == expected.data
        assert found.offsets.tolist() == expected.offsets.tolist()
