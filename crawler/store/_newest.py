"""Which interval of each kind is the newest, so that a day need not read all that ever were?

``newest`` holds two lanes of each kind: the looks that failed, and the others. Triggers keep it, so that
whoever writes an interval or takes one away keeps it too.
"""

_TABLE = """CREATE TABLE newest (
    domain TEXT NOT NULL, kind TEXT NOT NULL, failed INTEGER NOT NULL, first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL, looks INTEGER NOT NULL, outcome TEXT NOT NULL, reason TEXT NOT NULL,
    PRIMARY KEY (domain, kind, failed)) WITHOUT ROWID"""

_FILL = """INSERT INTO newest
    SELECT domain, kind, outcome = 'could not look', first_seen, last_seen, looks, outcome, reason
    FROM observation WHERE true
    ON CONFLICT DO UPDATE SET first_seen = excluded.first_seen, last_seen = excluded.last_seen,
        looks = excluded.looks, outcome = excluded.outcome, reason = excluded.reason
    WHERE (excluded.last_seen, excluded.first_seen) >= (last_seen, first_seen)"""

_INSERTED = """CREATE TRIGGER newest_of_insert AFTER INSERT ON observation BEGIN
    INSERT INTO newest VALUES (NEW.domain, NEW.kind, NEW.outcome = 'could not look', NEW.first_seen,
        NEW.last_seen, NEW.looks, NEW.outcome, NEW.reason)
    ON CONFLICT DO UPDATE SET first_seen = excluded.first_seen, last_seen = excluded.last_seen,
        looks = excluded.looks, outcome = excluded.outcome, reason = excluded.reason
    WHERE (excluded.last_seen, excluded.first_seen) >= (last_seen, first_seen);
END"""

_UPDATED = _INSERTED.replace("newest_of_insert AFTER INSERT", "newest_of_update AFTER UPDATE")

_DELETED = """CREATE TRIGGER newest_of_delete AFTER DELETE ON observation
WHEN EXISTS (SELECT 1 FROM newest WHERE domain = OLD.domain AND kind = OLD.kind
    AND failed = (OLD.outcome = 'could not look') AND first_seen = OLD.first_seen)
BEGIN
    DELETE FROM newest WHERE domain = OLD.domain AND kind = OLD.kind
        AND failed = (OLD.outcome = 'could not look');
    INSERT INTO newest
        SELECT domain, kind, outcome = 'could not look', first_seen, last_seen, looks, outcome, reason
        FROM observation WHERE domain = OLD.domain AND kind = OLD.kind
            AND (outcome = 'could not look') = (OLD.outcome = 'could not look')
        ORDER BY last_seen DESC, first_seen DESC LIMIT 1;
END"""

STATEMENTS = (_TABLE, _FILL, _INSERTED, _UPDATED, _DELETED)
