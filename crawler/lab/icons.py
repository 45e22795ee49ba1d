"""What picture does a seed give? Small PNG files for favicons and logos, the same for the same seed."""

import hashlib
import struct
import zlib


def png(seed: str, size: int = 16) -> bytes:
    """A mirrored five-by-five pattern in two colours, ``size`` pixels wide."""
    bits = hashlib.sha256(f"icon {seed}".encode()).digest()
    ink, paper = bits[:3], bytes(255 - each // 4 for each in bits[3:6])
    rows = []
    for y in range(size):
        cells = (min(x * 5 // size, 4) for x in range(size))
        row = b"".join(ink if _dark(bits, cell, y * 5 // size) else paper for cell in cells)
        rows.append(b"\0" + row)
    header = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    body = zlib.compress(b"".join(rows), 9)
    pieces = ((b"IHDR", header), (b"IDAT", body), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*piece) for piece in pieces)


def ico(seed: str) -> bytes:
    """The same picture as an .ico file with one PNG in it."""
    image = png(seed)
    entry = struct.pack("<BBBBHHII", 16, 16, 0, 0, 1, 32, len(image), 22)
    return struct.pack("<HHH", 0, 1, 1) + entry + image


def _dark(bits: bytes, column: int, row: int) -> bool:
    mirrored = min(column, 4 - column)
    return bool(bits[6 + mirrored * 5 + row] & 1)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
