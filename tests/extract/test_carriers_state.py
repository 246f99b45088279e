"""What pages hand to their scripts, and the language that their root element names."""

from __future__ import annotations

import json

import pytest

from harvester.extract.carriers import page_language, state
from tests.extract.reading import record, said

WORK = {
    "title": "Robust arrays of gulls",
    "authors": [
        {"firstName": "Kim Y.", "lastName": "Park", "name": "K. Park"},
        {"name": "Moreau, Luc"},
        "Bo Lee",
    ],
    "publicationTitle": "Transactions on Gulls",
    "volume": "56",
    "issue": 7,
    "startPage": "2997",
    "endPage": "3009",
    "publicationYear": "2008",
    "doi": "10.1234/tg.2008.7",
    "issn": [{"format": "Print", "value": "1369-6513"}],
    "abstract": {"value": "Small arrays suffer from errors of calibration, and so do gulls."},
}
OTHER = {"title": "Another paper", "authors": [{"name": "Else, Some"}], "doi": "10.1234/else"}


def page(script: str, kind: str = "") -> str:
    return f"<title>Robust arrays of gulls | Xplore</title><body><script{kind}>{script}</script><div id=root></div>"


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        (f"var x={{}};x.document.metadata={json.dumps(WORK)};go();", ""),
        (json.dumps({"props": {"pageProps": {"article": WORK}}}), " type='application/json'"),
        (f"load({json.dumps([OTHER])}); show({json.dumps(WORK)})", ""),
        (f"if (a) {{ b() }} window.state = {json.dumps({'related': [OTHER], 'paper': WORK})}", ""),
    ],
)
def test_the_work_with_the_page_s_own_title_is_read_out_of_a_script(script: str, kind: str) -> None:
    found = said(page(script, kind), state.read)
    assert found["author"] == ["Park, Kim Y.", "Moreau, Luc", "Lee, Bo"]
    assert found["page"] == ["2997-3009"]
    assert (found["doi"], found["issn"], found["issue"]) == (["10.1234/tg.2008.7"], ["1369-6513"], ["7"])
    assert (found["container_title"], found["issued"]) == (["Transactions on Gulls"], ["2008"])


@pytest.mark.parametrize(
    "script",
    [
        json.dumps(OTHER),
        '{"authors": [1, {"x": 2}], "title": "Robust arrays of gulls"',
        '"authors" = {' * 5_000,
        json.dumps({"authors": "Lee", "title": "Robust arrays of gulls"}),
    ],
)
def test_a_script_without_the_page_s_work_says_nothing(script: str) -> None:
    assert said(page(script), state.read) == {}


def test_a_page_drawn_by_a_script_is_a_record() -> None:
    found = record(page(f"x={json.dumps(WORK)}"))
    assert (found.title, found.doi, found.volume) == ("Robust arrays of gulls", "10.1234/tg.2008.7", "56")


GERMAN = "Die Möwen und das Meer in der Nordsee: eine Untersuchung von Nestern auf dem Dach"


@pytest.mark.parametrize(
    ("root", "title", "language"),
    [
        ("de", GERMAN, "de"),
        ("de-DE", GERMAN, "de"),
        # The site's language, and not the work's; or too few words to tell.
        ("en", GERMAN, None),
        ("en", "Gulls", None),
    ],
)
def test_the_page_s_language_counts_where_the_words_agree(
    root: str, title: str, language: str | None
) -> None:
    html = (
        f'<html lang="{root}"><meta name="citation_title" content="{title}">'
        '<meta name="citation_author" content="Lee, Ann">'
    )
    assert said(html, page_language.read)["language"] == [root[:2]]
    assert record(html).language == language
