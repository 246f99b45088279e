"""From a record without a DOI to the words that the registry is asked with, and from its answers to a finding.

Neither rank nor score of an answer counts: a candidate is taken for what it says, or not at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from harvester.dedupe.title import read_title
from harvester.enrich.fit import Fit, fit
from harvester.enrich.message import NOT_PUBLICATIONS
from harvester.model.text import clean, fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.model import Record

Outcome = Literal["accept", "review", "reject"]

MOST_LETTERS = 300
"""Letters of a title that are asked for; longer questions rank no better and lengthen the address."""
MOST_AUTHORS = 3
"""Families that are asked for: the first three are in every form of a list of authors."""
LEAST_LETTERS = 8
"""Folded letters of a title below which no question is asked: "Data", "Notes"."""

SHORT = 25
"""Letters of a title below which it is no proof by itself: "Political Ecology" is the title of many works."""
LONG = 60
"""Letters from which an equal title can do without authors, if year and place agree: about nine words."""
LONG_CUT = 40
"""Letters from which the beginning of a title by one author needs neither container nor volume beside the year."""
TEAM = 2
"""People in common from which a list of authors is more than one name that many bear."""


class Finding(NamedTuple):
    """What came of the candidates for one record.

    Attributes:
        outcome: "accept" (the DOI is the record's), "review" (a person should look) or "reject" (none of them).
        doi: the one that was accepted or is to be looked at, bare and lower case; None where all were rejected.
        reason: why, in one sentence.
        evidence: what was compared on that candidate and how it came out, one sentence each; () where none came near.
    """

    outcome: Outcome
    doi: str | None
    reason: str
    evidence: tuple[str, ...] = ()


def question(record: Record) -> str | None:
    """The words for ``query.bibliographic``: title, the first families and the year; None where they say too little.

    A title that recurs ("Editorial") is asked for only where volume or page could tell its works apart; such a title
    and a short one are asked for with the container.

    >>> from harvester.model import Name, PartialDate, Record
    >>> question(Record(id="a:1", source="a", title="Lichens on <i>old</i> walls: a study", issued=PartialDate(2011, 3),
    ...                 author=(Name(family="Quill", given="Bo"), Name(literal="Moss Group"))))
    'Lichens on old walls: a study Quill Moss Group 2011'
    """
    title = clean(record.title)[:MOST_LETTERS].strip()
    read = read_title(record.title, record.container_title)
    people = [name.family or name.literal for name in (record.author or record.editor)[:MOST_AUTHORS]]
    if len(fold(title)) < LEAST_LETTERS or not read.text or (not people and len(read.text) < LONG):
        return None
    recurs = read.generic or len(read.text) < SHORT
    if read.generic and not (record.volume or record.page or record.number):
        return None
    words = [title, *people, *([record.container_title] if recurs else [])]
    if record.issued:
        words.append(str(record.issued.year))
    return " ".join(filter(None, words))


def judge(record: Record, candidates: Sequence[Record]) -> Finding:
    """Which of the registry's works, if any, is the one that ``record`` describes.

    Args:
        record: what a page says.
        candidates: what the registry answered, by `harvester.enrich.record_of`; their order does not matter.
    """
    fits = {one.doi: fit(record, one) for one in candidates if one.doi and one.genre not in NOT_PUBLICATIONS}
    judged = [(*_judge_one(one), one) for _, one in sorted(fits.items())]
    hopeful = [(outcome, reason, one) for outcome, reason, one in judged if outcome != "reject"]
    if not hopeful:
        return Finding("reject", None, _rejection(judged))
    outcome, reason, best = max(hopeful, key=lambda found: (found[0] == "accept", found[2].weight))
    doi, evidence = best.candidate.doi, best.evidence()
    if outcome == "review":
        return Finding("review", doi, reason, evidence)
    for _, _, other in hopeful:
        if other is not best and other.title.level != "near" and not _better(best, other):
            return Finding("review", doi, f"{other.candidate.doi} fits as well", evidence)
    return Finding("accept", doi, reason, evidence)


def _better(one: Fit, other: Fit) -> bool:
    """Whether ``one`` is in something better than ``other`` and in nothing worse."""
    pairs = list(zip(one.merits, other.merits, strict=True))
    return all(a >= b for a, b in pairs) and any(a > b for a, b in pairs)


def _rejection(judged: Sequence[tuple[Outcome, str, Fit]]) -> str:
    if not judged:
        return "no publication among the answers"
    _, reason, one = max(judged, key=lambda found: found[2].weight)
    return f"none fits; the nearest is {one.candidate.doi}: {reason}"


def _judge_one(one: Fit) -> tuple[Outcome, str]:
    """One candidate by itself, with the reason."""
    if reason := _other_work(one):
        return "reject", reason
    if reason := _doubt(one):
        return "review", reason
    return "accept", _agreement(one)


def _other_work(one: Fit) -> str:
    """What makes the candidate another work for certain, or ""."""
    if one.title.level == "other" and not _translated(one):
        return "another title"
    if one.notice:
        return f"a notice and what it is about ({one.notice})"
    if one.title.apart:
        return f"the titles are apart: {one.title.apart}"
    return _other_people(one) or _other_place(one)


def _other_people(one: Fit) -> str:
    if one.people.level == "unknown" and not _may_lack_authors(one):
        return "no authors to compare, and hardly anything else"
    if one.people.level == "none" and not (one.page and one.title.level == "equal"):
        return "other authors"
    return ""


def _other_place(one: Fit) -> str:
    if one.year is not None and one.year > 1 and not one.page:
        return f"{one.year} years apart"
    if one.page is False and one.volume is False:
        return "another volume and page"
    return ""


def _may_lack_authors(one: Fit) -> bool:
    """Whether title and place, or title and year, are worth a look without authors."""
    title = one.title
    return title.level in ("equal", "same", "cut") and (one.placed or (one.year == 0 and not title.generic))


def _translated(one: Fit) -> bool:
    """Whether another title can be a translation: the same people at the same place in print in the same year."""
    place = one.page and one.volume and one.year in (0, 1)
    return bool(place and one.title.letters and one.people.level in ("all", "most"))


def _doubt(one: Fit) -> str:
    """What keeps the candidate from being accepted unattended, or ""."""
    checks = (_doubtful_title, _doubtful_people, _doubtful_year, _doubtful_place)
    return next((doubt for check in checks if (doubt := check(one))), "")


def _doubtful_title(one: Fit) -> str:
    title = one.title
    # The abstracts of a meeting share a page, and one team has several of them.
    if title.level == "other" and not (one.container and one.whole_range):
        return "another title at the same place in print: a translation?"
    if title.level == "near" and not (one.page and one.volume):
        return "the titles have words in common, no more"
    # A word can be mistaken; a part is never added by mistake.
    if title.replaced and (title.level == "cut" or not one.page):
        return f"the titles may be apart: {title.replaced}"
    if title.generic and not (one.placed and title.level in ("equal", "same")):
        return "a title that recurs needs the same place in print"
    return "" if one.page else _doubtful_length(one)


def _doubtful_length(one: Fit) -> str:
    """What a short title, or one that is cut short, lacks where no page agrees."""
    title = one.title
    if title.letters < SHORT and not _short_but_sure(one):
        return "a short title needs the same year, and a place in print, the container or several authors"
    more = title.letters >= LONG_CUT or one.people.shared >= TEAM or one.container or one.volume
    if title.level == "cut" and not (one.year == 0 and more):
        return "one title is the beginning of the other, and too little else agrees"
    return ""


def _short_but_sure(one: Fit) -> bool:
    """Whether year, people and place make up for a short title; with slips or cut short, all of them."""
    team, place = one.people.shared >= TEAM, bool(one.container or one.volume)
    if one.title.level == "equal":
        return one.year == 0 and (team or place)
    return one.year == 0 and team and (one.placed or one.volume is True)


def _doubtful_people(one: Fit) -> str:
    people, title = one.people, one.title
    if people.level == "none":
        return "other authors at the same place in print"
    if people.level == "unknown" and not (
        title.level == "equal" and title.letters >= LONG and one.year == 0 and one.placed
    ):
        return "no authors to compare, and title, year and place do not all agree"
    if people.level == "some" and not one.placed:
        return f"only {people.shared} of {people.of} authors in common"
    if title.level == "cut" and people.level != "all" and not one.placed:
        return "one title is the beginning of the other, and not all authors agree"
    return ""


def _doubtful_year(one: Fit) -> str:
    if one.year == 0 or one.placed:
        return f"{one.year} years apart at the same place in print" if (one.year or 0) > 1 else ""
    # Of a title that comes back another year the volume is another, and a book does not come back.
    known = one.people.shared >= TEAM or one.title.letters >= LONG or one.candidate.type == "chapter"
    if one.title.level in ("equal", "same") and (one.volume or (one.container and known)):
        return ""
    return f"{'no year to compare' if one.year is None else 'a year apart'}, and too little else agrees"


def _doubtful_place(one: Fit) -> str:
    if one.misplaced:
        return "another volume or page"
    if one.clash and not one.page:
        return f"another sort of publication ({one.clash})"
    if one.container is False and not one.page:
        return "another container"
    return ""


def _agreement(one: Fit) -> str:
    title = {"equal": "the title", "same": "the title with slips", "cut": "the beginning of the title"}
    names = [title.get(one.title.level, "the place in print, under another title")]
    names += ["the authors"] * (one.people.level in ("all", "most"))
    names += ["the year"] * (one.year == 0)
    names += ["the place in print"] * (one.placed and one.title.level in title)
    return f"{', '.join(names)} agree"
