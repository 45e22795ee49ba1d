"""How is kept what was asked in a visit, who asked for rest, and how to ask only for changes?"""

import sqlite3

from crawler.records import Outcome, Visit, canonical, content_hash, iso, row_of


def keep_asked(connection: sqlite3.Connection, visit: Visit) -> None:
    """Adds to the tables ``touch``, ``rest`` and ``validator`` what one visit says of them."""
    if visit.touches:
        begun = min(each.at for each in visit.touches)
        body = canonical([row_of(each) for each in visit.touches])
        connection.execute(
            "INSERT INTO touch VALUES (?,?,?,?,?) ON CONFLICT DO NOTHING",
            (visit.domain, iso(begun), content_hash(body), len(visit.touches), body),
        )
    connection.executemany(
        "INSERT INTO rest VALUES (?,?) ON CONFLICT (host) DO UPDATE SET until=max(until, excluded.until)",
        [(each.host, iso(each.until)) for each in visit.rests],
    )
    site = next((each for each in visit.observations if each.kind == "site"), None)
    if visit.validator and site is not None and site.outcome is Outcome.OBSERVED:
        known = visit.validator
        connection.execute(
            "INSERT INTO validator VALUES (?,?,?,?,?,?) ON CONFLICT (domain) DO UPDATE SET url=excluded.url, "
            "etag=excluded.etag, modified=excluded.modified, full_at=excluded.full_at, value=excluded.value",
            (visit.domain, known.url, known.etag, known.modified, iso(known.full_at), site.value_hash),
        )
