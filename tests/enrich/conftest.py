"""A desk at which the simulator answers; its clock stands still unless a test moves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.crossref import Simulator
from tests.enrich.desk import FIRST_NIGHT, Clock, Desk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def crossref(clock: Clock) -> Iterator[Simulator]:
    with Simulator(clock=clock, limits=False, began=FIRST_NIGHT.timestamp()) as simulator:
        yield simulator


@pytest.fixture
def desk(tmp_path: Path, crossref: Simulator, clock: Clock) -> Desk:
    return Desk(tmp_path, crossref, clock)
