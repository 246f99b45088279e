"""A real data repository over loopback: it forbids crawlers at first, and is harvested once it does not."""

from __future__ import annotations

import socket
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import requests

from harvester.config import Config
from harvester.store import Store
from harvester.sync import Options, sync
from tests.hostile import web
from tests.peers.conftest import program, running
from tests.syncing import dump

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from harvester.store import SourceRun

MAIL = "peer@example.org"
TITLES = ["Tide gauge readings of the estuary", "Ringing data of herring gulls", "Soundings of the outer bay"]
CONFIG = """<djehuty>
<bind-address>127.0.0.1</bind-address><port>{port}</port><base-url>http://127.0.0.1:{port}</base-url>
<production>0</production><live-reload>0</live-reload><disable-2fa>1</disable-2fa>
<allow-crawlers>{crawlers}</allow-crawlers>
<storage-root>{folder}/storage</storage-root><cache-root>{folder}/cache</cache-root>
<rdf-store><sparql-uri>memory://</sparql-uri><state-graph>djehuty://peer</state-graph></rdf-store>
<authentication><automatic-login-email>{mail}</automatic-login-email></authentication>
<privileges><account email="{mail}" first_name="Pia" last_name="Peer"><may-administer>1</may-administer>
<may-review>1</may-review><may-impersonate>1</may-impersonate></account></privileges>
</djehuty>"""


@contextmanager
def repository(folder: Path, *, crawlers: int) -> Iterator[str]:
    """The address of a running djehuty with an empty store."""
    djehuty = program("djehuty", "djehuty")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    for name in ("storage", "cache"):
        (folder / name).mkdir()
    text = CONFIG.format(port=port, crawlers=crawlers, folder=folder, mail=MAIL)
    (folder / "djehuty.xml").write_text(text)
    with running(djehuty, "web", "--initialize", "--config-file=djehuty.xml", cwd=folder) as process:
        url = f"http://127.0.0.1:{port}"
        for _ in range(240):
            assert process.poll() is None, (folder / "peer.log").read_text()
            try:
                requests.get(f"{url}/robots.txt", timeout=20)
                break
            except requests.ConnectionError:
                time.sleep(0.5)
        yield url


def publish(url: str, title: str) -> None:
    """Deposit a data set and publish it, as its user and its reviewer do."""
    token = requests.get(f"{url}/login", allow_redirects=False, timeout=60).cookies["djehuty_session"]
    headers = {"Authorization": f"token {token}", "Accept": "application/json"}

    def call(method: str, path: str, **words: Any) -> Any:
        answer = requests.request(method, url + path, headers=headers, timeout=60, **words)
        assert answer.ok, f"{path}: {answer.status_code} {answer.text[:500]}"
        return answer.json() if answer.text else None

    category = call("GET", "/v2/categories")[0]["id"]
    said = {
        "title": title, "description": "Forty years of readings, made up.", "defined_type": "dataset",
        "categories": [category], "language": "en", "tags": ["sea", "coast", "tides", "birds"],
    }  # fmt: skip
    author = {"name": "Ann Lee", "first_name": "Ann", "last_name": "Lee"}
    made = call("POST", "/v2/account/articles", json={**said, "authors": [author], "license": 1})
    item = made["location"].rsplit("/", 1)[-1]
    agreed = {"agreed_to_deposit_agreement": True, "agreed_to_publish": True, "is_metadata_record": True}
    more = {"license_id": 1, "group_id": 28586, "publisher": "Peer", "metadata_reason": "a test"}
    call("PUT", f"/v3/datasets/{item}/submit-for-review", json={**said, **agreed, **more})
    call("POST", f"/v3/datasets/{item}/publish", cookies={"impersonator_djehuty_session": token})


def harvest(folder: Path, url: str, **words: Any) -> SourceRun:
    source = {"name": "peer", "url": f"{url}/", **words}
    config = Config.model_validate(
        {"store": {"path": folder / "c.sqlite"}, "source": [source], "crossref": {"enabled": False}}
    )
    import datetime as dt

    with Store(config.store.path) as store, web(deadline=60) as wire:
        return sync(config, store, wire, options=Options(), now=lambda: dt.datetime.now(dt.UTC)).sources[0]


def asked(folder: Path) -> list[str]:
    """What the peer says that it was asked for."""
    words = "requested GET "
    lines = (folder / "peer.log").read_text().splitlines()
    return [line.partition(words)[2].rstrip("?.") for line in lines if words in line]


def test_nothing_is_fetched_where_crawlers_are_forbidden(tmp_path: Path) -> None:
    with repository(tmp_path, crawlers=0) as url:
        before = len(asked(tmp_path))
        for discovery in ("auto", "sitemap", "oai"):
            report = harvest(tmp_path, url, discovery=discovery)
            assert (report.status, report.seen) == ("blocked", 0)
            assert "robots.txt" in report.reason
        assert set(asked(tmp_path)[before:]) == {"/robots.txt"}


def test_data_sets_are_harvested_by_the_sitemap(tmp_path: Path) -> None:
    with repository(tmp_path, crawlers=1) as url:
        for title in TITLES:
            publish(url, title)
        report = harvest(tmp_path, url)
        assert (report.status, report.new, report.failed) == ("ok", 3, 0)
        with Store(tmp_path / "c.sqlite", read_only=True) as store:
            records = list(store.records.each())
        assert sorted(record.title for record in records) == sorted(TITLES)
        # Without a DOI service every record has an empty one: "https://doi.org/".
        assert {record.doi for record in records} == {None}
        assert {str(record.author[0]) for record in records} == {"Lee, Ann"}
        before = dump(tmp_path / "c.sqlite")
        second = harvest(tmp_path, url)
        assert (second.status, second.new, second.changed, second.gone) == ("ok", 0, 0, 0)
        assert dump(tmp_path / "c.sqlite") == before
