"""How many entries of a certificate log become names in a second of one core?

    python -m tests.benchmarks.ct [--entries 100000] [--rounds 3] [--json]

From the bytes of an answer to batches of names with their places, without the network: data tiles, names
tiles (gzip, as they are sent), pages of get-entries, lines of a certstream; and beside them a whole X.509
parser, which gives the same names of the same data tiles. The certificates are made here: EC keys, two to
four names, what a public authority puts in, half of them precertificates. CPU time of the best round.
"""

import argparse
import gzip
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cryptography import x509

from crawler.discovery import Given, Web
from crawler.discovery._ct_follow import Log, Plan, follow
from crawler.discovery._ct_heads import Head
from crawler.discovery._ct_pages import WIDTH, Page, data_tile, entries_page, names_tile
from crawler.discovery._ct_saved import read_saved
from crawler.net import Network
from tests.crawler import _ct_logs as ct

NOW = datetime(2026, 11, 22, tzinfo=UTC)
Reader = Callable[[bytes], Page]


@lru_cache(maxsize=1)
def certified() -> tuple[ct.Entry, ...]:
    """Two tiles of certificates."""
    made = []
    for number in range(2 * WIDTH):
        names = [f"{host}site{number}-of-somebody.example" for host in ("", "www.", "mail.", "api.")]
        names, common = names[: 2 + number % 3], names[0] if number % 2 else ""
        final = ct.certificate(common, names, full=True)
        made.append(ct.Entry(final, final.tbs_certificate_bytes, common, tuple(names), number % 4 < 2))
    return tuple(made)


def followed(entries: int, answers: list[bytes], read: Reader) -> int:
    """The names of so many entries, read on through ``answers`` again and again."""

    def pages(index: int, until: int, size: int) -> Iterator[tuple[int, Page]]:
        while index < until:
            page = read(answers[index // WIDTH % len(answers)])
            page.first = None
            yield index, page
            index += len(page.names)

    log = Log(lambda: Head("log.example/2026h2", entries, ""), pages)
    return sum(len(batch.names) for batch in follow(log, {}, Plan("beginning", entries)))


def streamed(entries: int, lines: bytes) -> int:
    """The names of a recorded certstream."""
    with tempfile.NamedTemporaryFile(suffix=".jsonl") as file, Web(Network()) as web:
        for _ in range(entries // (2 * WIDTH)):
            file.write(lines)
        file.flush()
        given = Given(str(Path(file.name)), NOW, web, "", MappingProxyType({}))
        return sum(len(batch.names) for batch in read_saved(given))


def whole(data: bytes) -> Page:
    """The same of a data tile by a whole parser; a precertificate is read as it was submitted."""
    page, at = Page(), 0
    while at < len(data):
        precertificate = data[at + 9]
        start = at + 10 + 32 * precertificate
        end = start + 3 + int.from_bytes(data[start : start + 3])
        der = data[start + 3 : end]
        end += 10
        if precertificate:
            size = int.from_bytes(data[end : end + 3])
            der, end = data[end + 3 : end + 3 + size], end + 3 + size
        at = end + 2 + int.from_bytes(data[end : end + 2])
        parsed = x509.load_der_x509_certificate(der)
        names = [str(each.value) for each in parsed.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)]
        found = parsed.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        page.names.append(list(dict.fromkeys((*names, *found.get_values_for_type(x509.DNSName)))))
    return page


def per_second(entries: int, rounds: int, run: Callable[[], int], names: int) -> float:
    """Entries a second of CPU; every run has to give all the names."""
    least = float("inf")
    for _ in range(rounds):
        began = time.process_time()
        assert run() == names
        least = min(least, time.process_time() - began)
    return entries / least


def measure(entries: int, rounds: int) -> dict[str, Any]:
    found = certified()
    entries -= entries % len(found)
    halves = [(found[:WIDTH], 0), (found[WIDTH:], WIDTH)]
    names = sum(len(ct.expected(each)) for each in found) * (entries // len(found))
    tiles = [ct.data_tile(*half) for half in halves]
    light = [gzip.compress(ct.names_tile(*half)) for half in halves]
    paged = [ct.entries_page(*half) for half in halves]
    lines = "".join(json.dumps(ct.stream_line(each, at)) + "\n" for at, each in enumerate(found)).encode()
    few, share = max(len(found), entries // 10 - entries // 10 % len(found)), len(found) / entries
    return {
        "entries": entries,
        "names_an_entry": names / entries,
        "tile_bytes": sum(map(len, tiles)) / 2,
        "names_tile_bytes": sum(map(len, light)) / 2,
        "data_tiles": per_second(entries, rounds, lambda: followed(entries, tiles, data_tile), names),
        "names_tiles": per_second(entries, rounds, lambda: followed(entries, light, names_tile), names),
        "get_entries": per_second(entries, rounds, lambda: followed(entries, paged, entries_page), names),
        "certstream": per_second(entries, rounds, lambda: streamed(entries, lines), names),
        "whole_parser": per_second(
            few, rounds, lambda: followed(few, tiles, whole), round(names * share * few / len(found))
        ),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    told = measure(asked.entries, asked.rounds)
    if asked.json:
        print(json.dumps(told))
        return
    for name, value in told.items():
        print(f"{name:20} {value:12,.1f}")


if __name__ == "__main__":
    main()
