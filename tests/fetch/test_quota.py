"""The limits that an API states, kept by everybody who asks it."""

from __future__ import annotations

import signal
import time
from typing import TYPE_CHECKING

import pytest

from harvester.errors import DeadlineExceeded, FetchError, HostDown, HttpStatus, StoreError, Throttled
from harvester.fetch import Api, Headers, Reply, Web
from harvester.fetch.board import Board
from harvester.fetch.quota import Quota
from tests.fetch.stating import api, counting, go, limits, pool_of, start
from tests.hostile import Clock, Hostile, web
from tests.syncing import SAMPLE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


MANY, SINGLE = "http://a.org/works", "http://a.org/works/1"


def _reply(seats: int) -> Reply:
    return Reply(200, Headers(limits(1_000, seats)))


def ok(requests: object = 20, seats: object = 1, interval: str = "1s") -> tuple[int, dict[str, str], bytes]:
    return 200, limits(requests, seats, interval), b"here"


def client(
    server: Hostile, clock: Clock, *, pace: float = 1, state: Path | None = None, path: str = ""
) -> Web:
    our = web(clock, pace=pace, state=state)
    our.api(api(server.url(path)))
    return our


class TestProcesses:
    """Real processes and real time."""

    @pytest.mark.parametrize(("rate", "seats", "seconds"), [(20, 3, 0.05), (50, 2, 0.12)])
    def test_two_processes_stay_inside_one_limit(
        self, tmp_path: Path, rate: int, seats: int, seconds: float
    ) -> None:
        with counting(rate, seats, seconds) as told:
            both = [start(told.server.url(""), tmp_path, requests=4, threads=3) for _ in range(2)]
            go(*both)
            began = time.monotonic()
            assert [process.wait(60) for process in both] == [0, 0]
        assert told.statuses == [200] * 24
        assert told.peak <= seats
        # The slower of the two: 23 gaps, or 24 answers at so many seats.
        assert time.monotonic() - began > max(23 / rate, 24 * seconds / seats)

    def test_the_seat_of_a_killed_process_is_free(self, server: Hostile, tmp_path: Path) -> None:
        server.on("/works/0", lambda _: server.stop.wait(20) and None)
        process = start(server.url(""), tmp_path, requests=1)
        go(process)
        while not server.log:
            time.sleep(0.01)
        (line,) = tmp_path.glob("*.api")
        board = Board(tmp_path)
        assert board.seat(f"{line.name}.0") is None
        process.send_signal(signal.SIGKILL)
        process.wait(10)
        leave = board.seat(f"{line.name}.0")
        assert leave is not None
        leave()
        assert client(server, Clock(now=time.time()), state=tmp_path).get(
            server.on("/works/1", ok()), robots=False
        ).body == b"here"  # fmt: skip


class TestSpacing:
    def test_the_limit_of_each_pool_spaces_its_requests(self, server: Hostile, clock: Clock) -> None:
        our = client(server, clock)
        single, many = server.on("/works/1", ok(10)), server.on("/works", ok(3))
        for url in (single, many, single, many, single):
            our.get(url, robots=False)
        # A tenth slower than stated: 0.11 s and 0.367 s.
        assert clock.sleeps == [0.11, 0.257]

    @pytest.mark.parametrize(
        ("path", "gap"), [("/works/1", 0.22), ("/works", 1.1), ("/works/1?mailto=x", 0.22)]
    )
    def test_nothing_stated_means_caution(self, server: Hostile, clock: Clock, path: str, gap: float) -> None:
        our = client(server, clock)
        for _ in range(3):
            our.get(server.on(path, (200, {}, b"")), robots=False)
        assert clock.sleeps == [gap, gap]

    def test_without_a_pace_only_what_is_stated_holds(self, server: Hostile, clock: Clock) -> None:
        our = client(server, clock, pace=0)
        url = server.on("/works", (200, {}, b""), (200, {}, b""), ok(4), ok(4))
        for _ in range(4):
            our.get(url, robots=False)
        assert clock.sleeps == [0.275]

    def test_what_was_learnt_is_known_to_the_next_process(
        self, server: Hostile, clock: Clock, tmp_path: Path
    ) -> None:
        url = server.on("/works", ok(2))
        for _ in range(2):
            client(server, clock, state=tmp_path).get(url, robots=False)
        assert clock.sleeps == [0.55]

    def test_a_limit_that_changes_holds_at_once_for_everybody(
        self, server: Hostile, clock: Clock, tmp_path: Path
    ) -> None:
        ours, theirs = (client(server, clock, state=tmp_path) for _ in range(2))
        url = server.on("/works", ok(20), ok(2), ok(2), ok(10), ok(10))
        for our in (ours, ours, theirs, ours, theirs):
            our.get(url, robots=False)
        assert clock.sleeps == [0.055, 0.55, 0.55, 0.11]

    @pytest.mark.parametrize("stated", [limits("many"), limits(0), limits(-1), limits(20, 1, "soon"), {}])
    def test_nonsense_changes_nothing(self, server: Hostile, clock: Clock, stated: dict[str, str]) -> None:
        our = client(server, clock)
        url = server.on("/works", ok(2), (200, stated, b""), ok(2))
        for _ in range(3):
            our.get(url, robots=False)
        assert clock.sleeps == [0.55, 0.55]

    def test_a_wait_of_hours_is_told_and_not_slept(self, server: Hostile, clock: Clock) -> None:
        our, url = client(server, clock), server.on("/works", ok(1, 1, "1d"))
        our.get(url, robots=False)
        with pytest.raises(Throttled, match=r"/works: not asked.*95040 s more of rest") as caught:
            our.get(url, robots=False)
        assert (round(caught.value.wait), clock.sleeps, server.hits("/works")) == (95_040, [], 1)

    def test_other_routes_of_the_host_keep_their_own_pace(self, server: Hostile, clock: Clock) -> None:
        our = client(server, clock, pace=5, path="/v1")
        for path in ("/v1/works/1", "/v1", "/v10/works", "/page"):
            our.get(server.on(path, ok(20)), robots=False)
        assert clock.sleeps == [5.0]

    @pytest.mark.parametrize(
        "damaged",
        [
            "",
            "{",
            "[]",
            '{"pools": 1}',
            '{"pools": {"list": 3}, "held": 9}',
            '{"held": [null, "x"], "pools": {"list": {"requests": NaN, "seconds": -1, "last": "x"}}}',
            '{"pools": {"list": {"share": 9, "in_flight": 99}}}',
        ],
    )
    def test_a_damaged_state_is_passed_over(
        self, server: Hostile, clock: Clock, tmp_path: Path, damaged: str
    ) -> None:
        our, url = client(server, clock, state=tmp_path), server.on("/works", ok(2))
        our.get(url, robots=False)
        next(tmp_path.glob("*.api")).write_text(damaged)
        our.get(url, robots=False)
        assert clock.sleeps == []

    def test_a_state_that_cannot_be_written_is_said(
        self, server: Hostile, clock: Clock, tmp_path: Path
    ) -> None:
        (tmp_path / "file").write_text("")
        with pytest.raises(StoreError, match="pace of requests cannot be kept"):
            client(server, clock, state=tmp_path / "file").get(server.on("/works", ok()), robots=False)

    @pytest.mark.parametrize("set_back", [6.0, 3_600.0, 86_400.0])
    def test_a_clock_that_is_set_back_does_not_stop_us(
        self, server: Hostile, clock: Clock, tmp_path: Path, set_back: float
    ) -> None:
        clock.now = 1_000_000.0
        our = client(server, clock, state=tmp_path)
        url = server.on("/works", ok(2), (503, {"Retry-After": "100"}, b""), ok(2))
        our.get(url, robots=False)
        sleep = clock.sleep

        def and_back(seconds: float) -> None:
            sleep(seconds)
            clock.now -= set_back

        our._transport.quotas[server.url("")]._sleep = and_back
        our.get(url, robots=False)
        our._transport.quotas[server.url("")]._sleep = sleep
        our.get(url, robots=False)
        assert clock.sleeps[:2] == [0.55, 100.0]
        assert sum(clock.sleeps[2:]) <= 6.55  # what the clock lost, where that may be another's clock
        assert server.hits("/works") == 4


class TestSeats:
    """Requests under way at a time; time passes in steps of 10 s for those who wait."""

    def quota(self, folder: Path | None, clock: Clock, **seats: int) -> Quota:
        quota = Quota(
            Api("http://a.org", pool_of=pool_of),
            Board(folder),
            clock=clock.time,
            sleep=lambda seconds: clock.sleep(max(seconds, 10)),
        )
        for pool, number in seats.items():
            quota.learn(MANY if pool == "many" else SINGLE, _reply(number))
        return quota

    @pytest.mark.parametrize("shared", [True, False])
    def test_as_many_are_under_way_as_is_stated(self, tmp_path: Path, clock: Clock, *, shared: bool) -> None:
        quota = self.quota(tmp_path if shared else None, clock, many=2)
        with (
            quota.turn(MANY),
            quota.turn(MANY),
            pytest.raises(DeadlineExceeded, match=r"no turn within 600 s"),
        ):
            quota.turn(MANY).__enter__()
        with quota.turn(MANY):
            pass

    def test_a_pool_with_fewer_seats_finds_them_free(self, tmp_path: Path, clock: Clock) -> None:
        quota = self.quota(tmp_path, clock, many=1, single=3)
        with quota.turn(SINGLE), quota.turn(SINGLE), quota.turn(MANY), pytest.raises(DeadlineExceeded):
            quota.turn(SINGLE).__enter__()

    def test_a_turn_that_another_takes_first_is_waited_for(self, tmp_path: Path, clock: Clock) -> None:
        ours, theirs = (
            Quota(Api("http://a.org", pool_of=pool_of), Board(tmp_path), clock=clock.time, sleep=clock.sleep)
            for _ in range(2)
        )
        ours.learn(MANY, Reply(200, Headers(limits(1.1, 2))))
        take = ours._take

        def after_them(pool: str, seats: int, now: float) -> Callable[[], None] | None:
            ours._take = take  # type: ignore[method-assign]
            with theirs.turn(MANY):
                return take(pool, seats, now)

        ours._take = after_them  # type: ignore[method-assign]
        with ours.turn(MANY):
            assert clock.now == 1_001.0

    def test_a_seat_is_given_back_where_the_limit_fell_meanwhile(self, tmp_path: Path, clock: Clock) -> None:
        quota, theirs = self.quota(tmp_path, clock, many=3), self.quota(tmp_path, clock)
        claim = quota._claim

        def after_it_fell(pool: str, seat: int, now: float) -> bool:
            theirs.learn(MANY, _reply(1))
            return claim(pool, seat, now)

        quota._claim = after_it_fell  # type: ignore[method-assign]
        with quota.turn(MANY):
            seats = [quota._board.seat(f"{quota._name}.{number}") for number in range(3)]
        assert [leave is not None for leave in seats] == [False, True, True]
        for leave in filter(None, seats):
            leave()


class TestTooManyRequests:
    def test_the_rate_is_halved_and_recovers(self, server: Hostile, clock: Clock, tmp_path: Path) -> None:
        no = (429, limits(11, 1), b"")
        url = server.on("/works", ok(11), no, ok(11))
        for our in (client(server, clock, state=tmp_path) for _ in range(2)):
            our.get(url, robots=False)
        assert clock.sleeps == [0.1, 1.0]  # the pause after a failed try is longer than the gap
        clock.sleeps.clear()
        for _ in range(12):
            client(server, clock, state=tmp_path).get(url, robots=False)
        expected = [round(0.1 / min(0.5 + 0.05 * number, 1), 3) for number in range(1, 13)]
        assert clock.sleeps == expected
        assert expected[-3:] == [0.1, 0.1, 0.1]

    def test_the_rate_is_never_less_than_a_sixteenth(self, server: Hostile, clock: Clock) -> None:
        our = client(server, clock)
        server.on("/works", ok(11), *[(429, {"Retry-After": "0"}, b"")] * 12, ok(11))
        for path in ("/works",) * 4:
            try:
                our.get(server.url(path), robots=False)
            except Throttled:
                clock.now += 500
        assert max(clock.sleeps) == 1.6

    def test_another_pool_keeps_its_rate(self, server: Hostile, clock: Clock) -> None:
        our = client(server, clock)
        many = server.on("/works", ok(11), (429, {"Retry-After": "0"}, b""), ok(11))
        single = server.on("/works/1", ok(11))
        for url in (many, many, single, single):
            our.get(url, robots=False)
        assert clock.sleeps == [0.1, 0.2, 0.1]

    @pytest.mark.parametrize("retry_after", [None, "1", "banana", "60", "86400"])
    def test_a_storm_ends(self, server: Hostile, clock: Clock, retry_after: str | None) -> None:
        our, began = client(server, clock), clock.now
        headers = limits(3, 3) | ({"Retry-After": retry_after} if retry_after else {})
        server.on("/works", ok(3), (429, headers, b""))
        our.get(server.url("/works"), robots=False)
        for _ in range(20):
            with pytest.raises(FetchError) as caught:
                our.get(server.url("/works"), robots=False)
            assert isinstance(caught.value, Throttled | HostDown)
        assert server.hits("/works") <= 1 + 3 * 4
        assert clock.now - began <= 3 * (180 + 60)

    def test_a_rest_that_one_was_told_of_is_kept_by_all(
        self, server: Hostile, clock: Clock, tmp_path: Path
    ) -> None:
        ours, theirs = (client(server, clock, state=tmp_path) for _ in range(2))
        server.on("/works", *[(503, limits(20) | {"Retry-After": "30"}, b"")] * 4)
        with pytest.raises(HttpStatus):
            ours.get(server.url("/works"), robots=False)
        theirs.get(server.on("/works/1", ok()), robots=False)
        assert clock.sleeps == [30.0] * 4

    def test_a_block_is_asked_once(self, server: Hostile, clock: Clock) -> None:
        url = server.on("/works", (403, limits(3, 3), b"blocked"))
        with pytest.raises(HttpStatus, match="403 Forbidden; the site refuses us") as caught:
            client(server, clock).get(url, robots=False)
        assert (caught.value.status, server.hits("/works"), clock.sleeps) == (403, 1, [])


def test_the_pool_that_we_were_put_in_is_told(server: Hostile, clock: Clock) -> None:
    our = client(server, clock)
    assert our.pools == {}
    server.on(
        "/works", (200, {"X-Api-Pool": "public-array"}, b""), (404, {"X-API-Pool": "polite-array"}, b"")
    )
    our.get(server.url("/works"), robots=False)
    assert our.pools == {"127.0.0.1": "public-array"}
    our.get(server.url("/works"), robots=False)
    our.get(server.on("/page", (200, {}, b"")), robots=False)
    assert our.pools["127.0.0.1"].startswith("polite")
    server.on("/works", (429, {"X-Api-Pool": "public"}, b""))
    with pytest.raises(Throttled):
        our.get(server.url("/works"), robots=False)
    assert our.pools == {"127.0.0.1": "public"}


def test_a_recording_is_not_paced_and_teaches_no_limits(clock: Clock, tmp_path: Path) -> None:
    our = web(clock, pace=9, state=tmp_path / "state", replay=SAMPLE)
    our.api(api("https://api.crossref.org"))
    for _ in range(3):
        our.session.get("https://api.crossref.org/works?filter=doi:10.5555/workshop.2021.17")
    assert our.pools == {"api.crossref.org": "polite-array"}
    assert clock.sleeps == []
    assert not (tmp_path / "state").exists()
