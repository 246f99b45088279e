"""The BibTeX and RIS blocks that an older Pure portal puts on its pages, retyped for one article of 2011."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from harvester.formats import bibtex, read_file, ris
from harvester.model import Name, PartialDate, Record

FIXTURES = Path(__file__).parent / "fixtures"
ARTICLE = Record(
    id="",
    source="attree",
    type="article-journal",
    title="Exploring the influence of service user involvement on health and social care services for cancer.",
    author=(
        Name(family="Attree", given="Pamela"),
        Name(family="Morris", given="Sara"),
        Name(family="Payne", given="Sheila"),
        Name(family="Vaughan", given="Suzanne"),
        Name(family="Hinder", given="Susan"),
    ),
    issued=PartialDate(2011, 3),
    container_title="Health Expectations",
    volume="14",
    issue="1",
    page="48-58",
    issn=("1369-6513",),
    doi="10.1111/j.1369-7625.2010.00620.x",
    abstract=(
        "People who use services are asked for their views, and \u2018involvement\u2019 is meant to change what is "
        "offered \u2013 here we look at whether it did, at 100% of sites & beyond."
    ),
    keyword=("cancer care", "partnership", "service user involvement"),
)


def test_the_bibtex_block_comes_out_exactly_right() -> None:
    parsed = read_file(FIXTURES / "attree.bib")
    expected = replace(ARTICLE, id="3f0c1d9a5b7e4c2f8a6d0e1b2c3d4e5f", publisher="Wiley", language="en")
    assert parsed.records == [expected]
    assert parsed.issues == []


def test_the_ris_block_comes_out_exactly_right() -> None:
    parsed = read_file(FIXTURES / "attree.ris")
    assert parsed.records == [replace(ARTICLE, id="attree:1", genre="Journal article")]
    assert parsed.issues == []


@pytest.mark.parametrize("line_end", ["\n", "\n\n", "\r\n", "\r"])
@pytest.mark.parametrize("is_lower", [False, True])
def test_the_ris_block_reads_the_same_in_other_dialects(line_end: str, *, is_lower: bool) -> None:
    text = "\ufeff" + (FIXTURES / "attree.ris").read_text(encoding="utf-8").replace("\n\n", line_end)
    found = ris.parse(text.lower() if is_lower else text).records[0]
    assert (found.doi, found.issued, found.page, len(found.author)) == (
        ARTICLE.doi,
        ARTICLE.issued,
        "48-58",
        5,
    )


def test_a_block_in_the_middle_of_other_words_is_found() -> None:
    text = (FIXTURES / "attree.bib").read_text(encoding="utf-8")
    parsed = bibtex.parse(f"Bibtex\n\n{text}\n\nRIS\n")
    assert [record.doi for record in parsed.records] == [ARTICLE.doi]
