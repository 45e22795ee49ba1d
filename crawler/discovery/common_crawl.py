"""Which hosts did Common Crawl fetch, as saved answers of its index tell?

Reads the index's JSON lines, CDX lines, and exports of its columnar index as JSON lines, CSV or (with
pyarrow) Parquet. What fools it: it is a sample of the web, months old, and small new sites are seldom in it.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from crawler.discovery._columns import Columns
from crawler.discovery._lines import Line
from crawler.discovery._lists import Junk, read_lists
from crawler.discovery._name_lines import bare, decoded
from crawler.discovery._source import Batch, Given, Source

LONGEST = 1 << 16  # an address may be long
WANTED = {
    "host": ("url_host_name", "host", "hostname"),
    "url": ("url", "original"),
    "surt": ("urlkey", "url_surtkey", "surt_host_name"),
    "domain": ("url_host_registered_domain", "domain"),
    "time": ("timestamp", "fetch_time", "warc_date"),
}
_CDXJ = re.compile(r"(\S+) (\d{14}) (\{.*)")
_CDX = re.compile(r"([^\s,()]+(?:,[^\s,()]+)+\)\S*) (\d{14})(?: (\S+).*)?")


class Captures:
    """Takes the host of each capture; captures of one host stand together, and are told once."""

    def __init__(self, title: str, kept: object) -> None:
        before = kept if isinstance(kept, dict) else {}
        self._title, self._last = title, str(before.get("last", ""))
        self._columns = Columns(WANTED, before.get("columns"))
        self.newest: datetime | None = None

    @property
    def kept(self) -> object:
        return {"last": self._last, "columns": self._columns.found}

    def __call__(self, line: Line) -> tuple[str, str] | None:
        text = decoded(line)
        if not text or text.startswith("#") or text.startswith("CDX "):
            return None
        if text[0] != "{" and not self._columns.found and self._columns.is_header(text):
            return None
        found = self._values(text)
        host = _host(found)
        fetched = _time(found.get("time", ""))
        if fetched is not None:
            self.newest = max(fetched, self.newest or fetched)
        if host == self._last:
            return None
        self._last = host
        when = f" on {fetched.date()}" if fetched else ""
        return host, f"fetched by Common Crawl{when} ({self._title}, line {line.number})"

    def _values(self, text: str) -> dict[str, str]:
        if text.startswith("{"):
            return _of_object(text)
        if self._columns.found:
            return self._columns.cells(text)
        if found := _CDXJ.fullmatch(text):
            return {"surt": found[1], "time": found[2]} | _of_object(found[3])
        if found := _CDX.fullmatch(text):
            return {"surt": found[1], "time": found[2], "url": found[3] or ""}
        raise Junk


def _of_object(text: str) -> dict[str, str]:
    try:
        found: Any = json.loads(text)
    except (ValueError, RecursionError):
        raise Junk from None
    if not isinstance(found, dict):
        raise Junk
    return {
        value: str(found[name])
        for value, names in WANTED.items()
        for name in reversed(names)
        if isinstance(found.get(name), str | int)
    }


def _host(found: Mapping[str, str]) -> str:
    if name := found.get("host"):
        return bare(name)
    if "://" in found.get("url", ""):
        return bare(found["url"])
    if surt := found.get("surt", "").partition(")")[0].partition(":")[0]:
        return bare(".".join(reversed(surt.strip(",").split(","))))
    return bare(found.get("domain", ""))


def _time(text: str) -> datetime | None:
    try:
        if re.fullmatch(r"\d{14}", text):
            return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def read(given: Given) -> Iterator[Batch]:
    return read_lists(given, Captures, LONGEST)


SOURCE = Source(
    "common_crawl", "Which hosts did Common Crawl fetch, as saved answers of its index tell?", read
)
