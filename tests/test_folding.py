"""Text read many cells at a time: each cell as if it were alone."""

from __future__ import annotations

import unicodedata

from anyascii import anyascii
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.dedupe.folding import fold_all, fold_lists
from harvester.dedupe.title import _HEADING, _KINDS, _kind, read_title, read_titles
from harvester.formats.plain import clean_all
from harvester.model.lines import Lines
from harvester.model.text import clean, clean_head, fold, is_plain

LETTERS = st.text(
    st.sampled_from("aZ9 \t\n'-.,;&<>/#()[]éßÉ\u0301\u200b\u00a0\u00adâÃ©€™Флора王ﬁⅣ½ſıİK\x00\x1c\x85_lt"),
    max_size=30,
) | st.text(max_size=20)
WORDS = st.lists(
    st.sampled_from(
        (
            "Erratum corrigendum to Reply response authors' author's publisher The a RE re: letter comment on - : . – "
            "discussion Editorial guest editor of protocol for an study trial part parts II 3 iv i x the no volume one "
            "two b book review retraction retracted withdrawn: notice expression concern ™ « lichens walls [Chinese] "
            "(see comment) _ introduction special issue news and notes 17 in brief correction addendum"
        ).split()
    ),
    max_size=7,
).map(" ".join)


@given(st.lists(LETTERS, max_size=6))
def test_cells_are_cleaned_and_folded_as_if_alone(cells: list[str]) -> None:
    lines = Lines.of(cells)
    assert clean_all(lines).texts() == [clean(cell) for cell in cells]
    assert fold_all(lines).texts() == [fold(cell) for cell in cells]


@settings(max_examples=300)
@given(LETTERS, st.integers(0, 25))
def test_a_clean_head_is_the_head_of_what_is_clean(text: str, length: int) -> None:
    assert clean_head(text, length) == clean(text)[:length]


@given(LETTERS)
def test_plain_text_is_clean(text: str) -> None:
    if text and is_plain(text):
        # An ampersand, so that the long way is taken.
        assert clean(f"{text} & x") == f"{text} & x"


@given(st.text())
def test_folding_is_what_it_was_letter_by_letter(text: str) -> None:
    plain = anyascii(unicodedata.normalize("NFKC", text)).lower().replace("'", "")
    assert fold(text) == " ".join("".join(one if one.isalnum() else " " for one in plain).split())


LATIN = st.text(st.sampled_from("abcÀÖØßöøĀłŒſıİŉƼȚɏ'-. "), min_size=1, max_size=8)


@given(st.lists(st.lists(st.tuples(LATIN, LATIN), max_size=3), max_size=4))
def test_lists_are_folded_name_by_name(lists: list[list[tuple[str, str]]]) -> None:
    texts = [
        unicodedata.normalize("NFC", "; ".join(f"{family}, {given}" for family, given in names))
        for names in lists
    ]
    expected = [";".join(f"{fold(family)},{fold(given)}" for family, given in names) for names in lists]
    assert fold_lists(Lines.of(texts)).texts() == expected


@settings(max_examples=500)
@given(
    st.lists(
        st.tuples(WORDS | LETTERS, st.sampled_from(["", "Lichens walls", "the study", "Acta Lichenum"])),
        max_size=5,
    )
)
def test_titles_are_read_as_if_alone(titles: list[tuple[str, str]]) -> None:
    texts = [clean(title) for title, _ in titles]
    containers = [container for _, container in titles]
    lines = Lines.of(texts)
    found = read_titles(lines, fold_all(lines), containers)
    expected = [read_title(*one) for one in zip(texts, containers, strict=True)]
    assert found.text.texts() == [title.text for title in expected]
    assert found.kind == [title.kind for title in expected]
    assert found.part.tolist() == [int(title.part or 0) for title in expected]
    assert found.generic.tolist() == [title.generic for title in expected]


@settings(max_examples=500)
@given(WORDS | LETTERS)
def test_no_notice_is_missed_at_a_glance(title: str) -> None:
    text = clean(title)
    folded = fold(text)
    if (heading := _HEADING.match(text)) and heading.lastgroup:
        assert _kind(text, folded) == heading.lastgroup
    else:
        assert _kind(text, folded) == next((kind for kind, pattern in _KINDS if pattern.search(folded)), "")
