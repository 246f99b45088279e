"""Measure how the DOI of a work is found by its title: `harvester.enrich.search` and rules of others on one index.

    python benchmarks/title_to_doi.py [WORKS.jsonl.gz] [--half report|tune] [--seed N] [--each N] [--wrong N]

WORKS holds works in Crossref's JSON, one a line; without it works are made up. The works are halved by the hash of
their DOI: rules are tuned on one half and reported on the other. Of the half that is asked for, every second work is
taken out of the index, so that its DOI must not be found; the other half stays in as distractors. A work that is
registered twice is not asked for: either of its DOIs is right. Every other work is asked
for in the damaged forms of `KINDS`; beside the named damage, a query loses fields as pages do (`LOSSES`). SQLite's
bm25 ranks, and the first ten go to each rule. Precision is of what was accepted, recall of the queries whose work is
in the index; *absent* are those accepted though their work is not. Then all is measured again with near misses of the
works in the index: second parts, errata, replies, the same title in another year, preprints.
"""

from __future__ import annotations

import argparse
import hashlib
import random as randoms
import re
import sqlite3
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein
from title_queries import TWIN_TITLES, queries, read, twins_of

from harvester.enrich import record_of
from harvester.enrich.message import NOT_PUBLICATIONS
from harvester.enrich.search import Finding, judge, question
from harvester.model.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from title_queries import Query

    from harvester.model import Record

    Rule = Callable[[Record, Sequence[Record]], Finding]

DEFAULT_WORKS = Path("../shared/data/crossref/works.jsonl.gz")
SEEDS = {"tune": 1, "report": 20261125}
TOP, TWINS = 10, 200


class Tally(NamedTuple):
    """What a rule made of some queries.

    Attributes:
        right, wrong, absent: accepted, as the work's DOI, as another work's, though the work is not in the index.
        review, worth: how many were left to a person, and how many of these with the right DOI.
    """

    present: int
    right: int
    wrong: int
    absent: int
    review: int
    worth: int

    def row(self, name: str) -> str:
        """The tally as a row of a table."""
        precision = self.right / max(self.right + self.wrong + self.absent, 1)
        recall = self.right / max(self.present, 1)
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        served = (self.right + self.worth) / max(self.present, 1)
        return (
            f"| {name} | {self.present} | {precision:.4f} | {recall:.4f} | {f1:.4f} | {self.wrong} | {self.absent} "
            f"| {self.review} | {self.worth / max(self.review, 1):.2f} | {served:.4f} |"
        )


HEAD = (
    "| present | precision | recall | F1 | wrong | absent | review | yield | recall with review |\n"
    "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
)


class Index:
    """Works by their words, ranked by SQLite; columns and weights as a registry's search would have them."""

    def __init__(self, records: Sequence[Record]) -> None:
        self._records = list(records)
        self._db = sqlite3.connect(":memory:")
        self._db.execute(
            "CREATE VIRTUAL TABLE work USING fts5(title, people, place, tokenize='unicode61 remove_diacritics 2')"
        )
        self._db.executemany(
            "INSERT INTO work(rowid, title, people, place) VALUES (?, ?, ?, ?)", map(_row, enumerate(records))
        )

    def search(self, words: str) -> list[Record]:
        """The best works for ``words``, the best first."""
        terms = dict.fromkeys(re.findall(r"\w+", words.replace("_", " ").lower()))
        match = " OR ".join(f'"{term}"' for term in terms)
        found = self._db.execute(
            "SELECT rowid FROM work WHERE work MATCH ? ORDER BY bm25(work, 3, 2, 1), rowid LIMIT ?",
            (match, TOP),
        )
        return [self._records[row] for (row,) in found]


def _row(numbered: tuple[int, Record]) -> tuple[int, str, str, str]:
    number, record = numbered
    place = (
        record.container_title,
        record.volume,
        record.page,
        *(str(date.year) for date in (record.issued, record.available_date) if date),
    )
    titles = " ".join((record.title, *record.title_alternative))
    return number, titles, " ".join(map(str, record.author or record.editor)), " ".join(place)


def _first(record: Record, candidates: Sequence[Record], fits: Callable[[Record, Record], bool]) -> Finding:
    doi = next((one.doi for one in candidates if fits(record, one)), None)
    return Finding("accept" if doi else "reject", doi, "")


def top_one(record: Record, candidates: Sequence[Record]) -> Finding:
    """The first hit, whatever it is."""
    return _first(record, candidates, lambda *_: True)


def levenshtein(record: Record, candidates: Sequence[Record]) -> Finding:
    """JabRef's: the first whose title, with or without its subtitle, is at most four edits away."""

    def fits(mine: Record, theirs: Record) -> bool:
        titles = (theirs.title, *theirs.title_alternative)
        return any(
            Levenshtein.distance(mine.title.lower(), title.lower(), score_cutoff=4) <= 4 for title in titles
        )

    return _first(record, candidates, fits)


def token_set(record: Record, candidates: Sequence[Record]) -> Finding:
    """The first whose words are alike by 90 and whose first author's family by 80."""

    def fits(mine: Record, theirs: Record) -> bool:
        if fuzz.token_set_ratio(fold(mine.title), fold(theirs.title)) < 90 or not (
            mine.author and theirs.author
        ):
            return False
        return fuzz.ratio(mine.author[0].key, theirs.author[0].key) >= 80

    return _first(record, candidates, fits)


RULES: dict[str, Rule] = {
    "ours": judge, "top 1, unchecked": top_one, "Levenshtein <= 4 (JabRef)": levenshtein,
    "token set >= 90, author >= 80": token_set,
}  # fmt: skip


def measure(
    name: str, index: Index, asked: Sequence[Query], show: int
) -> dict[str, list[tuple[Query, Finding]]]:
    """What every rule makes of every query, with a note on how well the index ranks and how long judging takes."""
    found: dict[str, list[tuple[Query, Finding]]] = defaultdict(list)
    ranks, spent = Counter[str](), 0.0
    for query in asked:
        words = question(query.record)
        hits = index.search(words) if words else []
        ranks["asked" if words else "not asked"] += 1
        if query.present:
            place = next((place for place, hit in enumerate(hits) if hit.doi == query.doi), TOP)
            ranks["first"] += place == 0
            ranks["in ten"] += place < TOP
            ranks["present"] += 1
        for rule, decide in RULES.items():
            start = time.process_time()
            finding = decide(query.record, hits)
            spent += (time.process_time() - start) * (rule == "ours")
            found[rule].append((query, finding))
    present = ranks["present"]
    print(
        f"\n## {name}: {len(asked)} queries, {ranks['not asked']} not asked; the index has the answer first for "
        f"{ranks['first'] / present:.4f} of {present}, in the first {TOP} for {ranks['in ten'] / present:.4f}; "
        f"judging takes {1e3 * spent / len(asked):.2f} ms a query\n"
    )
    _examples(
        [pair for pair in found["ours"] if pair[1].outcome == "accept" and _is_wrong(*pair)][:show], index
    )
    return found


def _is_wrong(query: Query, finding: Finding) -> bool:
    return not query.present or finding.doi != query.doi


def tally(found: Sequence[tuple[Query, Finding]]) -> Tally:
    """The counts of some queries."""
    accepted = [(query, one) for query, one in found if one.outcome == "accept"]
    review = [(query, one) for query, one in found if one.outcome == "review"]
    return Tally(
        present=sum(query.present for query, _ in found),
        right=sum(not _is_wrong(*pair) for pair in accepted),
        wrong=sum(query.present and one.doi != query.doi for query, one in accepted),
        absent=sum(not query.present for query, _ in accepted),
        review=len(review),
        worth=sum(not _is_wrong(*pair) for pair in review),
    )


def report(name: str, index: Index, asked: Sequence[Query], show: int) -> list[tuple[Query, Finding]]:
    """Measure and print the tables of all rules, and of ours by kind of damage; what ours found."""
    found = measure(name, index, asked, show)
    print(f"| rule {HEAD}")
    for rule, pairs in found.items():
        print(tally(pairs).row(rule))
    by_kind(found["ours"])
    return found["ours"]


def by_kind(found: Sequence[tuple[Query, Finding]]) -> None:
    """Print a table of our rule by kind of damage."""
    kinds: dict[str, list[tuple[Query, Finding]]] = defaultdict(list)
    for pair in found:
        kinds[pair[0].kind].append(pair)
    print(f"\n| damage {HEAD}")
    for kind, pairs in kinds.items():
        print(tally(pairs).row(kind))


def _examples(pairs: Sequence[tuple[Query, Finding]], index: Index) -> None:
    for query, finding in pairs:
        page = query.record
        print(
            f"- {query.kind}, {query.doi} {'' if query.present else 'not '}in the index, found {finding.doi}"
        )
        print(f"  page: {page.title} | {'; '.join(map(str, page.author[:4]))} | {page.issued} | {page.container_title} "
              f"{page.volume} {page.page}")  # fmt: skip
        print(f"  {finding.reason} | {' | '.join(finding.evidence)}")
        words = question(page)
        for hit in index.search(words)[:3] if words else ():
            print(f"    {hit.doi}: {hit.title} | {'; '.join(map(str, hit.author[:4]))} | {hit.issued} | {hit.genre} "
                  f"{hit.container_title} {hit.volume} {hit.page}")  # fmt: skip


def _work(record: Record) -> tuple[str, str, int | None]:
    """What two registrations of one work have in common."""
    return (
        fold(record.title),
        next((name.key for name in record.author), ""),
        record.issued and record.issued.year,
    )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("works", nargs="?", type=Path, default=DEFAULT_WORKS)
    options.add_argument("--half", choices=SEEDS, default="report")
    options.add_argument("--seed", type=int, help="another than the half's own")
    options.add_argument("--each", type=int, default=120, help="queries of each kind at most")
    options.add_argument("--wrong", type=int, default=0, help="wrong acceptances to show")
    options.add_argument(
        "--missed", type=int, default=0, help="works in the index that were not accepted to show"
    )
    given = options.parse_args()
    seed = SEEDS[given.half] if given.seed is None else given.seed
    messages = {str(message["DOI"]).lower(): message for message in read(given.works)}
    records = {doi: record_of(message) for doi, message in messages.items()}
    works = Counter(map(_work, records.values()))
    asked = [
        one for doi, one in sorted(records.items())
        if one.title and one.author and one.issued and one.genre not in NOT_PUBLICATIONS and works[_work(one)] == 1
        and hashlib.sha256(doi.encode()).digest()[0] % 2 == (given.half == "report")
    ]  # fmt: skip
    random = randoms.Random(seed)  # noqa: S311  (damage, no secrets)
    absent = {one.doi for one in random.sample(asked, len(asked) // 2)}
    kept = [one for doi, one in records.items() if doi not in absent]
    pages = list(queries(asked, {str(one.doi) for one in kept}, given.each, seed))
    made = twins_of(random.sample(asked, min(TWINS, len(asked))), messages, random)
    print(f"{len(records)} works, {len(asked)} of them asked for ({given.half} half, seed {seed})")
    report("Without near misses", Index(kept), pages, given.wrong)
    index = Index([*kept, *(record_of(message) for _, message in made.values())])
    found = report(f"With {len(made)} near misses", index, pages, given.wrong)
    print(f"\n| works with a near miss {HEAD}")
    for kind in TWIN_TITLES:
        print(tally([pair for pair in found if made.get(pair[0].doi, ("",))[0] == kind]).row(kind))


if __name__ == "__main__":
    main()
