"""PubMed's .nbib: wrapped lines, repeated tags, records that run into each other; nothing may be lost."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from harvester.dedupe import dedupe
from harvester.formats import nbib, read_file
from harvester.model import Extra, Identifier, Name, PartialDate

if TYPE_CHECKING:
    from pathlib import Path

ARTICLE = """
PMID- 900001
OWN - NLM
IS  - 1369-7625 (Electronic)
IS  - 1369-6513 (Print)
VI  - 14
IP  - 1
DP  - 2011 Mar-Apr
TI  - How users of cancer services are heard: a study
      of four sites.
PG  - 48-58
LID - 10.5555/heard.1 [doi]
AB  - AIM: To listen. RESULT: They spoke.
FAU - Attree, Pamela
AU  - Attree P
AUID- ORCID: 0000-0002-1825-0097
AD  - A university.
CN  - The Listening Group
LA  - eng
PT  - Journal Article
PT  - Multicenter Study
TA  - Health Expect
JT  - Health expectations
OT  - involvement
MH  - Neoplasms/*therapy
ZZ  - what nobody knows
"""


def test_a_record_is_read_whole() -> None:
    record = nbib.parse(ARTICLE, "search").records[0]
    assert (record.id, record.source, record.type) == ("pmid:900001", "search", "article-journal")
    assert record.title == "How users of cancer services are heard: a study of four sites"
    assert record.author == (
        Name(family="Attree", given="Pamela", orcid="0000-0002-1825-0097", affiliation=("A university.",)),
        Name(literal="The Listening Group"),
    )
    assert (record.issued, record.page, record.doi) == (PartialDate(2011, 3), "48-58", "10.5555/heard.1")
    assert (record.issn, record.language) == (("1369-7625", "1369-6513"), "en")
    assert record.identifier == (Identifier("pmid", "900001", "self"),)
    assert record.keyword == ("involvement", "Neoplasms/therapy")


def test_what_no_field_holds_is_kept_as_it_was() -> None:
    extra = nbib.parse(ARTICLE).records[0].extra
    assert {
        ("OWN", "NLM"),
        ("PT", "Multicenter Study"),
        ("TA", "Health Expect"),
        ("ZZ", "what nobody knows"),
    } <= {(one.name, one.value) for one in extra}
    assert {one.format for one in extra} == {"nbib"}


def test_a_record_starts_at_every_pmid_with_or_without_a_blank_line() -> None:
    parsed = nbib.parse("PMID- 1\nTI  - A\nPMID- 2\nTI  - B\n\nTI  - C\nAB  - one\n\nFAU - Lee, Ann\n")
    assert [(record.id, record.title) for record in parsed.records] == [
        ("pmid:1", "A"),
        ("pmid:2", "B"),
        ("nbib:3", "C"),
    ]
    assert parsed.records[2].author == (Name(family="Lee", given="Ann"),)
    assert [issue.message[:7] for issue in parsed.issues] == ["line 6:"]


def test_a_bad_date_is_named_and_kept() -> None:
    parsed = nbib.parse("PMID- 1\nTI  - A\nDP  - 20111\n")
    assert parsed.records[0].extra == (Extra("nbib", "DP", "20111"),)
    assert [(issue.kind, issue.message[:7]) for issue in parsed.issues] == [("bad-date", "line 1:")]


def test_a_retraction_and_a_preprint_are_known_by_their_type() -> None:
    parsed = nbib.parse(
        "PMID- 1\nTI  - A\nPT  - Journal Article\nPT  - Retracted Publication\n\nPMID- 2\nTI  - B\nPT  - Preprint\n"
    )
    assert [(one.status, one.type) for one in parsed.records] == [
        ("retracted", "article-journal"),
        ("", "article"),
    ]


def test_it_is_known_by_suffix_and_by_content(tmp_path: Path) -> None:
    for name in ("set.nbib", "pubmed-set.txt"):
        (tmp_path / name).write_text(ARTICLE, encoding="utf-8")
        assert len(read_file(tmp_path / name).records) == 1


def test_one_pmid_makes_two_records_one_work() -> None:
    one = nbib.parse("PMID- 77\nTI  - Hearing the users of cancer services\n", "a").records
    other = nbib.parse(
        "PMID- 77\nTI  - Hearing the users of cancer services: a trial\nPG  - 3-9\n", "b"
    ).records
    found = dedupe([one[0], *(nbib.parse("PMID- 78\nTI  - Fish\n", "b").records), *_renamed(other)])
    assert len(set(found.clusters.values())) == 2


def _renamed(records: list) -> list:  # type: ignore[type-arg]
    return [replace(record, id="b:77", source="b") for record in records]
