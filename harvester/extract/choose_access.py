"""Who may read the work: the most open word, and embargoes that have ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.model.access import embargo_end, is_creative_commons, openness

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from harvester.extract.candidate import Candidate


def choose_access(candidates: Sequence[Candidate], today: dt.date | None) -> str:
    """The most open word; what follows from a licence counts only where nothing speaks of access itself.

    Repositories open the file on the day that an embargo ends, and leave the words as they were. So an embargo that
    ended before ``today`` is open access; ``today`` is None where the page links no file that could be open.
    """
    stated = [one for one in candidates if not is_creative_commons(one.raw)] or candidates
    words = {str(one.value) for one in stated}
    if today and has_ended(stated, today):
        words = {"open" if word == "embargoed" else word for word in words}
    return max(words, key=openness, default="")


def has_ended(stated: Sequence[Candidate], today: dt.date) -> bool:
    """Whether every embargo that is dated ended before ``today``, and one at least is dated."""
    ends = [end.parts for one in stated if one.value == "embargoed" and (end := embargo_end(one.raw))]
    return bool(ends) and all([today.year, today.month, today.day][: len(end)] > end for end in ends)
