"""Extract: from a fetched page to one `Record`, with everything that was said and one chosen value a field."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from harvester.extract.candidate import MAX_VALUES, Candidate
from harvester.extract.carriers import CARRIERS
from harvester.extract.choose import choose
from harvester.extract.document import Document, open_document
from harvester.extract.native import absolute, native_id
from harvester.extract.platforms import Platform, recognise
from harvester.extract.refuse import refuse_body, refuse_page
from harvester.model import Issue, Page, Record

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

T = TypeVar("T")

__all__ = ["Extraction", "extract"]

#: Carriers that name the authors of whatever they name the title of.
NAMES_AUTHORS = frozenset({"citation_*", "eprints.*", "bepress_*", "ris", "bibtex"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """What was read off one page.

    Attributes:
        record: None where the page is no record.
        platform: the name of the platform whose rules were used; "" where it never came to that.
        issues: what is missing, broken or was left out.
        reason: why there is no record; "" where there is one.
    """

    record: Record | None
    platform: str = ""
    issues: tuple[Issue, ...] = ()
    reason: str = ""


def extract(
    page: Page, *, source: str = "", platform: str = "auto", language: str | None = None
) -> Extraction:
    """The record on ``page``, or the reason why there is none.

    Args:
        page: as fetched.
        source: the source's name, the first part of the record's id.
        platform: a platform's name, or "auto" to recognise it.
        language: ISO 639-1 code to assume where the page states no language.

    Raises:
        UsageError: there is no platform of that name.
    """
    if reason := refuse_body(page):
        return Extraction(record=None, reason=reason)
    document = open_document(page)
    if document is None:
        return Extraction(
            record=None, reason="the page is nested too deeply, or has too many attributes, to be read"
        )
    rules = recognise(page, document.tree, platform)
    candidates, issues = read(document, rules)
    if reason := refuse_page(document, rules, candidates):
        issues_of_page = _about(issues, source, page.url)
        return Extraction(record=None, platform=rules.name, issues=issues_of_page, reason=reason)
    record = build(document, rules, candidates, source=source, language=language)
    issues += missing(record)
    return Extraction(record=record, platform=rules.name, issues=_about(issues, source, record.id))


def read(document: Document, platform: Platform) -> tuple[list[Candidate], list[Issue]]:
    """Everything that the carriers and the platform's own markup say, and what could not be read."""
    said: list[Candidate | Issue] = [*document.issues]
    for carrier in CARRIERS:
        said += carrier(document)
    if platform.read_body:
        said += platform.read_body(document.page, document.tree)
    candidates = list(dict.fromkeys(one for one in said if isinstance(one, Candidate)))
    kept = _few(candidates, lambda one: (one.field, one.carrier))
    if len(kept) < len(candidates):
        message = (
            f"{document.page.url}: says more than {MAX_VALUES} things on one field; the others were left out"
        )
        said.append(Issue(kind="values-cut", message=message, severity="info"))
    return kept, _few((one for one in said if isinstance(one, Issue)), lambda one: one.kind)


def _few(found: Iterable[T], sort: Callable[[T], Hashable]) -> list[T]:
    """The first `MAX_VALUES` of each sort: a page that says more than that on one thing says nothing."""
    counts: Counter[Hashable] = Counter()
    kept = []
    for one in found:
        counts[sort(one)] += 1
        if counts[sort(one)] <= MAX_VALUES:
            kept.append(one)
    return kept


def build(
    document: Document,
    platform: Platform,
    candidates: Sequence[Candidate],
    *,
    source: str,
    language: str | None,
) -> Record:
    """The record that ``candidates`` amount to."""
    url = document.page.url
    chosen = choose(candidates, platform, url=url)
    if language and "language" not in chosen:
        chosen["language"] = language
    chosen["full_text"] = absolute(chosen.get("full_text", ""), url)
    witnesses = tuple(dict.fromkeys(one.witness() for one in candidates))
    native = native_id(document, platform)
    return Record(id=f"{source}:{native}", source=source, url=url, witness=witnesses, **chosen)


def missing(record: Record) -> list[Issue]:
    """One issue for each thing that every publication has and this record, or one of its carriers, lacks."""
    where, advice = record.url or record.id, "look whether its layout changed"
    found = []
    if not record.title:
        found.append(Issue(kind="no-title", message=f"{where}: the page states no title; {advice}"))
    if not record.author and not record.editor:
        found.append(Issue(kind="no-author", message=f"{where}: the page states no authors; {advice}"))
        return found
    named = {one.carrier for one in record.witness if one.field in ("author", "editor")}
    titled = {one.carrier for one in record.witness if one.field == "title"}
    for carrier in sorted((titled & NAMES_AUTHORS) - named):
        message = f"{where}: its {carrier} block names no authors, though another does; {advice}"
        found.append(Issue(kind="author-line-missing", message=message, severity="info"))
    return found


def _about(issues: Sequence[Issue], source: str, subject: str) -> tuple[Issue, ...]:
    """The issues, each naming the source and the record (or page) that it is about."""
    return tuple(replace(one, source=source, subject=subject) for one in issues)
