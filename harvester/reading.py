"""Reading files for matching: the normal forms of all their records, which need not stand in memory as such."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from harvester.dedupe.column import Column
from harvester.dedupe.columns import read_columns
from harvester.dedupe.folding import fold_all
from harvester.dedupe.forms import Forms, read_forms
from harvester.dedupe.growing import GrowingForms
from harvester.dedupe.ragged import mix
from harvester.dedupe.stored import Stored, load, save
from harvester.dedupe.table import tabulate
from harvester.dedupe.texts import Texts, hash_spans
from harvester.errors import FormatError
from harvester.formats.batch import Batch, place_name
from harvester.formats.file import read_batches, read_file
from harvester.model import Issue
from harvester.model.lines import Lines
from harvester.model.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from harvester.dedupe.table import Table
    from harvester.model import Record, Severity


class Reading(NamedTuple):
    """What several files say about n records.

    Attributes:
        forms: in the order of the files, each with an id of its own.
        source: place in ``sources`` of each record's source.
        exact: a hash that records share which repeat one another to the word: title, first author and year.
        is_old: whether the record is from an old file, one to compare with.
        paths: the files, the old ones last.
        issues: what was odd about them.
        table: what is computed of the forms, where it was stored with them.
    """

    forms: Forms
    source: NDArray[np.int32]
    sources: tuple[str, ...]
    exact: NDArray[np.uint64]
    is_old: NDArray[np.bool_]
    paths: tuple[Path, ...]
    issues: list[Issue]
    table: Table | None = None

    def records(self) -> list[Record]:
        """The records themselves, read once more; row by row those of ``forms``.

        Raises:
            FormatError: a file holds other records than before.
        """
        read = [record for path in self.paths for record in read_file(path).records]
        if len(read) != len(self.forms):
            raise FormatError(f"{', '.join(map(str, self.paths))}: changed while it was read; run again")
        return [
            record if record.id == own else replace(record, id=own)
            for record, own in zip(read, self.forms.ids, strict=True)
        ]


def read_files(files: Iterable[Path], against: Iterable[Path] = (), stored: Path | None = None) -> Reading:
    """The records of ``files`` and then of the old ones, ``against``; an id that was used before gets a number.

    Args:
        files: at least one.
        against: old files.
        stored: where the forms are kept for the next time; they are read from there instead of from the files if they
            were written for files of the same names with the same bytes, by the same rules of reading.

    Raises:
        FormatError: a file cannot be read at all.
        UsageError: ``stored`` is a file of another kind.
    """
    paths = [*((path, False) for path in files), *((path, True) for path in against)]
    if stored is None:
        return _read(paths)
    stamp = [[str(path), is_old, _digest(path)] for path, is_old in paths]
    if found := load(stored, stamp):
        return _reading(found, paths)
    reading = _read(paths)
    notes = {"sources": reading.sources, "issues": [asdict(issue) for issue in reading.issues]}
    columns: dict[str, NDArray[Any]] = {
        "source": reading.source,
        "exact": reading.exact,
        "is_old": reading.is_old,
    }
    table = tabulate(reading.forms)
    save(stored, Stored(table, columns, notes), stamp)
    return reading._replace(table=table)


def _reading(found: Stored, paths: Sequence[tuple[Path, bool]]) -> Reading:
    return Reading(
        found.table.forms,
        found.columns["source"],
        tuple(found.notes["sources"]),
        found.columns["exact"],
        found.columns["is_old"],
        tuple(path for path, _ in paths),
        [Issue(**issue) for issue in found.notes["issues"]],
        found.table,
    )


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "blake2b").hexdigest()
    except OSError as error:
        raise FormatError(f"{path}: {error.strerror}; check the name and its permissions") from error


def _read(paths: Sequence[tuple[Path, bool]]) -> Reading:
    forms = GrowingForms()
    codes: dict[str, int] = {}
    source, exact = Column(np.int32), Column(np.uint64)
    sizes: list[int] = []
    issues: list[Issue] = []
    ids = _Ids(several=len(paths) > 1)
    for path, is_old in paths:
        doubts: list[Issue] = []
        again: list[Issue] = []
        before = len(forms)
        for batch in read_batches(path):
            issues += _with_folder(path, batch.issues)
            doubts += _with_folder(path, batch.doubts)
            if not batch.ids:
                continue
            # An old file of the same search numbers its records the same way, which is nothing to look at.
            own = ids.take(path, batch, again, "info" if is_old else "warning")
            titles = fold_all(batch.columns.title if batch.columns else Lines.of([""] * len(own)))
            more = _forms(own, batch, titles)
            forms.add(more)
            exact.add(_exact(more, batch, titles))
            source.add(np.array([codes.setdefault(one, len(codes)) for one in batch.sources], dtype=np.int32))
        issues += doubts + again
        sizes.append(len(forms) - before)
    return Reading(
        forms.take(),
        source.take(),
        tuple(codes),
        exact.take(),
        np.repeat([is_old for _, is_old in paths], sizes),
        tuple(path for path, _ in paths),
        issues,
    )


def _forms(ids: Sequence[str], batch: Batch, titles: Lines) -> Forms:
    if batch.columns is None:
        return replace(read_forms([batch.records[row] for row in range(len(ids))]), ids=tuple(ids))
    return read_columns(ids, batch.columns, titles, batch.records)


def _exact(forms: Forms, batch: Batch, titles: Lines) -> NDArray[np.uint64]:
    """`Reading.exact` of the records of ``batch``, of which these are the forms and folded titles in its columns."""
    letters, starts, ends = forms.authors.letters(), forms.authors.offsets[:-1], forms.authors.offsets[1:]
    # The first family name, or name without parts, ends at the first comma or semicolon.
    marks = np.append(np.flatnonzero((letters == ord(",")) | (letters == ord(";"))), len(letters))
    first = hash_spans(letters, starts, np.minimum(marks[np.searchsorted(marks, starts)], ends))
    rows = sorted(batch.records)
    records = [batch.records[row] for row in rows]
    titles = titles.replaced({row: fold(batch.records[row].title) for row in rows})
    first[rows] = Texts.of(record.author[0].key if record.author else "" for record in records).hashes()
    squeezed = Lines.split(titles.data.translate(None, b" "))
    return mix(Texts.of_lines(squeezed).hashes(), first, forms.year.astype(np.uint64))


def _with_folder(path: Path, issues: Iterable[Issue]) -> Iterator[Issue]:
    """``issues``, whose messages start with the file's name, with the whole path."""
    return (replace(issue, message=f"{path}{issue.message.removeprefix(path.name)}") for issue in issues)


class _Ids:
    """The ids of all files, and where each stands."""

    def __init__(self, *, several: bool) -> None:
        self._several = several
        self._taken: dict[str, int] = {}
        self._starts: list[int] = []
        self._places: list[tuple[Path, Sequence[int | str]]] = []

    def take(self, path: Path, batch: Batch, issues: list[Issue], severity: Severity) -> Sequence[str]:
        """The ids that the records of ``batch`` get; an Issue tells of each that is not its own."""
        if not self._several:
            return batch.ids  # no file uses an id twice
        self._starts.append(len(self._taken))
        self._places.append((path, batch.places))
        if self._taken.keys().isdisjoint(batch.ids):
            self._taken.update(
                zip(batch.ids, range(len(self._taken), len(self._taken) + len(batch.ids)), strict=True)
            )
            return batch.ids
        own = []
        for wanted, place in zip(batch.ids, batch.places, strict=True):
            unique, number = wanted, 2
            while unique in self._taken:
                unique, number = f"{wanted}#{number}", number + 1
            if unique != wanted:
                message = f"the id {wanted!r} is that of {self._where(wanted)} too; here it is {unique!r}"
                message = f"{path}: {place_name(place)}: {message}"
                issues.append(Issue(kind="duplicate-id", subject=unique, message=message, severity=severity))
            self._taken[unique] = len(self._taken)
            own.append(unique)
        return own

    def _where(self, identifier: str) -> str:
        row = self._taken[identifier]
        batch = bisect_right(self._starts, row) - 1
        path, places = self._places[batch]
        return f"{path}, {place_name(places[row - self._starts[batch]])}"
