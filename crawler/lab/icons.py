"""What picture does a seed give? Small PNG files for favicons and logos, the same for the same seed."""

import hashlib
import struct
import zlib
from functools import lru_cache


def png(seed: str, size: int = 16, cells: int = 5) -> bytes:
    """A mirrored pattern of ``cells`` by ``cells`` in two colours, ``size`` pixels wide."""
    bits = hashlib.sha256(f"icon {seed}".encode()).digest()
    ink, paper = bits[:3], bytes(255 - each // 4 for each in bits[3:6])
    bits += hashlib.shake_256(bits).digest(cells * cells) if cells > 5 else b""
    rows: list[bytes] = []
    for y in range(size):
        if y and y * cells // size == (y - 1) * cells // size:
            rows.append(rows[-1])
            continue
        places = (min(x * cells // size, cells - 1) for x in range(size))
        row = b"".join(ink if _dark(bits, each, y * cells // size, cells) else paper for each in places)
        rows.append(b"\0" + row)
    return _file(size, rows)


@lru_cache(maxsize=512)
def photo(seed: str, size: int = 96) -> bytes:
    """Twelve by twelve fields, each of a shade of its own."""
    shades = hashlib.shake_256(f"photo {seed}".encode()).digest(12 * 12 * 3)
    rows = []
    for y in range(size):
        start = 36 * (y * 12 // size)
        fields = (shades[place : place + 3] for place in range(start, start + 36, 3))
        rows.append(b"\0" + b"".join(each * (size // 12) for each in fields))
    return _file(size, rows)


def _file(size: int, rows: list[bytes]) -> bytes:
    header = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    body = zlib.compress(b"".join(rows), 9)
    pieces = ((b"IHDR", header), (b"IDAT", body), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*piece) for piece in pieces)


def ico(seed: str, cells: int = 5) -> bytes:
    """The same picture as an .ico file with one PNG in it."""
    image = png(seed, cells=cells)
    entry = struct.pack("<BBBBHHII", 16, 16, 0, 0, 1, 32, len(image), 22)
    return struct.pack("<HHH", 0, 1, 1) + entry + image


def _dark(bits: bytes, column: int, row: int, cells: int) -> bool:
    mirrored = min(column, cells - 1 - column)
    return bool(bits[6 + mirrored * cells + row] & 1)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
