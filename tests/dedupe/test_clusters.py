"""What must hold of every clustering, whatever the records."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from random import Random

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harvester.dedupe import POLICY, Form, Forms, dedupe, dedupe_table, judge_pair, learn
from harvester.dedupe.cluster import Link, split
from harvester.dedupe.table import tabulate
from harvester.merge import merge
from harvester.model import Name, PartialDate, Record, Relation

TITLES = (
    "Soil carbon under perennial grasses",
    "Soil carbon under perennial grasses: part II",
    "Soil carbon under perenial grasses",
    "Erratum to: Soil carbon under perennial grasses",
    "Honey dressings in burn care",
    "Editorial",
    "",
)
NAMES = (Name(family="Quill", given="Maren"), Name(family="Osei", given="K"), Name(family="Quill", given="M"))
SETTINGS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

records = st.lists(
    st.builds(
        Record,
        id=st.just("?"),
        source=st.sampled_from(("pure", "dspace", "crossref")),
        title=st.sampled_from(TITLES),
        author=st.lists(st.sampled_from(NAMES), max_size=2, unique=True).map(tuple),
        issued=st.none() | st.builds(PartialDate, st.integers(2010, 2012)),
        container_title=st.sampled_from(("", "Soil Reports", "Conference on Soil")),
        volume=st.sampled_from(("", "8", "9")),
        page=st.sampled_from(("", "1-20", "21-40")),
        doi=st.none() | st.sampled_from(("10.5555/a", "10.5555/b")),
    ),
    max_size=9,
).map(lambda found: [replace(record, id=f"r:{place}") for place, record in enumerate(found)])


def groups(labels: Mapping[str, str]) -> set[frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for identifier, label in labels.items():
        found[label].add(identifier)
    return {frozenset(members) for members in found.values()}


@SETTINGS
@given(records, st.randoms())
def test_order_ids_and_sources_change_no_cluster(given_records: list[Record], random: Random) -> None:
    names = [f"z:{place}" for place in range(len(given_records))]
    random.shuffle(names)
    renamed = [
        replace(record, id=name, source="one") for record, name in zip(given_records, names, strict=True)
    ]
    random.shuffle(renamed)
    old = dict(zip(names, (record.id for record in given_records), strict=True))
    one, other = dedupe(given_records), dedupe(renamed)
    # Records with equal content are interchangeable, so groups are compared by what they hold.
    content = {record.id: replace(record, id="", source="") for record in given_records}
    back = {old[name]: label for name, label in other.clusters.items()}
    assert sorted(sorted(repr(content[i]) for i in group) for group in groups(one.clusters)) == sorted(
        sorted(repr(content[i]) for i in group) for group in groups(back)
    )


@SETTINGS
@given(records)
def test_a_second_run_finds_the_same(given_records: list[Record]) -> None:
    one, other = dedupe(given_records), dedupe(list(reversed(given_records)))
    assert one.judgements == other.judgements
    assert (one.clusters, one.auto_clusters) == (other.clusters, other.auto_clusters)


@SETTINGS
@given(records)
def test_every_record_is_in_one_cluster_named_after_its_smallest_member(given_records: list[Record]) -> None:
    found = dedupe(given_records)
    for labels in (found.clusters, found.auto_clusters):
        assert set(labels) == {record.id for record in given_records}
        assert all(min(group) == labels[min(group)] for group in groups(labels))


@SETTINGS
@given(records)
def test_what_is_merged_unattended_is_also_the_best_guess_or_was_never_vetoed(
    given_records: list[Record],
) -> None:
    found = dedupe(given_records)
    for judgement in found.judgements:
        if judgement.verdict == "same":
            assert found.auto_clusters[judgement.a] == found.auto_clusters[judgement.b]
        if judgement.veto:
            assert found.clusters[judgement.a] != found.clusters[judgement.b]


@SETTINGS
@given(records)
def test_a_pair_judged_alone_against_the_corpus_scores_as_in_the_batch(given_records: list[Record]) -> None:
    by_id = {record.id: record for record in given_records}
    corpus = learn(given_records)
    for judgement in dedupe(given_records).judgements:
        alone = judge_pair(by_id[judgement.a], by_id[judgement.b], corpus)
        assert (alone.probability, alone.veto) == (judgement.probability, judgement.veto)


def test_merging_a_cluster_and_matching_again_changes_nothing() -> None:
    study = Record(
        id="a:1", source="a", title=TITLES[0], author=NAMES[:1], issued=PartialDate(2011),
        container_title="Soil Reports", volume="8", page="1-20",
    )  # fmt: skip
    merged = merge([study, replace(study, id="b:1", source="b", volume="")], id="w:1", trust={}).content
    assert dedupe([study, merged]).clusters == {"a:1": "a:1", "w:1": "a:1"}


def test_nothing_comes_of_nothing() -> None:
    nothing = dedupe([])
    assert (nothing.judgements, nothing.clusters, nothing.auto_clusters) == ((), {}, {})
    assert dedupe([Record(id="a", source="s")]).clusters == {"a": "a"}


def test_a_weak_bridge_joins_no_strong_groups() -> None:
    strong = [Link(0, 1, 6.0, joins=True), Link(2, 3, 6.0, joins=True)]
    against = [Link(0, 2, -3.0, joins=False), Link(0, 3, -3.0, joins=False), Link(1, 2, -3.0, joins=False)]
    bridge = Link(1, 3, 1.0, joins=True)
    assert split([0, 1, 2, 3], [*strong, *against, bridge], ties=range(4)) == [[0, 1], [2, 3]]


def test_a_veto_inside_a_group_splits_it_at_its_weaker_side() -> None:
    links = [
        Link(0, 1, 5.0, joins=True),
        Link(1, 2, 3.0, joins=True),
        Link(0, 2, 2.0, joins=False, barred=True),
    ]
    assert split([0, 1, 2], links, ties=range(3)) == [[0, 1], [2]]


def test_policy_decides_whether_a_preprint_is_merged() -> None:
    pre = Record(
        id="a", source="s", title=TITLES[0], author=NAMES[:2], container_title="bioRxiv", type="article"
    )
    article = replace(pre, id="b", container_title="Soil Reports", type="article-journal", volume="8")
    assert dedupe([pre, article]).clusters == {"a": "a", "b": "b"}
    merged = dedupe([pre, article], policy={"preprint": "merge"})
    assert merged.clusters == merged.auto_clusters == {"a": "a", "b": "a"}


def test_a_stated_relation_is_found_between_records_that_share_nothing_else() -> None:
    notice = Record(id="a", source="crossref", title="Retraction note", doi="10.5555/note",
                    relation=(Relation("Retracts", "10.5555/a", "crossref"),))  # fmt: skip
    article = Record(id="b", source="pure", title=TITLES[4], doi="10.5555/a")
    (found,) = dedupe([notice, article]).judgements
    assert (found.verdict, found.kind, found.veto) == ("related", "Retracts", "stated-relation")


def test_a_doi_of_unlike_titles_joins_neither() -> None:
    wrong = Record(
        id="a", source="pure", title="Foot ulcers among postal workers", doi="10.5555/x", author=NAMES[1:2]
    )
    right = Record(id="b", source="crossref", title=TITLES[0], doi="10.5555/x", author=NAMES[:1])
    assert dedupe([wrong, right]).clusters == {"a": "a", "b": "b"}


def test_a_copy_that_lost_its_part_number_does_not_bring_two_parts_together() -> None:
    first = Record(
        id="a", source="s", title="Soil carbon under perennial grasses: part I", author=NAMES[:2],
        issued=PartialDate(2010), container_title="Soil Reports", volume="8", page="1-20",
    )  # fmt: skip
    second = replace(
        first, id="c", title="Soil carbon under perennial grasses: part II", volume="9", page="33-50"
    )
    copy = Record(id="b", source="s", title=TITLES[0], author=NAMES[:2])
    found = dedupe([first, copy, second])
    assert found.clusters["a"] != found.clusters["c"]


def test_a_veto_bars_two_records_however_unlike_they_are() -> None:
    links = [
        Link(0, 1, 5.0, joins=True),
        Link(1, 2, 5.0, joins=True),
        Link(0, 2, -2.0, joins=False, barred=True),
    ]
    assert split([0, 1, 2], links, ties=range(3)) == [[0, 1], [2]]


def test_a_declared_source_stays_apart_also_where_a_policy_joins() -> None:
    title, about = (
        "folding of proteins in aqueous solvents",
        "quite another abstract of lakes and rivers " * 3,
    )
    forms = Forms.of(
        "wxyz",
        [
            Form("folding of polymers in aqueous solvents under pressure", authors="smith,j;doe,a", volume=4,
                 first_page=90, type="paper-conference", preprint=True, doi="10.1/b", abstract=about),
            Form(title, authors="quill,m;osei,k", year=2001, volume=3, first_page=10, type="article", doi="10.1/a"),
            Form(f"{title} under pressure", authors="smith,j;doe,a;roe,b", venue="journal of water", year=2004,
                 volume=3, first_page=90, type="paper-conference", doi="10.1/a", abstract=about),
            Form(f"{title} under pressure", authors="quill,m;osei,k", venue="journal of water", volume=4,
                 preprint=True, doi="10.1/b"),
        ],
    )  # fmt: skip
    merging = dict.fromkeys(POLICY, "merge")
    found = dedupe_table(tabulate(forms), policy=merging, distinct=np.array([0, 0, -1, -1], dtype=np.int32))
    assert found.clusters["w"] != found.clusters["x"]
