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
CREATE TABLE capture (
            hash TEXT PRIMARY KEY, url TEXT NOT NULL, media_type TEXT NOT NULL,
            file TEXT NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO "capture" VALUES('sha256:abababababababababababababababababababababababababababababababab','https://fox-lamp.example/','text/html','2026-03-02.warc.gz',412,812);
CREATE TABLE cluster (id INTEGER PRIMARY KEY, since TEXT NOT NULL);
INSERT INTO "cluster" VALUES(1,'2026-03-09');
CREATE TABLE cluster_member (
            cluster INTEGER NOT NULL REFERENCES cluster (id), domain TEXT NOT NULL, joined TEXT NOT NULL,
            gone TEXT, facts TEXT NOT NULL, PRIMARY KEY (cluster, domain)) WITHOUT ROWID;
INSERT INTO "cluster_member" VALUES(1,'fox-lamp.example','2026-03-09',NULL,'[]');
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
CREATE TABLE finding (
            domain TEXT NOT NULL, counterpart TEXT NOT NULL, band TEXT NOT NULL, score REAL NOT NULL,
            since TEXT NOT NULL, run TEXT NOT NULL, detail TEXT NOT NULL,
            PRIMARY KEY (domain, counterpart)) WITHOUT ROWID;
INSERT INTO "finding" VALUES('fox-lamp.example','cloudbluefox.com','likely',0.5,'2026-03-09T06:00:00Z','2026-03-09','{"band":"likely","bits":0.5,"captures":[],"counterpart":"cloudbluefox.com","domain":"fox-lamp.example","evidence":[],"against":[],"families":[],"prior":-10.0,"probability":0.58,"unseen":[]}');
CREATE TABLE "fingerprint" (
            domain TEXT NOT NULL, slice TEXT NOT NULL, version INTEGER NOT NULL, inputs TEXT NOT NULL,
            body TEXT NOT NULL, sketches BLOB NOT NULL, posted BLOB NOT NULL);
INSERT INTO "fingerprint" VALUES('fox-lamp.example','',1,'0123456789abcdef0123456789abcdef','{"domain":"fox-lamp.example","values":{"contacts":["phone:+12125550100"]}}',X'',X'00000000000000802A00000000000000');
INSERT INTO "fingerprint" VALUES('owl-lamp.example','',1,'fedcba9876543210fedcba9876543210','{"domain":"owl-lamp.example","values":{"contacts":["phone:+12125550100"]}}',X'',X'2A00000000000000');
CREATE TABLE funnel (
            day TEXT NOT NULL, source TEXT NOT NULL, stage TEXT NOT NULL, names INTEGER NOT NULL,
            PRIMARY KEY (day, source, stage)) WITHOUT ROWID;
INSERT INTO "funnel" VALUES('2026-03-09','logs','seen',800);
CREATE TABLE judgement (
            id TEXT PRIMARY KEY, domain TEXT NOT NULL, verdict TEXT NOT NULL, author TEXT NOT NULL,
            reason TEXT NOT NULL, source TEXT NOT NULL, judged_at TEXT NOT NULL, until TEXT,
            withdrawn_at TEXT, facts TEXT NOT NULL, pairs TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO "judgement" VALUES('j1','owl-lamp.example','muted','ana','an agency''s demo','','2026-03-02T06:00:00Z','2026-03-20',NULL,'["state live"]','[]');
CREATE TABLE moment (
            domain TEXT NOT NULL, day TEXT NOT NULL, score REAL NOT NULL,
            PRIMARY KEY (domain, day)) WITHOUT ROWID;
INSERT INTO "moment" VALUES('fox-lamp.example','2026-03-09',0.5);
CREATE TABLE newest (
    domain TEXT NOT NULL, kind TEXT NOT NULL, failed INTEGER NOT NULL, first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL, looks INTEGER NOT NULL, outcome TEXT NOT NULL, reason TEXT NOT NULL,
    PRIMARY KEY (domain, kind, failed)) WITHOUT ROWID;
INSERT INTO "newest" VALUES('fox-lamp.example','dns',0,'2026-03-02T06:00:00Z','2026-03-02T06:00:00Z',1,'observed','');
INSERT INTO "newest" VALUES('fox-lamp.example','site',0,'2026-03-02T06:00:00Z','2026-03-09T06:00:00Z',8,'observed','');
INSERT INTO "newest" VALUES('owl-lamp.example','dns',0,'2026-03-09T06:00:00Z','2026-03-09T06:00:00Z',1,'observed','');
INSERT INTO "newest" VALUES('owl-lamp.example','site',1,'2026-03-09T06:00:00Z','2026-03-09T06:00:00Z',1,'could not look','no answer in time');
CREATE TABLE observation (
            domain TEXT NOT NULL, kind TEXT NOT NULL, first_seen TEXT NOT NULL, last_seen TEXT NOT NULL,
            looks INTEGER NOT NULL, outcome TEXT NOT NULL, reason TEXT NOT NULL,
            value TEXT NOT NULL, captures TEXT NOT NULL,
            PRIMARY KEY (domain, kind, first_seen, value)) WITHOUT ROWID;
INSERT INTO "observation" VALUES('fox-lamp.example','dns','2026-03-02T06:00:00Z','2026-03-02T06:00:00Z',1,'observed','','0123456789abcdef0123456789abcdef','[]');
INSERT INTO "observation" VALUES('fox-lamp.example','site','2026-03-02T06:00:00Z','2026-03-09T06:00:00Z',8,'observed','','fedcba9876543210fedcba9876543210','["sha256:abababababababababababababababababababababababababababababababab"]');
INSERT INTO "observation" VALUES('owl-lamp.example','dns','2026-03-09T06:00:00Z','2026-03-09T06:00:00Z',1,'observed','','0123456789abcdef0123456789abcdef','[]');
INSERT INTO "observation" VALUES('owl-lamp.example','site','2026-03-09T06:00:00Z','2026-03-09T06:00:00Z',1,'could not look','no answer in time','00000000000000000000000000000000','[]');
CREATE TABLE "payload" (hash TEXT NOT NULL, body TEXT NOT NULL);
INSERT INTO "payload" VALUES('00000000000000000000000000000000','{}');
INSERT INTO "payload" VALUES('0123456789abcdef0123456789abcdef','{"A":["192.0.2.1"]}');
INSERT INTO "payload" VALUES('fedcba9876543210fedcba9876543210','{"pages":[{"body":"sha256:abababababababababababababababababababababababababababababababab","media_type":"text/html","role":"home","status":200,"url":"https://fox-lamp.example/"}],"title":"Fox Lamp"}');
CREATE TABLE posting (value INTEGER NOT NULL, site INTEGER NOT NULL,
            PRIMARY KEY (value, site)) WITHOUT ROWID;
INSERT INTO "posting" VALUES(-9223372036854775808,1);
INSERT INTO "posting" VALUES(42,1);
INSERT INTO "posting" VALUES(42,2);
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
CREATE UNIQUE INDEX payload_by_hash ON payload (hash);
CREATE TRIGGER newest_of_insert AFTER INSERT ON observation BEGIN
    INSERT INTO newest VALUES (NEW.domain, NEW.kind, NEW.outcome = 'could not look', NEW.first_seen,
        NEW.last_seen, NEW.looks, NEW.outcome, NEW.reason)
    ON CONFLICT DO UPDATE SET first_seen = excluded.first_seen, last_seen = excluded.last_seen,
        looks = excluded.looks, outcome = excluded.outcome, reason = excluded.reason
    WHERE (excluded.last_seen, excluded.first_seen) >= (last_seen, first_seen);
END;
CREATE TRIGGER newest_of_update AFTER UPDATE ON observation BEGIN
    INSERT INTO newest VALUES (NEW.domain, NEW.kind, NEW.outcome = 'could not look', NEW.first_seen,
        NEW.last_seen, NEW.looks, NEW.outcome, NEW.reason)
    ON CONFLICT DO UPDATE SET first_seen = excluded.first_seen, last_seen = excluded.last_seen,
        looks = excluded.looks, outcome = excluded.outcome, reason = excluded.reason
    WHERE (excluded.last_seen, excluded.first_seen) >= (last_seen, first_seen);
END;
CREATE TRIGGER newest_of_delete AFTER DELETE ON observation
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
END;
CREATE UNIQUE INDEX fingerprint_by_domain ON fingerprint (domain, slice);
CREATE INDEX watch_known_good ON watch (domain) WHERE role = 'known-good';
COMMIT;
