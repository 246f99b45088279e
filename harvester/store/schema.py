"""The schema of the catalogue: numbered migrations, and the views for people.

From the first release on, a rename here is a migration. docs/schema.md says what each column means.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlite_utils.migrations import Migrations

from harvester.errors import SchemaTooNew, StoreError
from harvester.store import organisations, readings, registry
from harvester.store.matching import FOUND, TABLES, TRIGGERS
from harvester.store.oai import TABLE as OAI_LISTS

if TYPE_CHECKING:
    from sqlite_utils import Database

    from harvester.store.connection import Connection

migrations = Migrations("harvester")

#: The number of the newest migration; stored as the file's ``user_version``.
VERSION = 9

_TABLES_1 = """
CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    round INTEGER NOT NULL,
    started TEXT NOT NULL,
    finished TEXT,
    pid INTEGER NOT NULL,
    progress TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL DEFAULT 'running',
    complete INTEGER NOT NULL DEFAULT 0,
    exit_code INTEGER,
    summary TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE TABLE run_sources (
    run_id INTEGER NOT NULL REFERENCES runs (id),
    source TEXT NOT NULL,
    status TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    seen INTEGER NOT NULL DEFAULT 0,
    new INTEGER NOT NULL DEFAULT 0,
    changed INTEGER NOT NULL DEFAULT 0,
    unchanged INTEGER NOT NULL DEFAULT 0,
    gone INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    requests INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (run_id, source)
) STRICT, WITHOUT ROWID;
CREATE TABLE records (
    id TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    url TEXT NOT NULL,
    revision INTEGER NOT NULL,
    type TEXT,
    title TEXT NOT NULL,
    authors TEXT NOT NULL,
    year INTEGER,
    container_title TEXT NOT NULL,
    doi TEXT,
    work_id TEXT REFERENCES works (id) DEFERRABLE INITIALLY DEFERRED,
    first_round INTEGER NOT NULL,
    first_run INTEGER NOT NULL REFERENCES runs (id),
    changed_run INTEGER NOT NULL REFERENCES runs (id),
    gone_run INTEGER REFERENCES runs (id),
    content TEXT NOT NULL
) STRICT;
CREATE INDEX records_source ON records (source);
CREATE INDEX records_doi ON records (doi);
CREATE INDEX records_work ON records (work_id);
CREATE INDEX records_url ON records (url);
CREATE TABLE revisions (
    record_id TEXT NOT NULL REFERENCES records (id),
    revision INTEGER NOT NULL,
    superseded_run INTEGER NOT NULL REFERENCES runs (id),
    content BLOB NOT NULL,
    PRIMARY KEY (record_id, revision)
) STRICT, WITHOUT ROWID;
CREATE TABLE names (
    record_id TEXT NOT NULL REFERENCES records (id),
    role TEXT NOT NULL,
    position INTEGER NOT NULL,
    family TEXT NOT NULL,
    given TEXT NOT NULL,
    literal TEXT NOT NULL,
    orcid TEXT,
    affiliation TEXT NOT NULL,
    PRIMARY KEY (record_id, role, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE identifiers (
    record_id TEXT NOT NULL REFERENCES records (id),
    scheme TEXT NOT NULL,
    value TEXT NOT NULL,
    relation TEXT NOT NULL,
    PRIMARY KEY (record_id, scheme, value, relation)
) STRICT, WITHOUT ROWID;
CREATE INDEX identifiers_value ON identifiers (value, scheme);
CREATE TABLE witnesses (
    record_id TEXT NOT NULL REFERENCES records (id),
    position INTEGER NOT NULL,
    field TEXT NOT NULL,
    carrier TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (record_id, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE pages (
    source TEXT NOT NULL,
    url TEXT NOT NULL,
    record_id TEXT REFERENCES records (id) DEFERRABLE INITIALLY DEFERRED,
    final_url TEXT NOT NULL DEFAULT '',
    status INTEGER NOT NULL DEFAULT 0,
    etag TEXT NOT NULL DEFAULT '',
    last_modified TEXT NOT NULL DEFAULT '',
    lastmod TEXT NOT NULL DEFAULT '',
    body_hash TEXT NOT NULL DEFAULT '',
    content_type TEXT NOT NULL DEFAULT '',
    charset TEXT,
    body BLOB,
    checked TEXT NOT NULL DEFAULT '',
    listed_round INTEGER NOT NULL DEFAULT 0,
    checked_round INTEGER NOT NULL DEFAULT 0,
    gone_run INTEGER REFERENCES runs (id),
    PRIMARY KEY (source, url)
) STRICT;
CREATE INDEX pages_record ON pages (record_id);
CREATE TABLE registrations (
    doi TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    prime_doi TEXT,
    record_id TEXT REFERENCES records (id) DEFERRABLE INITIALLY DEFERRED,
    asked TEXT NOT NULL,
    due TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    message BLOB
) STRICT, WITHOUT ROWID;
CREATE INDEX registrations_prime ON registrations (prime_doi) WHERE prime_doi IS NOT NULL;
CREATE TABLE agreements (
    record_id TEXT PRIMARY KEY REFERENCES records (id),
    doi TEXT NOT NULL,
    verdict TEXT NOT NULL,
    note TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE works (
    id TEXT PRIMARY KEY,
    type TEXT,
    title TEXT NOT NULL,
    authors TEXT NOT NULL,
    year INTEGER,
    issued TEXT,
    container_title TEXT NOT NULL,
    volume TEXT NOT NULL,
    issue TEXT NOT NULL,
    page TEXT NOT NULL,
    doi TEXT,
    publisher TEXT NOT NULL,
    language TEXT,
    abstract TEXT NOT NULL,
    keywords TEXT NOT NULL,
    status TEXT NOT NULL,
    founder TEXT NOT NULL,
    first_round INTEGER NOT NULL,
    first_run INTEGER NOT NULL REFERENCES runs (id),
    changed_run INTEGER NOT NULL REFERENCES runs (id),
    gone_run INTEGER REFERENCES runs (id),
    content TEXT NOT NULL
) STRICT;
CREATE INDEX works_doi ON works (doi);
CREATE INDEX works_year ON works (year);
CREATE TABLE work_fields (
    work_id TEXT NOT NULL REFERENCES works (id) ON DELETE CASCADE,
    field TEXT NOT NULL,
    record_id TEXT NOT NULL REFERENCES records (id),
    rule TEXT NOT NULL,
    agree INTEGER NOT NULL,
    differ INTEGER NOT NULL,
    PRIMARY KEY (work_id, field)
) STRICT, WITHOUT ROWID;
CREATE TABLE redirects (
    old_id TEXT PRIMARY KEY,
    work_id TEXT NOT NULL,
    run_id INTEGER NOT NULL REFERENCES runs (id)
) STRICT, WITHOUT ROWID;
CREATE TABLE relations (
    work_id TEXT NOT NULL REFERENCES works (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    target TEXT NOT NULL,
    asserted_by TEXT NOT NULL,
    PRIMARY KEY (work_id, kind, target, asserted_by)
) STRICT, WITHOUT ROWID;
CREATE TABLE decisions (
    record_a TEXT NOT NULL REFERENCES records (id),
    record_b TEXT NOT NULL REFERENCES records (id),
    verdict TEXT NOT NULL,
    kind TEXT NOT NULL,
    probability REAL NOT NULL,
    veto TEXT NOT NULL,
    evidence TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    run_id INTEGER NOT NULL REFERENCES runs (id),
    PRIMARY KEY (record_a, record_b)
) STRICT, WITHOUT ROWID;
CREATE INDEX decisions_b ON decisions (record_b);
CREATE TABLE issues (
    id INTEGER PRIMARY KEY,
    scope TEXT NOT NULL,
    subject TEXT NOT NULL,
    kind TEXT NOT NULL,
    source TEXT NOT NULL,
    severity TEXT NOT NULL,
    message TEXT NOT NULL,
    first_run INTEGER NOT NULL REFERENCES runs (id),
    resolved_run INTEGER REFERENCES runs (id)
) STRICT;
CREATE INDEX issues_subject ON issues (scope, subject);
"""

_TABLES_2 = """
CREATE TABLE choices (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    records TEXT NOT NULL,
    others TEXT NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    who TEXT NOT NULL,
    made TEXT NOT NULL,
    why TEXT NOT NULL,
    run_id INTEGER NOT NULL REFERENCES runs (id),
    undone TEXT NOT NULL DEFAULT '',
    undone_by TEXT NOT NULL DEFAULT '',
    undone_run INTEGER REFERENCES runs (id)
) STRICT;
ALTER TABLE runs ADD COLUMN kind TEXT NOT NULL DEFAULT 'sync';
ALTER TABLE redirects ADD COLUMN heir TEXT NOT NULL DEFAULT '';
ALTER TABLE redirects ADD COLUMN founder TEXT NOT NULL DEFAULT '';
ALTER TABLE redirects ADD COLUMN first_round INTEGER NOT NULL DEFAULT 0;
ALTER TABLE redirects ADD COLUMN first_run INTEGER REFERENCES runs (id);
UPDATE redirects SET heir = work_id;
"""


#: What was not made or ended by a person is taken for the machine's; whatever choices speak of is looked at anew.
_TABLES_5 = """
CREATE TABLE machine_works (
    id TEXT PRIMARY KEY,
    founder TEXT NOT NULL REFERENCES records (id),
    first_round INTEGER NOT NULL,
    ended_run INTEGER REFERENCES runs (id)
) STRICT, WITHOUT ROWID;
INSERT INTO machine_works SELECT id, founder, first_round, NULL FROM works
    WHERE first_run NOT IN (SELECT id FROM runs WHERE kind = 'choice');
INSERT INTO machine_works SELECT old_id, founder, first_round, CASE kind WHEN 'choice' THEN NULL ELSE run_id END
    FROM redirects JOIN runs ON runs.id = run_id
    WHERE founder <> '' AND first_run NOT IN (SELECT id FROM runs WHERE kind = 'choice');
CREATE INDEX machine_works_founder ON machine_works (founder);
ALTER TABLE records ADD COLUMN machine_id TEXT;
UPDATE records SET machine_id = work_id WHERE work_id IN (SELECT id FROM machine_works);
INSERT INTO stale SELECT record.value FROM choices, json_each(records) AS record
    UNION SELECT record.value FROM choices, json_each(others) AS record
    EXCEPT SELECT record_id FROM stale;
DROP INDEX works_founder;
ALTER TABLE works DROP COLUMN founder;
ALTER TABLE works DROP COLUMN first_round;
ALTER TABLE redirects RENAME TO led;
CREATE TABLE redirects (
    old_id TEXT PRIMARY KEY,
    record_id TEXT NOT NULL REFERENCES records (id),
    run_id INTEGER NOT NULL REFERENCES runs (id),
    first_run INTEGER REFERENCES runs (id)
) STRICT, WITHOUT ROWID;
INSERT INTO redirects SELECT old_id, coalesce(max(CASE records.id WHEN founder THEN founder END), min(records.id)),
    run_id, led.first_run FROM led JOIN records ON records.work_id = led.work_id
    WHERE source <> 'crossref' GROUP BY old_id;
DROP TABLE led;
"""


def _run_script(db: Database, script: str) -> None:
    for statement in script.split(";\n"):
        if statement.strip():
            db.conn.execute(statement)


@migrations()
def m001_catalogue(db: Database) -> None:
    """Create the tables, the full-text index and its triggers."""
    _run_script(db, _TABLES_1)
    db.table("works").enable_fts(
        ["title", "authors", "container_title", "abstract", "keywords", "doi"],
        tokenize="unicode61 remove_diacritics 2",
        create_triggers=True,
    )


@migrations()
def m002_choices(db: Database) -> None:
    """Add what people decide, what each run was for, and what is known of works that have ended."""
    _run_script(db, _TABLES_2)


@migrations()
def m003_epochs(db: Database) -> None:
    """Add what matching keeps between runs: epochs, forms and their keys, and which records are stale."""
    _run_script(db, TABLES)
    for statement in TRIGGERS:
        db.conn.execute(statement)


@migrations()
def m004_crowded(db: Database) -> None:
    """Add the keys that too many records came to share within the epoch."""
    db.conn.execute("CREATE TABLE crowded (key INTEGER PRIMARY KEY) STRICT")


@migrations()
def m005_machine_works(db: Database) -> None:
    """Keep the works of the machine apart from those that people make of them."""
    _run_script(db, _TABLES_5)


@migrations()
def m006_oai_lists(db: Database) -> None:
    """Add how far each source has been listed over OAI-PMH, and which records were read off a list."""
    db.conn.execute(OAI_LISTS)
    db.conn.execute("ALTER TABLE pages ADD COLUMN stand_in INTEGER NOT NULL DEFAULT 0")


@migrations()
def m007_readings(db: Database) -> None:
    """Add what carried each field in each run, when each body was fetched, and in which run it was read."""
    _run_script(db, readings.TABLES)


@migrations()
def m008_organisations(db: Database) -> None:
    """Add the units of works, and who may read them."""
    _run_script(db, organisations.TABLES)


@migrations()
def m009_agencies(db: Database) -> None:
    """Add which agency registered a DOI, where pages and registries contradict each other, and DOIs found by title."""
    _run_script(db, registry.TABLES)
    for statement in FOUND:
        db.conn.execute(statement)


def version_of(connection: Connection) -> int:
    """The number of the newest migration that the file has been through; 0 where it is empty.

    Raises:
        SchemaTooNew: a newer harvester wrote the file.
        StoreError: it is another program's, or no database.
    """
    _refuse_foreign(connection)
    row = connection.one("PRAGMA user_version")
    version = int(row[0]) if row else 0
    if version > VERSION:
        raise SchemaTooNew(
            f"{connection.path}: written by a newer harvester (schema {version}, known here {VERSION}); "
            "update harvester, or set [store] path to another file"
        )
    return version


def must_be_current(connection: Connection) -> None:
    """See to it that the file has today's schema; nothing is changed.

    Raises:
        SchemaTooNew: a newer harvester wrote it.
        StoreError: it is no catalogue, or an older harvester wrote it.
    """
    version = version_of(connection)
    if not version:
        raise StoreError(f"{connection.path}: holds no catalogue yet; run `harvester sync` first")
    if version < VERSION:
        raise StoreError(
            f"{connection.path}: was written by an older harvester (schema {version}, here {VERSION}); "
            "`harvester sync` brings it up to date, or `harvester vacuum`, which does not use the network"
        )


def _refuse_foreign(connection: Connection) -> None:
    """Another program's database is not ours to add tables to."""
    tables = {row["name"] for row in connection.rows("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if tables and not any(name.startswith("_sqlite_migrations") for name in tables):
        raise StoreError(
            f"{connection.path}: is another program's database (tables: {', '.join(sorted(tables)[:5])}); "
            "set [store] path to a new file"
        )
