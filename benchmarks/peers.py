"""Other people's deduplication on the same file, run by a Python that has it (`requirements.txt`).

    PYTHON benchmarks/peers.py bib-dedupe FILE.csv CLUSTERS.csv
    PYTHON benchmarks/peers.py splink FILE.csv CLUSTERS.csv [--model MODEL.json]

bib-dedupe runs with its own rules on one processor. Splink runs on DuckDB with two threads, six blocking rules and a
model trained by expectation maximisation. It is written to MODEL.json, or read from there instead of trained anew.
"""

# ruff: noqa: PLC0415  (either peer runs where the other is missing)
from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: Above so many records Splink's model is trained on a fifth of them.
WHOLE = 500_000
#: Pairs at or above this probability are linked: of .9, .99, .999 and .9999 what gives Splink the best F1 on 100,000.
THRESHOLD = 0.99
# Empty cells are NULL: they neither block nor count.
PREPARED = r"""
    create table records as
    with cells as (
        select id, lower(title) as title, lower(authors) as authors, year, lower(container) as container, volume,
            nullif(split_part(pages, '-', 1), '') as page,
            nullif(regexp_replace(lower(doi), '^(https?://(dx\.)?doi\.org/|doi:\s*)', ''), '') as doi,
            regexp_replace(lower(title), '[^\pL\pN]', '', 'g') as squeezed
        from read_csv(?, header = true, all_varchar = true)
    )
    select id, nullif(title, '') as title, nullif(authors, '') as authors, nullif(year, '') as year,
        nullif(container, '') as container, nullif(volume, '') as volume, page, doi,
        nullif(left(squeezed, 25), '') as head, nullif(right(squeezed, 25), '') as tail,
        nullif(split_part(authors, ',', 1), '') as author
    from cells
"""


def bib_dedupe(path: Path) -> Iterable[tuple[str, str]]:
    """The cluster of each record that bib-dedupe puts into one; the others are alone."""
    import bib_dedupe.bib_dedupe as peer
    import pandas as pd

    names = {"id": "ID", "authors": "author", "container": "journal", "issue": "number"}
    records = pd.read_csv(path, dtype=str, keep_default_na=False).rename(columns=names)
    records["author"] = records["author"].str.replace("; ", " and ")
    records["ENTRYTYPE"] = "article"
    prepared = peer.prep(records, cpu=1, verbosity_level=0)
    matched = peer.match(peer.block(prepared, cpu=1), cpu=1)
    for members in peer.cluster(matched):
        for member in members:
            yield member, min(members)


def splink(path: Path, model: Path | None) -> Iterable[tuple[str, str]]:
    """The cluster of each record by Splink."""
    import duckdb
    from splink import DuckDBAPI, Linker

    connection = duckdb.connect()
    connection.execute("set threads = 2")
    connection.execute(PREPARED, [str(path)])
    interface = DuckDBAPI(connection)
    if model and model.exists():
        settings = json.loads(model.read_text(encoding="utf-8"))
    else:
        settings = _trained(connection, interface)
    if model:
        model.write_text(json.dumps(settings), encoding="utf-8")
    linker = Linker(interface.register("records"), settings, log_level=None)
    pairs = linker.inference.predict(threshold_match_probability=THRESHOLD)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
        pairs, threshold_match_probability=THRESHOLD
    )
    found = connection.execute(f"select id, cluster_id from {clusters.physical_name}")  # noqa: S608  (Splink's own name)
    while rows := found.fetchmany(10_000):
        yield from rows


def _trained(connection: Any, interface: Any) -> dict[str, Any]:  # noqa: ANN401  (not installed where this is checked)
    """The settings of a trained Splink model."""
    from splink import Linker, SettingsCreator, block_on
    from splink import comparison_library as compare

    keys = (
        ("doi",), ("head",), ("tail", "year"),
        ("author", "year", "page"), ("author", "volume", "page"), ("author", "year", "container", "volume"),
    )  # fmt: skip
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="id",
        blocking_rules_to_generate_predictions=[block_on(*key) for key in keys],
        comparisons=[
            compare.JaroWinklerAtThresholds("title", [0.97, 0.92, 0.85]),
            compare.JaroWinklerAtThresholds("authors", [0.95, 0.85]),
            compare.JaroWinklerAtThresholds("container", [0.95, 0.8]),
            *(compare.ExactMatch(name) for name in ("year", "volume", "page", "doi")),
        ],
    )
    (size,) = connection.execute("select count(*) from records").fetchone()
    share = "" if size <= WHOLE else "where hash(id) % 5 = 0"
    connection.execute(f"create table sample as select * from records {share}")  # noqa: S608  (two constants)
    linker = Linker(interface.register("sample"), settings, log_level=None)
    linker.training.estimate_probability_two_random_records_match(
        [block_on("doi"), block_on("head", "year")], recall=0.8
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=1_000_000, seed=1)
    for key in ("doi", "head"):
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(key))
    trained: dict[str, Any] = linker.misc.save_model_to_json()
    return trained


def main(arguments: Sequence[str] | None = None) -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("peer", choices=("bib-dedupe", "splink"))
    options.add_argument("file", type=Path)
    options.add_argument("clusters", type=Path)
    options.add_argument("--model", type=Path)
    given = options.parse_args(arguments)
    found = bib_dedupe(given.file) if given.peer == "bib-dedupe" else splink(given.file, given.model)
    with given.clusters.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(("id", "cluster"))
        rows.writerows(found)


if __name__ == "__main__":
    main()
