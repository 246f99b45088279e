"""A synthetic bibliography of any size: works, their damaged copies, near misses, and which record is which work.

    python benchmarks/synthetic.py FILE.csv SIZE [--introductions N] [--seed N]

The same size and seed give the same file. Beside FILE.csv, FILE.truth.csv says of every record which work it is, which
works are near misses of one another (``kin``), what kind of near miss it is and what damage it took.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
from contextlib import ExitStack
from dataclasses import replace
from itertools import count, islice
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from noise import Entry, damaged
from vocabulary import GIVEN, Journal, Lot, Passages, families, invented, journals, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

COLUMNS = ("id", "title", "authors", "year", "container", "volume", "issue", "pages", "doi")
TRUTH = ("id", "work", "kin", "kind", "noise")
GENERIC = listed("""
    Introduction|Editorial|Book reviews|Preface|Letters to the editor|In this issue|Foreword|Commentary|Book review
    News|Abstracts|Discussion|Conclusion|From the editor|Obituary|Invited commentary|Guest editorial|Reply|Errata
    Announcements|Editorial comment|Summary|In memoriam|Correspondence|Table of contents|Index
""")
NOTICES = ("Erratum to: {}", "Correction: {}", "Corrigendum to “{}”", "{} (Erratum)")
REPLIES = ("Reply to: {}", "Comment on “{}”", "Re: {}")
SERIES = (
    "Annual report on {}",
    "Proceedings of the symposium on {},",
    "Statistics of {}",
    "{}: report of the year",
)
#: Kinds of works that may have a preprint; nobody deposits an editorial.
PREPRINTED = frozenset({"plain", "team", "part"})
#: Chance of 0 to 4 copies of a work.
COPIES = (0.70, 0.165, 0.072, 0.045, 0.018)
#: Records go through so many files on their way to a random order, so that they need never be in memory together.
BUCKETS = 32


class Row(NamedTuple):
    """A record with its truth: names of work and next of kin, kind of near miss, damage, and the cells after the id."""

    work: str
    kin: str
    kind: str
    noise: str
    cells: tuple[str, ...]


class Library:
    """Makes works up, and near misses and copies of them."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311  (made-up records, no secrets)
        self._passages = Passages(self._random)
        self._families = families(self._random)
        self._given = Lot([*GIVEN, *(invented(self._random, 2).title() for _ in range(1_500))], shift=20)
        known = journals(self._random, self._passages.lot)
        self._journals = {journal.name: journal for journal in known}
        self._names = Lot(list(self._journals), shift=5)
        self._number = count()

    def records(self) -> Iterator[Row]:
        """Records without end; those of one work, and of works that are near misses, follow each other."""
        numbers = count()
        while True:
            kin = ""
            for kind, entry in self._group():
                work = f"w{next(numbers)}"
                kin = kin or work
                yield Row(work, kin, kind, "", entry.cells())
                for _ in range(self._random.choices(range(len(COPIES)), COPIES)[0]):
                    copy, noise = damaged(entry, self._random, preprints=kind in PREPRINTED)
                    yield Row(work, kin, kind, " ".join(noise), copy.cells())

    def _group(self) -> list[tuple[str, Entry]]:
        """A new work, and now and then works that look like it, with the kind of their likeness."""
        work, random = self._work(), self._random
        chance = random.random()
        if chance < 0.015:
            return [("part", entry) for entry in self._parts(work)]
        if chance < 0.025:
            return [("series", entry) for entry in self._series(work)]
        if chance < 0.035:
            return [("plain", work), ("notice", self._notice(work))]
        if chance < 0.055:
            return [("plain", work), ("team", self._same_team(work))]
        if chance < 0.075:
            return [("generic", replace(work, title=random.choice(GENERIC)))]
        return [("plain", work)]

    def _work(self) -> Entry:
        random = self._random
        journal = self._journals[self._names.draw(random)[0]]
        return self._printed(
            Entry(self._title(), self._authors(), "", "", "", "", "", ""), journal, random.randint(1985, 2024)
        )

    def _printed(self, entry: Entry, journal: Journal, year: int) -> Entry:
        """``entry`` at a place of its own in ``journal``; three in five have a DOI."""
        random = self._random
        first = random.randint(1, 1500)
        doi = (
            f"{journal.prefix}/{journal.code}.{year}.{next(self._number):06}"
            if random.random() < 0.62
            else ""
        )
        return replace(
            entry,
            year=str(year), journal=journal.name, volume=str(year - journal.founded),
            issue=str(random.randint(1, 12)), pages=f"{first}-{first + random.randint(2, 20)}", doi=doi,
        )  # fmt: skip

    def _title(self) -> str:
        random = self._random
        # Mean 97, median 93 and 95th percentile 175 characters, most of them from a log-normal distribution.
        aim = random.uniform(10, 40) if random.random() < 0.06 else min(random.lognormvariate(4.6, 0.36), 470)
        words = self._passages.walk(round(aim) - 6)
        if len(words) > 5 and random.random() < 0.55:
            words[round(len(words) * random.uniform(0.4, 0.75)) - 1] += ":"
        title = " ".join(words)
        return title[0].upper() + title[1:]

    def _authors(self) -> list[tuple[str, str]]:
        random = self._random
        many = min(30, 1 + int(random.expovariate(0.3)))
        names = zip(self._families.draw(random, many), self._given.draw(random, many), strict=True)
        return [
            (family, f"{given} {random.choice('ABCDEFGHJKLMPRST')}." if random.random() < 0.3 else given)
            for family, given in names
        ]

    def _parts(self, work: Entry) -> list[Entry]:
        """Two parts of one study, mostly in the same or the next year."""
        random = self._random
        one, two, form = random.choice(
            (
                ("I", "II", "{}. Part {}"),
                ("1", "2", "{}, part {}"),
                ("I", "II", "{} ({})"),
                ("II", "III", "{}: {}"),
            )
        )
        second = self._printed(work, self._journals[work.journal], int(work.year) + random.choice((0, 0, 1)))
        return [
            replace(work, title=form.format(work.title, one)),
            replace(second, title=form.format(work.title, two)),
        ]

    def _series(self, work: Entry) -> list[Entry]:
        """The reports of four years in a row, by one team."""
        form, subject, year = self._random.choice(SERIES), " ".join(self._passages.walk(35)), int(work.year)
        return [
            replace(
                self._printed(work, self._journals[work.journal], later),
                title=f"{form.format(subject)} {later}",
            )
            for later in range(year, year + 4)
        ]

    def _notice(self, work: Entry) -> Entry:
        """A correction of ``work`` by its authors, or a reply to it by others."""
        random = self._random
        forms, authors = random.choice(
            ((NOTICES, work.authors), (NOTICES, work.authors), (REPLIES, self._authors()))
        )
        notice = self._printed(work, self._journals[work.journal], int(work.year) + random.choice((0, 0, 1)))
        return replace(notice, title=random.choice(forms).format(work.title), authors=authors)

    def _same_team(self, work: Entry) -> Entry:
        """Another work of the same team, whose title differs in two words."""
        random = self._random
        words = work.title.split()
        for place in random.sample(range(len(words)), min(2, len(words))):
            colon = ":" if words[place].endswith(":") else ""
            words[place] = self._passages.lot.draw(random)[0] + colon
        other = self._printed(
            work, self._journals[work.journal], int(work.year) + random.choice((-1, 0, 0, 1, 2))
        )
        return replace(other, title=" ".join(words))

    def introductions(self, many: int) -> Iterator[Row]:
        """Works that are all titled "Introduction"."""
        for number in range(many):
            entry = replace(self._work(), title="Introduction")
            yield Row(f"i{number}", f"i{number}", "generic", "", entry.cells())


def truth_of(path: Path) -> Path:
    """The file beside ``path`` that says which record is which work."""
    return path.with_suffix(".truth.csv")


def write(path: Path, size: int, *, introductions: int = 0, seed: int = 7) -> None:
    """Write ``size`` records in no order that tells which belong together, and after them so many "Introduction"s."""
    library = Library(seed)
    with (
        path.open("w", encoding="utf-8", newline="") as records,
        truth_of(path).open("w", encoding="utf-8", newline="") as truth,
    ):
        cells, facts = csv.writer(records), csv.writer(truth)
        cells.writerow(COLUMNS)
        facts.writerow(TRUTH)
        mixed = shuffled(islice(library.records(), size), seed)
        for number, row in enumerate(mixed):
            cells.writerow((f"r{number}", *row.cells))
            facts.writerow((f"r{number}", *row[:4]))
        for number, row in enumerate(library.introductions(introductions)):
            cells.writerow((f"i{number}", *row.cells))
            facts.writerow((f"i{number}", *row[:4]))


def shuffled(rows: Iterable[Row], seed: int) -> Iterator[Row]:
    """``rows`` in random order, with one row in `BUCKETS` in memory at a time."""
    random = Random(seed)  # noqa: S311  (an order, no secret)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as open_files:
        paths = [Path(folder, f"{number}.csv") for number in range(BUCKETS)]
        streams = [open_files.enter_context(path.open("w", encoding="utf-8", newline="")) for path in paths]
        writers = [csv.writer(stream) for stream in streams]
        for row in rows:
            random.choice(writers).writerow((*row[:4], *row.cells))
        open_files.close()
        for path in paths:
            with path.open(encoding="utf-8", newline="") as stream:
                bucket = [Row._make((*row[:4], tuple(row[4:]))) for row in csv.reader(stream)]
            random.shuffle(bucket)
            yield from bucket


def read_truth(path: Path) -> list[Row]:
    """The truth about the records of the file at ``path``, in their order, without their cells."""
    with truth_of(path).open(encoding="utf-8", newline="") as stream:
        return [Row._make((*row[1:], ())) for row in islice(csv.reader(stream), 1, None)]


def true_pairs(works: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The row numbers of every two records of one work, the smaller one first."""
    rows: dict[str, list[int]] = {}
    for row, work in enumerate(works):
        for earlier in rows.setdefault(work, []):
            yield earlier, row
        rows[work].append(row)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("file", type=Path)
    options.add_argument("size", type=int)
    options.add_argument("--introductions", type=int, default=0)
    options.add_argument("--seed", type=int, default=7)
    given = options.parse_args()
    write(given.file, given.size, introductions=given.introductions, seed=given.seed)


if __name__ == "__main__":
    main()
