from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from harvester.errors import ConfigError, FormatError, NotRecorded, StoreError
from harvester.fetch import Recorder, Recording, Reply
from harvester.fetch.reply import Headers
from tests.hostile import Clock, Hostile, web

if TYPE_CHECKING:
    from pathlib import Path

HTML = {"Content-Type": "text/html; charset=utf-8"}


def write(folder: Path, *entries: dict[str, object] | str) -> Path:
    """A recording of one host, a.org, with these lines in its index."""
    (folder / "a.org").mkdir(exist_ok=True)
    lines = [
        line if isinstance(line, str) else json.dumps({"method": "GET", "headers": {}, "body": None} | line)
        for line in entries
    ]
    (folder / "a.org" / "index.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder


def test_what_is_recorded_is_replayed_the_same(server: Hostile, tmp_path: Path) -> None:
    server.on("/robots.txt", (200, {"Content-Type": "text/plain"}, b"User-agent: *\nCrawl-delay: 9"))
    urls = [
        server.on("/en/Publications/?page=1", (200, HTML, "<p>Über".encode())),
        server.on("/moved", (301, {"Location": "/en/Publications/?page=1"}, b"")),
        server.on("/gone", (410, HTML, b"gone")),
        server.on("/empty", (200, HTML, b"")),
        server.on("/binary", (200, {"Content-Type": "image/x-odd"}, bytes(range(256)))),
    ]
    live = [web(record=tmp_path).get(url) for url in urls]
    clock = Clock()
    replayed = web(clock, replay=tmp_path, private=(), pace=5)
    asked = len(server.log)
    assert [replayed.get(url) for url in urls] == live
    assert (len(server.log), clock.sleeps) == (asked, [])


def test_the_names_of_recorded_files_are_readable_and_safe(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path)
    for url in (
        "http://../",
        "https://A.org:8443/a/b_c.d?x=../",
        "https://a.org:8443/%2e%2e/%00" + "long" * 80,
    ):
        recorder.write("GET", url, Reply(200, Headers(HTML), b"x"))
        assert Recording(tmp_path).answer("GET", url).body == b"x"
    names = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.html"))
    assert [name.rpartition("-")[0] for name in names] == [
        "_/pages/index",
        "a.org_8443/pages/a-b-c-d-x",
        "a.org_8443/pages/" + "long" * 15,
    ]
    assert all(re.fullmatch(r"[a-z0-9._]+/pages/[a-z0-9-]{5,70}\.html", name) for name in names)


def test_recording_a_page_again_replaces_it(server: Hostile, tmp_path: Path) -> None:
    url = server.on("/a", (200, HTML, b"old"), (200, HTML | {"ETag": '"2"'}, b"new"))
    for _ in range(2):
        web(record=tmp_path).get(url, robots=False)
    reply = Recording(tmp_path).answer("GET", url)
    assert (reply.body, reply.headers["etag"][:3]) == (b"new", '"2-')


def test_while_recording_nothing_is_asked_conditionally(server: Hostile, tmp_path: Path) -> None:
    web(record=tmp_path).get(server.on("/a", (200, HTML, b"x")), etag='"1"', robots=False)
    assert "If-None-Match" not in server.log[0][2]


@pytest.mark.parametrize("torn", [b'{"method": "GET", "url": "http', b"{", "é".encode()[:1]])
def test_a_kill_leaves_a_readable_recording(tmp_path: Path, torn: bytes) -> None:
    recorder = Recorder(tmp_path)
    recorder.write("GET", "https://a.org/1", Reply(200, Headers(HTML), b"one"))
    with (tmp_path / "a.org" / "index.jsonl").open("ab") as index:
        index.write(torn)
    assert Recording(tmp_path).answer("GET", "https://a.org/1").body == b"one"
    recorder.write("GET", "https://a.org/2", Reply(200, Headers(HTML), b"two"))
    assert [Recording(tmp_path).answer("GET", f"https://a.org/{n}").body for n in (1, 2)] == [b"one", b"two"]


def test_adding_to_an_index_without_a_last_newline_loses_nothing(tmp_path: Path) -> None:
    write(tmp_path, {"url": "https://a.org/1", "status": 204})
    Recorder(tmp_path).write("GET", "https://a.org/2", Reply(404, Headers(), b""))
    assert [Recording(tmp_path).answer("GET", f"https://a.org/{n}").status for n in (1, 2)] == [204, 404]


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.org").write_text("a file")
    with pytest.raises(StoreError, match="recording cannot be written"):
        Recorder(tmp_path).write("GET", "https://a.org/", Reply(200, Headers(), b""))


def test_what_is_not_recorded_is_named(tmp_path: Path) -> None:
    recording = Recording(write(tmp_path, {"url": "https://a.org/x?a=1", "status": 200}))
    for method, url in [
        ("GET", "https://a.org/x?a=2"),
        ("POST", "https://a.org/x?a=1"),
        ("GET", "https://b.org/x"),
    ]:
        with pytest.raises(NotRecorded, match=re.escape(f"{method} {url}: ")):
            recording.answer(method, url)


def test_a_missing_robots_in_a_replay_is_not_taken_for_none(tmp_path: Path) -> None:
    write(tmp_path, {"url": "https://a.org/x", "status": 200})
    with pytest.raises(NotRecorded, match=r"GET https://a.org/robots.txt"):
        web(replay=tmp_path).get("https://a.org/x")


def test_spellings_of_one_url_find_the_same_entry(tmp_path: Path) -> None:
    recording = Recording(write(tmp_path, {"url": "https://A.org:443/é x?q=%7e#top", "status": 200}))
    assert recording.answer("GET", "https://a.org/%c3%a9%20x?q=~").status == 200
    assert recording.answer("HEAD", "https://a.org/%C3%A9%20x?q=~").status == 200


DATE = "Thu, 01 Jan 2026 00:00:00 GMT"


def versioned(folder: Path, etag: str | None, body: bytes = b"<p>first") -> Recording:
    """A recording of one page that has a body file and says its version."""
    headers = HTML | {"Last-Modified": DATE} | ({"ETag": etag} if etag else {})
    write(folder, {"url": "https://a.org/", "status": 200, "headers": headers, "body": "page.html"})
    (folder / "a.org" / "page.html").write_bytes(body)
    return Recording(folder)


def status(recording: Recording, **asked: str) -> int:
    headers = {name.replace("_", "-"): value for name, value in asked.items()}
    return recording.answer("GET", "https://a.org/", headers).status


@pytest.mark.parametrize("recorded", ['"1"', 'W/"1"', "1"])
def test_a_known_version_is_answered_304(tmp_path: Path, recorded: str) -> None:
    recording = versioned(tmp_path, recorded)
    etag = recording.answer("GET", "https://a.org/").headers["ETag"]
    assert recording.answer("HEAD", "https://a.org/").headers["ETag"] == etag
    assert status(recording, if_none_match=etag) == 304
    assert status(recording, If_None_Match=f'W/{etag.removeprefix("W/")}, "9"') == 304
    assert status(recording, If_None_Match='"2"', If_Modified_Since=DATE) == 200


def test_a_body_that_was_edited_is_another_version(tmp_path: Path) -> None:
    etag = versioned(tmp_path, '"1"').answer("GET", "https://a.org/").headers["ETag"]
    assert status(versioned(tmp_path, '"1"', b"<p>edited"), If_None_Match=etag) == 200
    assert status(versioned(tmp_path, '"1"'), If_None_Match=etag) == 304


def test_a_date_alone_never_proves_that_a_body_is_the_recorded_one(tmp_path: Path) -> None:
    assert status(versioned(tmp_path, None), If_Modified_Since=DATE) == 200


def test_a_missing_body_file_is_named_and_costs_its_page_only(tmp_path: Path) -> None:
    recording = versioned(tmp_path, '"1"')
    (tmp_path / "a.org" / "page.html").unlink()
    for method in ("GET", "HEAD"):
        with pytest.raises(NotRecorded, match=rf"{method} https://a.org/: .*page\.html") as caught:
            recording.answer(method, "https://a.org/")
        assert caught.value.url == "https://a.org/"


@pytest.mark.parametrize(
    "line", ["no json", "[]", '{"method": "GET"}', '{"method":"GET","url":"https://a.org/","status":200,"headers":{},"body":"../../x"}']
)  # fmt: skip
def test_a_damaged_index_is_named_with_its_line(tmp_path: Path, line: str) -> None:
    recording = Recording(write(tmp_path, {"url": "https://a.org/", "status": 200}, line, ""))
    with pytest.raises(FormatError, match=r"index\.jsonl:2: is no entry"):
        recording.answer("GET", "https://a.org/")


def test_a_missing_recording_is_a_fault_of_the_config(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no recording is there"):
        web(replay=tmp_path / "nowhere")
