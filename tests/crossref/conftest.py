"""A simulator that stands still until a test moves its clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import requests

from tests.crossref import Simulator

if TYPE_CHECKING:
    from collections.abc import Iterator

NOON = 1_795_435_200.0
"""2026-11-23, 12:00 UTC, in seconds since 1970."""


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def crossref(clock: Clock) -> Iterator[Simulator]:
    """Answers however often it is asked."""
    with Simulator(clock=clock, limits=False, began=NOON) as simulator:
        yield simulator


@pytest.fixture
def strict(clock: Clock) -> Iterator[Simulator]:
    """Keeps its limits."""
    with Simulator(clock=clock, began=NOON) as simulator:
        yield simulator


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with requests.Session() as session:
        yield session


class Asking:
    """Short words for questions."""

    def __init__(self, base: str, session: requests.Session) -> None:
        self.base = base
        self.session = session

    def __call__(self, path: str, **words: Any) -> requests.Response:
        return self.session.get(self.base + path, allow_redirects=False, **words)

    def works(self, **params: Any) -> requests.Response:
        return self("/works", params={name.replace("__", "."): value for name, value in params.items()})

    def dois(self, **params: Any) -> list[str]:
        return [item["DOI"] for item in self.works(**params).json()["message"]["items"]]


@pytest.fixture
def ask(crossref: Simulator, session: requests.Session) -> Asking:
    return Asking(crossref.base_url, session)
