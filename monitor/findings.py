"""Which firm was copied, which twins have no date, whose page is public: what is known and no alert?"""

from collections.abc import Iterable, Iterator

from monitor.scene import COPIED, TWINS
from monitor.store import Standing
from reports.digest import FindingLine

FINDINGS = frozenset({COPIED, TWINS})
"""The relations that are told as findings."""
PUBLIC_TEMPLATE = "public template"
MOST = 20


def findings(standing: Iterable[Standing]) -> list[FindingLine]:
    """The findings of what stands, originals first, at most 20."""
    found = list(_of_pairs(standing))
    order = (COPIED, TWINS, PUBLIC_TEMPLATE)
    return sorted(found, key=lambda each: (order.index(each.kind), -each.score, each.domain))[:MOST]


def _of_pairs(standing: Iterable[Standing]) -> Iterator[FindingLine]:
    shown: set[str] = set()
    for each in standing:
        detail = each.detail
        if detail["relation"] in FINDINGS:
            reasons = tuple(reason["sentence"] for reason in detail.get("direction", ()))
            told = reasons or ("nothing tells which of the two was there first",)
            yield FindingLine(each.domain, detail["relation"], each.counterpart, each.score, told)
        if detail.get("template") and each.domain not in shown:
            shown.add(each.domain)
            yield FindingLine(each.domain, PUBLIC_TEMPLATE, "", 0.0, (detail["template"],))
