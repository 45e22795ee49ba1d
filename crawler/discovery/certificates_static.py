"""Which names were certified, as the tiles of a Certificate Transparency log tell (C2SP static-ct-api)?

``where`` is the log's monitoring address. Names tiles, where a log has them, are a tenth as large as data
tiles; they are not part of its tree, so that nobody vouches for them but its server. What fools it: a
certificate for ``*.example`` does not say which hosts there are, and who has no certificate is in no log.
"""

from collections.abc import Iterator

from crawler.discovery._ct_follow import OPTIONS, Plan, follow
from crawler.discovery._ct_heads import Key
from crawler.discovery._ct_logs import tiled_log
from crawler.discovery._ct_saved import read_saved
from crawler.discovery._source import Batch, Given, Source, whole_cursor
from crawler.errors import ConfigError


def read(given: Given) -> Iterator[Batch]:
    if not given.is_web:
        return read_saved(given)
    tiles = given.options.get("tiles", "names")
    if tiles not in ("names", "data"):
        raise ConfigError(f"'tiles' is '{tiles}'; give 'names' or 'data'")
    key = Key.read(given.options["key"]) if given.options.get("key") else None
    log = tiled_log(given.web, given.where, key, data_only=tiles == "data")
    return follow(log, whole_cursor(given.cursor), Plan.of(given.options))


SOURCE = Source(
    "certificates_static",
    "Which names were certified, as the tiles of a log tell?",
    read,
    options=OPTIONS
    | {
        "tiles": "'names' (the default: names tiles, data tiles where there are none) or 'data'",
        "partial": "'yes' reads the last tile before it is full; 'no' (the default) waits, until the log "
        "stands still from one run to the next",
    },
)
