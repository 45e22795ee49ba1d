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
CREATE TABLE alert (
            id TEXT PRIMARY KEY, run TEXT NOT NULL, day TEXT NOT NULL, domain TEXT NOT NULL,
            counterpart TEXT NOT NULL, status TEXT NOT NULL, band TEXT NOT NULL, score REAL NOT NULL,
            detail TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO "alert" VALUES('e1','2026-03-09','2026-03-09','fox-lamp.example','cloudbluefox.com','went live','likely',0.5,'{"band":"likely","bits":0.5,"captures":[],"counterpart":"cloudbluefox.com","domain":"fox-lamp.example","evidence":[],"against":[],"families":[],"prior":-10.0,"probability":0.58,"unseen":[]}');
CREATE TABLE baseline (
            domain TEXT NOT NULL, observed_at TEXT NOT NULL, source TEXT NOT NULL, pages INTEGER NOT NULL,
            PRIMARY KEY (domain, observed_at)) WITHOUT ROWID;
INSERT INTO "baseline" VALUES('cloudbluefox.com','2022-05-01T00:00:00Z','Home.html',1);
CREATE TABLE capture (
            hash TEXT PRIMARY KEY, url TEXT NOT NULL, media_type TEXT NOT NULL,
            file TEXT NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO "capture" VALUES('sha256:abababababababababababababababababababababababababababababababab','https://fox-lamp.example/','text/html','2026-03-02.warc.gz',412,812);
CREATE TABLE fact_change (
            domain TEXT NOT NULL, seen_at TEXT NOT NULL, signal TEXT NOT NULL, gone TEXT NOT NULL,
            come TEXT NOT NULL, run TEXT NOT NULL, PRIMARY KEY (domain, run, signal)) WITHOUT ROWID;
INSERT INTO "fact_change" VALUES('fox-lamp.example','2026-03-09T06:00:00Z','contacts','["phone:+12125550199"]','["phone:+12125550100"]','2026-03-09');
CREATE TABLE finding (
            domain TEXT NOT NULL, counterpart TEXT NOT NULL, band TEXT NOT NULL, score REAL NOT NULL,
            since TEXT NOT NULL, run TEXT NOT NULL, detail TEXT NOT NULL,
            PRIMARY KEY (domain, counterpart)) WITHOUT ROWID;
INSERT INTO "finding" VALUES('fox-lamp.example','cloudbluefox.com','likely',0.5,'2026-03-09T06:00:00Z','2026-03-09','{"band":"likely","bits":0.5,"captures":[],"counterpart":"cloudbluefox.com","domain":"fox-lamp.example","evidence":[],"against":[],"families":[],"prior":-10.0,"probability":0.58,"unseen":[]}');
CREATE TABLE fingerprint (
            domain TEXT NOT NULL, slice TEXT NOT NULL, version INTEGER NOT NULL, inputs TEXT NOT NULL,
            body TEXT NOT NULL, PRIMARY KEY (domain, slice)) WITHOUT ROWID;
INSERT INTO "fingerprint" VALUES('fox-lamp.example','',1,'0123456789abcdef0123456789abcdef','{"domain":"fox-lamp.example","keys":[-9223372036854775808,42],"values":{"contacts":["phone:+12125550100"]}}');
INSERT INTO "fingerprint" VALUES('owl-lamp.example','',1,'fedcba9876543210fedcba9876543210','{"domain":"owl-lamp.example","keys":[42],"values":{"contacts":["phone:+12125550100"]}}');
CREATE TABLE observation (
            domain TEXT NOT NULL, kind TEXT NOT NULL, first_seen TEXT NOT NULL, last_seen TEXT NOT NULL,
            looks INTEGER NOT NULL, outcome TEXT NOT NULL, reason TEXT NOT NULL,
            value TEXT NOT NULL, captures TEXT NOT NULL,
            PRIMARY KEY (domain, kind, first_seen, value)) WITHOUT ROWID;
INSERT INTO "observation" VALUES('fox-lamp.example','dns','2026-03-02T06:00:00Z','2026-03-02T06:00:00Z',1,'observed','','0123456789abcdef0123456789abcdef','[]');
INSERT INTO "observation" VALUES('fox-lamp.example','site','2026-03-02T06:00:00Z','2026-03-09T06:00:00Z',8,'observed','','fedcba9876543210fedcba9876543210','["sha256:abababababababababababababababababababababababababababababababab"]');
INSERT INTO "observation" VALUES('owl-lamp.example','dns','2026-03-09T06:00:00Z','2026-03-09T06:00:00Z',1,'observed','','0123456789abcdef0123456789abcdef','[]');
INSERT INTO "observation" VALUES('owl-lamp.example','site','2026-03-09T06:00:00Z','2026-03-09T06:00:00Z',1,'could not look','no answer in time','00000000000000000000000000000000','[]');
CREATE TABLE payload (hash TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
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
            copied_from TEXT NOT NULL, added_at TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO "reference" VALUES('cloudbluefox.com','analyst','a notice of 2026','','','2026-03-02T06:00:00Z');
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
            added_at TEXT NOT NULL, removed_at TEXT) WITHOUT ROWID;
INSERT INTO "watch" VALUES('fox-lamp.example','candidate','seen in a mail; it''s odd','analyst','2026-03-02T06:00:00Z',NULL);
INSERT INTO "watch" VALUES('owl-lamp.example','known-good','','analyst','2026-03-02T06:00:00Z','2026-03-09T06:00:00Z');
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX alert_by_run ON alert (run);
CREATE INDEX alert_by_domain ON alert (domain);
COMMIT;
