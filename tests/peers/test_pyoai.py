"""The whole way against an independent OAI-PMH server: list, change, delete, and a token of its own making."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from harvester.config import Config
from harvester.store import Store
from harvester.sync import Options, sync
from tests.hostile import web
from tests.peers.conftest import program, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from harvester.store import SourceRun

UNKNOWN = "no token of the peer"
OLD, NEW = "2024-05-01T00:00:00Z", "2026-03-01T12:00:00Z"
Row = list[Any]


def row(number: int, stamp: str = OLD, *, deleted: bool = False) -> Row:
    fields = {
        "title": [f"On the keeping of puffins, part {number}"],
        "creator": [f"Puffin, Ann {chr(65 + number % 26)}.", "M\u00fcller, Bj\u00f6rn"],
        "date": [str(1990 + number % 30)],
        "identifier": [f"https://doi.org/10.5555/puffin.{number}"],
        "type": ["Article"],
    }
    return [f"oai:peer.example:{number}", stamp, deleted, {} if deleted else fields]


class Peer:
    """A running pyoai and the file that it serves."""

    def __init__(self, folder: Path, port: str) -> None:
        self.folder = folder
        self.url = f"http://127.0.0.1:{port}/oai"

    def serve(self, *rows: Row) -> None:
        (self.folder / "new.json").write_text(json.dumps(rows))
        (self.folder / "new.json").rename(self.folder / "records.json")

    def asked(self) -> list[str]:
        return [
            line for line in (self.folder / "peer.log").read_text().splitlines() if line.startswith("/oai")
        ]

    def sync(self, day: int = 1, **options: Any) -> SourceRun:
        source = {"name": "peer", "url": self.url, "discovery": "oai"}
        config = Config.model_validate(
            {"store": {"path": self.folder / "c.sqlite"}, "source": [source], "crossref": {"enabled": False}}
        )
        now = dt.datetime(2026, 3, day, 10, tzinfo=dt.UTC)
        with Store(config.store.path) as store, web() as wire:
            return sync(config, store, wire, options=Options(**options), now=lambda: now).sources[0]


@pytest.fixture
def peer(tmp_path: Path) -> Iterator[Peer]:
    (tmp_path / "records.json").write_text("[]")
    script = __file__.replace("test_pyoai.py", "oai_server.py")
    with running(program("pyoai", "python"), script, "records.json", cwd=tmp_path) as process:
        port = process.stdout.readline().strip() if process.stdout else ""
        assert port, (tmp_path / "peer.log").read_text()
        yield Peer(tmp_path, port)


def test_65_records_come_whole_and_a_second_run_asks_once(peer: Peer) -> None:
    peer.serve(*(row(n) for n in range(65)))
    first = peer.sync()
    assert (first.status, first.new, first.failed) == ("ok", 65, 0)
    assert first.requests == 7  # robots.txt, Identify, ListMetadataFormats, and four lists of 20
    with Store(peer.folder / "c.sqlite", read_only=True) as store:
        record = store.records.get("peer:oai:peer.example:64")
    assert record is not None
    assert ([str(name) for name in record.author][1], record.doi, record.issued and record.issued.year) == (
        "M\u00fcller, Bj\u00f6rn", "10.5555/puffin.64", 1994
    )  # fmt: skip
    second = peer.sync(2)
    assert (second.status, second.new, second.changed, second.gone) == ("ok", 0, 0, 0)
    assert second.requests == 2
    assert "from=" in peer.asked()[-1]


def test_changes_and_tombstones_are_taken_over(peer: Peer) -> None:
    peer.serve(*(row(n) for n in range(30)))
    peer.sync()
    # The peer tells its own, later time; what changed before it is only listed with everything.
    peer.serve(
        row(0, NEW, deleted=True), *(row(n) for n in range(1, 30)), row(30, NEW), row(31, NEW, deleted=True)
    )
    later = peer.sync(2, full=True)
    assert (later.status, later.new, later.changed, later.gone) == ("ok", 1, 0, 1)


def test_a_token_that_the_peer_does_not_know_costs_nothing(peer: Peer) -> None:
    peer.serve(*(row(n, f"2024-05-01T00:00:{n:02d}Z") for n in range(50)))
    peer.sync(limit=20)
    with Store(peer.folder / "c.sqlite") as store:
        mark = store.oai.get("peer")
        assert mark is not None
        assert mark.token
        with store.write():
            store.oai.put(replace(mark, token=UNKNOWN))
    second = peer.sync()
    assert (second.status, second.new) == ("ok", 30)
    assert sum("no%20token" in line for line in peer.asked()) == 1
