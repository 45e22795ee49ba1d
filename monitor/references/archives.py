"""How do archived pages of a documented front become a baseline to compare with?

Only the owner's content counts: seizure notices, parked and error pages are refused with the reason.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from crawler.archive import Archive, ArchivedAnswer, text_of
from crawler.archive import Writer as ArchiveWriter
from crawler.errors import CollectionError, ConfigError
from crawler.isolate import Isolated
from crawler.records import Capture, Observation, Outcome, Raw, Visit
from crawler.spiders import told_by_headers
from crawler.store import ObservationStore
from monitor.references import entry_of, reference_named, seized_on
from monitor.references._files import sorted_out
from monitor.references.gathered import State, pictures, spread, states
from monitor.store import Baseline, MonitorStore, Reference

MOST_SLICES = 24
"""Baselines of one import; a history of hundreds of captures is spread over its time."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an archive gave: the baselines kept, and a sentence for each thing that was not."""

    domain: str
    baselines: tuple[Baseline, ...]
    refused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Keeping:
    """Where baselines are kept, and the time at which that is done."""

    store: MonitorStore
    observations: ObservationStore
    archive: Archive
    now: datetime


@dataclass(frozen=True, slots=True)
class _Shown:
    """A state for its reader: pages as URL, role and HTML, home first, and the URLs of its images."""

    pages: tuple[tuple[str, str, str], ...]
    images: tuple[str, ...]


def import_files(
    paths: Sequence[Path], domain: str, keeping: Keeping, *, address: str = "", taken: datetime | None = None
) -> Imported:
    """Keeps what the files and folders hold of ``domain`` as its baselines; doing so again changes nothing.

    ``address`` and ``taken`` are those of a saved page that does not say them. ConfigError when ``domain`` is
    no reference or the files hold nothing of it that can be used.
    """
    reference = reference_named(domain, keeping.store)
    given = sorted_out(paths, domain, address, taken)
    refused = list(given.refused)
    kept = keep_pages(given.answers, reference, keeping, refused)
    for path in given.facts:
        kept += _facts(path, domain, keeping, refused)
    if not kept:
        shown = ", ".join(map(str, paths[:3])) + (" and others" if len(paths) > 3 else "")
        reason = "; ".join(refused[:10]) or f"it holds no whole page of {domain}"
        raise ConfigError(f"nothing in {shown} can be a baseline of {domain}: {reason}")
    return Imported(domain, tuple(kept), tuple(refused))


def keep_pages(
    answers: list[ArchivedAnswer], reference: Reference, keeping: Keeping, refused: list[str]
) -> list[Baseline]:
    """Keeps each state of the site that is its owner's; a sentence goes to ``refused`` for every other."""
    domain, seized = reference.domain, seized_on(entry_of(reference))
    kept: list[Baseline] = []
    with Isolated(look_at, seconds=15.0) as look, _writer(domain, keeping) as writer:
        judged = ((each, _judge(each, seized, keeping.now, look)) for each in states(answers))
        owners = list(_owners(judged, refused))
        chosen = spread(owners, lambda each: each[0].at, MOST_SLICES)
        if len(chosen) < len(owners):
            left = len(owners) - len(chosen)
            refused.append(f"{left} of {len(owners)} states: {MOST_SLICES} are spread over their time")
        for state, seen in chosen:
            state = _before(state, seized)
            visit = _visit(state, domain, seen, writer)
            writer.sync()
            home = state.home
            kept.append(Baseline(domain, state.at, home.source, len(state.pages), home.tool, home.hash))
            with keeping.store.transaction():
                keeping.observations.add([visit])
                keeping.store.add_baseline(kept[-1])
    return kept


def _facts(path: Path, domain: str, keeping: Keeping, refused: list[str]) -> list[Baseline]:
    from monitor.references import facts

    try:
        done = facts.keep(path, domain, keeping.store, keeping.observations, keeping.archive, keeping.now)
    except (ConfigError, CollectionError) as error:
        refused.append(str(error))
        return []
    refused += done.refused
    return list(done.baselines)


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


def _owners(
    judged: Iterable[tuple[State, Mapping[str, Any] | str]], refused: list[str]
) -> Iterator[tuple[State, Mapping[str, Any]]]:
    for state, seen in judged:
        if isinstance(seen, str):
            refused.append(seen)
        else:
            yield state, seen


def _writer(domain: str, keeping: Keeping) -> ArchiveWriter:
    known = keeping.observations.capture
    return keeping.archive.writer(f"import-{domain}", keeping.now, lambda name: known(name) is not None)


def _judge(
    state: State, seized: datetime | None, now: datetime, look: Isolated[_Shown, dict[str, Any]]
) -> Mapping[str, Any] | str:
    """What the home page shows, or the sentence that says why it is no baseline."""
    day = state.at.date().isoformat()
    if state.at > now:
        return f"the page of {day} bears a date in the future"
    if seized and state.at > seized:
        taken = f"was taken after the seizure of {seized:%Y-%m-%d}"
        return f"the page of {day} {taken}, so it is not the front's own"
    try:
        pages = tuple((each.url, role, text_of(each.body, each.media_type)) for role, each in state.pages)
        seen = look(_Shown(pages, tuple(each.url for each in state.images)))
    except CollectionError as error:
        return f"the page of {day} could not be read: {error}"
    if not seen["owners"]:
        return f"the page of {day} is a page of the kind '{seen['class']}', not the front's own content"
    return seen


def _before(state: State, seized: datetime | None) -> State:
    """The state without what lies beside its home page and was taken after the seizure."""

    def own(answer: ArchivedAnswer | None) -> bool:
        return bool(answer and answer.date and (not seized or answer.date <= seized))

    return replace(
        state,
        pages=(state.pages[0], *(each for each in state.pages[1:] if own(each[1]))),
        icon=state.icon if own(state.icon) else None,
        images=tuple(filter(own, state.images)),
    )


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
    return Raw(answer.url, answer.media_type, answer.body, answer.status, answer.headers)


def _at(state: State, url: str) -> list[ArchivedAnswer]:
    return [each for each in state.images if each.url == url][:1]


def _site(state: State, seen: Mapping[str, Any], raws: list[Raw]) -> dict[str, Any]:
    pages = [
        {"url": raw.url, "role": role, "status": raw.status, "body": raw.hash, "media_type": raw.media_type}
        for (role, _), raw in zip(state.pages, raws, strict=False)
    ]
    home = state.home
    return {
        "url": home.url,
        "status": home.status,
        "title": seen["title"],
        **told_by_headers(home.url, home.status, home.headers),
        "pages": pages,
        "favicon": {"url": raws[-1].url, "body": raws[-1].hash} if state.icon else None,
        "assets": seen["assets"],
        "redirects": [],
        "notes": [f"read from an archive{f' ({home.tool})' if home.tool else ''}"],
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
