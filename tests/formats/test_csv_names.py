"""Lists of authors that are told to be plain at a glance."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from harvester.formats.csv_names import read_lists
from harvester.formats.plain import clean_all, stated_all
from harvester.formats.values import people, stated
from harvester.model import Name
from harvester.model.lines import Lines
from harvester.model.text import clean

NAMES = st.text(
    st.sampled_from("ABab éÉłŉ'.,-;\N{MULTIPLICATION SIGN}JrISV\N{LATIN SMALL LETTER LONG S}"), max_size=12
)
PLAIN = (
    "Morris, Sara",
    "O'Hara-Bell, J-M K.",
    "Gró, Zoë",
    "de la Cruz, B",
    "Smith, Jr",
    "Lee, III",
    "The Group, A",
)
CUT = ("et al.", "et al", "others", "Et Al.", "Mother, A", "Lee et al")
PIECES = st.sampled_from((*PLAIN, *CUT))
LISTS = st.lists(st.lists(PIECES | NAMES, max_size=4).map("; ".join), max_size=5)


@settings(max_examples=500)
@given(LISTS)
@example(["A, B; C"])
@example(["A B, C", "A.B, C"])
def test_plain_lists_hold_the_names_that_a_careful_reader_finds(cells: list[str]) -> None:
    lines = stated_all(Lines.of(cells))
    assert lines.texts() == [stated(cell) for cell in cells]
    found = read_lists(lines)
    for row, text in enumerate(found.texts.texts()):
        names, is_cut = people([cells[row]])
        if row in found.careful:
            continue
        assert (row in found.cut) == is_cut
        if found.inverted[row]:
            parts = [piece.strip().split(", ") for piece in text.split(";")]
            assert names == tuple(Name(family=family, given=given) for family, given in parts)


def test_most_lists_are_plain() -> None:
    cells = [
        "Morris, Sara; Attree, P.",
        "Größe, Ursula; Łoś, J.-P.",
        "van der Berg, A; et al.",
        "Lee, A; and others",
        "",
    ]
    found = read_lists(clean_all(Lines.of(cells)))
    assert found.inverted.tolist() == [True, True, True, False, False]
    assert (found.cut, found.careful) == ({2}, {3})
    assert found.texts.texts()[:3] == [*cells[:2], "van der Berg, A"]


@given(st.lists(st.text(st.sampled_from("ab &<\n\f\té\u0301\ud800Ãłă"), max_size=6), max_size=5))
def test_lines_are_the_texts(texts: list[str]) -> None:
    lines = Lines.of(texts)
    flat = [text.replace("\n", "\f") for text in texts]
    assert (lines.size, lines.texts()) == (len(texts), flat)
    assert lines.take(range(len(texts))) == flat
    assert clean_all(lines).texts() == [clean(text) for text in texts]
    changes = {row: "é" * row for row in range(0, len(texts), 2)}
    changed = lines.replaced(changes)
    assert changed.texts() == [changes.get(row, text) for row, text in enumerate(flat)]
    assert changed.data == Lines.of(changed.texts()).data
