from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from harvester.errors import StoreError
from harvester.fetch.pace import Pace
from tests.hostile import Clock, Hostile, web

if TYPE_CHECKING:
    from pathlib import Path

OK = (200, {}, b"here")


def test_requests_to_one_host_keep_their_gap(server: Hostile, clock: Clock) -> None:
    our = web(clock, pace=1.5)
    url = server.on("/a", OK)
    for _ in range(3):
        our.get(url, robots=False)
    clock.now += 1.0
    our.get(url, robots=False)
    assert clock.sleeps == [1.5, 1.5, 0.5]


def test_different_hosts_do_not_wait_for_each_other(clock: Clock) -> None:
    pace = Pace(5, clock=clock.time, sleep=clock.sleep)
    pace.wait("a.org")
    pace.wait("b.org")
    assert clock.sleeps == []


def test_two_webs_share_the_pace_through_their_state(server: Hostile, clock: Clock, tmp_path: Path) -> None:
    url = server.on("/a", OK)
    for our in (web(clock, pace=2, state=tmp_path), web(clock, pace=2, state=tmp_path)):
        our.get(url, robots=False)
    assert clock.sleeps == [2.0]


def test_processes_share_the_pace(tmp_path: Path) -> None:
    script = (
        "import sys, time, pathlib; from harvester.fetch.pace import Pace\n"
        "p = Pace(0.05, clock=time.time, sleep=time.sleep, state=pathlib.Path(sys.argv[1]))\n"
        "for _ in range(5): p.wait('a.org'); print(time.time())"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE)
        for _ in range(3)
    ]
    times = sorted(float(line) for process in running for line in process.communicate()[0].split())
    assert len(times) == 15
    # Three processes apart would need 0.2 s, together they need 0.7; the first may be late to look at its clock.
    assert times[-1] - times[0] >= 0.5


def test_a_wait_asked_for_by_the_server_holds_for_everybody(clock: Clock, tmp_path: Path) -> None:
    ours, theirs = (Pace(1, clock=clock.time, sleep=clock.sleep, state=tmp_path) for _ in range(2))
    ours.wait("a.org")
    ours.hold("a.org", 20)
    theirs.wait("a.org")
    assert clock.sleeps == [20.0]


@pytest.mark.parametrize("content", ["", "half a li", "1e12", "nan"])
def test_a_damaged_or_impossible_time_is_passed_over(clock: Clock, tmp_path: Path, content: str) -> None:
    pace = Pace(1, clock=clock.time, sleep=clock.sleep, state=tmp_path)
    pace.wait("a.org")
    next(tmp_path.glob("*.pace")).write_text(content)
    pace.wait("a.org")
    assert clock.sleeps == []


def test_a_state_that_cannot_be_written_is_said(clock: Clock, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="pace of requests cannot be kept"):
        Pace(1, clock=clock.time, sleep=clock.sleep, state=tmp_path / "file").wait("a.org")
