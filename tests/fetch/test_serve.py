from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from harvester.fetch import Recorder, Reply
from harvester.fetch.reply import Headers
from tests.hostile import web
from tests.serve import serve

if TYPE_CHECKING:
    from pathlib import Path

HTML = {"Content-Type": "text/html", "ETag": '"1"'}


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    recorder = Recorder(tmp_path)
    recorder.write("GET", "https://a.org/robots.txt", Reply(404, Headers(HTML), b"none"))
    recorder.write("GET", "https://a.org/x?p=1", Reply(200, Headers(HTML), b"big" * 200_000))
    recorder.write("GET", "https://a.org/old", Reply(301, Headers({"Location": "/x?p=1"}), b""))
    recorder.write("GET", "http://b.org/plain", Reply(200, Headers(HTML), b"plain"))
    return tmp_path


def test_a_served_recording_answers_like_its_replay(recording: Path) -> None:
    with serve(recording) as port, web(connect={"a.org": f"127.0.0.1:{port}"}) as served:
        replayed = web(replay=recording)
        for url in ("https://a.org/x?p=1", "https://a.org/old"):
            assert served.get(url) == replayed.get(url)
        etag = replayed.get("https://a.org/x?p=1").headers["ETag"]
        assert served.get("https://a.org/x?p=1", etag=etag).status == 304
        assert served.session.head("https://a.org/x?p=1").headers["Content-Type"] == "text/html"
        assert served.get("https://a.org/x?p=1").body == b"big" * 200_000


def test_an_http_host_is_served_too(recording: Path) -> None:
    with serve(recording) as port, web(connect={"b.org": f"127.0.0.1:{port}"}) as served:
        assert served.get("http://b.org/plain", robots=False).body == b"plain"


def test_what_is_not_recorded_is_501_and_named(recording: Path) -> None:
    with serve(recording) as port, web(connect={"a.org": f"127.0.0.1:{port}"}) as served:
        response = served.session.get("https://a.org/y")
    assert (response.status_code, response.headers["Content-Type"]) == (501, "text/plain; charset=utf-8")
    assert "GET https://a.org/y: the recording" in response.text


def test_the_command_says_where_it_serves(recording: Path) -> None:
    command = [sys.executable, "-m", "tests.serve", str(recording), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        line = process.stdout.readline()
        port = int(line.rpartition(":")[2])
        assert line == f"serving {recording} at 127.0.0.1:{port}\n"
        with web(connect={"a.org": f"127.0.0.1:{port}"}) as served:
            assert served.get("https://a.org/old").status == 200
        process.terminate()
