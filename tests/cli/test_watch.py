"""Who hears how a sync goes: a health check on the loopback, and a command when something changed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

from harvester.announce import state_changes
from harvester.store import SourceRun, Store
from harvester.store.store import locked
from tests.cli.test_cli import HARVESTER, run
from tests.hostile import Hostile, hostile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HTML = {"Content-Type": "text/html; charset=utf-8"}
PAGE = (
    b'<html><head><meta name="citation_title" content="Lichens on walls">'
    b'<meta name="citation_author" content="Lee, Ann"><meta name="citation_publication_date" content="2011">'
    b'<meta name="citation_journal_title" content="J"></head></html>'
)
UUID = "6f1e5c52-90ab"


@pytest.fixture
def site() -> Iterator[Hostile]:
    """A repository of one page, and a health check beside it."""
    with hostile() as told:
        page = told.on("/1", (200, HTML, PAGE))
        told.on("/urls.txt", (200, {"Content-Type": "text/plain"}, page.encode()))
        for what in ("", "/start", "/fail"):
            told.on(f"/{UUID}{what}", (200, {}, b"OK"))
        yield told


def write(
    folder: Path, site: Hostile, *, ping: str | None = None, alert: bool = False, more: str = ""
) -> Path:
    """A config of the site whose alerts are appended to the file that is returned."""
    told = folder / "told"
    code = f"import sys; open({str(told)!r}, 'a').write(sys.stdin.read() + '====\\n')"
    words = f"alert = {json.dumps([sys.executable, '-c', code])}\n" if alert else ""
    address = site.url(f"/{UUID}") if ping is None else ping
    (folder / "config.toml").write_text(
        f'[watch]\nping = "{address}"\n{words}[log]\nfile = "log"\nlevel = "debug"\n[crossref]\nenabled = false\n'
        f'[http]\npace = 0\n{more}\n[[source]]\nname = "walls"\ndiscovery = "urls"\nurl = "{site.url("/urls.txt")}"\n'
        "allow_private = true\n",
        encoding="utf-8",
    )
    return told


def pings(site: Hostile) -> list[tuple[str, str]]:
    """(what, body) of every ping, in order."""
    posted = [path for method, path, _ in site.log if method == "POST"]
    return [
        (path.removeprefix(f"/{UUID}"), body.decode()) for path, body in zip(posted, site.bodies, strict=True)
    ]


def test_a_good_sync_pings_its_start_and_its_end(site: Hostile, tmp_path: Path) -> None:
    write(tmp_path, site)
    said = run("sync", cwd=tmp_path).stdout
    assert pings(site) == [("/start", ""), ("", said.rstrip("\n"))]
    assert said.startswith("sync ok: 1/1 source")


def test_a_failed_sync_pings_its_failure(site: Hostile, tmp_path: Path) -> None:
    site.on("/urls.txt", (403, {}, b""))
    write(tmp_path, site)
    said = run("sync", cwd=tmp_path, code=3).stdout
    assert pings(site) == [("/start", ""), ("/fail", said.rstrip("\n"))]


def test_a_sync_that_breaks_off_pings_its_failure(site: Hostile, tmp_path: Path) -> None:
    write(tmp_path, site)
    (tmp_path / "catalogue.sqlite").write_bytes(b"no database at all" * 100)
    run("sync", cwd=tmp_path, code=74)
    start, (what, words) = pings(site)
    assert start == ("/start", "")
    assert what == "/fail"
    assert words.startswith("sync broken off: ")
    assert "not a database" in words


def test_a_sync_that_is_stopped_pings_its_failure(site: Hostile, tmp_path: Path) -> None:
    asked = threading.Event()

    def silent(_handler: object) -> None:
        asked.set()
        site.stop.wait(30)

    site.on("/urls.txt", silent)
    write(tmp_path, site)
    process = subprocess.Popen([*HARVESTER, "sync"], cwd=tmp_path, stderr=subprocess.DEVNULL)
    assert asked.wait(20)
    process.terminate()
    assert process.wait(20) == 143
    assert pings(site) == [("/start", ""), ("/fail", "sync broken off: Terminated")]


@pytest.mark.parametrize("answer", [(404, {}, b""), (302, {"Location": "/1"}, b""), (500, {}, b"")])
def test_a_ping_that_fails_costs_one_warning_that_keeps_the_secret(
    site: Hostile, tmp_path: Path, answer: tuple[int, dict[str, str], bytes]
) -> None:
    for what in ("", "/start"):
        site.on(f"/{UUID}{what}", answer)
    write(tmp_path, site)
    done = run("sync", "-vv", cwd=tmp_path)
    assert done.stderr.count("[watch] ping: ") == 2  # one of them for -vv alone
    events = [json.loads(line) for line in (tmp_path / "log").read_text(encoding="utf-8").splitlines()]
    assert [event["level"] for event in events if "[watch] ping" in event["message"]] == ["warning", "debug"]
    assert UUID not in done.stderr + done.stdout + (tmp_path / "log").read_text(encoding="utf-8")
    assert f"http://127.0.0.1:{site.port}/...: answers {answer[0]}" in done.stderr


def test_nobody_there_and_nobody_who_answers_do_not_hold_up_the_sync(site: Hostile, tmp_path: Path) -> None:
    write(tmp_path, site, ping=f"http://127.0.0.1:1/{UUID}")
    done = run("sync", cwd=tmp_path)
    assert done.stderr.count("[watch] ping: ") == 1
    assert UUID not in done.stderr
    write(tmp_path, site)
    site.on(f"/{UUID}/start", lambda _: site.stop.wait(30))
    began = time.monotonic()
    slow = run("sync", cwd=tmp_path)
    assert time.monotonic() - began < 25
    assert slow.stderr.count("[watch] ping: ") == 1
    assert [what for what, _ in pings(site)] == ["/start", ""]


def test_a_dry_run_a_replay_and_a_locked_catalogue_tell_nobody(site: Hostile, tmp_path: Path) -> None:
    told = write(tmp_path, site, alert=True)
    run("sync", "--record", "taken", cwd=tmp_path)
    assert len(pings(site)) == 2
    site.on("/urls.txt", (403, {}, b""))
    run("sync", "--dry-run", cwd=tmp_path, code=3)
    run("sync", "--replay", "taken", cwd=tmp_path)
    with locked(tmp_path / "catalogue.sqlite"):
        run("sync", cwd=tmp_path, code=75)
    assert len(pings(site)) == 2
    assert not told.exists()
    recorded = "".join(path.read_text("utf-8") for path in (tmp_path / "taken").rglob("index.jsonl"))
    assert UUID not in recorded


def test_an_alert_is_given_on_change_alone(site: Hostile, tmp_path: Path) -> None:
    told = write(tmp_path, site, alert=True)
    well, ill = site.scripts["/urls.txt"][0], (403, {}, b"")
    for answer, code in ((well, 0), (ill, 3), (ill, 3), (well, 0), (well, 0)):
        site.on("/urls.txt", answer)
        run("sync", cwd=tmp_path, code=code)
    worse, better = told.read_text(encoding="utf-8").split("====\n")[:-1]
    assert worse.startswith("sync: ok -> failed\nwalls: ok -> blocked: ")
    assert re.search(r"^sync failed: 0/1 source", worse, re.MULTILINE)
    assert better.startswith("sync: failed -> ok\nwalls: blocked -> ok\n\nsync ok: ")


@pytest.mark.parametrize("command", ['["/no/such/command"]', '["false"]'])
def test_an_alert_that_fails_is_a_warning(site: Hostile, tmp_path: Path, command: str) -> None:
    site.on("/urls.txt", (403, {}, b""))
    write(tmp_path, site)
    config = tmp_path / "config.toml"
    config.write_text(config.read_text("utf-8").replace("[watch]", f"[watch]\nalert = {command}"), "utf-8")
    done = run("sync", cwd=tmp_path, code=3)
    assert "[watch] alert: " in done.stderr


def test_a_command_is_a_list_of_words(site: Hostile, tmp_path: Path) -> None:
    write(tmp_path, site)
    config = tmp_path / "config.toml"
    config.write_text(config.read_text("utf-8").replace("[watch]", '[watch]\nalert = "mail me"'), "utf-8")
    assert "give its words as a list" in run("sync", cwd=tmp_path, code=78).stderr


def add_run(store: Store, number: int, *, ended: bool = True, **sources: str) -> None:
    with store.write():
        begun = store.runs.begin(f"2026-11-{number:02d}T02:00:00Z")
        for name, state in sources.items():
            store.runs.put_source(begun, SourceRun(name=name, status=state))
        if ended:
            good = set(sources.values()) == {"ok"}
            store.runs.finish(
                begun,
                finished=f"2026-11-{number:02d}T03:00:00Z",
                status="ok" if good else "partial",
                complete=True,
                exit_code=0,
                summary={},
            )


def test_a_narrow_run_between_two_nights_changes_nothing(tmp_path: Path) -> None:
    with Store(tmp_path / "c.sqlite") as store:
        add_run(store, 1, a="ok", b="failed")
        assert state_changes(store, 0) == ["sync: ok -> partial", "b: ok -> failed"]
        add_run(store, 2, a="ok")
        assert state_changes(store, 1) == []
        add_run(store, 3, a="ok", b="failed")
        assert state_changes(store, 2) == []
        add_run(store, 4, a="ok", b="ok")
        assert state_changes(store, 3) == ["sync: partial -> ok", "b: failed -> ok"]


def test_a_run_that_broke_off_is_told_once_and_so_is_its_end(tmp_path: Path) -> None:
    with Store(tmp_path / "c.sqlite") as store:
        add_run(store, 1, a="ok")
        add_run(store, 2, ended=False, a="failed")
        assert state_changes(store, 1) == ["sync: ok -> broken off"]
        add_run(store, 3, ended=False)
        assert state_changes(store, 2) == []
        add_run(store, 4, a="failed")
        assert state_changes(store, 3) == ["sync: broken off -> partial", "a: ok -> failed"]
        assert state_changes(store, 4) == []
