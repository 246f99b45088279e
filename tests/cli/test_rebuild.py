"""`dedupe --rebuild` from the command line."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

from tests.cli.test_cli import run, write_config
from tests.syncing import dump

if TYPE_CHECKING:
    from pathlib import Path


def test_rebuild_begins_an_epoch_and_leaves_what_one_sync_made(synced: Path, tmp_path: Path) -> None:
    write_config(tmp_path)
    shutil.copy2(synced, tmp_path / "catalogue.sqlite")
    said = run("dedupe", "--rebuild", cwd=tmp_path).stdout
    assert said.startswith("epoch 2: ")
    assert "0 works changed, 0 decisions moved" in said
    told = json.loads(run("dedupe", "--rebuild", "--json", cwd=tmp_path).stdout)
    assert (told["epoch"], told["moves"], told["changed"]) == (3, [], 0)
    assert dump(tmp_path / "catalogue.sqlite") == dump(synced)


def test_files_or_rebuild_but_not_both_and_not_neither(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,title\n1,Trout\n", encoding="utf-8")
    for words in ((), ("--rebuild", "a.csv")):
        refused = run("dedupe", *words, cwd=tmp_path, code=2)
        assert "--rebuild" in refused.stderr
