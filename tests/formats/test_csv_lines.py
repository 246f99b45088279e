"""The rows of a CSV text know the lines on which they begin."""

from __future__ import annotations

import csv
import io

from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.formats.csv_sheet import Text, open_sheet
from harvester.formats.parsed import Gathering

PIECES = st.sampled_from(
    ["a", "", '"', '""', ",", "\n", "\r\n", "\r", '"b\nc"', '"d""\r\n"', " ", "\u2028", "\x0b"]
)


@settings(max_examples=500)
@given(st.lists(PIECES, max_size=20).map("".join))
def test_rows_know_their_first_lines(rest: str) -> None:
    text = f"title,year\n{rest}"
    reader = csv.reader(io.StringIO(text, newline=None))
    expected = []
    before = 0
    for cells in reader:
        if cells:
            expected.append((before + 1, cells))
        before = reader.line_num
    assert list(open_sheet(Text.of(text), Gathering("stem", "csv")).rows()) == expected[1:]
