"""The clients that the simulator is for: habanero as it is, and the one of the enrichment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import habanero
import habanero.exceptions
import httpx2
import pytest

from harvester.config import Contact, CrossrefConfig, HttpConfig
from harvester.enrich import Crossref
from harvester.errors import BadBody, FetchError
from harvester.fetch import Web
from tests.crossref import KINDS, Simulator, own_works
from tests.crossref.faults import LISTS_ONLY

if TYPE_CHECKING:
    from collections.abc import Iterator

REEF, KNIT = "10.5555/reef.2019.0101", "10.5555/knit.2016.7"


@pytest.fixture
def bare(crossref: Simulator) -> habanero.Crossref:
    return habanero.Crossref(base_url=crossref.base_url, mailto="a@b.org")


@pytest.fixture
def client(crossref: Simulator) -> Iterator[Crossref]:
    contact = Contact(mail="library@example.org")
    http = HttpConfig(pace=0, deadline=10, max_bytes=2_000_000)
    with Web(http, contact, private_hosts={"127.0.0.1"}, sleep=lambda _: None) as web:
        yield Crossref(web, CrossrefConfig(url=crossref.base_url), contact)


def test_habanero_gets_works(bare: habanero.Crossref, crossref: Simulator) -> None:
    assert bare.works(ids=REEF)["message"]["title"] == ["Mending coral nets by moonlight"]
    batch = bare.works(filter={"doi": [REEF, KNIT], "from_index_date": "2024"}, select=["DOI"], limit=5)
    assert sorted(item["DOI"] for item in batch["message"]["items"]) == sorted([REEF, KNIT])
    assert {entry.pool for entry in crossref.log} == {"polite-single", "polite-array"}


def test_habanero_searches_and_pages(bare: habanero.Crossref) -> None:
    best = bare.works(query_bibliographic="Mending coral nets, Quillfeather", limit=1)["message"]["items"]
    assert [item["DOI"] for item in best] == [REEF]
    pages: list[dict[str, Any]] = bare.works(
        filter={"prefix": "10.55555"}, cursor="*", limit=5, cursor_max=1000
    )
    dois = [item["DOI"] for page in pages for item in page["message"]["items"]]
    assert sorted(dois) == sorted(work["DOI"] for work in own_works() if work["DOI"].startswith("10.55555/"))


def test_habanero_asks_for_agencies_and_samples(bare: habanero.Crossref) -> None:
    assert bare.registration_agency(REEF) == ["Crossref"]
    assert len(bare.random_dois(4)) == 4


def test_habanero_sees_errors_as_it_does_real_ones(bare: habanero.Crossref) -> None:
    with pytest.raises(httpx2.HTTPStatusError, match="404"):
        bare.works(ids="10.5555/none")
    with pytest.raises(httpx2.HTTPStatusError, match="301"):
        bare.works(ids="10.55555/prime.9")
    with pytest.raises(habanero.exceptions.RequestError, match="no such filter"):
        bare.works(filter={"has_full_text": True})
    with pytest.raises(httpx2.RemoteProtocolError):
        bare.works(ids="10.5555/sim.truncate")


def test_the_client_gets_every_work(client: Crossref, crossref: Simulator) -> None:
    dois = [work["DOI"] for work in own_works()]
    found = {doi: work for batch in client.batches(dois) for doi, work in client.works(batch).items()}
    assert sorted(found) == sorted(dois)
    single = client.work("10.55555/prime.9")
    assert single.prime == "10.55555/prime.9.v5"
    assert client.work("10.5555/none").message is None
    assert {entry.pool for entry in crossref.log} == {"polite-single", "polite-array"}
    assert max(len(entry.target) for entry in crossref.log) < 4_000
    assert {entry.connection for entry in crossref.log} == {1}


#: faults that the client reads past: the answer is complete and right all the same.
HARMLESS = ("slow:100ms", "drip:0ms", "wrongcharset", "dup-items")
HARMFUL = sorted({"huge:3000000", *KINDS} - {"huge", "slow", "drip", *HARMLESS})


@pytest.mark.parametrize("kind", HARMFUL)
def test_no_fault_is_taken_for_an_answer(client: Crossref, crossref: Simulator, kind: str) -> None:
    crossref.faults.add(kind)
    with pytest.raises(FetchError):
        client.works([REEF, KNIT]) if kind in LISTS_ONLY else client.work(KNIT)


@pytest.mark.parametrize("kind", HARMLESS)
def test_some_faults_do_no_harm(client: Crossref, crossref: Simulator, kind: str) -> None:
    expected = client.works([REEF, KNIT])
    crossref.faults.add(kind)
    assert client.works([REEF, KNIT]) == expected
    assert crossref.log[-1].fault == kind.partition(":")[0]


@pytest.mark.parametrize("kind", ["429", "502", "503html", "504", "reset", "reset-mid", "truncate"])
def test_what_passes_is_asked_again(client: Crossref, crossref: Simulator, kind: str) -> None:
    rule = crossref.faults.add(kind, count=1)
    assert client.work(KNIT).message is not None
    assert (rule.seen, rule.fired) == (2, 1)


def test_another_work_than_asked_for_is_refused(client: Crossref, crossref: Simulator) -> None:
    crossref.faults.add("wrongdoi")
    with pytest.raises(BadBody, match="asked for"):
        client.work(KNIT)
    with pytest.raises(BadBody, match="unasked"):
        client.works([REEF, KNIT])
