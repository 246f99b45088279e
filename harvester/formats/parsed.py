"""What reading a text of records gives: the records, and an Issue for everything that could not be kept as it was."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from harvester.formats.values import is_placeholder, pick_date, tidy
from harvester.model import Identifier, Issue, PartialDate, Record, Severity, parse_date
from harvester.model import identifier as ids
from harvester.model.kind import csl_type
from harvester.model.language import language
from harvester.model.text import shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_SERIAL = re.compile(r"[\dXx][\dXx\s\-\u2010-\u2015]{6,}")


class Parsed(NamedTuple):
    """The records of one text, in its order, and what went wrong with some of them.

    Attributes:
        places: where each record stands, such as "line 12"; as many as there are records.
    """

    records: list[Record]
    issues: list[Issue]
    places: Sequence[str] = ()


class Entry:
    """One entry of a text while it is read: canonical values, and an Issue for each value that has none.

    Attributes:
        id: the record id, unlike that of every other entry of the text.
        source: the name of the source, as given to the parser.
        format: the name of the text's format.
        refused: values that no field of a record can hold, as the text has them.
    """

    def __init__(self, entry_id: str, *, source: str, format: str, where: str, issues: list[Issue]) -> None:  # noqa: A002  (the word of the command line)
        self.id = entry_id
        self.source = source
        self.format = format
        self.refused: list[str] = []
        self._where = where
        self._issues = issues

    def note(self, kind: str, message: str, severity: Severity = "warning") -> None:
        """Add an Issue about this entry; its place in the text is put before ``message``."""
        self._issues.append(
            Issue(
                kind=kind,
                message=f"{self._where}: {message}",
                source=self.source,
                subject=self.id,
                severity=severity,
            )
        )

    def date(self, *texts: str) -> PartialDate | None:
        """The most precise date that agrees with the first readable one."""
        stated = {text: parse_date(text) for text in texts if not is_placeholder(text)}
        for text, date in stated.items():
            if date is None:
                self._refuse("bad-date", text, "date")
        return pick_date([date for date in stated.values() if date])

    def dois(self, *texts: str) -> tuple[str | None, tuple[Identifier, ...]]:
        """The DOI that the entry states first, and any further ones as identifiers of related things."""
        found: list[str] = []
        for text in texts:
            if is_placeholder(text):
                continue
            whole = ids.doi(text)
            inside = [whole] if whole else ids.find_dois(text)
            if not inside:
                self._refuse("bad-doi", text, "DOI")
            found += inside
        unique = list(dict.fromkeys(found))
        related = tuple(Identifier("doi", other, "IsRelatedTo") for other in unique[1:])
        return (unique[0] if unique else None), related

    def serials(self, *texts: str, claimed: str = "issn") -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The ISSNs and the ISBNs in ``texts``, whichever of the two the field was meant for.

        Args:
            texts: each may hold several numbers, with words such as "(Print)" between them.
            claimed: "issn" or "isbn": what a number that is neither is called.
        """
        issns: list[str] = []
        isbns: list[str] = []
        for text in texts:
            if is_placeholder(text):
                continue
            pieces = [piece for chunk in re.split(r"[;,|/\n]", text) for piece in _serial_pieces(chunk)]
            for piece in pieces or [text]:
                if isbn := ids.isbn(piece):
                    isbns.append(isbn)
                elif issn := ids.issn(piece):
                    issns.append(issn)
                else:
                    self._refuse(f"bad-{claimed}", piece, claimed.upper())
        return tuple(dict.fromkeys(issns)), tuple(dict.fromkeys(isbns))

    def language(self, text: str) -> str | None:
        """The ISO 639-1 code of the language that ``text`` names."""
        return self._known(text, language, "unknown-language", "a language")

    def type(self, word: str) -> str | None:
        """The CSL type that ``word`` means."""
        return self._known(word, csl_type, "unknown-type", "a type of publication")

    def _known(self, text: str, read: Callable[[str], str | None], kind: str, what: str) -> str | None:
        found = read(text)
        if found is None and not is_placeholder(text):
            self.refused.append(text)
            self.note(kind, f"{shorten(text, 60)!r} is not known as {what}; left out", "info")
        return found

    def _refuse(self, kind: str, text: str, what: str) -> None:
        self.refused.append(text)
        self.note(kind, f"{shorten(tidy(text), 60)!r} is no {what}; left out, the rest of the entry is kept")


class Gathering:
    """The records and issues of one text, as they are gathered; no two records get the same id."""

    def __init__(self, source: str, format: str) -> None:  # noqa: A002  (the word of the command line)
        self.records: list[Record] = []
        self.issues: list[Issue] = []
        self._source = source
        self._format = format
        self._fallback = source or format
        self._places: dict[str, str] = {}
        self._taken: dict[str, int] = {}
        self._count = 0

    def entry(self, native_id: str, where: str) -> Entry:
        """The next entry, named ``native_id`` exactly, or by its number where that is ""."""
        self._count += 1
        wanted = native_id or f"{self._fallback}:{self._count}"
        unique = self._claim(wanted)
        self._places[unique] = where
        return self.known(unique, wanted, where)

    def claim(self, native_ids: Sequence[str]) -> tuple[list[str], list[str]]:
        """The ids that the next entries ask for and those they get; each must then be `known`."""
        first = self._count + 1
        self._count += len(native_ids)
        wanted = [*native_ids]
        if "" in wanted:
            numbered = enumerate(native_ids, start=first)
            wanted = [native or f"{self._fallback}:{number}" for number, native in numbered]
        fresh = dict.fromkeys(wanted, 1)
        if len(fresh) == len(wanted) and self._taken.keys().isdisjoint(fresh):
            self._taken.update(fresh)
            return wanted, wanted
        return wanted, [self._claim(one) for one in wanted]

    def _claim(self, wanted: str) -> str:
        unique, turn = wanted, self._taken.get(wanted, 0)
        while unique in self._taken:
            turn += 1
            unique = f"{wanted}#{turn}"
        self._taken[wanted], self._taken[unique] = turn, 1
        return unique

    def known(self, unique: str, wanted: str, where: str) -> Entry:
        """The entry that got the id ``unique``; an Issue tells where that is not the one it ``wanted``."""
        entry = Entry(unique, source=self._source, format=self._format, where=where, issues=self.issues)
        if unique != wanted:
            entry.note(
                "duplicate-id", f"the id {shorten(wanted, 60)!r} was used before; this one is {unique!r}"
            )
        return entry

    def take_issues(self) -> list[Issue]:
        """The issues since this was last asked."""
        taken = self.issues[:]
        self.issues.clear()
        return taken

    def note(self, kind: str, message: str, severity: Severity = "warning") -> None:
        """Add an Issue about the text as a whole."""
        self.issues.append(Issue(kind=kind, message=message, source=self._source, severity=severity))

    def done(self) -> Parsed:
        """Everything that was gathered."""
        return Parsed(self.records, self.issues, [self._places[record.id] for record in self.records])


def first(values: Sequence[str]) -> str:
    """The first of ``values`` that says something, else the first that is there at all, or "".

    >>> first(["", "N/A", "Health Expectations"]), first(["", "None"])
    ('Health Expectations', 'None')
    """
    return next((value for value in values if not is_placeholder(value)), next(filter(None, values), ""))


def _serial_pieces(chunk: str) -> list[str]:
    """The runs of digits in ``chunk`` that could be one ISSN or ISBN each."""
    pieces: list[str] = []
    for run in _SERIAL.findall(chunk):
        digits = re.sub(r"[^\dXx]", "", run)
        # "0957-9672 0957-9672": several numbers stand apart by blanks only.
        pieces += [run.strip()] if len(digits) in (8, 10, 13) else run.split()
    return pieces
