"""A small home of thirty days that is pruned a year later, and what must be whole in it at any moment."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from crawler.errors import CollectionError
from crawler.records import Observation, Outcome, Raw, Reason, Visit
from monitor.config import KeepConfig
from tests.monitor._history import FOX, furnished, look

NOISE, TWIN, DRAWN = "noise.example", "twin.example", "drawn.example"
BEGIN = datetime(2026, 1, 1, 6, tzinfo=UTC)
NOW = BEGIN + timedelta(days=400)
DAYS = 30
ALL = KeepConfig(
    observations_days=60,
    archive_days=60,
    candidates_days=60,
    moments_days=60,
    tellings_days=60,
    reports_days=60,
)


def kept(home, **rules):
    return replace(home.config, keep=replace(ALL, **rules) if rules else ALL)


def page(text):
    return Raw(f"https://{NOISE}/{text}", "text/html", text.encode() * 500, 200)


def long_kept(path):
    """Three sites that say something new every day, one of which was told, and their pages in WARC files."""
    home = furnished(path)
    for number in range(DAYS):
        at = BEGIN + timedelta(days=number)
        with home.archive.writer(f"{at:%Y-%m-%d}", at) as writer:
            seen = {each: writer.keep(page(f"{each}{number}")) for each in (NOISE, FOX)}
        home.observations.add(
            [
                Visit(each, (look(each, "site", at, (raw.hash,), title=f"{each} {number}"),), (raw,))
                for each, raw in seen.items()
            ]
        )
        wrong = Reason.TIMEOUT if number % 2 else Reason.RATE_LIMITED
        home.observations.add([Visit(TWIN, (Observation(TWIN, "dns", at, Outcome.FAILED, wrong),))])
        if number in (3, 4):
            home.observations.add([Visit(TWIN, (look(TWIN, "site", at, title=f"{NOISE} {number}"),))])
    _drawn(home)
    home.store.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return home.config.home


def _drawn(home):
    """A site whose third look was drawn, once."""
    for number in range(DAYS):
        seen = look(DRAWN, "site", BEGIN + timedelta(days=number), title=f"drawn {number}")
        home.observations.add([Visit(DRAWN, (seen,))])
        if number == 2:
            picture = look(DRAWN, "screenshot", BEGIN + timedelta(days=2), of=seen.value_hash)
            home.observations.add([Visit(DRAWN, (picture,))])


def intervals(home, domain, kind="site"):
    rows = home.store.db.conn.execute(
        "SELECT first_seen FROM observation WHERE domain=? AND kind=? ORDER BY 1", (domain, kind)
    )
    return [(datetime.fromisoformat(first) - BEGIN).days for (first,) in rows]


def broken(home):
    """What a row asks for and is not there, in a store that is whole by SQLite's own word."""
    db = home.store.db.conn
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    gone = db.execute(
        "SELECT domain FROM observation WHERE value NOT IN (SELECT hash FROM payload)"
    ).fetchall()
    for domain, raw in db.execute(
        "SELECT domain, captures FROM observation WHERE domain IN (?,?)", (NOISE, FOX)
    ):
        for name in json.loads(raw):
            capture = home.observations.capture(name)
            try:
                assert capture is not None
                if capture.file != "2026-03-09.warc.gz":  # the invented history has no such file
                    home.archive.read(capture)
            except (AssertionError, CollectionError):
                gone.append((domain, name))
    return gone


def everything(home):
    db = home.store.db.conn
    tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type='table' ORDER BY 1")]
    rows = {each: sorted(map(repr, db.execute(f"SELECT * FROM {each}"))) for each in tables}
    return rows, sorted(each.name for each in home.archive.folder.iterdir())
