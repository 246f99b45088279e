"""What remote sites wrote never commands the terminal, whichever command prints it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from harvester.store import Store
from tests.cli.test_cli import run
from tests.hostile import hostile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
EVIL = "\x1b]0;owned\x07\x9b2J\u202eevil"
HTML = {"Content-Type": "text/html; charset=utf-8"}


def page(title: str) -> bytes:
    tags = {
        "title": title,
        "author": f"Lee, Ann{EVIL}",
        "publication_date": "2011",
        "journal_title": f"J{EVIL}",
    }
    head = "".join(f'<meta name="citation_{name}" content="{value}">' for name, value in tags.items())
    return f"<html><head>{head}<title>{EVIL}</title></head><body><h1>{EVIL}</h1></body></html>".encode()


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A folder with a catalogue of a hostile site, in which even the stored texts are as the site wrote them."""
    with hostile() as told:
        urls = [
            told.on("/1", (200, HTML, page(f"Lichens on walls{EVIL}"))),
            told.on("/2", (200, HTML, page("Lichens on walls"))),
            told.on("/3", (200, HTML, f"<title>Log in{EVIL}</title><p>x".encode())),
            told.on("/4", (404, {}, EVIL.encode())),
        ]
        listed = told.on("/urls.txt", (200, {"Content-Type": "text/plain"}, "\n".join(urls).encode()))
        (tmp_path / "page.html").write_bytes(page(f"Lichens on walls{EVIL}"))
        (tmp_path / "config.toml").write_text(
            "[crossref]\nenabled = false\n[http]\npace = 0\n"
            f'[[source]]\nname = "walls"\ndiscovery = "urls"\nurl = "{listed}"\nallow_private = true\n',
            encoding="utf-8",
        )
        said = run("sync", "-v", cwd=tmp_path, code=1)
        assert "4 seen" in said.stdout
        assert_harmless(said.stdout + said.stderr)
        with Store(tmp_path / "catalogue.sqlite") as store, store.write():
            spelt = json.dumps(EVIL, ensure_ascii=False)[1:-1]
            for table in ("works", "records"):
                store._db.run(
                    f"UPDATE {table} SET title = title || ?, content = replace(content, 'Lichens', ?)",
                    (EVIL, f"Lichens{spelt}"),
                )
            store._db.run("UPDATE issues SET message = message || ?", (EVIL,))
            store._db.run("UPDATE run_sources SET reason = reason || ?", (EVIL,))
            store._db.run("UPDATE runs SET summary = replace(summary, 'walls', ?)", (f"walls{spelt}",))
            store._db.run("UPDATE witnesses SET value = value || ?", (EVIL,))
        yield tmp_path


def assert_harmless(text: str) -> None:
    assert text
    assert not OBEYED.findall(text)


def test_no_command_passes_an_escape_on(home: Path) -> None:
    with Store(home / "catalogue.sqlite", read_only=True) as store:
        first, second = (row["id"] for row in store._db.rows("SELECT id FROM records ORDER BY id"))
    for words in (
        ("show", first),
        ("search", "lichens"),
        ("why", first, second),
        ("issues",),
        ("status",),
        ("inspect", "page.html"),
        ("reparse", "--dry-run", "-v"),
        ("review", "list"),
    ):
        for options in ((), ("--json",)):
            said = run(*words, *options, cwd=home)
            assert_harmless(said.stdout + said.stderr)
