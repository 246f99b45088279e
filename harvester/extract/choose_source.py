"""From all witnesses to one value: the journal or book, its publisher, pages and article number, and the type."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from harvester.extract.vote import groups, weight_of
from harvester.model.text import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from harvester.extract.candidate import Candidate
    from harvester.extract.weights import Weigh

#: Words that abbreviations of journals leave out.
_LITTLE = frozenset(
    "the of and for in on a an de des du la le les et der die das und fur y el del dei e di da do".split()
)
_PREPRINTS = re.compile(r"\w*rxiv\b.*|.*\bpreprints?\b.*|research square|ssrn\b.*")
_PROCEEDINGS = re.compile(r"\bproceedings\b|\bproc\.|\bconference\b|\bsymposium\b", re.IGNORECASE)
#: Types whose numbers are of a series, so that pages beside them are pages.
_NUMBERED = frozenset({"report", "thesis", "book", "standard", "patent"})
_COMPANY = frozenset(
    "ltd limited inc llc gmbh ag bv sa co plc group verlag press publishing publishers publications us".split()
)


def choose_container(candidates: Sequence[Candidate], weigh: Weigh) -> str:
    """The journal or book: an abbreviated name supports the full one it abbreviates and loses to it.

    The name of a repository, a data centre or a figure is none.
    """
    won = groups(candidates, weigh, lambda a, b: same_container(str(a.value), str(b.value)))
    if not won:
        return ""
    top = max(weigh(one) for one in won[0].members)
    strong = [one for one in won[0].members if weigh(one) >= 0.5 * top]
    return str(
        max(strong, key=lambda one: (not _is_abbreviated(str(one.value)), _words(one), weigh(one))).value
    )


@lru_cache(maxsize=1 << 8)
def same_container(a: str, b: str) -> bool:
    """Whether two names are equal, or one abbreviates the other word by word.

    >>> same_container("J. Phys. Radium", "Journal de Physique et le Radium"), same_container("Cell", "Cell Reports")
    (True, False)
    """
    one, other = (re.sub(r"^the ", "", fold(text)) for text in (a, b))
    if one == other:
        return True
    words = sorted((_main_words(one), _main_words(other)), key=lambda found: sum(map(len, found)))
    return len(words[0]) == len(words[1]) > 0 and all(
        full.startswith(part) or (full[0] == part[0] and _is_contraction(part, full))
        for part, full in zip(*words, strict=True)
    )


def choose_publisher(candidates: Sequence[Candidate], weigh: Weigh) -> str:
    """The publisher that most weight stands behind; "BioMed Central" and "BioMed Central Ltd" are one."""
    won = groups(candidates, weigh, lambda a, b: same_publisher(str(a.value), str(b.value)))
    return str(won[0].members[0].value) if won else ""


@lru_cache(maxsize=1 << 8)
def same_publisher(a: str, b: str) -> bool:
    """Whether two names are one publisher's, its legal form aside.

    >>> same_publisher("BioMed Central Ltd.", "BioMed Central"), same_publisher("Wiley", "Springer")
    (True, False)
    """
    one, other = ([word for word in fold(text).split() if word not in _COMPANY] for text in (a, b))
    return one == other and (bool(one) or fold(a) == fold(b))


def choose_pages(
    pages: Sequence[Candidate], numbers: Sequence[Candidate], weigh: Weigh, kind: str | None
) -> tuple[str, str]:
    """The pages and the article number.

    A first page alone supports a range that begins with it and loses to it. Where carriers state the number
    of an article, a page alone and a range from 1 are that number again, or internal to the publisher, and no pages.
    """
    won = groups(pages, weigh, same_page)
    page = max((str(one.value) for one in won[0].members), key=lambda text: "-" in text) if won else ""
    stated = groups(numbers, weigh, lambda a, b: fold(str(a.value)) == fold(str(b.value)))
    number = str(stated[0].members[0].value) if stated else ""
    internal = "-" not in page or re.match(r"e?0*1-", page)
    return ("" if number and kind not in _NUMBERED and internal else page), number


def same_page(a: Candidate, b: Candidate) -> bool:
    """Whether two page ranges begin with the same page, and end with the same where both say so."""
    return same_ends(str(a.value), str(b.value))


def same_ends(one: str, other: str) -> bool:
    """The same of two ranges as text."""
    (first_a, last_a), (first_b, last_b) = _ends(one), _ends(other)
    return first_a == first_b and (not last_a or not last_b or last_a == last_b)


def choose_type(
    candidates: Sequence[Candidate], weigh: Weigh, said: Mapping[str, Sequence[Candidate]]
) -> str | None:
    """The type that most weight stands behind; "document" only where no carrier says more.

    What a preprint server calls an article is a preprint, and what has a DOI and a journal is no newspaper's.
    """
    won = groups(candidates, weigh, lambda a, b: a.value == b.value)
    kind = str(won[0].members[0].value) if won else ""
    if kind in ("", "document"):
        return _type_by_place(said) or kind or None
    servers = [one for one in said.get("container_title", []) if _PREPRINTS.fullmatch(fold(str(one.value)))]
    if kind == "article-journal" and servers and weight_of(servers, weigh) >= 0.5:
        return "article"
    if kind == "article-newspaper" and said.get("container_title") and (said.get("doi") or said.get("issn")):
        return "article-journal"
    return kind


def _type_by_place(said: Mapping[str, Sequence[Candidate]]) -> str | None:
    """What the place of publication tells where no carrier says more: what has a volume or issue is in a journal.

    What has an ISBN and is in nothing else is a book.
    """
    if said.get("isbn") and not said.keys() & {"container_title", "issn", "volume"}:
        return "book"
    if not said.get("container_title") or not (said.get("volume") or said.get("issue")):
        return None
    places = [str(one.value) for one in said["container_title"]]
    return "paper-conference" if all(map(_PROCEEDINGS.search, places)) else "article-journal"


def _main_words(folded: str) -> list[str]:
    words = folded.split()
    return [word for word in words if word not in _LITTLE] or words


def _is_contraction(part: str, full: str) -> bool:
    """Whether the letters of ``part`` stand in ``full`` in their order: "natl" in "national"."""
    letters = iter(full)
    return len(part) > 2 and all(letter in letters for letter in part)


def _is_abbreviated(text: str) -> bool:
    return bool(re.search(r"\w\.(?:\s|$)", text))


def _words(one: Candidate) -> int:
    """Letters of the name, in steps: a full name has many more than its abbreviation, a variant only some."""
    return len(fold(str(one.value))) // 8


def _ends(page: str) -> tuple[str, str]:
    first, _, last = page.partition("-")
    return first.lstrip("0").lower(), last.lstrip("0").lower()
