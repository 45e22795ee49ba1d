"""How do archived pages of a documented front become a baseline to compare with?

Only the owner's content counts: seizure notices, parked and error pages are refused with the reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from crawler.archive import Archive, ArchivedAnswer, records, text_of
from crawler.archive import Writer as ArchiveWriter
from crawler.errors import CollectionError, ConfigError
from crawler.isolate import Isolated
from crawler.records import Capture, Observation, Outcome, Raw, Visit
from crawler.store import ObservationStore
from monitor.references import all_references, documented
from monitor.references.gathered import State, of_domain, pictures, states
from monitor.store import Baseline, MonitorStore


@dataclass(frozen=True, slots=True)
class Imported:
    """What an archive gave: the baselines kept, and a sentence for each thing that was not."""

    domain: str
    baselines: tuple[Baseline, ...]
    refused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Shown:
    """A state for its reader: pages as URL, role and HTML, home first, and the URLs of its images."""

    pages: tuple[tuple[str, str, str], ...]
    images: tuple[str, ...]


def import_warc(
    path: Path,
    domain: str,
    store: MonitorStore,
    observations: ObservationStore,
    archive: Archive,
    now: datetime,
) -> Imported:
    """Keeps the pages of ``domain`` in the WARC file as its baselines; importing it again changes nothing.

    ConfigError when ``domain`` is no reference or the file holds no page of it that can be used.
    """
    if not any(each.domain == domain for each in all_references(store)):
        raise ConfigError(
            f"{domain} is no reference; add it first: brassplate reference add {domain} --source '…'"
        )
    found, refused = _gather(path, domain)
    kept: list[Baseline] = []
    with Isolated(look_at, seconds=15.0) as look, _writer(archive, observations, domain, now) as writer:
        for state in found:
            seen = _judge(state, domain, now, look)
            if isinstance(seen, str):
                refused.append(seen)
                continue
            visit = _visit(state, domain, seen, writer)
            writer.sync()
            observations.add([visit])
            kept.append(Baseline(domain, state.at, path.name, len(state.pages)))
            store.add_baseline(kept[-1])
    if not kept:
        reason = "; ".join(refused) or f"it holds no whole page of {domain}"
        raise ConfigError(f"nothing in {path} can be a baseline of {domain}: {reason}")
    return Imported(domain, tuple(kept), tuple(refused))


def look_at(shown: _Shown) -> dict[str, Any]:
    """What a home page is and shows, and the pictures of its site; runs where hostile pages harm nobody."""
    from crawler.fingerprint import Page, PageClass, classify

    page = Page("", shown.pages[0][2])
    kinds = ("script", "stylesheet", "img")
    assets = [each.url for each in page.assets if each.kind in kinds and each.url]
    found = classify(page, 200)
    owners = found is PageClass.CONTENT
    images = pictures(shown.pages, frozenset(shown.images)) if owners else []
    return {
        "owners": owners,
        "class": found.value,
        "title": page.title,
        "assets": assets[:500],
        "images": images,
    }


def _gather(path: Path, domain: str) -> tuple[list[State], list[str]]:
    answers: list[ArchivedAnswer] = []
    refused: list[str] = []
    try:
        # What came before the damage stays in the list.
        answers.extend(of_domain(records(path), domain))
    except CollectionError as error:
        refused.append(str(error))
    return states(answers), refused


def _writer(archive: Archive, observations: ObservationStore, domain: str, now: datetime) -> ArchiveWriter:
    return archive.writer(f"import-{domain}", now, lambda name: observations.capture(name) is not None)


def _judge(
    state: State, domain: str, now: datetime, look: Isolated[_Shown, dict[str, Any]]
) -> Mapping[str, Any] | str:
    """What the home page shows, or the sentence that says why it is no baseline."""
    day = state.at.date().isoformat()
    entry = documented(domain)
    if state.at > now:
        return f"the page of {day} bears a date in the future"
    if entry and _is_day(entry.seized) and day > entry.seized:
        return (
            f"the page of {day} was taken after the seizure of {entry.seized}, so it is not the front's own"
        )
    try:
        pages = tuple((each.url, role, text_of(each.body, each.media_type)) for role, each in state.pages)
        seen = look(_Shown(pages, tuple(each.url for each in state.images)))
    except CollectionError as error:
        return f"the page of {day} could not be read: {error}"
    if not seen["owners"]:
        return f"the page of {day} is a page of the kind '{seen['class']}', not the front's own content"
    return seen


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _visit(state: State, domain: str, seen: Mapping[str, Any], writer: ArchiveWriter) -> Visit:
    images = [(role, _raw(each)) for role, url in seen["images"] for each in _at(state, url)]
    raws = [_raw(page) for _, page in state.pages] + ([_raw(state.icon)] if state.icon else [])
    kept = [*raws, *(raw for _, raw in images)]
    captures = [capture for raw in kept if (capture := writer.keep(raw))]
    rows = [{"url": raw.url, "role": role, "body": raw.hash} for role, raw in images]
    looks = [_observation(state, domain, "site", _site(state, seen, raws) | {"images": rows}, kept)]
    for kind, payload in (("registration", state.registration), ("dns", state.dns)):
        if payload is not None:
            looks.append(_observation(state, domain, kind, payload, []))
    return Visit(domain, tuple(looks), tuple(_once(captures)))


def _raw(answer: ArchivedAnswer) -> Raw:
    return Raw(answer.url, answer.media_type, answer.body, answer.status)


def _at(state: State, url: str) -> list[ArchivedAnswer]:
    return [each for each in state.images if each.url == url][:1]


def _site(state: State, seen: Mapping[str, Any], raws: list[Raw]) -> dict[str, Any]:
    pages = [
        {"url": raw.url, "role": role, "status": raw.status, "body": raw.hash, "media_type": raw.media_type}
        for (role, _), raw in zip(state.pages, raws, strict=False)
    ]
    return {
        "url": state.home.url,
        "status": state.home.status,
        "title": seen["title"],
        "server": {"server": "", "x-powered-by": ""},
        "pages": pages,
        "favicon": {"url": raws[-1].url, "body": raws[-1].hash} if state.icon else None,
        "assets": seen["assets"],
        "redirects": [],
        "notes": ["read from an archive"],
    }


def _observation(
    state: State, domain: str, kind: str, payload: Mapping[str, Any], raws: list[Raw]
) -> Observation:
    return Observation(
        domain=domain,
        kind=kind,
        observed_at=state.at,
        outcome=Outcome.OBSERVED,
        payload=MappingProxyType(dict(payload)),
        captures=tuple(dict.fromkeys(raw.hash for raw in raws)),
    )


def _once(captures: list[Capture]) -> list[Capture]:
    return list({each.hash: each for each in captures}.values())
