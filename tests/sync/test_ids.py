"""Work ids: made of the first record, kept while the work lives, redirected for ever when works merge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.model.record import work_id
from harvester.store import Store
from tests.hostile import hostile
from tests.sync.test_broken import page, run, urls

if TYPE_CHECKING:
    from pathlib import Path

CANCER = "Service user involvement in cancer care"
FISH = "Population dynamics of the brown trout in upland streams"


def works(folder: Path) -> dict[str, str]:
    with Store(folder / "c.sqlite") as store:
        return store.works.members()


def test_a_work_keeps_its_id_when_an_earlier_name_joins(tmp_path: Path) -> None:
    with hostile() as site:
        late, early = site.on("/late", page(CANCER)), site.on("/early", page(CANCER))
        run(tmp_path, urls(tmp_path, "zeta", late))
        run(tmp_path, urls(tmp_path, "alpha", early), urls(tmp_path, "zeta", late))
    assert works(tmp_path) == dict.fromkeys((f"alpha:{early}", f"zeta:{late}"), work_id(f"zeta:{late}"))


def test_one_run_gives_the_id_of_the_smallest_record(tmp_path: Path) -> None:
    with hostile() as site:
        late, early = site.on("/late", page(CANCER)), site.on("/early", page(CANCER))
        run(tmp_path, urls(tmp_path, "zeta", late), urls(tmp_path, "alpha", early))
    assert set(works(tmp_path).values()) == {work_id(f"alpha:{early}")}


def test_merged_works_redirect_and_a_split_gives_both_ids_back(tmp_path: Path) -> None:
    with hostile() as site:
        one = site.on("/1", page(CANCER))
        two = site.on("/2", page(FISH), page(CANCER), page(FISH))
        source = urls(tmp_path, "here", one, two)
        run(tmp_path, source)
        apart = works(tmp_path)
        run(tmp_path, source)
        together = works(tmp_path)
        with Store(tmp_path / "c.sqlite") as store:
            assert store.works.redirected(apart[f"here:{two}"]) == apart[f"here:{one}"]
        run(tmp_path, source)
    assert set(together.values()) == {apart[f"here:{one}"]}
    assert works(tmp_path) == apart


def test_a_record_under_a_new_name_takes_the_old_ones_place(tmp_path: Path) -> None:
    with hostile() as site:
        first = site.on("/1", page(CANCER), (301, {"Location": "/moved"}, b""))
        site.on("/moved", page(CANCER))
        source = urls(tmp_path, "here", first)
        run(tmp_path, source)
        before = set(works(tmp_path).values())
        run(tmp_path, source)
    with Store(tmp_path / "c.sqlite") as store:
        present = {record.id for record in store.records.each(gone=False)}
    assert present == {f"here:{site.url('/moved')}"}
    assert set(works(tmp_path).values()) == before
