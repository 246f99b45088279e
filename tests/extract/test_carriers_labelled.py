"""Labelled rows in every layout and language; all pages here are invented."""

from __future__ import annotations

import pytest

from harvester.extract.carriers import labelled
from harvester.extract.carriers.abstracts import split_abstracts
from harvester.extract.carriers.labels import LANGUAGES, meaning, role_of
from harvester.extract.carriers.rows import rows
from harvester.extract.roles import tables
from tests.extract.reading import record, said

PAIRS = {
    "Author": "Jane Doe",
    "Year": "2010",
    "Publisher": "Wing Press",
    "DOI": "10.5555/gulls",
    "Language": "English",
}
ABSTRACT = (
    "The gulls of the north feed on fresh fish, and where there is none they go on to feed on what they find."
)

LAYOUTS = {
    "th and td": ("<table>{}</table>", "<tr><th>{}</th><td>{}</td></tr>"),
    "td and td": ("<table><tbody>{}</tbody></table>", '<tr><td class="label-cell">{}:</td><td>{}</td></tr>'),
    "dl": ("<dl>{}</dl>", "<dt>{}</dt><dd>{}</dd>"),
    "dl in rows": ("<dl>{}</dl>", '<div class="row"><dt>{}:</dt><dd><span>{}</span></dd></div>'),
    "stray dt": ("<section>{}</section>", "<dt>{}</dt><dd>{}</dd>"),
    "div pairs": ("<div>{}</div>", '<div class="field"><div class="field-label">{}</div><div class="field-value">{}</div></div>'),
    "span pairs": ("<div>{}</div>", '<p><span class="label">{}:</span> <span>{}</span></p>'),
    "siblings": ("<div>{}</div>", '<div class="label">{}</div><div class="value">{}</div>'),
    "strong": ("<div>{}</div>", "<p><strong>{}:</strong> {}</p>"),
    "strong and br": ("<p>{}</p>", "<strong>{}:</strong> {}<br>"),
    "b in columns": ("<div>{}</div>", "<div><div><b>{}</b></div><div>{}</div></div>"),
    "lines": ("<p>{}</p>", "{}: {}<br>"),
    "paragraphs": ("<div>{}</div>", "<p>{}: {}</p>"),
    "list": ("<ul>{}</ul>", "<li>{}: {}</li>"),
    "headings": ("<div>{}</div>", "<h4>{}</h4><p>{}</p>"),
    "headings in blocks": ("<div>{}</div>", '<div class="element"><h4>{}</h4><p>{}</p></div>'),
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_rows_are_read_in_every_layout(layout: str) -> None:
    around, row = LAYOUTS[layout]
    html = around.format("".join(row.format(label, value) for label, value in PAIRS.items()))
    found = said(f"<body><h1>Gulls</h1>{html}<p>More.</p></body>", labelled.read)
    assert found == {
        "author": ["Doe, Jane"], "issued": ["2010"], "publisher": ["Wing Press"], "doi": ["10.5555/gulls"],
        "language": ["en"],
    }  # fmt: skip


IN_WORDS = {
    "de": ("Autor", "Erscheinungsjahr", "Verlag", "Sprache", "Schlagwörter", "Zusammenfassung", "Betreuer"),
    "fr": ("Auteur", "Date de publication", "Éditeur", "Langue", "Mots-clés", "Résumé", "Directeur de thèse"),
    "es": (
        "Autor(es)",
        "Fecha de publicación",
        "Editorial",
        "Idioma",
        "Palabras clave",
        "Resumen",
        "Director de tesis",
    ),
    "pt": ("Autor(a)", "Data de publicação", "Editora", "Idioma", "Palavras-chave", "Resumo", "Orientador"),
    "it": ("Autore", "Data di pubblicazione", "Editore", "Lingua", "Parole chiave", "Riassunto", "Relatore"),
    "nl": ("Auteur", "Publicatiedatum", "Uitgever", "Taal", "Trefwoorden", "Samenvatting", "Promotor"),
    "en": ("Author(s)", "Date of publication", "Publisher", "Language", "Keywords", "Abstract", "Supervisor"),
    "sv": ("Författare", "Utgivningsår", "Utgivare", "Språk", "Nyckelord", "Sammanfattning", "Handledare"),
    "da": ("Forfattere", "Udgivelsesdato", "Forlag", "Sprog", "Emneord", "Resumé", "Vejleder"),
    "no": ("Forfatter(e)", "Utgivelsesdato", "Utgiver", "Språk", "Nøkkelord", "Sammendrag", "Veileder"),
    "fi": ("Tekijät", "Julkaisuvuosi", "Julkaisija", "Kieli", "Asiasanat", "Tiivistelmä", "Ohjaaja"),
    "pl": ("Autorzy", "Data wydania", "Wydawca", "Język", "Słowa kluczowe", "Streszczenie", "Promotor"),
    "cs": ("Autor", "Rok vydání", "Vydavatel", "Jazyk", "Klíčová slova", "Abstrakt", "Vedoucí práce"),
    "hr": ("Autori", "Godina izdavanja", "Nakladnik", "Jezik", "Ključne riječi", "Sažetak", "Mentor"),
    "ru": (
        "Авторы",
        "Год издания",
        "Издательство",
        "Язык",
        "Ключевые слова",
        "Аннотация",
        "Научный руководитель",
    ),
    "tr": ("Yazar(lar)", "Yayın tarihi", "Yayıncı", "Dil", "Anahtar kelimeler", "Özet", "Danışman"),
    "ja": ("著者", "発行日", "出版者", "言語", "キーワード", "抄録", "指導教員"),
    "hu": ("Szerző(k)", "Megjelenés éve", "Kiadó", "Nyelv", "Kulcsszavak", "Összefoglaló", "Témavezető"),
    "uk": (
        "Автор",
        "Дата публікації",
        "Видавництво",
        "Мова",
        "Ключові слова",
        "Анотація",
        "Науковий керівник",
    ),
    "ko": ("저자", "발행일", "출판사", "언어", "키워드", "초록", "지도교수"),
    "ca": ("Autor/a", "Data de publicació", "Editorial", "Llengua", "Paraules clau", "Resum", "Director"),
}


@pytest.mark.parametrize("code", LANGUAGES)
def test_rows_are_read_in_every_language(code: str) -> None:
    values = ("Doe, Jane", "2010", "Wing Press", "English", "gulls; fish", ABSTRACT, "Stein, Derek")
    cells = "".join(
        f"<dt>{label}:</dt><dd>{value}</dd>" for label, value in zip(IN_WORDS[code], values, strict=True)
    )
    assert said(f"<dl>{cells}</dl>", labelled.read) == {
        "author": ["Doe, Jane"], "contributor": ["Stein, Derek"], "issued": ["2010"], "publisher": ["Wing Press"],
        "language": ["en"], "keyword": ["gulls", "fish"], "abstract": [ABSTRACT],
    }  # fmt: skip


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_knows_the_same_things(code: str) -> None:
    mine, english = tables()[code], tables()["en"]
    for section, names in mine.items():
        assert set(names) <= set(english[section]), section
    needed = {
        "title",
        "author",
        "container_title",
        "publisher",
        "language",
        "type",
        "abstract",
        "keyword",
        "license",
    }
    assert needed <= set(mine["fields"])
    assert {"issued", "online", "defended", "submitted", "deposited"} <= set(mine["dates"])


def test_people_in_other_parts_never_become_authors() -> None:
    roles = (
        "Advisor",
        "Referee",
        "Director",
        "Reader",
        "Committee Member",
        "Translator",
        "Illustrator",
        "Depositor",
    )
    cells = "".join(
        f"<tr><th>{role}</th><td>Stein, Derek{'abcdefgh'[at]}</td></tr>" for at, role in enumerate(roles)
    )
    found = said(f"<table><tr><th>Author</th><td>Doe, Jane</td></tr>{cells}</table>", labelled.read)
    assert found["author"] == ["Doe, Jane"]
    assert len(found["contributor"]) == len(roles)


def test_roles_in_parentheses_are_heard() -> None:
    people = (
        "<dd>Jiang, Zhijun (creator)</dd><dd>Stein, Derek (Director)</dd><dd>Lee, Ann (Übersetzerin)</dd>"
    )
    found = said(f"<dl><dt>Contributors</dt>{people}</dl>", labelled.read)
    assert (found["author"], found["contributor"]) == (["Jiang, Zhijun"], ["Stein, Derek", "Lee, Ann"])
    assert role_of("Übersetzerin") == "translator"


@pytest.mark.parametrize(
    ("label", "said_as"),
    [
        ("Date of publication", {"issued": ["2010"]}),
        ("Publication date", {"issued": ["2010"]}),
        ("Published online", {"available_date": ["2010"]}),
        ("Date submitted", {"submitted": ["2010"]}),
        ("Date accepted", {"accepted": ["2010"]}),
        ("Date deposited", {"deposited": ["2010"]}),
        ("Date accessioned", {"deposited": ["2010"]}),
        ("Freischaltungsdatum", {"deposited": ["2010"]}),
        ("Last modified", {}),
        ("Date", {"issued": ["2010"]}),
        ("Date of final exam", {"issued": ["2010"]}),
    ],
)
def test_kinds_of_dates_are_kept_apart(label: str, said_as: dict[str, list[str]]) -> None:
    assert said(f"<table><tr><th>{label}</th><td>2010</td></tr></table>", labelled.read) == said_as


def test_value_that_names_another_kind_of_date_is_none() -> None:
    lines = "<li>Received 6 September 2008</li><li>Accepted 21 January 2009</li><li>15 April 2010</li>"
    assert said(f"<dl><dt>Date</dt><dd><ul>{lines}</ul></dd></dl>", labelled.read) == {
        "submitted": ["2008-09-06"], "accepted": ["2009-01-21"], "issued": ["2010-04-15"]
    }  # fmt: skip


def test_date_of_publication_wins_over_the_exams_and_the_plain_one() -> None:
    dates = {
        "Date": "2009",
        "Date of final exam": "2008",
        "Year of first Publication": "2010",
        "Release Date": "2012",
    }
    cells = "".join(f"<tr><th>{label}</th><td>{value}</td></tr>" for label, value in dates.items())
    assert said(f"<table>{cells}</table>", labelled.read) == {"issued": ["2010"], "deposited": ["2012"]}


def test_two_abstracts_in_one_block_are_two() -> None:
    portuguese = (
        "As gaivotas do norte comem peixe fresco, e onde não há vão comer o que encontram pelo caminho."
    )
    cell = f"<p>Resumo: {portuguese}</p><p>Abstract: {ABSTRACT}</p>"
    html = f"<table><tr><th>Description</th><td>x</td></tr><tr><th>Abstract</th><td>{cell}</td></tr><tr><th>{{}}</th></tr></table>"
    assert said(html, labelled.read)["abstract"] == [portuguese, ABSTRACT]
    in_english = html.replace("<th>{}</th>", "<th>Language</th><td>English</td>")
    assert said(in_english, labelled.read)["abstract"] == [ABSTRACT, portuguese]


def test_paragraphs_of_one_abstract_stay_together() -> None:
    assert split_abstracts([ABSTRACT, "Then they rest."]) == [("", f"{ABSTRACT} Then they rest.")]


def test_structured_abstract_under_a_heading_is_one() -> None:
    html = f"<h2>Abstract</h2><h3>Aims</h3><p>{ABSTRACT}</p><h3>Results</h3><p>They find fish.</p><h2>Introduction</h2><p>No.</p>"
    assert said(html, labelled.read)["abstract"] == [f"Aims {ABSTRACT} Results They find fish."]


@pytest.mark.parametrize(
    "html",
    [
        "<nav><h3>Author</h3><ul><li>Doe, Jane</li></ul></nav>",
        "<div class='facets'><h3>Authors</h3><ul><li>Doe, Jane (12)</li></ul></div>",
        "<h3>Authors</h3><ul><li>Doe, Jane (12)</li><li>Roe, Richard (3)</li></ul>",
        "<h3>Language</h3><ul><li>English</li><li>Deutsch</li></ul>",
        "<div class='related-items'><p><b>Author:</b> Jane Doe</p></div>",
        "<table><tr><th>Author</th><th>Year</th><th>Species</th></tr><tr><td>Doe</td><td>2010</td><td>4</td></tr></table>",
        "<table><tr><th>Date</th><td>1 May</td><td>2 May</td><td>3 May</td></tr></table>",
        "<p>Please note: the author: nobody.</p>",
    ],
)
def test_menus_facets_and_data_say_nothing(html: str) -> None:
    assert said(f"<body><p>text</p>{html}</body>", labelled.read) == {}


def test_a_listing_says_nothing() -> None:
    items = "".join(f"<div><p>Author: Jane Doe{at}<br>Year: 20{at}</p></div>" for at in range(10, 16))
    assert said(f"<h1>Search</h1>{items}", labelled.read) == {}


def test_values_on_lines_and_in_items_are_values_of_their_own() -> None:
    html = "<table><tr><th>A</th><td><ul><li>x</li><li>y</li></ul></td></tr><tr><th>B</th><td>x<br>y</td></tr></table>"
    assert [row.values for row in rows(html)] == [["x", "y"], ["x", "y"]]


def test_names_set_apart_by_style_alone_stay_apart() -> None:
    html = "<table><tr><th>A</th><td><span>Ann</span><span>Lee</span></td><td>en</td></tr></table>"
    assert rows(html)[0].values == ["Ann Lee"]
    assert rows("<dl><dt>T</dt><dd>H<sub>2</sub>O in <i>Larus</i>es</dd></dl>")[0].values == [
        "H2O in Laruses"
    ]


def test_links_beside_each_other_are_values_of_their_own() -> None:
    html = "<dl><dt>Tags</dt><dd><a>gulls</a> <a>fresh fish</a></dd></dl>"
    assert said(html, labelled.read) == {"keyword": ["gulls", "fresh fish"]}


def test_issue_that_is_stated_with_its_volume() -> None:
    html = "<dl><dt>Issue</dt><dd>Volume 25, Number 10 - 5 October 2020</dd><dt>Volume</dt><dd>Proceedings of it all</dd></dl>"
    assert said(html, labelled.read) == {"issue": ["10"]}


def test_organisation_behind_a_name_is_no_part_of_it() -> None:
    html = (
        "<p><strong>Editor:</strong> Eric Lau, The University of Hong Kong, CHINA</p><p><b>Year:</b> 2010</p>"
    )
    assert said(html, labelled.read)["editor"] == ["Lau, Eric"]


def test_forms_are_no_rows() -> None:
    html = '<div class="modal"><b>Author</b><p>Adjust the names.</p></div><label for="t">Abstract</label><p>Correct it.</p>'
    assert said(html, labelled.read) == {}


def test_rights_are_a_licence_only_where_they_name_one() -> None:
    html = "<dl><dt>Rights</dt><dd>Copyright 2010 Jane Doe</dd><dt>Licence</dt><dd>CC BY 4.0</dd></dl>"
    assert said(html, labelled.read)["license"] == ["CC BY 4.0"]


def test_rows_of_a_platform_are_not_read_twice() -> None:
    html = (
        '<meta name="generator" content="DSpace 6"><title>Gulls</title><h2 class="page-header">Gulls</h2>'
        '<table class="detailtable"><tr><td>dc.contributor.author</td><td>Doe, Jane</td><td></td></tr>'
        "<tr><td>dc.title</td><td>Gulls</td><td>en</td></tr></table><p><b>Author:</b> Someone Else</p>"
    )
    found = record(html)
    assert [one.value for one in found.witness if one.field == "author"] == ["Doe, Jane"]


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Date d'acceptation", "accepted"),
        ("Maison d’édition", "publisher"),
        ("Titolo dell'articolo", "title"),
    ],
)
def test_labels_with_an_apostrophe_are_known(label: str, name: str) -> None:
    found = meaning(label)
    assert found is not None
    assert found.name == name


def test_unknown_labels_mean_nothing() -> None:
    assert meaning("Share this page") is None
    assert meaning("x" * 500) is None


def test_wide_and_deep_pages_are_read_in_time() -> None:
    deep = "<dl><dt>Author</dt><dd>" * 600
    wide = "<b>Author</b>" * 5_000 + "<li>Author: A<ul>" * 600
    assert said(f"<body>{deep}</body>", labelled.read) is not None
    assert said(f"<body>{wide}</body>", labelled.read) is not None
