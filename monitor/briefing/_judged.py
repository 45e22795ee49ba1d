"""What does the report say of judgements, and of what they kept out of it?"""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from monitor.store import Judgement, MonitorStore, Run
from reports.digest import JudgementLine, MutedLine

DAYS = 7


def judgement_line(each: Judgement) -> JudgementLine:
    """The judgement as a report shows it."""
    until = each.until.isoformat() if each.until else ""
    day = each.judged_at.date().isoformat()
    return JudgementLine(str(each.verdict), each.author, each.reason, day, until, each.source)


def muted(store: MonitorStore, run: Run) -> Iterator[MutedLine]:
    """What judgements hid in the last seven days, the busiest first."""
    first = (run.started_at - timedelta(days=DAYS - 1)).date().isoformat()
    runs = [each.id for each in store.runs() if first <= each.day <= run.day]
    hidden = Counter((event.domain, event.hidden_by) for event in store.ledger.events(runs=runs, hidden=True))
    made = {each.id: each for each in store.judgements.all()}
    for (domain, by), count in sorted(hidden.items(), key=lambda each: (-each[1], each[0])):
        if by in made:
            yield MutedLine(domain, count, judgement_line(made[by]))
