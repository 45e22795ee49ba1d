"""What is looked at today, and who looks: the crawl, the browser, and the registries in their own time?"""

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from importlib.metadata import version

from crawler.crawl import CrawlJob, crawl
from crawler.records import parse_time
from crawler.store import Buffer
from monitor.config import Config
from monitor.home import Home
from monitor.screens import draw_changed
from monitor.store import Run
from monitor.turns import turns
from reports.digest import DailyReport

MANY = 1_000
"""Domains from which a day does not wait for slow registries: it would hold up the sites."""
IMPATIENT = 5.0  # seconds
Progress = Callable[[str, int, int], None]
"""Called with (step, done, all) as the day goes on."""


def collect(home: Home, run: Run, now: datetime, progress: Progress) -> list[str]:
    """Looks at every domain that is due and that this run has not seen yet; sentences on what went wrong."""
    today = turns(home.store, now.date(), home.config.run)
    done = home.observations.looked_at_since(run.started_at)
    waiting = [domain for domain in today.due if domain not in done]
    health = [sentence] if (sentence := today.sentence(home.config.run)) else []
    seen = len(today.due) - len(waiting)
    job = job_of(home, run, now, waiting)
    if len(waiting) > MANY:
        job = replace(job, registry_patience=IMPATIENT)
    with Buffer(home.observations.add) as buffer:
        for number, visit in enumerate(crawl(job, health.append), seen + 1):
            buffer.add(visit)
            progress("looking", number, len(today.due))
    return health


def look_only(
    home: Home, run: Run, now: datetime, domains: Iterable[str], kinds: tuple[str, ...]
) -> list[str]:
    """Looks at ``domains`` by these kinds of look and no page of theirs; sentences on what went wrong."""
    health: list[str] = []
    with Buffer(home.observations.add) as buffer:
        for visit in crawl(replace(job_of(home, run, now, domains), kinds=kinds), health.append):
            buffer.add(visit)
    return health


def catch_up(home: Home, report: DailyReport) -> int:
    """Asks for the registrations that the day had no time for, at their registries' pace; how many are left.

    It ends after ``registry_minutes``; what it sees is dated after the report, and the next one tells of it.
    """
    waiting = home.observations.postponed(parse_time(report.started))
    seconds = home.config.run.registry_minutes * 60.0
    if not waiting or not seconds:
        return len(waiting)
    run = Run(f"{report.run}-registries", report.day, parse_time(report.started), baseline=False)
    job = job_of(home, run, parse_time(report.finished), waiting)
    job = replace(job, kinds=("registration",), site_seconds=seconds, processes=1)  # one lane a registry
    until = time.monotonic() + seconds
    with Buffer(home.observations.add) as buffer:
        for visit in crawl(job):
            buffer.add(visit)
            if time.monotonic() > until:
                break
    return len(home.observations.postponed(parse_time(report.started)))


def draw(home: Home, run: Run, now: datetime, begun: float) -> list[str]:
    """Pictures of the pages that changed, if wanted: those that resemble something first."""
    if not home.config.browser.enabled:
        return []
    watched = home.store.watchlist.domains()
    first = dict.fromkeys(each.domain for each in home.store.ledger.standings() if each.domain in watched)
    order = [*first, *sorted(watched - first.keys())]
    return draw_changed(home.config, home.observations, order, run.id, now, begun, _user_agent(home.config))


def job_of(home: Home, run: Run, now: datetime, domains: Iterable[str]) -> CrawlJob:
    """How the operator wants ``domains`` looked at."""
    config = home.config
    return CrawlJob(
        domains=domains,
        now=now,
        archive=config.home / "archive",
        net=config.net,
        user_agent=_user_agent(config),
        run=run.id,
        database=config.database,
        log=config.home / "crawl.log",
        rdap_bootstrap=config.rdap_bootstrap,
        whois_servers=config.whois_servers,
        site_seconds=config.run.site_seconds,
        request_seconds=min(15.0, config.run.site_seconds / 2),
        delay=config.run.delay,
        address_delay=config.run.address_delay,
        requests_per_day=config.run.requests_per_day,
        full_look_days=config.run.full_look_days,
        registration_days=config.run.registration_days,
        processes=config.run.processes,
        pages=config.run.pages_per_site,
        images=config.run.images_per_site,
        at_once=config.run.sites_at_once,
    )


def _user_agent(config: Config) -> str:
    contact = f"; {config.run.contact}" if config.run.contact else ""
    return f"brassplate/{version('brassplate')} (looks once a day at firms' public pages{contact})"
