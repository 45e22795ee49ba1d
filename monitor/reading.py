"""What does a domain's stored evidence show, read where it can do no harm?

Pages, certificates and answers are parsed in a process of their own, with a limit on time and memory; what
exhausts it is recorded as unreadable and costs no other domain anything.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from crawler import fingerprint, subjects
from crawler.archive import Archive
from crawler.errors import CollectionError
from crawler.fingerprint import Fingerprint, Subject, Values, classify
from crawler.isolate import Pool, cores
from crawler.records import Outcome, content_hash
from crawler.store import ObservationStore, open_database

MOST_PROCESSES = 4
SECONDS = 15.0
"""For one domain."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A domain's fingerprint, and the class ("content", "parked" …) of its home page.

    The class is "" where no page was seen. ``inputs`` hashes the looks that were read.
    """

    fingerprint: Fingerprint
    page_class: str
    inputs: str


@dataclass(frozen=True, slots=True)
class Beside:
    """What a domain shows of what it shares with another: values by signal, and the other's text at a time.

    Without an ``other`` no passages are looked for.
    """

    shared: Mapping[str, Values]
    other: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """The readable form of shared values by signal, and the passages that both have nearly so, as JSON."""

    quotes: Mapping[str, tuple[str, ...]]
    passages: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class _Question:
    database: str
    archive: str
    domain: str
    at: datetime | None
    confirm: tuple[int, int]
    beside: tuple["Beside", ...] = ()


class Reader:
    """Reads domains, several at once where they are many; use it as a context manager."""

    def __init__(
        self,
        database: Path,
        archive: Path,
        *,
        confirm: tuple[int, int] = (2, 3),
    ) -> None:
        self._places = (str(database), str(archive))
        self._confirm = confirm
        self._call: Pool[_Question, dict[str, Any]] = Pool(
            _answer, processes=min(MOST_PROCESSES, cores()), seconds=SECONDS, megabytes=2048
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._call.__exit__(kind, error, trace)

    def read_many(
        self, domains: Iterable[str], at: Mapping[str, datetime] | None = None
    ) -> Iterator[tuple[str, Reading | CollectionError]]:
        """What each of ``domains`` looked like (at its time), in their order.

        Where reading exceeds its limits the CollectionError is given, not raised.
        """
        asked, times = list(domains), at or {}
        questions = [_Question(*self._places, domain, times.get(domain), self._confirm) for domain in asked]
        for domain, answer in zip(asked, self._call.map(questions), strict=True):
            yield domain, answer if isinstance(answer, CollectionError) else _reading(answer)

    def shown(self, asked: Sequence[tuple[str, tuple[Beside, ...]]]) -> Iterator[list[Shown]]:
        """One Shown for each Beside, by domain; nothing of one whose pages exhaust their reader."""
        places = ((*self._places, domain, None, self._confirm, beside) for domain, beside in asked)
        answers = self._call.map([_Question(*each) for each in places])
        for (_, beside), answer in zip(asked, answers, strict=True):
            yield ([Shown({}, ())] * len(beside) if isinstance(answer, CollectionError) else answer["shown"])


def _reading(answer: Mapping[str, Any]) -> Reading:
    return Reading(Fingerprint.from_json(answer), answer["page_class"], answer["inputs"])


@lru_cache(maxsize=1)
def _opened(database: str, archive: str, confirm: tuple[int, int]) -> tuple[ObservationStore, Archive]:
    return ObservationStore(open_database(Path(database)), confirm), Archive(Path(archive))


def _answer(question: _Question) -> dict[str, Any]:
    store, archive = _opened(question.database, question.archive, question.confirm)
    subject, kind = subjects.load_with_class(store, archive, question.domain, at=question.at)
    if question.beside:
        return {"shown": [_shown(store, archive, subject, each) for each in question.beside]}
    seen = sorted((each.kind, each.value_hash) for each in subject.observations.values())
    return {
        **fingerprint.take(subject).to_json(),
        "page_class": kind.value if kind else _page_class(store, archive, subject),
        "inputs": content_hash([fingerprint.VERSION, seen]),
    }


def _shown(store: ObservationStore, archive: Archive, subject: Subject, beside: Beside) -> Shown:
    quotes = {
        signal.name: signal.quote(subject, beside.shared[signal.name])
        for signal in fingerprint.signals()
        if signal.name in beside.shared
    }
    if not beside.other:
        return Shown(quotes, ())
    theirs = subjects.load(store, archive, beside.other, at=beside.at)
    return Shown(quotes, [each.to_json() for each in fingerprint.side_by_side(subject, theirs)])


def _page_class(store: ObservationStore, archive: Archive, subject: Subject) -> str:
    """The class of a home page that is no page of the subject, as it is another domain's."""
    site = subject.observations.get("site")
    if site is None or site.outcome is not Outcome.OBSERVED:
        return ""
    found = subjects.home_of(store, archive, site)
    return classify(*found).value if found else ""
