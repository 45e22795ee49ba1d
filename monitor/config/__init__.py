"""What did the operator choose, and where is it wrong?

One file, ``brassplate.toml`` in the home, becomes frozen dataclasses once; nothing reads the file later.
"""

import tomllib
import types
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from crawler.addresses import Guard
from crawler.errors import ConfigError
from crawler.net_config import NetConfig
from monitor.config._build import Builder, shown
from monitor.config._limits import LIMITS, MARKINGS, value_at

__all__ = ["DEFAULT_TOML", "MARKINGS", "Config", "load", "parse"]

FILE = "brassplate.toml"
DEFAULT_TOML = files(__package__).joinpath("default.toml").read_text("utf-8")
"""The file that ``brassplate init`` writes: it says every key and changes nothing."""
RDAP_BOOTSTRAP = "https://data.iana.org/rdap/dns.json"
ALERT = "alert"


@dataclass(frozen=True, slots=True)
class RunConfig:
    """How politely and how far one day's run looks, and how unlikely a front is before any evidence."""

    pages_per_site: int = 6
    images_per_site: int = 4  # the logo, then photos; 0: none
    sites_at_once: int = 256
    sites_per_day: int = 0  # looked at in one day, those of high priority first; 0: all that are due
    slowest_days: int = 1  # between two looks at a site of low priority that never changes
    names_per_day: int = 20_000  # candidates of which the name servers are asked in one day
    new_sites_per_day: int = 500  # candidates that answered and go on the watchlist in one day
    drop_days: int = 60  # a candidate that was dead for so long is dropped
    processes: int = 0  # crawl processes side by side; 0: one a core, at most four
    site_seconds: float = 60.0
    delay: float = 1.0  # seconds between two requests to one host; a longer Crawl-delay is kept to
    address_delay: float = 0.1  # seconds between two requests to one address, whatever hosts it serves
    requests_per_day: int = 200  # to one domain, all runs of a day together
    full_look_days: int = 7  # an unchanged site is asked for its home page alone, and whole after these
    registration_days: int = 7  # after these an unchanged registration is asked for again
    registry_minutes: int = 30  # after the report, for registrations that it had no time for
    missing_looks: int = 2  # a site is gone when so many …
    missing_of: int = 3  # … of the last so many looks with an answer found nothing
    watch_references: bool = True  # ask whose the documented fronts' names are today; never scored
    ledger_days: int = 90  # how long every request is remembered
    contact: str = ""  # an address or URL that the user agent names
    prior_bits: float = -10.0  # about one site in a thousand


@dataclass(frozen=True, slots=True)
class BrowserConfig:
    """Whether pages that changed are also drawn by a browser, and by which."""

    enabled: bool = False
    executable: str = ""  # path of Chromium; empty: looked for on the PATH
    seconds: float = 20.0  # for one page, after which it is given up
    pages_per_day: int = 200


@dataclass(frozen=True, slots=True)
class ReportConfig:
    """Which files the day's report becomes; no formats named means all of them."""

    formats: tuple[str, ...] = ()
    pdf: bool = False  # also print the page as PDF through Chromium
    tlp: str = "AMBER"
    note: str = ""
    author: str = "brassplate"  # under whose name other platforms keep what they import
    alerts_a_day: int = 10  # as many as a person reads; strong ones are told in any case
    disk_gb: float = 1.0  # with less free space than this, the report says so
    remind_days: int = 7  # an alert that nobody judged is called to mind after these, and again; 0: never


@dataclass(frozen=True, slots=True)
class ScheduleConfig:
    """When the daemon runs, as HH:MM in UTC, and by how much it is late at random."""

    time: str = "06:00"
    jitter_minutes: float = 0.0


@dataclass(frozen=True, slots=True)
class KeepConfig:
    """What 'prune' may take away after so many days, and what 'maintain' copies; 0 keeps it for good."""

    observations_days: int = 0  # looks of long ago that nothing cites, and what they alone showed
    archive_days: int = 0  # WARC files of which nothing is cited
    candidates_days: int = 0  # candidates that were dropped
    moments_days: int = 0  # a suspect's scores by day, but for the first
    tellings_days: int = 0  # who was told which report
    reports_days: int = 0  # folders of reports; what was told stays in the database
    free_share: float = 0.1  # of the database: with more of it empty, it is written anew
    backup_to: str = ""  # a folder on another disk; empty: no backup
    backups: int = 4  # the newest ones that stay there


@dataclass(frozen=True, slots=True)
class CanaryConfig:
    """A watched domain that must stand in a band every day: else the program has gone blind."""

    domain: str = ""
    expect: str = ALERT  # the counterpart that it must resemble, or "alert": any


@dataclass(frozen=True, slots=True)
class SourceConfig:
    """One place from which new names come; its table's name is the name under which it is told."""

    kind: str = ""  # which source reads it: 'brassplate discover --kinds' lists them
    where: str = ""  # a URL, a file or a folder
    hours: float = 24.0  # between two readings
    secret: str = ""  # the environment variable that holds its password or token
    allow: tuple[str, ...] = ()  # networks that may be dialled for it although they are not public
    options: Mapping[str, str] = field(default_factory=lambda: types.MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class TellConfig:
    """One way to tell the day's report; its table's name is the name under which its failures are told."""

    kind: str = ""  # which channel tells it: 'brassplate tell --kinds' lists them
    where: str = ""  # a mail server, a URL or a folder; "env:NAME" takes it from that environment variable
    secret: str = ""  # the environment variable that holds its password, key or addresses
    quiet: bool = False  # told of a day without news, too
    tries: int = 3  # in one run; a report that was not told is tried again by the next one
    seconds: float = 30.0  # for one try
    allow: tuple[str, ...] = ()  # networks that may be dialled for it although they are not public
    options: Mapping[str, str] = field(default_factory=lambda: types.MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Config:
    """Everything the operator may choose; only the home has no default."""

    home: Path
    rdap_bootstrap: str = RDAP_BOOTSTRAP
    whois_servers: Mapping[str, str] = field(default_factory=lambda: types.MappingProxyType({}))
    run: RunConfig = field(default_factory=RunConfig)
    net: NetConfig = field(default_factory=NetConfig)
    browser: BrowserConfig = field(default_factory=BrowserConfig)
    report: ReportConfig = field(default_factory=ReportConfig)
    schedule: ScheduleConfig = field(default_factory=ScheduleConfig)
    keep: KeepConfig = field(default_factory=KeepConfig)
    source: Mapping[str, SourceConfig] = field(default_factory=lambda: types.MappingProxyType({}))
    canary: Mapping[str, CanaryConfig] = field(default_factory=lambda: types.MappingProxyType({}))
    tell: Mapping[str, TellConfig] = field(default_factory=lambda: types.MappingProxyType({}))

    @property
    def database(self) -> Path:
        return self.home / "brassplate.db"


def load(home: Path) -> Config:
    """The configuration of ``home``; ConfigError names the key, the file and what was probably meant."""
    file = home / FILE
    try:
        return parse(home, file.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise ConfigError(
            f"there is no {FILE} in {home}; 'brassplate init' writes one, --home names another home"
        ) from None
    except UnicodeDecodeError:
        raise ConfigError(
            f"{file} is not UTF-8 text; mend it, or begin again with 'brassplate init --force'"
        ) from None


def parse(home: Path, text: str) -> Config:
    """The configuration that ``text`` says, for ``home``."""
    file = home / FILE
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file} is not valid TOML: {error}; mend that line and start again") from None
    config: Config = Builder(file, Config).build(Config, table, "", given={"home": home})
    for key, allowed, question in LIMITS:
        value = value_at(config, key)
        if not allowed(value):
            raise ConfigError(f"{file}: '{key}' is {shown(value)}; {question}")
    if config.run.missing_looks > config.run.missing_of:
        raise ConfigError(f"{file}: 'run.missing_looks' is more than 'run.missing_of'; give less")
    for name, source in config.source.items():
        if not 0.1 <= source.hours <= 8760:
            raise ConfigError(f"{file}: 'source.{name}.hours' is {source.hours:g}; it takes 0.1 to 8760")
    for name, canary in config.canary.items():
        if not canary.domain:
            raise ConfigError(f"{file}: [canary.{name}] names no 'domain': a watched one with a band")
    try:
        Guard(config.net.allow)
        _refuse_unknown_formats(config.report.formats)
    except (ConfigError, LookupError) as error:
        raise ConfigError(f"{file}: {error.args[0]}") from None
    return config


def _refuse_unknown_formats(chosen: tuple[str, ...]) -> None:
    if chosen:
        from reports.formats import named

        for name in chosen:
            named(name)
