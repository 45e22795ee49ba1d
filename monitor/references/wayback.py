"""Which captures of a reference does the Wayback Machine hold, and what did its pages look like then?

What was fetched lies in the home as WARC files of one capture each: an import that was stopped goes on from
there, and asks for nothing twice.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from urllib.parse import urlsplit

from crawler import touched
from crawler.archive import ArchivedAnswer, Row, text_of
from crawler.errors import CollectionError, ConfigError
from crawler.isolate import Isolated
from crawler.records import Visit
from crawler.spiders import ROLES, role_of
from monitor.references import entry_of, reference_named, seized_on
from monitor.references._captures import Captures
from monitor.references.archives import MOST_SLICES, Imported, Keeping, keep_pages
from monitor.references.gathered import host, of_domain, pictures, spread
from monitor.store import Reference

Progress = Callable[[str, int, int], None]
_HTML = ("text/html", "application/xhtml+xml")
_ICONS = ("image/x-icon", "image/vnd.microsoft.icon")
_Question = tuple[tuple[tuple[str, str, str], ...], tuple[str, ...]]


@dataclass(slots=True)
class _Slice:
    """One moment of the site: the capture of its home page, and those of the pages taken nearest to it."""

    home: Row
    pages: list[tuple[str, Row]] = field(default_factory=list)
    icon: Row | None = None

    def rows(self) -> list[Row]:
        return [self.home, *(row for _, row in self.pages), *([self.icon] if self.icon else [])]


def import_captures(
    captures: Captures, domain: str, keeping: Keeping, progress: Progress = lambda step, done, of: None
) -> Imported:
    """Keeps what the archive holds of ``domain`` as its baselines, at most MOST_SLICES of them.

    ConfigError when it holds none that can be used, SourceUnavailable when it cannot be asked to the end now.
    """
    reference = reference_named(domain, keeping.store)
    with touched.recording(lambda: keeping.now) as touches:
        try:
            return _import(captures, reference, keeping, progress)
        finally:  # also what was asked before the import was stopped stands in the ledger
            keeping.observations.add([Visit(domain, (), touches=tuple(touches))])


def _import(captures: Captures, reference: Reference, keeping: Keeping, progress: Progress) -> Imported:
    domain, refused = reference.domain, list[str]()
    rows = _usable(captures.rows(domain), domain, seized_on(entry_of(reference)), refused)
    slices = slices_of(rows)
    answers: list[ArchivedAnswer] = []
    with Isolated(_wanted, seconds=15.0) as ask:
        for number, each in enumerate(slices):
            progress("fetching captures", number, len(slices))
            answers += _of_slice(captures, domain, each, rows, ask, refused)
    progress("fetching captures", len(slices), len(slices))
    kept = keep_pages(list(of_domain(answers, domain)), reference, keeping, refused)
    captures.finished(domain)
    if not kept:
        reason = "; ".join(refused[:10]) or "it holds no capture of a home page"
        raise ConfigError(f"nothing in {captures.server} can be a baseline of {domain}: {reason}")
    return Imported(domain, tuple(kept), tuple(refused))


def slices_of(rows: Sequence[Row]) -> list[_Slice]:
    """The moments worth fetching: each home page that was another than the one before, spread over time."""
    pages = [row for row in rows if row.kind in _HTML and row.status in (0, 200)]
    if not pages:
        return []
    shortest = min(len(_path(row)) for row in pages)
    homes: list[Row] = []
    for row in sorted((row for row in pages if len(_path(row)) == shortest), key=_date):
        if not homes or not row.digest or row.digest != homes[-1].digest:
            homes.append(row)
    slices = [_Slice(row) for row in spread(homes, _date, MOST_SLICES)]
    for each in slices:
        for role in ROLES:
            same = [row for row in pages if len(_path(row)) > shortest and role_of(row.url) == role]
            if same:
                each.pages.append((role, _nearest(same, each.home)))
        icons = [row for row in rows if row.kind in _ICONS or urlsplit(row.url).path == "/favicon.ico"]
        each.icon = _nearest([row for row in icons if row.status in (0, 200)], each.home) if icons else None
    return slices


def _usable(rows: list[Row], domain: str, seized: datetime | None, refused: list[str]) -> list[Row]:
    """The rows of the site itself that were taken before its seizure."""
    own = [row for row in rows if host(row.url).removeprefix("www.") == domain.removeprefix("www.")]
    before = [row for row in own if not seized or row.date <= seized]
    if seized and len(before) < len(own):
        refused.append(
            f"{len(own) - len(before)} captures that were taken after the seizure of {seized:%Y-%m-%d}"
        )
    return before


def _of_slice(
    captures: Captures,
    domain: str,
    slice: _Slice,
    rows: Sequence[Row],
    ask: Isolated[_Question, list[str]],
    refused: list[str],
) -> Iterator[ArchivedAnswer]:
    """Its pages and icon, then the pictures that a look at the pages would have taken."""
    shown: list[tuple[str, str, str]] = []
    roles = {row: role for role, row in slice.pages} | {slice.home: "home"}
    for row in dict.fromkeys(slice.rows()):
        answer = _fetched(captures, domain, row, refused)
        if answer is None:
            continue
        yield answer
        if row in roles:
            shown.append((row.url, roles[row], text_of(answer.body, answer.media_type)))
    images = {row.url: row for row in rows if row.kind.startswith("image/") and row.status in (0, 200)}
    if not shown or not images:
        return
    try:
        wanted = ask((tuple(shown), tuple(images)))
    except CollectionError as error:
        refused.append(f"the pictures of {slice.home.date:%Y-%m-%d}: {error}")
        return
    for url in wanted:
        same = [row for row in rows if row.url == url and row.status in (0, 200)]
        if answer := _fetched(captures, domain, _nearest(same, slice.home), refused):
            yield answer


def _fetched(captures: Captures, domain: str, row: Row, refused: list[str]) -> ArchivedAnswer | None:
    try:
        return captures.page(domain, row)
    except CollectionError as error:
        refused.append(str(error))
        return None


def _wanted(question: _Question) -> list[str]:
    """Runs where hostile pages harm nobody."""
    shown, images = question
    return [url for _, url in pictures(shown, frozenset(images))]


def _nearest(rows: Sequence[Row], home: Row) -> Row:
    return min(rows, key=partial(_distance, home.date))


def _distance(moment: datetime, row: Row) -> float:
    return abs((row.date - moment).total_seconds())


def _date(row: Row) -> datetime:
    return row.date


def _path(row: Row) -> str:
    return urlsplit(row.url).path.rstrip("/").removesuffix("/index.html").removesuffix("/index.php")
