"""Who shows which value? One posting list gives rarity and the pairs worth comparing."""

import hashlib
import json
from collections.abc import Iterable

import sqlite_utils

from crawler.fingerprint import Fingerprint
from crawler.records import canonical
from crawler.store import transaction


def posting_key(signal: str, value: str) -> int:
    """The signed 64-bit hash under which ``value`` of ``signal`` is indexed."""
    digest = hashlib.blake2b(f"{signal}\0{value}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


class Index:
    """Fingerprints and the posting lists over their keys; the lists are updated in place."""

    def __init__(self, db: sqlite_utils.Database) -> None:
        self.db = db

    def put(self, fingerprint: Fingerprint, *, slice: str, version: int, inputs: str, keys: set[int]) -> None:
        """Keeps one fingerprint; ``keys`` replace the site's postings (only for the current slice, '')."""
        body = canonical({**fingerprint.to_json(), "keys": sorted(keys)})
        with transaction(self.db) as connection:
            if not slice:
                self._repost(fingerprint.domain, keys)
            connection.execute(
                "INSERT OR REPLACE INTO fingerprint VALUES (?,?,?,?,?)",
                (fingerprint.domain, slice, version, inputs, body),
            )

    def _repost(self, domain: str, keys: set[int]) -> None:
        connection = self.db.conn
        connection.execute("INSERT INTO site (domain) VALUES (?) ON CONFLICT DO NOTHING", (domain,))
        (site,) = connection.execute("SELECT id FROM site WHERE domain=?", (domain,)).fetchone()
        row = connection.execute(
            "SELECT body FROM fingerprint WHERE domain=? AND slice=''", (domain,)
        ).fetchone()
        old = set(json.loads(row[0])["keys"]) if row else set()
        connection.executemany(
            "DELETE FROM posting WHERE value=? AND site=?", [(key, site) for key in old - keys]
        )
        connection.executemany(
            "INSERT INTO posting VALUES (?,?) ON CONFLICT DO NOTHING", [(key, site) for key in keys - old]
        )

    def get(self, domain: str, slice: str = "") -> tuple[Fingerprint, int, str] | None:
        """The stored fingerprint with its version and inputs hash, if there is one."""
        row = self.db.conn.execute(
            "SELECT body, version, inputs FROM fingerprint WHERE domain=? AND slice=?", (domain, slice)
        ).fetchone()
        return (Fingerprint.from_json(json.loads(row[0])), row[1], row[2]) if row else None

    def holders(self, signal: str, value: str, limit: int) -> set[str]:
        """The sites that show ``value`` today, at most ``limit``."""
        rows = self.db.conn.execute(
            "SELECT s.domain FROM posting p JOIN site s ON s.id = p.site WHERE p.value=? LIMIT ?",
            (posting_key(signal, value), limit),
        )
        return {domain for (domain,) in rows}

    def count(self, key: int) -> int:
        """How many sites are posted under ``key`` today."""
        return self._number("SELECT count(*) FROM posting WHERE value=?", key)

    def sites(self) -> int:
        """How many sites have a fingerprint today."""
        return self._number("SELECT count(*) FROM site")

    def sites_among(self, domains: Iterable[str]) -> int:
        """How many of ``domains`` have a fingerprint today."""
        query = "SELECT count(*) FROM json_each(?) AS e JOIN site AS s ON s.domain = e.value"
        return self._number(query, json.dumps(sorted(domains)))

    def _number(self, query: str, *given: int | str) -> int:
        (number,) = self.db.conn.execute(query, given).fetchone()
        return int(number)
