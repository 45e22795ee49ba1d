"""What is kept of a run, and what is read of it?"""

from datetime import UTC, datetime

from crawler.store import open_database
from monitor.store import MonitorStore, Run

BEGUN, ENDED = datetime(2026, 3, 2, 6, tzinfo=UTC), datetime(2026, 3, 2, 6, 20, tzinfo=UTC)


def test_runs_come_without_their_reports_and_say_which_has_one(tmp_path):
    store = MonitorStore(open_database(tmp_path / "brassplate.db"))
    store.put_run(Run("1", "2026-03-02", BEGUN, True))
    store.put_run(Run("1", "2026-03-02", BEGUN, True, ENDED), '{"alerts": []}')
    store.put_run(Run("2", "2026-03-03", ENDED, False))
    assert store.runs() == [
        Run("1", "2026-03-02", BEGUN, True, ENDED, reported=True),
        Run("2", "2026-03-03", ENDED, False, reported=False),
    ]
    assert (store.report("1"), store.report("2"), store.report("3")) == ('{"alerts": []}', None, None)
