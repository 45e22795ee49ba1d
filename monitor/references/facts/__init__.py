"""Which registrations, DNS records and certificates of earlier days does an export hold of one domain?

WHOIS texts and histories, RDAP objects, passive DNS in the Common Output Format, certificates and rows of
crt.sh are told apart by their content; each is a file of this folder. All become ordinary looks of their
own dates.
"""

from collections.abc import Iterator
from pathlib import Path

from crawler.errors import CollectionError
from crawler.records import Observation
from monitor.references.facts._gathered import (
    Gathered,
    exports,
    gather,
    observation_of,
    shows_seizure,
    takes,
)
from monitor.references.facts._kept import Kept, keep, keep_looks

__all__ = [
    "Gathered",
    "Kept",
    "exports",
    "gather",
    "keep",
    "keep_looks",
    "read",
    "shows_seizure",
    "takes",
]


def read(path: Path, domain: str) -> Iterator[Observation]:
    """The dated looks at ``domain`` in the export, oldest first.

    ConfigError before the first when the file is no such export, or holds nothing of ``domain``;
    CollectionError after the last when parts were left out: its sentence names them with their lines.
    ``keep`` does the same and stores them as baselines, with the bytes they were read from.
    """
    found = gather(path, domain)
    for each in found.facts:
        yield observation_of(each, domain)
    if found.refused:
        raise CollectionError(f"parts of {path} were left out: {'; '.join(found.refused)}")
