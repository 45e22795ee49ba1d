"""How is a corpus of any size read, so that stopping at any moment loses nothing?

An input is cut into items, and an item becomes one part, a file of rows, by one idempotent task. Engines
only decide where that task runs.
"""

from crawler.sweep.driver import Done, sweep
from crawler.sweep.parts import digest, job_of, make_part, rows_of
from crawler.sweep.work import Ended, EngineLost, Item, Part, Row, Tally, Work

__all__ = [
    "Done",
    "Ended",
    "EngineLost",
    "Item",
    "Part",
    "Row",
    "Tally",
    "Work",
    "digest",
    "job_of",
    "make_part",
    "rows_of",
    "sweep",
]
