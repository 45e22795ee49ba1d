"""What is measured of a sweep, and with which pages and references?"""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from crawler import fingerprint
from crawler.fingerprint import Page, Subject
from crawler.lab.world import THREE_DAYS
from crawler.records import canonical
from crawler.sweep import Item, Row, Tally, sweep
from crawler.sweep.engines import Settings, engine
from crawler.sweep.inputs import Options, cut
from monitor.references import entries
from monitor.sweeping._screen import Sketch
from monitor.sweeping.names import NameWork
from monitor.sweeping.pages import PageWork
from monitor.sweeping.references import Known, write
from tests.benchmarks._sift_names import names
from tests.crawler._warcs import packed, record
from tests.monitor import _swept

FILES = 8
REFERENCES, COPIES = 17, 3
NAMES = 1_000_000
SIGNED = "<p>Write to desk{0}@front-{0}.example</p>"
"""What copies are told by: a template alone says little."""
IN_FULL = 15.0
"""Megabytes that are read in full: their figure needs no more."""


def measure(folder: Path, corpus: Path | None, megabytes: float) -> dict[str, Any]:
    pages, copies, known = of_corpus(corpus) if corpus else of_lab()
    files = build(folder, pages, copies, megabytes)
    items = [item for each in files for item in cut(str(each), None, Options(), "pages")]
    path, digest = write(known, folder)
    work = PageWork(str(path), digest, _swept.PRIOR, _swept.CUT)
    few = items[: max(1, round(len(items) * min(1.0, IN_FULL / megabytes)))]
    list(work.rows(items[-1], Tally()))  # what is made once in a process is made
    quick, swept = rated(lambda: rows(work, items))
    full, in_full = rated(lambda: rows(replace(work, screened=False), few))
    same = canonical(rows(work, few)[0]) == canonical(full)
    _, parsed = rated(lambda: ([], sum(map(plain, files))))
    _, hashed = rated(lambda: ([], sum(map(partial(plain, text=True), files))))
    names_a_second = per_second(folder)
    one, two = (seconds(work, items, folder / str(workers), workers) for workers in (1, 2))
    return {
        "pages": len(pages),
        "references": len(known),
        "megabytes": megabytes,
        "swept_mb_s": swept,
        "in_full_mb_s": in_full,
        "parsed_mb_s": parsed,
        "hashed_mb_s": hashed,
        "cpu_over_parsed": parsed / swept,
        "cpu_over_hashed": hashed / swept,
        "rows": len(quick),
        "same_rows": same,
        "names_s": names_a_second,
        "one_process_s": one,
        "two_processes_s": two,
        "scaling": one / two,
    }


def of_corpus(corpus: Path) -> tuple[list[str], list[str], list[Known]]:
    """Home pages of unrelated owners; public templates as references, and some of these again."""
    lines = map(json.loads, (corpus / "pages" / "manifest.jsonl").read_text("utf-8").splitlines())
    by_label: dict[str, list[str]] = {}
    for row in lines:
        by_label.setdefault(row["label"], []).append((corpus / row["file"]).read_text("utf-8", "replace"))
    stock = by_label["stock-template"]
    chosen = stock[:: max(1, len(stock) // REFERENCES)][:REFERENCES]
    chosen = [f"{html}{SIGNED.format(number)}" for number, html in enumerate(chosen)]
    known = [known_of(f"front-{number}.example", each) for number, each in enumerate(chosen)]
    return by_label["real-home"], chosen[:COPIES], known


def of_lab() -> tuple[list[str], list[str], list[Known]]:
    live = (firm for firm in THREE_DAYS.firms(3).values() if firm.state == "live")
    return [html for firm in live for _, html in _swept.pages_of(firm)], [], list(_swept.known())


def known_of(domain: str, html: str) -> Known:
    taken = fingerprint.take(Subject(domain, {}, (Page(f"https://{domain}/", html),)))
    return Known(taken, Sketch.of([html]))


def build(folder: Path, pages: list[str], copies: list[str], megabytes: float) -> list[Path]:
    """The files, all of about one size; the first begins with the copies."""
    bodies = [each.encode("utf-8", "replace") for each in pages]
    found = [folder / f"{number}.warc.gz" for number in range(FILES)]
    out = [path.open("wb") for path in found]
    for number, html in enumerate(copies):
        out[0].write(packed(record(f"https://copy{number}.example/", html.encode("utf-8", "replace"))))
    size = number = 0
    while size < megabytes * 1e6:
        body = bodies[number % len(bodies)]
        out[number % FILES].write(packed(record(f"https://site{number:06}.example/", body)))
        size, number = size + len(body), number + 1
    for each in out:
        each.close()
    return found


def rows(work: PageWork, items: list[Item]) -> tuple[list[Row], int]:
    tally, found = Tally(), []
    for item in items:
        found += list(work.rows(item, tally))
    return found, tally.read


def rated(run: Callable[[], tuple[list[Row], int]]) -> tuple[list[Row], float]:
    """What it gives, and megabytes a second of CPU."""
    begun = time.process_time()
    found, read = run()
    return found, read / 1e6 / (time.process_time() - begun)


def plain(path: Path, text: bool = False) -> int:
    """What reading and parsing alone does; how many bytes there were."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType
    from selectolax.lexbor import LexborHTMLParser

    size = 0
    for each in ArchiveIterator(str(path), record_types=WarcRecordType.response):
        page = LexborHTMLParser(each.reader.read())
        size += each.content_length
        if text and page.body is not None:
            words = page.body.text(separator=" ").lower().split()
            {hash(row) for row in _rows(words)}
    return size


def _rows(words: list[str]) -> Iterator[str]:
    return (" ".join(words[start : start + 4]) for start in range(len(words) - 3))


def per_second(folder: Path) -> float:
    """Names a second of CPU, as the sift reads them."""
    file = folder / "names.txt"
    with file.open("w", encoding="utf-8") as out:
        out.writelines("\n".join(chunk) + "\n" for chunk in names(NAMES, []))
    work = NameWork(tuple((each.domain, each.pack) for each in entries()))
    (item,) = cut(str(file), "names", Options(), "names")
    list(work.rows(item, Tally()))  # what is made once in a process is made
    tally, begun = Tally(), time.process_time()
    list(work.rows(item, tally))
    return tally.seen / (time.process_time() - begun)


def seconds(work: PageWork, items: list[Item], out: Path, workers: int) -> float:
    """Of the whole sweep, its processes' start included."""
    settings = Settings(workers=workers)
    done = sweep(work, items, out, lambda task, left: engine("local").run(task, left, settings))
    assert done.parts == len(items)
    return done.seconds
