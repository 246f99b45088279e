"""How registered works relate to others: direction, date and source, and one name for each meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from harvester.dedupe.relate import STATED
from harvester.enrich import datacite
from harvester.enrich.stage import Only
from harvester.enrichment import enrich_catalogue
from harvester.fetch import Web
from harvester.model import Identifier, Relation
from harvester.model.standing import warning
from harvester.store import Store
from tests.enrich.desk import page_of
from tests.enrich.made import made, ours

if TYPE_CHECKING:
    from tests.crossref import Simulator
    from tests.enrich.desk import Desk


def update(doi: str, kind: str, source: str | None = "publisher", *day: int) -> dict[str, Any]:
    return {"DOI": doi, "type": kind, "source": source, "updated": {"date-parts": [[*day]]}}


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        ("retracted.2", "RETRACTED on 2021-11-11 (retraction-watch), by 10.5555/retraction.2"),
        ("both.1", "RETRACTED on 2019-02-02 (publisher, retraction-watch), by 10.5555/both.2"),
        (
            "concern.1",
            (
                "PARTIALLY RETRACTED on 2017-06-06 (retraction-watch), by 10.5555/concern.2; "
                "EXPRESSION OF CONCERN on 2016-06-06 (publisher), by 10.5555/concern.2"
            ),
        ),
        ("withdrawn.1", "WITHDRAWN on 2014-10-10 (publisher)"),
        ("corrected.1", ""),
        ("retraction.1", ""),
        ("both.2", ""),
    ],
)
def test_the_warning_says_what_when_who_and_by_which_notice(suffix: str, text: str) -> None:
    assert warning(ours(suffix)) == text


def test_the_publisher_and_retraction_watch_are_both_heard() -> None:
    said = [one for one in ours("retracted.1").relation if one.kind == "IsRetractedBy"]
    assert [(one.asserted_by, one.date[:4]) for one in said] == [
        ("publisher", "2018"),
        ("retraction-watch", "2018"),
    ]


def test_a_correction_points_from_the_notice_to_the_work() -> None:
    assert ours("corrected.1").relation == (
        Relation("HasCorrection", "10.5555/correction.1", "publisher", "2020-09-01"),
    )
    assert ours("correction.1").relation == (
        Relation("IsCorrectionOf", "10.5555/corrected.1", "crossref"),
        Relation("IsCorrectionOf", "10.5555/corrected.1", "publisher", "2020-09-01"),
    )


@pytest.mark.parametrize(
    ("title", "watched", "status"),
    [
        ("Gulls", "updated-by", "retracted"),
        ("Gulls", "update-to", ""),
        ("Retraction: Gulls", "updated-by", "retracted"),
        ("Retraction: Gulls", "", ""),
        ("Gulls", "", "retracted"),
    ],
)
def test_of_two_directions_one_is_right(title: str, watched: str, status: str) -> None:
    sides = {
        key: [update("10.5555/x", "retraction", "publisher", 2020)] for key in ("update-to", "updated-by")
    }
    if watched:
        sides[watched].append(update("10.5555/x", "retraction", "retraction-watch", 2021, 1, 2))
    record = made(title=[title], **sides)
    assert record.status == status
    assert {one.kind for one in record.relation} == {"IsRetractedBy" if status else "Retracts"}


@pytest.mark.parametrize(
    ("kind", "relation", "status"),
    [
        ("retraction", "IsRetractedBy", "retracted"),
        ("withdrawal", "IsWithdrawnBy", "withdrawn"),
        ("removal", "IsWithdrawnBy", "withdrawn"),
        ("partial_retraction", "IsPartiallyRetractedBy", "concern"),
        ("expression_of_concern", "IsDoubtedBy", "concern"),
        ("corrigendum", "HasCorrection", ""),
        ("addendum", "IsSupplementedBy", ""),
        ("new_version", "IsPreviousVersionOf", ""),
    ],
)
def test_every_update_has_a_name_for_both_ends(kind: str, relation: str, status: str) -> None:
    done = made(**{"updated-by": [update("10.5555/n", kind, None, 2020, 2)]})
    assert (done.status, done.relation) == (status, (Relation(relation, "10.5555/n", "crossref", "2020-02"),))
    notice = made(**{"update-to": [update("10.5555/w", kind)]})
    assert notice.status == ""
    assert notice.relation == (Relation(STATED[relation][0], "10.5555/w", "publisher"),)


def test_a_work_withdrawn_under_its_own_doi_is_no_notice_about_itself() -> None:
    record = made(**{"update-to": [update("10.5555/MADE", "withdrawal", "publisher", 2014)]})
    assert (record.status, warning(record)) == ("withdrawn", "WITHDRAWN on 2014 (publisher)")
    assert made(**{"update-to": [update("10.5555/made", "new_version")]}).relation == ()


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("is-preprint-of", "IsPreprintOf"),
        ("has-preprint", "HasPreprint"),
        ("is-version-of", "IsVersionOf"),
        ("is-manuscript-of", "IsVersionOf"),
        ("is-manifestation-of", "IsVariantFormOf"),
        ("has-format", "IsOriginalFormOf"),
        ("is-translation-of", "IsTranslationOf"),
        ("has-translation", "HasTranslation"),
        ("is-part-of", "IsPartOf"),
        ("is-component-of", "IsPartOf"),
        ("is-review-of", "Reviews"),
        ("has-review", "IsReviewedBy"),
        ("is-comment-on", "IsCommentOn"),
        ("has-reply", "HasReply"),
        ("is-replaced-by", "IsObsoletedBy"),
        ("is-derived-from", "IsDerivedFrom"),
        ("is-supplemented-by", "IsSupplementedBy"),
    ],
)
def test_crossrefs_words_become_the_names_that_matching_knows(key: str, kind: str) -> None:
    record = made(relation={key: [{"id-type": "doi", "id": "10.5555/B", "asserted-by": "subject"}]})
    assert record.relation == (Relation(kind, "10.5555/b", "crossref"),)
    assert STATED[STATED[kind][0]][0] == kind


@pytest.mark.parametrize("key", ["is-identical-to", "is-same-as"])
def test_what_is_identical_is_another_doi_of_the_work(key: str) -> None:
    record = made(relation={key: [{"id-type": "doi", "id": "10.5555/twin"}]})
    assert (record.relation, record.identifier) == ((), (Identifier("doi", "10.5555/twin", "IsIdenticalTo"),))


def test_datacite_says_it_in_the_same_words() -> None:
    stated = {
        "IsIdenticalTo": "10.5555/twin",
        "IsTranslationOf": "10.5555/german",
        "Cites": "10.5555/cited",
        "IsVersionOf": "https://doi.org/10.5555/VERSIONS",
        "HasPart": "10.5555/own",
    }
    record = datacite.record_of({
        "doi": "10.5555/own",
        "relatedIdentifiers": [
            {"relationType": kind, "relatedIdentifier": doi, "relatedIdentifierType": "DOI"}
            for kind, doi in stated.items()
        ],
    })  # fmt: skip
    assert record.relation == (
        Relation("IsTranslationOf", "10.5555/german", "datacite"),
        Relation("IsVersionOf", "10.5555/versions", "datacite"),
    )
    assert record.identifier == (Identifier("doi", "10.5555/twin", "IsIdenticalTo"),)


def enrich(desk: Desk) -> None:
    with (
        Store(desk.config.store.path) as store,
        Web(desk.config.http, desk.config.contact, private_hosts={"127.0.0.1"}) as web,
    ):
        enrich_catalogue(desk.config, store, web, only=Only(), now=lambda: desk.now)


def test_a_preprint_its_versions_and_its_article_are_related_and_stay_three(
    desk: Desk, crossref: Simulator
) -> None:
    dois = ["10.55555/preprint.300.1", "10.55555/preprint.300.2", "10.5555/chart.2023.14"]
    desk.show([page_of(crossref.work(doi)) for doi in dois])
    enrich(desk)
    with desk.store() as store:
        of = store.index.owners(dois)
        first, second, article = (of[doi] for doi in dois)
        assert len({first, second, article}) == 3
        stated = {
            (work, one.kind, one.target)
            for work, one in store.works.relations()
            if one.asserted_by == "crossref"
        }
    assert stated == {
        (first, "IsPreprintOf", article),
        (second, "IsPreprintOf", article),
        (first, "HasVersion", second),
        (second, "IsVersionOf", first),
        (article, "HasPreprint", first),
        (article, "HasPreprint", second),
    }


def test_two_dois_that_the_registry_calls_the_same_are_one_work(desk: Desk, crossref: Simulator) -> None:
    one, other = "10.5555/2012.estuary.252", "10.5555/2013.estuary.252"
    twin = {"is-same-as": [{"id-type": "doi", "id": other, "asserted-by": "subject"}]}
    crossref.put({**crossref.work(one), "relation": twin})
    desk.show([page_of(crossref.work(doi)) for doi in (one, other)])
    enrich(desk)
    with desk.store() as store:
        assert len(set(store.index.owners([one, other]).values())) == 1
        assert store.works.count() == 1


def test_a_retraction_that_arrives_reaches_the_work_with_its_date(desk: Desk, crossref: Simulator) -> None:
    doi = "10.5555/reef.2019.0101"
    desk.show([page_of(crossref.work(doi))])
    enrich(desk)
    crossref.put(
        {
            **crossref.work(doi),
            "updated-by": [update("10.5555/n", "retraction", "retraction-watch", 2026, 11, 24)],
        }
    )
    desk.wait(days=20)
    enrich(desk)
    with desk.store() as store:
        (work,) = store.works.each()
        assert warning(work.content) == "RETRACTED on 2026-11-24 (retraction-watch), by 10.5555/n"
        (relation,) = [one for _, one in store.works.relations(work.id)]
        assert relation == Relation("IsRetractedBy", "10.5555/n", "retraction-watch", "2026-11-24")


def test_a_work_that_is_its_own_notice_keeps_the_statement(desk: Desk, crossref: Simulator) -> None:
    desk.show([page_of(crossref.work("10.5555/withdrawn.1"))])
    enrich(desk)
    with desk.store() as store:
        (work,) = store.works.each()
        assert [one for _, one in store.works.relations(work.id)] == [
            Relation("IsWithdrawnBy", "10.5555/withdrawn.1", "publisher", "2014-10-10")
        ]
        (row,) = store._db.rows("SELECT * FROM retracted")
    assert (row["status"], row["since"], row["asserted_by"]) == ("withdrawn", "2014-10-10", "publisher")
