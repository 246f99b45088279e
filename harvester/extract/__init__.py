"""Extract: from a fetched page to one `Record`, with everything that was said and one chosen value a field."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from harvester.extract.candidate import MAX_VALUES, Candidate
from harvester.extract.carriers import CARRIERS, labelled
from harvester.extract.choose import choose
from harvester.extract.confidence import supports
from harvester.extract.document import Document, open_document
from harvester.extract.entries import READERS
from harvester.extract.native import absolute, native_id
from harvester.extract.platforms import GENERIC, Platform, recognise
from harvester.extract.refuse import UNREADABLE, WEAK, refuse_body, refuse_page
from harvester.model import Issue, Page, Record, Witness
from harvester.model.record import WITNESSED_DATES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Hashable, Iterable, Sequence

T = TypeVar("T")

__all__ = ["Extraction", "extract"]

#: What an article's head says that leaves nothing to be looked for in its text.
_ALL = frozenset({"title", "author", "issued", "doi", "abstract", "container_title", "volume"})
#: Carriers that name the authors of whatever they name the title of.
NAMES_AUTHORS = frozenset({"citation_*", "eprints.*", "bepress_*", "ris", "bibtex"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """What was read off one page.

    Attributes:
        record: None where the page is no record.
        platform: the name of the platform whose rules were used; "" where it never came to that.
        dissent: the witnesses of the record that say something else than what was chosen.
        issues: what is missing, broken or was left out.
        reason: why there is no record; "" where there is one.
        kind: the same in one word (see `harvester.extract.refuse.Refusal`); "" where there is a record.
    """

    record: Record | None
    platform: str = ""
    dissent: frozenset[Witness] = frozenset()
    issues: tuple[Issue, ...] = ()
    reason: str = ""
    kind: str = ""


def extract(
    page: Page,
    *,
    source: str = "",
    platform: str = "auto",
    language: str | None = None,
    today: dt.date | None = None,
) -> Extraction:
    """The record on ``page``, or the reason why there is none.

    Args:
        page: as fetched.
        source: the source's name, the first part of the record's id.
        platform: a platform's name, or "auto" to recognise it.
        language: ISO 639-1 code to assume where the page states no language.
        today: the day on which the page was fetched; dates well after it are not believed.

    Raises:
        UsageError: there is no platform of that name.
    """
    if page.content_type in READERS:
        return _extract_entry(page, source=source, platform=platform, language=language, today=today)
    if refusal := refuse_body(page):
        return Extraction(record=None, reason=refusal.reason, kind=refusal.kind)
    document = open_document(page)
    if document is None:
        return Extraction(record=None, reason=UNREADABLE.reason, kind=UNREADABLE.kind)
    rules = recognise(page, document.tree, platform)
    candidates, issues = read(document, rules)
    if refusal := refuse_page(document, rules, candidates):
        return Extraction(
            record=None,
            platform=rules.name,
            issues=_about(issues, source, page.url),
            reason=refusal.reason,
            kind=refusal.kind,
        )
    record = build(document, rules, candidates, source=source, language=language, today=today)
    issues += missing(record, rules)
    return Extraction(
        record=record,
        platform=rules.name,
        dissent=dissent(record, candidates),
        issues=_about(issues, source, record.id),
    )


def _extract_entry(
    page: Page, *, source: str, platform: str, language: str | None, today: dt.date | None
) -> Extraction:
    """The record that one entry of a list is."""
    entry = READERS[page.content_type](page, platform)
    rules = entry.platform
    if entry.reason:
        issues = _about(entry.issues, source, page.url)
        return Extraction(
            record=None, platform=rules.name, issues=issues, reason=entry.reason, kind="no-metadata"
        )
    record = _assemble(
        entry.candidates,
        rules,
        native=entry.native,
        url=entry.url,
        source=source,
        language=language,
        today=today,
    )
    return Extraction(
        record=replace(record, extra=entry.extra),
        platform=rules.name,
        dissent=dissent(record, entry.candidates),
        issues=_about([*entry.issues, *missing(record, rules)], source, record.id),
    )


def read(document: Document, platform: Platform) -> tuple[list[Candidate], list[Issue]]:
    """Everything that the carriers and the platform's own markup say, and what could not be read."""
    said: list[Candidate | Issue] = [*document.issues]
    for carrier in CARRIERS:
        said += carrier(document)
    body: Sequence[Candidate | Issue] = ()
    # Most of the time goes into what an unknown site shows around its title; its head may have said all of that.
    if platform.read_body and not (platform is GENERIC and _says_all(said)):
        body = platform.read_body(document.page, document.tree)
    said += body
    if platform.other_rows:
        # What a platform's own rules read, they know better than the rules for the labelled rows of any site.
        known = (
            {one.field for one in body if isinstance(one, Candidate)} if platform is not GENERIC else set()
        )
        said += [one for one in labelled.read(document) if one.field not in known]
    candidates = list(dict.fromkeys(one for one in said if isinstance(one, Candidate)))
    kept = _few(candidates, lambda one: (one.field, one.carrier))
    if len(kept) < len(candidates):
        message = (
            f"{document.page.url}: says more than {MAX_VALUES} things on one field; the others were left out"
        )
        said.append(Issue(kind="values-cut", message=message, severity="info"))
    issues = _few((one for one in said if isinstance(one, Issue)), lambda one: one.kind)
    return (platform.amend(kept) if platform.amend else kept), issues


def _says_all(said: Iterable[Candidate | Issue]) -> bool:
    fields = {one.field for one in said if isinstance(one, Candidate) and one.carrier not in WEAK}
    return fields >= _ALL and not fields.isdisjoint(("page", "number"))


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
    today: dt.date | None = None,
) -> Record:
    """The record that ``candidates`` amount to."""
    native, url = native_id(document, platform), document.page.url
    return _assemble(
        candidates, platform, native=native, url=url, source=source, language=language, today=today
    )


def _assemble(
    candidates: Sequence[Candidate],
    platform: Platform,
    *,
    native: str,
    url: str,
    source: str,
    language: str | None,
    today: dt.date | None,
) -> Record:
    chosen = choose(candidates, platform, url=url, today=today)
    if language and "language" not in chosen:
        chosen["language"] = language
    chosen["full_text"] = absolute(chosen.get("full_text", ""), url)
    witnesses = tuple(dict.fromkeys(said for one in candidates for said in one.witnesses()))
    return Record(id=f"{source}:{native}", source=source, url=url, witness=witnesses, **chosen)


def dissent(record: Record, candidates: Sequence[Candidate]) -> frozenset[Witness]:
    """The witnesses that say something else than ``record``, which was chosen from ``candidates``."""
    agreeing = {
        witness
        for one in candidates
        if one.field in WITNESSED_DATES or supports(one.field, getattr(record, one.field), one)
        for witness in one.witnesses()
    }
    return frozenset(record.witness) - agreeing


def missing(record: Record, platform: Platform) -> list[Issue]:
    """One issue for each thing that every publication has and this record, or one of its carriers, lacks.

    What a carrier of the platform is known to lack, or to get wrong, is no news.
    """
    where, advice = record.url or record.id, "look whether its layout changed"
    found = []
    if not record.title:
        found.append(Issue(kind="no-title", message=f"{where}: the page states no title; {advice}"))
    if not record.author and not record.editor:
        found.append(Issue(kind="no-author", message=f"{where}: the page states no authors; {advice}"))
        return found
    named = {one.carrier for one in record.witness if one.field in ("author", "editor")}
    titled = {one.carrier for one in record.witness if one.field == "title"}
    silent = {carrier for field, carrier in platform.distrust if field == "author"}
    for carrier in sorted((titled & NAMES_AUTHORS) - named - silent):
        message = f"{where}: its {carrier} block names no authors, though another does; {advice}"
        found.append(Issue(kind="author-line-missing", message=message, severity="info"))
    return found


def _about(issues: Sequence[Issue], source: str, subject: str) -> tuple[Issue, ...]:
    """The issues, each naming the source and the record (or page) that it is about."""
    return tuple(replace(one, source=source, subject=subject) for one in issues)
