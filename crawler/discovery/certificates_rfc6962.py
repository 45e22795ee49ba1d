"""Which names were certified, as a Certificate Transparency log of RFC 6962 tells?

``where`` is the log's address, without ``/ct/v1``. The server decides how many entries an answer has; what
is missing is asked for again from there. What fools it is what fools the tiles.
"""

from collections.abc import Iterator

from crawler.discovery._ct_follow import OPTIONS, Plan, follow
from crawler.discovery._ct_heads import Key
from crawler.discovery._ct_logs import paged_log
from crawler.discovery._ct_saved import read_saved
from crawler.discovery._source import Batch, Given, Source, whole_cursor


def read(given: Given) -> Iterator[Batch]:
    if not given.is_web:
        return read_saved(given)
    key = Key.read(given.options["key"]) if given.options.get("key") else None
    return follow(paged_log(given.web, given.where, key), whole_cursor(given.cursor), Plan.of(given.options))


SOURCE = Source(
    "certificates_rfc6962", "Which names were certified, as a log of RFC 6962 tells?", read, options=OPTIONS
)
