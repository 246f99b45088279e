"""The views for people: what a librarian asks of the catalogue, ready to select from."""

from __future__ import annotations

from harvester.model.standing import STATUSES
from harvester.store.connection import one_of

#: Works by the name and address of a unit, in the order of an index; the joined indexes hold all that is asked for.
_UNITS = """
        SELECT unit.name, unit.url, {year}count(*) AS works, sum(works.access = 'open') AS open
        FROM work_organisations AS unit CROSS JOIN works ON works.id = unit.work_id
        WHERE works.gone_run IS NULL
        GROUP BY {year}unit.url, unit.name
"""
#: One unit has one address, whatever its name is, or one name, where no address is known.
_BY_UNIT = "CASE url WHEN '' THEN name ELSE url END"
_COUNTS = "sum(works) AS works, sum(open) AS open, round(1.0 * sum(open) / sum(works), 3) AS share"

VIEWS = {
    "catalogue": """
        SELECT works.id, works.title, works.authors, works.issued, works.container_title, works.type, works.doi,
               works.status, count(records.id) AS records,
               (SELECT group_concat(source) FROM
                   (SELECT DISTINCT source FROM records WHERE work_id = works.id ORDER BY source)) AS sources
        FROM works LEFT JOIN records ON records.work_id = works.id
        WHERE works.gone_run IS NULL
        GROUP BY works.id
    """,
    "merged": """
        SELECT works.id AS work, works.title, records.id AS record, records.title AS record_title,
               records.source, records.url
        FROM works JOIN records ON records.work_id = works.id
        WHERE works.id IN (
            SELECT work_id FROM records WHERE source NOT IN ('crossref', 'datacite', 'doi.org')
            GROUP BY work_id HAVING count(*) > 1)
        ORDER BY works.id, records.id
    """,
    "to_review": """
        SELECT a.title AS title_a, b.title AS title_b, round(decisions.probability, 3) AS probability,
               decisions.veto, decisions.kind, decisions.record_a, decisions.record_b
        FROM decisions JOIN records AS a ON a.id = record_a JOIN records AS b ON b.id = record_b
        WHERE decisions.verdict = 'review'
        ORDER BY decisions.probability DESC
    """,
    "near_misses": """
        SELECT a.title AS title_a, b.title AS title_b, decisions.verdict, decisions.kind, decisions.veto,
               round(decisions.probability, 3) AS probability, decisions.record_a, decisions.record_b
        FROM decisions JOIN records AS a ON a.id = record_a JOIN records AS b ON b.id = record_b
        WHERE decisions.verdict IN ('different', 'related')
        ORDER BY decisions.probability DESC
    """,
    "related_works": """
        SELECT works.id AS work, works.title, relations.kind, relations.target, other.title AS target_title,
               relations.asserted_by, relations.date
        FROM relations JOIN works ON works.id = relations.work_id
        LEFT JOIN works AS other ON other.id = relations.target
    """,
    "retracted": f"""
        SELECT works.id, title, authors, issued, container_title, doi, status,
               min(nullif(date, '')) AS since, group_concat(DISTINCT asserted_by) AS asserted_by
        FROM works LEFT JOIN relations ON work_id = works.id AND kind IN {one_of(STATUSES)}
        WHERE status <> ''
        GROUP BY works.id
    """,
    "open_access": """
        SELECT works.id, works.title, works.year, works.access, works.license, works.full_text,
               (SELECT group_concat(name, '; ') FROM
                   (SELECT name FROM work_organisations WHERE work_id = works.id ORDER BY position)) AS units,
               works.doi
        FROM works WHERE works.gone_run IS NULL
    """,
    "works_by_unit": f"""
        SELECT min(name) AS unit, url, {_COUNTS} FROM ({_UNITS.format(year="")})
        GROUP BY {_BY_UNIT} ORDER BY unit, url
    """,
    "works_by_unit_and_year": f"""
        SELECT min(min(name)) OVER (PARTITION BY {_BY_UNIT}) AS unit, url, year, {_COUNTS}
        FROM ({_UNITS.format(year="works.year, ")})
        GROUP BY {_BY_UNIT}, year ORDER BY unit, url, year
    """,
    "field_sources": """
        SELECT work_fields.work_id AS work, works.title, work_fields.field, records.source,
               work_fields.record_id AS record, work_fields.rule, work_fields.agree, work_fields.differ
        FROM work_fields JOIN works ON works.id = work_fields.work_id
        JOIN records ON records.id = work_fields.record_id
    """,
    "open_issues": """
        SELECT issues.severity, issues.kind, issues.source, issues.subject, issues.message, runs.started AS since
        FROM issues JOIN runs ON runs.id = issues.first_run
        WHERE issues.resolved_run IS NULL
        ORDER BY CASE issues.severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, issues.kind
    """,
    "people_decided": """
        SELECT choices.number, choices.kind, one.value AS record, records.work_id AS work, records.title,
               choices.field, choices.value, choices.who, choices.made, choices.why
        FROM choices JOIN json_each(choices.records) AS one JOIN records ON records.id = one.value
        WHERE choices.undone = ''
        ORDER BY choices.number DESC, record
    """,
    "field_carriers": """
        SELECT carriers.source, carriers.run_id AS run, runs.started, carriers.field, carriers.carrier,
               sum(carriers.records) AS records,
               (SELECT sum(records) FROM readings
                WHERE source = carriers.source AND run_id = carriers.run_id) AS of_records
        FROM carriers JOIN runs ON runs.id = carriers.run_id
        GROUP BY carriers.source, carriers.run_id, carriers.field, carriers.carrier
        ORDER BY carriers.source, carriers.run_id DESC, carriers.field, records DESC
    """,
    "run_history": """
        SELECT runs.id AS run, runs.kind, runs.started, runs.finished, runs.status AS run_status, run_sources.source,
               run_sources.status, run_sources.reason, run_sources.seen, run_sources.new, run_sources.changed,
               run_sources.unchanged, run_sources.gone, run_sources.failed, run_sources.requests
        FROM runs LEFT JOIN run_sources ON run_sources.run_id = runs.id
        ORDER BY runs.id DESC, run_sources.source
    """,
}
