"""BibTeX as it is found: faulty blocks, LaTeX, names in every order, months in every spelling."""

from __future__ import annotations

import pytest

from harvester.formats import bibtex
from harvester.model import Identifier, Name, PartialDate


def one(fields: str, kind: str = "article"):  # noqa: ANN201  (a Record; said by every test)
    return bibtex.parse(f"@{kind}{{k,\n{fields}\n}}").records[0]


def test_an_unclosed_brace_costs_one_entry_and_is_named_with_its_line(
    capfd: pytest.CaptureFixture[str],
) -> None:
    parsed = bibtex.parse(
        "@book{a, title={A}}\n\n@article{b,\n title={B,\n year=2011\n}\n@book{c, title={C}}"
    )
    assert [record.title for record in parsed.records] == ["A", "C"]
    assert [(issue.kind, issue.severity) for issue in parsed.issues] == [("unreadable-entry", "error")]
    assert "line 3" in parsed.issues[0].message
    assert capfd.readouterr() == ("", "")


def test_a_forgotten_comma_and_a_forgotten_key_are_repaired() -> None:
    parsed = bibtex.parse(
        "@article{k, title = {A = B} year = 2011, doi = {10.5555/x}}\n@book{\n title = {C}}"
    )
    first, second = parsed.records
    assert (first.title, first.issued, first.doi) == ("A = B", PartialDate(2011), "10.5555/x")
    assert (second.id, second.title) == ("bibtex:2", "C")
    assert [issue.kind for issue in parsed.issues] == ["missing-comma"]


def test_entries_with_one_key_are_both_kept() -> None:
    parsed = bibtex.parse("@book{k, title={A}}\n@book{k, title={B}}\n@book{k, title={C}}")
    assert [(record.id, record.title) for record in parsed.records] == [
        ("k", "A"),
        ("k#2", "B"),
        ("k#3", "C"),
    ]
    assert [issue.kind for issue in parsed.issues] == ["duplicate-id", "duplicate-id"]


def test_a_field_given_twice_keeps_the_entry_and_says_so() -> None:
    parsed = bibtex.parse("@book{k, title={A}, title={B}, author={Ann Lee}, author={Bo Li}}")
    assert parsed.records[0].title == "A"
    assert [str(name) for name in parsed.records[0].author] == ["Lee, Ann", "Li, Bo"]
    assert [issue.kind for issue in parsed.issues] == ["duplicate-field"]


@pytest.mark.parametrize("month", ["mar", '"March"', "3", "{03}", '"mar"', "{Mar.}"])
def test_a_month_is_read_in_every_spelling(month: str) -> None:
    assert one(f"year = {{2011}}, month = {month}").issued == PartialDate(2011, 3)


def test_dates_of_biblatex_are_read() -> None:
    assert one("date = {2011-03-07}").issued == PartialDate(2011, 3, 7)
    assert one("date = {2011-03/2011-04}").issued == PartialDate(2011, 3)


def test_names_are_read_in_every_order() -> None:
    names = one(
        r'author = "Pamela Attree AND M{\"u}ller, Karl and Smith, Jr., John and {World Health Organization} '
        r'and Payne SA and Teven Le Scao and Ana {van der Berg} and d&#x27;Argent, Rene"'
    ).author
    assert names == (
        Name(family="Attree", given="Pamela"),
        Name(family="Müller", given="Karl"),
        Name(family="Smith", given="John", suffix="Jr"),
        Name(literal="World Health Organization"),
        Name(family="Payne", given="SA"),
        Name(family="Le Scao", given="Teven"),
        Name(family="van der Berg", given="Ana"),
        Name(family="d'Argent", given="Rene"),
    )


def test_a_cut_list_of_names_says_so() -> None:
    parsed = bibtex.parse("@book{k, author = {Ann Lee and others}}")
    assert [str(name) for name in parsed.records[0].author] == ["Lee, Ann"]
    assert [issue.kind for issue in parsed.issues] == ["names-cut"]


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"{\'E}l{\`e}ve {\O}re", "Élève Øre"),
        ("R&D at 50% {DNA}", "R&D at 50% DNA"),
        (r"R\&D at 50\% $\aleph$", "R&D at 50% \u2135"),
        (r"\textless{}0.05 \textgreater{} \textbraceleft", "<0.05 > {"),
        (r"C:\path\new", r"C:\path\new"),
        ("costs $5 to $10", "costs $5 to $10"),
        ("????? ??", "????? ??"),
        (r"\$B\_s{\^{ }}0 {$\backslash$}to", r"$B_s^0 \to"),
        (r"broken \verb", r"broken \verb"),
        ("{" * 200 + "deep" + "}" * 200, "deep"),
    ],
)
def test_latex_becomes_text_and_text_stays(latex: str, text: str) -> None:
    assert one(f"title = {{{latex}}}").title == text


def test_macros_and_concatenation_are_expanded() -> None:
    parsed = bibtex.parse(
        '@string{he = "Health Expectations"}\n@article{k, journal = HE # " (UK)", title = "A # B"}'
    )
    assert parsed.records[0].container_title == "Health Expectations (UK)"
    assert parsed.records[0].title == "A # B"


def test_aliases_of_fields_are_read() -> None:
    article = one("issue = {4}, url = {https://doi.org/10.5555/a\\_b}, keywords = {a, b; c}")
    assert (article.issue, article.doi, article.keyword) == ("4", "10.5555/a_b", ("a, b", "c"))
    thesis = one("title = {T}, school = {Lancaster University}, type = {PhD thesis}", "phdthesis")
    assert (thesis.type, thesis.publisher, thesis.genre) == ("thesis", "Lancaster University", "PhD thesis")
    paper = one(
        "booktitle = {Proceedings}, pages = {1--9}, eprint = {1902.02534v2}, archiveprefix = {arXiv}",
        "inproceedings",
    )
    assert (paper.type, paper.container_title, paper.page) == ("paper-conference", "Proceedings", "1-9")
    assert paper.identifier == (Identifier("arxiv", "1902.02534"),)


def test_values_that_cannot_be_right_become_issues_and_the_rest_is_kept() -> None:
    parsed = bibtex.parse(
        "@misc{https://doi.org/, doi = {}, title = {A}, year = {20111}, issn = {1234-5678}}"
    )
    assert parsed.records[0].title == "A"
    assert [issue.kind for issue in parsed.issues] == ["bad-issn", "bad-date"]


def test_an_empty_text_holds_nothing() -> None:
    assert bibtex.parse("") == ([], [], [])
    assert bibtex.parse("% only a comment\n@comment{x}") == ([], [], [])
