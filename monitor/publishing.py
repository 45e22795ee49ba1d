"""Which files does a report become, and when is a week or a month told beside it?"""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

from crawler.errors import ConfigError, SourceUnavailable
from monitor.config import Config
from monitor.printing import printed
from monitor.store import MonitorStore
from reports import summary
from reports.digest import DailyReport
from reports.formats import formats, named
from reports.period import Span, Summary, overdue, summarise
from reports.publish import publish, put


def publish_day(config: Config, store: MonitorStore, report: DailyReport) -> tuple[DailyReport, list[Path]]:
    """Writes the files of ``report`` that were chosen: (the report as it was told, their paths).

    The first report after a week or a month comes with its summary. Where a PDF is wanted and cannot be
    made, the report says so among what could not be done.
    """
    report, pdf = _with_pdf(config, report)
    chosen = [named(each) for each in config.report.formats] or formats()
    folder = config.home / "reports"
    paths = publish(report, folder, chosen, pdf)
    for span in overdue(date.fromisoformat(report.day), {run.day for run in store.runs() if run.reported}):
        if told := told_span(store, span, report.day):
            paths += put(folder, report.day, summary.files(told))
    return report, paths


def publish_span(config: Config, store: MonitorStore, span: Span) -> tuple[Summary, list[Path]]:
    """Writes the summary of ``span`` beside the first report after it; while it lasts, beside the newest."""
    days = sorted(run.day for run in store.runs() if run.reported)
    told = told_span(store, span)
    if told is None:
        raise ConfigError(
            f"there is no report from {span.first} to {span.last} to tell the {span.kind} from; "
            + (f"the newest is of {days[-1]}" if days else "'brassplate run' makes one")
        )
    beside = next((each for each in days if each >= span.due.isoformat()), days[-1])
    return told, put(config.home / "reports", beside, summary.files(told))


def told_span(store: MonitorStore, span: Span, today: str = "") -> Summary | None:
    """The summary of ``span``, or None without a report of it. One that cannot be read is missing.

    ``today`` is the last day that there could be a report of; else it is that of the newest one.
    """
    runs = [run for run in store.runs() if run.reported]
    within = {run.day: run.id for run in runs if span.first <= date.fromisoformat(run.day) <= span.last}
    found = [read for each in within.values() if (read := _read(store.report(each) or ""))]
    return summarise(span, found, max(today, *(run.day for run in runs))) if found else None


def _read(stored: str) -> DailyReport | None:
    try:
        return DailyReport.from_json(json.loads(stored))
    except ValueError:
        return None


def _with_pdf(config: Config, report: DailyReport) -> tuple[DailyReport, list[tuple[str, bytes]]]:
    if not config.report.pdf:
        return report, []
    try:
        return report, [(".pdf", printed(config.browser, named("html").render(report)))]
    except SourceUnavailable as error:
        sentence = str(error)
        said = f"{sentence[:1].upper()}{sentence[1:]}."
        told = report if said in report.health else replace(report, health=(*report.health, said))
        return told, []
