"""What did the reports of earlier runs say?"""

import json

from monitor.home import Home
from reports.digest import DailyReport


class Reports:
    """The stored reports by run, each read once."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._read: dict[str, DailyReport | None] = {}

    def get(self, run: str) -> DailyReport | None:
        """The report of a run; None when there is none, or it can be read no longer."""
        if run not in self._read:
            self._read[run] = self._load(run)
        return self._read[run]

    def _load(self, run: str) -> DailyReport | None:
        told = self._home.store.report(run)
        if not told:
            return None
        try:
            return DailyReport.from_json(json.loads(told))
        except ValueError:
            return None
