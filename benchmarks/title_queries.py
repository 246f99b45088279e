"""Queries for `title_to_doi.py`: works as pages damage them, and near misses of works."""

from __future__ import annotations

import gzip
import json
import random as randoms
from dataclasses import replace
from itertools import cycle, islice
from typing import TYPE_CHECKING, Any, NamedTuple

import noise
from noise import Entry
from synthetic import Library
from vocabulary import invented

from harvester.enrich import record_of
from harvester.model import Name, Record, parse_date
from harvester.model.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path
    from random import Random

    Message = Mapping[str, Any]

MADE = 1_300
VENUE = ("container_title", "collection_title", "event_title", "issn", "isbn")
PLACE = (*VENUE, "volume", "issue", "page", "number", "publisher")
#: What a page leaves out, whatever else is wrong with it, and how often.
LOSSES = (
    (("type",), 0.4), (("volume", "issue", "page", "number"), 0.25), (("page", "number"), 0.15),
    (VENUE, 0.2), (("issue",), 0.3), (("issn",), 0.6), (("publisher",), 0.5),
)  # fmt: skip


class Query(NamedTuple):
    """A damaged record, the kind of its damage, the DOI of its work and whether that is in the index."""

    kind: str
    record: Record
    doi: str
    present: bool


def read(path: Path) -> list[Message]:
    """The works at ``path``, or made-up ones where there is no such file."""
    if path.is_file():
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]
    print(f"{path} is not there; {MADE:,} works are made up instead\n")
    rows = (row for row in Library(7).records() if not row.noise)
    return [_message(number, row.cells) for number, row in enumerate(islice(rows, MADE))]


def _message(number: int, cells: Sequence[str]) -> Message:
    title, authors, year, container, volume, issue, pages, doi = cells
    names = [name.split(", ") for name in authors.split("; ")]
    return {
        "DOI": doi or f"10.5555/made.{number}", "type": "journal-article", "title": [title],
        "author": [{"family": family, "given": " ".join(given)} for family, *given in names],
        "issued": {"date-parts": [[int(year)]]},
        "container-title": [container], "volume": volume, "issue": issue, "page": pages,
    }  # fmt: skip


def added_subtitle(entry: Entry, random: Random) -> bool:
    """A subtitle that the registry does not have."""
    entry.title += random.choice(
        (": a review", ": results of a pilot study", " - an overview", ": the case of Norway")
    )
    return True


def first_author(entry: Entry, _: Random) -> bool:
    """Only the first author."""
    entry.authors = entry.authors[:1]
    return True


def swapped_names(entry: Entry, _: Random) -> bool:
    """Family and given names swapped."""
    entry.authors = [(given, family) if given else (family, "") for family, given in entry.authors]
    return True


def misspelt_author(entry: Entry, random: Random) -> bool:
    """A wrong letter in a family name, if all have more than one."""
    return all(len(family) > 1 for family, _ in entry.authors) and noise.author_misspelt(entry, random)


def several(entry: Entry, random: Random) -> bool:
    """Three kinds at once."""
    chosen = (noise.typo, noise.case, noise.initials, noise.hyphens, noise.subtitle_lost, noise.authors_cut,
              noise.year_off, noise.title_cut, noise.authors_reordered, misspelt_author)  # fmt: skip
    for damage in random.sample(chosen, 3):
        damage(entry, random)
    return True


def nothing(_: Entry, __: Random) -> bool:
    """No more than fields that are lost."""
    return True


#: Kind of damage -> how it is done; False where there is nothing to damage.
KINDS: dict[str, Callable[[Entry, Random], bool]] = {
    "fields lost only": nothing, "case": noise.case, "hyphens": noise.hyphens, "markup": noise.markup,
    "typos": noise.typo, "subtitle lost": noise.subtitle_lost, "subtitle added": added_subtitle,
    "title cut": noise.title_cut, "initials": noise.initials, "first author only": first_author,
    "authors cut": noise.authors_cut, "authors in another order": noise.authors_reordered,
    "names swapped": swapped_names, "author misspelt": misspelt_author, "year off by one": noise.year_off,
    "year missing": noise.year_missing, "container abbreviated": noise.journal_abbreviated, "several": several,
}  # fmt: skip


def damaged(record: Record, kind: str, random: Random) -> Record | None:
    """``record`` as a page has it, without DOI; None where there is nothing to damage in this way."""
    authors = [(name.family or name.literal, name.given) for name in record.author]
    entry = Entry(record.title, authors, str(record.issued and record.issued.year), record.container_title,
                  record.volume, record.issue, record.page, "")  # fmt: skip
    if not KINDS.get(kind, nothing)(entry, random) or (
        kind == "translated title" and not (record.volume and record.page)
    ):
        return None
    page = replace(
        record,
        id="page:1", source="page", url="", doi=None, genre="", identifier=(), relation=(), witness=(), confidence=(),
        title_alternative=(), available_date=None, title=entry.title, container_title=entry.journal, page=entry.pages,
        author=tuple(_name(*pair) for pair in entry.authors), issued=parse_date(entry.year),
    )  # fmt: skip
    if kind == "translated title":
        alternatives = [
            one for one in record.title_alternative if not fold(record.title).startswith(fold(one))
        ]
        page = replace(page, title=alternatives[0] if alternatives else _foreign(record.title, random))
    lost = [name for names, chance in LOSSES if random.random() < chance for name in names]
    if kind == "no place":
        lost = list(PLACE)
    elif kind == "translated title":
        lost = ["type", "publisher"]
    return replace(
        page, **{name: () if name in ("issn", "isbn") else None if name == "type" else "" for name in lost}
    )


def _name(family: str, given: str) -> Name:
    return Name(family=family, given=given) if given else Name(literal=family)


def _foreign(title: str, random: Random) -> str:
    """A title of as many words that has none in common."""
    return " ".join(invented(random, random.randint(2, 4)) for _ in title.split())


def twin(message: Message, kind: str, number: int, random: Random) -> Message:
    """A near miss of a work: another one whose title, and often authors, year and volume, are nearly the same."""
    title, issued = message["title"][0], record_of(message).issued
    copied = ("type", "author", "container-title", "volume", "issue", "ISSN", "subtitle")
    first, gap = random.randint(1, 900), random.choice((0, 0, 1))
    made: dict[str, Any] = {key: message[key] for key in copied if key in message}
    made |= {"DOI": f"10.5555/twin.{number}", "page": f"{first}-{first + random.randint(1, 9)}"}
    if kind == "preprint":
        made = {key: made[key] for key in ("DOI", "author", "subtitle") if key in made} | {
            "type": "posted-content"
        }
        gap = random.choice((0, 0, -1))
    elif kind == "other year":
        gap, volume = random.choice((1, 1, 2, 3, 5)), str(message.get("volume") or "")
        made["volume"] = str(int(volume) + gap) if volume.isdigit() else volume
    form = random.choice(TWIN_TITLES[kind])
    return {
        **made,
        "title": [form.format(title)],
        "issued": {"date-parts": [[issued.year + gap]] if issued else []},
    }


#: Kind of near miss -> how its title is made of the work's.
TWIN_TITLES = {
    "part": ("{}: Part II", "{}. Part 2", "{} II", "{}, part two"),
    "erratum": ("Erratum to: {}", "Correction: {}", "Corrigendum to “{}”", "{} (Erratum)", "Retraction: {}"),
    "reply": ("Reply to: {}", "Comment on “{}”", "{}: Reply", "Response to “{}”", "{}: a comment"),
    "other year": ("{}",),
    "preprint": ("{}",),
}


def twins_of(
    works: Sequence[Record], messages: Mapping[str, Message], random: Random
) -> dict[str, tuple[str, Message]]:
    """DOI of a work -> the kind of its near miss, by turns, and the near miss; a preprint has no preprint."""
    made = {}
    for number, (work, kind) in enumerate(zip(works, cycle(TWIN_TITLES), strict=False)):
        kind_ = "other year" if kind == "preprint" and work.type == "article" else kind
        made[str(work.doi)] = kind_, twin(messages[str(work.doi)], kind_, number, random)
    return made


def queries(asked: Sequence[Record], present: set[str], each: int, seed: int) -> Iterator[Query]:
    """For every kind, as many damaged records, of works in the index and of works that are not in equal parts."""
    for kind in (*KINDS, "no place", "translated title"):
        random = randoms.Random(f"{seed} {kind}")  # noqa: S311  (damage, no secrets)
        sides = ([one for one in asked if (one.doi in present) is there] for there in (True, False))
        for works in sides:
            shuffled = random.sample(works, len(works))
            found = ((work, page) for work in shuffled if (page := damaged(work, kind, random)))
            for work, page in islice(found, each // 2):
                yield Query(kind, page, str(work.doi), work.doi in present)
