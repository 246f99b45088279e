"""CSL-JSON: exact names out, whatever programs write in."""

from __future__ import annotations

import io
import json

import pytest

from harvester.errors import FormatError
from harvester.formats import csl_json
from harvester.model import Funder, Identifier, Name, Organisation, PartialDate, Record, Relation, Work

ATTREE = Name(
    family="Attree", given="Pamela", orcid="0000-0002-1825-0097", affiliation=("Lancaster University",)
)
RECORD = Record(
    id="a",
    source="",
    type="article",
    title="A study",
    author=(ATTREE, Name(literal="WHO")),
    issued=PartialDate(2011, 3),
    container_title="Health Expectations",
    page="48-58",
    issn=("1369-6513", "1369-7625"),
    doi="10.5555/x",
    identifier=(Identifier("pmid", "20550592"),),
    language="en",
    keyword=("cancer care", "partnership"),
    status="retracted",
    organisation=(Organisation("Library", "https://x.example/lib"),),
    access="open",
    license="https://creativecommons.org/licenses/by/4.0/",
    funder=(Funder("A fund", "WT-1", "10.13039/1"),),
)


def test_an_item_has_the_names_of_the_schema() -> None:
    assert csl_json.to_csl(RECORD) == {
        "id": "a",
        "type": "article",
        "title": "A study",
        "author": [
            {
                "family": "Attree",
                "given": "Pamela",
                "ORCID": "0000-0002-1825-0097",
                "affiliation": [{"name": "Lancaster University"}],
            },
            {"literal": "WHO"},
        ],
        "issued": {"date-parts": [[2011, 3]]},
        "container-title": "Health Expectations",
        "page": "48-58",
        "ISSN": "1369-6513",
        "DOI": "10.5555/x",
        "PMID": "20550592",
        "language": "en",
        "keyword": "cancer care, partnership",
        "status": "retracted",
        "custom": {
            "ISSN": ["1369-6513", "1369-7625"],
            "status": "retracted",
            "access": "open",
            "license": "https://creativecommons.org/licenses/by/4.0/",
            "organisation": [{"name": "Library", "url": "https://x.example/lib"}],
            "funder": [{"name": "A fund", "number": "WT-1", "id": "10.13039/1"}],
            "identifier": [["pmid", "20550592", "self"]],
        },
    }


def test_a_record_comes_back_whole() -> None:
    assert csl_json.from_csl(json.loads(json.dumps(csl_json.to_csl(RECORD)))) == RECORD


def test_funders_that_are_names_alone_are_read() -> None:
    item = {
        "custom": {
            "funder": ["A fund", 7, None],
            "organisation": [{"url": "https://x.example"}, {"name": "Lab"}],
        }
    }
    record = csl_json.from_csl(item)
    assert record.funder == (Funder("A fund"), Funder("7"))
    assert record.organisation == (Organisation("Lab"),)


def test_works_are_one_array_sorted_by_id_with_what_csl_cannot_say() -> None:
    relation = Relation("IsPreprintOf", "10.5555/y", "crossref")
    works = [
        Work(id="wb", content=Record(id="wb", source="", title="B"), members=("x:2",)),
        Work(
            id="wa",
            content=Record(id="wa", source="", status="retracted", relation=(relation,)),
            members=("x:1", "y:1"),
        ),
    ]
    stream = io.StringIO()
    csl_json.write(works, stream)
    first, second = json.loads(stream.getvalue())
    assert (first["id"], second["id"]) == ("wa", "wb")
    assert first["custom"]["harvester"] == {
        "records": ["x:1", "y:1"],
        "retracted": True,
        "warning": "RETRACTED",
        "relations": [{"kind": "IsPreprintOf", "target": "10.5555/y", "asserted_by": "crossref", "date": ""}],
    }
    assert first["note"] == "RETRACTED"


def test_no_works_are_an_empty_array() -> None:
    stream = io.StringIO()
    csl_json.write([], stream)
    assert json.loads(stream.getvalue()) == []


@pytest.mark.parametrize(
    "issued",
    [
        {"date-parts": [["2011", 3]]},
        {"raw": "2011-03"},
        {"literal": "March 2011"},
        "2011/3",
        {"date-parts": [[2011, 3, 99]]},
    ],
)
def test_dates_are_read_in_every_shape(issued: object) -> None:
    assert csl_json.from_csl({"issued": issued}).issued == PartialDate(2011, 3)


def test_values_of_the_wrong_shape_do_no_harm() -> None:
    record = csl_json.from_csl(
        {
            "id": 7,
            "title": ["A", "B"],
            "author": ["WHO", {"family": 3}, 5, None],
            "issued": [],
            "DOI": {},
            "ISSN": 13696513,
            "custom": [],
            "keyword": 4,
            "volume": 14,
            "page": None,
            "publisher": "half \ud800 a character",
        }
    )
    assert (record.id, record.title, record.volume, record.issn) == ("7", "A B", "14", ("1369-6513",))
    assert record.author == (Name(literal="WHO"), Name(family="3"))
    assert record.publisher == "half \ufffd a character"


def test_particles_belong_to_the_family_name() -> None:
    item = {"author": [{"given": "Ludwig", "non-dropping-particle": "van", "family": "Beethoven"}]}
    assert csl_json.from_csl(item).author == (Name(family="van Beethoven", given="Ludwig"),)


def test_an_item_that_is_no_object_is_named_and_its_neighbours_are_kept() -> None:
    parsed = csl_json.parse('{"items": [{"id": 1}, 2, {"id": 1, "issued": {"raw": "20111"}}]}')
    assert [record.id for record in parsed.records] == ["1", "1#2"]
    assert [issue.kind for issue in parsed.issues] == ["unreadable-entry", "duplicate-id", "bad-date"]


@pytest.mark.parametrize(
    ("text", "message"), [("[\n{,\n]", "line 2: not JSON"), ("3", "not CSL-JSON"), ("[" * 99_999, "not JSON")]
)
def test_what_is_no_csl_json_is_refused(text: str, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        csl_json.parse(text)
