"""Which sites belong to which cluster, and since when?"""

import json
from collections.abc import Iterable, Mapping

import sqlite_utils

from crawler.store import transaction
from monitor.store.records import Cluster, Member


class Clusters:
    """Clusters by number; a member that left is kept with the day, a cluster is never forgotten."""

    def __init__(self, db: sqlite_utils.Database) -> None:
        self.db = db

    def all(self) -> list[Cluster]:
        """Every cluster that has members, oldest first, with these."""
        rows = self.db.conn.execute(
            "SELECT c.id, c.since, m.domain, m.joined, m.facts FROM cluster c "
            "JOIN cluster_member m ON m.cluster = c.id WHERE m.gone IS NULL ORDER BY c.id, m.domain"
        )
        found: dict[int, Cluster] = {}
        for number, since, domain, joined, facts in rows:
            known = found.setdefault(number, Cluster(number, since, {}))
            found[number] = Cluster(
                number, known.since, {**known.members, domain: Member(joined, tuple(json.loads(facts)))}
            )
        return list(found.values())

    def begin(self, day: str) -> int:
        """The number of a new cluster without members."""
        with transaction(self.db) as connection:
            return int(connection.execute("INSERT INTO cluster (since) VALUES (?)", (day,)).lastrowid or 0)

    def leave(self, number: int, domains: Iterable[str], day: str) -> None:
        """Keeps that ``domains`` are no members any more."""
        with transaction(self.db) as connection:
            connection.executemany(
                "UPDATE cluster_member SET gone=? WHERE cluster=? AND domain=?",
                [(day, number, each) for each in domains],
            )

    def hold(self, number: int, members: Mapping[str, Member]) -> None:
        """Keeps these members with what ties them; one that left and came back is here again."""
        with transaction(self.db) as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO cluster_member VALUES (?,?,?,NULL,?)",
                [
                    (number, domain, each.joined, json.dumps(each.facts, ensure_ascii=False))
                    for domain, each in members.items()
                ],
            )
