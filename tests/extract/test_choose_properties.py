"""What holds for whatever carriers say: order of carriers, repetition, and nothing out of thin air."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.extract.candidate import Candidate, read_field
from harvester.extract.choose import choose
from harvester.extract.platforms import GENERIC
from harvester.model.text import squeeze

CARRIERS = ["citation_*", "dc", "json-ld", "ris", "bibtex", "og", "title-tag", "body"]
TEXTS = st.text(alphabet="abcdeg ABC.-:&;é$?\u0301", max_size=30)
NAMES = st.sampled_from(
    ["Lee, Ann", "Ann Lee", "LEE, A.", "Lee A", "Parra González, Ana", "Ana Parra", "van der Berg, Jan", "王小明",
     "Berg, Jan", "Ng, Bo; Li, Wei", "Lee, Ann et al.", "wolf, markus", "Old, Bo (advisor)"]
)  # fmt: skip
DATES = st.sampled_from(
    ["2011", "2011-01-01", "2011-03", "2012/03/05", "1970-01-01", "03.2011", "1955", "2051"]
)
VALUES = {
    "title": TEXTS,
    "author": st.lists(NAMES, max_size=4),
    "editor": st.lists(NAMES, max_size=2),
    "contributor": st.lists(NAMES, max_size=2),
    "issued": DATES,
    "available_date": DATES,
    "abstract": TEXTS,
    "container_title": TEXTS,
    "publisher": TEXTS,
    "volume": st.sampled_from(["12", "012", "Vol. 12", "2011", "x"]),
    "page": st.sampled_from(["48-58", "48", "48--58", "1-9", "e30", "58-4"]),
    "number": st.sampled_from(["3", "e30"]),
    "doi": st.sampled_from(["10.9999/a", "10.9999/a.g001", "10.9999/a/1", "10.5555/b", "10.9999/a.v2"]),
    "language": st.sampled_from(["en", "English", "de", "pt"]),
    "type": st.sampled_from(["article", "Text", "thesis", "news", "citation_journal_title"]),
    "issn": st.sampled_from(["1369-6513", "0000-0000"]),
    "keyword": TEXTS,
}
TEXT_FIELDS = ("title", "abstract", "container_title", "publisher")


@st.composite
def pages(draw: st.DrawFn) -> list[list[Candidate]]:
    """What each carrier of a page says, in its own order."""
    blocks = []
    for carrier in draw(st.lists(st.sampled_from(CARRIERS), unique=True, max_size=5)):
        fields = draw(st.lists(st.sampled_from(sorted(VALUES)), max_size=8))
        blocks.append([one for field in fields for one in read_field(field, carrier, draw(VALUES[field]))])
    return blocks


def flat(blocks: list[list[Candidate]]) -> list[Candidate]:
    return [one for block in blocks for one in block]


@settings(max_examples=300, deadline=None)
@given(pages(), st.integers())
def test_order_of_carriers_changes_nothing(blocks: list[list[Candidate]], seed: int) -> None:
    shuffled = random.Random(seed).sample(blocks, len(blocks))
    found, other = choose(flat(blocks), GENERIC), choose(flat(shuffled), GENERIC)
    # Identifiers are a set of what was said; all else has one value.
    assert set(found.pop("identifier", ())) == set(other.pop("identifier", ()))
    found["confidence"] = [one for one in found.get("confidence", ()) if one.field != "identifier"]
    other["confidence"] = [one for one in other.get("confidence", ()) if one.field != "identifier"]
    assert found == other


@settings(max_examples=200, deadline=None)
@given(pages())
def test_what_is_said_twice_by_a_carrier_counts_once(blocks: list[list[Candidate]]) -> None:
    assert choose(flat(blocks), GENERIC) == choose(flat([[*block, *block] for block in blocks]), GENERIC)


@settings(max_examples=200, deadline=None)
@given(pages())
def test_no_value_comes_out_that_no_carrier_gave(blocks: list[list[Candidate]]) -> None:
    said = flat(blocks)
    found = choose(said, GENERIC)
    for field in TEXT_FIELDS:
        given_ = [squeeze(str(one.value)) for one in said if one.field == field]
        assert squeeze(found.get(field, "")) in ["", *given_]
    people = "".join(squeeze(one.raw) for one in said if one.field in ("author", "editor", "contributor"))
    for field in ("author", "editor", "contributor"):
        words = [word for name in found.get(field, ()) for word in str(name).replace(",", " ").split()]
        assert all(squeeze(word) in people for word in words)
    years = {one.value[0] for one in said if one.field in ("issued", "available_date")}
    assert not found.get("issued") or found["issued"].year in years
    assert not found.get("doi") or found["doi"] in {one.value for one in said if one.field == "doi"}


@settings(max_examples=200, deadline=None)
@given(pages())
def test_choosing_from_what_was_chosen_changes_nothing(blocks: list[list[Candidate]]) -> None:
    once = choose(flat(blocks), GENERIC)
    kept = {
        field: once[field]
        for field in ("title", "issued", "doi", "page", "volume", "container_title")
        if field in once
    }
    again = [one for field, value in kept.items() for one in read_field(field, "citation_*", str(value))]
    twice = choose(again, GENERIC)
    # A preprint's number, a doubtful title: what is chosen alone is chosen again.
    assert {field: twice.get(field) for field in kept} == kept


@settings(max_examples=200, deadline=None)
@given(pages())
def test_confidence_is_a_rounded_share_for_every_chosen_field_that_was_spoken_of(
    blocks: list[list[Candidate]],
) -> None:
    found = choose(flat(blocks), GENERIC)
    for field, value in found.get("confidence", ()):
        assert field in found
        assert 0 < value <= 1
        assert value == round(value, 2)
