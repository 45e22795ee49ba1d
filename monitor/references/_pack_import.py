"""How do the references of somebody's pack come into this home, with their baselines as they were there?

They are kept in the store, where the analyst's own are, so a day needs no folder that may be gone by then,
and a pack is checked once. What a shipped pack or the analyst says of a reference stands; the baselines are
added.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from crawler.archive import Archive, records, text_of
from crawler.errors import CollectionError, ConfigError
from crawler.fingerprint import Page, PageClass, classify
from crawler.isolate import Isolated
from crawler.records import Observation, Outcome, Raw, body_hash
from crawler.store import ObservationStore
from monitor.references import all_references, documented
from monitor.references.facts import Kept, keep_looks, seized_on, shows_seizure
from monitor.references.packs import BODIES, KINDS, LOOKS, Packed, read
from monitor.store import Baseline, MonitorStore, Reference

MOST_LOOKS, MOST_PAGES, MOST_LIST = 50_000, 50, 2_000
_HASH = re.compile(r"sha256:[0-9a-f]{64}")
_OF_A_REFERENCE = ("domain", "pack", "source", "note", "copied_from")
_SITE = {"url": str, "status": int, "title": str, "assets": list, "redirects": list, "notes": list}
_PAGE = {"url": str, "role": str, "status": int, "body": str, "media_type": str}
_ICON, _IMAGE = {"url": str, "body": str}, {"url": str, "role": str, "body": str}


@dataclass(frozen=True, slots=True)
class _Home:
    """One home page for its reader."""

    html: str


def import_pack(
    folder: Path, store: MonitorStore, observations: ObservationStore, archive: Archive, now: datetime
) -> list[Kept]:
    """Keeps the references of the pack and their baselines; importing it again changes nothing.

    ConfigError, before anything is kept, when the pack breaks its schema.
    """
    pack = read(folder)
    known = {each.domain: each for each in all_references(store)}
    prepared = [(each, _looks_of(each)) for each in pack.references]
    done = []
    with Isolated(class_of, seconds=15.0) as look:
        for packed, looks in prepared:
            refused: list[str] = []
            _add(packed, known, store, now, refused)
            kept = _keep(packed, looks, store, observations, archive, now, look, refused)
            done.append(Kept(packed.entry.domain, kept, tuple(refused)))
    return done


def class_of(shown: _Home) -> str:
    """The class of a home page; runs where hostile pages harm nobody."""
    return classify(Page("", shown.html, "home"), 200).value


def _add(
    packed: Packed, known: Mapping[str, Reference], store: MonitorStore, now: datetime, refused: list[str]
) -> None:
    entry = packed.entry
    before = known.get(entry.domain)
    if before is not None and before.pack != entry.pack:
        if not documented(entry.domain):
            refused.append(f"what it says of {entry.domain}: it is a reference of '{before.pack}' already")
        return
    if documented(entry.domain):
        return
    told = asdict(entry)
    printed = tuple((name, value) for name, value in told.items() if value and name not in _OF_A_REFERENCE)
    own = {name: told[name] for name in _OF_A_REFERENCE}
    store.add_reference(Reference(**own, printed=tuple(sorted(printed))), now)


def _keep(
    packed: Packed,
    looks: Sequence[Observation],
    store: MonitorStore,
    observations: ObservationStore,
    archive: Archive,
    now: datetime,
    look: Isolated[_Home, str],
    refused: list[str],
) -> tuple[Baseline, ...]:
    bodies = packed.file(BODIES)
    homes = {each.payload["pages"][0]["body"] for each in looks if each.kind == "site"}
    wanted = {name for each in looks for name in _bodies(each)}
    held: dict[str, str] = {}
    for raw in _raws(bodies, wanted):
        held[raw.hash] = _judged(raw, look) if raw.hash in homes else ""
    good = []
    for each in looks:
        if why := _why_not(each, packed, held, now):
            refused.append(f"the {each.kind} of {each.observed_at:%Y-%m-%d} of {each.domain} {why}")
        else:
            good.append(each)
    moments = {each.observed_at for each in good}
    baselines = [each for each in packed.baselines if each.observed_at in moments]
    if not baselines:
        return ()
    return keep_looks(
        [each for each in good if each.observed_at in {one.observed_at for one in baselines}],
        _raws(bodies, wanted),
        baselines,
        store,
        observations,
        archive,
        now,
    )


def _judged(raw: Raw, look: Isolated[_Home, str]) -> str:
    """Why a home page is not the front's own; "" when it is."""
    try:
        found = look(_Home(text_of(raw.body, raw.media_type)))
    except CollectionError as error:
        return f"could not be read: {error}"
    if found == PageClass.CONTENT:
        return ""
    return f"is a page of the kind '{found}', not the front's own content"


def _why_not(look: Observation, packed: Packed, held: Mapping[str, str], now: datetime) -> str:
    seized = seized_on(documented(look.domain) or packed.entry)
    if look.observed_at > now:
        return "bears a date in the future"
    if seized is not None and look.observed_at > seized:
        return f"was taken after the seizure of {seized:%Y-%m-%d}, so it is not the front's own"
    if look.kind in ("registration", "dns") and shows_seizure(look):
        return "shows the name servers of a seizure: a state, never the front's own"
    if look.kind == "site":
        if missing := next((name for name in _bodies(look) if name not in held), ""):
            return f"names a body that the pack does not hold ({missing[:20]}…)"
        return held[look.payload["pages"][0]["body"]]
    return ""


def _raws(path: Path | None, wanted: set[str]) -> Iterator[Raw]:
    """The bodies of the pack that its looks name; a body that nothing names is not kept."""
    if path is None:
        return
    seen: set[str] = set()
    try:
        for answer in records(path):
            name = body_hash(answer.body)
            if name in wanted and name not in seen:
                seen.add(name)
                yield Raw(answer.url, answer.media_type, answer.body, answer.status)
    except CollectionError:
        return  # what came before the damage is used, and what is missing is told for each look


def _bodies(look: Observation) -> list[str]:
    return list(look.captures)


def _looks_of(packed: Packed) -> list[Observation]:
    """The looks of a reference, checked; ConfigError names the one that is not as it must be."""
    path = packed.file(LOOKS)
    if path is None:
        return []
    try:
        found = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise ConfigError(
            f"{path.name} of {packed.entry.domain} is no JSON; export the pack again"
        ) from error
    rows = found.get("looks") if isinstance(found, dict) else None
    if not isinstance(rows, list) or len(rows) > MOST_LOOKS or found.get("domain") != packed.entry.domain:
        raise ConfigError(f"{path.name} holds no looks at {packed.entry.domain}; export the pack again")
    moments = {each.observed_at for each in packed.baselines}
    looks = [_look(row, f"look {number} of {packed.entry.domain}") for number, row in enumerate(rows, 1)]
    for number, each in enumerate(looks, 1):
        if each.domain != packed.entry.domain or each.observed_at not in moments:
            raise ConfigError(
                f"look {number} of {packed.entry.domain} is of no baseline; export the pack again"
            )
    return looks


def _look(row: Any, where: str) -> Observation:
    try:
        look = Observation.from_json(row)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ConfigError(f"{where} is not written as one; export the pack again") from error
    hashed = all(isinstance(each, str) and _HASH.fullmatch(each) for each in look.captures)
    if look.kind not in KINDS or look.outcome is not Outcome.OBSERVED or not hashed:
        raise ConfigError(f"{where} is no look that can be a baseline; export the pack again")
    if look.kind == "site" and not _is_site(look):
        raise ConfigError(f"{where} does not describe a site; export the pack again")
    return look


def _is_site(look: Observation) -> bool:
    """Whether the pages, icon and pictures of a look are described as the reader of stored looks needs it."""
    told, names = look.payload, set(look.captures)
    pages, images, icon = told.get("pages"), told.get("images", []), told.get("favicon")
    return (
        _has(told, _SITE)
        and isinstance(pages, list)
        and isinstance(images, list)
        and 0 < len(pages) <= MOST_PAGES
        and len(images) <= MOST_PAGES
        and all(_has(each, _PAGE) and each["body"] in names for each in pages)
        and all(_has(each, _IMAGE) and each["body"] in names for each in images)
        and (icon is None or (_has(icon, _ICON) and icon["body"] in names))
        and all(isinstance(each, str) for name in ("assets", "notes") for each in told[name][:MOST_LIST])
    )


def _has(row: Any, shape: Mapping[str, type]) -> bool:
    return isinstance(row, Mapping) and all(isinstance(row.get(name), kind) for name, kind in shape.items())
