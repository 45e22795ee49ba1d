"""What does a rich day look like? Everything in it is invented."""

from dataclasses import replace

from reports.digest import (
    CoverageLine,
    DailyReport,
    FamilyBar,
    FindingLine,
    FunnelLine,
    ReferenceLine,
    StateLine,
)
from tests.reports import _example_life as life
from tests.reports._example_alerts import LIKELY, LOOK, SEIZED, STRONG

__all__ = ["BASELINE", "EMPTY", "LIKELY", "LOOK", "QUIET", "RICH", "SEIZED", "STRONG"]

RICH = DailyReport(
    version=4,
    run="20261122T030000Z-7c1d",
    day="2026-11-22",
    started="2026-11-22T03:00:00Z",
    finished="2026-11-22T03:09:41Z",
    program="brassplate 0.1.0",
    rules="fingerprints 1, weights 3f9a2b",
    tlp="AMBER",
    watched=41,
    due=41,
    baseline=False,
    funnel=(
        FunnelLine("newly-registered", (("seen", 281_204), ("sifted", 12), ("new", 9), ("alerted", 1))),
        FunnelLine("tips|<b>", (("seen", 4), ("sifted", 4), ("new", 2), ("alerted", 0))),
    ),
    coverage=(
        CoverageLine(
            "site",
            41,
            33,
            3,
            5,
            (("the host refused the connection", 3), ("no answer in time", 4), ("the connection failed", 1)),
        ),
        CoverageLine("dns", 41, 38, 2, 1, (("the name does not exist", 2), ("the name servers failed", 1))),
        CoverageLine("registration", 41, 41, 0, 0),
        CoverageLine("tls", 41, 33, 3, 5, (("no answer in time", 5),)),
    ),
    alerts=(STRONG, LIKELY, LOOK),
    known=(
        replace(
            STRONG,
            domain="foxlanterns.test",
            status="new",
            score=4.0,
            probability=0.9412,
            families=(*STRONG.families[:2], FamilyBar("name", 2.8, 3.0, 2.8)),
            state_before="live",
            first_seen="2026-10-30T03:00:09Z",
            captures=(),
            changes=(),
            pivots=(),
            judgement=None,
        ),
        replace(LOOK, domain="lanternfox.example", status="changed", changed=(), state_before=""),
    ),
    below=(
        replace(
            LOOK,
            domain="lantern-bakery.example",
            band="",
            status="new",
            score=-4.2,
            probability=0.0516,
            families=(FamilyBar("registration", 5.8, 6.0, 5.8),),
            evidence=LOOK.evidence[:1],
            changed=(),
            unseen=(),
            title="Lantern Bakery, bread since 1987",
        ),
    ),
    states=(
        StateLine("quietfox.example", "live", "seized", "the name server is ns1.seized.example"),
        StateLine("oldbrook.test", "live", "dark", ""),
    ),
    unreachable=(
        ("slowpine.example", "no answer in time"),
        ("greyharbour.test", "no answer in time"),
        ("maplegate.example", "no answer in time"),
        ("tinroof.test", "no answer in time"),
        ("blueferry.example", "the connection failed"),
    ),
    findings=(
        FindingLine(
            "northlantern.test",
            "was copied by",
            "foxlantern.example",
            2.6,
            ("the source of foxlantern.example names 'Northlantern (U.S.)' as the firm that was copied",),
        ),
        FindingLine(
            "lantern-bakery.example",
            "public template",
            "",
            0.0,
            ("it resembles the public template 'Invented' (Invented Themes, MIT)",),
        ),
    ),
    references=(
        ReferenceLine(
            "foxlantern.example",
            "invented pack",
            "an invented notice",
            "2 pages of 2023-09-14",
            "as Fox Lantern Ltd",
        ),
        ReferenceLine("mycloudlantern.example", "invented pack", "an invented notice", "no baseline"),
        ReferenceLine("thelanterngroup.test", "invented pack", "an invented notice", "no baseline"),
    ),
    health=("The newly registered list of 2026-11-21 could not be read: it is 38 hours old.",),
    note="Everything in this report is invented.",
    budget="2 alerts a day fit, 3 were found and none was left out: strong ones are always told",
    bands=(("strong", 3.3), ("likely", 0.0), ("worth a look", -3.0)),
    clusters=life.CLUSTERS,
    reminders=life.REMINDERS,
    muted=life.MUTED,
    feeds=life.FEEDS,
    canaries=life.CANARIES,
)

QUIET = replace(
    RICH, alerts=(), states=(), unreachable=(), health=(), below=(), clusters=life.CLUSTERS[1:], reminders=()
)
BASELINE = replace(RICH, alerts=(), known=RICH.alerts + RICH.known, baseline=True)
EMPTY = replace(
    QUIET,
    coverage=(),
    known=(),
    findings=(),
    references=(),
    watched=0,
    note="",
    budget="",
    clusters=(),
    muted=(),
    feeds=(),
    canaries=(),
    funnel=(),
)
