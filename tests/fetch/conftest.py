from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.hostile import Clock, Hostile, hostile

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def server() -> Iterator[Hostile]:
    with hostile() as told:
        yield told


@pytest.fixture
def clock() -> Clock:
    return Clock()
