"""Pages that say the same thing ten thousand times cost no more than a moment."""

from __future__ import annotations

import time

import pytest

from harvester.extract.candidate import read_field
from harvester.extract.choose import choose
from harvester.extract.people import read_people
from harvester.extract.platforms import GENERIC


def seconds(*said: tuple[str, str, list[str]]) -> float:
    begin = time.process_time()
    choose([one for field, carrier, raws in said for one in read_field(field, carrier, raws)], GENERIC)
    return time.process_time() - begin


def test_thousands_of_authors_named_again_as_contributors() -> None:
    people = [f"Family{n}, Given" for n in range(1_500)]
    assert seconds(("author", "citation_*", people), ("contributor", "dc", people)) < 10


def test_thousands_of_titles_and_dois() -> None:
    titles, dois = [f"Title {n} of many" for n in range(1_500)], [f"10.9999/a.{n}" for n in range(1_500)]
    assert seconds(("title", "dc", titles), ("doi", "dc", dois)) < 10


@pytest.mark.parametrize(
    "text", ["a" + "1" * 20_000 + "x", "(" * 20_000, "a, " * 15_000, "A@" * 20_000, "ed, " * 10_000]
)
def test_texts_made_to_be_slow(text: str) -> None:
    begin = time.process_time()
    read_people([text])
    assert time.process_time() - begin < 10
