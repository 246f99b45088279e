"""Every quirk that records of Crossref were seen to have, on works made up for it, in tests/crossref and here."""

from __future__ import annotations

from typing import Any

import pytest

from harvester.enrich import record_of
from harvester.merge import merge
from harvester.model import Name, PartialDate, Record
from tests.enrich.made import WORKS, made, ours


@pytest.mark.parametrize(
    ("suffix", "title"),
    [
        ("title.none", ""),
        ("title.blank", ""),
        ("title.two", "Le chant des bouées"),
        ("title.markup", "Anemone fabularis and the DNA of imaginary shores"),
        ("title.mathml", "Bounds on H2 in lantern glass"),
        ("title.tex", "The L2 norm of a paper lantern and its \N{GREEK SMALL LETTER ALPHA}-shade"),
        ("title.entity", "Salt & rope: NMR of hawsers: A first look"),
        ("title.newline", "Slow drift of ferry timetables"),
        ("title.trailing", "Notes on a rope ladder"),
        ("title.mojibake", "Étude sur les marées intérieures"),
        ("title.script", "潮汐編みの研究"),
        ("title.subtitle", "Harbour gossip: What the bollards heard"),
        ("title.repeated", "Fog signals: a listener's guide"),
        ("issue.12.2", ""),
    ],
)
def test_titles_of_our_works(suffix: str, title: str) -> None:
    assert ours(suffix).title == title


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        ("Sand.", "Sand"),
        ("The U.S. census of gulls.", "The U.S. census of gulls."),
        ("Gulls, terns et al.", "Gulls, terns et al."),
        ("And so on ...", "And so on ..."),
        ("Ropes\N{DAGGER}\N{DOUBLE DAGGER}", "Ropes"),
        ("Rates of p &amp;amp;lt; 0.05", "Rates of p < 0.05"),
        ("The $5 wrench and the $10 hammer_head", "The $5 wrench and the $10 hammer_head"),
        ("Lines in $$\\mathrm{CO}_{2}$$ gas", "Lines in CO2 gas"),
        ("Sets of <mi mathvariant='script'>D</mi>", "Sets of D"),
        (
            "On <mml:math><mml:mi>E</mml:mi><mml:annotation encoding='application/x-tex'>E</mml:annotation></mml:math>",
            "On E",
        ),
        (["One", "inside"], "One"),
    ],
)
def test_titles(raw: Any, title: str) -> None:
    assert made(title=[raw]).title == title


def test_a_second_title_and_a_short_one_are_other_titles() -> None:
    assert ours("title.two").title_alternative == ("The song of the buoys",)
    assert ours("title.script").title_alternative == ("Tidal knitting",)
    assert ours("title.repeated").title_alternative == ()


def test_capitals_stay_in_the_record_and_go_from_the_work() -> None:
    record = ours("title.caps")
    assert record.title == "THE KEEPING OF BEES ON LIGHTSHIPS"
    assert merge([record], id="w1", trust={}).content.title == "The keeping of bees on lightships"
    page = Record(id="walls:1", source="walls", title="The Keeping of Bees on Lightships")
    assert merge([record, page], id="w1", trust={}).content.title == page.title


def test_a_title_with_a_lost_letter_gives_way_to_a_whole_one() -> None:
    record = ours("title.replacement")
    assert "\N{REPLACEMENT CHARACTER}" in record.title
    page = Record(id="walls:1", source="walls", title="The façade of the customs house at Morwen")
    assert merge([record, page], id="w1", trust={"walls": 0.1}).content.title == page.title


@pytest.mark.parametrize(
    ("suffix", "issued", "online"),
    [
        ("date.null", None, None),
        ("date.empty", None, None),
        ("journal", None, None),
        ("date.late-online", PartialDate(1974), PartialDate(2016, 11, 3)),
        ("knit.2016.7", PartialDate(2016, 7), None),
    ],
)
def test_dates(suffix: str, issued: PartialDate | None, online: PartialDate | None) -> None:
    record = ours(suffix)
    assert (record.issued, record.available_date) == (issued, online)


@pytest.mark.parametrize(
    ("suffix", "names"),
    [
        ("author.none", ()),
        ("author.editors", ()),
        (
            "author.organisation",
            (Name(literal="Guild of Imaginary Lamplighters"), Name(family="Vane", given="Ottoline")),
        ),
        ("author.family-only", (Name(literal="Sumatranto"),)),
        (
            "author.whole-in-family",
            (Name(family="Rookwood", given="Hal Q."), Name(family="Vantongeren", given="Pia")),
        ),
        (
            "author.suffix",
            (
                Name(family="Greaves", given="Martin L.", suffix="Jr"),
                Name(family="Bell", given="Ann", suffix="III"),
            ),
        ),
        ("author.neither", (Name(family="Nightingale-Moss", given="Rue"),)),
        (
            "author.firsts",
            (
                Name(family="Fennimore", given="Jo"),
                Name(family="Ito", given="Wren"),
                Name(family="Strand", given="Ea"),
            ),
        ),
        ("author.first-last", (Name(family="Ito", given="Wren"), Name(family="Fennimore", given="Jo"))),
        ("title.caps", (Name(family="Osgood", given="Clement"),)),
        (
            "author.orcid",
            (
                Name(family="Strand", given="Ea", orcid="0000-0002-1825-0097"),
                Name(
                    family="Okonjo-Reyes",
                    given="Lemuel",
                    orcid="0000-0001-5109-3700",
                    affiliation=("Morwen Harbour Institute",),
                ),
            ),
        ),
        ("review.1", (Name(family="Ito", given="Wren"),)),
    ],
)
def test_people_of_our_works(suffix: str, names: tuple[Name, ...]) -> None:
    assert ours(suffix).author == names


@pytest.mark.parametrize(
    ("person", "name"),
    [
        ({"family": "van Dyck"}, Name(literal="van Dyck")),
        ({"family": "Morwen Harbour Institute"}, Name(literal="Morwen Harbour Institute")),
        ({"family": "ROOKWOOD, HAROLD Q."}, Name(family="Rookwood", given="Harold Q.")),
        ({"family": "O'NEIL", "given": "H. S."}, Name(family="O'Neil", given="H. S.")),
        ({"family": "LI", "given": "A"}, Name(family="LI", given="A")),
        ({"family": "Rookwood*", "given": "Hal,"}, Name(family="Rookwood", given="Hal")),
        ({"given": "Hal", "family": None, "suffix": None}, Name(literal="Hal")),
    ],
)
def test_people(person: dict[str, Any], name: Name) -> None:
    assert made(author=[person]).author == (name,)


def test_all_of_a_hundred_and_one_authors_are_kept() -> None:
    assert len(ours("author.many").author) == 101
    assert [name.family for name in ours("author.editors").editor] == ["Vane"]


@pytest.mark.parametrize(
    ("stated", "page"),
    [
        ("E1003-1006", "E1003-1006"),
        ("7-7, 12", "7-7, 12"),
        ("998-100", "998-100"),
        ("48 \N{EN DASH} 58", "48-58"),
        ("S1\N{EM DASH}S4", "S1-S4"),
        ("n/a-n/a", ""),
        ("no\N{EN DASH}no", ""),
        ("0-0", ""),
        ("null", ""),
        (12, "12"),
    ],
)
def test_pages(stated: Any, page: str) -> None:
    assert made(page=stated).page == page


def test_numbers_that_say_nothing_are_empty() -> None:
    assert (ours("date.null").volume, ours("date.empty").volume, ours("title.caps").issue) == ("", "", "")


@pytest.mark.parametrize(
    ("values", "issn", "isbn"),
    [
        ({"ISSN": ["2999-005X", "2999-0068"]}, ("2999-005X", "2999-0068"), ()),
        ({"ISSN": "2999-005X"}, ("2999-005X",), ()),
        ({"ISSN": ["http://id.crossref.org/issn/2999-005X"]}, ("2999-005X",), ()),
        ({"issn-type": [{"type": "print", "value": "2999-005X"}]}, ("2999-005X",), ()),
        ({"ISBN": ["http://id.crossref.org/isbn/9780306406157"]}, (), ("9780306406157",)),
        ({"ISSN": ["2999-0050"], "ISBN": None}, (), ()),
    ],
)
def test_serial_numbers(values: dict[str, Any], issn: tuple[str, ...], isbn: tuple[str, ...]) -> None:
    record = made(**values)
    assert (record.issn, record.isbn) == (issn, isbn)


def test_containers() -> None:
    assert ours("container.entity").container_title == "Ropes & Moorings"
    # As doi.org's answers for citation processors have it.
    assert made(**{"title": "A", "container-title": "Ropes"}).container_title == "Ropes"


@pytest.mark.parametrize(
    ("suffix", "abstract"),
    [
        (
            "reef.2019.0101",
            "Nets were mended by moonlight on eleven nights. Fewer knots slipped than by day.",
        ),
        (
            "abstract.sections",
            "Aim To tell the hour by barnacles. Results They ran nine minutes slow.",
        ),
        ("abstract.tags", "Kelp was pressed between pages. Outcome It left stains."),
        ("abstract.escaped", "Pressure stayed < 5 fathoms & rising."),
    ],
)
def test_abstracts_of_our_works(suffix: str, abstract: str) -> None:
    assert ours(suffix).abstract == abstract


@pytest.mark.parametrize(
    ("raw", "abstract"),
    [
        ("AbstractWe asked gulls.", "We asked gulls."),
        ("ABSTRACT: we asked gulls.", "we asked gulls."),
        ("Abstract art is not abstract.", "Abstract art is not abstract."),
        ("Abstractions bore gulls.", "Abstractions bore gulls."),
        ("&lt;jats:title&gt;Abstract&lt;/jats:title&gt;&lt;jats:p&gt;Gulls.&lt;/jats:p&gt;", "Gulls."),
        ("<jats:title>Background</jats:title><jats:p>Gulls.</jats:p>", "Background Gulls."),
    ],
)
def test_abstracts(raw: str, abstract: str) -> None:
    assert made(abstract=raw).abstract == abstract


@pytest.mark.parametrize(
    ("doi", "genre", "name"),
    [
        ("10.5555/reef.2019.0101.g001", "component", "crossref:10.5555/reef.2019.0101.g001"),
        ("10.5555/issue.12.2", "journal-issue", "crossref:10.5555/issue.12.2"),
        ("10.5555/review.1", "peer-review", "crossref:10.5555/review.1"),
    ],
)
def test_what_is_no_publication_says_what_it_is(doi: str, genre: str, name: str) -> None:
    record = record_of(WORKS[doi])
    assert (record.genre, record.id) == (genre, name)


def test_a_standard_is_written_by_its_board() -> None:
    assert record_of(WORKS["10.55555/std.77"]).author == (Name(literal="Board of Imaginary Standards"),)


@pytest.mark.parametrize("doi", [doi for doi in WORKS if "<" in doi or "(" in doi or doi.count("/") > 1])
def test_a_doi_with_signs_is_kept_to_the_letter(doi: str) -> None:
    assert record_of(WORKS[doi]).doi == doi.lower()


@pytest.mark.parametrize("doi", WORKS)
def test_no_text_of_our_works_keeps_markup_or_double_blanks(doi: str) -> None:
    record = record_of(WORKS[doi])
    for text in (record.title, record.abstract, record.container_title, *record.title_alternative):
        assert "&amp;" not in text
        assert "  " not in text
        assert not any(tag in text for tag in ("</", "<i>", "<jats:", "<mml:", "<scp"))
