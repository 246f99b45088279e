"""OAI-PMH from the wire to the catalogue: what is stored, what a kill costs, and what becomes of deleted records."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from harvester.config import Config
from harvester.store import Store
from harvester.sync import Options, sync
from tests.harvest.loopback import sitemap
from tests.harvest.repository import DIM, OAI_DC, Deposit, Repository, article, dublin_core

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from harvester.fetch import Web
    from harvester.store import SourceRun
    from tests.harvest.loopback import LoopbackSite

Syncing = Any


@pytest.fixture
def syncing(tmp_path: Path, site: LoopbackSite, web: Web) -> Callable[..., SourceRun]:
    """Sync the repository once; how its source fared."""

    def run(
        repository: Repository, *, day: int = 1, path: str = "oai", options: Any = None, **words: Any
    ) -> SourceRun:
        site.otherwise = repository.answer
        source = {"name": "repo", "url": site.url + path, "discovery": "oai", **words}
        config = Config.model_validate(
            {"store": {"path": tmp_path / "c.sqlite"}, "source": [source], "crossref": {"enabled": False}}
        )
        now = dt.datetime(2026, 3, day, 10, tzinfo=dt.UTC)
        repository.now = now.strftime("%Y-%m-%dT%H:%M:%SZ")
        with Store(config.store.path) as store:
            return sync(config, store, web, options=options or Options(), now=lambda: now).sources[0]

    return run


def titles(folder: Path, *, gone: bool = False) -> list[str]:
    with Store(folder / "c.sqlite", read_only=True) as store:
        return [record.title for record in store.records.each(gone=gone)]


def counts(one: SourceRun) -> tuple[str, int, int, int, int]:
    return one.status, one.new, one.changed, one.gone, one.failed


def issues(folder: Path) -> list[str]:
    with Store(folder / "c.sqlite", read_only=True) as store:
        return [issue.kind for issue in store.issues.open()]


def test_records_become_records_and_a_second_run_changes_nothing(syncing: Syncing, tmp_path: Path) -> None:
    repository = Repository.of(5)
    assert counts(syncing(repository)) == ("ok", 5, 0, 0, 0)
    second = syncing(repository, day=2)
    assert counts(second) == ("ok", 0, 0, 0, 0)
    assert second.requests == 1
    with Store(tmp_path / "c.sqlite", read_only=True) as store:
        record = store.records.get("repo:oai:repo.example:3")
    assert record is not None
    assert (record.title, str(record.issued), record.type) == (
        "On the keeping of herring gulls, part 3", "1993", "article-journal"
    )  # fmt: skip
    assert record.url == "http://127.0.0.1/3/"
    assert {one.carrier for one in record.witness} == {"oai_dc"}


def test_changes_and_deletions_are_taken_over(syncing: Syncing, tmp_path: Path) -> None:
    repository = Repository.of(4)
    syncing(repository)
    stamp = "2026-03-01T20:00:00Z"
    repository.deposits[0] = Deposit(1, stamp, dublin_core("A new title", ("creator", "Gull, Ann")))
    repository.deposits[1] = Deposit(2, stamp, None)
    repository.deposits += [Deposit(5, stamp, article(5)), Deposit(6, stamp, None)]
    assert counts(syncing(repository, day=2)) == ("ok", 1, 1, 1, 0)
    assert len(titles(tmp_path)) == 4
    assert "A new title" in titles(tmp_path)
    assert len(titles(tmp_path, gone=True)) == 5
    assert counts(syncing(repository, day=3)) == ("ok", 0, 0, 0, 0)
    repository.deposits[1] = Deposit(2, "2026-03-03T20:00:00Z", article(2))
    assert counts(syncing(repository, day=4)) == ("ok", 0, 1, 0, 0)


def test_a_run_that_the_server_cuts_off_goes_on_at_the_token(syncing: Syncing, tmp_path: Path) -> None:
    repository = Repository.of(20, size=6)
    repository.twist = lambda _, words: (
        500 if words.get("resumptionToken", "").startswith("at%2F12") else None
    )
    first = syncing(repository)
    assert (first.status, first.new) == ("failed", 12)
    repository.twist = lambda _body, _words: None
    repository.asked.clear()
    second = syncing(repository, day=2)
    assert counts(second) == ("ok", 8, 0, 0, 0)
    assert repository.verbs() == ["ListRecords", "ListRecords"]
    assert len(titles(tmp_path)) == 20
    # The next run asks for what changed since the list began, not since it ended.
    syncing(repository, day=3)
    assert repository.asked[-1]["from"] == "2026-02-27T10:00:00Z"


def test_a_limit_is_gone_on_from(syncing: Syncing, tmp_path: Path) -> None:
    repository = Repository.of(10, size=4)
    for _ in range(4):
        syncing(repository, options=Options(limit=3))
    assert len(titles(tmp_path)) == 10


def test_what_a_server_deletes_without_a_word_is_found_by_the_monthly_list(
    syncing: Syncing, tmp_path: Path
) -> None:
    repository = Repository.of(6)
    syncing(repository)
    del repository.deposits[2]
    assert syncing(repository, day=2).gone == 0
    assert counts(syncing(repository, day=3, options=Options(full=True))) == ("ok", 0, 0, 1, 0)
    assert len(titles(tmp_path)) == 5


def test_a_list_that_shrank_by_more_than_half_is_not_believed(syncing: Syncing, tmp_path: Path) -> None:
    repository = Repository.of(6)
    syncing(repository)
    del repository.deposits[2:]
    second = syncing(repository, day=2, options=Options(full=True))
    assert (second.status, second.gone) == ("suspect", 0)
    assert len(titles(tmp_path)) == 6


def test_a_record_without_metadata_costs_itself(syncing: Syncing, tmp_path: Path) -> None:
    repository = Repository.of(5)
    repository.deposits[1].metadata = ""
    assert counts(syncing(repository)) == ("ok", 4, 0, 0, 1)
    assert issues(tmp_path) == ["no-record"]


def test_no_records_at_all_are_no_success(syncing: Syncing) -> None:
    first = syncing(Repository())
    assert (first.status, first.reason) == ("suspect", "it lists no items at all")


def test_pages_are_read_where_they_are_asked_for_and_the_record_where_there_is_none(
    syncing: Syncing,
    site: LoopbackSite,
    tmp_path: Path,
) -> None:
    repository = Repository.of(12)
    for deposit in repository.deposits:
        deposit.metadata = (deposit.metadata or "").replace("http://127.0.0.1/", f"{site.url}item/")
    head = "<meta name=citation_title content='Page {0}'><meta name=citation_author content='Gull, Ann'>"
    for number in range(2, 13):
        site.pages[f"/item/{number}/"] = f"<html><head>{head.format(number)}</head></html>"
    assert counts(syncing(repository, pages=True)) == ("ok", 12, 0, 0, 0)
    assert min(titles(tmp_path)) == "On the keeping of herring gulls, part 1"
    assert "Page 12" in titles(tmp_path)
    assert issues(tmp_path) == ["from-listing"]
    repository.deposits[3] = Deposit(4, "2026-03-01T20:00:00Z", None)
    assert counts(syncing(repository, day=2, pages=True)) == ("ok", 0, 0, 1, 0)


DSPACE = "<html><head><meta name=Generator content='DSpace 7.6'></head><body>{}</body></html>"


def test_auto_lists_dspace_over_oai_pmh_and_stays_with_it(syncing: Syncing, site: LoopbackSite) -> None:
    repository = Repository.of(2, formats={"oai_dc": OAI_DC, "dim": DIM})
    for deposit in repository.deposits:
        deposit.metadata = (
            f'<dim:dim xmlns:dim="{DIM}"><dim:field mdschema="dc" element="title">T{deposit.number}</dim:field>'
            '<dim:field mdschema="dc" element="contributor" qualifier="author">Gull, Ann</dim:field></dim:dim>'
        )
    site.pages["/"] = DSPACE.format("<a href='/oai?verb=Identify'>OAI</a>")
    assert counts(syncing(repository, discovery="auto", path="")) == ("ok", 2, 0, 0, 0)
    site.pages["/"] = DSPACE.format("")
    assert counts(syncing(repository, discovery="auto", path="", day=2)) == ("ok", 0, 0, 0, 0)


def test_auto_stays_with_the_pages_that_are_known(syncing: Syncing, site: LoopbackSite) -> None:
    uuid = "0f1d7c7e-5d22-4d51-9d5c-2e7ad1f5a00{}"
    items = [f"{site.url}items/{uuid.format(n)}" for n in (1, 2)]
    site.pages["/"] = DSPACE.format("")
    site.pages["/sitemap_index.xml"] = sitemap(*items)
    for n in (1, 2):
        site.pages[f"/items/{uuid.format(n)}"] = (
            f"<meta name=citation_title content='P{n}'><meta name=citation_author content='Gull, Ann'><body>"
        )
    repository = Repository.of(2, formats={"oai_dc": OAI_DC, "dim": DIM})
    assert counts(syncing(repository, discovery="auto", path="")) == ("ok", 2, 0, 0, 0)
    site.pages["/"] = DSPACE.format("<a href='/oai?verb=Identify'>OAI</a>")
    repository.asked.clear()
    assert counts(syncing(repository, discovery="auto", path="", day=2)) == ("ok", 0, 0, 0, 0)
    assert repository.asked == []
