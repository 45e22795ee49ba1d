"""Can a page that will not be drawn, or leads the browser away, spoil the pictures of a day?"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawler.archive import Archive
from crawler.records import Observation, Outcome, Raw, Reason, Visit
from crawler.store import ObservationStore, open_database
from monitor.screens import _waiting, picture_of

MONDAY = datetime(2026, 11, 16, 6, tzinfo=UTC)


def site(domain: str) -> Observation:
    return Observation(
        domain, "site", MONDAY, Outcome.OBSERVED, payload={"url": f"https://{domain}/", "status": 200}
    )


def not_drawn(seen: Observation, days: int) -> Observation:
    later = seen.observed_at + timedelta(days=days)
    of = {"of": seen.value_hash}
    return Observation(seen.domain, "screenshot", later, Outcome.FAILED, Reason.TIMEOUT, of)


def test_a_page_that_could_not_be_drawn_waits_behind_those_that_nobody_tried(tmp_path: Path) -> None:
    store = ObservationStore(open_database(tmp_path / "facts.db"))
    endless, honest = site("a-tarpit.example"), site("b-firm.example")
    store.add([Visit(each.domain, (each,), ()) for each in (endless, honest)])
    domains = [endless.domain, honest.domain]
    assert [each.domain for each in _waiting(store, domains)] == domains
    store.add([Visit(endless.domain, (not_drawn(endless, 1),), ())])
    assert [each.domain for each in _waiting(store, domains)] == [honest.domain, endless.domain]


def test_a_picture_of_another_domain_is_not_shown_as_this_ones(tmp_path: Path) -> None:
    store, archive = ObservationStore(open_database(tmp_path / "facts.db")), Archive(tmp_path / "archive")
    for domain, url in (("a.example", "https://www.a.example/"), ("b.example", "https://honest.example/")):
        jpeg = Raw(url, "image/jpeg", f"\xff\xd8 the first screen of {url}".encode("latin-1"))
        with archive.writer("run", MONDAY) as writer:
            capture = writer.keep(jpeg)
        assert capture is not None
        payload = {"url": url, "thumbnail": jpeg.hash, "picture": jpeg.hash}
        seen = Observation(domain, "screenshot", MONDAY, Outcome.OBSERVED, payload=payload)
        store.add([Visit(domain, (seen,), (capture,))])
    assert picture_of(store, archive, "a.example") is not None
    assert picture_of(store, archive, "b.example") is None
