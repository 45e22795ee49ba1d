"""In which sentences is a whole day told?

The words are "resembles" and "shares": a report never says who is behind a site.
"""

from collections import Counter
from collections.abc import Iterable

from reports.digest import ClusterLine, CoverageLine, DailyReport, FeedLine, FindingLine, MutedLine
from reports.formats._wording._alert import band, told
from reports.formats._wording._numbers import age, bits, number, percent
from reports.lines import through

METHOD = (
    (
        "Score",
        "A prior plus the evidence, in bits. 0 bits are even odds (50%); each further bit doubles them. The "
        "percentage says the same as a probability: that the two sites are related, one made from the other "
        "or both by one hand. It holds only as far as the prior and the weights do.",
    ),
    ("Prior", "Where every pair starts before any evidence, because few pairs of sites are related."),
    (
        "Bits of an agreement",
        "How much likelier it is between related sites than between unrelated ones, as log2: from shipped "
        "measurements, and from how many of the other sites watched here have it too.",
    ),
    (
        "“+1.0 of +1.9”",
        "What counts, of what it would weigh alone. Values of one signal say much the same: the strongest "
        "counts whole, the next a half, the next a quarter. So do signals of one family, up to its cap.",
    ),
    (
        "Copies",
        "Of two sites alike, what is known, dates, and what one left on the other's pages tell which was "
        "there first. A date alone is a hint and no proof: a copy may stand on an old domain.",
    ),
    (
        "Cluster",
        "Sites that the named rare facts tie together. One hand is one reason for that, a shared agency, "
        "host or victim is another.",
    ),
)
NO_ATTRIBUTION = (
    "A score says that two sites resemble each other. It does not say who runs them: a copied page can be "
    "the victim's, and shared hosting can be chance. Attribution is not claimed here and needs other sources."
)
BASELINE = (
    "First run: a silent baseline. Nothing is called new, because nothing was known before; "
    "from the next run on, only changes are news."
)
_REFUSALS = frozenset(
    (
        "the host refused the connection",
        "the name servers refused the question",
        "robots.txt asks us to stay away",
        "the server asked us to slow down",
    )
)
"""The reasons by which somebody turned us away."""
_IS_AN_ABSENCE = "the host refused the connection"


def finding(line: FindingLine) -> str:
    """A finding as a sentence that begins with its domain."""
    told = "; ".join(line.sentences)
    if line.kind == "public template":
        return f"{line.domain}: {told}."
    return f"{line.domain} {line.kind} {line.counterpart}: {told}."


def budget(report: DailyReport) -> str:
    """How the alerts were cut to what can be read; nothing where none were."""
    return told(report.budget) if report.budget else ""


def coverage(line: CoverageLine) -> str:
    """asked 41 · reached 33 · absent 0 · refused 3 · failed 5; the four add up to those asked."""
    counts = dict(line.reasons)
    refused = sum(counts.get(each, 0) for each in _REFUSALS)
    absent = counts.get(_IS_AN_ABSENCE, 0)
    return (
        f"asked {line.asked:,} · reached {line.observed:,} · absent {line.absent - absent:,} · "
        f"refused {refused:,} · failed {line.failed - refused + absent:,}"
    )


def reasons(line: CoverageLine) -> str:
    """no answer in time 3, the connection failed 2."""
    return ", ".join(f"{reason} {count:,}" for reason, count in line.reasons)


def feeds(report: DailyReport) -> str:
    """3 feeds, the oldest newly-registered (38 hours), 1 with a fault; nothing where there are none."""
    if not report.feeds:
        return ""
    read = [each for each in report.feeds if each.read]
    said = [number(len(report.feeds), "feed")]
    if read:
        oldest = min(read, key=lambda each: _news(each))
        said.append(f"the oldest {oldest.name} ({age(_news(oldest), report.finished) or 'of unknown age'})")
    if unread := len(report.feeds) - len(read):
        said.append(f"{unread} never read")
    if faults := sum(bool(each.fault) for each in report.feeds):
        said.append(f"{faults} with a fault")
    return ", ".join(said)


def _news(feed: FeedLine) -> str:
    return feed.newest or feed.read


def silent(report: DailyReport) -> tuple[str, ...]:
    """The sites that must alert every day and did not."""
    return tuple(each.domain for each in report.canaries if not each.told)


def joined(cluster: ClusterLine) -> str:
    """through these 2 facts."""
    return through(len(cluster.facts))


def size(cluster: ClusterLine) -> str:
    """5 sites, 2 of them documented, first told 2026-11-02."""
    said = [number(len(cluster.members), "site")]
    if cluster.references:
        said.append(f"{len(cluster.references)} of them documented")
    if cluster.since:
        said.append(f"first told {cluster.since}")
    return ", ".join(said)


def hidden(line: MutedLine) -> str:
    """3 events hidden."""
    return f"{number(line.hidden, 'event')} hidden"


def summary(report: DailyReport) -> str:
    """What happened today, in one sentence."""
    if report.baseline:
        already = len(report.known)
        found = (
            f"{already} already so: see “Already known”"
            if already
            else "none resembles a reference enough for an alert"
        )
        return f"{BASELINE} Of {report.watched:,} watched domains, {found}."
    if report.alerts:
        happened = _counted(alert.status for alert in report.alerts)
        counted = _counted(filter(None, map(band, report.alerts)))
        sure = f" ({counted})" if counted else ""
        return f"{number(len(report.alerts), 'alert')} today: {happened}{sure}.{_gathered(report)}"
    return f"{_quiet(report)}{_gathered(report)}"


def _gathered(report: DailyReport) -> str:
    joining = {domain for each in report.clusters for domain in each.joined}
    into = sum(bool(each.joined) for each in report.clusters)
    return f" {number(len(joining), 'site')} joined {number(into, 'cluster')}." if joining else ""


def _counted(names: Iterable[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in Counter(names).items())


def bands(report: DailyReport) -> str:
    """strong from +3.3 bits (90.8%), likely from 0.0 bits (50.0%)."""
    return ", ".join(
        f"{name} from {bits(lowest)} ({percent(1 / (1 + 2.0**-lowest))})" for name, lowest in report.bands
    )


def watched(report: DailyReport) -> str:
    """41 watched domains, 30 of them due today."""
    due = f", {report.due:,} of them due today" if report.due != report.watched else ""
    return f"{report.watched:,} watched domains{due}"


def _quiet(report: DailyReport) -> str:
    looked = f"A quiet day: nothing new among the {report.watched:,} watched domains"
    blind = len(report.unreachable)
    if blind:
        return f"{looked} that could be looked at; {blind:,} could not."
    return f"{looked}."
