"""What does a stranger write who knows that a program will print it?

``told_by`` builds a report of the types alone, so that a field added tomorrow holds the hostile text too.
"""

from dataclasses import fields, is_dataclass, replace
from types import MappingProxyType, NoneType, UnionType
from typing import get_args, get_origin, get_type_hints

from reports.digest import VERSION, DailyReport

DOMAIN, COUNTERPART = "foxlantern-studio.example", "foxlantern.example"
LONG = "A" * 1_000_000
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "@SUM(1)",
    "\t=1",
    "＝1",
    "[click](https://evil.example)",
    "![x](https://evil.example/x.png)",
    "[.](javascript:alert(1))",
    "`a` | b\n# heading\n\n<b>",
    "\x1b[31mred\x1b[0m\x07\x00\x9b2J",
    "moc.\u202eexample\u200b\ufeff",
    "line\r\nbreak\u2028here",
    "javascript:alert(1) http://evil.example",
    "{{ 7 * 7 }}{% raw %}",
    "]]></style><style>*{}",
    "</content></entry>&lt;script&gt;&#60;b&#62;<!--",
    "x' OR domain-name:value = 'y\\'] ",
    "Subject: x\r\nBcc: y@evil.example\r\n\r\n<b>",
    "\ud800 lone \udfff",
)
"""Short ones, for every field at once; LONG is for one field."""

_OURS = MappingProxyType(
    {
        "DailyReport": {
            "version": VERSION,
            "run": "2026-11-22",
            "day": "2026-11-22",
            "started": "2026-11-22T03:00:00Z",
            "finished": "2026-11-22T03:09:41Z",
            "program": "brassplate 0.1.0",
            "rules": "fingerprints 1",
            "tlp": "AMBER",
            "baseline": False,
            "bands": (("strong", 3.3),),
        },
        "AlertLine": {
            "relation": "resembles",
            "status": "new",
            "band": "strong",
            "state": "live",
            "state_before": "parked",
        },
        "EvidenceLine": {"signal": "contacts", "family": "identity"},
        "FamilyBar": {"family": "identity"},
        "FindingLine": {"kind": "was copied by"},
        "CoverageLine": {"kind": "site", "reasons": (("no answer in time", 1),)},
        "FunnelLine": {"stages": (("seen", 4), ("alerted", 1))},
        "StateLine": {"before": "live", "after": "dark"},
        "PassageLine": {"same": ()},
        "ChangeLine": {"what": "phone"},
        "MomentLine": {"day": "2026-11-21", "state": "live"},
        "QueryLine": {"platform": "urlscan"},
        "JudgementLine": {"verdict": "confirmed", "day": "2026-11-20", "until": "2027-01-01"},
        "ClusterLine": {"since": "2026-11-20"},
        "ReminderLine": {"band": "strong", "since": "2026-11-01"},
        "FeedLine": {"kind": "certificates"},
    }
)
"""What the program itself writes, from lists of its own: class → field → value."""


def told_by(text):
    """A report with ``text`` wherever a stranger's words, or an operator's, can stand."""
    report = _made(DailyReport, text)
    return replace(report, known=report.known[:1], below=report.below[:1])


def named_by(text):
    """The same of sites whose names are names: ``text`` stands everywhere else."""
    report = told_by(text)
    lists = {name: tuple(map(_named, getattr(report, name))) for name in ("alerts", "known", "below")}
    clusters = tuple(replace(each, members=(DOMAIN, COUNTERPART)) for each in report.clusters)
    return replace(report, **lists, clusters=clusters)


def _named(alert):
    siblings = tuple(replace(each, domain="birchlantern.test") for each in alert.siblings)
    return replace(alert, domain=DOMAIN, counterpart=COUNTERPART, siblings=siblings)


def _made(kind, text):
    if is_dataclass(kind):
        hints, ours = get_type_hints(kind), _OURS.get(kind.__name__, {})
        names = [each.name for each in fields(kind)]
        assert ours.keys() <= set(names)
        return kind(**{name: ours[name] if name in ours else _made(hints[name], text) for name in names})
    if get_origin(kind) is UnionType:
        return _made(next(each for each in get_args(kind) if each is not NoneType), text)
    if get_origin(kind) is tuple:
        inner = get_args(kind)
        both = (inner[0],) * 2 if inner[1:] == (Ellipsis,) else inner
        return tuple(_made(each, text) for each in both)
    return {str: text, int: 1, float: 1.0, bool: True}[kind]
