"""A synthetic bibliography of any size: works, their damaged copies, near misses, and which record is which work.

All words, names and journals are made up from the syllables below; the same size and seed give the same file.
"""

from __future__ import annotations

import csv
import random
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

COLUMNS = ("id", "title", "authors", "year", "container", "volume", "issue", "pages", "doi")
PREFIXES = """
    hydro neuro micro macro inter intra trans sub super multi bio geo photo thermo electro cardio immuno
    socio psycho eco agro cyto hemo osteo para meta poly mono iso endo exo peri pre post re de co
""".split()
ROOTS = """
    vascul morph graph metr log gen path struct form dynam chem phys therap cell tiss membr recept
    signal kinet diagnos clin surg popul migr climat sediment mineral metall polym cataly enzym protein
    lipid glucos insul ren hepat pulmon dermat neur synapt cogn memor percept languag learn teach school
    polic econom market labor trad financ tax govern elect legisl histor archiv manuscript music theatr
    paint garden forest river glaci ocean fisher insect bird mammal plant fung bacter vir vaccin epidem
    nutri diet obes exercis fatig sleep pain wound burn fractur tumor
""".split()
SUFFIXES = (
    "al ic ation ity ism ist ine ide ate ance ous ive or ary oid osis itis emia ology ography ometry".split()
)
COMMON = """
    effect effects study analysis role model of in and the a for on with to from between during after
    patients children adults treatment assessment evaluation development change changes risk associated
    use among system systems based approach new review comparison outcome outcomes clinical early long
    term quality care factors influence response control design method methods data performance case
    evidence trial impact
""".split()
ONSETS, VOWELS, ENDS = (
    "b br c d f g gr h j k l m n p r s st t tr v w z".split(),
    "a e i o u ei au".split(),
    "n r l s nd rt ck m tz".split(),
)
FREQUENT_NAMES = "Wang Li Zhang Smith Kim Garcia Müller Nguyen Singh Silva Rossi Jensen".split()
GENERIC = ("Introduction", "Editorial", "Book reviews", "Preface", "Letters to the editor", "In this issue")
JOURNAL = (
    "Journal of",
    "Annals of",
    "Archives of",
    "Acta",
    "Reviews in",
    "European Journal of",
    "Advances in",
)
NOTICES = ("Erratum to: ", "Correction: ", "Reply to: ")


class Row(NamedTuple):
    """One work as first written; ``authors`` are (family, given) pairs."""

    title: str
    authors: tuple[tuple[str, str], ...]
    year: int
    journal: str
    volume: int
    issue: int
    page: int
    length: int
    doi: str


class Library:
    """Draws works and damaged copies of them."""

    def __init__(self, size: int, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311  (made-up records, no secrets)
        self._words = [
            prefix + root + suffix for prefix in ["", *PREFIXES] for root in ROOTS for suffix in SUFFIXES
        ]
        self._random.shuffle(self._words)
        self._words = [*COMMON, *self._words[:40_000]]
        # Zipf's law, a little flattened at its head.
        self._weights = list(accumulate(1 / (rank + 12) ** 0.92 for rank in range(len(self._words))))
        self._names = [*FREQUENT_NAMES, *(self._invented().title() for _ in range(6_000))]
        self._name_weights = list(accumulate(1 / (rank + 8) ** 0.8 for rank in range(len(self._names))))
        topics = self._random.sample(self._words[len(COMMON) :], 3_000)
        self._journals = [f"{self._random.choice(JOURNAL)} {topic.title()}" for topic in topics]
        self._journal_weights = list(accumulate(1 / (rank + 5) for rank in range(len(self._journals))))
        self._count = size

    def _invented(self) -> str:
        draw = self._random.choice
        return "".join(draw(ONSETS) + draw(VOWELS) for _ in range(self._random.randint(1, 3))) + draw(ENDS)

    def _title(self) -> str:
        draw = self._random
        words = draw.choices(self._words, cum_weights=self._weights, k=max(4, round(draw.gauss(11, 3))))
        words = [
            self._invented() + draw.choice(SUFFIXES) if draw.random() < 0.025 else word for word in words
        ]
        if len(words) > 7 and draw.random() < 0.35:
            words[len(words) // 2] += ":"
        return " ".join(words).capitalize()

    def work(self, number: int) -> Row:
        """A new work."""
        draw = self._random
        families = draw.choices(
            self._names, cum_weights=self._name_weights, k=min(12, 1 + int(draw.expovariate(0.3)))
        )
        authors = tuple(
            (family, f"{draw.choice('ABCDEFGHJKLMNPRSTW')}{self._invented()}") for family in families
        )
        return Row(
            self._title(), authors, draw.randint(1985, 2024),
            draw.choices(self._journals, cum_weights=self._journal_weights)[0], draw.randint(1, 90),
            draw.randint(1, 12), draw.randint(1, 1500), draw.randint(2, 20),
            f"10.{draw.randint(1000, 9999)}/{self._invented()}.{number}" if draw.random() < 0.62 else "",
        )  # fmt: skip

    def sibling(self, work: Row, number: int) -> Row:
        """Another work that looks like ``work``."""
        draw, kind = self._random, self._random.random()
        new = self.work(number)
        if kind < 0.25:
            return new._replace(title=f"{work.title}. Part II", authors=work.authors, journal=work.journal)
        if kind < 0.5:
            return new._replace(
                title=draw.choice(NOTICES) + work.title, authors=work.authors, journal=work.journal
            )
        if kind < 0.75:
            words = work.title.split()
            for place in draw.sample(range(len(words)), 2):
                words[place] = draw.choices(self._words, cum_weights=self._weights)[0]
            return new._replace(
                title=" ".join(words), authors=work.authors, year=work.year, journal=work.journal
            )
        return new._replace(title=draw.choice(GENERIC))

    def copy(self, work: Row) -> dict[str, str]:
        """``work`` as another source writes it."""
        draw = self._random
        chance = draw.random
        title, cells = self._damaged(work.title), as_cells(work)
        if chance() < 0.08:
            cells |= {"container": "Open Preprints", "doi": f"10.48550/{draw.randrange(10**9)}", "volume": "",
                      "issue": "", "pages": "", "year": str(work.year - draw.randint(0, 1))}  # fmt: skip
        names = [f"{family}, {given[:1] if chance() < 0.5 else given}" for family, given in work.authors]
        names = names[:3] if len(names) > 3 and chance() < 0.1 else names
        cells["authors"] = "" if chance() < 0.02 else "; ".join(names)
        cells["title"] = title.upper() if chance() < 0.1 else title
        if chance() < 0.08:
            cells["year"] = draw.choice(("", str(work.year + 1)))
        if chance() < 0.3:
            cells["container"] = " ".join(word[:5] for word in cells["container"].split())
        if chance() < 0.15:
            cells["pages"] = cells["pages"].split("-")[0]
        if chance() < 0.4:
            cells["doi"] = ""
        elif chance() < 0.2 and cells["doi"]:
            cells["doi"] = f"https://doi.org/{cells['doi'].upper()}"
        return cells

    def _damaged(self, title: str) -> str:
        draw = self._random
        if draw.random() < 0.14:
            title = title.split(":", maxsplit=1)[0]
        if draw.random() < 0.13:
            place = draw.randrange(len(title) - 1)
            title = title[:place] + title[place + 1 :]
        if draw.random() < 0.05:
            title = title.replace(" ", " <i>", 1) + "</i>"
        return title

    def records(self) -> Iterator[tuple[str, dict[str, str]]]:
        """(work, cells) of every record, in no order that tells which belong together."""
        made: list[tuple[str, dict[str, str]]] = []
        while len(made) < self._count:
            work = self.work(len(made))
            name = f"w{len(made)}"
            made.append((name, as_cells(work)))
            if self._random.random() < 0.3:
                copies = self._random.choices((1, 2, 3, 4), (70, 20, 7, 3))[0]
                made += [(name, self.copy(work)) for _ in range(copies)]
            if self._random.random() < 0.08:
                made.append((f"w{len(made)}", as_cells(self.sibling(work, len(made)))))
        del made[self._count :]
        self._random.shuffle(made)
        yield from made


def as_cells(work: Row) -> dict[str, str]:
    """``work`` as a row of the file."""
    return {
        "title": work.title,
        "authors": "; ".join(f"{family}, {given}" for family, given in work.authors),
        "year": str(work.year), "container": work.journal, "volume": str(work.volume), "issue": str(work.issue),
        "pages": f"{work.page}-{work.page + work.length}", "doi": work.doi,
    }  # fmt: skip


def write(path: Path, size: int, *, introductions: int = 0, seed: int = 7) -> list[str]:
    """Write ``size`` records, and so many more that are all titled "Introduction"; the work of each."""
    library, works = Library(size, seed), []
    with path.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.DictWriter(stream, COLUMNS)
        rows.writeheader()
        for number, (work, cells) in enumerate(library.records()):
            rows.writerow({"id": f"r{number}", **cells})
            works.append(work)
        for number in range(introductions):
            rows.writerow({"id": f"i{number}", **as_cells(library.work(number)), "title": "Introduction"})
            works.append(f"i{number}")
    return works


def true_pairs(works: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The row numbers of every two records of one work."""
    rows: dict[str, list[int]] = {}
    for row, work in enumerate(works):
        for earlier in rows.setdefault(work, []):
            yield earlier, row
        rows[work].append(row)
