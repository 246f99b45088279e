"""Narrow: candidate pairs that what is known already rules out are dropped before anything dearer is compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from harvester.dedupe.compare_titles import hopeful
from harvester.dedupe.evidence import FIELDS, TEXT, WEIGHTS, YEARS_AT, YEARS_WORTH, title_worth
from harvester.dedupe.locator import MISSING
from harvester.dedupe.texts import SLICE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from harvester.dedupe.block import Pairs
    from harvester.dedupe.compare import Features
    from harvester.dedupe.compare_titles import SharedTitles
    from harvester.dedupe.table import Table

    Flags = NDArray[np.bool_]
    Column = NDArray[np.float64]

#: Titles whose lighter one shares a smaller part of its words are other titles, unless they begin or end alike.
LEAST_SHARED = 0.3
#: From this part on two titles may carry one text, whatever else the records say.
ONE_TEXT = 0.7
#: What authors, venue and abstract can be worth.
BESIDE = WEIGHTS["authors_many"] + WEIGHTS["venue_same"] + WEIGHTS["abstract_same"]
#: The same with a title that shares fewer words, which nobody gives more than three quarters; and with any title.
MOST, MOST_ALIKE = 0.75 * WEIGHTS["title_most"] + BESIDE, WEIGHTS["title_most"] + BESIDE
#: Pairs that are looked at in one go.
BATCH = 1 << 20
LANES = 4


_PRIORS = WEIGHTS["prior_undated"], WEIGHTS["prior"]


class Least(NamedTuple):
    """Log-odds from which a pair is of interest: for one work, and for one text."""

    work: float = 0.0
    text: float = 0.0


#: Where nothing else is said: a pair that is rather one work than not.
EVEN = Least()


def narrow(table: Table, pairs: Pairs, least: Least) -> Pairs:
    """The pairs that may be one work or one text; the rest shares too few words or conflicts too much.

    Args:
        table: the records.
        pairs: their candidates.
        least: log-odds from which a pair is of interest.
    """
    sketch = _sketch(table)
    size = np.bitwise_count(sketch).sum(axis=1, dtype=np.int16)
    picked = [np.zeros(0, dtype=np.int64)]
    for start in range(0, len(pairs.a), BATCH):
        a, b = pairs.a[start : start + BATCH], pairs.b[start : start + BATCH]
        shared = np.bitwise_count(sketch[a] & sketch[b]).sum(axis=1, dtype=np.int16)
        lighter = np.minimum(size[a], size[b])
        # A title without words conflicts with none.
        kept = (shared >= ONE_TEXT * lighter) | _identified(table, a, b)
        begin, end = table.head[a], table.tail[a]
        alike = ((begin == table.head[b]) & (begin != 0)) | ((end == table.tail[b]) & (end != 0))
        enough = shared >= LEAST_SHARED * lighter
        unsure = np.flatnonzero(~kept & (enough | alike))
        bound = _locators(table, a[unsure], b[unsure]) - least.work
        kept[unsure] = (enough[unsure] & (bound + MOST >= 0)) | (alike[unsure] & (bound + MOST_ALIKE >= 0))
        picked.append(start + np.flatnonzero(kept))
    places = np.concatenate(picked)
    return pairs.take(places)


def promising(table: Table, pairs: Pairs, titles: SharedTitles, least: Least) -> NDArray[np.int64]:
    """The places of those pairs that may still be of interest once their titles are compared at first sight."""
    a, b = pairs
    title = title_worth(hopeful(titles)) + BESIDE
    prior = np.where((table.forms.year[a] == MISSING) | (table.forms.year[b] == MISSING), *_PRIORS)
    possible = (_locators(table, a, b) + title >= least.work) | (prior + title >= least.text)
    return np.flatnonzero(possible | np.isnan(titles.full) | _identified(table, a, b))


def still_promising(
    table: Table, pairs: Pairs, features: Features, worth: NDArray[np.float64], least: Least
) -> NDArray[np.int64]:
    """The places of those pairs that may be of interest once all but the words of their titles is compared."""
    gain = title_worth(hopeful(features.titles)) - worth[:, FIELDS.index("title")]
    # The venues are compared only later, by names that are learned from what is kept here.
    work, text = worth.sum(axis=1) + gain + WEIGHTS["venue_same"], worth[:, TEXT].sum(axis=1) + gain
    possible = (work >= least.work) | (text >= least.text)
    return np.flatnonzero(possible | np.isnan(features.titles.full) | _identified(table, *pairs))


def _sketch(table: Table) -> NDArray[np.uint64]:
    """256 bits for each title, one for each of its words; shape (n, LANES)."""
    sketch = np.zeros((len(table), LANES), dtype=np.uint64)
    for start in range(0, len(table), SLICE):
        words = table.words.slice(start, min(start + SLICE, len(table)))
        lane, bit = (
            words.values >> np.uint64(8) & np.uint64(LANES - 1),
            words.values >> np.uint64(10) & np.uint64(63),
        )
        filled = np.flatnonzero(words.lengths())
        for number in range(LANES if len(filled) else 0):
            bits = np.where(lane == number, np.uint64(1) << bit, np.uint64(0))
            sketch[start + filled, number] = np.bitwise_or.reduceat(bits, words.offsets[filled])
    return sketch


def _locators(table: Table, a: NDArray[np.int64], b: NDArray[np.int64]) -> Column:
    """The prior and what year, volume, issue and pages are worth at most."""
    forms = table.forms

    def either(column: NDArray[np.int32], same: str, differs: str) -> Column:
        both = (column[a] != MISSING) & (column[b] != MISSING)
        return np.where(both, np.where(column[a] == column[b], WEIGHTS[same], WEIGHTS[differs]), 0.0)

    year, first, last = forms.year, forms.first_page, forms.last_page
    dated = (year[a] != MISSING) & (year[b] != MISSING)
    gap = np.abs(year[a] - year[b])
    years = WEIGHTS["prior"] + np.interp(gap, YEARS_AT, YEARS_WORTH)
    apart = (first[a] > last[b]) | (first[b] > last[a])
    paged = (first[a] != MISSING) & (first[b] != MISSING)
    page = np.where(apart, WEIGHTS["page_disjoint"], WEIGHTS["page_and_last_same"])
    return (
        np.where(dated, years, WEIGHTS["prior_undated"])
        + either(forms.volume, "volume_same", "volume_differs")
        + either(forms.issue, "issue_same", "issue_differs")
        + np.where(paged, page, 0.0)
    )


def _identified(table: Table, a: NDArray[np.int64], b: NDArray[np.int64]) -> Flags:
    """Whether identifiers, stated relations or one range of pages may speak for the pair, whatever its titles say."""
    claims, stated = (
        table.claims.lengths() > 0,
        (table.targets.lengths() > 0) | (table.known_as.lengths() > 1),
    )
    same_doi = (table.doi[a] == table.doi[b]) & (table.doi[a] != 0)
    forms = table.forms
    one_range = (forms.first_page[a] == forms.first_page[b]) & (forms.first_page[a] != MISSING)
    for column in (forms.last_page, forms.volume):
        one_range &= (column[a] == column[b]) & (column[a] != MISSING)
    return np.asarray(same_doi | one_range | (claims[a] & claims[b]) | stated[a] | stated[b])
