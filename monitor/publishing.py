"""Which files does a report become, and when is a week or a month told beside it?"""

from dataclasses import replace
from pathlib import Path

from crawler.errors import SourceUnavailable
from monitor.config import Config
from monitor.printing import printed
from reports.digest import DailyReport
from reports.formats import formats, named
from reports.publish import publish


def publish_day(config: Config, report: DailyReport) -> tuple[DailyReport, list[Path]]:
    """Writes the files of ``report`` that were chosen: (the report as it was told, their paths).

    Where a PDF is wanted and cannot be made, the report says so among what could not be done.
    """
    report, pdf = _with_pdf(config, report)
    chosen = [named(each) for each in config.report.formats] or formats()
    return report, publish(report, config.home / "reports", chosen, pdf)


def _with_pdf(config: Config, report: DailyReport) -> tuple[DailyReport, list[tuple[str, bytes]]]:
    if not config.report.pdf:
        return report, []
    try:
        return report, [(".pdf", printed(config.browser, named("html").render(report)))]
    except SourceUnavailable as error:
        sentence = str(error)
        said = f"{sentence[:1].upper()}{sentence[1:]}."
        return (report if said in report.health else replace(report, health=(*report.health, said))), []
