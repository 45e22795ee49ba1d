"""Who shows which value? One posting list gives rarity and the pairs worth comparing.

A site is found in hundreds of places of these lists, so what many sites changed is written at once, in the
order of the lists; until then ``unposted`` keeps what they still hold of each, and what they are to hold.
"""

import json
from array import array
from collections.abc import Iterable
from functools import lru_cache
from typing import TypeAlias

import sqlite_utils
from mmh3 import mmh3_x64_128_stupledigest

from crawler.fingerprint import Fingerprint, Weighing, signals
from crawler.records import canonical
from crawler.store import transaction
from monitor.store.packing import pack, unpack
from monitor.store.settling import settle

CACHED = 32_768
"""Kilobytes of the file kept in memory: a site is posted in, and found by, hundreds of places of it."""
MOST_WAITING = 8_000_000
"""Keys of the sites that the lists have yet to follow: half a gigabyte when they are sorted."""
Sites: TypeAlias = "array[int]"
"""Ids of sites: a long list of them is kept in four bytes a site."""


def posting_key(signal: str, value: str) -> int:
    """The first 48 bits of MurmurHash3 x64 128, signed, under which ``value`` of ``signal`` is indexed.

    SQLite keeps them in six bytes; of a hundred million values a new one meets some other once in a million.
    """
    found: tuple[int, int] = mmh3_x64_128_stupledigest(f"{signal}\0{value}".encode("utf-8", "surrogatepass"))
    return found[0] >> 16


def row_of(
    fingerprint: Fingerprint, slice: str, version: int, inputs: str
) -> tuple[str, str, int, str, str, bytes]:
    """The row of the table. What sketches hold are hashes that nobody searches: today's are kept packed."""
    told = fingerprint.to_json()
    packed = {} if slice else {name: each for name, each in told["values"].items() if name in sketched()}
    told["values"] = {name: each for name, each in told["values"].items() if name not in packed}
    return fingerprint.domain, slice, version, inputs, canonical(told), pack(packed)


def _fingerprint(body: str, sketches: bytes) -> Fingerprint:
    told = json.loads(body)
    told["values"] |= unpack(sketches)
    return Fingerprint.from_json(told)


@lru_cache(maxsize=1)
def sketched() -> frozenset[str]:
    """The signals that are compared as a whole."""
    return frozenset(each.name for each in signals() if each.weighing is Weighing.SIMILARITY)


class Index:
    """Fingerprints and the posting lists over their keys; the lists are updated in place."""

    def __init__(self, db: sqlite_utils.Database) -> None:
        self.db = db
        self._waiting = 0  # of what this one put
        db.conn.execute(f"PRAGMA cache_size=-{CACHED}")

    def put(
        self,
        fingerprint: Fingerprint,
        *,
        slice: str,
        version: int,
        inputs: str,
        keys: Iterable[int],
        before: Iterable[int] | None = None,
    ) -> None:
        """Keeps one fingerprint; ``keys`` replace the site's postings (only for the current slice, '').

        ``before`` are the keys of the fingerprint that it takes the place of; where they are not known, all
        lists are searched for the site.
        """
        row = row_of(fingerprint, slice, version, inputs)
        with transaction(self.db) as connection:
            if not slice:
                self._unpost(fingerprint.domain, before, keys)
            connection.execute(
                "INSERT INTO fingerprint VALUES (?,?,?,?,?,?) ON CONFLICT (domain, slice) DO UPDATE SET "
                "version=excluded.version, inputs=excluded.inputs, body=excluded.body, "
                "sketches=excluded.sketches",
                row,
            )
        if self._waiting > MOST_WAITING:
            self.settle()

    def _unpost(self, domain: str, before: Iterable[int] | None, keys: Iterable[int]) -> None:
        """Keeps beside the lists what they hold of a site, and what they are to hold."""
        come = array("q", sorted(set(keys)))
        gone = None if before is None else array("q", sorted(set(before)))
        self.db.conn.execute("INSERT INTO site (domain) VALUES (?) ON CONFLICT DO NOTHING", (domain,))
        self.db.conn.execute(
            "INSERT INTO unposted SELECT id, ?, ? FROM site WHERE domain = ? "
            "ON CONFLICT DO UPDATE SET gone = NULL, come = excluded.come",  # cut off, lists may hold either
            (gone, come, domain),
        )
        self._waiting += 1 + len(come)

    def settle(self) -> None:
        """Brings the lists to what was put; who asks for a list after putting need not ask for this."""
        settle(self.db)
        self._waiting = 0

    def _follow(self) -> None:
        if self._waiting:
            self.settle()

    def get(self, domain: str, slice: str = "") -> tuple[Fingerprint, int, str] | None:
        """The stored fingerprint with its version and inputs hash, if there is one."""
        row = self.db.conn.execute(
            "SELECT body, sketches, version, inputs FROM fingerprint WHERE domain=? AND slice=?",
            (domain, slice),
        ).fetchone()
        return (_fingerprint(row[0], row[1]), row[2], row[3]) if row else None

    def of_earlier(self, version: int) -> set[str]:
        """The domains whose fingerprint of today is of an earlier version."""
        rows = self.db.conn.execute(
            "SELECT domain FROM fingerprint WHERE slice = '' AND version < ?", (version,)
        )
        return {domain for (domain,) in rows}

    def postings(self, keys: Iterable[int], at_most: int) -> "dict[int, Sites | None]":
        """The sites posted under each key today; None of a key with more than ``at_most``."""
        self._follow()
        # A row a key: taking each holder out as a row of its own costs ten times as much.
        rows = self.db.conn.execute(
            "SELECT k.value, (SELECT group_concat(site) FROM "
            "(SELECT site FROM posting WHERE value = k.value ORDER BY site LIMIT ?)) FROM json_each(?) AS k",
            (at_most + 1, json.dumps(list(keys))),
        )
        return {key: None if sites and sites.count(",") >= at_most else _sites(sites) for key, sites in rows}

    def holders(self, key: int, at_most: int) -> Sites:
        """The first sites posted under ``key`` today."""
        self._follow()
        query = (
            "SELECT group_concat(site) FROM (SELECT site FROM posting WHERE value=? ORDER BY site LIMIT ?)"
        )
        (sites,) = self.db.conn.execute(query, (key, at_most)).fetchone()
        return _sites(sites)

    def names(self, sites: Iterable[int]) -> dict[int, str]:
        """The domain of each of these ids."""
        query = "SELECT s.id, s.domain FROM json_each(?) AS e JOIN site AS s ON s.id = e.value"
        return dict(self.db.conn.execute(query, (json.dumps(list(sites)),)))

    def ids(self, domains: Iterable[str]) -> dict[str, int]:
        """The id of each of ``domains`` that has a fingerprint today."""
        query = "SELECT s.domain, s.id FROM json_each(?) AS e JOIN site AS s ON s.domain = e.value"
        return dict(self.db.conn.execute(query, (json.dumps(list(domains)),)))

    def count(self, key: int, at_most: int = -1) -> int:
        """How many sites are posted under ``key`` today; a count ends at ``at_most`` unless it is below 0."""
        self._follow()
        if known := self.db.conn.execute("SELECT sites FROM common WHERE value=?", (key,)).fetchone():
            return min(int(known[0]), at_most) if at_most >= 0 else int(known[0])
        query = "SELECT count(*) FROM (SELECT 1 FROM posting WHERE value=? LIMIT ?)"
        return self._number(query, key, at_most)

    def sites(self) -> int:
        """How many sites have a fingerprint today."""
        return self._number("SELECT coalesce(max(id), 0) FROM site")  # numbers from 1 on; none is taken away

    def _number(self, query: str, *given: int) -> int:
        (number,) = self.db.conn.execute(query, given).fetchone()
        return int(number)


def _sites(told: str | None) -> Sites:
    # In the order of the index, which is that of the ids. Most lists hold one or two.
    return array("i", map(int, told.split(","))) if told else array("i")
