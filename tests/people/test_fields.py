"""The values that people set: what can be set, and what comes of two of them."""

from __future__ import annotations

import pytest

from harvester.errors import UsageError
from harvester.merge import merge
from harvester.model import Choice, Funder, Organisation, Record
from harvester.model.date import make_date
from harvester.people import Settings, typed

ONE = Record(id="a:1", source="a", title="Cancer care", volume="1")
TWO = Record(id="b:2", source="b", title="Cancer care", volume="2")


def choice(number: int, kind: str, value: str, *records: str, field: str = "volume") -> Choice:
    made = "2026-11-23T12:00:00Z"
    return Choice(
        number=number, kind=kind, records=records, field=field, value=value, who="anna", made=made, why="seen"
    )  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("title", "  A title ", "A title"),
        ("issued", "2011-03", make_date(2011, 3)),
        ("doi", "https://doi.org/10.1000/X", "10.1000/x"),
        ("doi", "", None),
        ("type", "article-journal", "article-journal"),
        ("keyword", "cancer; care", ("cancer", "care")),
        ("issn", "1369-6513", ("1369-6513",)),
        ("language", "English", "en"),
        ("status", "", ""),
        ("access", "Open Access", "open"),
        ("access", "", ""),
        (
            "license",
            "http://creativecommons.org/licenses/BY/4.0",
            "https://creativecommons.org/licenses/by/4.0/",
        ),
        (
            "organisation",
            "Library; Lab <https://x.example>",
            (Organisation("Library"), Organisation("Lab", "https://x.example")),
        ),
        ("funder", "Sea Fund (SF-1)", (Funder("Sea Fund", "SF-1"),)),
    ],
)
def test_a_field_is_set_in_its_canonical_form(field: str, text: str, value: object) -> None:
    assert typed(field, text) == value


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("issued", "soon"),
        ("doi", "none"),
        ("access", "by train"),
        ("issn", "1234"),
        ("status", "bad"),
        ("relation", "x"),
        ("titel", "x"),
    ],
)
def test_what_is_no_value_is_refused_with_an_example(field: str, text: str) -> None:
    with pytest.raises(UsageError, match=r"such as|can be set"):
        typed(field, text)


def test_names_are_read_as_people() -> None:
    assert [(name.family, name.given) for name in typed("author", "Attree, Pamela; Morris, Sara")] == [
        ("Attree", "Pamela"), ("Morris", "Sara"),
    ]  # fmt: skip


def test_a_set_field_says_who_and_why_and_names_a_record() -> None:
    work = merge([ONE, TWO], id="w", trust={})
    ruled, issues = Settings([choice(1, "set", "3", "b:2")]).apply(work, [ONE, TWO])
    (entry,) = [entry for entry in ruled.provenance if entry.field == "volume"]
    assert ruled.content.volume == "3"
    assert (entry.record, entry.rule, entry.agree, entry.differ) == ("b:2", "set by anna: seen", 0, 2)
    assert entry.by_person
    assert not issues


def test_the_newest_choice_on_a_record_counts_and_unset_leaves_it_to_the_machine() -> None:
    work = merge([ONE], id="w", trust={})
    twice = [choice(1, "set", "3", "a:1"), choice(2, "set", "4", "a:1")]
    assert Settings(twice).apply(work, [ONE])[0].content.volume == "4"
    assert Settings([*twice, choice(3, "unset", "", "a:1")]).apply(work, [ONE])[0] == work


def test_two_values_for_one_field_are_an_issue_and_neither_is_taken() -> None:
    work = merge([ONE, TWO], id="w", trust={})
    ruled, (issue,) = Settings([choice(1, "set", "3", "a:1"), choice(2, "set", "4", "b:2")]).apply(
        work, [ONE, TWO]
    )
    assert ruled == work
    assert issue.kind == "conflicting-choices"
    assert "choice 1: " in issue.message
    assert "choice 2: " in issue.message


def test_two_people_who_say_the_same_do_not_conflict() -> None:
    work = merge([ONE, TWO], id="w", trust={})
    ruled, issues = Settings([choice(1, "set", "3", "a:1"), choice(2, "set", " 3", "b:2")]).apply(
        work, [ONE, TWO]
    )
    assert (ruled.content.volume, issues) == ("3", [])


def test_a_field_can_be_emptied() -> None:
    ruled, _ = Settings([choice(1, "set", "", "a:1")]).apply(merge([ONE], id="w", trust={}), [ONE])
    assert ruled.content.volume == ""
