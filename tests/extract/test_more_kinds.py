"""More kinds of pages without head tags: lists of names, rows in turn, and which language says what."""

from __future__ import annotations

import pytest

from harvester.extract.carriers import citation_line, highwire, labelled
from harvester.extract.one_name import same_person
from harvester.extract.people import read_people, without_habits
from harvester.extract.visible.issue_line import issue_parts
from harvester.extract.wording import language_of, may_be
from harvester.model import Name
from tests.extract.reading import head, read, record, said
from tests.extract.test_unlabelled_kinds import ABSTRACT, TITLE, item


def people(texts: list[str]) -> list[str]:
    return [str(name) for name in read_people(texts)]


def test_pairs_joined_by_a_word_are_two_people() -> None:
    assert people(["Reed, Eva UBX och Stone, Bo UBX"]) == ["Reed, Eva", "Stone, Bo"]
    assert people(["Reed, Eva e Stone, Bo"]) == ["Reed, Eva", "Stone, Bo"]
    # No pairs: a family name with "y" in it.
    assert people(["Parra y Reyes, Ana"]) == ["Parra y Reyes, Ana"]


def test_a_footnote_before_the_role_is_no_part_of_the_name() -> None:
    assert people(["Reed, Eva1, Author"]) == ["Reed, Eva"]


def test_turkish_capitals_keep_their_dotless_i() -> None:
    shouted = [Name(family="YILDIRIM", given="AY\u015eE"), Name(family="\u0130NCE", given="Mehmet")]
    assert [str(one) for one in without_habits(shouted)] == [
        "Y\u0131ld\u0131r\u0131m, Ay\u015fe",
        "\u0130nce, Mehmet",
    ]
    assert [str(one) for one in without_habits([Name(family="WILDING", given="A.")])] == ["Wilding, A."]


def test_initials_may_leave_out_what_another_takes_for_the_family() -> None:
    assert same_person(Name(family="Le Thi", given="H"), Name(family="Hoa", given="Le Thi"))
    assert not same_person(Name(family="Le Thi", given="B"), Name(family="Hoa", given="Le Thi"))


def test_groups_of_authors_stand_before_their_places() -> None:
    groups = "Ann Reed and Bo Stone, University of Bath; Eva Moor, NTNU Example"
    found = said(f"<dl><dt>Authors</dt><dd>{groups}</dd></dl>", labelled.read)["author"]
    assert found == ["Reed, Ann", "Stone, Bo", "Moor, Eva"]
    plain = "Parra Gil, Ana; Moor, Eva"
    assert said(f"<dl><dt>Authors</dt><dd>{plain}</dd></dl>", labelled.read)["author"] == [
        "Parra Gil, Ana",
        "Moor, Eva",
    ]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Reed, Ann / Stone, Bo", ["Reed, Ann", "Stone, Bo"]),
        ("Reed, Ann (Catalogue)</dd><dt>Author</dt><dd>Ann Reed", ["Reed, Ann"]),
    ],
)
def test_each_author_of_a_row_is_one(cell: str, expected: list[str]) -> None:
    assert said(f"<dl><dt>Author</dt><dd>{cell}</dd></dl>", labelled.read)["author"] == expected


def test_a_joined_list_beside_single_tags_is_the_same_list() -> None:
    tags = head(
        ("citation_authors", "Ann Reed, Bo Stone"),
        ("citation_author", "Ann Reed"),
        ("citation_author", "Bo Stone"),
    )
    assert said(tags, highwire.read)["author"] == ["Reed, Ann", "Stone, Bo"]


def test_names_that_are_headings_stand_without_their_places() -> None:
    authors = "".join(
        f"<div><h3>{name}</h3><p>Example, Dynamics</p></div>" for name in ("Ann Reed", "Bo Stone")
    )
    found = record(item(f"<h2>Abstract</h2><p>{ABSTRACT}</p><h2>Author</h2>{authors}<h2>More</h2>"))
    assert [str(name) for name in found.author] == ["Reed, Ann", "Stone, Bo"]


def test_names_in_blocks_may_have_a_comma_between_them() -> None:
    names = "<div>Ann Reed<sup>1</sup></div>,<div>Bo Stone<sup>1</sup></div>"
    assert [str(name) for name in record(item(names)).author] == ["Reed, Ann", "Stone, Bo"]


def test_blocks_may_each_begin_with_a_name() -> None:
    blocks = "<p>Ann Reed<br>Map Library<br>State University</p><p>Bo Stone<br>Department of Maps</p>"
    assert [str(name) for name in record(item(blocks)).author] == ["Reed, Ann", "Stone, Bo"]


def test_a_heading_may_be_the_citation() -> None:
    title = "Reed, Ann; Stone, Bo (2010): Grain size of northern ponds"
    page = (
        f"<html><head><title>{title}</title></head><body><h1>{title}. Example Data, Bath</h1></body></html>"
    )
    found = record(page)
    assert found.title == "Grain size of northern ponds"
    assert [str(name) for name in found.author] == ["Reed, Ann", "Stone, Bo"]
    assert str(found.issued) == "2010"


def test_a_citation_in_a_paragraph_of_its_own_tells_family_names() -> None:
    line = f"Citation: Moor Z and Le Thi H (2018) {TITLE}. Pond Life 9:781."
    assert said(item(f"<p>{line}</p>"), citation_line.read)["author"] == ["Moor, Z", "Le Thi, H"]


NAMES = "<p>Ann Reed and Bo Stone</p>"
MARKED = (
    "<p><span class='author'>REED, Ann</span> e <span class='author'>STONE, Bo</span>. "
    f"<span class='article-title'>{TITLE}</span>. <i>Pond Life</i> [online]. 2006, vol.32, n.3, pp.467-482. "
    "<a href='https://doi.org/10.1234/pl.7'>https://doi.org/10.1234/pl.7</a></p>"
)


def test_a_citation_whose_parts_are_marked_is_read() -> None:
    body = f"<h2>Pond Life</h2>{MARKED}<p>{ABSTRACT}</p>"
    page = f"<html><head><title>Pond Life - Abstract: {TITLE}</title></head><body>{body}</body></html>"
    found = record(page)
    assert (found.title, found.container_title, found.volume, found.issue) == (TITLE, "Pond Life", "32", "3")
    assert [name.family for name in found.author] == ["Reed", "Stone"]
    assert (found.doi, found.abstract) == ("10.1234/pl.7", ABSTRACT)


def test_marked_citations_of_other_works_are_not_the_pages() -> None:
    assert record(item(MARKED.replace(TITLE, "Newts of the southern ditches"))).title == TITLE


RESUMEN = "Los caracoles de las charcas del norte viven en las paredes, y el estudio los cuenta con los de la costa."


def test_a_spanish_name_has_two_family_names() -> None:
    tags = (
        "<meta name='citation_title' content='Los caracoles del norte'>"
        "<meta name='citation_author' content='Ana Bel\u00e9n Parra Gil'>"
    )
    spanish = f"<html><head>{tags}</head><body><h2>Resumen</h2><p>{RESUMEN}</p></body></html>"
    assert [str(name) for name in record(spanish).author] == ["Parra Gil, Ana Bel\u00e9n"]
    english = spanish.replace("Los caracoles del norte", TITLE).replace(RESUMEN, ABSTRACT)
    assert [str(name) for name in record(english).author] == ["Gil, Ana Bel\u00e9n Parra"]


def test_rows_in_turn_need_no_table() -> None:
    pairs = (
        ("T\u00edtulo em portugu\u00eas", TITLE),
        ("Autor", "Reed, Ann"),
        ("Data de Defesa", "2008-01-25"),
    )
    body = "".join(f"<div class='l'>{label}</div><div class='v'>{value}</div>" for label, value in pairs)
    found = said(f"<div>{body}</div>", labelled.read)
    assert (found["title"], found["author"], found["issued"]) == ([TITLE], ["Reed, Ann"], ["2008-01-25"])
    # Two rows, or labels without a class of their own, are a menu as likely.
    assert said(f"<div>{body.replace('Autor', 'Site')}</div>", labelled.read) == {}


def test_a_table_in_a_value_does_not_hide_the_rows() -> None:
    told = (("Author", "Reed, Ann"), ("Title", "Ponds"), ("Date of Defense", "2001"))
    rows = "".join(f"<tr><td>{label}</td><td>{value}</td></tr>" for label, value in told)
    inner = (
        "<tr><td>Advisory Committee</td><td><table><tr><td>Bo Stone</td><td>Chair</td></tr></table></td></tr>"
    )
    assert said(f"<table>{rows}{inner}</table>", labelled.read)["author"] == ["Reed, Ann"]


def test_the_heading_of_labelled_rows_has_no_value() -> None:
    rows = (
        "<div><b>Creators: </b><span>Reed, Ann<sup>1</sup>, Author<br>Stone, Bo, Author</span></div>"
        "<div><b>Affiliations: </b><span>Bath</span></div>"
    )
    found = said(f"<div><h3>Creators</h3><div>{rows}</div></div>", labelled.read)
    assert found["author"] == ["Reed, Ann", "Stone, Bo"]


def test_a_source_may_date_itself_or_have_no_volume() -> None:
    issue = "Pond Life, ISSN 1234-5679, N\u00ba. 113, 2005, p\u00e1gs. 65-88"
    found = said(f"<dl><dt>Source</dt><dd>{issue}</dd></dl>", labelled.read)
    assert found == {
        "container_title": ["Pond Life"],
        "issue": ["113"],
        "issued": ["2005"],
        "page": ["65-88"],
    }
    dated = said(
        "<dl><dt>Source</dt><dd>Pond Life, vol. 52, p. 101-118, Issued 2010-03-20</dd></dl>", labelled.read
    )
    assert dated["issued"] == ["2010-03-20"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "Pond Life, v34 n3 p21-34 Dec 2013",
            {"container_title": "Pond Life", "volume": "34", "issue": "3", "page": "21-34", "issued": "2013"},
        ),
        (
            "Phys.Rev. D79 (2009) 083512",
            {"container_title": "Phys.Rev", "volume": "D79", "page": "083512", "issued": "2009"},
        ),
        ("Vol. 126 301-308", {"volume": "126", "page": "301-308"}),
        (
            "\u6c60\u5858\u5b78\u5831\uff1b 21\u671f ( 2014 / 06 / 01 ) \uff0c P33 - 62",
            {
                "container_title": "\u6c60\u5858\u5b78\u5831",
                "issue": "21",
                "page": "33 - 62",
                "issued": "2014",
            },
        ),
    ],
)
def test_terse_issue_lines(line: str, expected: dict[str, str]) -> None:
    found = issue_parts(line)
    found["container_title"] = found.get("container_title", "").strip("\uff1b .") or ""
    assert {name: text for name, text in found.items() if text} == expected


def test_a_number_of_pages_gives_way_to_the_pages() -> None:
    found = record(item("<div><b>Pages:</b> 14</div><div>Pond Life, v34 n3 p21-34 Dec 2013</div>"))
    assert found.page == "21-34"


def test_a_masthead_has_the_date_beside_the_volume() -> None:
    above = "<p>Pond Life<br>October 1999</p><p>Volume 5 Number 10<br>ISSN 1082-9873</p>"
    page = f"<html><head><title>{TITLE}</title></head><body>{above}<h1>{TITLE}</h1>{NAMES}</body></html>"
    found = record(page)
    assert (str(found.issued), found.issn) == ("1999-10", ("1082-9873",))


def test_the_words_tell_the_language_where_nothing_else_does() -> None:
    assert record(item(f"{NAMES}<h2>Abstract</h2><p>{ABSTRACT}</p>")).language == "en"
    assert language_of("Les mares et les pierres du nord", ABSTRACT) is None
    assert may_be("de", "Die K\u00e4serei im Emmental")
    assert not may_be("en", "Die K\u00e4serei im Emmental")


def test_an_abstract_ends_where_another_language_begins() -> None:
    found = record(item(f"{NAMES}<h2>Abstract</h2><p>{ABSTRACT}</p><p>{RESUMEN}</p>"))
    assert found.abstract == ABSTRACT


def test_an_abstract_ends_at_a_rule_and_before_a_label() -> None:
    assert (
        record(item(f"{NAMES}<h2>Abstract</h2>{ABSTRACT}<hr><p>Entry for this abstract</p>")).abstract
        == ABSTRACT
    )
    assert (
        record(
            item(f"{NAMES}<h2>Abstract</h2><p>{ABSTRACT}</p><div>Coverage:</div><div>North</div>")
        ).abstract
        == ABSTRACT
    )


def test_a_title_of_that_class_goes_on_behind_the_page_title() -> None:
    body = f"<div class='title'>{TITLE}: a count</div><div>Reed, Ann; Stone, Bo</div>"
    page = f"<html><head><title>X1 - {TITLE}, Pond Life</title></head><body>{body}</body></html>"
    assert record(page).title == f"{TITLE}: a count"


def test_a_server_of_preprints_has_preprints() -> None:
    page = head(
        ("citation_title", TITLE),
        ("citation_author", "Reed, Ann"),
        more=f"<title>Pond Preprints | {TITLE}</title>",
    )
    assert record(page).type == "article"


def test_names_without_blanks_are_split_where_the_work_is_chinese() -> None:
    abstract = (
        "\u6c60\u5858\u88e1\u7684\u8778\u725b\u9760\u8fd1\u820a\u7246\u6bd4\u9760\u8fd1\u7530\u91ce"
        "\u7684\u66f4\u591a\uff0c\u672c\u6587\u5728\u5341\u4e8c\u5e74\u9593\u8a08\u7b97\u4e86\u56db"
    )
    tags = (
        "<meta name='citation_title' content='\u6c60\u5858\u8778\u725b'>"
        "<meta name='citation_author' content='\u738b\u5c0f\u660e'>"
    )
    page = (
        f"<html lang='zh'><head>{tags}</head><body><h2>\u6458\u8981</h2><p>{abstract * 2}</p></body></html>"
    )
    assert [str(name) for name in record(page).author] == ["\u738b, \u5c0f\u660e"]


def test_a_page_about_nothing_stays_refused() -> None:
    assert read("<html><body><div class='a'>Home</div><div class='b'>News</div></body></html>").record is None
