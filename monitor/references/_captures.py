"""How is a Wayback Machine asked, slowly enough for it, and for nothing twice?

Its index and its pages have one limit together; who is told to wait and does not is shut out for an hour.
"""

import email.utils
import hashlib
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler import touched
from crawler.archive import MOST_BODY, ArchivedAnswer, Row, bounded, records, rows_page
from crawler.discovery import Answer, Web
from crawler.errors import CollectionError, ConfigError, SourceUnavailable
from reports.publish import write_all

A_MINUTE = 24.0
ROWS_AT_ONCE = 5_000
MOST_PARTS = 20
MOST_INDEX = 8_000_000
"""Bytes of one part of the index."""
LONGEST_REST = 120.0
"""Seconds that are waited through; who asks for a longer rest is asked again by a later import."""
DEFAULT_REST = 60.0
MOST_TRIES = 3

_SAFE = ":/?&=%;,+@~!$'()*#[]"
_OF_THE_WIRE = ("content-length", "transfer-encoding")


@dataclass(slots=True)
class Captures:
    """What ``server`` holds, asked for ``a_minute`` times at most, and kept in ``folder``."""

    server: str
    folder: Path
    web: Web
    a_minute: float = A_MINUTE
    clock: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    _next: float = 0.0
    _failed: int = 0

    def __post_init__(self) -> None:
        parts = urlsplit(self.server)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ConfigError(f"'{self.server[:200]}' is no address of a web archive; give one with https://")
        self.server = self.server.rstrip("/")

    def rows(self, domain: str) -> list[Row]:
        """All captures of the domain in the index; what an import that was stopped was told is not asked."""
        file = self._place(domain) / "index.jsonl"
        parts = _parts(file)
        while not parts or (parts[-1]["next"] and len(parts) < MOST_PARTS):
            answer = self._index(domain, parts[-1]["next"] if parts else "")
            found, key = rows_page(answer.body)
            parts.append({"body": answer.body.decode("utf-8", "replace"), "next": key if found else ""})
            write_all([(file, "".join(f"{json.dumps(each)}\n" for each in parts))])
        return [row for each in parts for row in rows_page(each["body"].encode())[0]]

    def finished(self, domain: str) -> None:
        """Has the next import ask the index anew: there may be captures since."""
        (self._place(domain) / "index.jsonl").unlink(missing_ok=True)

    def page(self, domain: str, row: Row) -> ArchivedAnswer | None:
        """One capture as it was taken; None when the archive does not have it after all.

        CollectionError when it could not be had now, SourceUnavailable when nothing can.
        """
        name = hashlib.sha256(f"{row.stamp} {row.url}".encode()).hexdigest()[:16]
        file = self._place(domain) / f"{row.stamp}-{name}.warc.gz"
        url = f"{self.server}/web/{row.stamp}id_/{quote(row.url, safe=_SAFE)}"
        if not file.exists():
            _write(file, self._page(url), row)
        answer = next(records(file), None)
        if answer is None or answer.status != 200 or not answer.body:
            return None
        return replace(answer, source=url)

    def _index(self, domain: str, key: str) -> Answer:
        query = f"url={quote(domain)}&matchType=domain&output=json&collapse=digest&limit={ROWS_AT_ONCE}"
        more = f"&resumeKey={quote(key, safe='')}" if key else ""
        answer = self._get(f"{self.server}/cdx/search/cdx?{query}&showResumeKey=true{more}", MOST_INDEX)
        if answer.status != 200:
            raise SourceUnavailable(
                f"{self.server} answered the question for captures of {domain} with status {answer.status}; "
                "start the import again later: what was told so far is kept"
            )
        return answer

    def _page(self, url: str) -> Answer:
        try:
            answer = self._get(url, 4 * MOST_BODY)
            if answer.status >= 500:
                raise SourceUnavailable(f"{url[:300]} answered with status {answer.status}")
        except _Refused:
            raise
        except SourceUnavailable as error:
            self._failed += 1
            if self._failed >= MOST_TRIES:
                raise
            raise CollectionError(f"{error}; import again to ask for it once more") from error
        self._failed = 0
        return answer

    def _get(self, url: str, cap: int) -> Answer:
        """The answer, after as many waits as the server asks for and this import has time for."""
        for _ in range(MOST_TRIES):
            self._wait()
            ended = touched.sent(f"GET {url}")
            answer = self.web.get(url, cap=cap)
            ended(status=answer.status, size=len(answer.body))
            if answer.status != 429:
                return answer
            self._rest(answer.headers)
        raise _Refused(
            f"{self.server} asked {MOST_TRIES} times in a row to be left alone; start the import again "
            "later: what was fetched is kept"
        )

    def _wait(self) -> None:
        rest = self._rests_until()
        if rest - self.clock() > LONGEST_REST:
            moment = datetime.fromtimestamp(rest, UTC)
            raise _Refused(
                f"{self.server} asks to be left alone until {moment:%Y-%m-%d %H:%M} UTC; start the import "
                "again then: what was fetched is kept"
            )
        if (until := max(self._next, rest)) > self.clock():
            self.sleep(until - self.clock())
        self._next = self.clock() + 60 / self.a_minute

    def _rest(self, headers: Mapping[str, str]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        until = self.clock() + seconds_of(headers.get("retry-after", ""), self.clock())
        write_all([(self.folder / "rest", str(until))])

    def _rests_until(self) -> float:
        try:
            return min(float((self.folder / "rest").read_text()), self.clock() + 86_400)
        except (OSError, ValueError):
            return 0.0

    def _place(self, domain: str) -> Path:
        place = self.folder / domain
        place.mkdir(parents=True, exist_ok=True)
        return place


class _Refused(SourceUnavailable):
    """The archive wants to be left alone."""


def seconds_of(text: str, now: float) -> float:
    """What Retry-After asks for, in seconds or as a date; a minute when it says neither."""
    text = text.strip()[:60]
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(text).timestamp() - now)
    except (ValueError, TypeError, OverflowError, IndexError):
        return DEFAULT_REST


def _write(file: Path, answer: Answer, row: Row) -> None:
    """One WARC record with the address that the capture has at the Wayback Machine, whole or not at all."""
    _, _, rest = answer.url.partition("/web/")  # of another moment, where it sent us there
    stamp = rest[:14] if rest[:14].isascii() and rest[:14].isdigit() else row.stamp
    headers = [each for each in bounded(answer.headers.items()) if each[0].lower() not in _OF_THE_WIRE]
    packed = BytesIO()
    writer = WARCWriter(packed, gzip=True, warc_version="1.1")
    record = writer.create_warc_record(
        f"https://web.archive.org/web/{stamp}id_/{row.url}",
        "response",
        BytesIO(answer.body),
        http_headers=StatusAndHeaders(str(answer.status), headers, protocol="HTTP/1.1"),
    )
    writer.write_record(record)
    write_all([(file, packed.getvalue())])


def _parts(file: Path) -> list[dict[str, Any]]:
    """The parts of the index that are kept; none where the file was damaged."""
    try:
        found = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    except (OSError, ValueError):
        return []
    return found if all(isinstance(each, dict) and {"body", "next"} <= each.keys() for each in found) else []
