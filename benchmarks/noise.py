"""What other sources make of a work's record: the damage and how often it happens, one function for each kind."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    Damage = Callable[["Entry", Random], bool]

#: Where preprints stand, and what their DOIs begin with.
SERVERS = {
    "arXiv": "10.48550/arXiv.", "bioRxiv": "10.1101/2020.01.01.", "medRxiv": "10.1101/2021.01.01.",
    "SSRN Electronic Journal": "10.2139/ssrn.", "Research Square": "10.21203/rs.3.rs-",
}  # fmt: skip
#: Damage comes in heaps: so many of the copies are from poor sources, which do so much more damage than the average
#: (the chances in `DAMAGE`), and the others less.
POOR_SHARE, POOR = 0.15, 2.2
GOOD = (1 - POOR_SHARE * POOR) / (1 - POOR_SHARE)
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(slots=True)
class Entry:
    """One record of a work.

    Attributes:
        authors: (family, given) pairs; a pair without given name stands as it is, as "et al." does.
        pages: "first-last", or what is left of it.
    """

    title: str
    authors: list[tuple[str, str]]
    year: str
    journal: str
    volume: str
    issue: str
    pages: str
    doi: str

    def cells(self) -> tuple[str, ...]:
        """The entry as cells in the order of the attributes."""
        authors = "; ".join(f"{family}, {given}" if given else family for family, given in self.authors)
        return (
            *(self.title, authors, self.year, self.journal),
            *(self.volume, self.issue, self.pages, self.doi),
        )


def damaged(entry: Entry, random: Random, *, preprints: bool) -> tuple[Entry, list[str]]:
    """A copy of ``entry`` as another source writes it, which may have its preprint, and the names of the damage."""
    copy = replace(entry, authors=list(entry.authors))
    care = POOR if random.random() < POOR_SHARE else GOOD
    return copy, [
        damage.__name__
        for damage, chance in DAMAGE
        if random.random() < chance * care and (preprints or damage is not preprint) and damage(copy, random)
    ]


def preprint(entry: Entry, _: Random) -> bool:
    """Another place, DOI and year; volume, issue and pages are not known there. A work has one preprint."""
    which = crc32(entry.title.encode())
    entry.journal, prefix = list(SERVERS.items())[which % len(SERVERS)]
    entry.doi = f"{prefix}{which % 10_000_019}"
    entry.year = str(int(entry.year) - (0, 0, 1, 1, 1, 2)[which % 6])
    entry.volume = entry.issue = entry.pages = ""
    return True


def subtitle_lost(entry: Entry, _: Random) -> bool:
    """All after the colon is gone, unless what is left says nothing ("Reply to")."""
    title, colon, _subtitle = entry.title.partition(": ")
    if not colon or len(title) < 12:
        return False
    entry.title = title
    return True


def title_cut(entry: Entry, random: Random) -> bool:
    """The last words are missing."""
    words = entry.title.split()
    kept = round(len(words) * random.uniform(0.6, 0.85))
    if kept < 4:
        return False
    entry.title = " ".join(words[:kept]) + random.choice(("", "", "...", " …"))
    return True


def typo(entry: Entry, random: Random) -> bool:
    """One wrong letter in the title, sometimes two."""
    for _ in range(random.choice((1, 1, 1, 1, 2))):
        entry.title = _mistyped(entry.title, random)
    return True


def _mistyped(text: str, random: Random) -> str:
    place = random.randrange(len(text) - 1)
    before, here, next_, after = text[:place], text[place], text[place + 1], text[place + 2 :]
    return random.choice(
        (
            before + next_ + after,
            before + here + here + next_ + after,
            before + next_ + here + after,
            before + random.choice(LETTERS) + next_ + after,
        )
    )


def hyphens(entry: Entry, random: Random) -> bool:
    """Hyphens are gone, or spaces, or dashes."""
    there = "-" in entry.title
    entry.title = entry.title.replace("-", random.choice(("", " ", " ", "\N{EN DASH}")))
    return there


def case(entry: Entry, random: Random) -> bool:
    """Capitals throughout, or at the beginning of words, or nowhere."""
    entry.title = random.choice((str.upper, str.title, str.title, str.lower))(entry.title)
    return True


def markup(entry: Entry, random: Random) -> bool:
    """HTML or LaTeX in the title."""
    words = entry.title.split()
    place = random.randrange(len(words))
    form = random.choice(
        ("<i>{}</i>", "<sup>{}</sup>", "{{{}}}", "\\textit{{{}}}", "\\emph{{{}}}", "&quot;{}&quot;")
    )
    words[place] = form.format(words[place])
    entry.title = " ".join(words).replace(" and ", random.choice((" &amp; ", r" \& ", " and ")))
    return True


def authors_missing(entry: Entry, _: Random) -> bool:
    """No authors at all."""
    entry.authors = []
    return True


def authors_cut(entry: Entry, random: Random) -> bool:
    """Only the first one to three, with or without "et al."."""
    kept = random.randint(1, 3)
    cut = len(entry.authors) > kept
    if cut:
        entry.authors = entry.authors[:kept] + random.choice(([], [("et al.", "")]))
    return cut


def authors_reordered(entry: Entry, random: Random) -> bool:
    """In another order."""
    random.shuffle(entry.authors)
    return len(entry.authors) > 1


def author_misspelt(entry: Entry, random: Random) -> bool:
    """A wrong letter in a family name."""
    if not entry.authors:
        return False
    place = random.randrange(len(entry.authors))
    family, given = entry.authors[place]
    entry.authors[place] = (_mistyped(family, random), given)
    return True


def initials(entry: Entry, random: Random) -> bool:
    """Initials in the place of given names."""
    form = random.choice(("{}.", "{}"))
    entry.authors = [
        (family, " ".join(form.format(name[0]) for name in given.split())) for family, given in entry.authors
    ]
    return bool(entry.authors)


def year_off(entry: Entry, random: Random) -> bool:
    """The year before or after."""
    entry.year = str(int(entry.year) + random.choice((-1, 1)))
    return True


def year_missing(entry: Entry, _: Random) -> bool:
    """No year."""
    entry.year = ""
    return True


def journal_abbreviated(entry: Entry, random: Random) -> bool:
    """Every long word of the journal's name is cut, and short ones are left out."""
    if entry.journal in SERVERS:
        return False
    words = [
        word for word in re.split(r"\W+", entry.journal) if word.lower() not in {"of", "the", "and", "in", ""}
    ]
    dot = random.choice((".", ""))
    entry.journal = " ".join(word[:5] + dot if len(word) > 6 else word for word in words)
    return len(words) > 1


def journal_variant(entry: Entry, random: Random) -> bool:
    """Another way to write the same name."""
    before = entry.journal
    if before in SERVERS:
        return False
    entry.journal = random.choice(
        (
            f"The {before}",
            before.replace(" and ", " & ") if " and " in before else before.replace(" & ", " and "),
            before.upper(),
            f"{before} (Online)",
        )
    )
    return entry.journal != before


def journal_missing(entry: Entry, _: Random) -> bool:
    """No journal."""
    entry.journal = ""
    return True


def pages_cut(entry: Entry, random: Random) -> bool:
    """Only the first page, or the last one without the digits that both share (221-8)."""
    first, dash, last = entry.pages.partition("-")
    if not dash:
        return False
    shared = 0
    while len(first) == len(last) and shared < len(last) - 1 and first[shared] == last[shared]:
        shared += 1
    entry.pages = random.choice((first, f"{first}-{last[shared:]}"))
    return True


def place_missing(entry: Entry, random: Random) -> bool:
    """No issue, or no volume and issue, or no pages."""
    lost = random.choice((("issue",), ("issue",), ("volume", "issue"), ("pages",)))
    for name in lost:
        setattr(entry, name, "")
    return True


def doi_dropped(entry: Entry, _: Random) -> bool:
    """No DOI."""
    there = bool(entry.doi)
    entry.doi = ""
    return there


def doi_wrong(entry: Entry, random: Random) -> bool:
    """One digit of the DOI is another."""
    places = [place for place, sign in enumerate(entry.doi) if sign.isdigit() and place > 7]
    if not places:
        return False
    place = random.choice(places)
    entry.doi = (
        f"{entry.doi[:place]}{(int(entry.doi[place]) + random.randint(1, 9)) % 10}{entry.doi[place + 1 :]}"
    )
    return True


def doi_written(entry: Entry, random: Random) -> bool:
    """The DOI as a URL, or in capitals."""
    form = random.choice(("https://doi.org/{}", "http://dx.doi.org/{}", "doi:{}"))
    entry.doi = entry.doi and random.choice((form.format(entry.doi), entry.doi.upper()))
    return bool(entry.doi)


#: Every kind of damage with its chance, in the order in which it is done. A kind that finds nothing to damage (a title
#: without subtitle) leaves the copy as it is, so `subtitle_lost` has twice its share: half of all titles have one.
DAMAGE: tuple[tuple[Damage, float], ...] = (
    (preprint, 0.08),
    (subtitle_lost, 0.28), (title_cut, 0.03), (typo, 0.13), (hyphens, 0.30), (case, 0.20), (markup, 0.05),
    (author_misspelt, 0.08), (authors_reordered, 0.05), (authors_cut, 0.10), (initials, 0.45), (authors_missing, 0.05),
    (year_off, 0.06), (year_missing, 0.05),
    (journal_abbreviated, 0.35), (journal_variant, 0.10), (journal_missing, 0.07),
    (pages_cut, 0.20), (place_missing, 0.15),
    (doi_dropped, 0.40), (doi_wrong, 0.01), (doi_written, 0.20),
)  # fmt: skip
