"""Is every report with news told once on every channel, and is a failure neither lost nor hidden?

A row is written before the first word leaves and again when it ended: a run that is killed in between tells
nobody twice, and the next one says that it cannot know.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from types import MappingProxyType

from crawler.errors import ConfigError, SourceUnavailable
from monitor.config import TellConfig
from monitor.home import Home
from monitor.notify._channel import Channel, Given, behind, pieces
from monitor.notify._digest import alert_keys, is_quiet
from monitor.notify._old import Reports
from monitor.store.tellings import Telling, Told
from reports.defang import visible
from reports.digest import DailyReport

PAUSES = (2.0, 10.0, 30.0)
MOST_DAYS = 7
"""After these a report that could not be told is news to nobody."""
FROM_ENVIRONMENT = "env:"

Pause = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Way:
    """One configured channel, ready to tell: its table's name, its plug-in, and what it is given."""

    name: str
    config: TellConfig
    channel: Channel
    given: Given

    def key(self, receiver: str) -> str:
        return f"{self.name}/{receiver}" if receiver else self.name


def way_of(
    home: Home,
    name: str,
    channel: Channel,
    report: DailyReport,
    secrets: Mapping[str, str],
    test: bool = False,
) -> Way:
    """The way that ``[tell.NAME]`` describes; ConfigError says what it lacks."""
    config = home.config.tell[name]
    if strange := sorted(set(config.options) - set(channel.options)):
        known = ", ".join(sorted(channel.options)) or "none"
        raise ConfigError(f"[tell.{name}] has no option '{strange[0]}'; {channel.name} knows {known}")
    if not (1 <= config.tries <= 10 and 1 <= config.seconds <= 600):
        raise ConfigError(f"[tell.{name}] takes 1 to 10 'tries' and 1 to 600 'seconds'")
    secret = _variable(name, config.secret, secrets) if config.secret else ""
    where, hidden = config.where, list(pieces(secret)) if secret else []
    if where.startswith(FROM_ENVIRONMENT):
        where = _variable(name, where.removeprefix(FROM_ENVIRONMENT), secrets).strip()
        hidden += behind(where)
    given = Given(
        name=name,
        report=report,
        where=where,
        secret=secret,
        options=MappingProxyType(dict(config.options)),
        seconds=config.seconds,
        net=replace(home.config.net, allow=(*home.config.net.allow, *config.allow)),
        home=home.config.home,
        test=test,
        hidden=tuple(hidden),
    )
    return Way(name, config, channel, given)


def _variable(name: str, variable: str, secrets: Mapping[str, str]) -> str:
    if not secrets.get(variable):
        raise ConfigError(f"[tell.{name}] needs the environment variable {variable}, which is not set")
    return secrets[variable]


def tell_on(home: Home, way: Way, report: DailyReport, reports: Reports, pause: Pause) -> Iterator[str]:
    """Tells ``report``, then what earlier runs could not tell, to every receiver: sentences of failures."""
    receivers, tries = way.channel.receivers(way.given), way.config.tries
    _share_out(home, way, receivers)
    for receiver in receivers:
        for each in _owed(home, way, way.key(receiver), report, reports):
            if isinstance(each, str):
                yield each
            elif (row := _tell(home, way, each, receiver, tries, pause)).error:
                tries = 1 if row.tries == tries else tries  # what was away for one is for the next
                yield _failed(row)
                break


def _share_out(home: Home, way: Way, receivers: Sequence[str]) -> None:
    """What was kept for the channel as a whole, when its receivers could not be known, becomes theirs."""
    if "" in receivers:
        return
    rows = [each for each in home.store.tellings.of(way.name).values() if each.state is Told.FAILED]
    home.store.tellings.put(replace(row, channel=way.key(each)) for row in rows for each in receivers)
    home.store.tellings.put(replace(row, state=Told.COVERED) for row in rows)


def _owed(
    home: Home, way: Way, key: str, report: DailyReport, reports: Reports
) -> Iterator[DailyReport | str]:
    """The reports that this receiver waits for, today's first; sentences for those it will never know of."""
    rows = home.store.tellings.of(key)
    for row in rows.values():
        if row.state is Told.BEGUN:
            home.store.tellings.put([replace(row, state=Told.DROPPED)])
            yield _cut_off(row)
    ours = rows.get(report.run)
    if (ours is None or ours.state is Told.FAILED) and (way.config.quiet or not is_quiet(report)):
        if _is_told(report, [each for run, each in rows.items() if each.state is Told.TOLD], reports):
            home.store.tellings.put([Telling(report.run, key, Told.COVERED, datetime.now(UTC))])
        else:
            yield report
    for row in sorted(rows.values(), key=lambda each: each.report, reverse=True):
        if row.report == report.run or row.state is not Told.FAILED:
            continue
        old = reports.get(row.report)
        if old is not None and old.day == report.day and not is_quiet(report):
            home.store.tellings.put([replace(row, state=Told.COVERED)])  # a day's last report tells all of it
        elif old is None or _days(old.day, report.day) > MOST_DAYS:
            home.store.tellings.put([replace(row, state=Told.DROPPED)])
            yield _given_up(row)
        else:
            yield old


def _is_told(report: DailyReport, told: list[Telling], reports: Reports) -> bool:
    """True when other runs of the same day told every alert that this one has."""
    others = [each for row in told if (each := reports.get(row.report)) and each.day == report.day]
    return bool(others) and alert_keys(report) <= set[str]().union(*map(alert_keys, others))


def _tell(home: Home, way: Way, report: DailyReport, receiver: str, tries: int, pause: Pause) -> Telling:
    """Tells one report to one receiver; what became of it."""
    key, given = way.key(receiver), replace(way.given, report=report)
    row = Telling(report.run, key, Told.BEGUN, datetime.now(UTC))
    home.store.tellings.put([row])
    made, error = attempt(partial(way.channel.tell, given, receiver), given, tries, pause)
    state = Told.FAILED if error else Told.TOLD
    row = replace(row, state=state, tries=made, error=error, at=datetime.now(UTC))
    home.store.tellings.put([row])
    return row


def attempt(tell: Callable[[], None], given: Given, tries: int, pause: Pause = time.sleep) -> tuple[int, str]:
    """How often it was tried, and why it failed in the end; no error of a library ends the run."""
    said = ""
    for number in range(1, tries + 1):
        try:
            tell()
        except ConfigError as error:
            return number, given.conceal(str(error))
        except SourceUnavailable as error:
            said = given.conceal(str(error))
        except Exception as error:
            return number, f"it broke with {type(error).__name__}"  # its words may hold a secret
        else:
            return number, ""
        if number < tries:
            pause(PAUSES[min(number, len(PAUSES)) - 1])
    return tries, said


def keep_fault(home: Home, name: str, report: DailyReport, error: str) -> str:
    """Remembers that a channel could not even be asked; the sentence of it."""
    row = Telling(report.run, name, Told.FAILED, datetime.now(UTC), 1, error)
    if home.config.tell[name].quiet or not is_quiet(report):
        home.store.tellings.put([row])
    return _failed(row)


def untold(home: Home, day: date) -> list[str]:
    """What earlier runs could not tell, for the health of the next report."""
    oldest = (day - timedelta(days=MOST_DAYS)).isoformat()
    rows = home.store.tellings.in_state(Told.FAILED, Told.BEGUN)
    return [
        _cut_off(row) if row.state is Told.BEGUN else f"{_failed(row)}; it is tried again after this run."
        for row in rows
        if row.channel.partition("/")[0] in home.config.tell and row.report >= oldest
    ]


def _failed(row: Telling) -> str:
    often = "1 try" if row.tries == 1 else f"{row.tries} tries"
    return f"{visible(row.channel)} could not be told the report {visible(row.report)} ({often}): {row.error}"


def _given_up(row: Telling) -> str:
    return (
        f"{visible(row.channel)} was never told the report {visible(row.report)}: {row.error}; it is given up"
    )


def _cut_off(row: Telling) -> str:
    return (
        f"Whether {visible(row.channel)} was told the report {visible(row.report)} is not known: the run was "
        "cut off meanwhile; look there."
    )


def _days(before: str, after: str) -> int:
    try:
        return (date.fromisoformat(after) - date.fromisoformat(before)).days
    except ValueError:
        return MOST_DAYS + 1
