"""What reading a page costs: CPU for each page beside a BeautifulSoup reader, and reading stored pages again.

    python benchmarks/extract.py [--pages DIR] [--reparse N]

The pages are made here: item pages of a Pure portal of about 150 kB, and pages of any site that say everything in
their head tags, above a body of the same size. ``--pages`` names a folder with saved pages besides.
"""

from __future__ import annotations

import argparse
import csv
import statistics
import sys
import tempfile
import time
import warnings
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bs4 import BeautifulSoup, XMLParsedAsHTMLWarning

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.cost import measure  # noqa: E402
from harvester.extract import extract  # noqa: E402
from harvester.extract.carriers import bepress, dublin_core, eprints, highwire, open_graph, title_tag  # noqa: E402
from harvester.extract.choose import choose  # noqa: E402
from harvester.extract.document import head_of, open_document  # noqa: E402
from harvester.extract.platforms import PLATFORMS  # noqa: E402
from harvester.model import Page, Record  # noqa: E402
from harvester.store import Store, StoredPage  # noqa: E402
from tests.portals import pure_new  # noqa: E402
from tests.portals.big import PORTAL, big_sheets  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

SIZE = 150_000
PAGES = ROOT.parent / "shared" / "data" / "pages"
_HEAD = (highwire.read, eprints.read, bepress.read, dublin_core.read, open_graph.read, title_tag.read)
_WORDS = (
    "soil carbon fluxes were measured at forty sites over three years and compared with models of the uplands"
)


class Row(NamedTuple):
    """One line of the table: median CPU milliseconds a page, ours and a BeautifulSoup reader's, and the bar."""

    what: str
    pages: int
    kilobytes: float
    ours: float
    theirs: float
    bar: str


def main() -> None:
    """Print the table, and what reading stored pages again costs."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pages", type=Path, default=PAGES, help="a folder with manifest.csv and html/")
    options.add_argument(
        "--reparse", type=int, default=10_000, metavar="N", help="stored pages to read again"
    )
    given = options.parse_args()
    warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
    pure = list(pure_pages(100))
    plain = [head_page(number) for number in range(100)]
    rows = [
        row("Pure, head tags alone", pure, read_head, naive_head, "<= 3 ms"),
        row("Pure, everything", pure, extract, naive_body, "<= 25 ms"),
        row("all in its head", plain, extract, naive_head, ">= 10 times"),
    ]
    if given.pages.is_dir():
        rows.append(row("saved pages, everything", saved_pages(given.pages), extract, naive_body, ""))
    show(rows)
    if given.reparse:
        with tempfile.TemporaryDirectory() as folder:
            read_again(given.reparse, Path(folder))


def pure_pages(count: int) -> Iterator[Page]:
    """Item pages of a Pure portal, filled up with related items to `SIZE`."""
    sheets = big_sheets(count + 150, seed=1)
    for number in range(count):
        related = sheets[number + 1 : number + 2]
        short = pure_new.item(sheets[number], related, PORTAL)
        one = len(pure_new.item(sheets[number], sheets[number + 1 : number + 3], PORTAL)) - len(short)
        missing = max(1, (SIZE - len(short)) // one)
        html = pure_new.item(sheets[number], sheets[number + 1 : number + 2 + missing], PORTAL)
        yield Page(url=PORTAL.url(sheets[number].slug), body=html.encode(), charset="utf-8")


def head_page(number: int) -> Page:
    """A page of no platform that says everything in its head, above paragraphs, links and lists."""
    names = [("citation_author", f"Lee, Ann {letter}.") for letter in "ABCDEF"]
    tags = [
        ("citation_title", f"Soil carbon at forty sites, study {number}"),
        *names,
        ("citation_publication_date", "2011/03/21"),
        ("citation_journal_title", "Annals of Field Methods"),
        ("citation_volume", "14"),
        ("citation_firstpage", str(number)),
        ("citation_doi", f"10.5555/soil.{number}"),
        ("DC.title", f"Soil carbon at forty sites, study {number}"),
        ("DC.description", f"{_WORDS}. " * 10),
    ]
    head = "".join(f'<meta name="{name}" content="{value}">' for name, value in tags)
    item = (
        f'<div class="row"><p>{_WORDS} <a href="/x">more</a></p><ul><li><span>{_WORDS}</span></li></ul></div>'
    )
    body = item * ((SIZE - len(head)) // len(item))
    html = f"<!DOCTYPE html><html><head><title>Study {number}</title>{head}</head><body>{body}</body></html>"
    return Page(url=f"https://journal.example/{number}", body=html.encode(), charset="utf-8")


def saved_pages(folder: Path) -> list[Page]:
    """The saved item pages of a folder whose manifest.csv names file and original_url."""
    with (folder / "manifest.csv").open(newline="", encoding="utf-8") as lines:
        named = [(row["original_url"], folder / "html" / row["file"]) for row in csv.DictReader(lines)]
    return [Page(url=url, body=path.read_bytes()) for url, path in named if path.is_file()]


def read_head(page: Page) -> object:
    """What the head tags of a page amount to where it is cut behind its head, as pages above the cap are."""
    document = open_document(replace(page, body=head_of(page.body)))
    assert document is not None  # noqa: S101  (the pages are ours)
    said = [one for read in _HEAD for one in read(document)]
    return choose(said, PLATFORMS[-1], url=page.url)


def naive_head(page: Page) -> dict[str, list[str]]:
    """What a reader of a few lines does: the whole tree, and the tags by name."""
    soup = BeautifulSoup(page.body, "lxml")
    found: dict[str, list[str]] = {}
    for tag in soup.find_all("meta"):
        name = str(tag.get("name") or tag.get("property") or "").lower()
        if name.startswith(("citation_", "dc.", "og:")):
            found.setdefault(name, []).append(str(tag.get("content") or ""))
    return found


def naive_body(page: Page) -> dict[str, list[str]]:
    """The same, and the labelled rows and citation blocks of the body."""
    soup = BeautifulSoup(page.body, "lxml")
    found: dict[str, list[str]] = {}
    for tag in soup.find_all("meta"):
        found.setdefault(str(tag.get("name") or "").lower(), []).append(str(tag.get("content") or ""))
    for line in soup.select("table tr"):
        cells = [cell.get_text(" ", strip=True) for cell in line.find_all(["th", "td"])]
        found.setdefault(cells[0] if cells else "", []).extend(cells[1:])
    for term in soup.find_all("dt"):
        value = term.find_next_sibling("dd")
        found.setdefault(term.get_text(" ", strip=True), []).append(value.get_text(" ") if value else "")
    for block in soup.select("pre, [id^=cite-]"):
        found.setdefault("citation", []).append(block.get_text("\n"))
    return found


def row(
    what: str,
    pages: Sequence[Page],
    ours: Callable[[Page], object],
    theirs: Callable[[Page], object],
    bar: str,
) -> Row:
    """Both readers over the same pages in turn, so that what else the machine does hits both."""
    for page in pages[:5]:
        ours(page)
        theirs(page)
    times = [(cpu(ours, page), cpu(theirs, page)) for page in pages]
    mine, other = (statistics.median(column) for column in zip(*times, strict=True))
    size = statistics.median(len(page.body) for page in pages) / 1_000
    return Row(what, len(pages), size, mine, other, bar)


def cpu(read: Callable[[Page], object], page: Page) -> float:
    """CPU milliseconds of one reading."""
    start = time.process_time()
    read(page)
    return (time.process_time() - start) * 1_000


def show(rows: Sequence[Row]) -> None:
    """The rows as a table."""
    print(f"{'pages':26}{'n':>5}{'kB':>7}{'ours ms':>10}{'bs4 ms':>10}{'ratio':>8}  bar")
    for one in rows:
        times = f"{one.ours:>10.2f}{one.theirs:>10.2f}{one.theirs / one.ours:>8.1f}"
        print(f"{one.what:26}{one.pages:>5}{one.kilobytes:>7.0f}{times}  {one.bar}")


def read_again(count: int, folder: Path) -> None:
    """Store ``count`` pages as a sync does, and read them again with the command that people use."""
    config = folder / "config.toml"
    config.write_text(
        '[crossref]\nenabled = false\n[[source]]\nname = "bigmoor"\nurl = "https://bigmoor.example/"\n',
        encoding="utf-8",
    )
    with Store(folder / "catalogue.sqlite") as store:
        keep(store, count)
    command = [
        sys.executable,
        "-c",
        "from harvester.cli import main; main()",
        "reparse",
        "--config",
        str(config),
    ]
    for when in ("first", "again"):
        start = time.perf_counter()
        cost = measure(command)
        wall = time.perf_counter() - start
        print(
            f"reparse of {count} stored pages, {when}: {wall:.0f} s, {cost.cpu:.0f} CPU-s, {cost.memory:.0f} MB; "
            "bar 180 s"
        )


def keep(store: Store, count: int) -> None:
    """Fill the table of pages, as if they had just been fetched and had given records with an older rule."""
    sheets = big_sheets(count + 1, seed=2)
    run = store.runs.begin("2026-11-23T12:00:00Z")
    for start in range(0, count, 500):
        with store.write():
            for sheet, other in pairwise(sheets[start : min(start + 500, count) + 1]):
                html = pure_new.item(sheet, [other], PORTAL)
                page = Page(url=PORTAL.url(sheet.slug), body=html.encode(), charset="utf-8")
                record = Record(
                    id=f"bigmoor:{sheet.uuid}", source="bigmoor", url=page.url, title=sheet.plain_title
                )
                store.records.put(run, record)
                stored = StoredPage(source="bigmoor", url=page.url, record_id=record.id, checked=run.started)
                store.pages.put(run, stored, page)
    with store.write():
        store.runs.finish(run, finished=run.started, status="ok", complete=True, exit_code=0, summary={})


if __name__ == "__main__":
    main()
