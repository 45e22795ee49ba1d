"""How does a picture of a page become a small one to show and a hash to compare?

The hash is a difference hash: whether brightness changes from each cell of a grid to its right neighbour. It
survives scaling, compression and small changes, and does not survive another layout.
"""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from crawler.pictures import steps

GRID = 16
"""Cells a side: a hash of 256 bits tells layouts apart that 64 bits confuse."""
NOISE = 6
"""Of 255: a step that compression or smoothing can make."""
WIDTH = 640
MOST_PIXELS = 4_000_000
QUALITY = 70


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG of a page's first screen, its thumbnail and its hash (64 hex digits)."""

    png: bytes
    thumbnail: bytes  # JPEG
    dhash: str


def picture(png: bytes) -> Picture:
    """The picture in ``png``; ValueError when it is none of a size that a screen has."""
    try:
        with Image.open(BytesIO(png), formats=("PNG",)) as image:
            if image.width * image.height > MOST_PIXELS:
                raise ValueError("the picture is larger than a screen")
            plain = image.convert("RGB")
    except Exception as error:  # Pillow's readers raise whatever a broken chunk makes them raise
        raise ValueError(f"the picture cannot be read: {error}") from None
    small = plain.copy()
    small.thumbnail((WIDTH, WIDTH))
    jpeg = BytesIO()
    small.save(jpeg, "JPEG", quality=QUALITY)
    return Picture(png, jpeg.getvalue(), dhash(plain))


def dhash(image: Image.Image) -> str:
    """256 bits as hex, rows from the top: 1 where a cell is not as bright as its right neighbour."""
    return f"{steps(image.convert('L'), GRID, lambda one, other: abs(one - other) > NOISE):064x}"
