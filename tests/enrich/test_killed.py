"""An enrichment that is killed again and again ends in the same catalogue, and asks nearly nothing twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from tests.crossref import Simulator
from tests.enrich.desk import Desk, page
from tests.enrich.test_lookup import THOUSAND, works
from tests.syncing import ROOT

if TYPE_CHECKING:
    from pathlib import Path

DOIS = THOUSAND[:120]
BATCH = 4
KILLS = 6


def start(desk: Desk) -> subprocess.Popen[bytes]:
    config = desk.folder / "config.toml"
    config.write_text(
        f'[store]\npath = "c.sqlite"\n[contact]\nmail = "library@example.org"\n[http]\npace = 0\n'
        f'[crossref]\nurl = "{desk.crossref.base_url}"\nresolver = "{desk.crossref.base_url}"\n'
        f"search = false\nbatch = {BATCH}\n",
        encoding="utf-8",
    )
    program = "from harvester.cli import main; main()"
    command = [sys.executable, "-c", program, "enrich", "-q", "--config", str(config)]
    return subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE)


def listed(desk: Desk) -> int:
    return len(desk.crossref.log.of("works"))


def test_an_enrichment_that_is_killed_loses_nothing(tmp_path: Path) -> None:
    # Their moments are the wall clock's here: the runs are processes of their own.
    known = works(DOIS[:-3])
    states = []
    for name, kills in (("calm", 0), ("killed", KILLS)):
        (tmp_path / name).mkdir()
        with Simulator(known, limits=False) as crossref:
            desk = Desk(tmp_path / name, crossref, time.time)  # type: ignore[arg-type]
            desk.show(page(doi, doi) for doi in DOIS)
            crossref.faults.add("slow:20ms", route="works")
            for kill in range(kills):
                before = listed(desk)
                process = start(desk)
                while process.poll() is None and listed(desk) < before + 1 + kill % 3:
                    time.sleep(0.002)
                process.send_signal(signal.SIGKILL)
                process.communicate()
                assert process.returncode == -signal.SIGKILL
            process = start(desk)
            _, said = process.communicate()
            assert process.returncode == 0, said.decode()
            asked = crossref.log.asked()
            states.append(desk.state())
        twice = sum(count - 1 for doi, count in asked.items() if doi in DOIS[:-3])
        assert twice <= kills * BATCH
    assert states[0] == states[1]
