"""What speaks for and against one registered work being the one that a record describes, field by field."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from math import isnan
from typing import TYPE_CHECKING

from harvester.dedupe.forms import form_of, is_preprint_server
from harvester.dedupe.locator import MISSING, first_number, page_range
from harvester.dedupe.venue import read_venue, venue_name, venue_similarity
from harvester.enrich.authors import match_people
from harvester.enrich.likeness import year_gap
from harvester.enrich.titles import match_titles
from harvester.model.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harvester.dedupe.forms import Form
    from harvester.enrich.authors import PeopleMatch
    from harvester.enrich.titles import TitleMatch
    from harvester.model import Record

SAME_CONTAINER, OTHER_CONTAINER = 0.75, 0.4
"""Similarity of two containers, 0 to 1, from which they are one, and below which they are two: abbreviated names of
one journal are alike by .8 and more, journals of one field by .5."""

ARTICLE_NUMBER = 10_000
"""Number from which a page is an article's number, which no two articles share."""

#: CSL type -> what it is; types that are not listed tell nothing. A chapter of proceedings, a conference paper and an
#: article are called by each other's names too often to be told apart.
_FAMILIES = {
    "article-journal": "paper", "paper-conference": "paper", "chapter": "paper", "article-magazine": "paper",
    "article-newspaper": "paper", "review": "paper", "review-book": "paper", "entry-encyclopedia": "paper",
    "article": "preprint", "thesis": "thesis", "dataset": "data", "software": "data", "book": "book",
    "report": "report", "standard": "report", "patent": "patent",
}  # fmt: skip
#: What registries and repositories call by each other's names.
_INTERCHANGED = frozenset({"book", "report"})
#: What a notice does to the work that it is about.
_NOTICES = frozenset(
    {"IsCorrectionOf", "Retracts", "Withdraws", "PartiallyRetracts", "ExpressesConcernAbout"}
)


@dataclass(frozen=True, slots=True)
class Fit:
    """One candidate beside the record; True: agrees, False: contradicts, None: one side does not say.

    Attributes:
        candidate: as the registry has it.
        notice: which of the two is an erratum, reply or the like and the other not, or "".
        year: years between the two, the nearest of several; None where unknown.
        whole_range: whether both stand on the same pages, several of them, or are the same article by its number.
        clash: the two sorts of publication that they are, or "" where they may be one.
    """

    candidate: Record
    title: TitleMatch
    people: PeopleMatch
    notice: str
    year: int | None
    volume: bool | None
    page: bool | None
    whole_range: bool
    container: bool | None
    clash: str

    @property
    def placed(self) -> bool:
        """Whether the place in print agrees: the page, or the volume of the same container."""
        if self.page is not None:
            return self.page
        return self.volume is True and self.container is True

    @property
    def misplaced(self) -> bool:
        """Whether they stand at two places in print: on other pages, or in other volumes on pages unknown."""
        return self.page is False or (self.volume is False and self.page is None)

    @property
    def merits(self) -> tuple[int, ...]:
        """What sets candidates apart: title, page, volume, year, sort and container, the better the higher."""
        year = 0 if self.year is None else 1 - 2 * self.year
        signs = (_sign(self.page), _sign(self.volume), year, -1 if self.clash else 0, _sign(self.container))
        return (self.title.rank, *signs)

    @property
    def weight(self) -> int:
        """How much speaks for the candidate, for an order among those that a person may look at."""
        return sum(self.merits) + min(self.people.shared, 2)

    def evidence(self) -> tuple[str, ...]:
        """What was compared and how it came out, in words and numbers, for people."""
        title, people = self.title, self.people
        words = {"equal": "equal", "same": "the same with slips", "cut": "one begins with the other",
                 "near": "words in common", "other": "another"}  # fmt: skip
        said = [f"title: {words[title.level]} ({title.letters} letters, {title.similarity:.0f} of 100 alike)"]
        said += [f"title: {title.apart}"] * bool(title.apart)
        said += [f"title: {title.replaced}"] * bool(title.replaced)
        said += ["title: one that recurs"] * title.generic
        if people.level == "unknown":
            said.append("authors: one side names none")
        else:
            order = "the first is the same" if people.first else "another comes first"
            said.append(f"authors: {people.shared} of {people.of} in both, {order}")
        said.append("year: unknown" if self.year is None else f"year: {self.year} apart")
        for name in ("volume", "page", "container"):
            agrees = getattr(self, name)
            said += [f"{name}: {'agrees' if agrees else 'contradicts'}"] * (agrees is not None)
        said += [f"notice: {self.notice}"] * bool(self.notice)
        said += [f"sort: {self.clash}"] * bool(self.clash)
        return tuple(said)


def fit(record: Record, candidate: Record) -> Fit:
    """Compare a record with one work of the registry."""
    mine, theirs = form_of(record), form_of(candidate)
    container = _container(record, candidate)
    return Fit(
        candidate=candidate,
        title=match_titles(record, candidate),
        people=match_people(record, candidate),
        notice=_notice(_kind(record, mine), _kind(candidate, theirs)),
        year=year_gap(record, candidate),
        volume=_volume(record, candidate),
        page=_page(record, candidate),
        whole_range=_whole_range(record, candidate),
        container=container,
        clash=_clash(_sort(record, mine), _sort(candidate, theirs), container),
    )


def _sign(agrees: bool | None) -> int:  # noqa: FBT001  (three values, none of them a switch)
    return 0 if agrees is None else 1 if agrees else -1


def _kind(record: Record, form: Form) -> str:
    if any(relation.kind in _NOTICES for relation in record.relation):
        return form.kind or "correction"
    return form.kind


def _notice(mine: str, theirs: str) -> str:
    if mine == theirs or {mine, theirs} == {"erratum", "correction"}:
        return ""
    return f"here {mine or 'none'}, there {theirs or 'none'}"


def _volume(record: Record, candidate: Record) -> bool | None:
    if not record.volume or not candidate.volume:
        return None
    mine, theirs = first_number(record.volume), first_number(candidate.volume)
    if MISSING in (mine, theirs):
        return fold(record.volume) == fold(candidate.volume) or None
    return mine == theirs


def _page(record: Record, candidate: Record) -> bool | None:
    """Whether one first page or article number is in both; pages that overlap or whose letters differ tell nothing."""
    mine, theirs = ({fold(page_) for page_ in (one.number, one.page) if page_} for one in (record, candidate))
    if not mine or not theirs:
        return None
    ranges = [[page_range(text) for text in (one.page, one.number) if text] for one in (record, candidate)]
    pairs = [(a, b) for a in ranges[0] for b in ranges[1] if MISSING not in (a.first, b.first)]
    if mine & theirs or any((a.first, a.mark) == (b.first, b.mark) for a, b in pairs):
        return True
    apart = [a.last < b.first or b.last < a.first for a, b in pairs]
    return False if apart and all(apart) else None


def _whole_range(record: Record, candidate: Record) -> bool:
    """Whether both are the same pages, several of them, or the same article: a meeting's abstracts share one page."""
    mine, theirs = (page_range(one.page or one.number) for one in (record, candidate))
    return mine == theirs and (
        mine.last > mine.first >= 0 or mine.first >= ARTICLE_NUMBER or mine.mark == "e"
    )


def _container(record: Record, candidate: Record) -> bool | None:
    """Whether journal, book or meeting are the same; a series alone is only no contradiction."""
    if not set(record.issn).isdisjoint(candidate.issn) or not set(record.isbn).isdisjoint(candidate.isbn):
        return True
    mine, theirs = ((one.container_title, one.event_title) for one in (record, candidate))
    best = _alike(mine, theirs)
    if best is None:
        return None
    if best >= SAME_CONTAINER:
        return True
    series = _alike((*mine, record.collection_title), (*theirs, candidate.collection_title)) or best
    return False if series < OTHER_CONTAINER else None


def _alike(mine: Iterable[str], theirs: Iterable[str]) -> float | None:
    """How alike the two most similar of some venues are, 0 to 1; None where nothing can be told."""
    venues = [[read_venue(venue_name(name)) for name in names if name] for names in (mine, theirs)]
    scores = (venue_similarity(one, other) for one, other in product(*venues))
    return max((score for score in scores if not isnan(score)), default=None)


def _sort(record: Record, form: Form) -> str:
    if form.preprint and not (record.type == "article-journal" and record.volume):
        return "preprint"
    if record.container_title and is_preprint_server(record.container_title):
        return "preprint"
    sort = _FAMILIES.get(record.type or "", "")
    return sort or ("paper" if record.container_title and record.volume else "")


def _clash(mine: str, theirs: str, container: bool | None) -> str:  # noqa: FBT001  (three values)
    """Two sorts of publication, in words, or "": the same, one unknown, or the same server or journal."""
    if mine == theirs or {mine, theirs} == _INTERCHANGED or container is True:
        return ""
    # Where nothing is known of the record, a preprint may be its twin.
    if not theirs or (not mine and theirs != "preprint"):
        return ""
    return f"here {mine or 'unknown'}, there {theirs}"
