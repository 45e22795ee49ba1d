"""What does a page, an archive or a domain look like that a person names on the command line?"""

import contextlib
import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from crawler import fingerprint, subjects
from crawler.archive import Archive, ArchivedAnswer, Kind, kind_of, records, text_of
from crawler.errors import CollectionError, ConfigError
from crawler.fingerprint import (
    Family,
    Fingerprint,
    Image,
    Page,
    PageClass,
    Signal,
    Subject,
    Values,
    Weighing,
    classify,
)
from crawler.isolate import Isolated
from crawler.names import InvalidName, parse
from crawler.records import Observation, Outcome, iso
from crawler.store import ObservationStore, open_database
from monitor.corpus import Corpus
from monitor.dossier import QUOTED
from monitor.references.gathered import State, host, of_domain, pictures, states
from monitor.store import MonitorStore

LARGEST = 2_000_000
NAMELESS = "page.invalid"
"""Stands for the domain of a page that came without an address."""


@dataclass(frozen=True, slots=True)
class _Question:
    """What a file holds of a domain."""

    domain: str
    pages: tuple[tuple[str, str, str], ...]  # URL, role, HTML; home first
    icons: tuple[bytes, ...] = ()
    looks: tuple[tuple[str, dict[str, Any]], ...] = ()  # kind and payload
    images: tuple[tuple[str, bytes], ...] = ()  # URL and bytes of all that the file has


@dataclass(frozen=True, slots=True)
class _Stored:
    """What a home has seen of a domain."""

    home: str
    domain: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Seen:
    """One side of a comparison, the class of its home page, and where it can be read again."""

    fingerprint: Fingerprint
    page_class: str
    source: _Question | _Stored


def look(text: str, corpus: Corpus, store: MonitorStore, home: Path) -> Seen:
    """The fingerprint of the file or of the known domain that ``text`` names."""
    path = Path(text)
    if path.exists():
        return file(path)
    try:
        domain = parse(text)
    except InvalidName as error:
        raise ConfigError(f"there is no file '{text[:200]}', and it is no domain: {error}") from None
    newest = {each.domain: each.observed_at for each in store.baselines()}
    archived = corpus.get(domain, iso(newest[domain])) if domain in newest else None
    found = archived or corpus.get(domain)
    if found is None:
        raise ConfigError(
            f"there is no file '{text[:200]}', and nothing was seen of a domain of that name in this home; "
            "name a file that exists, or watch the domain and run"
        )
    return Seen(
        found, PageClass.CONTENT.value, _Stored(str(home), domain, newest[domain] if archived else None)
    )


def is_archive(path: Path) -> bool:
    """True for what may hold several pages, with their addresses."""
    return kind_of(path) not in (Kind.PAGE, Kind.NONE)


def file(path: Path) -> Seen:
    """The fingerprint of the archive or saved page; a page that says where it is from has that domain."""
    if kind_of(path) is Kind.PAGE:
        with contextlib.suppress(ConfigError):
            return archive(path)
    return archive(path) if is_archive(path) else page(path, "")


def page(path: Path, url: str) -> Seen:
    """The fingerprint of one saved page; without a URL its domain says nothing."""
    domain = host(url) or NAMELESS
    if path.stat().st_size > LARGEST:
        raise ConfigError(f"{path} is larger than {LARGEST:,} bytes, which no crawl takes either")
    html = text_of(path.read_bytes())
    return _ask(path, _Question(domain, ((url or f"https://{NAMELESS}/", "home", html),)))


def archive(path: Path) -> Seen:
    """The fingerprint of the newest state in an archive, of the site that has most answers in it."""
    hosts = Counter(name for each in _answers(path) if (name := host(each.url).removeprefix("www.")))
    domain = hosts.most_common(1)[0][0] if hosts else ""
    found = states(list(of_domain(_answers(path), domain)))
    if not found:
        raise ConfigError(f"{path} holds no whole page to look at")
    return _ask(path, _question(domain, found[-1]))


def _answers(path: Path) -> Iterator[ArchivedAnswer]:
    try:
        yield from records(path)
    except CollectionError:
        return  # the whole answers before the damage are worth comparing


def _question(domain: str, state: State) -> _Question:
    pages = tuple((each.url, role, text_of(each.body, each.media_type)) for role, each in state.pages)
    told = (("registration", state.registration), ("dns", state.dns))
    looks = tuple((kind, payload) for kind, payload in told if payload is not None)
    images = tuple((each.url, each.body) for each in state.images)
    return _Question(domain, pages, (state.icon.body,) if state.icon else (), looks, images)


def _ask(path: Path, question: _Question) -> Seen:
    try:
        with Isolated(read, seconds=15.0, megabytes=2048) as ask:
            answer = ask(question)
    except CollectionError as error:
        raise ConfigError(f"{path} cannot be read as a page: {error}") from None
    return Seen(Fingerprint.from_json(answer), answer["class"], question)


def read(question: _Question) -> dict[str, Any]:
    """Runs where a page that is built to exhaust its reader harms nobody."""
    subject = _subject(question)
    taken = fingerprint.take(subject).to_json()
    if question.domain == NAMELESS:
        taken["values"] = _without_name(taken["values"], subject.domain)
    return {**taken, "domain": question.domain, "class": classify(subject.pages[0], 200).value}


def _without_name(values: dict[str, list[str]], domain: str) -> dict[str, list[str]]:
    """What a page shows beside the name that it was lent to be read at all."""
    lent = domain.partition(".")[0]
    names = {each.name for each in fingerprint.signals() if each.family is Family.NAME}
    kept = {name: [each for each in found if lent not in each] for name, found in values.items()}
    return {name: found for name, found in kept.items() if found and name not in names}


def _lent_name(html: str) -> str:
    """A name of letters that no other page has: two pages without an address must not share one."""
    digest = hashlib.sha256(html.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return "".join(chr(ord("a") + int(digit, 16)) for digit in digest) + ".invalid"


def _subject(source: _Question | _Stored) -> Subject:
    if isinstance(source, _Stored):
        home = Path(source.home)
        store = ObservationStore(open_database(home / "brassplate.db"))
        return subjects.load(store, Archive(home / "archive"), source.domain, at=source.at)
    if source.domain == NAMELESS:
        lent = _lent_name(source.pages[0][2])
        return Subject(lent, MappingProxyType({}), (Page(f"https://{lent}/", source.pages[0][2], "home"),))
    pages = tuple(Page(url, html, role) for url, role, html in source.pages)
    now = datetime(2000, 1, 1, tzinfo=UTC)
    looks = {
        kind: Observation(source.domain, kind, now, Outcome.OBSERVED, payload=MappingProxyType(payload))
        for kind, payload in source.looks
    }
    held = dict(source.images)
    images = tuple(Image(role, url, held[url]) for role, url in pictures(source.pages, held))
    return Subject(source.domain, MappingProxyType(looks), pages, source.icons, images)


@dataclass(frozen=True, slots=True)
class Wording:
    """What both sides show, in words: by signal what they share, and passages side by side, as JSON."""

    quotes: dict[str, list[str]]
    passages: list[dict[str, Any]]


def wording(ours: Seen, theirs: Seen) -> Wording:
    """In which words both sides say the same; CollectionError where their pages exhaust the reader."""
    signals = {each.name: each for each in fingerprint.signals()}
    shared = {
        each.signal: each.shared
        for each in fingerprint.compare(ours.fingerprint, theirs.fingerprint)
        if each.shared and _has_wording(signals[each.signal])
    }
    with Isolated(read_both, seconds=15.0, megabytes=2048) as ask:
        return Wording(*ask((ours.source, theirs.source, shared)))


def _has_wording(signal: Signal) -> bool:
    return signal.family in QUOTED and signal.weighing is Weighing.SIMILARITY


def read_both(
    asked: tuple[_Question | _Stored, _Question | _Stored, dict[str, Values]],
) -> tuple[dict[str, list[str]], list[dict[str, Any]]]:
    """Runs where pages that are built to exhaust their reader harm nobody."""
    ours, theirs, shared = _subject(asked[0]), _subject(asked[1]), asked[2]
    wanted = [each for each in fingerprint.signals() if each.name in shared]
    quotes = {each.name: list(each.quote(ours, shared[each.name])) for each in wanted}
    return quotes, [each.to_json() for each in fingerprint.side_by_side(ours, theirs)]
