"""How works relate to one another: what pages state of other works' DOIs, and what is made of it in matching."""

from __future__ import annotations

import json

import pytest

from harvester.dedupe import dedupe
from harvester.model import Record
from tests.extract.reading import head, record

NAMED = (("citation_title", "Wing lengths of northern gulls"), ("citation_author", "Lee, Ann"))
OWN = ("citation_doi", "10.5555/own")


def relations(html: str, url: str = "https://repo.example/item/7") -> list[tuple[str, str, str]]:
    return [tuple(one[:3]) for one in record(html, url).relation]


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        ("DC.relation.isVersionOf", "IsVersionOf"),
        ("DCTERMS.hasVersion", "HasVersion"),
        ("DC.relation.isPartOf", "IsPartOf"),
        ("DC.relation.isReplacedBy", "IsPreviousVersionOf"),
        ("DC.relation.isSupplementTo", "IsSupplementTo"),
        ("DC.relation", "IsRelatedTo"),
    ],
)
def test_dublin_core_states_relations(tag: str, kind: str) -> None:
    html = head(*NAMED, OWN, (tag, "https://doi.org/10.5555/Other"))
    assert relations(html) == [(kind, "10.5555/other", "dc")]
    said = [tuple(one) for one in record(html).witness if one.field == "relation"]
    assert said == [("relation", "dc", f"{kind} 10.5555/other")]


@pytest.mark.parametrize("tag", ["DC.relation.references", "DCTERMS.isReferencedBy"])
def test_references_are_no_relations_of_the_works(tag: str) -> None:
    found = record(head(*NAMED, OWN, (tag, "10.5555/other")))
    assert found.relation == ()
    assert [one.value for one in found.identifier if one.scheme == "doi"] == ["10.5555/other"]


def test_schema_org_states_relations_in_its_properties_and_in_datacite_s_list() -> None:
    work = {
        "@context": "https://schema.org", "@type": "Dataset", "name": "Wing lengths of northern gulls",
        "@id": "https://doi.org/10.5555/own", "author": {"@type": "Person", "name": "Ann Lee"},
        "isPartOf": {"@type": "Collection", "@id": "https://doi.org/10.5555/whole"},
        "exampleOfWork": "https://doi.org/10.5555/concept",
        "relatedIdentifiers": [
            {"relatedIdentifier": "10.5555/article", "relatedIdentifierType": "DOI", "relationType": "IsSupplementTo"},
            {"relatedIdentifier": "10.5555/cited", "relatedIdentifierType": "DOI", "relationType": "Cites"},
        ],
    }  # fmt: skip
    html = f'<html><head><script type="application/ld+json">{json.dumps(work)}</script></head><body>x</body></html>'
    assert relations(html) == [
        ("IsPartOf", "10.5555/whole", "json-ld"),
        ("IsVersionOf", "10.5555/concept", "json-ld"),
        ("IsSupplementTo", "10.5555/article", "json-ld"),
    ]


def test_the_doi_of_all_versions_is_told_by_its_letters() -> None:
    html = head(
        *NAMED,
        ("citation_doi", "10.6084/m9.figshare.1234567.v2"),
        ("DC.identifier", "10.6084/m9.figshare.1234567"),
    )
    found = record(html, "https://repo.example/10.6084/m9.figshare.1234567.v2")
    assert [tuple(one[:3]) for one in found.relation] == [
        ("IsVersionOf", "10.6084/m9.figshare.1234567", "harvester")
    ]


def test_figures_are_no_related_works_and_neither_are_typed_links() -> None:
    links = '<link rel="cite-as" href="https://doi.org/10.5555/own"><link rel="describedby" href="https://doi.org/10.5555/x">'
    html = head(*NAMED, OWN, ("DC.identifier", "10.5555/own.g001"), more=links)
    assert relations(html) == []


def test_a_manuscript_without_a_doi_is_a_copy_of_the_article_and_no_relation() -> None:
    found = record(head(*NAMED, ("DC.relation.isVersionOf", "10.5555/article")))
    assert found.relation == ()
    assert [tuple(one) for one in found.identifier] == [("doi", "10.5555/article", "IsVersionOf")]


def test_a_preprint_names_the_published_article() -> None:
    said = '<div class="pub_jnl">Now published in <i>Bird Notes</i> doi: <a href="https://doi.org/10.5555/article">x</a></div>'
    html = head(*NAMED, ("citation_doi", "10.1101/2020.01.02.123456"), ("citation_journal_title", "bioRxiv"))
    html = html.replace("<p>text</p>", said)
    assert relations(html, "https://www.biorxiv.org/content/10.1101/2020.01.02.123456v1") == [
        ("IsPreprintOf", "10.5555/article", "body")
    ]


def test_what_pages_state_keeps_two_works_apart_and_names_what_they_are() -> None:
    data = record(
        head(*NAMED, OWN, ("DC.type", "Dataset"), ("DC.relation.isSupplementTo", "10.5555/article"))
    )
    article = Record(id="t:1", source="t", type="article-journal", title=data.title, author=data.author,
                     doi="10.5555/article")  # fmt: skip
    found = dedupe([data, article])
    assert found.clusters == {data.id: data.id, "t:1": "t:1"}
    (judged,) = found.judgements
    assert (judged.verdict, judged.kind, judged.veto) == ("related", "IsSupplementTo", "stated-relation")


@pytest.mark.parametrize(("kind", "merged"), [("dataset", False), ("article-journal", True)])
def test_a_dataset_is_never_one_with_its_article_whatever_it_says(kind: str, *, merged: bool) -> None:
    one = record(head(*NAMED, OWN, ("DC.type", kind), ("DC.relation.isVersionOf", "10.5555/article")))
    other = Record(id="t:1", source="t", type="article-journal", title=one.title, author=one.author,
                   doi="10.5555/article")  # fmt: skip
    assert (len(set(dedupe([one, other], policy={"version": "merge"}).clusters.values())) == 1) is merged


def test_identical_dois_are_one_work() -> None:
    work = {
        "@type": "ScholarlyArticle", "name": "Wing lengths of northern gulls", "@id": "https://doi.org/10.5555/own",
        "author": {"@type": "Person", "name": "Ann Lee"},
        "relatedIdentifiers": [{"relatedIdentifier": "10.5555/same", "relationType": "IsIdenticalTo"}],
    }  # fmt: skip
    one = record(
        f'<html><head><script type="application/ld+json">{json.dumps(work)}</script></head><body>x</body></html>'
    )
    other = Record(
        id="t:1", source="t", type="article-journal", title=one.title, author=one.author, doi="10.5555/same"
    )
    assert len(set(dedupe([one, other]).clusters.values())) == 1
