"""A search's files made ready for screening: duplicates found, old works set aside, everything counted for PRISMA."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from harvester.dedupe import dedupe
from harvester.errors import UsageError
from harvester.formats import WRITERS, format_of, read_file
from harvester.merge import merge, place
from harvester.model import Issue
from harvester.model.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    from harvester.dedupe import Judgement, Matching
    from harvester.model import Record, Work


class Files(NamedTuple):
    """The records of several files, each with an id of its own, and what was odd about them."""

    records: list[Record]
    issues: list[Issue]
    old: frozenset[str]


class Count(NamedTuple):
    """How many records one source gave, and how many of them stand for a work that is kept."""

    records: int
    kept: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The records of one work.

    Attributes:
        label: the cluster's name in the matching.
        members: the new records, the one that survives first.
        old: the old records, sorted by id; with any of these the work is not new.
    """

    label: str
    members: tuple[Record, ...]
    old: tuple[Record, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """The records of new files by work.

    Attributes:
        groups: one for each work that a new record describes, ordered by label.
        matching: what was compared, old records included.
        prefer: sources, the most preferred first.
    """

    groups: tuple[Group, ...]
    matching: Matching
    prefer: tuple[str, ...] = ()

    @property
    def kept(self) -> list[Group]:
        """The works that no old record describes."""
        return [group for group in self.groups if not group.old]

    def works(self) -> list[Work]:
        """One merged work for each that is kept, named after the record that survives."""
        return [
            merge(
                group.members,
                id=group.members[0].id if self.prefer else group.label,
                trust={},
                prefer=self.prefer,
            )
            for group in self.kept
        ]

    def judgements(self) -> Iterator[Judgement]:
        """The judged pairs with at least one new record."""
        new = {record.id for group in self.groups for record in group.members}
        return (found for found in self.matching.judgements if found.a in new or found.b in new)


def read_files(files: Iterable[Path], against: Iterable[Path] = ()) -> Files:
    """All records of ``files`` and then of the old ones, ``against``; an id that was used before gets a number.

    Raises:
        FormatError: one of them cannot be read at all.
    """
    records: list[Record] = []
    issues: list[Issue] = []
    taken: dict[str, str] = {}
    old: set[str] = set()
    for path, is_old in [*((path, False) for path in files), *((path, True) for path in against)]:
        parsed = read_file(path)
        issues += [replace(issue, message=_with_folder(path, issue.message)) for issue in parsed.issues]
        for record, where in zip(parsed.records, parsed.places, strict=True):
            unique, number = record.id, 2
            while unique in taken:
                unique, number = f"{record.id}#{number}", number + 1
            if unique != record.id:
                message = f"the id {record.id!r} is that of {taken[record.id]} too; here it is {unique!r}"
                # An old file of the same search numbers its records the same way, which is nothing to look at.
                issues.append(
                    Issue(
                        kind="duplicate-id",
                        subject=unique,
                        message=f"{path}: {where}: {message}",
                        severity="info" if is_old else "warning",
                    )
                )
            taken[unique] = f"{path}, {where}"
            records.append(replace(record, id=unique))
            if is_old:
                old.add(unique)
    return Files(records, issues, frozenset(old))


def screen(
    records: Sequence[Record],
    *,
    old: Collection[str] = (),
    prefer: Sequence[str] = (),
    auto: float = 0.95,
    review: float = 0.5,
) -> Screening:
    """Group ``records`` by work, the old ones among them.

    Args:
        records: each with an id of its own.
        old: the ids of those that were screened before.
        prefer: sources whose records survive and whose values win, the most preferred first.
        auto: probability from which a pair may be merged unattended.
        review: probability from which it is the best guess.

    Raises:
        UsageError: a preferred source has no record.
    """
    sources = {record.source for record in records if record.id not in old}
    for source in prefer:
        if source not in sources:
            known = ", ".join(sorted(sources)[:20]) or "none"
            raise UsageError(f"--prefer {source}: no record is of that source; there are: {known}")
    matching = dedupe(records, auto=auto, review=review)
    found: dict[str, list[Record]] = {}
    for record in sorted(records, key=lambda one: (place(one, prefer), one.id)):
        found.setdefault(matching.clusters[record.id], []).append(record)
    groups = (
        Group(
            label=label,
            members=tuple(record for record in members if record.id not in old),
            old=tuple(record for record in members if record.id in old),
        )
        for label, members in sorted(found.items())
    )
    return Screening(
        groups=tuple(group for group in groups if group.members), matching=matching, prefer=tuple(prefer)
    )


def counts(screening: Screening, issues: Iterable[Issue]) -> dict[str, Any]:
    """The numbers of a screening: records = exact + fuzzy + kept + what was in the old files.

    ``prisma`` holds them under the names of the PRISMA 2020 flow diagram's boxes.
    """
    groups = screening.groups
    identified = sum(len(group.members) for group in groups)
    exact = sum(_exact(group) for group in groups)
    known = [group for group in groups if group.old]
    sources = _by_source(screening)
    duplicates = identified - len(groups)
    return {
        "records": identified,
        "exact": exact,
        "fuzzy": duplicates - exact,
        "review": sum(found.verdict == "review" for found in screening.judgements()),
        "kept": len(screening.kept),
        "by_source": {source: count._asdict() for source, count in sources.items()},
        "prisma": {
            "identified": identified,
            "identified_by_source": {source: count.records for source, count in sources.items()},
            "duplicates_removed": duplicates,
            "duplicates_removed_exact": exact,
            "duplicates_removed_fuzzy": duplicates - exact,
            "already_in_old": len(known),
            "already_in_old_for_review": sum(not _is_sure(group, screening.matching) for group in known),
            "screened": len(screening.kept),
        },
        "issues": [
            {"kind": issue.kind, "severity": issue.severity, "message": issue.message} for issue in issues
        ],
    }


def write_works(works: Sequence[Work], path: Path) -> list[Issue]:
    """Write ``works`` to ``path``, whole or not at all; what its format cannot carry of their files, as Issues.

    Raises:
        UsageError: the suffix of ``path`` names no format.
    """
    name = writable(path)
    draft = path.with_name(f".{path.name}.part")
    try:
        with draft.open("w", encoding="utf-8", newline="") as stream:
            WRITERS[name](works, stream)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    if name in ("csl-json", "jsonl"):
        return []
    foreign = sum(extra.format != name for work in works for extra in work.content.extra)
    message = f"{path}: {foreign} values of other formats have no place in {name}; .json or .jsonl keeps them"
    return [Issue(kind="not-carried", message=message, severity="info")] if foreign else []


def writable(path: Path) -> str:
    """The format that ``path`` is to be written in.

    Raises:
        UsageError: its suffix names none.
    """
    name = format_of(path)
    if name is None:
        raise UsageError(f"{path}: its suffix names no format; use .csv, .ris, .bib, .json or .jsonl")
    return name


def _with_folder(path: Path, message: str) -> str:
    """``message``, which starts with the file's name, with the whole path."""
    return f"{path}{message.removeprefix(path.name)}"


def _by_source(screening: Screening) -> dict[str, Count]:
    found: dict[str, Count] = {}
    for group in screening.groups:
        for number, record in enumerate(group.members):
            count = found.get(record.source or "(none)", Count(0, 0))
            is_kept = number == 0 and not group.old
            found[record.source or "(none)"] = Count(count.records + 1, count.kept + is_kept)
    return dict(sorted(found.items()))


def _exact(group: Group) -> int:
    """How many of the new records of one work repeat another to the word: title, first author and year."""
    return len(group.members) - len({_exact_key(record) for record in group.members})


def _exact_key(record: Record) -> tuple[object, ...]:
    return (
        squeeze(record.title),
        record.author[0].key if record.author else "",
        record.issued.year if record.issued else None,
    )


def _is_sure(group: Group, matching: Matching) -> bool:
    """Whether every new record of the work would be merged with an old one unattended."""
    old = {matching.auto_clusters[record.id] for record in group.old}
    return all(matching.auto_clusters[record.id] in old for record in group.members)
