"""Which pages does the browser draw today, and which picture does the report show of a site?"""

import base64
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from crawler.archive import Archive
from crawler.browser import DrawJob, draw, find
from crawler.errors import CollectionError, SourceUnavailable
from crawler.records import Observation, Outcome, Visit, iso
from crawler.store import Buffer, ObservationStore
from crawler.subjects import leads_elsewhere
from monitor.config import Config
from reports.digest import PictureLine

MOST_THUMBNAIL = 90_000
"""Bytes; a JPEG of 640 x 400 has a third of this."""


def draw_changed(
    config: Config,
    observations: ObservationStore,
    domains: list[str],
    run: str,
    now: datetime,
    begun: float,
    user_agent: str,
) -> list[str]:
    """Draws the home pages of ``domains`` that are not as they were drawn last; what could not be done.

    ``domains`` come in the order of their importance: a day has a limit. It was ``now`` when the
    machine's clock said ``begun``.
    """
    if not config.browser.enabled:
        return []
    try:
        executable = find(config.browser.executable)
    except SourceUnavailable as error:
        return [f"{str(error)[0].upper()}{str(error)[1:]}."]
    waiting = list(_waiting(observations, domains))
    limit = config.browser.pages_per_day
    sites = {site.domain: site for site in waiting[:limit]}
    job = DrawJob(
        now, config.home / "archive", executable, run, user_agent, config.browser.seconds, config.net, begun
    )
    pages = [(domain, str(site.payload["url"])) for domain, site in sites.items()]
    with Buffer(observations.add) as buffer:
        for visit in draw(job, pages, lambda name: observations.capture(name) is not None):
            buffer.add(_of(visit, sites[visit.domain]))
    left = len(waiting) - len(sites)
    return [f"{left} changed pages were not drawn: a day's limit is {limit}."] if left else []


def _waiting(observations: ObservationStore, domains: list[str]) -> Iterator[Observation]:
    """Looks not drawn yet; those at which the browser failed last time come last: a day has a limit."""
    again = []
    for domain in domains:
        latest = observations.latest(domain)
        site, drawn = latest.get("site"), latest.get("screenshot")
        if site is None or site.outcome is not Outcome.OBSERVED or leads_elsewhere(site):
            continue
        if int(site.payload.get("status", 0)) < 400 and (
            drawn is None or drawn.payload.get("of") != site.value_hash
        ):
            tried = observations.latest(domain, failed=True).get("screenshot")
            if tried is not None and tried.outcome is Outcome.FAILED:
                again.append(site)
            else:
                yield site
    yield from again


def _of(visit: Visit, site: Observation) -> Visit:
    """The picture says of which look it is, so that an unchanged page is not drawn again."""
    drawn = visit.observations[0]
    return replace(visit, observations=(replace(drawn, payload={**drawn.payload, "of": site.value_hash}),))


def picture_of(observations: ObservationStore, archive: Archive, domain: str) -> PictureLine | None:
    """The last picture of ``domain`` as the report shows it; None when there is none that can be read."""
    seen = observations.latest(domain).get("screenshot")
    if seen is None or seen.outcome is not Outcome.OBSERVED or leads_elsewhere(seen):
        return None
    capture = observations.capture(str(seen.payload.get("thumbnail", "")))
    if capture is None or capture.length > MOST_THUMBNAIL:
        return None
    try:
        jpeg = base64.b64encode(archive.read(capture)).decode("ascii")
    except CollectionError:
        return None
    return PictureLine(
        domain, str(seen.payload["url"]), iso(seen.observed_at), jpeg, str(seen.payload["picture"])
    )
