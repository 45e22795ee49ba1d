"""How does a program, or a later brassplate, read the report?

Raw and complete: nothing is defanged or cut, so that the report renders again from it. Letters that hide
or that UTF-8 cannot hold are written as JSON escapes, which any reader turns back into the same text.
"""

import re

from reports.digest import DailyReport
from reports.formats._format import Format

_HIDDEN = re.compile(
    "[\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e0fff]"
)


def render(report: DailyReport) -> str:
    return _HIDDEN.sub(_escape, report.dumps())


def _escape(found: re.Match[str]) -> str:
    pairs = found[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{pairs[at : at + 2].hex()}" for at in range(0, len(pairs), 2))


FORMAT = Format(
    name="json",
    question="What does a program, or this one tomorrow, read?",
    suffix=".json",
    render=render,
)
