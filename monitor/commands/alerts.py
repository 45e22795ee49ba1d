"""What was told on a day?"""

from pathlib import Path

import click

from monitor.commands._home import in_home, open_store


@click.command()
@in_home
@click.option("--day", help="The day, such as 2026-11-22; else the newest that has a report.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, names as they are.")
def alerts(home: Path, day: str | None, as_json: bool) -> None:
    """The alerts of one day, strongest first, names defanged.

    \b
    brassplate alerts
    brassplate alerts --day 2026-11-22 --json | jq -r .domain
    """
    from dataclasses import asdict

    from crawler.records import canonical
    from monitor.commands._listing import one_line
    from monitor.commands._stored import newest

    run, report = newest(open_store(home), day)
    for alert in sorted(report.alerts, key=lambda each: -each.score):
        click.echo(canonical(asdict(alert) | {"day": run.day, "run": run.id}) if as_json else one_line(alert))
    if not report.alerts:
        click.echo(f"no alerts on {run.day}", err=True)


COMMAND = alerts
