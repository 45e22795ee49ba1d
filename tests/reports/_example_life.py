"""How did the invented alerts come about, and what of the day stands beside them? Everything is invented."""

from datetime import date, timedelta

from reports.digest import (
    CanaryLine,
    ChangeLine,
    ClusterLine,
    FeedLine,
    JudgementLine,
    MomentLine,
    MutedLine,
    PivotLine,
    QueryLine,
    ReminderLine,
)

TODAY = date(2026, 11, 22)


def course(*legs: tuple[int, float | None, str]) -> tuple[MomentLine, ...]:
    """Days up to today: (how many, score, state) of each leg, the oldest leg first."""
    days = [(score, state) for count, score, state in legs for _ in range(count)]
    first = TODAY - timedelta(days=len(days) - 1)
    return tuple(
        MomentLine((first + timedelta(days=place)).isoformat(), score, state)
        for place, (score, state) in enumerate(days)
    )


CHANGES = (
    ChangeLine("band", "likely", "strong"),
    ChangeLine("phone", "", "+1 202-555-0143"),
    ChangeLine("name servers", "ns1.park.example", "ns1.lantern-host.example"),
)
ACTIVATED = (ChangeLine("state", "dormant", "live"), ChangeLine("certificate", "", "Invented CA, 3 names"))
RISING = course((6, -1.9, "parked"), (5, -0.4, "dormant"), (2, None, ""), (6, 1.8, "live"), (1, 5.1, "live"))
WOKEN = course((18, -3.2, "dormant"), (1, 1.4, "live"))
PIVOTS = (
    PivotLine(
        "phone:+12025550143",
        "the phone +1 202-555-0143",
        2,
        (QueryLine("Google", '"+1 202-555-0143"'), QueryLine("PublicWWW", '"+1 202-555-0143"')),
    ),
    PivotLine(
        "mmh3:-1417226431",
        "the icon with the mmh3 number -1417226431",
        2,
        (
            QueryLine("Shodan", "http.favicon.hash:-1417226431"),
            QueryLine("Censys", 'host.services.endpoints.http.favicons.hash_shodan: "-1417226431"'),
        ),
    ),
    PivotLine(
        "a:203.0.113.24",
        "the address 203.0.113.24",
        3,
        (
            QueryLine("urlscan", 'page.ip:"203.0.113.24"'),
            QueryLine("DNSDB", "dnsdbq -i 203.0.113.24"),
        ),
    ),
    PivotLine(
        "domain:foxlantern-studio.example",
        "the domain itself",
        1,
        (
            QueryLine("urlscan", 'page.domain:"foxlantern-studio.example"'),
            QueryLine("crt.sh", "foxlantern-studio.example"),
        ),
    ),
)
SUSPECTED = JudgementLine(
    "suspected", "kim", "the phone belongs to the seized site", "2026-11-20", until="2026-12-20"
)
CLUSTERS = (
    ClusterLine(
        "lantern",
        ("foxlantern-studio.example", "foxlanterns.test", "silverlantern.example", "foxlantern.example"),
        ("foxlantern-studio.example",),
        (
            "list the phone +1 202-555-0143; none of 412 other sites have it",
            "are registered at '12 invented row, unit 7'; 3 of 380 other sites have it",
        ),
        ("foxlantern.example",),
        "2026-10-30",
    ),
    ClusterLine(
        "byte",
        ("birchbyte.test", "cedarbyte.test"),
        (),
        ("list the unit 1006-23 of one building; none of 412 other sites have it",),
        (),
        "2026-11-04",
    ),
)
REMINDERS = (
    ReminderLine("foxlanterns.test", "foxlantern.example", "strong", 4.0, "2026-10-30", 23),
    ReminderLine("amberlantern.example", "foxlantern.example", "likely", 0.7, "2026-11-11", 11),
)
MUTED = (
    MutedLine(
        "lanternfest.example",
        5,
        JudgementLine("benign", "kim", "a festival of lanterns, known since 2011", "2026-11-03"),
    ),
    MutedLine(
        "foxhollow.test",
        1,
        JudgementLine("muted", "noor", "asked its host, waits", "2026-11-18", until="2026-11-30"),
    ),
)
FEEDS = (
    FeedLine("newly-registered", "list", "2026-11-22T02:40:00Z", "2026-11-20T13:00:00Z", 281_204),
    FeedLine("certificates", "stream", "2026-11-22T02:59:00Z", "2026-11-22T02:58:00Z", 1_912_044),
    FeedLine("tips", "file", "2026-11-21T08:00:00Z", "", 4, "line 3 is no domain name"),
)
CANARIES = (
    CanaryLine("canary-one.test", True, "it was alerted, with +9.1 bits"),
    CanaryLine("canary-two.test", True, "it was alerted, with +6.0 bits"),
)
