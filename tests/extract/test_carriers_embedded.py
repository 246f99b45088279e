"""BibTeX and RIS wherever a page holds them; all examples are invented."""

from __future__ import annotations

import html

import pytest

from harvester.extract.carriers import embedded
from tests.extract.reading import read, said

BIBTEX = '@article{lee,\n author = "Ann Lee and Bo Ng",\n title = "Gulls",\n year = "2010",\n journal = "Bird Notes"\n}'
RIS = "TY  - JOUR\nTI  - Gulls\nAU  - Lee, Ann\nAU  - Ng, Bo\nPY  - 2010\nJF  - Bird Notes\nER  - \n"
ESCAPED = {"bibtex": html.escape(BIBTEX), "ris": html.escape(RIS)}

HOLDERS = [
    "<pre>{}</pre>", "<code>{}</code>", "<textarea>{}</textarea>", '<div class="bibtex">{}</div>',
    '<a data-clipboard-text="{}">Copy</a>', '<input type="hidden" name="citation" value="{}">',
    '<div id="bibtex-7">{}</div>',
]  # fmt: skip


@pytest.mark.parametrize("holder", HOLDERS)
@pytest.mark.parametrize("kind", ["bibtex", "ris"])
def test_records_are_read_wherever_they_stand(holder: str, kind: str) -> None:
    found = said(holder.format(ESCAPED[kind]), embedded.read)
    assert found["title"] == ["Gulls"]
    assert [name.split(",")[0] for name in found["author"]] == ["Lee", "Ng"]
    assert (found["issued"], found["container_title"]) == (["2010"], ["Bird Notes"])


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-bibtex", "application/x-research-info-systems"]
)
def test_records_in_scripts_are_read(kind: str) -> None:
    text = RIS if "research" in kind else BIBTEX
    assert said(f'<script type="{kind}">{text}</script>', embedded.read)["title"] == ["Gulls"]


def test_paragraph_a_line_as_pure_prints_ris() -> None:
    lines = "".join(f"<p>{line.replace('  - ', ' - ')}</p>" for line in RIS.splitlines())
    assert said(f'<div id="cite-RIS">{lines}</div>', embedded.read)["author"] == ["Lee, Ann", "Ng, Bo"]


def test_of_several_records_the_one_with_the_pages_title_is_read() -> None:
    other = BIBTEX.replace("Gulls", "Terns").replace("{lee", "{ng")
    html_ = f"<pre>{other}</pre><pre>{BIBTEX}</pre>"
    assert said(f"<h1>Gulls</h1>{html_}", embedded.read)["title"] == ["Gulls"]
    assert said(f"<h1>Publications</h1>{html_}", embedded.read) == {}


def test_the_same_record_twice_is_one() -> None:
    assert said(f"<pre>{BIBTEX}</pre><textarea>{BIBTEX}</textarea>", embedded.read)["title"] == ["Gulls"]


@pytest.mark.parametrize(
    "text", ["@media print {a {b: c}}", "@page {margin: 0}", "mail@x.example {1}", "TY - for you"]
)
def test_style_sheets_and_prose_are_no_records(text: str) -> None:
    assert said(f"<pre>{text}</pre>", embedded.read) == {}


def test_broken_entry_is_an_issue() -> None:
    found = read(
        '<meta name="DC.title" content="Gulls"><meta name="DC.creator" content="Lee, A"><pre>@article{lee, title = {</pre>'
    )
    assert found.record is not None
    assert found.issues


def test_lost_letters_of_an_export_do_not_reach_the_record() -> None:
    lost = BIBTEX.replace("Gulls", "Nguy?n ????")
    found = read(
        f'<meta name="citation_title" content="Nguyễn 海鸥"><meta name="citation_author" content="Lee, Ann"><pre>{lost}</pre>'
    )
    assert found.record is not None
    assert found.record.title == "Nguyễn 海鸥"
