"""RIS in its dialects; nothing may be lost without a word."""

from __future__ import annotations

from harvester.formats import ris
from harvester.model import Identifier, Name, PartialDate


def test_repeated_tags_are_all_kept() -> None:
    record = ris.parse(
        "TY  - JOUR\nSN  - 1369-6513\nSN  - 1369-7625\nSN  - 978-0-306-40615-7\nDO  - 10.5555/a\nDO  - 10.5555/b\n"
        "UR  - https://doi.org/10.5555/a\nUR  - https://example.org/1\nID  - x\nER  - \n"
    ).records[0]
    assert (record.issn, record.isbn) == (("1369-6513", "1369-7625"), ("9780306406157",))
    assert (record.id, record.doi, record.url) == ("x", "10.5555/a", "https://example.org/1")
    assert record.identifier == (Identifier("doi", "10.5555/b", "IsRelatedTo"),)


def test_a_record_without_an_end_is_kept_and_named() -> None:
    parsed = ris.parse("TY  - JOUR\nTI  - A\nTY  - BOOK\nTI  - B\n\nPY  - 2001\n")
    assert [(record.title, record.type) for record in parsed.records] == [
        ("A", "article-journal"),
        ("B", "book"),
    ]
    assert [issue.message.split(":")[0] for issue in parsed.issues] == ["line 1", "line 3"]


def test_a_second_title_is_the_journal_unless_the_journal_has_its_own_tag() -> None:
    ordinary = ris.parse("TY  - JOUR\nTI  - A\nT2  - Health Expectations\nER  - ").records[0]
    pure = ris.parse("TY  - JOUR\nTI  - A\nT2  - a subtitle\nJO  - Health Expectations\nER  - ").records[0]
    assert ordinary.container_title == pure.container_title == "Health Expectations"


def test_books_and_proceedings_use_the_shared_tags_their_own_way() -> None:
    book = ris.parse("TY  - BOOK\nTI  - A\nT2  - Lecture Notes\nER  - ").records[0]
    paper = ris.parse("TY  - CPAPER\nTI  - A\nT2  - The Conference\nC3  - Its Proceedings\nER  - ").records[0]
    assert (book.container_title, book.collection_title) == ("", "Lecture Notes")
    assert (paper.container_title, paper.event_title) == ("Its Proceedings", "The Conference")


def test_other_names_of_the_same_tags_are_read() -> None:
    record = ris.parse(
        "TY  - JOUR\nT1  - A\nA1  - Attree P\nA1  - World Health Organization\nA1  - Acme Widgets,\n"
        "A2  - Morris, Sara\nY1  - 2011/03//\nJF  - J\nN2  - An abstract\n  goes on - as it\nis - here\n"
        "SP  - 221\nEP  - 8\nM3  - 10.5555/x\nLA  - eng\nCY  - Lancaster\nER  - "
    ).records[0]
    assert record.author == (
        Name(family="Attree", given="P"),
        Name(literal="World Health Organization"),
        Name(literal="Acme Widgets"),
    )
    assert record.editor == (Name(family="Morris", given="Sara"),)
    assert (record.issued, record.page, record.doi) == (PartialDate(2011, 3), "221-228", "10.5555/x")
    assert (record.abstract, record.language) == ("An abstract goes on - as it is - here", "en")
    assert record.genre == ""


def test_an_unknown_tag_is_named_once() -> None:
    text = "TY  - JOUR\nTI  - A\nZZ  - 1\nPA  - 2011\nER  - \n" * 3
    parsed = ris.parse(text)
    assert [issue.message[:26] for issue in parsed.issues] == [
        "line 1: the tag 'PA' means",
        "line 1: the tag 'ZZ' means",
    ]
    assert {issue.severity for issue in parsed.issues} == {"info"}


def test_keywords_on_lines_of_their_own_are_keywords() -> None:
    record = ris.parse("TY  - JOUR\nKW  - cancer care\npartnership\nsupport groups\nTI  - A\nER  - ").records[
        0
    ]
    assert record.keyword == ("cancer care", "partnership", "support groups")


def test_a_record_without_a_start_is_kept_and_a_second_end_is_none() -> None:
    parsed = ris.parse("TY  - JOUR\nTI  - A\nER  - \nER  - \n\nTI  - B\nPY  - 2001\nER  - \n")
    assert [record.title for record in parsed.records] == ["A", "B"]
    assert [(issue.kind, issue.message[:7]) for issue in parsed.issues] == [("missing-start", "line 6:")]


def test_what_no_field_holds_is_kept_and_what_one_holds_is_not() -> None:
    record = ris.parse(
        "TY  - JOUR\nTI  - A\nPY  - 2011\nJO  - J Fish\nJF  - Journal of Fish\nUR  - https://a.org/1\n"
        "UR  - https://a.org/2\nN2  - short\nAB  - a longer abstract\nSP  - 1\nEP  - 9\nDO  - 10.5555/a\nER  - "
    ).records[0]
    assert [(one.name, one.value) for one in record.extra] == [
        ("JO", "J Fish"),
        ("UR", "https://a.org/2"),
        ("N2", "short"),
    ]


def test_words_before_the_first_record_are_no_record() -> None:
    parsed = ris.parse("Provider: somebody\nContent: text\n\nTY  - JOUR\nTI  - A\nER  - \n")
    assert [record.title for record in parsed.records] == ["A"]
    assert ris.parse("nothing at all") == ([], [], [])


def test_the_most_precise_date_that_agrees_is_taken() -> None:
    assert ris.parse("TY  - JOUR\nPY  - 2011\nDA  - 2011/03/07/Spring\nER  - ").records[
        0
    ].issued == PartialDate(2011, 3, 7)
    assert ris.parse("TY  - JOUR\nPY  - 2011\nDA  - 2015/01/01\nER  - ").records[0].issued == PartialDate(
        2011
    )
