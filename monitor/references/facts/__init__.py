"""Which registrations, DNS records and certificates of earlier days does an export hold of one domain?

WHOIS texts and histories, RDAP objects, passive DNS in the Common Output Format, certificates, rows of crt.sh:
told apart by their content, each a file of this folder. All become ordinary looks of their own dates.
"""

from collections.abc import Iterator
from pathlib import Path

from crawler.errors import ConfigError
from crawler.records import Observation

__all__ = ["read"]


def read(path: Path, domain: str) -> Iterator[Observation]:
    """The dated looks at ``domain`` in the export, oldest first.

    ConfigError before the first when the file is no such export, or holds nothing of ``domain``;
    CollectionError after the last when parts were left out: its sentence names them with their lines.
    """
    raise ConfigError(f"reading {path} failed: it is no export of facts that can be read yet")
    yield  # so that the errors come with the first look that is asked for
