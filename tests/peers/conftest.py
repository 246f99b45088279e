"""The peers' environments, and processes that end with their test."""

from __future__ import annotations

import contextlib
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.syncing import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PEERS = ROOT / ".peers"
collect_ignore = ["oai_server.py"]  # it runs in the peer's own environment


def program(peer: str, name: str) -> Path:
    """A program of a peer's environment; without it, the test is skipped."""
    path = PEERS / peer / "bin" / name
    if not path.exists():
        pytest.skip(f"{peer} is not installed here; `make peers` does it")
    return path


@contextlib.contextmanager
def running(*command: str | Path, cwd: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that is ended at the end, its errors in ``cwd/peer.log``."""
    with (cwd / "peer.log").open("w") as log:
        process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stdout:
                process.stdout.close()
