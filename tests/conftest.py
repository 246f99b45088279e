"""What most tests start from: the shipped sample, synced into a catalogue of their own."""

from __future__ import annotations

import csv
import datetime as dt
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from tests.syncing import ROOT, SAMPLE, sample_config, sync_once

# How long one example takes says nothing where the first of them imports what the others need.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture(scope="session")
def synced(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalogue of one sync of the shipped sample; tests only read it."""
    folder = tmp_path_factory.mktemp("synced")
    sync_once(sample_config(folder))
    return folder / "catalogue.sqlite"


@pytest.fixture
def catalogue(synced: Path, tmp_path: Path) -> Path:
    """A copy of the synced catalogue that a test may change."""
    shutil.copy2(synced, tmp_path / "catalogue.sqlite")
    return tmp_path / "catalogue.sqlite"


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """A copy of the shipped recording that a test may edit."""
    return Path(shutil.copytree(SAMPLE, tmp_path / "recording"))


@pytest.fixture(scope="session")
def truth() -> dict[str, str]:
    """Record id -> our own key of the work that it is."""
    with (ROOT / "data/sample/truth.csv").open(encoding="utf-8", newline="") as lines:
        return {row["record"]: row["work"] for row in csv.DictReader(lines)}


@pytest.fixture
def noon() -> dt.datetime:
    """A fixed moment."""
    return dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
