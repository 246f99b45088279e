"""A run over OAI-PMH that is killed outright goes on at its token, and ends at the same catalogue."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

from tests.harvest.repository import Repository
from tests.syncing import dump

if TYPE_CHECKING:
    from pathlib import Path

    from tests.harvest.loopback import LoopbackSite


def start(folder: Path, url: str) -> subprocess.Popen[str]:
    """A sync of the repository at ``url`` in a process of its own, its catalogue in ``folder``."""
    folder.mkdir(exist_ok=True)
    (folder / "config.toml").write_text(
        f'[[source]]\nname = "repo"\nurl = "{url}"\ndiscovery = "oai"\nallow_private = true\n'
        "[crossref]\nenabled = false\n[http]\npace = 0\n"
    )
    command = [sys.executable, "-c", "from harvester.cli import main; main()", "sync"]
    return subprocess.Popen(command, cwd=folder, text=True)


def test_a_killed_run_goes_on_at_its_token(tmp_path: Path, site: LoopbackSite) -> None:
    repository = Repository.of(28, size=7)
    site.otherwise = repository.answer
    assert start(tmp_path / "whole", site.url + "oai").wait(60) == 0
    reached, go_on = threading.Event(), threading.Event()

    def wait(_: str, words: dict[str, str]) -> None:
        if words.get("resumptionToken", "").startswith("at%2F21"):
            reached.set()
            go_on.wait(20)

    repository.twist = wait
    cut = start(tmp_path / "cut", site.url + "oai")
    assert reached.wait(60)
    cut.send_signal(signal.SIGKILL)
    cut.wait(20)
    go_on.set()
    repository.asked.clear()
    assert start(tmp_path / "cut", site.url + "oai").wait(60) == 0
    # 20 records are stored at a time, so what was listed and not stored yet is listed again.
    assert repository.verbs() == ["ListRecords", "ListRecords"]
    assert dump(tmp_path / "cut" / "catalogue.sqlite") == dump(tmp_path / "whole" / "catalogue.sqlite")
