"""Titles, abstracts and languages: whole, clean, in one language."""

from __future__ import annotations

import pytest

from tests.extract.choosing import Said, chosen, sure, value

ENGLISH = "We show that the number of gulls in the harbour is related to the amount of fish on the market of the town."
PORTUGUESE = (
    "Mostramos que o número de gaivotas no porto não é uma função do peixe que se vende no mercado da cidade."
)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([("title", "citation_*", "p &amp;amp;lt; 0.05 in H<sub>2</sub>O")], "p < 0.05 in H2O"),
        ([("title", "citation_*", r"Phases of HfO$_2$ films"), ("title", "og", "Phases of HfO2 films")],
         "Phases of HfO2 films"),
        ([("title", "citation_*", r"M{\"u}ller's gulls")], "Müller's gulls"),
        ([("title", "citation_*", "On gulls.")], "On gulls"),
        ([("title", "citation_*", "On the counting of gulls at sea"),
          ("title", "og", "On the counting of gulls at sea | Bird Notes")], "On the counting of gulls at sea"),
        ([("title", "title-tag", "On the counting of gulls at sea and els..."),
          ("title", "body", "On the counting of gulls at sea and elsewhere")],
         "On the counting of gulls at sea and elsewhere"),
        # A subtitle that one carrier leaves out.
        ([("title", "citation_*", "On gulls"), ("title", "ris", "On gulls: a field study")], "On gulls: a field study"),
        # The heading of the site, a file's name, damage, shouting.
        ([("title", "citation_*", "Microsoft Word - thesis.doc"), ("title", "body", "On gulls")], "On gulls"),
        ([("title", "bibtex", "???? gulls"), ("title", "title-tag", "Möwen gulls")], "Möwen gulls"),
        ([("title", "citation_*", "ON GULLS"), ("title", "dc", "On gulls")], "On gulls"),
    ],
)  # fmt: skip
def test_title(said: list[Said], expected: str) -> None:
    assert value("title", *said) == expected


def test_second_title_of_a_carrier_is_the_translated_one() -> None:
    found = chosen(("title", "dc", ["Über Möwen", "On gulls"]), ("title", "citation_*", "Über Möwen"))
    assert (found["title"], found["title_alternative"]) == ("Über Möwen", ("On gulls",))


def test_abstract_is_in_the_language_of_the_record() -> None:
    said: list[Said] = [("abstract", "citation_*", ENGLISH), ("abstract", "dc", PORTUGUESE)]
    assert value("abstract", *said, ("language", "dc", "por")) == PORTUGUESE
    assert value("abstract", *said, ("language", "dc", "English")) == ENGLISH


def test_two_abstracts_in_one_block_are_taken_apart() -> None:
    block: Said = ("abstract", "body", f"Resumo: {PORTUGUESE} Abstract: {ENGLISH}")
    assert value("abstract", block, ("language", "dc", "en")) == ENGLISH
    assert value("abstract", block) == PORTUGUESE
    assert (
        value("abstract", ("abstract", "body", f"Abstract {ENGLISH} Summary: {ENGLISH}")).count("gulls") == 2
    )


def test_markup_in_an_abstract_is_no_part_of_it() -> None:
    text = f"<jats:title>Abstract</jats:title><section><p>{ENGLISH}</p><p>The end.</p></section>"
    assert value("abstract", ("abstract", "citation_*", text)) == f"{ENGLISH} The end."


def test_title_again_is_no_abstract() -> None:
    assert value("abstract", ("abstract", "og", "On gulls"), ("title", "dc", "On gulls.")) == ""


@pytest.mark.parametrize(
    ("text", "code"),
    [("English", "en"), ("en_AU", "en"), ("EN", "en"), ("eng", "en"), ("http://lexvo.org/id/iso639-3/deu", "de"),
     ("mul", ""), ("Português", "pt")],
)  # fmt: skip
def test_language(text: str, code: str) -> None:
    assert value("language", ("language", "dc", text)) == code


def test_label_that_the_text_contradicts_is_trusted_less() -> None:
    german: Said = ("title", "citation_*", "Die Quantisierung der Felder als Problem der Theorie und das Maß")
    label: Said = ("language", "citation_*", "en")
    assert value("language", german, label) == "en"
    assert sure("language", german, label) < 0.3 < sure("language", label)
    assert value("language", german, label, ("language", "og", "de")) == "de"
