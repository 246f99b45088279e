"""`harvester inspect`: the witnesses side by side, for people and for machines."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

PAGE = """<!DOCTYPE html><html><head>
<meta name="citation_title" content="On gulls &#27;[2J and terns">
<meta name="citation_author" content="Lee, Ann">
<meta name="DC.title" content="Another title">
<meta name="DC.creator" content="Ann Lee">
</head><body><p>text</p></body></html>"""
COMMAND = [sys.executable, "-c", "from harvester.cli import main; main()", "inspect"]


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_text(PAGE, encoding="utf-8")
    return path


def on_terminal(page: Path, **environment: str) -> str:
    """What a person at a terminal is sent."""
    ours, theirs = pty.openpty()
    settings = {key: text for key, text in os.environ.items() if key not in ("NO_COLOR", "TERM", "COLUMNS")}
    process = subprocess.Popen(
        [*COMMAND, str(page)],
        stdout=theirs,
        stdin=theirs,
        env=settings | {"TERM": "xterm-256color"} | environment,
    )
    os.close(theirs)
    found = b""
    while True:
        try:
            part = os.read(ours, 65_536)
        except OSError:  # how Linux says that the other end was closed
            break
        if not part:
            break
        found += part
    os.close(ours)
    assert process.wait(timeout=60) == 0
    return found.decode()


def test_agreeing_and_dissenting_carriers_stand_below_the_chosen_value(page: Path) -> None:
    done = subprocess.run([*COMMAND, str(page)], capture_output=True, text=True, check=True)
    assert "\x1b" not in done.stdout
    rows = [line.split() for line in done.stdout.splitlines()]
    assert ["author", "0.95", "Lee,", "Ann"] in rows
    assert ["=", "dc", "Ann", "Lee"] in rows
    assert ["x", "dc", "Another", "title"] in rows


def test_machines_get_everything(page: Path) -> None:
    done = subprocess.run([*COMMAND, str(page), "--json"], capture_output=True, text=True, check=True)
    answer = json.loads(done.stdout)
    assert answer["confidence"]["author"] == 0.95
    assert answer["confidence"]["title"] < 0.6
    assert [one["agrees"] for one in answer["witnesses"]["title"]] == [True, False]


def test_terminal_is_coloured_and_obeys_nothing_from_the_page(page: Path) -> None:
    shown = on_terminal(page)
    assert "\x1b[32m" in shown
    assert "On gulls" in shown
    assert "\x1b[2J" not in shown


def test_no_color_is_plain(page: Path) -> None:
    assert "\x1b" not in on_terminal(page, NO_COLOR="1")
