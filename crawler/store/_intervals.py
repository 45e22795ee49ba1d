"""How do the intervals lie in the file, each thing they name as a number, and how are they read as text?

``interval`` and ``newest_interval`` hold numbers alone; ``domain``, ``kind``, ``ending`` and ``raw`` say what
they stand for, and the views ``observation``, ``newest`` and ``capture`` put both together. Triggers keep of
each kind the newest interval, of the looks that failed and of the others apart.
"""

import sqlite_utils

from crawler.records import packed

_NUMBERS = (
    "CREATE TABLE domain (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
    "CREATE TABLE kind (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
    """CREATE TABLE ending (
        id INTEGER PRIMARY KEY, outcome TEXT NOT NULL, reason TEXT NOT NULL, UNIQUE (outcome, reason))""",
    "CREATE TABLE media_type (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
    "CREATE TABLE file (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
    """CREATE TABLE raw (
        id INTEGER PRIMARY KEY, hash BLOB NOT NULL, url TEXT, media_type INTEGER, file INTEGER,
        offset INTEGER, length INTEGER)""",
    "CREATE TABLE kept (id INTEGER PRIMARY KEY, hash TEXT NOT NULL, body TEXT NOT NULL)",
    """CREATE TABLE interval (
        domain INTEGER NOT NULL, kind INTEGER NOT NULL, failed INTEGER NOT NULL, first INTEGER NOT NULL,
        payload INTEGER NOT NULL, last INTEGER NOT NULL, looks INTEGER NOT NULL, ending INTEGER NOT NULL,
        captures, PRIMARY KEY (domain, kind, failed, first, payload)) WITHOUT ROWID""",
    """CREATE TABLE newest_interval (
        domain INTEGER NOT NULL, kind INTEGER NOT NULL, failed INTEGER NOT NULL, first INTEGER NOT NULL,
        last INTEGER NOT NULL, looks INTEGER NOT NULL, ending INTEGER NOT NULL,
        PRIMARY KEY (domain, kind, failed)) WITHOUT ROWID""",
)

# In the order of the new keys, so that each tree is written from its left to its right.
_MOVED = (
    "INSERT INTO domain (name) SELECT DISTINCT domain FROM observation ORDER BY domain",
    "INSERT INTO kind (name) SELECT DISTINCT kind FROM observation ORDER BY kind",
    "INSERT INTO ending (outcome, reason) SELECT DISTINCT outcome, reason FROM observation ORDER BY 1, 2",
    "INSERT INTO media_type (name) SELECT DISTINCT media_type FROM capture ORDER BY 1",
    "INSERT INTO file (name) SELECT DISTINCT file FROM capture ORDER BY 1",
    """INSERT INTO raw (hash, url, media_type, file, offset, length)
        SELECT packed(hash), url, m.id, f.id, offset, length
        FROM capture c CROSS JOIN media_type m ON m.name = c.media_type CROSS JOIN file f ON f.name = c.file
        ORDER BY f.id, offset""",
    # Eight bytes of a hash find it, in a third of the room of the whole.
    "CREATE INDEX raw_by_hash ON raw (substr(hash, 1, 8))",
    """INSERT INTO raw (hash)
        SELECT DISTINCT packed(e.value) FROM observation o CROSS JOIN json_each(o.captures) e
        WHERE NOT EXISTS (SELECT 1 FROM raw
            WHERE substr(hash, 1, 8) = substr(packed(e.value), 1, 8) AND hash = packed(e.value))""",
    "INSERT INTO kept SELECT rowid, hash, body FROM payload",
    """INSERT INTO interval
        SELECT d.id, k.id, o.outcome = 'could not look', CAST(strftime('%s', o.first_seen) AS INTEGER),
            p.rowid, CAST(strftime('%s', o.last_seen) AS INTEGER), o.looks, e.id,
            (SELECT CASE count(*) WHEN 0 THEN NULL WHEN 1 THEN max(r.id) ELSE json_group_array(r.id) END
                FROM json_each(o.captures) c CROSS JOIN raw r
                    ON substr(r.hash, 1, 8) = substr(packed(c.value), 1, 8) AND r.hash = packed(c.value))
        FROM domain d CROSS JOIN observation o ON o.domain = d.name CROSS JOIN kind k ON k.name = o.kind
            CROSS JOIN ending e ON e.outcome = o.outcome AND e.reason = o.reason
            LEFT JOIN payload p ON p.hash = o.value
        ORDER BY d.id, 2, 3, 4, 5""",
    """INSERT INTO newest_interval
        SELECT domain, kind, failed, first, last, looks, ending FROM (SELECT *, row_number() OVER
            (PARTITION BY domain, kind, failed ORDER BY last DESC, first DESC) AS place FROM interval)
        WHERE place = 1""",
    "DROP TABLE observation",
    "DROP TABLE newest",
    "DROP TABLE capture",
    "DROP TABLE payload",
    "ALTER TABLE kept RENAME TO payload",
    "CREATE UNIQUE INDEX payload_by_hash ON payload (hash)",
)

# ruff: noqa: S608 (what is put together here are our own words)
_TIME = "strftime('%Y-%m-%dT%H:%M:%SZ', {}, 'unixepoch')"
_HASH = "CASE typeof(r.hash) WHEN 'blob' THEN 'sha256:' || lower(hex(r.hash)) ELSE r.hash END"

# CROSS JOIN and + keep SQLite from beginning with the few endings: it would read all intervals for each.
_VIEWS = (
    f"""CREATE VIEW observation AS
        SELECT d.name AS domain, k.name AS kind, {_TIME.format("i.first")} AS first_seen,
            {_TIME.format("i.last")} AS last_seen, i.looks AS looks, e.outcome AS outcome, e.reason AS reason,
            (SELECT hash FROM payload WHERE id = i.payload) AS value,
            CASE WHEN i.captures IS NULL THEN '[]' ELSE
                (SELECT '[' || group_concat(json_quote({_HASH}), ', ') || ']'
                FROM json_each(i.captures) c CROSS JOIN raw r ON r.id = c.value) END AS captures,
            i.captures AS raw
        FROM domain d CROSS JOIN interval i ON i.domain = d.id LEFT JOIN kind k ON k.id = i.kind
            LEFT JOIN ending e ON e.id = +i.ending""",
    f"""CREATE VIEW newest AS
        SELECT d.name AS domain, k.name AS kind, n.failed AS failed, {_TIME.format("n.first")} AS first_seen,
            {_TIME.format("n.last")} AS last_seen, n.looks AS looks, e.outcome AS outcome, e.reason AS reason
        FROM domain d CROSS JOIN newest_interval n ON n.domain = d.id LEFT JOIN kind k ON k.id = n.kind
            LEFT JOIN ending e ON e.id = +n.ending""",
    f"""CREATE VIEW capture AS
        SELECT {_HASH} AS hash, r.url AS url, m.name AS media_type, f.name AS file, r.offset AS offset,
            r.length AS length, r.id AS id
        FROM raw r LEFT JOIN media_type m ON m.id = +r.media_type LEFT JOIN file f ON f.id = +r.file
        WHERE r.file IS NOT NULL""",
)

_WRITTEN = """CREATE TRIGGER newest_of_{of} AFTER {of} ON interval BEGIN
    INSERT INTO newest_interval
        VALUES (NEW.domain, NEW.kind, NEW.failed, NEW.first, NEW.last, NEW.looks, NEW.ending)
    ON CONFLICT DO UPDATE SET first = excluded.first, last = excluded.last, looks = excluded.looks,
        ending = excluded.ending
    WHERE (excluded.last, excluded.first) >= (last, first){or_it};
END"""

_DELETED = """CREATE TRIGGER newest_of_delete AFTER DELETE ON interval
WHEN EXISTS (SELECT 1 FROM newest_interval WHERE domain = OLD.domain AND kind = OLD.kind
    AND failed = OLD.failed AND first = OLD.first)
BEGIN
    DELETE FROM newest_interval WHERE domain = OLD.domain AND kind = OLD.kind AND failed = OLD.failed;
    INSERT INTO newest_interval SELECT domain, kind, failed, first, last, looks, ending FROM interval
        WHERE domain = OLD.domain AND kind = OLD.kind AND failed = OLD.failed
        ORDER BY last DESC, first DESC LIMIT 1;
END"""

_TRIGGERS = (
    _WRITTEN.format(of="insert", or_it=""),
    # One that grows backwards is still the newest.
    _WRITTEN.format(of="update", or_it=" OR (last, first) = (OLD.last, OLD.first)"),
    _DELETED,
)


def into_numbers(db: sqlite_utils.Database) -> None:
    """Moves what ``observation``, ``newest`` and ``capture`` held as text."""
    db.conn.create_function("packed", 1, packed, deterministic=True)
    for statement in (*_NUMBERS, *_MOVED, *_VIEWS, *_TRIGGERS):
        db.execute(statement)
