"""CSV: every row is a record, whatever is wrong with it."""

from __future__ import annotations

import pytest

from harvester.errors import FormatError
from harvester.formats import csv_file
from harvester.model import Name, PartialDate

HEADER = "id,title,authors,year,container,volume,issue,pages,doi,issn,isbn,abstract,type,source\n"


def test_a_row_is_read_column_by_column() -> None:
    text = HEADER + (
        'A 1,Involvement,"Attree P; Morris, Sara; Lewis G. F.",2011,Health Expectations,14,1,221-8,'
        "http://dx.doi.org/10.5555/X,0957-9672 (Print) 0957-9672,0-306-40615-2,Text,article,pubmed\n"
    )
    record = csv_file.parse(text, "stem").records[0]
    assert (record.id, record.source, record.type) == ("A 1", "pubmed", "article-journal")
    assert record.author == (
        Name(family="Attree", given="P"),
        Name(family="Morris", given="Sara"),
        Name(family="Lewis", given="G. F."),
    )
    assert (record.issued, record.page, record.doi) == (PartialDate(2011), "221-228", "10.5555/x")
    assert (record.issn, record.isbn) == (("0957-9672",), ("9780306406157",))


def test_bad_values_are_named_with_their_line_and_the_row_is_kept() -> None:
    text = (
        HEADER
        + '1,"A\nB",,20111,,,,01-Oct,none of these,1234-5678,978-0-306-40615-8,,,\n2,,,2011.0,,,,,,NA,,,,\n'
    )
    parsed = csv_file.parse(text)
    assert [(record.title, record.page, record.issued) for record in parsed.records] == [
        ("A B", "01-Oct", None),
        ("", "", PartialDate(2011)),
    ]
    assert [issue.kind for issue in parsed.issues] == ["bad-issn", "bad-isbn", "bad-doi", "bad-date"]
    assert all(issue.message.startswith("line 2: ") and issue.subject == "1" for issue in parsed.issues)


def test_equal_and_missing_ids_lose_no_row() -> None:
    parsed = csv_file.parse("id,title,authors,year\nx,A,,\nx,B,,\nx#2,C,,\n,D,,\n", "stem")
    assert [record.id for record in parsed.records] == ["x", "x#2", "x#2#2", "stem:4"]
    assert [issue.kind for issue in parsed.issues] == ["duplicate-id", "duplicate-id"]


def test_unknown_columns_are_named_in_one_issue() -> None:
    parsed = csv_file.parse("Title,Authors,Year,Mood,Colour\nA,,,glad,red\nB,,,,\n")
    assert len(parsed.records) == 2
    assert [(issue.kind, issue.severity) for issue in parsed.issues] == [("unknown-column", "info")]
    assert "colour, mood" in parsed.issues[0].message


def test_a_file_that_says_nothing_of_works_is_refused() -> None:
    with pytest.raises(FormatError, match=r"line 1: not a single column that says .* among 'id, name'"):
        csv_file.parse("id,name\n1,A\n")


def test_other_delimiters_line_ends_and_column_names_are_understood() -> None:
    assert csv_file.parse("\ufeffID;Title;Journal\r1;A, B;J\r").records[0].title == "A, B"
    assert csv_file.parse("id\ttitle\tSource Title\n1\tA\tJ\n").records[0].container_title == "J"


def test_a_huge_field_is_read() -> None:
    record = csv_file.parse(f"id,title,abstract\n1,A,{'word ' * 100_000}\n").records[0]
    assert len(record.abstract) == 499_999


def test_rows_of_the_wrong_length_are_kept() -> None:
    parsed = csv_file.parse("title,authors,year\nA,B\nB,C,2001,more\n")
    assert [record.title for record in parsed.records] == ["A", "B"]
    assert [issue.kind for issue in parsed.issues] == ["bad-row", "bad-row"]


def test_an_open_quotation_mark_that_swallows_rows_is_named() -> None:
    parsed = csv_file.parse('authors,year,title\n,,A\n,,"B\n,,C\n,,D\n')
    assert [issue.message[:7] for issue in parsed.issues] == ["line 3:"]


def test_lists_with_commas_are_told_from_inverted_names() -> None:
    text = (
        'title,authors\nA,"y. freund, h. seung,; n. tishby."\n'
        'B,"goldman, s. a., & kearns, m. j."\nC,"Garcia Lopez, Ana Maria"\n'
    )
    names = [[name.family for name in record.author] for record in csv_file.parse(text).records]
    assert names == [["freund", "seung", "tishby"], ["goldman", "kearns"], ["Garcia Lopez"]]
