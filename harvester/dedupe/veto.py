"""Vetoes: named reasons why two records that look alike are not one work."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np
from rapidfuzz.distance import Levenshtein

from harvester.dedupe.corpus import similar_titles
from harvester.dedupe.locator import MISSING, SUPPLEMENT
from harvester.dedupe.overlap import count_shared
from harvester.dedupe.ragged import among
from harvester.dedupe.texts import hash64

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from harvester.dedupe.compare import Features
    from harvester.dedupe.corpus import Corpus
    from harvester.dedupe.table import Table

    Flags = NDArray[np.bool_]

Number = TypeVar("Number", bound=np.generic)


class Sides(NamedTuple):
    """Pairs of records side by side, as vetoes see them; every answer is a column.

    Attributes:
        table, corpus, features: the columns; ``features`` of exactly these pairs.
        a, b: rows of the table.
    """

    table: Table
    corpus: Corpus
    features: Features
    a: NDArray[np.int64]
    b: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.a)

    def of(self, column: NDArray[Number]) -> tuple[NDArray[Number], NDArray[Number]]:
        """The values of one of the table's columns on both sides."""
        return column[self.a], column[self.b]

    def one_of_each(self, column: NDArray[np.bool_], other: NDArray[np.bool_]) -> Flags:
        """Whether one record has the property ``column`` and the other the property ``other``."""
        return (column[self.a] & other[self.b]) | (other[self.a] & column[self.b])

    @property
    def same_doi(self) -> Flags:
        """Whether both have one DOI that no dissimilar title shares."""
        return np.asarray(self.features.doi == 1)

    @property
    def same_place(self) -> Flags:
        """Whether both stand on the same page of the same volume."""
        return np.asarray((self.features.page == 1) & (self.features.volume == 1))

    @property
    def same_text(self) -> Flags:
        """Whether the titles share most of their weight and no author list contradicts."""
        return np.asarray((self.features.titles.part >= 0.7) & ~(self.features.authors_part < 0.5))


class Veto(NamedTuple):
    """One rule.

    Attributes:
        name: as it stands in the table of pairs.
        reason: for librarians.
        applies: which pairs it forbids.
        review: whether a person should look at the pair, rather than take it as different.
    """

    name: str
    reason: str
    applies: Callable[[Sides], Flags]
    review: bool = False


def _types(*names: str) -> NDArray[np.uint64]:
    """CSL types as they stand in a table, ascending."""
    return np.sort(np.array([hash64(name) for name in names], dtype=np.uint64))


_SOFTWARE = _types("dataset", "software")
_ARTICLES = _types("article-journal", "paper-conference", "article", "chapter", "book", "thesis", "report")
_CHAPTER, _BOOK, _PROTOCOL = (np.uint64(hash64(name)) for name in ("chapter", "book", "protocol"))


def part_number(pairs: Sides) -> Flags:
    """Part I and Part II, or a numbered part and an unnumbered title elsewhere."""
    a, b = pairs.of(pairs.table.forms.part)
    elsewhere = ~(pairs.same_place | pairs.features.titles.head)
    return np.asarray((a != b) & ~pairs.same_doi & (((a != 0) & (b != 0)) | elsewhere))


def other_number(pairs: Sides) -> Flags:
    """Two titles that differ in their numbers: 2021 and 2022, type 1 and type 2."""
    numbers = pairs.table.numbers
    count_a, count_b = pairs.of(numbers.lengths())
    shared = np.zeros(len(pairs))
    both = np.flatnonzero((count_a > 0) & (count_b > 0))
    shared[both] = count_shared(numbers, numbers, pairs.a[both], pairs.b[both])
    found: Flags = (count_a > shared) & (count_b > shared) & ~pairs.same_doi & ~pairs.same_place
    titles = pairs.table.forms.title
    # "10 000 women" and "10000 women".
    parted = found & (count_a != count_b) & (pairs.features.titles.part >= 0.7)
    for place in np.flatnonzero(parted).tolist():
        one, other = (_digits(titles.at(int(rows[place]))) for rows in (pairs.a, pairs.b))
        found[place] = one != other
    return found


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def notice(pairs: Sides) -> Flags:
    """An erratum, reply, comment, review, editorial or protocol on one side only."""
    kind = pairs.table.kind
    a, b = pairs.of(kind)
    # Sources cut off the subtitle that says so, but nothing else of a protocol stands on its pages.
    shortened = pairs.one_of_each(kind == _PROTOCOL, kind == 0) & (pairs.same_place | pairs.same_doi)
    return np.asarray((a != b) & ~shortened)


def opposite(pairs: Sides) -> Flags:
    """One word of the title replaced by its opposite."""
    return np.asarray(pairs.features.titles.opposed)


def disjoint_pages(pairs: Sides) -> Flags:
    """Two places in one volume: the page ranges do not touch."""
    found, forms = pairs.features, pairs.table.forms
    other: Flags = (found.page == 0) & (found.volume == 1) & ~pairs.same_doi & ~(found.venue < 0.6)
    apart = other & (found.issue != 0)
    for place in np.flatnonzero(apart).tolist():
        a, b = int(pairs.a[place]), int(pairs.b[place])
        marks = forms.page_mark.at(a), forms.page_mark.at(b)
        first_a, first_b, last_a, last_b = (
            str(column[row]) for column in (forms.first_page, forms.last_page) for row in (a, b)
        )
        # "125-128" torn to "2-8" still ends alike.
        torn = len(last_a) != len(last_b) and (last_a.endswith(last_b) or last_b.endswith(last_a))
        typed = Levenshtein.distance(first_a, first_b) <= 1
        if typed and first_a != last_a and first_b != last_b:
            # "101-110" and "111-119" differ in a digit and are neighbours.
            neighbours = int(last_a) + 1 == int(first_b) or int(last_b) + 1 == int(first_a)
            typed = Levenshtein.distance(last_a, last_b) <= 1 and not neighbours
        apart[place] = marks[0] == marks[1] and not typed and not torn
    # The abstract in a supplement and the article of the same volume.
    supplement = forms.issue >= SUPPLEMENT
    plain = (forms.issue != MISSING) & ~supplement
    return np.asarray(apart | (other & (found.issue == 0) & pairs.one_of_each(supplement, plain)))


def other_doi(pairs: Sides) -> Flags:
    """Two DOIs, and nobody says that they are one; of one text in one place, one of them is mistyped."""
    found = pairs.features
    one_text = (found.titles.full >= 0.9) & (found.authors >= 0.75)
    one_place = pairs.same_place & (found.last_page == 1) & (found.year == 0) & ~(found.venue < 0.75)
    return np.asarray((found.doi == 0) & ~(one_text & one_place))


def shared_doi(pairs: Sides) -> Flags:
    """One DOI on titles that have nothing in common: a supplement's, or a wrong one."""
    one, other = pairs.of(pairs.table.doi)
    title_a, title_b = pairs.of(pairs.table.title)
    known = (title_a != 0) & (title_b != 0) & (title_a != title_b)
    found: Flags = (one == other) & (one != 0) & known & ~pairs.same_place
    titles = pairs.table.forms.title
    for place in np.flatnonzero(found).tolist():
        found[place] = not similar_titles(titles.at(int(pairs.a[place])), titles.at(int(pairs.b[place])))
    return found


def generic_title(pairs: Sides) -> Flags:
    """A title that columns and front matter repeat, without the same place in print."""
    found = pairs.features
    recurring = among(pairs.table.title, pairs.corpus.columns) | pairs.table.forms.generic
    printed = (found.page == 1) & (found.year == 0) & np.isnan(found.volume)
    return np.asarray(
        (recurring[pairs.a] | recurring[pairs.b]) & ~pairs.same_doi & ~pairs.same_place & ~printed
    )


def data_and_article(pairs: Sides) -> Flags:
    """A dataset or program and the article about it."""
    types = pairs.table.type
    return pairs.one_of_each(among(types, _SOFTWARE), among(types, _ARTICLES)) & ~pairs.same_doi


def chapter_and_book(pairs: Sides) -> Flags:
    """A chapter and its book."""
    types = pairs.table.type
    return pairs.one_of_each(types == _CHAPTER, types == _BOOK) & ~pairs.same_doi


def other_edition(pairs: Sides) -> Flags:
    """Two editions of one book."""
    a, b = pairs.of(pairs.table.forms.edition)
    return np.asarray((a != b) & (a != MISSING) & (b != MISSING))


def preprint(pairs: Sides) -> Flags:
    """A preprint and the published article."""
    table = pairs.table
    early = table.forms.preprint
    return pairs.one_of_each(early, ~early & ((table.venue != 0) | (table.doi != 0))) & ~pairs.same_doi


def conference(pairs: Sides) -> Flags:
    """A conference paper and the journal article that grew from it."""
    return _grew(pairs, "meeting")


def report(pairs: Sides) -> Flags:
    """A report, thesis or manuscript and the journal article that grew from it."""
    return _grew(pairs, "report")


def _grew(pairs: Sides, kind: str) -> Flags:
    """Whether one venue is of the ``kind`` and the other, not alike, a periodical."""
    table = pairs.table
    kinds = np.array([venue.kind for venue in table.venues])[table.venue]
    # A nameless kind of venue that counts volumes is a periodical.
    counted = (kinds == "") & (table.venue != 0) & (table.forms.volume != MISSING)
    both = pairs.one_of_each(kinds == kind, (kinds == "periodical") | counted)
    found = pairs.features
    # A journal prints its conference's abstracts, and a series its proceedings, under more than one name.
    one_year = found.year == 0
    one_range = one_year & (found.page == 1) & (found.last_page == 1)
    agreeing = (found.issue != 0) & (found.page != 0) & (found.authors >= 0.99)
    one_volume = one_year & (found.volume == 1) & agreeing
    one_place = pairs.same_place | one_range | one_volume | (found.issn == 1)
    return np.asarray(both & (found.venue < 0.75) & ~pairs.same_doi & ~one_place)


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
#: The same for two records of a source of which somebody said that it holds no work twice.
DECLARED, DECLARED_REASON = "one-source", "both are of one source, which is declared to hold no work twice"
_REASONS = {STATED: STATED_REASON, DECLARED: DECLARED_REASON}


def first_vetoes(pairs: Sides) -> NDArray[np.int8]:
    """The place in `VETOES` of the first veto against each pair, -1 where there is none."""
    found = np.full(len(pairs), -1, dtype=np.int8)
    for place, veto in reversed(list(enumerate(VETOES))):
        found[veto.applies(pairs)] = place
    return found


def reason(name: str) -> str:
    """What the veto ``name`` means, for librarians.

    >>> reason("opposite")
    'a word is replaced by its opposite'
    """
    return _REASONS.get(name) or BY_NAME[name].reason
