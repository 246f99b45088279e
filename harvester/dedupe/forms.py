"""Forms: the normal form of every record, read once and kept; everything else in matching is computed from it."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from harvester.dedupe.locator import MISSING, first_number, issue_number, page_range
from harvester.dedupe.texts import Texts
from harvester.dedupe.title import read_title
from harvester.dedupe.venue import venue_name
from harvester.model.lines import Lines
from harvester.model.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from harvester.model import Name, Record

    Numbers = NDArray[np.int32]

#: Counts up whenever anything reads to another form than before, here or where files become records: what was stored
#: under another number is read anew.
RULES = 2
#: Longer lists of names are read to here; nobody is told apart by the five-hundredth author.
MAX_AUTHORS = 500
#: Letters of an abstract that are read, and kept once folded.
ABSTRACT_READ, ABSTRACT = 400, 300
#: DOI prefixes that only preprint servers register under.
PREPRINT_DOIS = (
    "10.1101/", "10.21203/", "10.2139/ssrn", "10.48550/", "10.31234/", "10.31235/", "10.31219/",
    "10.20944/preprints", "10.26434/", "10.36227/", "10.22541/", "10.12688/",
)  # fmt: skip
PREPRINT_WORDS = re.compile(r"\b(?:preprints?|\w*[rh]?xiv|ssrn|research square|mpra)\b|^corr\b")
#: Schemes that name one work wherever they stand; an eprint number or uuid is a repository's own.
CLAIM_SCHEMES = frozenset({"pmid", "arxiv", "handle", "oai"})
#: Records up to which they are read one by one.
FEW = 24
#: What sets the values of a list apart, and the fields of a form that is written as one text.
LIST_MARK, FIELD_MARK = "\n", "\x1f"


class Form(NamedTuple):
    """One record as matching sees it; where nothing is known stand "", 0, False or `MISSING`.

    Attributes:
        title: folded words, notes like "[Chinese]" removed.
        kind: "erratum", "reply", ... where the title says that it is such a notice.
        part: the number after "part" and the like.
        generic: whether columns and front matter repeat the title.
        authors: folded names, ``family,given`` or ``whole name``, semicolons between them.
        venue: folded name.
        page_mark: letters before the first page.
        aliases, claims, issn: further DOIs, other identifiers and serial numbers, sorted, `LIST_MARK` between them.
        relations: kind and target by turns, in the same manner.
        type: a CSL type.
        abstract: the folded beginning.
    """

    title: str = ""
    kind: str = ""
    part: int = 0
    generic: bool = False
    authors: str = ""
    venue: str = ""
    year: int = MISSING
    volume: int = MISSING
    issue: int = MISSING
    first_page: int = MISSING
    last_page: int = MISSING
    page_mark: str = ""
    edition: int = MISSING
    type: str = ""
    preprint: bool = False
    doi: str = ""
    aliases: str = ""
    claims: str = ""
    issn: str = ""
    relations: str = ""
    abstract: str = ""

    def text(self) -> str:
        """The form as one text, which `Form.parse` reads back."""
        return FIELD_MARK.join([value if isinstance(value, str) else str(int(value)) for value in self])

    @classmethod
    def parse(cls, text: str) -> Form:
        """The form that `Form.text` wrote.

        >>> form = Form(title="a study", year=2011, generic=True)
        >>> Form.parse(form.text()) == form
        True
        """
        return cls(*[read(value) for read, value in zip(_READ, text.split(FIELD_MARK), strict=True)])


_FROM_TEXT: dict[type, Callable[[str], Any]] = {str: str, bool: lambda text: text == "1", int: int}
_READ = tuple(_FROM_TEXT[type(default)] for default in Form._field_defaults.values())


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms of n records as columns, named and filled as in `Form`; ``ids`` are never evidence."""

    ids: tuple[str, ...]
    title: Texts
    kind: Texts
    part: Numbers
    generic: NDArray[np.bool_]
    authors: Texts
    venue: Texts
    year: Numbers
    volume: Numbers
    issue: Numbers
    first_page: Numbers
    last_page: Numbers
    page_mark: Texts
    edition: Numbers
    type: Texts
    preprint: NDArray[np.bool_]
    doi: Texts
    aliases: Texts
    claims: Texts
    issn: Texts
    relations: Texts
    abstract: Texts
    #: The forms themselves, where they are few and were at hand.
    whole: tuple[Form, ...] = ()

    def __len__(self) -> int:
        return len(self.ids)

    def each(self) -> Iterator[Form]:
        """The form of one record after the other."""
        if self.whole:
            return iter(self.whole)
        columns = [getattr(self, name) for name in Form._fields]
        values = [column.take() if isinstance(column, Texts) else column.tolist() for column in columns]
        return itertools.starmap(Form, zip(*values, strict=True))

    @classmethod
    def of(cls, ids: Sequence[str], forms: Iterable[Form]) -> Forms:
        """The columns of ``forms``, which belong to ``ids`` in order."""
        whole = tuple(forms) if len(ids) <= FEW else ()
        columns = list(zip(*(whole or forms), strict=True)) or [()] * len(Form._fields)
        return cls.by_field(ids, dict(zip(Form._fields, columns, strict=True)), whole)

    @classmethod
    def by_field(
        cls,
        ids: Sequence[str],
        columns: Mapping[str, Sequence[object] | Lines | NDArray[np.generic]],
        whole: tuple[Form, ...] = (),
    ) -> Forms:
        """The forms whose values stand in ``columns``, one for each field of a `Form`."""
        filled: dict[str, Any] = {name: _column(name, columns[name]) for name in Form._fields}
        return cls(tuple(ids), **filled, whole=whole)


_DTYPES: dict[str, type[np.generic]] = {"generic": np.bool_, "preprint": np.bool_}


def dtype_of(name: str) -> type[np.generic]:
    """The kind of numbers in the column of `Forms` that is named ``name``."""
    return _DTYPES.get(name, np.int32)


def _column(name: str, values: Sequence[Any] | Lines | NDArray[np.generic]) -> Texts | NDArray[np.generic]:
    if isinstance(values, Lines):
        return Texts.of_lines(values)
    if isinstance(values, np.ndarray):
        return values.astype(dtype_of(name))
    if isinstance(Form._field_defaults[name], str):
        return Texts.of(values)
    return np.fromiter(values, dtype=dtype_of(name), count=len(values))


def read_forms(records: Sequence[Record]) -> Forms:
    """The forms of ``records``, in their order."""
    return Forms.of([record.id for record in records], map(form_of, records))


def form_of(record: Record) -> Form:
    """The normal form of one record; the only place in matching that reads a `Record`."""
    title = read_title(record.title, record.container_title)
    pages = page_range(record.page or record.number)
    return Form(
        title=title.text,
        kind=title.kind,
        part=int(title.part or 0),
        generic=title.generic,
        authors=";".join(map(folded_name, (record.author or record.editor)[:MAX_AUTHORS])),
        venue=venue_name(record.container_title or record.event_title or record.collection_title),
        year=record.issued.year if record.issued else MISSING,
        volume=first_number(record.volume),
        issue=issue_number(record.issue),
        first_page=pages.first,
        last_page=pages.last,
        page_mark=pages.mark,
        edition=first_number(record.edition),
        type=record.type or "",
        preprint=_is_preprint(record),
        doi=record.doi or "",
        aliases=listed(_aliases(record)),
        claims=listed(f"{item.scheme}:{item.value}" for item in record.identifier
                       if item.scheme in CLAIM_SCHEMES and item.relation == "self"),
        issn=listed(record.issn),
        relations=LIST_MARK.join(f"{stated.kind}{LIST_MARK}{stated.target.lower()}" for stated in record.relation),
        abstract=fold(record.abstract[:ABSTRACT_READ])[:ABSTRACT],
    )  # fmt: skip


def listed(values: Iterable[str]) -> str:
    """``values`` as one text."""
    return LIST_MARK.join(sorted(set(values)))


def folded_name(name: Name) -> str:
    """A name as ``family,given`` or whole."""
    return _folded_name(name.family, name.given, name.literal)


@lru_cache(maxsize=1 << 13)
def _folded_name(family: str, given: str, literal: str) -> str:
    return f"{fold(family)},{fold(given)}" if family else fold(f"{given} {literal}")


def _is_preprint(record: Record) -> bool:
    """Whether the record is of a preprint: by its type, its server or its DOI's registrant."""
    if record.type == "article" or "preprint" in record.genre.lower():
        return True
    return (record.doi or "").startswith(PREPRINT_DOIS) or is_preprint_server(
        f"{record.container_title} {record.publisher}"
    )


@lru_cache(maxsize=1 << 13)
def is_preprint_server(name: str) -> bool:
    """Whether a container and publisher are those of a preprint server."""
    return bool(PREPRINT_WORDS.search(name.lower()))


def _aliases(record: Record) -> set[str]:
    """Other DOIs of the same work."""
    named = {item.value for item in record.identifier
             if item.scheme == "doi" and item.relation in ("IsIdenticalTo", "self")}  # fmt: skip
    return (
        named | {stated.target.lower() for stated in record.relation if stated.kind == "IsIdenticalTo"}
    ) - {record.doi or ""}
