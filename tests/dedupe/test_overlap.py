"""Lists laid out side by side say what sets say of them one by one."""

from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from harvester.dedupe.overlap import count_shared, distinct, inside
from harvester.dedupe.ragged import Ragged, different, find
from harvester.dedupe.texts import Texts, hash_spans

VALUES = st.integers(1, 12)
LISTS = st.lists(st.lists(VALUES, max_size=40), min_size=1, max_size=30)


def ragged(lists: list[list[int]]) -> Ragged:
    rows = np.array([row for row, values in enumerate(lists) for _ in values], dtype=np.int64)
    return Ragged.of(rows, np.array([one for values in lists for one in values], dtype=np.uint64), len(lists))


def listed(found: Ragged) -> list[list[int]]:
    return [values.tolist() for values in np.split(found.values, found.offsets[1:-1])]


@given(LISTS)
def test_each_value_of_a_list_stays_once_in_the_order_of_the_first(lists: list[list[int]]) -> None:
    assert listed(distinct(ragged(lists))) == [list(dict.fromkeys(values)) for values in lists]


@given(LISTS, LISTS, st.randoms())
def test_shared_values_are_counted_as_sets_count_them(
    lists: list[list[int]], others: list[list[int]], random: Random
) -> None:
    pairs = [(random.randrange(len(lists)), random.randrange(len(others))) for _ in range(50)]
    a, b = np.array(pairs, dtype=np.int64).T
    columns = distinct(ragged(lists)), distinct(ragged(others))
    wanted = [len({*lists[one]} & {*others[two]}) for one, two in pairs]
    assert count_shared(*columns, a, b).tolist() == wanted
    # A few are counted one by one.
    assert count_shared(*columns, a[:3], b[:3]).tolist() == wanted[:3]


def test_no_value_is_found_in_an_empty_list_and_none_where_there_is_no_value() -> None:
    values = np.array([[1, 0], [0, 2]], dtype=np.uint64)
    lists = ragged([[], [1, 2]])
    assert inside(values, lists, np.array([0, 1])).tolist() == [[False, False], [False, True]]


@given(st.lists(st.integers(0, 2**64 - 1), max_size=50), st.integers(0, 2**32))
def test_many_hashes_are_found_where_few_are(hashes: list[int], seed: int) -> None:
    column = different(np.array(hashes, dtype=np.uint64))
    some = np.random.default_rng(seed).integers(0, 2**64, 1 << 16, dtype=np.uint64)
    wanted = np.concatenate((column, some, column))
    few = [find(wanted[start : start + 1000], column) for start in range(0, len(wanted), 1000)]
    assert find(wanted, column).tolist() == np.concatenate(few).tolist()
    assert find(column, column).tolist() == list(range(len(column)))


def test_the_ends_of_texts_hash_as_if_they_stood_alone() -> None:
    texts = ["", "a", "lichens", "lichens on walls", "x" * 700]
    heads = Texts.of(texts).ends((700, 4), 3)
    alone = [Texts.of([text[:700] for text in texts]), Texts.of([text[:4] for text in texts]),
             Texts.of([text[-3:] for text in texts])]  # fmt: skip
    assert heads.tolist() == [column.hashes().tolist() for column in alone]


def test_a_run_ends_where_its_text_does() -> None:
    texts = Texts.of(["in 2001", "", "2nd of 10"])
    letters = texts.letters()
    rows, starts, ends = texts.runs((letters >= ord("0")) & (letters <= ord("9")))
    assert rows.tolist() == [0, 2, 2]
    numbers = Texts.of(["2001", "2", "10"]).hashes()
    assert hash_spans(letters, starts, ends).tolist() == numbers.tolist()
