"""How do the references of somebody's pack come into this home, with their baselines as they were there?

They are kept in the store, where the analyst's own are, so a day needs no folder that may be gone by then,
and a pack is checked once. What a shipped pack or the analyst says of a reference stands; the baselines are
added.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from crawler.archive import Archive, records, text_of
from crawler.errors import CollectionError
from crawler.fingerprint import Page, PageClass, classify
from crawler.isolate import Isolated
from crawler.records import Observation, Raw, body_hash
from crawler.store import ObservationStore
from monitor.references import all_references, documented, seized_on
from monitor.references._pack_looks import looks_of
from monitor.references.facts import Kept, keep_looks, shows_seizure
from monitor.references.packs import BODIES, Packed, read
from monitor.store import Baseline, MonitorStore, Reference

_OF_A_REFERENCE = ("domain", "pack", "source", "note", "copied_from")


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
    prepared = [(each, looks_of(each)) for each in pack.references]
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
