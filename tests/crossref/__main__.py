"""Serve by hand: ``python -m tests.crossref --works works.jsonl.gz --port 8080``."""

from __future__ import annotations

import argparse
import contextlib
import sys
import threading
from pathlib import Path

from tests.crossref import Simulator, own_works, read_works


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.crossref", description="Crossref, simulated on the loopback."
    )
    parser.add_argument(
        "--works", type=Path, metavar="PATH", action="append", help="JSON lines, also .gz; repeatable"
    )
    parser.add_argument(
        "--besides", action="store_true", help="serve the made-up works besides those of --works"
    )
    parser.add_argument("--port", type=int, default=0, help="0 picks a free one")
    parser.add_argument("--seed", type=int, default=0, help="of samples and cursors")
    parser.add_argument("--no-limits", action="store_true", help="answer however often it is asked")
    given = parser.parse_args()
    works = own_works() if given.besides or not given.works else []
    works += [work for path in given.works or () for work in read_works(path)]
    with Simulator(works, seed=given.seed, limits=not given.no_limits, port=given.port) as simulator:
        sys.stdout.write(f"{simulator.base_url}\n")
        sys.stdout.flush()
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    main()
