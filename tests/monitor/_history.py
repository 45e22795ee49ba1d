"""A small invented home with a past: three sites, two runs with a report and one without."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from crawler.fingerprint import Fingerprint
from crawler.records import Capture, Observation, Outcome, Reason, Visit
from crawler.store import ObservationStore
from monitor import cli, config
from monitor.home import Home, open_home
from monitor.store import (
    Candidate,
    Event,
    FactChange,
    Judgement,
    Priority,
    Run,
    Stage,
    Standing,
    Verdict,
    WatchItem,
)

FOX, OWL, ELM, FRONT = "fox-lamp.example", "owl-lamp.example", "elm-desk.example", "cloudbluefox.com"
FIRST, SECOND, THIRD = (datetime(2026, 3, day, 6, tzinfo=UTC) for day in (2, 9, 10))
PAGE = "sha256:" + "ab" * 32
NO_TYPES = {each: [] for each in ("AAAA", "CAA", "CNAME", "DMARC", "MX", "SOA", "TXT")}
MUTED = Judgement(
    "j1", ELM, Verdict.MUTED, "ana", "an agency's demo", FIRST, until=date(2026, 3, 20), facts=("state live",)
)
CONFIRMED = Judgement(
    "j2", FOX, Verdict.CONFIRMED, "ben", "named in a notice", SECOND, source="a notice of 2026-03-08"
)


def look(
    domain: str, kind: str, at: datetime, captures: tuple[str, ...] = (), **payload: object
) -> Observation:
    return Observation(domain, kind, at, Outcome.OBSERVED, payload=payload, captures=captures)


def dns(domain: str, at: datetime, *addresses: str, **more: object) -> Observation:
    zone = {**NO_TYPES, "A": list(addresses), "NS": ["ns1.lamp.example"], "errors": {}, "wildcard": False}
    return look(domain, "dns", at, **{**zone, **more})


def furnished(path: Path) -> Home:
    assert cli.run(["--home", str(path), "init"]) == 0
    home = open_home(config.load(path))
    _looks(home.observations)
    _watched(home)
    _runs(home)
    _told(home)
    home.observations.db.conn.commit()
    return home


def _looks(store: ObservationStore) -> None:
    page = Capture(PAGE, f"https://{FOX}/", "text/html", "2026-03-09.warc.gz", 4096, 812)
    failed = Observation(OWL, "registration", THIRD, Outcome.FAILED, Reason.RATE_LIMITED)
    store.add(
        [
            Visit(ELM, (dns(ELM, FIRST, "192.0.2.9"),)),
            Visit(FOX, (dns(FOX, FIRST, "192.0.2.1"), look(FOX, "site", FIRST, title="Coming soon"))),
            Visit(FOX, (dns(FOX, SECOND, "192.0.2.7", MX=["10 mail.lamp.example"], TXT=["v=spf1 -all"]),)),
            Visit(FOX, (look(FOX, "site", SECOND, (PAGE,), title="Fox Lamp"),), (page,)),
            Visit(
                FOX, (dns(FOX, THIRD, "192.0.2.7", errors={"MX": "no answer in time"}, TXT=["v=spf1 -all"]),)
            ),
            Visit(OWL, (dns(OWL, SECOND, "192.0.2.7"), failed)),
        ]
    )


def _watched(home: Home) -> None:
    store, phone = home.store, "phone:+12125550100"
    store.watchlist.add(
        [
            WatchItem(ELM, FIRST, why="an applicant named it"),
            WatchItem(FOX, FIRST, why="seen in a mail", tags=("mail",), priority=Priority.HIGH),
            WatchItem(OWL, SECOND, source="lists"),
        ]
    )
    store.candidates.add(
        [
            Candidate("bluefox-cloud.example", "logs", "a certificate", SECOND, FRONT, ("words",), 4.5),
        ]
    )
    store.candidates.put(
        [
            Candidate(FOX, "logs", "a certificate", FIRST, FRONT, ("words",), 6.0, Stage.WATCHED, SECOND),
            Candidate(OWL, "lists", "a new name", SECOND, stage=Stage.WATCHED),
        ]
    )
    store.candidates.count("2026-03-02", "logs", {"seen": 900, "sifted": 2, "watched": 1})
    store.candidates.count("2026-03-09", "logs", {"seen": 800, "sifted": 1})
    store.candidates.count("2026-03-09", "lists", {"seen": 40, "sifted": 1, "watched": 1})
    for domain, email, keys in (
        (FOX, "email:hi@fox-lamp.example", {1, 2}),
        (OWL, "email:hi@owl-lamp.example", {1, 3}),
    ):
        values = {"contacts": (email, phone), "dns_records": ("a:192.0.2.7",)}
        store.index.put(Fingerprint(domain, values), slice="", version=1, inputs="i", keys=keys)


def _runs(home: Home) -> None:
    store = home.store
    store.put_run(Run("2026-03-02", "2026-03-02", FIRST, True, FIRST.replace(minute=9)), "{}")
    store.put_run(Run("2026-03-09", "2026-03-09", SECOND, False, SECOND.replace(minute=8)), "{}")
    store.put_run(Run("2026-03-10", "2026-03-10", THIRD, False))
    store.ledger.add_states({FOX: ("dormant", "the site is under construction")}, FIRST, "2026-03-02")
    store.ledger.add_states({ELM: ("live", "")}, FIRST, "2026-03-02")
    store.ledger.add_states({FOX: ("live", "")}, SECOND, "2026-03-09")
    gone, come = ("phone:+12125550199",), ("phone:+12125550100",)
    store.ledger.add_changes([FactChange(FOX, SECOND, "contacts", gone, come, "2026-03-09")])


def detail(sentence: str = "both list the phone +1 212-555-0100") -> dict[str, object]:
    """An alert's evidence as the ledger keeps it: contacts for, the country against."""
    fact = {"value": "phone:+12125550100", "others": 0, "sites": 40, "bits": 9.0, "service": ""}
    contacts = {"signal": "contacts", "family": "identity", "similarity": 1.0, "bits": 14.0}
    country = {"signal": "claims", "family": "claims", "similarity": 0.0, "bits": -1.5}
    return {
        "domain": FOX,
        "counterpart": FRONT,
        "prior": -10.0,
        "families": [{"family": "identity", "raw": 14.0, "cap": 12.0, "counted": 12.0, "decay": 0.5}],
        "evidence": [{**contacts, "sentence": sentence, "facts": [fact]}],
        "against": [{**country, "sentence": "they claim other countries", "facts": []}],
        "bits": 0.5,
        "probability": 0.5858,
        "band": "likely",
        "unseen": [],
        "relation": "resembles",
        "state": "live",
        "state_before": "dormant",
        "changed": ["went live"],
        "also": [],
    }


def _told(home: Home) -> None:
    ledger, found = home.store.ledger, detail()
    hidden = Event("e2", "2026-03-09", "2026-03-09", ELM, FRONT, "new", "worth a look", -2.0, {}, "j1")
    ledger.add_events(
        [
            Event("e1", "2026-03-09", "2026-03-09", FOX, FRONT, "went live", "likely", 0.5, found),
            hidden,
            Event(
                "e3",
                "2026-02-20",
                "2026-02-20",
                FOX,
                FRONT,
                "new",
                "worth a look",
                -2.5,
                {"state": "dormant"},
            ),
        ]
    )
    ledger.replace_standings([FOX], [Standing(FOX, FRONT, "likely", 0.5, SECOND, "2026-03-09", found)])
    home.store.judgements.add([MUTED, CONFIRMED])


def exporting(home: Home, capsysbinary: Any) -> Callable[..., Any]:
    """A function that exports from ``home`` and gives what was said, as bytes."""

    def run(*words: object, expected: int = 0) -> Any:
        assert cli.run(["--home", str(home.config.home), "export", *map(str, words)]) == expected
        return capsysbinary.readouterr()

    return run
