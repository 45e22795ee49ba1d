"""What does a message say of a day, so short that it is read on a telephone?

Every word goes through the reports' defanging, and no format here has a link.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

from reports.defang import tell
from reports.digest import AlertLine, DailyReport
from reports.lines import is_alone

MOST_ALERTS, MOST_OTHERS = 30, 10
LONGEST_WHY, LONGEST_NAME = 240, 120
_WAY = (
    "This message only tries whether brassplate reaches you; it tells of no site.",
    "Nothing is to be done, and no report was written.",
)
_END = (
    "brassplate says that sites resemble each other, not who is behind them. "
    "The whole report lies in brassplate's home: reports/{day}."
)


@dataclass(frozen=True, slots=True)
class Digest:
    """A subject, and sections: a heading ("" for the first) with its lines."""

    subject: str
    sections: tuple[tuple[str, tuple[str, ...]], ...]

    def text(self) -> str:
        """Plain lines."""
        said = []
        for heading, lines in self.sections:
            said += [heading.upper(), ""] if heading else []
            said += [f"- {line}" if heading else line for line in lines] + [""]
        return "\n".join(said).rstrip() + "\n"

    def html(self) -> str:
        """The same without a style, a script, a picture or a link."""
        body = Markup("")
        for heading, lines in self.sections:
            kind = "li" if heading else "p"
            shown = Markup("").join(Markup(f"<{kind}>{{}}</{kind}>\n").format(line) for line in lines)  # noqa: S704
            body += Markup("<h2>{}</h2>\n<ul>\n{}</ul>\n").format(heading, shown) if heading else shown
        return (
            '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
            f"<title>{escape(self.subject)}</title></head>\n<body>\n{body}</body></html>\n"
        )


def is_quiet(report: DailyReport) -> bool:
    """True when there is nothing that a person must hear of: neither news nor a fault."""
    joined = any(each.joined for each in report.clusters)
    return not (report.alerts or joined or report.health or _silent(report))


def alert_keys(report: DailyReport) -> set[str]:
    """What makes one alert the same in two reports of a day."""
    return {f"{each.domain} {each.counterpart} {each.status}" for each in report.alerts}


def digest(report: DailyReport, test: bool = False) -> Digest:
    """The message about ``report``."""
    tlp, day = f"TLP:{tell(report.tlp, 20)}", tell(report.day, 20)
    if test:
        first = (tlp, *_WAY)
        return Digest(f"[{tlp}] TEST: brassplate reaches you", (("", first),))
    what = _summary(report)
    told = filter(None, (tlp, tell(report.note), f"{day}: {what}; {report.watched} sites watched."))
    sections = [("", tuple(told)), *_sections(report), ("", (_END.format(day=day),))]
    return Digest(f"[{tlp}] brassplate {day}: {what}", tuple(sections))


def _summary(report: DailyReport) -> str:
    count = len(report.alerts)
    if not count:
        return "no alerts, but faults" if report.health or _silent(report) else "no alerts"
    bands = Counter(tell(each.band, 20) for each in report.alerts if not is_alone(each))
    shown = ", ".join(f"{number} {band}" for band, number in list(bands.items())[:4])
    return f"{count} {'alert' if count == 1 else 'alerts'}{f' ({shown})' if shown else ''}"


def _sections(report: DailyReport) -> Iterator[tuple[str, tuple[str, ...]]]:
    joined = [
        f"{_names(each.joined)} joined {tell(each.name, LONGEST_NAME)}: "
        f"{tell('; '.join(each.facts[:2]), LONGEST_WHY)}"
        for each in report.clusters
        if each.joined
    ]
    waiting = [
        f"{tell(each.domain, LONGEST_NAME)}, {tell(each.band, 20)}, for {each.days} days"
        for each in report.reminders
    ]
    for heading, lines, most in (
        ("Alerts", [_alert(each) for each in report.alerts], MOST_ALERTS),
        ("Clusters", joined, MOST_OTHERS),
        (
            "Should have alerted and did not",
            [tell(each, LONGEST_NAME) for each in _silent(report)],
            MOST_OTHERS,
        ),
        ("Could not be done", [tell(each, LONGEST_WHY) for each in report.health], MOST_OTHERS),
        ("Waiting for a judgement", waiting, MOST_OTHERS),
    ):
        if lines:
            more = [f"… and {len(lines) - most} more"] if len(lines) > most else []
            yield heading, (*lines[:most], *more)


def _alert(alert: AlertLine) -> str:
    if is_alone(alert):
        said = tell("; ".join(alert.changed), LONGEST_WHY)
        return f"{tell(alert.status, 20)}: {tell(alert.domain, LONGEST_NAME)} is documented itself. {said}"
    strongest = max(alert.evidence, key=lambda each: each.counted, default=None)
    why = tell(strongest.sentence, LONGEST_WHY) if strongest else "no single agreement stands out"
    return (
        f"{tell(alert.band, 20)}, {alert.score:+.1f} bits, {tell(alert.status, 20)}: "
        f"{tell(alert.domain, LONGEST_NAME)} {tell(alert.relation, 20)} "
        f"{tell(alert.counterpart, LONGEST_NAME)}. {why}"
    )


def _names(domains: tuple[str, ...]) -> str:
    shown = ", ".join(tell(each, LONGEST_NAME) for each in domains[:5])
    return f"{shown} and {len(domains) - 5} more" if len(domains) > 5 else shown


def _silent(report: DailyReport) -> tuple[str, ...]:
    return tuple(each.domain for each in report.canaries if not each.told)
