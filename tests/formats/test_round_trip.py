"""What a writer wrote, its parser reads back: as many records, the same titles, DOIs and family names."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harvester.formats import WRITERS
from harvester.formats.file import PARSERS
from harvester.formats.values import is_placeholder, tidy
from harvester.model import Funder, Name, Organisation, PartialDate, Record, Relation, Work, parse_name

HOSTILE = (
    *(
        "}",
        "{",
        "@",
        "@article{x,",
        "%",
        "\\",
        "\\input{/etc/passwd}",
        "$",
        "#",
        "~",
        "^",
        "_",
        "--",
        "''",
        '"',
        "``",
    ),
    *(
        "ER  - ",
        "TY  - JOUR",
        "\n",
        "\r\n",
        "\u2028",
        "\x85",
        "=cmd()",
        "+1",
        "-1",
        "\t=1",
        "'=1",
        ",",
        ";",
        " and ",
        "a",
    ),
)
hostile = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=6), max_size=6).map(" ".join)
#: Records hold clean text, so what is written is what cleaning leaves.
texts = (
    (hostile | hostile.map(lambda text: text.replace(" ", "")))
    .map(tidy)
    .filter(lambda text: tidy(text) == text)
)
dois = st.none() | st.text("abcxyz019.-_()<>;{}\\%&$~", min_size=1, max_size=12).map(
    lambda tail: f"10.5555/x{tail}y"
)
words = st.text("abcdeéøßñçÅÖŁ'’-{}%&$#_^~@=", min_size=2, max_size=8).map(lambda text: f"X{text}x")  # noqa: RUF001
people = st.builds(Name, family=words, given=words).filter(
    lambda name: tidy(str(name)) == str(name) and parse_name(str(name)) == name
)
works = st.lists(
    st.builds(
        Record,
        id=st.just(""),
        source=st.just("s"),
        type=st.sampled_from(["article-journal", "article", "book", "chapter", "thesis", "report", None]),
        title=texts,
        author=st.lists(people, max_size=3).map(tuple),
        issued=st.none() | st.just(PartialDate(2011, 3)),
        container_title=texts,
        page=texts,
        doi=dois,
        abstract=texts,
        keyword=st.lists(texts.filter(bool), max_size=2).map(tuple),
        status=st.sampled_from(["", "retracted"]),
        relation=st.just((Relation("IsPartOf", "10.5555/z", "crossref"),)),
    ),
    max_size=4,
).map(
    lambda records: [
        Work(id=f"w{number}", content=record, members=(f"s:{number}",))
        for number, record in enumerate(records)
    ]
)


#: A busy machine is no fault of the code.
patient = settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])


def written(name: str, chosen: list[Work]) -> str:
    stream = io.StringIO(newline="")
    WRITERS[name](chosen, stream)
    return stream.getvalue()


@pytest.mark.parametrize("name", sorted(WRITERS))
@patient
@given(chosen=works)
def test_what_was_written_is_read_back(name: str, chosen: list[Work]) -> None:
    found = PARSERS[name](written(name, chosen), "").records
    assert len(found) == len(chosen)
    for work, record in zip(chosen, found, strict=True):
        assert record.title == work.content.title
        assert record.doi == work.content.doi
        assert [n.family for n in record.author] == [n.family for n in work.content.author]
        assert record.issued == (
            work.content.issued if name != "csv" else work.content.issued and PartialDate(2011)
        )


@patient
@given(chosen=works)
def test_bibtex_keys_are_unique_and_braces_balance(chosen: list[Work]) -> None:
    text = written("bibtex", chosen + chosen)
    keys = [line.split("{")[1] for line in text.splitlines() if line.startswith("@")]
    assert len(set(keys)) == len(keys) == 2 * len(chosen)
    assert text.count("{") == text.count("}")


@patient
@given(chosen=works)
def test_no_cell_of_the_csv_starts_a_formula(chosen: list[Work]) -> None:
    text = written("csv", chosen)
    assert text.startswith("\ufeffid,title,")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert len(rows) == len(chosen) + 1
    assert not [
        cell for row in rows for cell in row if cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))
    ]


@patient
@given(text=hostile)
@pytest.mark.parametrize("name", ["bibtex", "ris"])
def test_no_text_makes_a_parser_fail(name: str, text: str) -> None:
    parsed = PARSERS[name]("@article{k, title = {A}}\nTY  - JOUR\n" + text, "")
    assert all(record.id for record in parsed.records)


def test_organisations_and_suffixes_come_back() -> None:
    names = (
        Name(literal="World Health Organization"),
        Name(literal="Barnes and Noble"),
        Name(family="Smith", given="John", suffix="Jr"),
        Name(family="de la Cruz", given="Ana"),
        Name(literal="王小明"),
    )
    work = Work(id="w1", content=Record(id="w1", source="", author=names), members=("s:1",))
    for name in ("bibtex", "ris", "csl-json", "jsonl"):
        assert PARSERS[name](written(name, [work]), "").records[0].author == names, name


def test_ids_and_a_retraction_stand_in_the_notes() -> None:
    work = Work(
        id="w1", content=Record(id="w1", source="", title="A", status="retracted"), members=("a:1", "b:2")
    )
    note = "Work w1; records a:1, b:2; RETRACTED"
    assert f"note = {{{note}}}" in written("bibtex", [work])
    assert f"N1  - {note}\n" in written("ris", [work])


SAID = (
    Relation("IsRetractedBy", "10.5555/n", "publisher", "2021-03-01"),
    Relation("IsRetractedBy", "10.5555/n", "retraction-watch", "2021-03-04"),
)
WARNING = "RETRACTED on 2021-03-01 (publisher), by 10.5555/n; RETRACTED on 2021-03-04 (retraction-watch), by 10.5555/n"


@pytest.mark.parametrize("status", ["retracted", "withdrawn", "concern"])
@pytest.mark.parametrize("name", sorted(WRITERS))
def test_a_status_is_flagged_and_comes_back_from_every_format(name: str, status: str) -> None:
    content = Record(id="w1", source="", title="A", type="article-journal", status=status, relation=SAID)
    text = written(name, [Work(id="w1", content=content, members=("a:1",))])
    assert status in text.lower()
    (found,) = PARSERS[name](text, "").records
    assert found.status == status
    # What comes of an export that is read and exported again says it once more, and is read again.
    again = written(name, [Work(id="w2", content=found, members=("b:1",))])
    (found_again,) = PARSERS[name](again, "").records
    assert (found_again.status, found_again.title) == (status, "A")


def test_the_notes_say_since_when_and_by_which_notice() -> None:
    content = Record(id="w1", source="", title="A", doi="10.5555/a", status="retracted", relation=SAID)
    work = Work(id="w1", content=content, members=("a:1",))
    (item,) = json.loads(written("csl-json", [work]))
    assert (item["status"], item["note"]) == ("retracted", WARNING)
    assert f"N1  - Work w1; records a:1; {WARNING}\n" in written("ris", [work])
    assert "RETRACTED on 2021-03-04 (retraction-watch), by 10.5555/n" in written("bibtex", [work])
    assert json.loads(written("jsonl", [work]))["relation"][1] == [*SAID[1]]


def test_a_note_of_ones_own_stays_beside_the_warning() -> None:
    text = json.dumps([{"id": "1", "title": "A", "note": "mine", "custom": {"status": "retracted"}}])
    (found,) = PARSERS["csl-json"](text, "").records
    for _ in range(2):
        work = Work(id="w1", content=replace(found, relation=SAID), members=("a:1",))
        (item,) = json.loads(written("csl-json", [work]))
        assert item["note"] == f"{WARNING}; mine"
        (found,) = PARSERS["csl-json"](json.dumps([item]), "").records


def test_a_status_that_is_none_of_ours_is_carried_along() -> None:
    files = {
        "csl-json": '{"title": "A", "status": "in press"}',
        "bibtex": "@article{k, title = {A}, status = {in press}}",
        "ris": "TY  - JOUR\nTI  - A\nC1  - status: in press\nER  - \n",
        "csv": "id,title,status\n1,A,in press\n",
    }
    for name, text in files.items():
        (record,) = PARSERS[name](text, "").records
        assert record.status == "", name
        assert "in press" in written(name, [Work(id="w1", content=record, members=("s:1",))]), name


OFFICES = Record(
    id="w1",
    source="",
    title="A",
    author=(
        Name(family="Attree", given="Pamela", affiliation=("Lancaster University", "Health; Care")),
        Name(
            family="Morris", given="Sara", orcid="0000-0002-1825-0097", affiliation=("Lancaster University",)
        ),
        Name(literal="World Health Organization"),
    ),
    organisation=(
        Organisation(
            "School of Health & Care_50%",
            "https://x.example/org/a_b~c/?q=1&r=%20",
            "https://ror.org/04f2nsd36",
        ),
        Organisation("Library {old}"),
    ),
    access="embargoed",
    license="https://creativecommons.org/licenses/by-nc/4.0/",
    full_text="https://x.example/files/a_b%20c.pdf",
    funder=(Funder("Wellcome Trust", "WT-1, WT-2", "10.13039/100004440"), Funder("Sea & River Fund (SRF)")),
)


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_what_offices_count_comes_back(name: str) -> None:
    (found,) = PARSERS[name](written(name, [Work(id="w1", content=OFFICES, members=("s:1",))]), "").records
    # A semicolon sets things apart where a format has one place for many.
    flat = "Health, Care" if name in ("bibtex", "csv") else "Health; Care"
    places = ("Lancaster University", flat)
    assert [one.affiliation for one in found.author] == [places, ("Lancaster University",), ()]
    assert [one.orcid for one in found.author] == [None, "0000-0002-1825-0097", None]
    for field in ("organisation", "access", "license", "full_text", "funder"):
        assert getattr(found, field) == getattr(OFFICES, field), field
    assert [one for one in found.extra if one.name not in ("ID", "N1", "note", "records")] == []


#: A unit's name may hold anything but what sets units, or their addresses, apart, and what beside other text looks
#: like a broken encoding.
units = st.builds(
    Organisation,
    name=texts.filter(lambda text: not is_placeholder(text) and not set(text) & set("<>;ÂÃâ")),
    url=st.sampled_from(["", "https://x.example/a_b"]),
    id=st.sampled_from(["", "0e0f1d7c-5d22-4d51-9d5c-2e7ad1f5a001"]),
)


@pytest.mark.parametrize("name", sorted(WRITERS))
@patient
@given(given_units=st.lists(units, max_size=3, unique=True).map(tuple))
def test_units_of_any_name_come_back(name: str, given_units: tuple[Organisation, ...]) -> None:
    work = Work(
        id="w1", content=Record(id="w1", source="", title="A", organisation=given_units), members=("s:1",)
    )
    (found,) = PARSERS[name](written(name, [work]), "").records
    assert found.organisation == given_units


FOREIGN = {
    "ris": (
        "TY  - JOUR\nTI  - A\nAU  - Le, Ann\nAD  - Univ X\nAD  - [Li, Bo] Univ Y\n"
        "C1  - access: by train\nC1  - 7\nER  - \n"
    ),
    "bibtex": "@article{k, title = {A}, author = {Le, Ann}, affiliation = {Univ X}, access = {by train}}",
    "csl-json": '{"title": "A", "author": [{"family": "Le"}], "note": "Univ X", "custom": {"access": "by train"}}',
    "csv": 'id,title,authors,affiliations,access\n1,A,"Le, Ann",Univ X,by train\n',
}


@pytest.mark.parametrize(("name", "text"), FOREIGN.items())
def test_what_others_mean_by_our_names_is_carried_along(name: str, text: str) -> None:
    (record,) = PARSERS[name](text, "").records
    assert (record.access, record.author[0].affiliation) == ("", ())
    assert any("by train" in one.value for one in record.extra)
    again = written(name, [Work(id="w1", content=record, members=("s:1",))])
    assert "Univ X" in again
    assert "by train" in again
