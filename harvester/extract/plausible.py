"""Plausible values: what speaks against a value, whoever states it, as a factor on its carrier's weight."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from harvester.extract.candidate import is_cut_list
from harvester.extract.carriers.page_language import CARRIER as PAGE_LANGUAGE
from harvester.extract.doi_class import is_issue, is_part, is_test, years_in
from harvester.extract.wording import contradicts, languages_of, may_be
from harvester.model.text import fold, squeeze

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence

    from harvester.extract.candidate import Candidate
    from harvester.extract.weights import Weigh
    from harvester.model import PartialDate

DIGITISED = 10
"""Years between two stated dates from which the later one is taken for that of a digitisation or deposit."""

#: Types that appear in no journal.
_UNPUBLISHED = frozenset({"dataset", "software", "thesis"})
# "????" or "Nguy?n": letters that an export could not write.
LOST = re.compile(r"\?{2,}|\w\?\w")
_NO_TITLE = re.compile(
    r"untitled|no title|home|home ?page|article|abstract|full text|publication|item|title|welcome|details|document|"
    r"search results|microsoft word .*|.*\b(?:pdf|docx?|indd|tex)"
)
_NO_JOURNAL = re.compile(
    r"\b(?:repositor(?:y|io|ium|ia)|eprints?|dspace|research portal|research (?:explorer|online|output|repository)|"
    r"data (?:centers?|centres?|archive|repository)|digital (?:library|commons|collections?|archive)|"
    r"open access (?:archive|repository)|publications? (?:database|server)|library catalogue|homepage|website)\b"
)
_EPOCHS = re.compile(r"(?:0001|1601|1753|1899|1900|1970)[-/.](?:0?1|12)[-/.](?:0?1|3[01])\b.*", re.DOTALL)
_PAGE = re.compile(r"[\w.:]{1,12}(?:-[\w.:]{1,12})?(?:, ?[\w.:]{1,12}(?:-[\w.:]{1,12})?)*")


MIN_HEADING = 20
"""Letters of a heading by which other titles are doubted."""
_ROWS = frozenset({"properties", "body"})


@dataclass(frozen=True, slots=True)
class Facts:
    """What the page says elsewhere, against which one value is held.

    Attributes:
        dois: every DOI stated.
        eras: the years that these DOIs hold in their names.
        years: the year of every date of publication stated, epochs of computers aside -> how many carriers state it.
        volumes: those that are a year, as some journals count.
        types: those stated in words, not concluded from a tag.
        titles, publishers: folded without blanks.
        pages: those stated as a range.
        numbered: whether a volume, an issue or pages are stated.
        texts: titles and abstracts.
        headings: titles that a heading and ``<title>`` both state, folded without blanks.
        today: the day of reading, or None where dates to come cannot be told.
    """

    dois: frozenset[str]
    eras: frozenset[int]
    years: Mapping[int, int]
    volumes: frozenset[int]
    types: frozenset[str]
    titles: frozenset[str]
    publishers: frozenset[str]
    pages: frozenset[str]
    numbered: bool
    texts: tuple[str, ...]
    headings: frozenset[str]
    today: dt.date | None = None


def facts_of(said: Mapping[str, Sequence[Candidate]], today: dt.date | None = None) -> Facts:
    """The facts in everything that was said, by field."""

    def texts(field: str) -> list[str]:
        return [str(one.value) for one in said.get(field, [])]

    dois = frozenset(texts("doi"))
    return Facts(
        dois=dois,
        eras=frozenset(year for one in dois if not is_test(one) for year in years_in(one)),
        years=Counter(
            year
            for year, _ in {
                (_date(one).year, one.carrier)
                for one in said.get("issued", [])
                if not _EPOCHS.fullmatch(one.raw.strip())
            }
        ),
        volumes=frozenset(int(one) for one in texts("volume") if re.fullmatch(r"(?:1[89]|20)\d\d", one)),
        types=frozenset(str(one.value) for one in said.get("type", []) if not is_concluded(one)),
        titles=frozenset(map(squeeze, texts("title"))),
        publishers=frozenset(map(squeeze, texts("publisher"))),
        pages=frozenset(page for page in texts("page") if "-" in page),
        numbered=any(said.get(field) for field in ("volume", "issue", "page")),
        texts=tuple(dict.fromkeys(texts("title") + texts("abstract"))),
        headings=_headings(said.get("title", [])),
        today=today,
    )


def _headings(titles: Sequence[Candidate]) -> frozenset[str]:
    """What a heading says and ``<title>`` repeats, where it is long enough to be no part of the page."""
    tags = [squeeze(str(one.value)) for one in titles if one.carrier == "title-tag"]
    said = {squeeze(str(one.value)) for one in titles if one.carrier == "body"}
    return frozenset(one for one in said if len(one) >= MIN_HEADING and any(one in tag for tag in tags))


def doubting(weigh: Weigh, facts: Facts) -> Weigh:
    """``weigh``, less where a value is implausible; nothing where it cannot be one of its field."""
    # Asked again and again by voting; the candidate is kept, so that no other one gets its number.
    known: dict[int, tuple[Candidate, float]] = {}

    def weigh_value(candidate: Candidate) -> float:
        found = known.get(id(candidate))
        if found is None:
            factor = FACTORS.get(candidate.field)
            found = candidate, weigh(candidate) * (factor(candidate, facts) if factor else 1.0)
            known[id(candidate)] = found
        return found[1]

    return weigh_value


def is_concluded(candidate: Candidate) -> bool:
    """Whether a type was concluded from the name of a tag ("citation_journal_title") and not stated."""
    return bool(re.fullmatch(r"\w*citation_\w+", candidate.raw))


def _title(one: Candidate, facts: Facts) -> float:
    """A word of the site's furniture or a file's name is no title; lost letters are a damaged one."""
    if _NO_TITLE.fullmatch(fold(str(one.value)[:300])):
        return 0.05
    if (
        facts.headings
        and one.carrier in _ROWS
        and not any(
            said in heading or heading in said
            for said in [squeeze(str(one.value))]
            for heading in facts.headings
        )
    ):
        # A row "Title" among those of the journal, or of another work.
        return 0.3
    return 0.3 if LOST.search(str(one.value)) else 1.0


def _abstract(one: Candidate, facts: Facts) -> float:
    """The title again is no abstract."""
    if squeeze(str(one.value)[:1_000]) in facts.titles:
        return 0.0
    return 0.3 if LOST.search(str(one.value)) else 1.0


def _people(one: Candidate, _facts: Facts) -> float:
    """A list cut by "et al." is none; lost letters are a damaged one."""
    if is_cut_list(one.raw):
        return 0.0
    return 0.2 if LOST.search(one.raw) else 1.0


def _issued(one: Candidate, facts: Facts) -> float:
    """Not in the future, not an epoch of computers, not decades after an equally stated one, not off the DOI's era."""
    year = _date(one).year
    if _is_to_come(one, facts):
        return 0.0
    if _EPOCHS.fullmatch(one.raw.strip()):
        return 0.1
    stated = facts.years.get(year, 0)
    late = any(year - other >= DIGITISED and count >= stated for other, count in facts.years.items())
    # A DOI is made up to two years before the issue, or with the issue.
    off_era = bool(facts.eras) and not any(era - 1 <= year <= era + 3 for era in facts.eras)
    off_volume = bool(facts.volumes) and not any(abs(volume - year) <= 1 for volume in facts.volumes)
    return 0.25 if late or off_era or off_volume else 1.0


def _online(one: Candidate, facts: Facts) -> float:
    return 0.0 if _is_to_come(one, facts) else 1.0


def _is_to_come(one: Candidate, facts: Facts) -> bool:
    """Whether a date lies more than a year ahead; covers are dated a few months ahead."""
    return facts.today is not None and _date(one).year > facts.today.year + 1


def _doi(one: Candidate, facts: Facts) -> float:
    """The DOI of an issue, a figure or a file is not the article's; a test prefix gives way to a real one."""
    doi = str(one.value)
    if is_issue(doi) or is_part(doi, ()):
        return 0.0
    if is_part(doi, facts.dois):
        return 0.05
    return 0.1 if is_test(doi) and not all(map(is_test, facts.dois)) else 1.0


def _container(one: Candidate, facts: Facts) -> float:
    """A figure is no journal, nor is a repository or data centre; and data, programs and theses are in none."""
    name = str(one.value)
    if sum(map(str.isalpha, name)) < 2 or _NO_JOURNAL.search(fold(name[:300])):
        return 0.0
    published_alone = bool(facts.types) and facts.types <= _UNPUBLISHED and not facts.numbered
    return 0.0 if published_alone else 1.0


def _publisher(one: Candidate, facts: Facts) -> float:
    """An address, a figure or the title again is no publisher."""
    name = str(one.value)
    if "://" in name or sum(map(str.isalpha, name)) < 2 or squeeze(name) in facts.titles:
        return 0.0
    return 1.0


def _number(one: Candidate, _facts: Facts) -> float:
    """A sentence is no volume."""
    return 1.0 if len(str(one.value)) <= 24 and re.search(r"\w", str(one.value)) else 0.0


def _page(one: Candidate, facts: Facts) -> float:
    """A preprint's number is no page, and a range that runs backwards a doubtful one."""
    page = str(one.value)
    if page.count(".") > 1 or any(doi.endswith("/" + page.lower()) for doi in facts.dois):
        return 0.0
    if not _PAGE.fullmatch(page):
        return 0.2
    if page.isdecimal() and any(_counts(page, other) for other in facts.pages):
        return 0.0
    first, _, last = page.partition("-")
    return 0.3 if first.isdecimal() and last.isdecimal() and int(last) < int(first) else 1.0


def _counts(number: str, pages: str) -> bool:
    """Whether a number alone is how many pages a range has: 14 beside 21-34."""
    first, _, last = pages.partition("-")
    whole = first.isdecimal() and last.isdecimal() and number != first
    return whole and int(number) == int(last) - int(first) + 1


def _language(one: Candidate, facts: Facts) -> float:
    """Title and abstract in another language speak against a label; the page's own language needs words that agree."""
    if one.carrier == PAGE_LANGUAGE:
        spoken = languages_of(" ".join(facts.texts)).union(*map(languages_of, facts.texts))
        told = str(one.value) in spoken or any(may_be(str(one.value), text) for text in facts.texts)
        return float(told and not contradicts(str(one.value), list(facts.texts)))
    return 0.25 if contradicts(str(one.value), list(facts.texts)) else 1.0


def _type(one: Candidate, _facts: Facts) -> float:
    """A type concluded from a tag weighs less; "document" and "text" say next to nothing."""
    if one.value == "document":
        return 0.1
    return 0.7 if is_concluded(one) else 1.0


def _date(candidate: Candidate) -> PartialDate:
    return cast("PartialDate", candidate.value)


#: Field -> what remains of a carrier's weight, 0 to 1, for this value beside these facts.
FACTORS: Mapping[str, Callable[[Candidate, Facts], float]] = {
    "title": _title,
    "abstract": _abstract,
    "author": _people,
    "editor": _people,
    "issued": _issued,
    "available_date": _online,
    "doi": _doi,
    "container_title": _container,
    "publisher": _publisher,
    "volume": _number,
    "issue": _number,
    "page": _page,
    "language": _language,
    "type": _type,
}
