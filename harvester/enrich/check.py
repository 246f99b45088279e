"""What pages say of a DOI's work against what its registry says, kept and reported for every page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.enrich.agreement import RULES, compare
from harvester.model import Issue
from harvester.store import Compared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.model import Record
    from harvester.model.issue import Severity
    from harvester.store import Run, Store

#: verdict of the comparison -> kind of the issue that it is.
_ISSUES = {"wrong-doi": "wrong-doi", "review": "doi-to-review", "conflict": "conflict"}

_AT_ONCE = 500
"""Pairs that are compared in one transaction."""


def check_changed(store: Store, run: Run) -> None:
    """Compare every page that changed, or whose registry's record did, since they were last compared."""
    with store.write():
        store.registry.retire(run)
        orphaned = store.agreements.orphaned()
        store.agreements.drop(orphaned)
        store.issues.settle_all(run, "agreement", (), about=orphaned)
    outdated = store.agreements.outdated(RULES)
    for start in range(0, len(outdated), _AT_ONCE):
        _compare(store, run, outdated[start : start + _AT_ONCE])
    with store.write():
        store.issues.settle_all(run, "registration", _unheard(store))


def _compare(store: Store, run: Run, pairs: list[tuple[str, str]]) -> None:
    records = {record.id: record for record in store.records.some({name for pair in pairs for name in pair})}
    found, issues = [], []
    for page_id, registered_id in pairs:
        page, agreement = records[page_id], compare(records[page_id], records[registered_id])
        found.append(Compared(page.id, page.doi or "", *agreement))
        if kind := _ISSUES.get(agreement.verdict):
            issues.append(_issue(kind, page, agreement.note, "warning"))
    with store.write():
        store.agreements.put(run, RULES, found)
        store.issues.settle_all(run, "agreement", issues, about={page_id for page_id, _ in pairs})


def _unheard(store: Store) -> Iterator[Issue]:
    for row in store.registry.unheard():
        words = f"{row['doi']} on {row['url'] or row['id']}: {row['note']}"
        yield Issue(
            kind="doi-unknown", source=row["source"], subject=row["id"], message=words, severity="info"
        )


def _issue(kind: str, page: Record, note: str, severity: Severity) -> Issue:
    message = f"{page.doi} on {page.url or page.id}: {note}"
    return Issue(kind=kind, source=page.source, subject=page.id, message=message, severity=severity)
