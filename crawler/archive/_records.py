"""Where in one of our WARC files does a record end?"""

import zlib
from pathlib import Path

from crawler.errors import CollectionError

_GZIP = zlib.MAX_WBITS + 16
_PART = 65_536


def end_of_record(file: Path, offset: int) -> int:
    """The place behind the record that begins at ``offset``; CollectionError when it is not whole."""
    unpacker, read = zlib.decompressobj(wbits=_GZIP), 0
    try:
        with file.open("rb") as stream:
            stream.seek(offset)
            while not unpacker.eof:
                part = unpacker.unconsumed_tail or stream.read(_PART)
                if not part:
                    raise CollectionError(f"{file} ends within the record at {offset}")
                read += 0 if unpacker.unconsumed_tail else len(part)
                unpacker.decompress(part, _PART)
    except zlib.error as error:
        raise CollectionError(f"{file} has no record at {offset}: {error}") from error
    return offset + read - len(unpacker.unused_data)
