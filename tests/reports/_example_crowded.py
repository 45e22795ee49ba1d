"""What does a day of 300 alerts among 100,000 watched domains look like? Everything in it is invented."""

from dataclasses import replace

from reports.digest import DailyReport, PictureLine
from tests.reports._example import LIKELY, LOOK, RICH, STRONG


def crowded() -> DailyReport:
    jpeg = PictureLine(
        "a.example", "https://a.example/", "2026-11-22T03:00:00Z", "/9j/" + "QUJD" * 9000, "sha256:0"
    )
    alerts = tuple(
        replace(
            (STRONG, LIKELY, LOOK)[at % 3],
            domain=f"n{at}.example",
            pictures=(jpeg, jpeg) if at < 60 else (),
            passages=LIKELY.passages * 30,
        )
        for at in range(300)
    )
    return replace(
        RICH,
        alerts=alerts,
        known=alerts * 2,
        watched=100_000,
        unreachable=tuple((f"u{at}.example", "no answer in time") for at in range(5_000)),
        states=RICH.states * 1_000,
        references=RICH.references * 400,
    )
