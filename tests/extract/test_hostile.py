"""Hostile pages, each read by the command in a process of its own: what survives, and what it may cost."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from harvester.extract import extract
from harvester.extract.document import charset
from harvester.model import Page
from tests.extract.hostile_pages import AUTHOR, GOOD, PAGES, TITLE, page

if TYPE_CHECKING:
    from pathlib import Path

SECONDS, MEGABYTES = 5.0, 300.0
"""What one page may cost: CPU seconds of the whole command, and memory above that for a small page."""
INSIDE, UNDER, ABOVE = 1_300_000, 4_700_000, 5_300_000
"""Sizes: small enough that most pages are read whole; just under, and above what is parsed."""

_COMMAND = """
import resource, sys
from harvester.cli import main
try:
    main()
finally:
    used = resource.getrusage(resource.RUSAGE_SELF)
    with open("/proc/self/status") as lines:
        peak = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
    print("cost", used.ru_utime + used.ru_stime, peak / 1024, file=sys.stderr)
"""
#: Read by their heads alone even where they are small: nested too deeply, or too many attributes.
_CUT = {"nested tags", "nested tags of long names", "nested items", "stray closings", "unclosed tags",
        "many attributes"}  # fmt: skip
#: Read whole, less head tags beyond those of the largest collaborations.
_SHORTENED = {"metas", "titles", "authors", "dates", "DOIs", "journals"}
#: Say more on one field than is compared.
_TALKATIVE = {"titles", "dates", "DOIs", "abstracts", "journals", "definition lists", "stray terms",
              "JSON-LD of a thousand values"}  # fmt: skip
#: Whose cost lies in their size: the others hold more tags than are parsed, long before they are as large.
_LARGE = ("nested tags", "one huge attribute", "unclosed comments", "paragraphs", "NULs", "metas", "authors",
          "abstracts", "one huge title", "JSON-LD blocks", "broken JSON-LD blocks", "recursive graph", "wide graph",
          "JSON-LD of a thousand values", "RIS authors", "BibTeX braces", "Vancouver line", "COinS")  # fmt: skip


class Seen(NamedTuple):
    """What the command printed, and what it cost."""

    told: dict[str, Any]
    cpu: float
    memory: float

    @property
    def kinds(self) -> set[str]:
        return {issue["kind"] for issue in self.told["issues"]}


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (20, 20))  # far above the bar, so that the assertion speaks


def inspect(folder: Path, body: bytes) -> Seen:
    """`harvester inspect FILE --json` on a page; it must end well."""
    file = folder / "page.html"
    file.write_bytes(body)
    done = subprocess.run(
        [sys.executable, "-c", _COMMAND, "inspect", str(file), "--json"],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env={**os.environ, "HARVESTER_CONFIG": ""},
        preexec_fn=_limit,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    assert "Traceback" not in done.stderr
    _, cpu, memory = done.stderr.split()[-3:]
    return Seen(json.loads(done.stdout), float(cpu), float(memory))


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> float:
    """Megabytes that a small page takes."""
    return inspect(tmp_path_factory.mktemp("small"), page("<p>text</p>")).memory


def assert_bearable(seen: Seen, small: float) -> None:
    assert seen.cpu < SECONDS
    assert seen.memory - small < MEGABYTES


@pytest.mark.parametrize("name", PAGES)
def test_a_hostile_page_gives_what_its_head_says_at_a_bearable_cost(
    name: str, tmp_path: Path, small: float
) -> None:
    seen = inspect(tmp_path, PAGES[name](INSIDE))
    assert_bearable(seen, small)
    record = seen.told["record"]
    assert (record["title"], record["DOI"]) == (TITLE, "10.5555/wall.1")
    assert record["author"][0] == {"family": "Lee", "given": "Ann"}
    assert ("page-cut" in seen.kinds) == (name in _CUT | _SHORTENED)
    assert ("values-cut" in seen.kinds) == (name in _TALKATIVE)


@pytest.mark.parametrize("name", _LARGE)
def test_the_same_just_under_the_cap(name: str, tmp_path: Path, small: float) -> None:
    seen = inspect(tmp_path, PAGES[name](UNDER))
    assert_bearable(seen, small)
    assert (seen.told["record"]["title"], seen.told["record"]["DOI"]) == (TITLE, "10.5555/wall.1")


@pytest.mark.parametrize(
    ("name", "size"),
    [("paragraphs", ABOVE), ("nested tags", ABOVE), ("authors", 19_900_000), ("JSON-LD blocks", 19_900_000)],
)
def test_of_a_page_above_the_cap_the_head_is_read(name: str, size: int, tmp_path: Path, small: float) -> None:
    seen = inspect(tmp_path, PAGES[name](size))
    assert_bearable(seen, small)
    assert (seen.told["record"]["title"], seen.told["record"]["DOI"]) == (TITLE, "10.5555/wall.1")
    (cut,) = (issue for issue in seen.told["issues"] if issue["kind"] == "page-cut")
    assert "bytes of HTML; only its head was read" in cut["message"]


@pytest.mark.parametrize(
    "bomb",
    ["<b>" * 80_000, "<div " + " ".join(f"{number:x}" for number in range(43_000)) + ">"],
    ids=["nesting", "attributes"],
)
def test_a_bomb_in_the_head_refuses_the_page(bomb: str, tmp_path: Path, small: float) -> None:
    seen = inspect(tmp_path, page("x", GOOD + bomb))
    assert_bearable(seen, small)
    assert seen.told["record"] is None
    assert "too many attributes, to be read" in seen.told["reason"]


def test_an_author_tag_of_a_megabyte_is_cut(tmp_path: Path, small: float) -> None:
    for value in ("Lee, Ann; " * 100_000, "x" * 1_000_000, "a, " * 330_000, "Ann Lee and " * 80_000):
        head = (
            f'<meta name="citation_title" content="{TITLE}"><meta name="citation_authors" content="{value}">'
        )
        seen = inspect(tmp_path, page("x", head))
        assert_bearable(seen, small)
        assert seen.told["record"]["title"] == TITLE


@pytest.mark.parametrize(
    ("body", "header", "title"),
    [
        (b"<meta charset=utf-7><title>+ADw-script+AD4-</title>", None, "+ADw-script+AD4-"),
        (b"<title>plain</title>", "utf-7", "plain"),
        ("<title>wide</title>".encode("utf-16-le"), "utf-16le", "wide"),
        (b"\xff\xfe" + "<title>marked</title>".encode("utf-16-le"), "utf-8", "marked"),
        (b"<title>caf\xe9 \xc3\x28</title>", "utf-8", "caf\ufffd \ufffd("),
        (b"<meta charset=utf-8><title>caf\xe9</title>", None, "caf\ufffd"),
        (b"<title>a\0b\x1b[31mc\xc2\x9b2J\xe2\x80\xaed</title>", "utf-8", "a\ufffdb[31mc2Jd"),
    ],
)
def test_no_encoding_is_believed_that_could_hide_markup(body: bytes, header: str | None, title: str) -> None:
    encoded = "utf-16-le" if b"\0t\0" in body else "ascii"
    tags = '<meta name="citation_author" content="Lee, Ann">'.encode(encoded)
    record = extract(Page(url="https://x.example/1", body=body + tags, charset=header)).record
    assert record is not None
    assert record.title == title
    assert record.author[0].family == "Lee"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_or_a_header_is_known_by_its_nuls(encoding: str) -> None:
    body = page("<p>text</p>").decode().encode(encoding)
    record = extract(Page(url="https://x.example/1", body=body)).record
    assert record is not None
    assert record.title == TITLE


@pytest.mark.parametrize(
    "body", [b"\0" * 64, b"<\0" + b"\0\0" * 40, b"<\0h\0t\0m\0l>plain text of one byte a letter"]
)
def test_nuls_alone_are_no_utf_16(body: bytes) -> None:
    assert charset(Page(url="", body=body)) == "utf-8"


def test_nesting_in_utf_16_is_seen_by_the_guard() -> None:
    body = page("<div>" * 20_000).decode().encode("utf-16-le")
    found = extract(Page(url="https://x.example/1", body=body))
    assert "page-cut" in {issue.kind for issue in found.issues}


def test_markup_in_every_field_comes_out_as_text() -> None:
    html = "&lt;script&gt;alert(1)&lt;/script&gt;&lt;i&gt;x&lt;/i&gt;"
    names = ("title", "author", "journal_title", "volume", "issue", "publisher", "keywords", "abstract", "doi",
             "firstpage", "issn", "isbn", "language", "publication_date", "pdf_url")  # fmt: skip
    head = "".join(f'<meta name="citation_{name}" content="{html}">' for name in names)
    record = extract(Page(url="https://x.example/1", body=page("x", head))).record
    assert record is not None
    assert record.title == "<script>alert(1)</script>x"
    assert (record.doi, record.issued, record.issn, record.isbn, record.full_text) == (None, None, (), (), "")
    assert "<i>" not in str(record.to_dict())


def test_the_first_page_is_what_it_seems() -> None:
    record = extract(Page(url="https://x.example/1", body=page("x"))).record
    assert record is not None
    assert (record.title, str(record.author[0])) == (TITLE, AUTHOR)
