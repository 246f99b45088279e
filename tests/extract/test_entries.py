"""Records out of lists: OAI-PMH in every format that is read, listing pages, and feeds. All samples are made up."""

from __future__ import annotations

import pytest

from harvester.extract import Extraction, extract
from harvester.extract.entries.oai import rank
from harvester.model import Page, Record
from harvester.model.page import FED, LISTED, OAI_RECORD

WHERE = "https://repo.example/oai?verb=GetRecord&metadataPrefix=x&identifier=oai:repo.example:7"
DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
OAI_DC = f'<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" {DC}>{{}}</oai_dc:dc>'


def oai(metadata: str, url: str = WHERE) -> Extraction:
    header = "<header><identifier>oai:repo.example:7</identifier></header>"
    inside = f"<metadata>{metadata}</metadata>" if metadata else ""
    body = f'<record xmlns="http://www.openarchives.org/OAI/2.0/">{header}{inside}</record>'
    return extract(Page(url=url, body=body.encode(), content_type=OAI_RECORD), source="repo")


def read(metadata: str, url: str = WHERE) -> Record:
    record = oai(metadata, url).record
    assert record is not None
    return record


def dublin_core(*pairs: tuple[str, str]) -> str:
    return OAI_DC.format("".join(f"<dc:{name}>{value}</dc:{name}>" for name, value in pairs))


def names(record: Record) -> list[str]:
    return [str(name) for name in record.author]


def test_simple_dublin_core_as_dspace_sends_it() -> None:
    record = read(
        dublin_core(
            ("title", "Tides of the estuary"), ("creator", "Lee, Ann"), ("creator", "Okafor, Chidi"),
            ("contributor", "Moor, Jan"), ("date", "2015-03-01T10:00:00Z"), ("date", "2015-03-02T11:00:00Z"),
            ("date", "2014"), ("identifier", "https://hdl.handle.net/1885/10005"),
            ("identifier", "10.5555/tides"), ("identifier", "1369-6513"), ("type", "Article"), ("language", "eng"),
        )
    )  # fmt: skip
    assert (record.id, record.title, str(record.issued), record.type) == (
        "repo:oai:repo.example:7", "Tides of the estuary", "2014", "article-journal"
    )  # fmt: skip
    assert names(record) == ["Lee, Ann", "Okafor, Chidi"]
    assert (record.doi, record.issn, record.language) == ("10.5555/tides", ("1369-6513",), "en")
    assert record.url == "https://hdl.handle.net/1885/10005"
    assert ("oai", "oai:repo.example:7") in [(one.scheme, one.value) for one in record.identifier]


def test_simple_dublin_core_as_eprints_sends_it() -> None:
    record = read(
        dublin_core(
            ("title", "Tides"), ("creator", "Lee, Ann"), ("date", "2014-05"), ("type", "Article"),
            ("type", "PeerReviewed"), ("format", "text"), ("identifier", "http://repo.example/7/1/tides.pdf"),
            ("identifier", "Lee, Ann (2014) Tides. Coast, 3 (2). pp. 25-36. ISSN 1369-6513"),
            ("relation", "https://doi.org/10.5555/tides"), ("relation", "http://repo.example/7/"),
        )
    )  # fmt: skip
    assert (record.doi, record.url) == ("10.5555/tides", "http://repo.example/7/")
    assert record.full_text == "http://repo.example/7/1/tides.pdf"


def test_simple_dublin_core_as_journals_send_it() -> None:
    record = read(
        dublin_core(
            ("title", "Tides"), ("creator", "Lee, Ann"), ("date", "2014-05-02"),
            ("type", "info:eu-repo/semantics/article"), ("source", "Coast; Vol. 3 No. 2 (2014): Summer; 25-36"),
            ("source", "1369-6513"), ("identifier", "https://repo.example/index.php/coast/article/view/7"),
        )
    )  # fmt: skip
    assert (record.container_title, record.volume, record.issue, record.page) == ("Coast", "3", "2", "25-36")
    assert (record.issn, record.type) == (("1369-6513",), "article-journal")


def test_children_that_are_no_dublin_core_are_read_by_their_local_names_and_unknown_ones_kept() -> None:
    record = read(
        OAI_DC.format(
            "<dc:articleTitle>Tides</dc:articleTitle><dc:creator>Lee, Ann</dc:creator><dc:doi>10.5555/tides</dc:doi>"
            "<dc:journalTitle>Coast</dc:journalTitle><dc:volume>3</dc:volume><dc:shelf>A 7</dc:shelf>"
        )
    )
    assert (record.title, record.doi, record.container_title, record.volume) == (
        "Tides",
        "10.5555/tides",
        "Coast",
        "3",
    )
    assert [tuple(one) for one in record.extra] == [("oai_dc", "shelf", "A 7")]


def test_a_title_that_is_escaped_once_more_is_read() -> None:
    assert read(dublin_core(("title", "Tides &amp;amp; &amp;lt;i&amp;gt;banks"), ("creator", "Lee, A"))).title


def test_the_qualified_names_of_dspace() -> None:
    fields = [
        ("dc", "title", "", "Tides"), ("dc", "contributor", "author", "Lee, Ann"),
        ("dc", "contributor", "advisor", "Moor, Jan"), ("dc", "date", "accessioned", "2019-01-01T10:00:00Z"),
        ("dc", "date", "issued", "2014-05"), ("dc", "relation", "ispartof", "Coast"),
        ("oaire", "citation", "volume", "3"), ("oaire", "citation", "startPage", "25"),
        ("oaire", "citation", "endPage", "36"), ("dc", "identifier", "doi", "10.5555/tides"),
        ("dc", "identifier", "uri", "http://hdl.handle.net/1885/10005"), ("local", "secret", "", "x"),
    ]  # fmt: skip
    dim = "".join(
        f'<f:field mdschema="{a}" element="{b}" qualifier="{c}">{d}</f:field>' for a, b, c, d in fields
    )
    record = read(f'<f:dim xmlns:f="http://www.dspace.org/xmlns/dspace/dim">{dim}</f:dim>')
    assert (names(record), str(record.issued), record.container_title) == (["Lee, Ann"], "2014-05", "Coast")
    assert (record.volume, record.page, record.doi) == ("3", "25-36", "10.5555/tides")
    assert [(name.family, name.role) for name in record.contributor] == [("Moor", "advisor")]
    assert record.url == "http://hdl.handle.net/1885/10005"
    nested = "".join(
        f'<element name="{a}"><element name="{b}">'
        + (f'<element name="{c}">' if c else "")
        + f'<element name="none"><field name="value">{d}</field></element>'
        + ("</element>" if c else "")
        + "</element></element>"
        for a, b, c, d in fields
    )
    files = '<element name="bundles"><element name="bundle"><field name="value">dc.title</field></element></element>'
    same = read(f'<metadata xmlns="http://www.lyncode.com/xoai">{nested}{files}</metadata>')
    assert (same.title, names(same), same.page, same.doi, same.url) == (
        record.title, names(record), record.page, record.doi, record.url
    )  # fmt: skip


DATACITE = """<resource xmlns="http://datacite.org/schema/kernel-4">
<identifier identifierType="DOI">10.5555/DATA</identifier>
<creators><creator><creatorName nameType="Personal">Lee, Ann</creatorName><givenName>Ann</givenName><familyName>Lee
</familyName><nameIdentifier nameIdentifierScheme="ORCID">0000-0002-1825-0097</nameIdentifier></creator>
<creator><creatorName nameType="Organizational">Coast Watch</creatorName></creator></creators>
<titles><title>Gauge readings</title><title titleType="AlternativeTitle">Readings</title></titles>
<publisher>Repo</publisher><publicationYear>2020</publicationYear><resourceType resourceTypeGeneral="Dataset"/>
<dates><date dateType="Issued">2020-04-05</date><date dateType="Collected">2001</date></dates>
<contributors><contributor contributorType="Supervisor"><contributorName>Moor, Jan</contributorName></contributor>
<contributor contributorType="HostingInstitution"><contributorName>Repo</contributorName></contributor></contributors>
<alternateIdentifiers><alternateIdentifier alternateIdentifierType="url">https://repo.example/7</alternateIdentifier>
</alternateIdentifiers><relatedIdentifiers><relatedIdentifier relatedIdentifierType="DOI"
relationType="IsVersionOf">10.5555/concept</relatedIdentifier></relatedIdentifiers>
<descriptions><description descriptionType="Abstract">Forty years of readings.</description></descriptions>
</resource>"""


@pytest.mark.parametrize("wrapped", [False, True])
def test_datacite(wrapped: bool) -> None:  # noqa: FBT001
    outer = (
        '<oai_datacite xmlns="http://schema.datacite.org/oai/oai-1.1/"><payload>{}</payload></oai_datacite>'
    )
    record = read(outer.format(DATACITE) if wrapped else DATACITE)
    assert (record.title, record.doi, str(record.issued), record.type) == (
        "Gauge readings", "10.5555/data", "2020-04-05", "dataset"
    )  # fmt: skip
    assert names(record) == ["Lee, Ann", "Coast Watch"]
    assert record.author[0].orcid == "0000-0002-1825-0097"
    assert [(one.value, one.relation) for one in record.identifier if one.scheme == "doi"] == [
        ("10.5555/concept", "IsVersionOf")
    ]
    assert [(name.family, name.role) for name in record.contributor] == [("Moor", "advisor")]
    assert record.url == "https://repo.example/7"


def test_openaire() -> None:
    record = read(
        '<o:resource xmlns:o="http://namespace.openaire.eu/schema/oaire/" '
        f'xmlns:d="http://datacite.org/schema/kernel-4" {DC}>'
        "<d:titles><d:title>Tides</d:title></d:titles><d:creators><d:creator><d:creatorName>Lee, Ann</d:creatorName>"
        '</d:creator></d:creators><d:dates><d:date dateType="Issued">2014-05</d:date></d:dates>'
        '<d:identifier identifierType="Handle">http://hdl.handle.net/1885/10005</d:identifier>'
        "<dc:language>eng</dc:language><dc:publisher>Press</dc:publisher><dc:description>On tides.</dc:description>"
        "<o:citationTitle>Coast</o:citationTitle><o:citationVolume>3</o:citationVolume>"
        "<o:citationStartPage>25</o:citationStartPage><o:citationEndPage>36</o:citationEndPage></o:resource>"
    )
    assert (record.title, record.container_title, record.volume, record.page) == (
        "Tides",
        "Coast",
        "3",
        "25-36",
    )
    assert (record.language, record.publisher, record.abstract) == ("en", "Press", "On tides.")
    assert record.url == "http://hdl.handle.net/1885/10005"


def test_mods() -> None:
    record = read(
        '<mods xmlns="http://www.loc.gov/mods/v3"><titleInfo><nonSort>The</nonSort><title>tides</title>'
        "<subTitle>a study</subTitle></titleInfo>"
        '<name type="personal"><namePart type="family">Lee</namePart><namePart type="given">Ann</namePart>'
        '<role><roleTerm type="code">aut</roleTerm></role></name>'
        "<name><namePart>Moor, Jan</namePart><role><roleTerm>thesis advisor</roleTerm></role></name>"
        "<genre>journal article</genre><originInfo><dateIssued>2014-05</dateIssued></originInfo>"
        '<language><languageTerm>eng</languageTerm></language><identifier type="doi">10.5555/tides</identifier>'
        '<relatedItem type="host"><titleInfo><title>Coast</title></titleInfo><identifier type="issn">1369-6513'
        '</identifier><part><detail type="volume"><number>3</number></detail><extent unit="pages"><start>25</start>'
        "<end>36</end></extent></part></relatedItem>"
        "<location><url>https://repo.example/7</url></location></mods>"
    )
    assert (record.title, names(record), record.doi) == ("The tides: a study", ["Lee, Ann"], "10.5555/tides")
    assert (record.container_title, record.volume, record.page, record.issn) == (
        "Coast",
        "3",
        "25-36",
        ("1369-6513",),
    )
    assert [(name.family, name.role) for name in record.contributor] == [("Moor", "advisor")]
    assert record.url == "https://repo.example/7"


def test_richer_formats_come_first() -> None:
    order = ["http://www.dspace.org/xmlns/dspace/dim", "http://www.loc.gov/mods/v3",
             "http://schema.datacite.org/oai/oai-1.1/", "http://www.openarchives.org/OAI/2.0/oai_dc/",
             "http://www.loc.gov/MARC21/slim"]  # fmt: skip
    assert sorted(order, key=rank) == order


@pytest.mark.parametrize(
    ("metadata", "reason"),
    [
        ("", "has no metadata"),
        (OAI_DC.format(""), "nothing in the metadata"),
        ("<leader xmlns='http://www.loc.gov/MARC21/slim'/>", "nothing in the metadata"),
    ],
)
def test_a_record_that_says_nothing_is_none(metadata: str, reason: str) -> None:
    found = oai(metadata)
    assert found.record is None
    assert reason in found.reason


PURE = (
    '<li class="list-result-item list-result-item-0"><div class="search-result-group">2011</div>'
    '<div class="result-container"><div class="rendering rendering_researchoutput rendering_contributiontojournal">'
    '<h3 class="title"><a rel="ContributionToJournal" href="/en/publications/tides" class="link"><span>Tides of the '
    'estuary</span></a></h3><a rel="Person" href="/en/persons/ann-lee" class="link person"><span>Lee, A.</span></a>, '
    '<span>Okafor, C.</span> &amp; <span>Moor, J. P.</span>, <span class="date">21 Mar 2011</span>, <em>In: </em>'
    '<a rel="Journal" href="/en/journals/coast" class="link"><span>Coast.</span></a> <span class="volume">3</span>, '
    '<span class="pages">p. 25-36</span>.<p class="type"><span class="type_family">Research output<span> : </span>'
    '</span><span class="type_classification_parent">Contribution to journal<span> \u203a </span></span>'
    '<span class="type_classification">Article</span></p></div><div class="metrics">'
    '<a href="https://plu.mx/plum/a/?doi=10.5555%2Ftides">PlumX</a></div></div></li>'
)


def test_the_short_form_of_a_pure_listing() -> None:
    page = Page(url="https://pure.example/en/publications/tides", body=PURE.encode(), content_type=LISTED)
    record = extract(page, source="pure").record
    assert record is not None
    assert (record.title, names(record)) == ("Tides of the estuary", ["Lee, A.", "Okafor, C.", "Moor, J. P."])
    assert (str(record.issued), record.container_title, record.volume, record.page) == (
        "2011-03-21", "Coast", "3", "25-36"
    )  # fmt: skip
    assert (record.doi, record.type) == ("10.5555/tides", "article-journal")
    assert {one.carrier for one in record.witness} == {"listing"}


XMLUI = """<li class="ds-artifact-item odd"><div class="artifact-description"><div class="artifact-title">
<a href="/handle/1885/10005">Tides</a><span class="Z3988" title="ctx_ver=Z39.88-2004&amp;rft_id=doi%3A10.5555%2Ftides
&amp;rft.title=Tides&amp;rft.creator=Lee%2C+Ann"></span></div><div class="artifact-info"><span class="author">
<span>Lee, Ann</span>; <span>Okafor, Chidi</span></span>
<span class="publisher-date">(<span class="publisher">Press</span>,
<span class="date">2014-05</span>)</span></div></div></li>"""
JSPUI = """<table><tr><td headers="t1">2014-05</td><td headers="t2"><a href="/handle/1885/10005">Tides</a></td>
<td headers="t3"><em><a href="/browse?type=author&value=Lee">Lee, Ann</a>; <a href="#">Okafor, Chidi</a></em></td>
</tr></table>"""


@pytest.mark.parametrize("body", [XMLUI, JSPUI], ids=["xmlui", "jspui"])
def test_the_lists_of_dspace(body: str) -> None:
    page = Page(url="https://repo.example/handle/1885/10005", body=body.encode(), content_type=LISTED)
    record = extract(page, source="repo").record
    assert record is not None
    assert (record.id, record.title, str(record.issued)) == ("repo:1885/10005", "Tides", "2014-05")
    assert names(record) == ["Lee, Ann", "Okafor, Chidi"]
    assert record.doi == ("10.5555/tides" if "Z3988" in body else None)


EPRINTS = """<p><span class="person_name">Lee, Ann</span> and <span class="person_name">Okafor, Chidi</span> (2014)
<a href="https://repo.example/123/"><em>Tides of the estuary.</em></a> {}</p>"""


@pytest.mark.parametrize(
    ("tail", "expected"),
    [
        ("Coast, 3 (2). pp. 25-36. ISSN 1369-6513",
         {"container_title": "Coast", "volume": "3", "issue": "2", "page": "25-36", "issn": ["1369-6513"]}),
        ("Coast, 4 (2), pp. 3-9.", {"container_title": "Coast", "volume": "4", "issue": "2", "page": "3-9"}),
        ("PhD thesis, University of Bath.", {"type": "thesis", "publisher": "University of Bath"}),
        ("In: The book of tides. Wing Press, London, pp. 3-9. ISBN 9780306406157",
         {"container_title": "The book of tides", "isbn": ["9780306406157"]}),
        ("Coast. (In Press)", {}),
    ],
)  # fmt: skip
def test_the_citations_of_an_eprints_view(tail: str, expected: dict[str, object]) -> None:
    body = EPRINTS.format(tail).encode()
    record = extract(
        Page(url="https://repo.example/123/", body=body, content_type=LISTED), source="repo"
    ).record
    assert record is not None
    assert (record.id, record.title, names(record)) == (
        "repo:123",
        "Tides of the estuary",
        ["Lee, Ann", "Okafor, Chidi"],
    )
    assert str(record.issued) == "2014"
    assert {key: value for key, value in record.to_dict().items() if key in expected} == expected
    assert {one.carrier for one in record.witness} == {"listing"}


def test_the_editors_of_an_eprints_view_are_no_authors() -> None:
    body = EPRINTS.replace("(2014)", ", eds. (2014)").format("Wing Press, London.").encode()
    record = extract(
        Page(url="https://repo.example/123/", body=body, content_type=LISTED), source="repo"
    ).record
    assert record is not None
    assert (record.author, [str(one) for one in record.editor]) == ((), ["Lee, Ann", "Okafor, Chidi"])


def test_an_entry_of_a_feed() -> None:
    body = (
        f'<item {DC} xmlns:prism="http://prismstandard.org/namespaces/1.2/basic/"><title>Tides</title>'
        "<link>https://repo.example/7</link><dc:creator>Lee, Ann</dc:creator><dc:date>2014-05-02</dc:date>"
        "<prism:publicationName>Coast</prism:publicationName><prism:volume>3</prism:volume>"
        "<pubDate>Thu, 21 Mar 2024 09:30:00 GMT</pubDate></item>"
    )
    page = Page(url="https://repo.example/7", body=body.encode(), content_type=FED)
    record = extract(page, source="repo").record
    assert record is not None
    assert (record.title, names(record), str(record.issued)) == ("Tides", ["Lee, Ann"], "2014-05-02")
    assert (record.container_title, record.volume) == ("Coast", "3")
    assert {one.carrier for one in record.witness} == {"rss"}


def test_the_description_of_a_pure_feed_is_its_short_form() -> None:
    escaped = PURE.replace("&", "&amp;").replace("<", "&lt;")
    body = f"<item><title>Tides of the estuary</title><description>{escaped}</description></item>"
    page = Page(url="https://pure.example/en/publications/tides", body=body.encode(), content_type=FED)
    record = extract(page, source="pure", platform="pure").record
    assert record is not None
    assert (record.doi, len(record.author)) == ("10.5555/tides", 3)


def test_a_title_alone_is_no_record() -> None:
    body = b"<li class=list-result-item><h3 class=title><a class=link href=/x>Introduction</a></h3></li>"
    found = extract(Page(url="https://pure.example/x", body=body, content_type=LISTED), source="pure")
    assert (found.record, found.reason) == (None, "its list does not say what work it is")
