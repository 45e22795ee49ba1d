"""Which domains do the STIX 2.1 bundles of a file, a folder or a URL name?

A bundle is read twice, object by object: first for the reports, notes and markings that speak of others, then
for the domains. A million objects need no more memory than a thousand; plain, gzip and zstandard are read.
"""

from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from crawler.discovery import _documents, _stix
from crawler.discovery._documents import Entry
from crawler.discovery._json_items import items
from crawler.discovery._source import Batch, Given, Source
from crawler.discovery._unpacked import Damaged, unpacked

SUFFIXES = (".json", ".stix", ".stix2", ".gz", ".zst")


def read(given: Given) -> Iterator[Batch]:
    yield from _documents.told(given, partial(_rows, given), SUFFIXES)


def _rows(given: Given, file: BinaryIO) -> Iterator[Entry]:
    told = _stix.Told()
    try:
        for item in items(unpacked(file), "objects"):
            told.learn(item.value)
    except Damaged:
        pass  # told with its place when the domains are read
    yield from _stix.entries(items(unpacked(file), "objects"), told, given.now)


SOURCE = Source(
    name="stix",
    question="Which domains do STIX 2.1 bundles name?",
    read=read,
    trusted=True,
)
