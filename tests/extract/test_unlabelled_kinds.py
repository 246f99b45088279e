"""Kinds of pages without head tags: each rule on a small page of our own, with what must not be read."""

from __future__ import annotations

import pytest

from harvester.extract.carriers import labelled
from harvester.extract.visible.issue_line import issue_parts
from harvester.extract.visible.proceedings import proceedings_parts
from harvester.model import parse_name
from tests.extract.reading import record, said

ABSTRACT = (
    "Ponds near old walls hold more snails than ponds in open fields, and this study counts them over "
    "twelve years at four sites in the north."
)
TITLE = "Snails of the northern ponds"


def item(body: str, title: str = TITLE) -> str:
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>"


def test_pairs_of_plain_elements_are_rows() -> None:
    pairs = (("Title", TITLE), ("Author(s)", "Reed, Pamela ; Stone, Sara"), ("Issue Date", "2004-08"))
    body = "".join(f"<div><span>{label}</span><span>{value}</span></div>" for label, value in pairs)
    found = said(f"<div>{body}</div>", labelled.read)
    assert found["title"] == [TITLE]
    assert found["author"] == ["Reed, Pamela", "Stone, Sara"]
    assert found["issued"] == ["2004-08"]


def test_a_single_pair_is_no_row() -> None:
    assert said("<div><span>Author</span><span>Reed, Pamela</span></div>", labelled.read) == {}


def test_pages_in_two_rows_are_one_range() -> None:
    rows = "<tr><th>Da pagina</th><td>57</td></tr><tr><th>A pagina</th><td>84</td></tr>"
    assert said(f"<table>{rows}</table>", labelled.read) == {"page": ["57-84"]}


@pytest.mark.parametrize(
    ("label", "value", "expected"),
    [
        ("Volume / Issue", "26 / 3", {"volume": ["26"], "issue": ["3"]}),
        (
            "Source",
            "Pond Studies, Vol. 12 (2009), No. 2, pp. 63-91",
            {
                "container_title": ["Pond Studies"],
                "volume": ["12"],
                "issue": ["2"],
                "issued": ["2009"],
                "page": ["63-91"],
            },
        ),
        ("Source", "Web of Knowledge", {}),
        ("Published in", "Pond Studies", {"container_title": ["Pond Studies"]}),
        ("Volume", "Spring", {}),
        ("Start / End Page", "733 / 748", {"page": ["733-748"]}),
    ],
)
def test_a_source_is_taken_apart(label: str, value: str, expected: dict[str, list[str]]) -> None:
    assert said(f"<dl><dt>{label}</dt><dd>{value}</dd></dl>", labelled.read) == expected


def test_what_an_author_is_does_not_become_an_author() -> None:
    people = "<li>Pamela Reed <small>p.reed@example.org<br>Senior Lecturer</small></li><li>Sara Stone</li>"
    found = record(item(f"<h2>Authors</h2><ul>{people}</ul><h2>Abstract</h2><p>{ABSTRACT}</p>"))
    assert [str(name) for name in found.author] == ["Reed, Pamela", "Stone, Sara"]


def test_an_abstract_ends_before_the_menu_behind_it() -> None:
    tabs = "<div><ul><li>Brief view</li><li>Full view</li></ul><table><tr><td>Year</td><td>2015</td></tr></table></div>"
    found = said(f"<h5>Abstract</h5><p>{ABSTRACT}</p>{tabs}", labelled.read)
    assert found["abstract"] == [ABSTRACT]


def test_an_abstract_set_apart_needs_no_heading() -> None:
    found = record(item(f"<p>by Pamela Reed and Sara Stone</p><blockquote><p>{ABSTRACT}</p></blockquote>"))
    assert found.abstract == ABSTRACT


def test_other_works_under_a_foreign_heading_are_not_read() -> None:
    others = "<h4>Ähnliche Einträge</h4><ul><li>Zensur in Hamburg<br>von: Meier, Otto<br>Veröffentlicht: 1999</li></ul>"
    found = record(item(f"<p>Reed, P.; Stone, S.</p><p>Veröffentlicht: 2009</p>{others}"))
    assert [name.family for name in found.author] == ["Reed", "Stone"]
    assert found.issued is not None
    assert found.issued.year == 2009


def test_a_heading_ends_before_the_type_inside_it() -> None:
    html = f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}<span>Academic Article</span></h1>"
    html += "<p>Pamela Reed and Sara Stone</p></body></html>"
    assert record(html).title == TITLE


def test_a_subtitle_inside_the_heading_stays() -> None:
    title = f"{TITLE}: a field study"
    html = (
        f"<title>{title}</title><h1>{TITLE}: <span>a field study</span></h1><p>Pamela Reed and Sara Stone</p>"
    )
    assert record(html).title == title


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "2019 Sep;104(9):F512-F517.",
            {"volume": "104", "issue": "9", "page": "F512-F517", "issued": "2019"},
        ),
        (
            "Pond Studies 28 (3), 145-156, 2009",
            {
                "volume": "28",
                "issue": "3",
                "page": "145-156",
                "issued": "2009",
                "container_title": "Pond Studies",
            },
        ),
        (
            "Pond and Lake Planning 144(2):66-75",
            {"volume": "144", "issue": "2", "page": "66-75", "container_title": "Pond and Lake Planning"},
        ),
        (
            "Physics of Ponds / A 714(3), 55 - 61 (2013)",
            {
                "volume": "714",
                "issue": "3",
                "page": "55 - 61",
                "issued": "2013",
                "container_title": "Physics of Ponds / A",
            },
        ),
        ("Y\u0131l 2019, Cilt: 12 Say\u0131: 3", {"volume": "12", "issue": "3", "issued": "2019"}),
        ("Вестник прудов. Том 41 Номер 3. 2014", {"volume": "41", "issue": "3", "issued": "2014"}),
        (
            "Teichkunde, 14. Jahrgang 2009, Heft 3, S. 187-204",
            {"volume": "14", "issue": "3", "issued": "2009", "page": "187-204"},
        ),
        ("Ratio 12:30", {}),
        ("Open 9:30-17, 2009", {}),
    ],
)
def test_issue_lines_in_figures_and_other_languages(line: str, expected: dict[str, str]) -> None:
    found = issue_parts(line)
    assert {field: found.get(field) for field in expected} == expected
    assert bool(found) == bool(expected)


def test_a_paper_in_proceedings_has_book_pages_and_type() -> None:
    line = "<p>In Proceedings of the 14th Conference on Ponds, pages 112-123, Lisbon, June 2008.</p>"
    found = record(item(f"<p>Pamela Reed and Sara Stone</p>{line}<h2>Abstract</h2><p>{ABSTRACT}</p>"))
    assert found.container_title == "Proceedings of the 14th Conference on Ponds"
    assert (found.page, found.type) == ("112-123", "paper-conference")
    assert found.issued is not None
    assert found.issued.year == 2008


def test_prose_about_a_conference_names_no_proceedings() -> None:
    assert proceedings_parts("We met at the Conference on Ponds and talked of snails.") == {}


def test_a_closing_line_cites_the_work_itself() -> None:
    text = (
        "<h3>Introduction</h3><p>In 1996 nobody had a pond.</p><h3>References</h3><p>Old, B. Ponds. 1991.</p>"
    )
    closing = f"<p>{TITLE} by Pamela Reed<br><i>First Pond</i>, volume 5, number 10 (October 2000)</p>"
    found = record(item(f"<p>by Pamela Reed and Sara Stone</p>{text}{closing}"))
    assert (found.container_title, found.volume, found.issue) == ("First Pond", "5", "10")
    assert found.issued is not None
    assert found.issued.year == 2000


@pytest.mark.parametrize(
    ("line", "kind"), [("Dissertation", "thesis"), ("Izvorni znanstveni članak", "article-journal")]
)
def test_a_line_that_is_a_type_is_heard(line: str, kind: str) -> None:
    assert record(item(f"<p>{line}</p><p>Pamela Reed and Sara Stone</p><p>{ABSTRACT}</p>")).type == kind


def test_what_has_a_volume_is_in_a_journal() -> None:
    rows = "<dl><dt>Journal</dt><dd>Pond Studies</dd><dt>Volume</dt><dd>4</dd><dt>Author</dt><dd>Reed, P</dd></dl>"
    assert record(item(rows)).type == "article-journal"


def test_a_name_that_ends_in_a_patronymic_begins_with_the_family() -> None:
    names = ("Егоров Пётр Ильич", "Пётр Ильич Егоров", "Пётр Ильич Петрович", "Егоров П. И.")
    assert [name.family for one in names if (name := parse_name(one))] == [
        "Егоров",
        "Егоров",
        "Петрович",
        "Егоров",
    ]


def test_a_number_that_tells_namesakes_apart_is_no_name() -> None:
    assert str(parse_name("Stefan Müller 0007")) == "Müller, Stefan"


def test_a_headline_around_the_name_is_a_citation() -> None:
    html = (
        f'<div itemscope itemtype="http://schema.org/ScholarlyArticle"><cite itemprop="headline">Ann Lee: '
        f'<span itemprop="name">{TITLE}</span> Pond J. 10 (2005)</cite></div>'
    )
    assert record(html).title == TITLE


def test_an_abstract_ends_at_the_next_heading_and_keeps_its_own() -> None:
    parts = f"<h4>Abstract</h4><h5>Purpose</h5><p>{ABSTRACT}</p><h5>Findings</h5><p>Snails like walls.</p>"
    found = record(
        item(f"<p>Pamela Reed and Sara Stone</p>{parts}<h4>Preprint DOI</h4><p>None was given to it.</p>")
    )
    assert found.abstract == f"Purpose {ABSTRACT} Findings Snails like walls."


def test_a_description_is_an_abstract_only_where_it_is_one() -> None:
    def row(text: str) -> dict[str, list[str]]:
        return said(f"<dl><dt>Description</dt><dd>{text}</dd></dl>", labelled.read)

    assert row(ABSTRACT) == {"abstract": [ABSTRACT]}
    assert row("viii, 48 p.") == {}


def test_the_path_above_the_title_names_the_issue() -> None:
    path = '<div id="breadcrumb"><a>Home</a> &gt; <a>V. 9, N. 1 (2012)</a> &gt; <a>Reed</a></div>'
    found = record(f"<title>{TITLE}</title>{path}<h3>{TITLE}</h3><p>Pamela Reed and Sara Stone</p>")
    assert (found.volume, found.issue) == ("9", "1")


def test_the_journals_own_title_row_is_not_the_works() -> None:
    rows = "<dl><dt>Title</dt><dd>Journal of Pond Studies</dd><dt>Publisher</dt><dd>Wing Press</dd></dl>"
    found = record(item(f"<p>Pamela Reed and Sara Stone</p><h3>Source 1</h3>{rows}"))
    assert found.title == TITLE


def test_a_code_in_the_page_title_is_no_title() -> None:
    rows = (
        f"<table><tr><td>Title:</td><td>{TITLE}</td></tr><tr><td>Authors:</td><td>Reed, P.</td></tr></table>"
    )
    assert record(f"<title>2007ApJ...660..288S</title><h3>2007ApJ...660..288S</h3>{rows}").title == TITLE


def test_a_heading_goes_on_with_its_subtitle() -> None:
    heading = f"<h1><span>{TITLE} in spring</span><span>A field study</span></h1><h2>Pond Review</h2>"
    html = f"<title>{TITLE} in spring - Pond Review - Site</title>{heading}<p>Pamela Reed and Sara Stone</p>"
    assert record(html).title == f"{TITLE} in spring A field study"


def test_authors_may_stand_right_above_the_title() -> None:
    html = f"<title>{TITLE}</title><p>Monika Weber / Hans-Jörg Krause</p><h1>{TITLE}</h1><p>{ABSTRACT}</p>"
    assert [name.family for name in record(html).author] == ["Weber", "Krause"]


def test_people_under_a_heading_behind_the_authors_are_told_about() -> None:
    scholars = '<h3>Scholars</h3><div class="author">Pamela Reed</div><div class="author">Kim Old</div>'
    found = record(item(f'<div class="authors">Reed, P.; Stone, S.</div>{scholars}'))
    assert [str(name) for name in found.author] == ["Reed, P.", "Stone, S."]


def test_a_thesis_is_known_by_its_degree_and_a_book_by_its_isbn() -> None:
    thesis = "<dl><dt>Author</dt><dd>Reed, P</dd><dt>Qualification Name</dt><dd>Thesis (Ph.D.)</dd></dl>"
    book = "<dl><dt>Author</dt><dd>Reed, P</dd><dt>ISBN</dt><dd>978-0-306-40615-7</dd></dl>"
    assert record(item(thesis)).type == "thesis"
    assert record(item(book)).type == "book"


def test_names_of_other_languages_keep_their_letters() -> None:
    found = record(item("<dl><dt>Author</dt><dd>\u015eAH\u0130N, Mehmet; Y\u00dcKSEL, Ayla</dd></dl>"))
    assert [name.family for name in found.author] == ["\u015eahin", "Y\u00fcksel"]
    assert [str(name) for text in ("Silvia Dal Pozzo", "J. H. St. John") if (name := parse_name(text))] == [
        "Dal Pozzo, Silvia",
        "St. John, J. H.",
    ]
