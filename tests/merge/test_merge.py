"""From the records of one cluster to one work: which value wins, and what the provenance says."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.merge import POLICY, merge
from harvester.model import Funder, Identifier, Name, Organisation, PartialDate, Record, Relation
from harvester.model.record import CONTENT_FIELDS

PAGE = Record(
    id="pure:1",
    source="pure",
    url="https://pure.example/1",
    title="Exploring the influence of service user involvement",
    author=(Name(family="Attree", given="Pamela"), Name(family="Morris", given="S")),
    issued=PartialDate(2011, 3),
    container_title="Health Expect",
    page="48",
    keyword=("cancer care",),
    abstract="What users say.",
    license="CC BY",
    identifier=(Identifier("uuid", "1f"),),
    publisher="Lancaster",
)
ANSWER = Record(
    id="crossref:10.5555/a",
    source="crossref",
    title="Exploring the influence of service user involvement on services for cancer",
    author=(
        Name(family="Attree", given="P", orcid="0000-0002-1825-0097"),
        Name(family="Morris", given="Sara"),
    ),
    issued=PartialDate(2011),
    container_title="Health Expectations",
    page="48-58",
    abstract="Jats.",
    publisher="Wiley",
    doi="10.5555/a",
    status="retracted",
    relation=(Relation("IsPreprintOf", "10.5555/b", "crossref"),),
)


def content(*records: Record, **trust: float) -> Record:
    return merge(records, id="w1", trust=trust).content


def test_crossref_wins_what_it_registers_and_the_page_wins_what_it_keeps() -> None:
    work = content(PAGE, ANSWER)
    assert (work.container_title, work.page, work.publisher) == ("Health Expectations", "48-58", "Wiley")
    assert (work.abstract, work.license, work.keyword) == ("What users say.", "CC BY", ("cancer care",))


def test_given_names_and_orcids_come_from_every_record() -> None:
    assert content(PAGE, ANSWER).author == (
        Name(family="Attree", given="Pamela", orcid="0000-0002-1825-0097"),
        Name(family="Morris", given="Sara"),
    )


def test_names_of_lists_of_unequal_length_are_completed_by_name() -> None:
    short = replace(ANSWER, author=ANSWER.author[1:])
    assert content(PAGE, short).author[1] == Name(family="Morris", given="Sara")


def test_strangers_in_the_same_place_are_not_mixed() -> None:
    stranger = Name(family="Zhou", given="Li", orcid="0000-0002-1825-0097")
    other = replace(ANSWER, author=(stranger, ANSWER.author[1]))
    assert content(PAGE, other).author == (PAGE.author[0], ANSWER.author[1])


def test_a_more_precise_date_wins_only_inside_the_registered_year() -> None:
    assert content(PAGE, ANSWER).issued == PartialDate(2011, 3)
    assert content(replace(PAGE, issued=PartialDate(2010, 12)), ANSWER).issued == PartialDate(2011)


def test_the_most_complete_title_wins_and_shouting_does_not() -> None:
    assert content(PAGE, ANSWER).title == ANSWER.title
    assert content(replace(PAGE, title=ANSWER.title.upper()), ANSWER).title == ANSWER.title


def test_a_retraction_that_anybody_states_survives() -> None:
    assert content(PAGE, ANSWER).status == "retracted"
    assert content(replace(PAGE, status="concern"), ANSWER).status == "retracted"


def test_an_empty_value_never_wins() -> None:
    assert content(PAGE, replace(ANSWER, container_title="")).container_title == "Health Expect"


def test_a_status_of_the_registry_reaches_the_work_whatever_is_preferred() -> None:
    work = merge([PAGE, ANSWER], id="w1", trust={"pure": 1.0, "crossref": 0.0}, prefer=["pure"])
    assert work.content.status == "retracted"


def test_what_two_records_date_differently_is_one_relation_from_the_first_day() -> None:
    said = Relation("IsRetractedBy", "10.5555/n", "publisher", "2021-03-04")
    earlier = said._replace(date="2021-02")
    records = (replace(PAGE, relation=(said,)), replace(ANSWER, relation=(earlier,)))
    assert content(*records).relation == content(*reversed(records)).relation == (earlier,)


@pytest.mark.parametrize(
    ("titles", "chosen"),
    [
        (["BEES: THEIR LIFE ON SHIPS"], "Bees: Their life on ships"),
        (["LIFE OF BEES ON SHIPS", "The Life of Bees"], "Life of bees on ships"),
        (["LIFE OF BEES", "Life of Bees"], "Life of Bees"),
        (["DNA"], "DNA"),
        (["HIV/AIDS IN 1990"], "HIV/AIDS in 1990"),
        (["Life of b\N{REPLACEMENT CHARACTER}es", "Life of bees"], "Life of bees"),
    ],
)
def test_a_title_in_capitals_becomes_a_sentence_where_no_record_has_a_better_one(
    titles: list[str], chosen: str
) -> None:
    records = [Record(id=f"s:{place}", source="s", title=title) for place, title in enumerate(titles)]
    assert content(*records).title == chosen


def test_identifiers_and_relations_are_united() -> None:
    other = replace(PAGE, id="pure:2", identifier=(Identifier("handle", "1/2"),))
    assert content(PAGE, other, ANSWER).identifier == (Identifier("uuid", "1f"), Identifier("handle", "1/2"))
    assert content(PAGE, ANSWER).relation == ANSWER.relation


def test_trust_decides_between_equals_and_then_the_number_that_agree() -> None:
    one, other = (
        replace(PAGE, id="a:1", source="a", volume="7"),
        replace(PAGE, id="b:1", source="b", volume="8"),
    )
    assert content(one, other, a=0.2, b=0.9).volume == "8"
    assert content(one, other, replace(other, id="c:1", source="c")).volume == "8"
    assert content(one, other).volume == "7"


def test_the_provenance_names_record_rule_and_votes() -> None:
    work = merge([PAGE, ANSWER], id="w1", trust={})
    said = {entry.field: entry for entry in work.provenance}
    assert (said["publisher"].record, said["publisher"].agree, said["publisher"].differ) == (ANSWER.id, 1, 1)
    assert said["license"].rule == "the only record that says it"
    assert set(said) == {name for name in CONTENT_FIELDS if getattr(work.content, name) not in (None, "", ())}
    assert work.members == (ANSWER.id, PAGE.id)


def test_the_policy_speaks_of_every_field() -> None:
    assert set(POLICY) == set(CONTENT_FIELDS)
    assert set(CONTENT_FIELDS) < {field.name for field in fields(Record)}


def test_no_records_are_no_work() -> None:
    with pytest.raises(ValueError, match="w1"):
        merge([], id="w1", trust={})


@given(
    st.permutations(
        [PAGE, ANSWER, replace(PAGE, id="dspace:9", source="dspace", title="Exploring", volume="14")]
    )
)
def test_the_order_of_the_records_changes_nothing(records: list[Record]) -> None:
    assert merge(records, id="w1", trust={}) == merge(sorted(records, key=lambda r: r.id), id="w1", trust={})


UNIT = Organisation("School of Health", "https://pure.example/health")
GRANT = Funder("Wellcome Trust", "WT-1")


def test_units_affiliations_and_grants_of_all_records_are_united() -> None:
    one = replace(
        PAGE,
        author=(replace(PAGE.author[0], affiliation=("Lancaster",)), PAGE.author[1]),
        organisation=(UNIT,),
        funder=(Funder("Wellcome Trust"),),
    )
    other = replace(
        PAGE,
        id="eprints:7",
        source="eprints",
        author=(replace(PAGE.author[0], affiliation=("LANCASTER", "Leeds")), PAGE.author[1]),
        organisation=(Organisation("School of health"), Organisation("Library")),
        funder=(GRANT,),
    )
    work = merge([one, other, ANSWER], id="w1", trust={"pure": 0.8})
    assert work.content.author[0].affiliation == ("Lancaster", "Leeds")
    assert work.content.organisation == (UNIT, Organisation("Library"))
    assert work.content.funder == (GRANT,)
    said = {entry.field: entry for entry in work.provenance}
    assert (said["organisation"].record, said["organisation"].differ) == ("pure:1", 1)
    assert merge([ANSWER, other, one], id="w1", trust={"pure": 0.8}) == work


def test_the_most_open_word_wins_and_brings_its_file() -> None:
    waiting = replace(PAGE, access="embargoed", full_text="https://pure.example/1.pdf")
    free = replace(PAGE, id="z:1", source="z", access="open", full_text="https://z.example/1.pdf")
    paid = replace(ANSWER, access="closed")
    work = merge([waiting, free, paid], id="w1", trust={"pure": 1.0, "z": 0.1})
    assert (work.content.access, work.content.full_text) == ("open", "https://z.example/1.pdf")
    assert {(one.field, one.record) for one in work.provenance} >= {("access", "z:1"), ("full_text", "z:1")}
    assert content(waiting, paid).access == "embargoed"


def test_the_licence_of_the_most_trusted_source_wins() -> None:
    registered = replace(ANSWER, license="https://creativecommons.org/licenses/by/4.0/")
    assert content(PAGE, registered).license == registered.license
    assert content(PAGE, registered, pure=1.0).license == "CC BY"
