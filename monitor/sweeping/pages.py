"""Which pages of a corpus resemble a reference, in what, and where can each be read again?"""

import importlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any

from crawler import fingerprint
from crawler.alarm import Alarm
from crawler.records import canonical, content_hash
from crawler.sweep import Item, Row, Tally
from crawler.sweep.inputs import Document, Options, named
from crawler.sweep.inputs.common_crawl import wanted
from monitor.evidence import Weights
from monitor.score import Score
from monitor.sweeping import _screen, _words
from monitor.sweeping._judging import Judge, Looked, judge_of

SECONDS = 20.0
"""For one page; honest ones take milliseconds."""
MOST_SHARED = 20
"""Shared values that a row tells of one signal."""
UNREAD = "unread"


@dataclass(frozen=True)
class PageWork:
    """Pages of HTML beside the references of one file."""

    references: str  # the file, where all workers see it
    digest: str  # of what it holds
    prior: float
    cut: float  # bits from which a page is told
    every: bool = False  # tell of every page
    fingerprints: bool = False  # and what it shows
    screened: bool = True  # pages are first looked at in passing
    options: Options = field(default_factory=Options)
    seconds: float = SECONDS

    name = "pages"

    def identity(self) -> Mapping[str, Any]:
        hosts = content_hash(sorted(wanted(self.options.hosts))) if self.options.hosts else ""
        return {
            "references": self.digest,
            "weights": Weights.load().hash,
            "fingerprint": fingerprint.VERSION,
            "brassplate": version("brassplate"),
            "prior_bits": self.prior,
            "least_bits": self.cut,
            "every_page": self.every,
            "with_fingerprints": self.fingerprints,
            "screen": [_screen.VERSION, _words.VERSION] if self.screened else [],
            "hosts": hosts,
            "warcs": self.options.warcs,
        }

    def columns(self) -> Any:
        arrow = importlib.import_module("pyarrow")
        text, number = arrow.string(), arrow.int64()
        return arrow.schema(
            [
                ("domain", text),
                ("url", text),
                ("captured_at", text),
                ("page_class", text),
                ("reference", text),
                ("bits", arrow.float64()),
                ("evidence", text),
                ("fingerprint", text),
                ("fault", text),
                ("source", text),
                ("offset", number),
                ("length", number),
            ]
        )

    def rows(self, item: Item, tally: Tally) -> Iterator[Row]:
        alarm = Alarm(tally.at, self.seconds)
        judge = judge_of(self.references, self.digest, self.prior, self.cut)  # making it is nobody's fault
        for document in named(item.kind).read(item, self.options, tally):
            tally.seen += 1
            row = self._row(document, judge, tally, alarm)
            if row is not None:
                yield row

    def _row(self, document: Document, judge: Judge, tally: Tally, alarm: Alarm) -> Row | None:
        fault = document.fault
        if tally.is_stuck(document.place):
            fault = f"reading it takes more than {self.seconds:g} s or ends its reader"
        looked = None
        if not fault:
            try:
                with alarm.reading(document.place):
                    looked = judge.look(document, in_full=self.every or not self.screened)
            except Exception as error:  # what one page is built to raise costs no other page
                fault = f"reading it failed: {type(error).__name__}"
        if fault:
            tally.unread += 1
            return {**_place(document), "page_class": UNREAD, "fault": fault}
        if looked is None or not (self.every or (looked.best and looked.best.bits >= self.cut)):
            return None
        return {**_place(document), **self._told(looked)}

    def _told(self, looked: Looked) -> Row:
        told: dict[str, Any] = {"domain": looked.domain, "page_class": looked.page_class}
        if looked.best is not None:
            told |= {
                "reference": looked.best.counterpart,
                "bits": looked.best.bits,
                "evidence": canonical(_evidence(looked.best)),
            }
        if self.fingerprints and looked.fingerprint is not None:
            told["fingerprint"] = canonical(looked.fingerprint.to_json()["values"])
        return told


def _place(document: Document) -> dict[str, Any]:
    return {
        "domain": "",
        "url": document.url,
        "captured_at": document.captured_at,
        "reference": None,
        "bits": None,
        "evidence": None,
        "fingerprint": None,
        "fault": None,
        "source": document.source,
        "offset": document.offset,
        "length": document.length,
    }


def _evidence(found: Score) -> list[dict[str, Any]]:
    """What speaks for it and against, each with its bits before the caps of families."""
    told = (each for each in (*found.evidence, *found.against) if each.bits)
    return [
        {
            "signal": each.signal,
            "bits": each.bits,
            "shared": [fact.value for fact in each.facts][:MOST_SHARED],
            "sentence": each.sentence,
        }
        for each in told
    ]
