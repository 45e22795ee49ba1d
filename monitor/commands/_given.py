"""What does a page, an archive or a domain look like that a person names on the command line?"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from crawler import fingerprint
from crawler.archive import ArchivedAnswer, records, text_of
from crawler.errors import CollectionError, ConfigError
from crawler.fingerprint import Family, Fingerprint, Page, PageClass, Subject, classify
from crawler.isolate import Isolated
from crawler.names import InvalidName, parse
from crawler.records import Observation, Outcome
from monitor.corpus import Corpus
from monitor.references.gathered import State, host, of_domain, states
from monitor.store import MonitorStore

LARGEST = 2_000_000
NAMELESS = "page.invalid"
"""Stands for the domain of a page that came without an address."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One side of a comparison, and the class of its home page."""

    fingerprint: Fingerprint
    page_class: str


@dataclass(frozen=True, slots=True)
class _Question:
    domain: str
    pages: tuple[tuple[str, str, str], ...]  # URL, role, HTML; home first
    icons: tuple[bytes, ...] = ()
    looks: tuple[tuple[str, dict[str, Any]], ...] = ()  # kind and payload


def look(text: str, corpus: Corpus, store: MonitorStore) -> Seen:
    """The fingerprint of the file or of the known domain that ``text`` names."""
    path = Path(text)
    if path.is_file():
        return archive(path) if path.name.endswith((".warc", ".warc.gz")) else page(path, "")
    try:
        domain = parse(text)
    except InvalidName as error:
        raise ConfigError(f"there is no file '{text[:200]}', and it is no domain: {error}") from None
    newest = {each.domain: each.observed_at.strftime("%Y-%m-%dT%H:%M:%SZ") for each in store.baselines()}
    found = corpus.get(domain, newest[domain]) if domain in newest else None
    found = found or corpus.get(domain)
    if found is None:
        raise ConfigError(
            f"there is no file '{text[:200]}', and nothing was seen of a domain of that name in this home; "
            "name a file that exists, or watch the domain and run"
        )
    return Seen(found, PageClass.CONTENT.value)


def page(path: Path, url: str) -> Seen:
    """The fingerprint of one saved page; without a URL its domain says nothing."""
    domain = host(url) or NAMELESS
    if path.stat().st_size > LARGEST:
        raise ConfigError(f"{path} is larger than {LARGEST:,} bytes, which no crawl takes either")
    html = text_of(path.read_bytes())
    return _ask(path, _Question(domain, ((url or f"https://{NAMELESS}/", "home", html),)))


def archive(path: Path) -> Seen:
    """The fingerprint of the newest state in a WARC file, of the site that has most answers in it."""
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
    return _Question(domain, pages, (state.icon.body,) if state.icon else (), looks)


def _ask(path: Path, question: _Question) -> Seen:
    try:
        with Isolated(read, seconds=15.0, megabytes=2048) as ask:
            answer = ask(question)
    except CollectionError as error:
        raise ConfigError(f"{path} cannot be read as a page: {error}") from None
    return Seen(Fingerprint.from_json(answer), answer["class"])


def read(question: _Question) -> dict[str, Any]:
    """Runs where a page that is built to exhaust its reader harms nobody."""
    pages = tuple(Page(url, html, role) for url, role, html in question.pages)
    now = datetime(2000, 1, 1, tzinfo=UTC)
    looks = {
        kind: Observation(question.domain, kind, now, Outcome.OBSERVED, payload=MappingProxyType(payload))
        for kind, payload in question.looks
    }
    subject = Subject(question.domain, MappingProxyType(looks), pages, question.icons)
    taken = fingerprint.take(subject).to_json()
    if question.domain == NAMELESS:
        names = {each.name for each in fingerprint.signals() if each.family is Family.NAME}
        taken["values"] = {name: values for name, values in taken["values"].items() if name not in names}
    return {**taken, "class": classify(pages[0], 200).value}
