"""Which contact data of a site gave way to others between two visits?

Only a replacement is a change: firms add a phone, and a page that could not be read lacks what it had.
"""

from collections.abc import Iterator
from datetime import datetime

from crawler.fingerprint import Fingerprint
from monitor.contradictions._kinds import rests
from monitor.store import FactChange, MonitorStore

_WATCHED = {
    "contacts": ("email", "phone", "street", "telegram", "whatsapp", "wechat", "skype", "line"),
    "registration": (
        "registrant_email",
        "registrant_name",
        "registrant_org",
        "registrant_phone",
        "registrant_street",
    ),
}
MOST_KEPT = 20


def record_changes(
    store: MonitorStore, before: Fingerprint | None, after: Fingerprint, when: datetime, run: str
) -> tuple[FactChange, ...]:
    """Keeps what was replaced between two fingerprints of one domain; the same run keeps it once."""
    found = tuple(_replaced(before, after, when, run)) if before is not None else ()
    store.ledger.add_changes(found)
    return found


def _replaced(before: Fingerprint, after: Fingerprint, when: datetime, run: str) -> Iterator[FactChange]:
    for signal, kinds in _WATCHED.items():
        gone: list[str] = []
        come: list[str] = []
        for kind in kinds:
            was, now = (set(rests(each.values.get(signal, ()), kind)) for each in (before, after))
            if was - now and now - was:
                gone += (f"{kind}:{each}" for each in sorted(was - now))
                come += (f"{kind}:{each}" for each in sorted(now - was))
        if gone:
            yield FactChange(
                after.domain, when, signal, tuple(gone[:MOST_KEPT]), tuple(come[:MOST_KEPT]), run
            )
