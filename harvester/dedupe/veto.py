"""Vetoes: named reasons why two records that look alike are not one work."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from rapidfuzz.distance import Levenshtein

from harvester.dedupe.corpus import similar_titles
from harvester.dedupe.locator import MISSING

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.dedupe.compare import Features
    from harvester.dedupe.corpus import Corpus
    from harvester.dedupe.prepare import Table


class Pair(NamedTuple):
    """Two records side by side, as a veto sees them.

    Attributes:
        table, corpus, features: the columns.
        a, b: rows of the table. place: the pair's place in ``features``.
    """

    table: Table
    corpus: Corpus
    features: Features
    a: int
    b: int
    place: int

    def same(self, column: str) -> bool:
        """Whether the feature ``column`` is known and says "equal"."""
        return bool(getattr(self.features, column)[self.place] == 1)

    def known(self, column: str) -> bool:
        """Whether the feature ``column`` is known on both sides."""
        return not np.isnan(getattr(self.features, column)[self.place])

    def value(self, column: str) -> float:
        """The feature ``column``, NaN where unknown."""
        return float(getattr(self.features, column)[self.place])

    @property
    def same_doi(self) -> bool:
        """Whether both have one DOI that no dissimilar title shares."""
        return self.same("doi")

    @property
    def same_team(self) -> bool:
        """Whether the titles share most of their weight and no author list contradicts."""
        return self.value("title_part") >= 0.7 and not self.value("authors_part") < 0.5

    @property
    def same_place(self) -> bool:
        """Whether both stand on the same page of the same volume."""
        return self.same("page") and self.same("volume")


class Veto(NamedTuple):
    """One rule.

    Attributes:
        name: as it stands in the table of pairs.
        reason: for librarians.
        applies: whether it forbids a pair.
        review: whether a person should look at the pair, rather than take it as different.
    """

    name: str
    reason: str
    applies: Callable[[Pair], bool]
    review: bool = False


#: Words that turn a title into that of another study when one replaces the other.
_OPPOSITES = tuple(
    (frozenset(left.split()), frozenset(right.split()))
    for left, right in (
        ("men male males man boys boy", "women female females woman girls girl"),
        (
            "adult adults elderly older",
            "child children pediatric paediatric adolescent adolescents infants neonatal",
        ),
        ("vivo", "vitro"),
        ("acute", "chronic"),
        ("left", "right"),
        ("upper", "lower"),
        ("high", "low"),
        ("short", "long"),
        ("early", "late"),
        ("before", "after"),
        ("increased increase increases increasing", "decreased decrease decreases decreasing"),
        ("positive", "negative"),
        ("primary", "secondary"),
        ("urban", "rural"),
        ("maternal mothers", "paternal fathers"),
        ("northern north", "southern south"),
        ("eastern east", "western west"),
        ("spring", "autumn"),
        ("summer", "winter"),
        ("static", "dynamic"),
        ("internal", "external"),
        ("linear", "nonlinear"),
        ("supervised", "unsupervised"),
        ("qualitative", "quantitative"),
        ("supply", "demand"),
        ("import imports", "export exports"),
        ("inpatient inpatients", "outpatient outpatients"),
        ("proximal", "distal"),
        ("anterior", "posterior"),
        ("with", "without"),
    )
)
_SOFTWARE = frozenset({"dataset", "software"})
_ARTICLES = frozenset(
    {"article-journal", "paper-conference", "article", "chapter", "book", "thesis", "report"}
)


def part_number(pair: Pair) -> bool:
    """Part I and Part II, or a numbered part and an unnumbered title elsewhere."""
    a, b = pair.table.title[pair.a], pair.table.title[pair.b]
    if a.part == b.part or pair.same_doi:
        return False
    return bool(a.part and b.part) or not (pair.same_place or pair.features.head[pair.place])


def other_number(pair: Pair) -> bool:
    """Two titles that differ in their numbers: 2021 and 2022, type 1 and type 2."""
    a, b = set(pair.table.title[pair.a].numbers), set(pair.table.title[pair.b].numbers)
    return bool(a - b and b - a) and not pair.same_doi and not pair.same_place


def notice(pair: Pair) -> bool:
    """An erratum, reply, comment, review, editorial or protocol on one side only."""
    return pair.table.title[pair.a].kind != pair.table.title[pair.b].kind


def opposite(pair: Pair) -> bool:
    """One word of the title replaced by its opposite."""
    difference = pair.features.title_difference[pair.place]
    if difference is None:
        return False
    a, b = set(difference.words_a), set(difference.words_b)
    if any((a & x and b & y) or (a & y and b & x) for x, y in _OPPOSITES):
        return len(a) <= 3 and len(b) <= 3
    negations = {f"{prefix}{word}" for prefix in ("non", "un", "in", "anti", "hyper", "hypo") for word in a}
    return bool(negations & b) or bool({f"{p}{w}" for p in ("non", "un", "anti") for w in b} & a)


def disjoint_pages(pair: Pair) -> bool:
    """Two places in one volume: the page ranges do not touch."""
    if pair.value("page") != 0 or not pair.same("volume") or pair.value("issue") == 0 or pair.same_doi:
        return False
    if pair.known("venue") and pair.value("venue") < 0.6:
        return False
    table = pair.table
    if table.page_mark[pair.a] != table.page_mark[pair.b]:
        return False
    first, second = str(table.first_page[pair.a]), str(table.first_page[pair.b])
    last_a, last_b = str(table.last_page[pair.a]), str(table.last_page[pair.b])
    # "125-128" torn to "2-8" still ends alike.
    torn = len(last_a) != len(last_b) and (last_a.endswith(last_b) or last_b.endswith(last_a))
    return Levenshtein.distance(first, second) > 1 and not torn


def other_doi(pair: Pair) -> bool:
    """Two DOIs, and nobody says that they are one."""
    return pair.value("doi") == 0


def shared_doi(pair: Pair) -> bool:
    """One DOI on titles that have nothing in common: a supplement's, or a wrong one."""
    one, other = pair.table.dois[pair.a], pair.table.dois[pair.b]
    if not one or one != other or not pair.known("title"):
        return False
    return not similar_titles(pair.table.title[pair.a], pair.table.title[pair.b]) and not pair.same_place


def generic_title(pair: Pair) -> bool:
    """A title that columns and front matter repeat, without the same place in print."""
    a, b = pair.table.title[pair.a], pair.table.title[pair.b]
    columns = pair.corpus.columns
    generic = a.generic or b.generic or a.squeezed in columns or b.squeezed in columns
    if not generic or pair.same_doi:
        return False
    if pair.same_place or (pair.same("page") and pair.same("year") and not pair.known("volume")):
        return False
    conflict = (
        any(pair.value(column) == 0 for column in ("volume", "issue", "page")) or pair.value("year") > 0
    )
    if a.squeezed in columns or b.squeezed in columns:
        return True
    signed = pair.same("authors") and pair.same("year") and pair.value("venue") >= 0.75
    return conflict or not signed


def data_and_article(pair: Pair) -> bool:
    """A dataset or program and the article about it."""
    types = {pair.table.type[pair.a], pair.table.type[pair.b]}
    return bool(types & _SOFTWARE) and bool(types & _ARTICLES) and not pair.same_doi


def chapter_and_book(pair: Pair) -> bool:
    """A chapter and its book."""
    return {pair.table.type[pair.a], pair.table.type[pair.b]} == {"chapter", "book"} and not pair.same_doi


def other_edition(pair: Pair) -> bool:
    """Two editions of one book."""
    a, b = int(pair.table.edition[pair.a]), int(pair.table.edition[pair.b])
    return a != b and MISSING not in (a, b)


def preprint(pair: Pair) -> bool:
    """A preprint and the published article."""
    one, other = bool(pair.table.preprint[pair.a]), bool(pair.table.preprint[pair.b])
    if one == other or pair.same_doi:
        return False
    published = pair.b if one else pair.a
    return bool(pair.table.venue[published].text or pair.table.doi[published])


def conference(pair: Pair) -> bool:
    """A conference paper and the journal article that grew from it."""
    return (
        {_venue_kind(pair.table, pair.a), _venue_kind(pair.table, pair.b)} == {"meeting", "periodical"}
        and pair.value("venue") < 0.75
        and not (pair.same_doi or pair.same_place)
    )


def report(pair: Pair) -> bool:
    """A report, thesis or manuscript and the journal article that grew from it."""
    return (
        {_venue_kind(pair.table, pair.a), _venue_kind(pair.table, pair.b)} == {"report", "periodical"}
        and pair.value("venue") < 0.75
        and not (pair.same_doi or pair.same_place)
    )


def _venue_kind(table: Table, row: int) -> str:
    """What the venue's name says it is; a nameless kind that counts volumes is a periodical."""
    venue = table.venue[row]
    return venue.kind or ("periodical" if venue.text and table.volume[row] != MISSING else "")


#: In the order in which a pair's veto is named.
VETOES: tuple[Veto, ...] = (
    Veto("shared-doi", "one DOI on unlike titles proves nothing", shared_doi, review=True),
    Veto("notice", "one is an erratum, reply, comment, review, editorial or protocol", notice),
    Veto("part-number", "different parts of a series", part_number),
    Veto("other-number", "the titles differ in a number", other_number),
    Veto("opposite", "a word is replaced by its opposite", opposite),
    Veto("data-and-article", "a dataset or program is not the article about it", data_and_article),
    Veto("chapter-and-book", "a chapter is not its book", chapter_and_book),
    Veto("other-edition", "two editions", other_edition),
    Veto("preprint", "a preprint and the published version", preprint),
    Veto("conference", "a conference paper and a journal article", conference),
    Veto("report-and-article", "a report or thesis and the journal article that grew from it", report),
    Veto("other-doi", "two registered DOIs are two works until somebody says otherwise", other_doi),
    Veto("disjoint-pages", "other pages of the same volume", disjoint_pages),
    Veto("generic-title", "a title that recurs needs the same place in print", generic_title, review=True),
)
BY_NAME = {veto.name: veto for veto in VETOES}
#: The name under which a relation that a record states keeps a pair apart, and its reason.
STATED, STATED_REASON = "stated-relation", "a record says what the two are to each other"


def first_veto(pair: Pair) -> str:
    """The name of the first veto against ``pair``, or ""."""
    return next((veto.name for veto in VETOES if veto.applies(pair)), "")


def reason(name: str) -> str:
    """What the veto ``name`` means, for librarians.

    >>> reason("opposite")
    'a word is replaced by its opposite'
    """
    return STATED_REASON if name == STATED else BY_NAME[name].reason
