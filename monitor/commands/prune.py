"""What may go, and how much is it?"""

from datetime import UTC, datetime
from pathlib import Path

import click

from monitor.commands._home import in_home, load, open_store
from monitor.commands._keeper import pruned
from monitor.commands._lock import only_keeper, only_run


@click.command()
@in_home
@click.option("--dry-run", is_flag=True, help="Say how much each rule would take away, and take nothing.")
@click.option("--json", "as_json", is_flag=True, help="A JSON object for each rule.")
def prune(home: Path, dry_run: bool, as_json: bool) -> None:
    """Take away what is old by the rules of [keep] in brassplate.toml; without a rule nothing goes.

    What an alert, a finding, a judgement, a cluster or a reference needs is never taken away, nor what a look
    at today needs. No run may be at work; interrupting it loses nothing.

    \b
    brassplate prune --dry-run
    brassplate prune --json | jq .number
    """
    config, store = load(home), open_store(home)
    with only_run(home), only_keeper(home):
        for line in pruned(config, store, datetime.now(UTC), dry_run, as_json):
            click.echo(line)


COMMAND = prune
