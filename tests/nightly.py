"""A site on the loopback that changes from night to night, and a catalogue that is synced with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from harvester.config import Config
from harvester.reparse import How, Reparsed, reparse
from harvester.store import Store
from harvester.sync import Options, sync
from tests.hostile import Hostile, hostile, web

if TYPE_CHECKING:
    from pathlib import Path

    from harvester.model import Issue
    from harvester.sync import SyncReport

Render = Callable[[int], str]
HTML = {"Content-Type": "text/html; charset=utf-8"}
START = dt.datetime(2026, 11, 1, 2, tzinfo=dt.UTC)


def article(number: int, *, author: str = "citation_author", date: bool = True, doi: bool = True) -> str:
    """An item page with two sets of head tags; ``author`` names the tag that carries the authors."""
    tags = {
        "citation_title": f"Lichens on wall {number}",
        author: f"Lee, Ann {chr(65 + number % 26)}.",
        "citation_journal_title": "Annals of Walls",
        "citation_publication_date": "2011/03" if date else "",
        "citation_doi": f"10.5555/wall.{number}" if doi else "",
        "DC.title": f"Lichens on wall {number}",
        "DC.creator": f"Lee, Ann {chr(65 + number % 26)}.",
    }
    return page(tags)


def thesis(number: int) -> str:
    return page(
        {
            "citation_title": f"A thesis on wall {number}",
            "citation_author": "Lee, Ann",
            "citation_dissertation_institution": "University of Walls",
            "citation_publication_date": "2011/03",
            "DC.title": f"A thesis on wall {number}",
            "DC.creator": "Lee, Ann",
            "DC.type": "Thesis",
        }
    )


def redesigned(number: int) -> str:
    """The same work in a layout that no rule knows: only its title is left."""
    return page({"DC.title": f"Lichens on wall {number}", "DC.publisher": "Walls"})


def page(tags: dict[str, str]) -> str:
    head = "".join(f'<meta name="{name}" content="{value}">' for name, value in tags.items() if value)
    return f"<html><head>{head}</head><body><p>{tags['DC.title']}</p></body></html>"


@dataclass
class Portal:
    """A site on the loopback with a list of its items, and a catalogue that is synced with it night by night."""

    folder: Path
    told: Hostile
    recheck: float = 0
    keep_bodies: str = "all"
    platform: str = "auto"
    items: list[int] = field(default_factory=list)
    nights: int = 0

    @property
    def config(self) -> Config:
        source = {
            "name": "walls",
            "url": str(self.folder / "urls.txt"),
            "discovery": "urls",
            "recheck": self.recheck,
            "platform": self.platform,
        }
        store = {"path": self.folder / "c.sqlite", "keep_bodies": self.keep_bodies}
        return Config.model_validate({"store": store, "source": [source], "crossref": {"enabled": False}})

    def show(self, items: range, render: Render) -> None:
        """Have the site show ``items`` so from now on."""
        for number in items:
            self.told.on(f"/{number}", (200, HTML, render(number).encode()))
        self.items = sorted({*self.items, *items})

    def hide(self, number: int) -> None:
        self.items.remove(number)

    def night(self) -> SyncReport:
        """One sync; a day passes."""
        lines = [self.told.url(f"/{number}") for number in self.items]
        (self.folder / "urls.txt").write_text("\n".join(lines), encoding="utf-8")
        now = START + dt.timedelta(days=self.nights)
        self.nights += 1
        with Store(self.config.store.path) as store, web() as wire:
            return sync(self.config, store, wire, options=Options(), now=lambda: now)

    def reparse(self, **how: Any) -> Reparsed:
        now = START + dt.timedelta(days=self.nights)
        with Store(self.config.store.path, read_only=how.get("dry_run", False)) as store:
            return reparse(store, self.config, How(**{"processes": 1} | how), lambda: now)

    @property
    def drift(self) -> list[Issue]:
        with Store(self.config.store.path) as store:
            return [issue for issue in store.issues.open() if issue.kind == "drift"]


@contextmanager
def portal_in(folder: Path) -> Iterator[Portal]:
    """A `Portal` without items."""
    with hostile() as told:
        yield Portal(folder, told)
