BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'crawler','observations_as_intervals','2026-03-01 06:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'crawler','what_was_asked_and_may_be_asked_again','2026-03-01 06:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(3,'monitor','watch_run_finding_alert','2026-03-01 06:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(4,'monitor','fact_change','2026-03-01 06:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(5,'monitor','feeds_and_candidates','2026-03-01 06:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(6,'monitor','turns','2026-03-01 06:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(7,'monitor','where_a_baseline_is_from','2026-03-01 06:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(8,'monitor','when_a_feed_could_be_read','2026-03-01 06:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(9,'monitor','what_a_shared_pack_printed','2026-03-01 06:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(10,'monitor','judgements','2026-03-01 06:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(11,'monitor','life_of_an_alert','2026-03-01 06:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(12,'monitor','tellings','2026-03-01 06:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(13,'crawler','payloads_beside_their_hashes','2026-03-01 06:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(14,'crawler','newest_looks','2026-03-01 06:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(15,'monitor','fingerprints_in_half_the_room','2026-03-01 06:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(16,'monitor','known_firms_are_found_at_once','2026-03-01 06:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(17,'crawler','looks_as_numbers','2026-03-01 06:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(18,'monitor','suspects_are_found_at_once','2026-03-01 06:00:00.000000+00:00');
CREATE TABLE alert (
            id TEXT PRIMARY KEY, run TEXT NOT NULL, day TEXT NOT NULL, domain TEXT NOT NULL,
            counterpart TEXT NOT NULL, status TEXT NOT NULL, band TEXT NOT NULL, score REAL NOT NULL,
            detail TEXT NOT NULL, hidden_by TEXT NOT NULL DEFAULT '') WITHOUT ROWID;
INSERT INTO "alert" VALUES('e1','2026-03-09','2026-03-09','fox-lamp.example','cloudbluefox.com','went live','likely',0.5,'{"band":"likely","bits":0.5,"captures":[],"counterpart":"cloudbluefox.com","domain":"fox-lamp.example","evidence":[],"against":[],"families":[],"prior":-10.0,"probability":0.58,"unseen":[]}','');
CREATE TABLE baseline (
            domain TEXT NOT NULL, observed_at TEXT NOT NULL, source TEXT NOT NULL, pages INTEGER NOT NULL, tool TEXT NOT NULL DEFAULT '', hash TEXT NOT NULL DEFAULT '',
            PRIMARY KEY (domain, observed_at)) WITHOUT ROWID;
INSERT INTO "baseline" VALUES('cloudbluefox.com','2022-05-01T00:00:00Z','Home.html',1,'SingleFile','sha256:abababababababababababababababababababababababababababababababab');
CREATE TABLE candidate (
            domain TEXT PRIMARY KEY, source TEXT NOT NULL, reason TEXT NOT NULL, counterpart TEXT NOT NULL,
            kinds TEXT NOT NULL, bits REAL NOT NULL, found_at TEXT NOT NULL, stage TEXT NOT NULL,
            looked_at TEXT, next_at TEXT NOT NULL, misses INTEGER NOT NULL,
            note TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO "candidate" VALUES('bluefox-cloud.example','logs','a certificate','cloudbluefox.com','["words"]',4.5,'2026-03-09T06:00:00Z','waiting',NULL,'2026-03-09T06:00:00Z',0,'');
CREATE TABLE cluster (id INTEGER PRIMARY KEY, since TEXT NOT NULL);
INSERT INTO "cluster" VALUES(1,'2026-03-09');
CREATE TABLE cluster_member (
            cluster INTEGER NOT NULL REFERENCES cluster (id), domain TEXT NOT NULL, joined TEXT NOT NULL,
            gone TEXT, facts TEXT NOT NULL, PRIMARY KEY (cluster, domain)) WITHOUT ROWID;
INSERT INTO "cluster_member" VALUES(1,'fox-lamp.example','2026-03-09',NULL,'[]');
CREATE TABLE domain (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
INSERT INTO "domain" VALUES(1,'fox-lamp.example');
INSERT INTO "domain" VALUES(2,'owl-lamp.example');
CREATE TABLE ending (
        id INTEGER PRIMARY KEY, outcome TEXT NOT NULL, reason TEXT NOT NULL, UNIQUE (outcome, reason));
INSERT INTO "ending" VALUES(1,'could not look','no answer in time');
INSERT INTO "ending" VALUES(2,'observed','');
CREATE TABLE fact_change (
            domain TEXT NOT NULL, seen_at TEXT NOT NULL, signal TEXT NOT NULL, gone TEXT NOT NULL,
            come TEXT NOT NULL, run TEXT NOT NULL, told TEXT NOT NULL DEFAULT '', PRIMARY KEY (domain, run, signal)) WITHOUT ROWID;
INSERT INTO "fact_change" VALUES('fox-lamp.example','2026-03-09T06:00:00Z','contacts','["phone:+12125550199"]','["phone:+12125550100"]','2026-03-09','2026-03-09');
CREATE TABLE fallen (
            domain TEXT NOT NULL, counterpart TEXT NOT NULL, band TEXT NOT NULL, score REAL NOT NULL,
            since TEXT NOT NULL, run TEXT NOT NULL, detail TEXT NOT NULL, looks INTEGER NOT NULL,
            day TEXT NOT NULL, resolved INTEGER NOT NULL, PRIMARY KEY (domain, counterpart)) WITHOUT ROWID;
INSERT INTO "fallen" VALUES('owl-lamp.example','cloudbluefox.com','likely',0.1,'2026-03-02T06:00:00Z','2026-03-02','{"band":"likely","bits":0.5,"captures":[],"counterpart":"cloudbluefox.com","domain":"fox-lamp.example","evidence":[],"against":[],"families":[],"prior":-10.0,"probability":0.58,"unseen":[]}',1,'2026-03-09',0);
CREATE TABLE feed (
            name TEXT PRIMARY KEY, kind TEXT NOT NULL, cursor TEXT NOT NULL, read_at TEXT NOT NULL,
            newest TEXT, names INTEGER NOT NULL, digest TEXT NOT NULL, fault TEXT NOT NULL, good_at TEXT) WITHOUT ROWID;
INSERT INTO "feed" VALUES('lists','newly_registered','','2026-03-09T06:00:00Z',NULL,0,'','it answered 404',NULL);
INSERT INTO "feed" VALUES('logs','certificates_static','17','2026-03-09T06:00:00Z','2026-03-09T06:00:00Z',800,'d','','2026-03-09T06:00:00Z');
CREATE TABLE file (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
INSERT INTO "file" VALUES(1,'2026-03-02.warc.gz');
CREATE TABLE finding (
            domain TEXT NOT NULL, counterpart TEXT NOT NULL, band TEXT NOT NULL, score REAL NOT NULL,
            since TEXT NOT NULL, run TEXT NOT NULL, detail TEXT NOT NULL, relation TEXT NOT NULL DEFAULT '',
            PRIMARY KEY (domain, counterpart)) WITHOUT ROWID;
INSERT INTO "finding" VALUES('fox-lamp.example','cloudbluefox.com','likely',0.5,'2026-03-09T06:00:00Z','2026-03-09','{"band":"likely","bits":0.5,"captures":[],"counterpart":"cloudbluefox.com","domain":"fox-lamp.example","evidence":[],"against":[],"families":[],"prior":-10.0,"probability":0.58,"unseen":[]}','');
CREATE TABLE "fingerprint" (
            domain TEXT NOT NULL, slice TEXT NOT NULL, version INTEGER NOT NULL, inputs TEXT NOT NULL,
            body TEXT NOT NULL, sketches BLOB NOT NULL, posted BLOB NOT NULL);
INSERT INTO "fingerprint" VALUES('fox-lamp.example','',1,'0123456789abcdef0123456789abcdef','{"domain":"fox-lamp.example","values":{"contacts":["phone:+12125550100"]}}',X'',X'00000000000000802A00000000000000');
INSERT INTO "fingerprint" VALUES('owl-lamp.example','',1,'fedcba9876543210fedcba9876543210','{"domain":"owl-lamp.example","values":{"contacts":["phone:+12125550100"]}}',X'',X'2A00000000000000');
CREATE TABLE funnel (
            day TEXT NOT NULL, source TEXT NOT NULL, stage TEXT NOT NULL, names INTEGER NOT NULL,
            PRIMARY KEY (day, source, stage)) WITHOUT ROWID;
INSERT INTO "funnel" VALUES('2026-03-09','logs','seen',800);
CREATE TABLE interval (
        domain INTEGER NOT NULL, kind INTEGER NOT NULL, failed INTEGER NOT NULL, first INTEGER NOT NULL,
        payload INTEGER NOT NULL, last INTEGER NOT NULL, looks INTEGER NOT NULL, ending INTEGER NOT NULL,
        captures, PRIMARY KEY (domain, kind, failed, first, payload)) WITHOUT ROWID;
INSERT INTO "interval" VALUES(1,1,0,1772431200,2,1772431200,1,2,NULL);
INSERT INTO "interval" VALUES(1,2,0,1772431200,3,1773036000,8,2,1);
INSERT INTO "interval" VALUES(2,1,0,1773036000,2,1773036000,1,2,NULL);
INSERT INTO "interval" VALUES(2,2,1,1773036000,1,1773036000,1,1,NULL);
CREATE TABLE judgement (
            id TEXT PRIMARY KEY, domain TEXT NOT NULL, verdict TEXT NOT NULL, author TEXT NOT NULL,
            reason TEXT NOT NULL, source TEXT NOT NULL, judged_at TEXT NOT NULL, until TEXT,
            withdrawn_at TEXT, facts TEXT NOT NULL, pairs TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO "judgement" VALUES('j1','owl-lamp.example','muted','ana','an agency''s demo','','2026-03-02T06:00:00Z','2026-03-20',NULL,'["state live"]','[]');
CREATE TABLE kind (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
INSERT INTO "kind" VALUES(1,'dns');
INSERT INTO "kind" VALUES(2,'site');
CREATE TABLE media_type (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
INSERT INTO "media_type" VALUES(1,'text/html');
CREATE TABLE moment (
            domain TEXT NOT NULL, day TEXT NOT NULL, score REAL NOT NULL,
            PRIMARY KEY (domain, day)) WITHOUT ROWID;
INSERT INTO "moment" VALUES('fox-lamp.example','2026-03-09',0.5);
CREATE TABLE newest_interval (
        domain INTEGER NOT NULL, kind INTEGER NOT NULL, failed INTEGER NOT NULL, first INTEGER NOT NULL,
        last INTEGER NOT NULL, looks INTEGER NOT NULL, ending INTEGER NOT NULL,
        PRIMARY KEY (domain, kind, failed)) WITHOUT ROWID;
INSERT INTO "newest_interval" VALUES(1,1,0,1772431200,1772431200,1,2);
INSERT INTO "newest_interval" VALUES(1,2,0,1772431200,1773036000,8,2);
INSERT INTO "newest_interval" VALUES(2,1,0,1773036000,1773036000,1,2);
INSERT INTO "newest_interval" VALUES(2,2,1,1773036000,1773036000,1,1);
CREATE TABLE "payload" (id INTEGER PRIMARY KEY, hash TEXT NOT NULL, body TEXT NOT NULL);
INSERT INTO "payload" VALUES(1,'00000000000000000000000000000000','{}');
INSERT INTO "payload" VALUES(2,'0123456789abcdef0123456789abcdef','{"A":["192.0.2.1"]}');
INSERT INTO "payload" VALUES(3,'fedcba9876543210fedcba9876543210','{"pages":[{"body":"sha256:abababababababababababababababababababababababababababababababab","media_type":"text/html","role":"home","status":200,"url":"https://fox-lamp.example/"}],"title":"Fox Lamp"}');
CREATE TABLE posting (value INTEGER NOT NULL, site INTEGER NOT NULL,
            PRIMARY KEY (value, site)) WITHOUT ROWID;
INSERT INTO "posting" VALUES(-9223372036854775808,1);
INSERT INTO "posting" VALUES(42,1);
INSERT INTO "posting" VALUES(42,2);
CREATE TABLE raw (
        id INTEGER PRIMARY KEY, hash BLOB NOT NULL, url TEXT, media_type INTEGER, file INTEGER,
        offset INTEGER, length INTEGER);
INSERT INTO "raw" VALUES(1,X'ABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABAB','https://fox-lamp.example/',1,1,412,812);
CREATE TABLE reference (
            domain TEXT PRIMARY KEY, pack TEXT NOT NULL, source TEXT NOT NULL, note TEXT NOT NULL,
            copied_from TEXT NOT NULL, added_at TEXT NOT NULL, printed TEXT NOT NULL DEFAULT '{}') WITHOUT ROWID;
INSERT INTO "reference" VALUES('cloudbluefox.com','analyst','a notice of 2026','','','2026-03-02T06:00:00Z','{"names":["Fox"]}');
CREATE TABLE reminder (domain TEXT PRIMARY KEY, day TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO "reminder" VALUES('fox-lamp.example','2026-03-09');
CREATE TABLE rest (host TEXT PRIMARY KEY, until TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO "rest" VALUES('rdap.registry.example','2026-03-09T06:00:00Z');
CREATE TABLE run (
            id TEXT PRIMARY KEY, day TEXT NOT NULL, started_at TEXT NOT NULL, finished_at TEXT,
            baseline INTEGER NOT NULL, report TEXT) WITHOUT ROWID;
INSERT INTO "run" VALUES('2026-03-02','2026-03-02','2026-03-02T06:00:00Z','2026-03-02T06:00:00Z',1,'{}');
INSERT INTO "run" VALUES('2026-03-09','2026-03-09','2026-03-09T06:00:00Z',NULL,0,NULL);
CREATE TABLE site (id INTEGER PRIMARY KEY, domain TEXT NOT NULL UNIQUE);
INSERT INTO "site" VALUES(1,'fox-lamp.example');
INSERT INTO "site" VALUES(2,'owl-lamp.example');
CREATE TABLE state (
            domain TEXT NOT NULL, since TEXT NOT NULL, state TEXT NOT NULL, note TEXT NOT NULL,
            run TEXT NOT NULL, PRIMARY KEY (domain, since)) WITHOUT ROWID;
INSERT INTO "state" VALUES('fox-lamp.example','2026-03-02T06:00:00Z','dormant','','2026-03-02');
INSERT INTO "state" VALUES('fox-lamp.example','2026-03-09T06:00:00Z','live','','2026-03-09');
CREATE TABLE telling (
            report TEXT NOT NULL, channel TEXT NOT NULL, state TEXT NOT NULL, tries INTEGER NOT NULL,
            error TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (report, channel)) WITHOUT ROWID;
INSERT INTO "telling" VALUES('2026-03-09','team','told',1,'','2026-03-09T06:00:00Z');
CREATE TABLE touch (
            domain TEXT NOT NULL, at TEXT NOT NULL, hash TEXT NOT NULL, requests INTEGER NOT NULL,
            body TEXT NOT NULL, PRIMARY KEY (domain, at, hash)) WITHOUT ROWID;
INSERT INTO "touch" VALUES('fox-lamp.example','2026-03-02T06:00:00Z','0123456789abcdef0123456789abcdef',1,'[]');
CREATE TABLE validator (
            domain TEXT PRIMARY KEY, url TEXT NOT NULL, etag TEXT NOT NULL, modified TEXT NOT NULL,
            full_at TEXT NOT NULL, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO "validator" VALUES('fox-lamp.example','https://fox-lamp.example/','"1"','','2026-03-02T06:00:00Z','fedcba9876543210fedcba9876543210');
CREATE TABLE watch (
            domain TEXT PRIMARY KEY, role TEXT NOT NULL, why TEXT NOT NULL, source TEXT NOT NULL,
            added_at TEXT NOT NULL, removed_at TEXT, priority TEXT NOT NULL DEFAULT 'normal', tags TEXT NOT NULL DEFAULT '[]', until TEXT, looked_on TEXT, quiet INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
INSERT INTO "watch" VALUES('fox-lamp.example','candidate','seen in a mail; it''s odd','analyst','2026-03-02T06:00:00Z',NULL,'high','["mail"]',NULL,'2026-03-09',2);
INSERT INTO "watch" VALUES('owl-lamp.example','known-good','','analyst','2026-03-02T06:00:00Z','2026-03-09T06:00:00Z','normal','[]',NULL,NULL,0);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX alert_by_run ON alert (run);
CREATE INDEX alert_by_domain ON alert (domain);
CREATE INDEX candidate_by_turn ON candidate (stage, next_at, bits DESC);
CREATE INDEX judgement_by_domain ON judgement (domain, judged_at);
CREATE INDEX fact_change_untold ON fact_change (domain) WHERE told = '';
CREATE UNIQUE INDEX fingerprint_by_domain ON fingerprint (domain, slice);
CREATE INDEX watch_known_good ON watch (domain) WHERE role = 'known-good';
CREATE INDEX raw_by_hash ON raw (substr(hash, 1, 8));
CREATE UNIQUE INDEX payload_by_hash ON payload (hash);
CREATE VIEW observation AS
        SELECT d.name AS domain, k.name AS kind, strftime('%Y-%m-%dT%H:%M:%SZ', i.first, 'unixepoch') AS first_seen,
            strftime('%Y-%m-%dT%H:%M:%SZ', i.last, 'unixepoch') AS last_seen, i.looks AS looks, e.outcome AS outcome, e.reason AS reason,
            (SELECT hash FROM payload WHERE id = i.payload) AS value,
            CASE WHEN i.captures IS NULL THEN '[]' ELSE
                (SELECT '[' || group_concat(json_quote(CASE typeof(r.hash) WHEN 'blob' THEN 'sha256:' || lower(hex(r.hash)) ELSE r.hash END), ', ') || ']'
                FROM json_each(i.captures) c CROSS JOIN raw r ON r.id = c.value) END AS captures,
            i.captures AS raw
        FROM domain d CROSS JOIN interval i ON i.domain = d.id LEFT JOIN kind k ON k.id = i.kind
            LEFT JOIN ending e ON e.id = +i.ending;
CREATE VIEW newest AS
        SELECT d.name AS domain, k.name AS kind, n.failed AS failed, strftime('%Y-%m-%dT%H:%M:%SZ', n.first, 'unixepoch') AS first_seen,
            strftime('%Y-%m-%dT%H:%M:%SZ', n.last, 'unixepoch') AS last_seen, n.looks AS looks, e.outcome AS outcome, e.reason AS reason
        FROM domain d CROSS JOIN newest_interval n ON n.domain = d.id LEFT JOIN kind k ON k.id = n.kind
            LEFT JOIN ending e ON e.id = +n.ending;
CREATE VIEW capture AS
        SELECT CASE typeof(r.hash) WHEN 'blob' THEN 'sha256:' || lower(hex(r.hash)) ELSE r.hash END AS hash, r.url AS url, m.name AS media_type, f.name AS file, r.offset AS offset,
            r.length AS length, r.id AS id
        FROM raw r LEFT JOIN media_type m ON m.id = +r.media_type LEFT JOIN file f ON f.id = +r.file
        WHERE r.file IS NOT NULL;
CREATE TRIGGER newest_of_insert AFTER insert ON interval BEGIN
    INSERT INTO newest_interval
        VALUES (NEW.domain, NEW.kind, NEW.failed, NEW.first, NEW.last, NEW.looks, NEW.ending)
    ON CONFLICT DO UPDATE SET first = excluded.first, last = excluded.last, looks = excluded.looks,
        ending = excluded.ending
    WHERE (excluded.last, excluded.first) >= (last, first);
END;
CREATE TRIGGER newest_of_update AFTER update ON interval BEGIN
    INSERT INTO newest_interval
        VALUES (NEW.domain, NEW.kind, NEW.failed, NEW.first, NEW.last, NEW.looks, NEW.ending)
    ON CONFLICT DO UPDATE SET first = excluded.first, last = excluded.last, looks = excluded.looks,
        ending = excluded.ending
    WHERE (excluded.last, excluded.first) >= (last, first) OR (last, first) = (OLD.last, OLD.first);
END;
CREATE TRIGGER newest_of_delete AFTER DELETE ON interval
WHEN EXISTS (SELECT 1 FROM newest_interval WHERE domain = OLD.domain AND kind = OLD.kind
    AND failed = OLD.failed AND first = OLD.first)
BEGIN
    DELETE FROM newest_interval WHERE domain = OLD.domain AND kind = OLD.kind AND failed = OLD.failed;
    INSERT INTO newest_interval SELECT domain, kind, failed, first, last, looks, ending FROM interval
        WHERE domain = OLD.domain AND kind = OLD.kind AND failed = OLD.failed
        ORDER BY last DESC, first DESC LIMIT 1;
END;
CREATE INDEX finding_by_relation ON finding (relation, band, domain);
COMMIT;
