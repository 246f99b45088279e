"""What enrichment costs: CPU per DOI, memory as DOIs grow, and what a run that is killed again and again asks twice.

    python benchmarks/enrich.py                                   # 1,000 DOIs, and habanero bare beside them
    python benchmarks/enrich.py --dois 100000 --kills 20          # memory, and kills at random

The registry is the tests' simulator in a process of its own, its limits off; works and pages are made up.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import random
import resource
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import habanero
import requests

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from harvester.config import Config  # noqa: E402
from harvester.model import Name, PartialDate, Record  # noqa: E402
from harvester.store import Store  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

BARE = 100
"""Calls of habanero by itself."""

_ENRICH = """
import resource, sys, time
from pathlib import Path
from harvester.config import load_config
from harvester.enrich import enrich
from harvester.fetch import open_web
from harvester.store import Store
import datetime as dt
now = lambda: dt.datetime.now(dt.UTC)
config = load_config(Path(sys.argv[1]))
with Store(config.store.path) as store, open_web(config, store.state) as web:
    run = store.runs.begin("2026-01-01T00:00:00Z", kind="enrich")
    began = time.process_time()
    report = enrich(store, web, config, run, now=now)
    cpu = time.process_time() - began
print(report.found, report.requests, cpu, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def doi_of(number: int) -> str:
    return f"10.5555/bench.{number:06}"


def work(number: int) -> dict[str, object]:
    """A work of ordinary size: three authors, a container, two licences, a funder, and an abstract."""
    people = [("Vantongeren", "Pia"), ("Okonjo", "Lemuel"), (f"Strand{number % 97}", "Ea")]
    return {
        "DOI": doi_of(number),
        "type": "journal-article",
        "title": [f"Lichens on wall {number}: a survey of the limestone farms over forty years"],
        "author": [{"family": family, "given": given, "affiliation": []} for family, given in people],
        "issued": {"date-parts": [[2000 + number % 25, 1 + number % 12]]},
        "container-title": ["Annals of Walls"],
        "volume": str(number % 60),
        "page": f"{number % 900}-{number % 900 + 12}",
        "ISSN": ["2999-0025"],
        "publisher": "Brackwater Press",
        "license": [
            {
                "URL": "https://creativecommons.org/licenses/by/4.0/",
                "content-version": "vor",
                "delay-in-days": 0,
            }
        ],
        "funder": [{"name": "Council of Walls", "award": [f"W-{number}"]}],
        "abstract": "<jats:p>"
        + "We counted what grows on walls, and say so at some length. " * 12
        + "</jats:p>",
    }


def catalogue(folder: Path, base_url: str, count: int) -> Path:
    """A config whose catalogue holds ``count`` pages, each with a DOI."""
    path = folder / "config.toml"
    path.write_text(
        f'[store]\npath = "c.sqlite"\n[contact]\nmail = "library@example.org"\n[crossref]\nurl = "{base_url}"\n'
        "budget = 1000000\nsearch = false\n[http]\npace = 0\n",
        encoding="utf-8",
    )
    config = Config.model_validate({"store": {"path": folder / "c.sqlite"}})
    with Store(config.store.path) as store, store.write():
        run = store.runs.begin("2026-01-01T00:00:00Z")
        for number in range(count):
            record = Record(
                id=f"walls:{number}",
                source="walls",
                doi=doi_of(number),
                title=f"Lichens on wall {number}: a survey of the limestone farms over forty years",
                author=(Name(family="Vantongeren", given="Pia"),),
                issued=PartialDate(2000 + number % 25),
            )
            store.records.put(run, record)
    return path


@contextlib.contextmanager
def registry(folder: Path, count: int) -> Iterator[str]:
    """The address of a simulator that knows ``count`` works."""
    works = folder / "works.jsonl"
    with works.open("w", encoding="utf-8") as stream:
        for number in range(count):
            stream.write(json.dumps(work(number)) + "\n")
    command = [sys.executable, "-m", "tests.crossref", "--works", str(works), "--no-limits"]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        yield server.stdout.readline().strip() if server.stdout else ""
    finally:
        server.terminate()
        server.wait()


def start(config: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _ENRICH, str(config)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def bare(base_url: str) -> float:
    """CPU milliseconds of one call of habanero as it comes."""
    client = habanero.Crossref(base_url=base_url)
    client.works(ids=doi_of(0))
    began = resource.getrusage(resource.RUSAGE_SELF)
    for number in range(BARE):
        client.works(ids=doi_of(number))
    ended = resource.getrusage(resource.RUSAGE_SELF)
    return 1_000 * (ended.ru_utime + ended.ru_stime - began.ru_utime - began.ru_stime) / BARE


def killed(config: Path, kills: int, rng: random.Random) -> int:
    """Kill the run ``kills`` times at random moments; how many kills met it alive."""
    met = 0
    for _ in range(kills):
        process = start(config)
        time.sleep(rng.uniform(1.0, 8.0))
        met += process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.wait()
    return met


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--dois", type=int, default=1_000, metavar="N")
    parser.add_argument("--kills", type=int, default=0, metavar="N", help="kill the run so often first")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, registry(Path(name), given.dois) as base_url:
        config = catalogue(Path(name), base_url, given.dois)
        met = killed(config, given.kills, random.Random(given.seed))  # noqa: S311
        output, _ = start(config).communicate()
        found, requests_, cpu, memory = output.split()
        log = requests.get(f"{base_url}/__sim/log", timeout=60).json()
        asked = Counter(doi for entry in log for doi in entry["dois"])
        twice = sum(count - 1 for count in asked.values())
        with Store(Path(name) / "c.sqlite", read_only=True) as store:
            missing = len(store.registry.new())
        with contextlib.closing(sqlite3.connect(Path(name) / "c.sqlite")) as raw:
            (checked,) = raw.execute("PRAGMA integrity_check").fetchone()
        print(f"{given.dois:,} DOIs: {int(found):,} found in the last run with {requests_} requests")
        print(
            f"  CPU {1_000 * float(cpu) / max(int(found), 1):.2f} ms per DOI, peak memory {float(memory):.0f} MB"
        )
        if given.kills:
            print(f"  {met} kills: {twice} DOIs asked for again, {missing} left, integrity {checked}")
        print(f"  habanero bare: {bare(base_url):.1f} ms CPU per call")


if __name__ == "__main__":
    main()
