from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from harvester.config import Contact, HttpConfig, Source
from harvester.extract import platforms
from harvester.fetch import Web
from harvester.harvest import Discovery, discover
from tests.harvest.loopback import LINKED, NUMBERED, YEARLY, Look, LoopbackSite

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def site() -> Iterator[LoopbackSite]:
    loopback = LoopbackSite()
    thread = threading.Thread(
        target=loopback.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
    )
    thread.start()
    yield loopback
    loopback.server.shutdown()
    loopback.server.server_close()


@pytest.fixture
def web() -> Iterator[Web]:
    http = HttpConfig(pace=0, deadline=10)
    with Web(
        http, Contact(mail="tests@example.org"), private_hosts={"127.0.0.1"}, sleep=lambda _: None
    ) as web:
        yield web


@pytest.fixture
def look(site: LoopbackSite, web: Web, monkeypatch: pytest.MonkeyPatch) -> Look:
    known = (NUMBERED, LINKED, YEARLY, *platforms.PLATFORMS)
    monkeypatch.setattr(platforms, "PLATFORMS", known)

    def run(discovery: str, platform: str = "auto", *, path: str = "list", url: str = "") -> Discovery:
        source = Source.model_validate(
            {"name": "loopback", "url": url or site.url + path, "platform": platform, "discovery": discovery}
        )
        return discover(source, web)

    return run
