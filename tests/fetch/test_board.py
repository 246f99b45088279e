from __future__ import annotations

import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from harvester.fetch.board import Board

if TYPE_CHECKING:
    from pathlib import Path

COUNT = """
import pathlib, sys
from harvester.fetch.board import Board
board = Board(pathlib.Path(sys.argv[1]))
for _ in range(500):
    board.change("count", lambda line: str(int(line or 0) + 1))
"""
HOLD = """
import pathlib, sys, time
from harvester.fetch.board import Board
def hold(line):
    print("held", flush=True)
    time.sleep(60)
Board(pathlib.Path(sys.argv[1])).change("line", hold)
"""


def start(script: str, folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", script, str(folder)], stdout=subprocess.PIPE)


def test_no_change_is_lost_between_processes(tmp_path: Path) -> None:
    running = [start(COUNT, tmp_path) for _ in range(3)]
    assert [process.communicate() and process.returncode for process in running] == [0, 0, 0]
    assert Board(tmp_path).read("count") == "1500"


@pytest.mark.parametrize("shared", [True, False])
def test_no_change_is_lost_between_threads(tmp_path: Path, *, shared: bool) -> None:
    board = Board(tmp_path if shared else None)

    def count() -> None:
        for _ in range(200):
            board.change("count", lambda line: str(int(line or 0) + 1))

    running = [threading.Thread(target=count) for _ in range(4)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    assert board.read("count") == "800"


def test_a_line_that_a_killed_process_was_changing_is_as_before_and_free(tmp_path: Path) -> None:
    board = Board(tmp_path)
    board.change("line", lambda _: "before")
    process = start(HOLD, tmp_path)
    assert process.stdout is not None
    assert process.stdout.readline() == b"held\n"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    board.change("line", lambda line: f"{line} and after")
    assert board.read("line") == "before and after"


def test_a_shorter_line_leaves_nothing_of_a_longer_one(tmp_path: Path) -> None:
    board = Board(tmp_path / "made" / "when needed")
    assert board.read("line") == ""
    for line in ("a long line", "short"):
        board.change("line", lambda _, line=line: line)
    assert board.read("line") == "short"
    assert (tmp_path / "made" / "when needed" / "line").read_bytes() == b"short\n"


def test_what_a_kill_left_behind_the_line_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "line").write_text("short\nng line\n")
    assert Board(tmp_path).read("line") == "short"


@pytest.mark.parametrize("shared", [True, False])
def test_a_seat_is_held_by_one_until_it_is_given_back(tmp_path: Path, *, shared: bool) -> None:
    board = Board(tmp_path if shared else None)
    leave = board.seat("a")
    assert leave is not None
    assert board.seat("a") is None
    other = board.seat("b")
    assert other is not None
    leave()
    again = board.seat("a")
    assert again is not None
    again()
    other()
