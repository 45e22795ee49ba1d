"""How is a stranger's picture decoded within bounds, and which hash of it survives scaling and compression?

Decoders of pictures are old and in C: whoever calls :func:`decoded` must be a process that may be killed.
"""

import warnings
from collections.abc import Callable, Iterable
from io import BytesIO
from itertools import pairwise, product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

MOST_PIXELS = 16_000_000
"""A camera's picture, scaled for the web, has fewer; decoded it takes 64 MB."""
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "ICO", "BMP")
MOST_SCANS = 64
"""Passes of a progressive JPEG over all its pixels; ten are usual, and a few bytes make one."""
PNG = b"\x89PNG"
RUN_LENGTH = (1, 2)
"""Compressions of a bitmap whose reader is slow, and fills any number of rows for a few bytes."""
GRID = 8
DIGITS = 2 * GRID * GRID // 4
"""Hex digits of a hash: brightness along the rows, then down the columns."""
NEAR = 8
"""Bits of 128 in which two encodings of one picture may differ; portraits of two people differ in over 20."""
BANDS = 5
FEWEST_STEPS = 4
"""Of 64 in each direction, up and down; a picture with fewer is flat, a gradient or stripes."""
FEWEST_BAND_STEPS = 5
NOISE = 4
"""Of 255: a step that compression or smoothing can make, between cells that are averages."""
SMALL = 256
INK = 40
"""Of 255: how far from the ground's colour a part of the mark is, and compression is not."""
LIGHT = 200
FAINT = 24
"""Of 255; a picture with less contrast shows the grain of its compression."""


def decoded(body: bytes, least: int) -> "Image.Image | None":
    """The one still picture in ``body`` as RGBA, scaled to a few hundred pixels; None when there is none.

    ``least`` is the width and height in pixels below which it shows nothing.
    """
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS  # Pillow warns above it, also of the picture inside an icon file
    try:
        if body.count(b"\xff\xda") > MOST_SCANS and body.startswith(b"\xff\xd8"):
            return None
        if any(body[at + 16] in RUN_LENGTH for at in _bitmaps(body)):
            return None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(body), formats=FORMATS) as image:
                if image.format == "ICO":
                    image.load()  # its directory may name another size than the picture in it has
                if min(image.size) < least or getattr(image, "is_animated", False):
                    return None
                image.draft("RGB", (SMALL, SMALL))
                plain = image.convert("RGBA")
                plain.thumbnail((SMALL, SMALL), Image.Resampling.BOX)
                return plain
    except Exception:  # Pillow's readers raise whatever a broken file makes them raise
        return None


def _bitmaps(body: bytes) -> Iterable[int]:
    """Where the headers of the bitmaps in a file begin: its own, or one for each size of an icon."""
    if body.startswith(b"BM"):
        return (14,)
    if not body.startswith(b"\0\0\1\0"):
        return ()
    places = (body[at + 12 : at + 16] for at in range(6, 6 + 16 * int.from_bytes(body[4:6], "little"), 16))
    found = {int.from_bytes(each, "little") for each in places}
    return [at for at in found if at + 16 < len(body) and body[at : at + 4] != PNG]


def mark_hash(image: "Image.Image") -> str:
    """Of a logo or an icon: what stands out from its ground, whatever the colours; ``""`` for a blank one."""
    from PIL import Image, ImageChops

    whole = _without_transparency(image)
    red, green, blue = ImageChops.difference(whole, Image.new("RGB", whole.size, _ground_of(whole))).split()
    far = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    box = far.point([255 * (each > INK) for each in range(256)]).getbbox()
    if box is None or min(box[2] - box[0], box[3] - box[1]) < GRID:
        return ""
    return _hash(far.crop(box))


def photo_hash(image: "Image.Image") -> str:
    """Of a picture that fills its frame: where its brightness falls; ``""`` for a flat one."""
    return _hash(_without_transparency(image).convert("L"))


def steps(grey: "Image.Image", grid: int, counts: Callable[[int, int], bool]) -> int:
    """One bit for each cell of ``grid`` x ``grid``, rows from the top: does its step to the right count?"""
    from PIL import Image

    cells = grey.resize((grid + 1, grid), Image.Resampling.BOX).tobytes()
    bits = 0
    for row, column in product(range(grid), range(grid)):
        at = row * (grid + 1) + column
        bits = bits << 1 | counts(cells[at], cells[at + 1])
    return bits


def bands(found: str) -> list[str]:
    """Parts of a hash, each with its place: near hashes have one in common; parts without steps are none."""
    parts = [
        (at, found[at:end]) for at, end in pairwise(round(part * DIGITS / BANDS) for part in range(BANDS + 1))
    ]
    return [f"{at:02}{part}" for at, part in parts if int(part, 16).bit_count() >= FEWEST_BAND_STEPS]


def near(ours: Iterable[str], theirs: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs of hashes, one of each side, that differ in at most NEAR bits; equal ones are among them."""
    left, right = ([(each, int(each, 16)) for each in side] for side in (ours, theirs))
    return [
        (one, other)
        for (one, our_bits), (other, their_bits) in product(left, right)
        if (our_bits ^ their_bits).bit_count() <= NEAR
    ]


def _hash(grey: "Image.Image") -> str:
    from PIL import Image, ImageOps

    darkest, lightest = grey.getextrema()
    if not isinstance(darkest, int) or not isinstance(lightest, int) or lightest - darkest < FAINT:
        return ""
    even = ImageOps.autocontrast(grey)
    both = (even, even.transpose(Image.Transpose.TRANSPOSE))
    along, down = (steps(each, GRID, lambda one, other: one > other + NOISE) for each in both)
    rises = [steps(each, GRID, lambda one, other: one < other - NOISE) for each in both]
    if any(each.bit_count() < FEWEST_STEPS for each in (along, down, *rises)):
        return ""
    return f"{along << GRID * GRID | down:0{DIGITS}x}"


def _without_transparency(image: "Image.Image") -> "Image.Image":
    """The picture on white; a light one that shows its ground on black, as its page must."""
    from PIL import Image, ImageStat

    alpha = image.getchannel("A")
    ink = ImageStat.Stat(image.convert("L"), alpha.point([255 * (each > 127) for each in range(256)]))
    is_light = min(alpha.tobytes()) < 128 and ink.count[0] > 0 and ink.mean[0] >= LIGHT
    ground = Image.new("RGBA", image.size, "black" if is_light else "white")
    return Image.alpha_composite(ground, image).convert("RGB")


def _ground_of(image: "Image.Image") -> tuple[int, ...]:
    """The middle colour of the picture's edge, channel by channel."""
    width, height = image.size
    edges = (
        (0, 0, width, 1),
        (0, height - 1, width, height),
        (0, 0, 1, height),
        (width - 1, 0, width, height),
    )
    raw = b"".join(image.crop(each).tobytes() for each in edges)
    return tuple(sorted(raw[channel::3])[len(raw) // 6] for channel in range(3))
