"""What matching keeps between runs: tables, and the triggers that note whose work may be another one now."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

TABLES = """
CREATE TABLE epochs (
    number INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES runs (id),
    round INTEGER NOT NULL,
    records INTEGER NOT NULL,
    titles INTEGER NOT NULL,
    engine TEXT NOT NULL,
    settings TEXT NOT NULL,
    corpus BLOB
) STRICT;
CREATE TABLE forms (
    row INTEGER PRIMARY KEY,
    record_id TEXT NOT NULL UNIQUE REFERENCES records (id),
    form TEXT NOT NULL
) STRICT;
CREATE TABLE block_keys (
    key INTEGER NOT NULL,
    row INTEGER NOT NULL,
    PRIMARY KEY (key, row)
) STRICT, WITHOUT ROWID;
CREATE TABLE dois (
    doi TEXT NOT NULL,
    role TEXT NOT NULL,
    record_id TEXT NOT NULL REFERENCES records (id),
    PRIMARY KEY (doi, role, record_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX dois_record ON dois (record_id);
CREATE TABLE stale (record_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE INDEX works_founder ON works (founder);
CREATE INDEX works_changed ON works (changed_run);
CREATE INDEX redirects_work ON redirects (work_id);
CREATE INDEX redirects_heir ON redirects (heir);
CREATE INDEX redirects_founder ON redirects (founder);
CREATE INDEX decisions_review ON decisions (record_a) WHERE verdict = 'review';
DROP INDEX records_work;
CREATE INDEX records_work ON records (work_id, source);
INSERT INTO stale SELECT id FROM records;
"""

#: Changes that may give a record another work, noted by the tables themselves, so that no stage has to remember it:
#: when, and which records. (An upsert turns the IGNORE of a trigger off, so that what is stale is left out by hand.)
_STALE = {
    "records_insert": ("AFTER INSERT ON records", "SELECT new.id AS id"),
    "records_change": (
        (
            "AFTER UPDATE OF content, gone_run ON records "
            "WHEN new.content IS NOT old.content OR (new.gone_run IS NULL) <> (old.gone_run IS NULL)"
        ),
        "SELECT new.id AS id",
    ),
    "agreements_insert": ("AFTER INSERT ON agreements", "SELECT new.record_id AS id"),
    "agreements_delete": ("AFTER DELETE ON agreements", "SELECT old.record_id AS id"),
    # INSERT OR REPLACE deletes without a word, so that what it replaces is looked at before.
    "registrations_insert": (
        (
            "BEFORE INSERT ON registrations "
            "WHEN new.prime_doi IS NOT (SELECT prime_doi FROM registrations WHERE doi = new.doi)"
        ),
        "SELECT id FROM records WHERE doi = new.doi",
    ),
    # A choice about a record that is gone follows its page to the record that the page gives now.
    "pages_change": (
        (
            "AFTER UPDATE OF record_id, gone_run ON pages "
            "WHEN new.record_id IS NOT old.record_id OR (new.gone_run IS NULL) <> (old.gone_run IS NULL)"
        ),
        (
            "SELECT id FROM records WHERE id IN (old.record_id, new.record_id) "
            "UNION SELECT id FROM records WHERE url = new.url AND source = new.source AND gone_run IS NOT NULL"
        ),
    ),
    "choices_insert": (
        "AFTER INSERT ON choices",
        "SELECT value AS id FROM json_each(new.records) UNION SELECT value FROM json_each(new.others)",
    ),
    "choices_undo": (
        "AFTER UPDATE OF undone ON choices",
        "SELECT value AS id FROM json_each(new.records) UNION SELECT value FROM json_each(new.others)",
    ),
}
#: The same for DOIs that were found by a title; the table came later than the others.
_FOUND = {
    "finds_insert": ("AFTER INSERT ON finds WHEN new.outcome = 'accept'", "SELECT new.record_id AS id"),
    "finds_delete": ("AFTER DELETE ON finds WHEN old.outcome = 'accept'", "SELECT old.record_id AS id"),
}


def _triggers(stale: Mapping[str, tuple[str, str]]) -> tuple[str, ...]:
    return tuple(
        f"CREATE TRIGGER stale_{name} {event} BEGIN INSERT INTO stale SELECT id FROM ({records}) "
        "WHERE id NOT IN (SELECT record_id FROM stale); END"
        for name, (event, records) in stale.items()
    )


TRIGGERS, FOUND = _triggers(_STALE), _triggers(_FOUND)
