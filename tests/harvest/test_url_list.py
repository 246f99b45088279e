from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from harvester.errors import SourceError

if TYPE_CHECKING:
    from pathlib import Path

    from tests.harvest.loopback import Look, LoopbackSite


def test_a_file_of_urls_is_read_in_its_order(look: Look, tmp_path: Path) -> None:
    path = tmp_path / "urls.txt"
    path.write_text(
        "\ufeff# ours\nhttps://b.example/2#cite\n\n  https://a.example/1  # the first\nhttps://b.example/2\n",
        encoding="utf-8",
    )
    found = look("urls", url=str(path))
    assert [item.url for item in found.items] == ["https://b.example/2", "https://a.example/1"]
    assert found.complete
    assert not found.issues


def test_bad_lines_are_reported_with_their_number(look: Look, tmp_path: Path) -> None:
    path = tmp_path / "urls.txt"
    path.write_text("https://a.example/1\nwww.a.example/2\nhttps://a.example/3 https://a.example/4\n")
    found = look("urls", url=str(path))
    assert len(list(found.items)) == 1
    assert [issue.message.partition("urls.txt")[2][:3] for issue in found.issues] == [":2:", ":3:"]
    assert not found.complete


def test_a_list_on_the_web_is_read(site: LoopbackSite, look: Look) -> None:
    site.pages["/urls.txt"] = "https://a.example/1\nhttps://a.example/2\n"
    assert len(list(look("urls", path="urls.txt").items)) == 2


def test_a_web_page_is_no_list(site: LoopbackSite, look: Look) -> None:
    site.pages["/list"] = "<!doctype html><a href=/1>1</a>"
    with pytest.raises(SourceError, match="is a web page, not a list of URLs"):
        look("urls")


def test_a_missing_list_is_an_error(look: Look, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"cannot be read: .*none\.txt"):
        look("urls", url=str(tmp_path / "none.txt"))


def test_a_list_of_comments_is_an_error(look: Look, tmp_path: Path) -> None:
    path = tmp_path / "urls.txt"
    path.write_text("# nothing yet\n")
    with pytest.raises(SourceError, match="holds no URL"):
        look("urls", url=str(path))
