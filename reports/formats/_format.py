"""What is a format?"""

from collections.abc import Callable
from dataclasses import dataclass

from reports.digest import DailyReport


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write a report down.

    ``render`` is pure: the same report gives the same text, which ends in a newline and can be encoded
    as UTF-8 whatever a stranger's page put into the report.
    """

    name: str  # "markdown": what the operator types
    question: str  # which reader's question it answers
    suffix: str  # ".md"
    render: Callable[[DailyReport], str]
