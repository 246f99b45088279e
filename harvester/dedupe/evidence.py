"""Evidence: what each field's agreement is worth, in log-odds; the weights are data, missing is neutral."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from harvester.dedupe.corpus import AUTHOR_NOISE, VENUE_NOISE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from harvester.dedupe.compare import Features, Small
    from harvester.dedupe.compare_titles import SharedTitles
    from harvester.dedupe.corpus import Corpus

    Column = NDArray[np.float64]

#: The fields that speak, in the order that people read them.
FIELDS = (
    *("prior", "identifier", "title", "authors", "year", "venue", "volume", "issue", "pages", "abstract"),
    "conflicts",
)
#: Those of them that speak of the text itself, wherever and whenever it appeared; a column for each of `FIELDS`.
TEXT = tuple(field in ("prior", "title", "authors", "abstract") for field in FIELDS)

WEIGHTS: Mapping[str, float] = {
    # One candidate pair in some hundred is a true one: about the share among blocked pairs of field-poor sets.
    "prior": -6.0,
    # Where a year is missing no conflict can show, so less agreement has to do: the bar moves with the evidence.
    "prior_undated": -4.4,
    # A DOI names one work but for the supplements and typing errors that demote it.
    "doi_same": 10.0,
    "doi_differs": -5.0,
    # Repositories hand out PMIDs, arXiv ids and handles once; pages copy them by mistake more often than DOIs.
    "claim_same": 8.0,
    # Equal titles: the most that rare words can prove, and the weight (nats) at which 63 % of it is reached.
    "title_most": 8.0,
    "title_scale": 14.0,
    # All family names agree: one author, two, three and more (Vancouver lists make agreement by chance rare).
    "authors_one": 2.2,
    "authors_two": 3.2,
    "authors_many": 4.2,
    # The shorter list is part of the longer one: "et al.", or an author lost.
    "authors_part": 2.0,
    # One of two or three authors lost is as often another work.
    "authors_part_few": 0.4,
    # Family and given names swapped.
    "authors_swapped": 1.0,
    # The floor and ceiling of strangers' names; ln(noise of the corpus) lies between.
    "authors_none_most": -5.5,
    "authors_none_least": -2.0,
    "initial_differs": -1.5,
    "year_same": 1.2,
    # Online first in December, printed in January.
    "year_next": -0.8,
    # A meeting is not published ahead of itself.
    "year_next_meeting": -2.0,
    "year_two": -2.2,
    "year_far": -4.0,
    "venue_same": 1.6,
    # The floor and ceiling of what an unlike venue takes off; ln(noise of the corpus / 0.9) lies between.
    "venue_differs_most": -4.0,
    "venue_differs_least": -0.4,
    "volume_same": 1.5,
    "volume_differs": -3.0,
    "issue_same": 0.7,
    "issue_differs": -1.5,
    "page_same": 2.8,
    "page_and_last_same": 3.4,
    "page_overlaps": 0.0,
    "page_disjoint": -4.0,
    # Abstracts follow titles; on their own they say little more.
    "abstract_same": 1.2,
    "abstract_differs": -2.5,
    # Copies of one work disagree in one field or another; the abstract of a talk and the later article, in several at
    # once. Each conflict after the first; four count.
    "another_conflict": -2.0,
    # The least that a title can take off where everything else stands in one place by the same people: a translation.
    "title_translated": -4.0,
}
#: The most that a pair without anything certain in common can come to: a best guess, for people to look at.
UNCERTAIN = 0.94

#: Title similarity -> share of an equal title's worth, and what is taken off. Read off the tests' pairs:
#: at 0.8 one telling word of five differs, which is another study as often as another wording.
_TITLE_AT = np.array([0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0])
_TITLE_SHARE = np.array([0.0, 0.0, 0.05, 0.35, 0.6, 0.85, 0.95, 1.0])
_TITLE_OFF = np.array([-9.0, -7.5, -5.0, -2.3, -0.9, -0.2, 0.0, 0.0])

_VENUE_AT = np.array([0.0, 0.35, 0.55, 0.75, 0.9, 1.0])
_VENUE_WORTH = np.array([1.0, 1.0, 0.4, -0.3, -0.9, -1.0])
#: Share of the names that agree -> share of what all of them would be worth.
_AUTHORS_AT, _AUTHORS_SHARE = np.array([0.0, 0.34, 0.5, 0.75, 1.0]), np.array([0.0, 0.55, 0.7, 0.85, 1.0])
#: Years apart -> what they are worth.
YEARS_AT = np.array([0.0, 1.0, 2.0, 4.0])
YEARS_WORTH = np.array([WEIGHTS[name] for name in ("year_same", "year_next", "year_two", "year_far")])
_ABSTRACT_AT = np.array([0.45, 0.6, 0.75, 0.9])
_ABSTRACT_WORTH = np.array([WEIGHTS["abstract_differs"], 0.0, 0.5, WEIGHTS["abstract_same"]])


#: Log-odds are rounded to one part in so many, so that a whole number of these parts is exact.
PARTS = 10_000


def weigh(features: Features, corpus: Corpus) -> NDArray[np.float64]:
    """Log-odds of every pair and field; shape (pairs, `FIELDS`), 0 where a field is missing."""
    columns = {
        "prior": np.where(np.isnan(features.year), WEIGHTS["prior_undated"], WEIGHTS["prior"]),
        "identifier": _identifier(features),
        "title": _title(features),
        "authors": _authors(features, corpus),
        "year": _year(features),
        "venue": _venue(features, corpus),
        "volume": _either(features.volume, "volume_same", "volume_differs"),
        "issue": _either(features.issue, "issue_same", "issue_differs"),
        "pages": _pages(features),
        "abstract": _abstract(features),
        "conflicts": _conflicts(features, corpus),
    }
    worth = np.empty((len(features.year), len(FIELDS)))
    for place, field in enumerate(FIELDS):
        worth[:, place] = columns[field]
    return worth.round(4, out=worth)


def probability(log_odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """The probability, 0 to 1, that log-odds stand for.

    >>> float(probability(np.array([0.0]))[0])
    0.5
    """
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(log_odds, -40, 40))))


def log_odds(chance: float) -> float:
    """What a probability, 0 to 1, is in log-odds.

    >>> log_odds(0.5)
    0.0
    """
    chance = min(max(chance, 1e-9), 1 - 1e-9)
    return math.log(chance / (1 - chance))


def _either(column: Small, same: str, differs: str) -> Column:
    return np.where(np.isnan(column), 0.0, np.where(column == 1, WEIGHTS[same], WEIGHTS[differs]))


def _identifier(features: Features) -> Column:
    return _either(features.doi, "doi_same", "doi_differs") + np.where(
        features.claim == 1, WEIGHTS["claim_same"], 0.0
    )


def _title(features: Features) -> Column:
    """The worth of the titles; by the same people on the same pages, one in another language is no contradiction."""
    worth = title_worth(features.titles)
    one_range = (features.page == 1) & (features.last_page == 1) & (features.volume == 1)
    elsewhere = (features.year > 0) | (features.issue == 0) | (features.venue < 0.5)
    translated = one_range & ~elsewhere & (features.authors >= 0.7)
    return np.where(translated, np.maximum(worth, WEIGHTS["title_translated"]), worth)


def title_worth(found: SharedTitles) -> Column:
    """Rare words shared, less what differs; a lost subtitle costs little, other words much."""
    worth = WEIGHTS["title_most"] * (1 - np.exp(-found.mass / WEIGHTS["title_scale"]))
    missing = np.isnan(found.full)
    spelt = np.where(found.ratio >= 0.9, found.ratio * 0.9, 0)
    similar = np.fmax(found.full, np.where(found.loose | missing, spelt, 0))
    direct = worth * np.interp(similar, _TITLE_AT, _TITLE_SHARE) + np.interp(similar, _TITLE_AT, _TITLE_OFF)
    subtitle = np.where(found.head, 0.75 * worth - 1.0, -np.inf)
    inside = np.where(found.part >= 0.95, 0.55 * worth - 2.6, -np.inf)
    best = np.maximum(direct, np.maximum(subtitle, np.minimum(inside, 2.5)))
    return np.where(missing, 0.0, best)


def _authors(features: Features, corpus: Corpus) -> Column:
    several = np.where(features.author_count == 2, WEIGHTS["authors_two"], WEIGHTS["authors_many"])
    every = np.where(features.author_count <= 1, WEIGHTS["authors_one"], several)
    none = _between(corpus.author_noise, "authors_none_most", "authors_none_least")
    missing = np.isnan(features.authors)
    full = np.where(missing, 0.0, features.authors)
    direct = np.interp(full, _AUTHORS_AT, _AUTHORS_SHARE) * (every - none) + none
    longer = features.author_count / np.maximum(full, 1e-9)
    enough = (longer >= 4) | ((longer >= 3) & (features.first_author == 1))
    listed = np.where(enough, WEIGHTS["authors_part"], WEIGHTS["authors_part_few"])
    truncated = np.where(features.authors_part >= 0.99, np.minimum(every, listed), -np.inf)
    truncated = np.where(
        features.signature == 1, np.maximum(truncated, WEIGHTS["authors_swapped"]), truncated
    )
    stranger = np.where(
        (features.initial == 0) & (features.first_author == 1), WEIGHTS["initial_differs"], 0.0
    )
    return np.where(missing, 0.0, np.maximum(direct, truncated) + stranger)


def _between(noise: float, most: str, least: str) -> float:
    """What the ``noise`` of the records takes off a disagreement, by its floor and ceiling."""
    return min(max(float(np.log(noise)), WEIGHTS[most]), WEIGHTS[least])


def _year(features: Features) -> Column:
    found = np.interp(features.year, YEARS_AT, YEARS_WORTH)
    found = np.where((features.year == 1) & features.meeting, WEIGHTS["year_next_meeting"], found)
    return np.where(np.isnan(features.year), 0.0, found)


def _venue(features: Features, corpus: Corpus) -> Column:
    scaled = np.interp(features.venue, _VENUE_AT, _VENUE_WORTH)
    differs = _between(corpus.venue_noise / 0.9, "venue_differs_most", "venue_differs_least")
    named = np.where(scaled > 0, scaled * differs, -scaled * WEIGHTS["venue_same"])
    named = np.where(np.isnan(features.venue), 0.0, named)
    return np.where(features.issn == 1, np.maximum(named, WEIGHTS["venue_same"]), named)


def _pages(features: Features) -> Column:
    same = np.where(features.last_page == 1, WEIGHTS["page_and_last_same"], WEIGHTS["page_same"])
    other = np.where(features.page == 0.5, WEIGHTS["page_overlaps"], WEIGHTS["page_disjoint"])
    worth = np.where(features.page == 1, same, other)
    return np.where(np.isnan(features.page), 0.0, worth)


def _conflicts(features: Features, corpus: Corpus) -> Column:
    """What several disagreements at once take off beside what each does by itself.

    Where venues and authors of true pairs often disagree, two disagreements tell little more than one.
    """
    elsewhere, other_volume = features.page != 1, (features.volume == 0) & (features.page != 1)
    unlike = features.venue < 0.5
    clean = _share(corpus.venue_noise / 0.9, VENUE_NOISE / 0.9) * _share(corpus.author_noise, AUTHOR_NOISE)
    conflicts = (
        (features.year >= 1).astype(np.float64)
        + unlike
        + other_volume
        # Ahead of print an article stands on other pages of no volume yet.
        + ((features.page == 0) & ~np.isnan(features.volume))
        + ((features.issue == 0) & elsewhere & (features.volume != 1))
        + ((features.authors < 0.75) & (features.authors_part < 0.99))
        + (features.titles.replaced & elsewhere)
    )
    told = (features.doi == 1) | (features.claim == 1) | ((features.page == 1) & (features.volume == 1))
    several = np.minimum(np.maximum(conflicts - 1, 0), 3)
    return np.where(told, 0.0, WEIGHTS["another_conflict"] * clean * several)


def _share(noise: float, usual: float) -> float:
    """How clean records are, 0 to 1, by their noise and what is usual.

    >>> _share(0.06, 0.06), _share(1.0, 0.06), round(_share(0.3, 0.06), 2)
    (1.0, 0.0, 0.43)
    """
    return max(0.0, min(1.0, math.log(noise) / math.log(usual)))


def uncertain(features: Features) -> NDArray[np.bool_]:
    """Whether a pair has nothing in common that is certain, however alike the two are.

    That is another year and no place in print: the report of the next year, a thesis and its entry in a journal of
    abstracts. Or a telling word that stands for another one, and no page: another drug, another organ.
    """
    named = (features.doi == 1) | (features.claim == 1) | (features.page == 1)
    placed = named | (features.volume == 1) | (features.abstract >= 0.75)
    alone = (features.year >= 2) | (features.author_count <= 2)
    return np.asarray(
        ((features.year >= 1) & alone & ~placed)
        | (features.titles.replaced & ~named & ~(features.abstract >= 0.9))
    )


def _abstract(features: Features) -> Column:
    worth = np.interp(features.abstract, _ABSTRACT_AT, _ABSTRACT_WORTH)
    return np.where(np.isnan(features.abstract), 0.0, worth)
