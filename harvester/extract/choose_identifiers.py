"""Which of the DOIs on a page is the work's own, and what all the others are."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from urllib.parse import unquote

from harvester.extract.doi_class import relation
from harvester.extract.vote import groups
from harvester.model import Identifier

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.extract.candidate import Candidate
    from harvester.extract.weights import Weigh


def choose_doi(candidates: Sequence[Candidate], url: str, weigh: Weigh) -> str | None:
    """The work's own DOI, or None where the page names several and nothing tells them apart.

    The DOI that most weight stands behind; of equals, the longest of those in the page's URL. "The first DOI on
    the page" is never a reason.
    """
    won = groups(candidates, weigh, lambda a, b: a.value == b.value)
    if not won:
        return None
    best = [str(group.members[0].value) for group in won if group.score == won[0].score]
    if len(best) > 1:
        address = unquote(url).lower()
        held = sorted((doi for doi in best if doi in address), key=len, reverse=True)
        # "10.5061/dryad.1" stands in the address of "10.5061/dryad.12" too.
        best = held[:1] if all(held[0].startswith(doi) for doi in held) else held
    return best[0] if len(best) == 1 else None


def all_identifiers(
    dois: Sequence[Candidate], others: Sequence[Candidate], own: str | None, url: str
) -> tuple[Identifier, ...]:
    """Every other identifier, each once: those stated, and the DOIs that are not the work's own.

    What such a DOI is to the work is told by its letters: a figure or file, an issue, a version, or anything.
    """
    stated = [one for candidate in others for one in cast("tuple[Identifier, ...]", candidate.value)]
    related = {(one.scheme, one.value) for one in stated if one.relation != "self"}
    found = [one for one in stated if one.relation != "self" or (one.scheme, one.value) not in related]
    found += [
        Identifier("doi", str(one.value), relation(str(one.value), own))
        for one in dois
        if one.value != own and ("doi", str(one.value)) not in related
    ]
    kept = (one for one in found if not (one.scheme == "doi" and one.value == own) and one.value != url)
    return tuple(dict.fromkeys(kept))
