"""The simulator's pools: headers, windows, requests at once, refusals and the ban."""

from __future__ import annotations

import threading
import time
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

import pytest
import requests

from tests.crossref.conftest import NOON
from tests.crossref.limits import BAN_WINDOW

if TYPE_CHECKING:
    from tests.crossref import Simulator
    from tests.crossref.conftest import Clock

POLITE = {"User-Agent": "harvester/1 (mailto:a@b.org)"}
PLUS = {"Crossref-Plus-API-Token": "Bearer x"}
ONE, LIST = "/works/10.5555/knit.2016.7", "/works?rows=0"


def statuses(
    simulator: Simulator, session: requests.Session, path: str, times: int, **headers: str
) -> list[int]:
    return [session.get(simulator.base_url + path, headers=headers).status_code for _ in range(times)]


@pytest.mark.parametrize(
    ("path", "headers", "told"),
    [
        (ONE, POLITE, ("polite-single", "10", "3")), (LIST, POLITE, ("polite-array", "3", "3")),
        (f"{ONE}?mailto=a@b.org", {}, ("polite-single", "10", "3")), (ONE, {}, ("public-single", "5", "1")),
        (LIST, {}, ("public-array", "1", "1")), (f"{ONE}/agency", {}, ("public-single", "5", "1")),
        (LIST, {**POLITE, **PLUS}, ("plus", "150", None)), ("/works/10.5555/none", {}, ("public-single", "5", "1")),
        ("/nothing", POLITE, ("polite-single", "10", "3")),
    ],
)  # fmt: skip
def test_answers_tell_the_pool_and_its_limits(
    crossref: Simulator,
    session: requests.Session,
    path: str,
    headers: dict[str, str],
    told: tuple[str | None, ...],
) -> None:
    answer = session.get(crossref.base_url + path, headers=headers).headers
    assert (answer["x-api-pool"], answer["x-rate-limit-limit"], answer.get("x-concurrency-limit")) == told
    assert answer["x-rate-limit-interval"] == "1s"
    assert crossref.log[0].pool == told[0]


@pytest.mark.parametrize(
    ("path", "pool"),
    [
        (ONE, "polite-single"), (LIST, "polite-array"), (ONE, "public-single"), (LIST, "public-array"), (ONE, "plus"),
    ],
)  # fmt: skip
def test_a_pool_slides_over_one_second(
    strict: Simulator, session: requests.Session, clock: Clock, path: str, pool: str
) -> None:
    headers = PLUS if pool == "plus" else POLITE if pool.startswith("polite") else {}
    strict.limits.set("plus", rate=8)
    rate = strict.limits.pools[pool].rate
    assert statuses(strict, session, path, rate - 1, **headers) == [200] * (rate - 1)
    clock.seconds += 0.5
    assert statuses(strict, session, path, 2, **headers) == [200, 429]
    clock.seconds += 0.49
    assert statuses(strict, session, path, 1, **headers) == [429]
    clock.seconds += 0.01
    assert statuses(strict, session, path, rate, **headers) == [200] * (rate - 1) + [429]
    assert strict.log.busiest(pool) > rate
    assert {entry.status for entry in strict.log} == {200, 429}


def test_pools_do_not_share_and_other_hosts_have_none(strict: Simulator, session: requests.Session) -> None:
    assert statuses(strict, session, ONE, 6) == [200] * 5 + [429]
    assert statuses(strict, session, LIST, 2) == [200, 429]
    assert statuses(strict, session, ONE, 1, **POLITE) == [200]
    assert statuses(strict, session, "/ra/10.5555", 30) == [200] * 30
    assert statuses(strict, session, "/dois/10.999101/shed.1", 30) == [200] * 30


def test_too_many_at_once_are_refused(strict: Simulator) -> None:
    strict.faults.add("slow:0.8")
    together = threading.Barrier(5)
    seen = []

    def ask() -> None:
        together.wait()
        seen.append(requests.get(strict.base_url + ONE, headers=POLITE, timeout=5).status_code)

    threads = [threading.Thread(target=ask) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen) == [200, 200, 200, 429, 429]
    assert strict.log.most_in_flight() > 3
    assert strict.limits.in_flight == {"polite-single": 0}


def test_one_after_another_is_never_two_at_once(strict: Simulator, clock: Clock) -> None:
    for _ in range(30):
        clock.seconds += 1
        assert requests.get(strict.base_url + ONE, timeout=5).status_code == 200
    assert strict.log.most_in_flight("public") == 1
    assert strict.log.busiest("public") == 1


def test_who_hangs_up_does_not_stay_in_flight(strict: Simulator, session: requests.Session) -> None:
    strict.faults.add("drip:0.05", nth=1)
    with pytest.raises(requests.ConnectionError):
        session.get(strict.base_url + ONE, timeout=0.02)
    deadline = time.monotonic() + 5
    while strict.limits.in_flight["public-single"] and time.monotonic() < deadline:
        time.sleep(0.01)
    assert statuses(strict, session, ONE, 1) == [200]


@pytest.mark.parametrize(
    ("style", "kind", "after"),
    [
        ("html", "text/html", None), ("json", "application/json", "1"), ("text", "text/plain", "1"),
        ("absurd", "text/html", "86400"), ("banana", "text/html", "banana"),
    ],
)  # fmt: skip
def test_refusals_come_in_styles(
    strict: Simulator, session: requests.Session, style: str, kind: str, after: str | None
) -> None:
    strict.limits.style = style
    statuses(strict, session, LIST, 1)
    answer = session.get(strict.base_url + LIST)
    assert (answer.status_code, answer.headers.get("Retry-After")) == (429, after)
    assert answer.headers["Content-Type"].startswith(kind)
    assert "too many requests" in answer.text
    assert answer.headers["x-api-pool"] == "public-array"


def test_a_refusal_may_name_a_date(strict: Simulator, session: requests.Session) -> None:
    strict.limits.style = "date"
    statuses(strict, session, LIST, 1)
    headers = session.get(strict.base_url + LIST).headers
    when, sent = (parsedate_to_datetime(headers[name]).timestamp() for name in ("Retry-After", "Date"))
    assert (sent, when) == (NOON, NOON + 2)


def test_who_never_stops_is_banned(strict: Simulator, session: requests.Session, clock: Clock) -> None:
    strict.limits.ban_after = 3
    assert statuses(strict, session, LIST, 6) == [200, 429, 429, 429, 403, 403]
    clock.seconds += 1_000
    assert statuses(strict, session, ONE, 1, **POLITE) == [403]
    strict.reset()
    assert statuses(strict, session, ONE, 1, **POLITE) == [200]


def test_old_refusals_do_not_ban(strict: Simulator, session: requests.Session, clock: Clock) -> None:
    strict.limits.ban_after = 3
    for _ in range(3):
        assert statuses(strict, session, LIST, 3) == [200, 429, 429]
        clock.seconds += BAN_WINDOW


def test_in_spring_lists_and_works_shared_a_pool(strict: Simulator, session: requests.Session) -> None:
    strict.limits.use_spring_names()
    answer = session.get(strict.base_url + LIST, headers=POLITE).headers
    assert (answer["x-api-pool"], answer["x-rate-limit-limit"]) == ("polite", "10")
    assert statuses(strict, session, ONE, 10, **POLITE) == [200] * 9 + [429]
    assert statuses(strict, session, LIST, 6) == [200] * 5 + [429]


def test_a_limit_changes_in_mid_run(strict: Simulator, session: requests.Session, clock: Clock) -> None:
    strict.limits.set("polite-single", rate=2, after=3)
    assert statuses(strict, session, ONE, 4, **POLITE) == [200, 200, 200, 429]
    clock.seconds += 1
    strict.limits.set("polite-single", rate=1, concurrency=7)
    answer = session.get(strict.base_url + ONE, headers=POLITE).headers
    assert (answer["x-rate-limit-limit"], answer["x-concurrency-limit"]) == ("1", "7")
    assert statuses(strict, session, ONE, 1, **POLITE) == [429]


def test_the_limits_need_not_be_told(strict: Simulator, session: requests.Session) -> None:
    strict.limits.sends_headers = False
    answer = session.get(strict.base_url + ONE)
    assert not [name for name in answer.headers if name.lower().startswith("x-")]
    assert statuses(strict, session, ONE, 5) == [200] * 4 + [429]
