"""Citations in words: lists of authors, styles, and where a page shows its own; all examples are invented."""

from __future__ import annotations

import pytest

from harvester.extract.candidate import is_cut_list
from harvester.extract.carriers import citation_line
from harvester.extract.carriers.author_lists import read_list
from harvester.extract.carriers.citation_styles import parse
from harvester.extract.carriers.locators import read_locators
from tests.extract.reading import said

LISTS = [
    ("Lee, A.", ["Lee, A."]),
    ("Lee, A. & Ng, B.", ["Lee, A.", "Ng, B."]),
    ("Lee, A., van der Berg, S. A., & Payne, S.-J.", ["Lee, A.", "van der Berg, S. A.", "Payne, S.-J."]),
    ("Lee, A, Ng, BC & O'Hara, D", ["Lee, A", "Ng, BC", "O'Hara, D"]),
    ("Smith, J. A., Jr., & Lee, B.", ["Smith, J. A., Jr", "Lee, B."]),
    ("Lee A, Payne SA, Smith JB Jr", ["Lee, A", "Payne, SA", "Smith, JB, Jr"]),
    ("Lee, Ann, Bo Ng, and Cy Payne", ["Lee, Ann", "Ng, Bo", "Payne, Cy"]),
    ("Lee, Ann and Ng, Bo and Payne, Cy", ["Lee, Ann", "Ng, Bo", "Payne, Cy"]),
    ("Lee, Ann ; Ng, Bo", ["Lee, Ann", "Ng, Bo"]),
    ("Müller, A. und Schäfer, B.", ["Müller, A.", "Schäfer, B."]),
    ("García-López, M. y Núñez, J.", ["García-López, M.", "Núñez, J."]),
    ("Dupont, Marie et Durand, Luc", ["Dupont, Marie", "Durand, Luc"]),
    ("SILVA, Ana; SOUZA, José", ["SILVA, Ana", "SOUZA, José"]),
    ("A. Lee, B. Ng and C. Payne", ["Lee, A.", "Ng, B.", "Payne, C."]),
    ("World Health Organization", ["World Health Organization"]),
    ("Lee, A., Ng, B., & Gull Survey Group", ["Lee, A.", "Ng, B.", "Gull Survey Group"]),
    ("Petrov, Yu. V.", ["Petrov, Yu. V."]),
]


ARTICLE_NUMBERS = [
    ("Gull Law Review: Vol. 12 : Iss. 3 , Article 4.", {"volume": "12", "issue": "3", "number": "4"}),
    ("Birds, 9(2), Article e0123", {"volume": "9", "issue": "2", "number": "e0123"}),
    (
        "Birds 9, no. 2 (2021): Article 104501",
        {"volume": "9", "issue": "2", "issued": "2021", "number": "104501"},
    ),
    ("Birds, 9, Art. no. 77 (2021)", {"volume": "9", "issued": "2021", "number": "77"}),
    (
        "Birds, vol. 9, no. 2, article 12, pp. 1-9",
        {"volume": "9", "issue": "2", "page": "1-9", "number": "12"},
    ),
]


@pytest.mark.parametrize(("text", "values"), ARTICLE_NUMBERS)
def test_number_of_an_article_is_no_page(text: str, values: dict[str, str]) -> None:
    assert read_locators(text) == values


@pytest.mark.parametrize(("text", "names"), LISTS)
def test_lists_of_authors_in_every_form(text: str, names: list[str]) -> None:
    found = read_list(text)
    assert found is not None
    assert [str(name) for name in found.names] == names
    assert not found.cut


@pytest.mark.parametrize(
    "text",
    ["Lee, A., Ng, B., et al.", "Lee A, Ng B, et al", "Lee, Ann, et al.", "Lee, A., Ng, B., … Payne, C."],
)
def test_cut_list_says_that_it_is_cut(text: str) -> None:
    found = read_list(text)
    assert found is not None
    assert found.cut
    assert is_cut_list(found.raw)


@pytest.mark.parametrize(
    "text",
    [
        "", "Home", "This page was published in", "See the guide", "Volume 12", "Lee, Ann. Gulls of the north",
        "Read more about gulls, terns and skuas", "https://repo.example/7", "Garcia Ruiz, Ana Maria",
    ],
)  # fmt: skip
def test_what_is_no_list_of_names_gives_nothing(text: str) -> None:
    assert read_list(text) is None


def test_editors_are_told_from_authors() -> None:
    found = read_list("Lee, A. & Ng, B. (Eds.)")
    assert found is not None
    assert (found.editors, [str(name) for name in found.names]) == (True, ["Lee, A.", "Ng, B."])


ARTICLE = {"container_title": "Bird Notes", "volume": "12", "issue": "3", "page": "45-67"}
#: Style, line, and what it says beside authors and title. The title is always the same.
LINES = [
    ("APA", "Lee, A., & Ng, B. (2010). TITLE. Bird Notes, 12(3), 45-67. https://doi.org/10.5555/gulls",
     {**ARTICLE, "doi": "10.5555/gulls"}),
    ("APA with a day", "Lee, A., & Ng, B. (2010, March 4). TITLE. Bird Notes, 12(3), 45-67.", ARTICLE),
    ("APA without pages", "Lee, A., & Ng, B. (2010). TITLE. Bird Notes, 12(3). https://doi.org/10.5555/gulls",
     {"container_title": "Bird Notes", "volume": "12", "issue": "3", "doi": "10.5555/gulls"}),
    ("APA without issue", "Lee, A., & Ng, B. (2010). TITLE. Bird Notes, 12, 45-67.",
     {"container_title": "Bird Notes", "volume": "12", "page": "45-67"}),
    ("Harvard", "Lee, A. and Ng, B. (2010) 'TITLE', Bird Notes, 12(3), pp. 45-67. Available at: https://x.example/7 "
     "(Accessed: 1 May 2020).", ARTICLE),
    ("AGPS Harvard", "Lee, A & Ng, B 2010, 'TITLE', Bird Notes, vol. 12, no. 3, pp. 45-67.", ARTICLE),
    ("EPrints", "Lee, Ann and Ng, Bo (2010) TITLE. Bird Notes, 12 (3). pp. 45-67. ISSN 1369-6513", ARTICLE),
    ("Vancouver", "Lee A, Ng B. TITLE. Bird Notes. 2010 Mar;12(3):45-67.", ARTICLE),
    ("CSE", "Lee A, Ng B. 2010. TITLE. Bird Notes 12(3):45-67.", ARTICLE),
    ("Chicago author-date", 'Lee, Ann, and Bo Ng. 2010. "TITLE." Bird Notes 12 (3): 45-67.', ARTICLE),
    ("Chicago notes", 'Lee, Ann, and Bo Ng. “TITLE.” Bird Notes 12, no. 3 (2010): 45-67.', ARTICLE),
    ("MLA", 'Lee, Ann, and Bo Ng. "TITLE." Bird Notes, vol. 12, no. 3, 2010, pp. 45-67.', ARTICLE),
    ("IEEE", 'A. Lee and B. Ng, "TITLE," Bird Notes, vol. 12, no. 3, pp. 45-67, 2010.', ARTICLE),
    ("Springer Nature", "Lee, A., Ng, B. TITLE. Bird Notes 12, 45–67 (2010). https://doi.org/10.5555/gulls",
     {"container_title": "Bird Notes", "volume": "12", "page": "45-67", "doi": "10.5555/gulls"}),
    ("ABNT", "LEE, Ann; NG, Bo. TITLE. Bird Notes, São Paulo, v. 12, n. 3, p. 45-67, 2010.", ARTICLE),
    ("DIN", "Lee, Ann; Ng, Bo: TITLE. In: Bird Notes 12 (2010), H. 3, S. 45-67.", ARTICLE),
    ("French", "Lee, Ann, et Ng, Bo. « TITLE ». Bird Notes, vol. 12, n° 3, 2010, p. 45-67.", ARTICLE),
    ("chapter, APA", "Lee, A., & Ng, B. (2010). TITLE. In C. Payne & D. Ray (Eds.), The book of birds (2nd ed., "
     "pp. 45-67). Wing Press.", {"type": "chapter", "container_title": "The book of birds", "page": "45-67"}),
    ("chapter, Harvard", "Lee, A. and Ng, B. (2010) 'TITLE', in Payne, C. (ed.) The book of birds. London: Wing Press, "
     "pp. 45-67.", {"type": "chapter", "container_title": "The book of birds", "page": "45-67",
                    "publisher_place": "London", "publisher": "Wing Press"}),
    ("thesis, APA", "Lee, A., & Ng, B. (2010). TITLE [Doctoral dissertation, Eastvale University]. Eastvale Commons.",
     {"type": "thesis", "genre": "Doctoral dissertation", "publisher": "Eastvale University"}),
    ("thesis, EPrints", "Lee, Ann and Ng, Bo (2010) TITLE. Masters thesis, University of Westbrook.",
     {"type": "thesis", "genre": "Masters thesis", "publisher": "University of Westbrook"}),
    ("thesis, ABNT", "LEE, Ann; NG, Bo. TITLE. 2010. 100 f. Tese (Doutorado em Biologia) - Universidade do Leste, "
     "Belém, 2010.", {"type": "thesis", "genre": "Tese (Doutorado em Biologia)", "publisher": "Universidade do Leste"}),
    ("report", "Lee, A., & Ng, B. (2010). TITLE (Technical Report No. 12). Geneva: Wing Press.",
     {"type": "report", "number": "12", "publisher_place": "Geneva", "publisher": "Wing Press"}),
    ("data set", "Lee, A., & Ng, B. (2010). TITLE (Version 2) [Data set]. Zenodo. https://doi.org/10.5281/zenodo.7",
     {"type": "dataset", "publisher": "Zenodo", "doi": "10.5281/zenodo.7"}),
    ("data set, DataCite", "Lee, Ann; Ng, Bo (2010): TITLE. PANGAEA, https://doi.org/10.1594/PANGAEA.7",
     {"type": "dataset", "publisher": "PANGAEA", "doi": "10.1594/pangaea.7"}),
    ("preprint", "Lee, A., & Ng, B. (2010). TITLE. bioRxiv 2010.03.22.002386; doi: https://doi.org/10.1101/2010.03.22",
     {"type": "preprint", "doi": "10.1101/2010.03.22"}),
    ("book", "Lee A, Ng B. TITLE. London: Wing Press; 2010. 120 p.",
     {"publisher_place": "London", "publisher": "Wing Press"}),
]  # fmt: skip


@pytest.mark.parametrize(
    "title", ["The gulls of the north", "Gulls: where do they go in winter?", "Women's birds vs. cats"]
)
@pytest.mark.parametrize(("style", "line", "rest"), LINES)
def test_every_style_is_taken_apart(style: str, line: str, rest: dict[str, str], title: str) -> None:
    stated = line.replace("TITLE.", title if title.endswith("?") else f"{title}.").replace("TITLE", title)
    cited = parse(stated, lambda text: text == title)
    assert cited is not None, style
    assert [name.family.title() for name in cited.authors.names] == ["Lee", "Ng"]
    values = {key: value.replace("–", "-") for key, value in cited.values.items()}
    assert values.pop("issued").startswith("2010")
    assert values.pop("title") == title
    assert values == rest


@pytest.mark.parametrize(("style", "line", "rest"), LINES)
def test_plain_titles_are_found_without_the_pages_help(style: str, line: str, rest: dict[str, str]) -> None:
    cited = parse(line.replace("TITLE", "The gulls of the north"))
    assert cited is not None, style
    assert (cited.values["title"], len(cited.authors.names)) == ("The gulls of the north", 2)
    assert set(rest) <= set(cited.values)


def test_editors_of_the_book_are_those_of_the_chapter() -> None:
    cited = parse(
        "Lee, A. (2010). Food. In C. Payne & D. Ray (Eds.), The book of birds (pp. 4-9). Wing Press."
    )
    assert cited is not None
    assert cited.editors is not None
    assert [str(name) for name in cited.editors.names] == ["Payne, C.", "Ray, D."]


@pytest.mark.parametrize(
    "text",
    [
        "This page was published in 2010. See the guide for more.",
        "Home. About us. Contact 2010. All rights reserved.",
        "Cookies, Privacy & Terms (2020). We use cookies. More.",
        "Download citation. 12 people cited this in 2010.",
        "© 2010 Eastvale University. All rights reserved.",
        "Published: 4 March 2010. Volume 12, pages 45-67.",
        "(2010).",
        "2010",
    ],
)
def test_what_is_no_citation_gives_nothing(text: str) -> None:
    assert parse(text) is None


def test_long_runs_of_punctuation_are_read_in_time() -> None:
    for text in (
        "." * 90_000 + " 2010",
        "Lee, A. " * 10_000 + "(2010). Gulls.",
        "(" * 50_000,
        "et al. " * 10_000,
    ):
        parse(text, lambda _: False, lambda _: -1)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Health 14(1):48-58", {"volume": "14", "issue": "1", "page": "48-58"}),
        ("Curr Rheumatol Rep 19, 3 (2017)", {"volume": "19", "page": "3", "issued": "2017"}),
        ("Bird Notes, 2010, 12(3), 4-9", {"volume": "12", "issue": "3", "page": "4-9"}),
        ("PeerJ 6:e4375", {"volume": "6", "page": "e4375"}),
        ("Birds 3(Suppl. 1), S12-S19", {"volume": "3", "issue": "Suppl. 1", "page": "S12-S19"}),
        ("Physics 111(9-11): 1092-1099", {"volume": "111", "issue": "9-11", "page": "1092-1099"}),
        ("Volume 25, Number 10 - 5 October 2020", {"volume": "25", "issue": "10"}),
        ("10.1016/S0009-2614(97)04014-1", {}),
        ("http://x.example/12(3):4", {}),
        ("17;22;2008", {}),
        ("Gulls of 1950-1960 (London)", {}),
    ],
)
def test_numbers_of_a_citation(text: str, numbers: dict[str, str]) -> None:
    assert read_locators(text) == numbers


# Where a page shows its own citation

LINE = "Lee, A., & Ng, B. (2010). The gulls of the north. Bird Notes, 12(3), 45-67. https://doi.org/10.5555/gulls"
OTHER = "Payne, C. (2009). The terns of the south. Bird Notes, 11(2), 5-9."


@pytest.mark.parametrize(
    "block",
    [
        f"<h2>How to Cite</h2><div>{LINE}</div>",
        f"<h3>Cite this article</h3><p>{LINE}</p><a>Download citation</a>",
        f"<h4>Recommended Citation</h4><p>{LINE}</p>",
        f"<dl><dt>Zitierform:</dt><dd>{LINE}</dd></dl>",
        f"<div><strong>Cómo citar:</strong> {LINE}</div>",
        f"<div><div class='label'>Pour citer cet article</div><div class='value'>{LINE}</div></div>",
        f"<div class='header'><h2>Citar</h2></div><div class='body'><span>{LINE}</span></div>",
        f"<div class='csl-bib-body'><div class='csl-entry'>{LINE}</div></div>",
        f"<div id='citationText'>Cite this as: {LINE} <a>Copy</a></div>",
        f"<p class='c-bibliographic-information__citation'>{LINE}</p>",
        f"<ul><li class='citation'>{OTHER}</li><li class='citation'>{LINE}</li></ul>",
        f"<div class='citation'><p>How to cite:</p><p>{LINE}</p><p>Copy to clipboard</p></div>",
    ],
)
def test_citation_of_the_page_is_found(block: str) -> None:
    found = said(f"<h1>The gulls of the north</h1>{block}<p>More.</p>", citation_line.read)
    assert found["author"] == ["Lee, A.", "Ng, B."]
    assert (found["container_title"], found["volume"], found["page"]) == (["Bird Notes"], ["12"], ["45-67"])
    assert found["doi"] == ["10.5555/gulls"]


@pytest.mark.parametrize(
    "html",
    [
        f"<h1>The gulls of the north</h1><ol><li class='citation'>{OTHER}</li></ol>",
        f"<h1>News</h1><h2>How to cite</h2><p>{LINE}</p>",
        f"<p>{LINE}</p>",
        f"<h1>The gulls of the north</h1><p>{LINE}</p>",
        "<h1>The gulls of the north</h1><h2>How to cite</h2><p>Cite The gulls of the north (2010) as you like.</p>",
    ],
)
def test_other_citations_say_nothing(html: str) -> None:
    assert said(html, citation_line.read) == {}


def test_cut_authors_of_a_citation_never_become_the_list() -> None:
    line = "Lee, A., Ng, B. et al. The gulls of the north. Bird Notes 12, 45–67 (2010)."
    html = f"<h1>The gulls of the north</h1><h2>Cite this article</h2><p>{line}</p>"
    found = said(html, citation_line.read)
    assert found["volume"] == ["12"]
    from tests.extract.reading import record

    whole = '<meta name="citation_author" content="Lee, Ann"><meta name="citation_author" content="Ng, Bo">'
    whole += '<meta name="citation_author" content="Payne, Cy">'
    assert [name.family for name in record(whole + html).author] == ["Lee", "Ng", "Payne"]
    assert record(html + '<meta name="DC.title" content="The gulls of the north">').author == ()
