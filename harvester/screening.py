"""A search's files made ready for screening: duplicates found, old works set aside, everything counted for PRISMA."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from harvester.dedupe import dedupe_table
from harvester.dedupe.decide import VERDICTS, VETO_NAMES
from harvester.dedupe.evidence import FIELDS, PARTS
from harvester.dedupe.ragged import among, different, mix
from harvester.dedupe.table import tabulate
from harvester.errors import UsageError
from harvester.formats import WRITERS, format_of
from harvester.merge import merge
from harvester.model import Issue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path
    from typing import TextIO

    from numpy.typing import NDArray

    from harvester.dedupe import Matching
    from harvester.model import Record, Work
    from harvester.reading import Reading

    Rows = NDArray[np.int64]

#: What a group's code is multiplied by, to leave room for what stands beside it.
_BESIDE = 1 << 32
#: What a cell of a CSV file may hold only between quotation marks.
_QUOTED = frozenset(',"\r\n')
#: Rows that are written at a time.
_WRITTEN = 1 << 14


@dataclass(frozen=True, eq=False)
class Screening:
    """The records of new files by work.

    Attributes:
        reading: the records.
        matching: what was compared, old records included.
        prefer: sources, the most preferred first.
    """

    reading: Reading
    matching: Matching
    prefer: tuple[str, ...] = ()

    @property
    def label(self) -> Rows:
        """For each record the row that names its work."""
        return self.matching.label

    @cached_property
    def order(self) -> Rows:
        """All rows, those first that survive: by preference, then by id."""
        place = np.array([self._place(source) for source in self.reading.sources], dtype=np.int64)
        places = place[self.reading.source] if len(place) else self.reading.source
        return np.lexsort((self.matching.scored.table.rank, places))

    @cached_property
    def new(self) -> Rows:
        """The labels of all works that a new record describes."""
        return different(self.label[~self.reading.is_old])

    @cached_property
    def known(self) -> Rows:
        """Those of them that an old record describes too."""
        return self.new[among(self.new, different(self.label[self.reading.is_old]))]

    @cached_property
    def survivors(self) -> Rows:
        """The row of the record that survives of each work that is kept, ordered by the label's id."""
        kept = self.order[~among(self.label[self.order], self.known) & ~self.reading.is_old[self.order]]
        labels, first = np.unique(self.label[kept], return_index=True)
        return kept[first][np.argsort(self.matching.scored.table.rank[labels])]

    def works(self, records: Sequence[Record]) -> Iterator[Work]:
        """One merged work for each that is kept, named after the record that survives; ``records`` are all."""
        members: dict[int, list[int]] = {}
        for row in self.order.tolist():
            members.setdefault(int(self.label[row]), []).append(row)
        ids = self.reading.forms.ids
        for survivor in self.survivors.tolist():
            label = int(self.label[survivor])
            yield merge(
                [records[row] for row in members[label]],
                id=ids[survivor] if self.prefer else ids[label],
                trust={},
                prefer=self.prefer,
            )

    @cached_property
    def judged(self) -> Rows:
        """The places of the judged pairs with at least one new record."""
        a, b = self.matching.scored.pairs
        return np.flatnonzero(~(self.reading.is_old[a] & self.reading.is_old[b]))

    def _place(self, source: str) -> int:
        return self.prefer.index(source) if source in self.prefer else len(self.prefer)


def screen(
    reading: Reading,
    *,
    prefer: Sequence[str] = (),
    distinct: Sequence[str] = (),
    auto: float = 0.95,
    review: float = 0.5,
) -> Screening:
    """Group the records of ``reading`` by work, the old ones among them.

    Args:
        reading: the files' records.
        prefer: sources whose records survive and whose values win, the most preferred first.
        distinct: sources that hold no work twice.
        auto: probability from which a pair may be merged unattended.
        review: probability from which it is the best guess.

    Raises:
        UsageError: a preferred or distinct source has no record.
    """
    sources = {reading.sources[code] for code in different(reading.source[~reading.is_old]).tolist()}
    for option, named in (("--prefer", prefer), ("--distinct", distinct)):
        for source in named:
            if source not in sources:
                known = ", ".join(sorted(sources)[:20]) or "none"
                raise UsageError(f"{option} {source}: no record is of that source; there are: {known}")
    table = reading.table or tabulate(reading.forms)
    place = np.array([[*distinct].index(one) if one in distinct else -1 for one in reading.sources], np.int32)
    apart = place[reading.source] if distinct else None
    return Screening(reading, dedupe_table(table, auto=auto, review=review, distinct=apart), tuple(prefer))


def counts(screening: Screening, issues: Iterable[Issue]) -> dict[str, Any]:
    """The numbers of a screening: records = exact + fuzzy + kept + what was in the old files.

    ``prisma`` holds them under the names of the PRISMA 2020 flow diagram's boxes.
    """
    new = np.flatnonzero(~screening.reading.is_old)
    identified, groups, known = len(new), len(screening.new), len(screening.known)
    # How many repeat another record of their work to the word.
    exact = identified - len(
        different(mix(screening.label[new].astype(np.uint64), screening.reading.exact[new]))
    )
    sources = _by_source(screening, new)
    duplicates = identified - groups
    return {
        "records": identified,
        "exact": exact,
        "fuzzy": duplicates - exact,
        "review": int(
            (screening.matching.decided.verdict[screening.judged] == VERDICTS.index("review")).sum()
        ),
        "kept": groups - known,
        "by_source": sources,
        "prisma": {
            "identified": identified,
            "identified_by_source": {source: count["records"] for source, count in sources.items()},
            "duplicates_removed": duplicates,
            "duplicates_removed_exact": exact,
            "duplicates_removed_fuzzy": duplicates - exact,
            "already_in_old": known,
            "already_in_old_for_review": _unsure(screening, new),
            "screened": groups - known,
        },
        "issues": [
            {"kind": issue.kind, "severity": issue.severity, "message": issue.message} for issue in issues
        ],
    }


def write_clusters(screening: Screening, path: Path) -> None:
    """Write id, cluster and auto_cluster of every record to the CSV file ``path``."""
    ids, matching = screening.reading.forms.ids, screening.matching
    cells = _cells(ids)
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.write("id,cluster,auto_cluster\r\n")
        for start in range(0, len(ids), _WRITTEN):
            some = slice(start, start + _WRITTEN)
            labels = [matching.label[some].tolist(), matching.auto_label[some].tolist()]
            _write_rows(stream, cells[some], *(map(cells.__getitem__, label) for label in labels))


def write_pairs(screening: Screening, path: Path) -> None:
    """Write every judged pair with a new record to the CSV file ``path``, each field's log-odds beside it."""
    picked, worth = screening.judged, screening.matching.scored.worth
    # Columns in the order in which the fields first speak; what was known before always does.
    first = {field: _first(worth[:, place], picked) for place, field in enumerate(FIELDS)} | {"prior": 0}
    fields = sorted((field for field in FIELDS if first[field] < len(picked)), key=first.__getitem__)
    cells = _cells(screening.reading.forms.ids)
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.write(",".join(["id1", "id2", "verdict", "kind", "probability", "veto", *fields]) + "\r\n")
        for start in range(0, len(picked), _WRITTEN):
            _write_rows(stream, *_pairs(screening, picked[start : start + _WRITTEN], cells, fields))


def _first(worth: NDArray[np.int32], picked: Rows) -> int:
    """Where among the ``picked`` ones a field speaks first; their number where it never does."""
    speaks = worth[picked] != 0
    return int(speaks.argmax()) if speaks.any() else len(picked)


def _pairs(
    screening: Screening, picked: Rows, cells: Sequence[str], fields: Sequence[str]
) -> Iterator[Iterable[str]]:
    """The columns of some judged pairs; ``cells`` are the ids."""
    scored, decided = screening.matching.scored, screening.matching.decided
    yield map(cells.__getitem__, scored.pairs.a[picked].tolist())
    yield map(cells.__getitem__, scored.pairs.b[picked].tolist())
    yield map(VERDICTS.__getitem__, decided.verdict[picked].tolist())
    yield [decided.kind.get(place, "") for place in picked.tolist()]
    yield _written(scored.chance[picked, 0], 6)
    yield map(VETO_NAMES.__getitem__, decided.veto[picked].tolist())
    for field in fields:
        yield _written(scored.worth[picked, FIELDS.index(field)] / PARTS, 3, silent=field != "prior")


def _cells(texts: Sequence[str]) -> Sequence[str]:
    """``texts`` as cells of a CSV file; none of the other columns needs quotation marks."""
    if _QUOTED.isdisjoint("".join(texts)):
        return texts
    return ['"' + text.replace('"', '""') + '"' if _QUOTED.intersection(text) else text for text in texts]


def _write_rows(stream: TextIO, *columns: Iterable[str]) -> None:
    """Write ready cells, column by column; several times as fast as the csv module, which looks at each letter."""
    stream.write("\r\n".join([*map(",".join, zip(*columns, strict=True)), ""]))


def _written(values: NDArray[np.float64], places: int, *, silent: bool = False) -> Iterator[str]:
    """``values`` with so many decimal places, 0 as nothing if ``silent``; most come many times."""
    values = values.tolist()
    texts = {value: f"{value:.{places}f}" for value in set(values)}
    if silent:
        texts[0.0] = ""
    return map(texts.__getitem__, values)


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


def _by_source(screening: Screening, new: Rows) -> dict[str, dict[str, int]]:
    """How many records each source gave, and how many of them stand for a work that is kept."""
    reading = screening.reading
    size = len(reading.sources)
    records = np.bincount(reading.source[new], minlength=size)
    kept = np.bincount(reading.source[screening.survivors], minlength=size)
    found = {
        source or "(none)": {"records": int(records[code]), "kept": int(kept[code])}
        for code, source in enumerate(reading.sources)
        if records[code]
    }
    return dict(sorted(found.items()))


def _unsure(screening: Screening, new: Rows) -> int:
    """Of how many known works some new record would not be merged with an old one unattended."""
    code = screening.label * _BESIDE + screening.matching.auto_label
    sure = among(code[new], different(code[screening.reading.is_old]))
    return int(among(screening.known, different(screening.label[new[~sure]])).sum())
