"""Does a picture meet itself in another colour, size and format, and nothing else? All are drawn here."""

import random
import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageDraw, ImageFilter

from crawler import pictures
from crawler.lab import icons

NAVY, RED, WHITE, CLEAR = (20, 40, 120, 255), (200, 30, 30, 255), (255, 255, 255, 255), (0, 0, 0, 0)
Colour = tuple[int, int, int, int]


def saved(image: Image.Image, kind: str = "PNG", **how: int) -> bytes:
    held = BytesIO()
    image.save(held, kind, **how)
    return held.getvalue()


def logo(ink: Colour, ground: Colour, seed: int = 1, size: tuple[int, int] = (240, 120)) -> Image.Image:
    """A few bars and discs; the same seed is the same mark."""
    chance = random.Random(seed)
    image = Image.new("RGBA", (240, 120), ground)
    draw = ImageDraw.Draw(image)
    for _ in range(7):
        x, y = chance.randrange(20, 180), chance.randrange(10, 80)
        shape = draw.ellipse if chance.random() < 0.5 else draw.rectangle
        shape((x, y, x + chance.randrange(12, 50), y + chance.randrange(8, 34)), fill=ink)
    return image.resize(size, Image.Resampling.LANCZOS)


def photo(seed: int, size: tuple[int, int] = (600, 400)) -> Image.Image:
    """Soft light and shadow, as photographs have them."""
    chance = random.Random(seed)
    cells = Image.frombytes("RGB", (12, 8), chance.randbytes(12 * 8 * 3))
    return cells.resize(size, Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(4))


def mark(body: bytes) -> str:
    image = pictures.decoded(body, 16)
    return pictures.mark_hash(image) if image else ""


def scene(body: bytes) -> str:
    image = pictures.decoded(body, 32)
    return pictures.photo_hash(image) if image else ""


def differing(one: str, other: str) -> int:
    return (int(one, 16) ^ int(other, 16)).bit_count()


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(saved(logo(RED, WHITE)), id="recoloured"),
        pytest.param(saved(logo(WHITE, NAVY)), id="light on dark"),
        pytest.param(saved(logo(NAVY, CLEAR)), id="transparent"),
        pytest.param(saved(logo(WHITE, CLEAR)), id="light and transparent"),
        pytest.param(saved(logo(NAVY, WHITE, size=(120, 60))), id="half as large"),
        pytest.param(saved(logo(NAVY, WHITE).convert("RGB"), "JPEG", quality=60), id="JPEG"),
        pytest.param(saved(logo(NAVY, WHITE), "WEBP", quality=70), id="WebP"),
        pytest.param(saved(logo(NAVY, WHITE).convert("P")), id="with a palette"),
    ],
)
def test_a_mark_is_the_same_in_another_colour_size_and_format(other: bytes) -> None:
    ours = mark(saved(logo(NAVY, WHITE)))
    assert differing(ours, mark(other)) <= pictures.NEAR
    assert set(pictures.bands(ours)) & set(pictures.bands(mark(other)))


def test_other_marks_in_the_same_colours_are_other_marks() -> None:
    marks = [mark(saved(logo(NAVY, WHITE, seed))) for seed in range(1, 30)]
    assert min(differing(one, other) for one in marks for other in marks if one != other) > 2 * pictures.NEAR


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(saved(photo(1), "JPEG", quality=40), id="compressed again"),
        pytest.param(saved(photo(1).resize((300, 200)), "JPEG", quality=80), id="half as large"),
        pytest.param(saved(photo(1), "WEBP", quality=60), id="WebP"),
        pytest.param(saved(photo(1).point(lambda each: min(255, each * 5 // 4))), id="brighter"),
        pytest.param(saved(photo(1).convert("L")), id="grey"),
    ],
)
def test_a_photo_is_the_same_however_it_is_saved(other: bytes) -> None:
    ours = scene(saved(photo(1), "JPEG", quality=90))
    assert differing(ours, scene(other)) <= pictures.NEAR
    assert set(pictures.bands(ours)) & set(pictures.bands(scene(other)))


def test_other_photos_are_other_photos() -> None:
    scenes = [scene(saved(photo(seed), "JPEG", quality=80)) for seed in range(1, 30)]
    assert (
        min(differing(one, other) for one in scenes for other in scenes if one != other) > 2 * pictures.NEAR
    )


def test_what_shows_nothing_has_no_hash() -> None:
    assert mark(saved(Image.new("RGB", (64, 64), "white"))) == ""
    assert mark(saved(Image.new("RGBA", (64, 64), CLEAR))) == ""
    assert scene(saved(Image.new("RGB", (600, 400), "teal"))) == ""
    assert scene(saved(Image.linear_gradient("L").point(lambda each: 128 + each // 64))) == ""
    assert scene(saved(Image.linear_gradient("L"))) == "", "from dark to light"
    assert mark(saved(Image.linear_gradient("L"))) == ""
    assert pictures.decoded(saved(photo(1).resize((31, 400))), 32) is None, "a spacer"


def test_an_icon_file_is_read_whatever_its_directory_says_of_the_picture_in_it() -> None:
    assert mark(icons.ico("invented")) == mark(icons.png("invented")) != ""
    vast = dotted(20_000)
    entry = struct.pack("<BBBBHHII", 16, 16, 0, 0, 1, 32, len(vast), 22)
    assert pictures.decoded(struct.pack("<HHH", 0, 1, 1) + entry + vast, 16) is None


def dotted(side: int) -> bytes:
    """A true PNG of ``side`` x ``side`` black and white pixels in a few kilobytes."""
    body = zlib.compressobj(9)
    row = b"\0" + b"\xaa" * (side // 8)
    data = b"".join(body.compress(row) for _ in range(side)) + body.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(each)) + kind + each + struct.pack(">I", zlib.crc32(kind + each))
        for kind, each in chunks
    )


FRAME = b",\0\0\0\0@\0@\0\0\x02\x02D\x01\0"
FILM = b"GIF89a@\0@\0\x80\0\0\0\0\0\xff\xff\xff" + FRAME * 10_000 + b";"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(dotted(20_000), id="400 million pixels"),
        pytest.param(dotted(5_600), id="a little too many pixels"),
        pytest.param(FILM, id="ten thousand frames"),
        pytest.param(saved(photo(1), "JPEG", quality=80)[:2_000], id="a torn JPEG"),
        pytest.param(b"<!DOCTYPE html><html>not found</html>", id="a page"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'>" + b"<g>" * 100_000, id="a drawing"),
        pytest.param(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 99 99\n", id="PostScript"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_what_is_no_still_picture_of_some_size_is_not_decoded(body: bytes) -> None:
    assert pictures.decoded(body, 16) is None


def progressive(scans: int, size: int = 64) -> bytes:
    """A grey JPEG whose second pass is told again and again, in 33 bytes each."""
    head = b"\xff\xd8\xff\xdb\0\x43\0" + b"\1" * 64
    head += b"\xff\xc2" + struct.pack(">HBHHB", 11, 8, size, size, 1) + b"\1\x11\0"
    for table, symbol in ((0x00, 0), (0x10, 0xE0)):
        head += b"\xff\xc4" + struct.pack(">HB", 20, table) + b"\1" + bytes(15) + bytes((symbol,))
    first = b"\xff\xda" + struct.pack(">HB", 8, 1) + b"\1\0\0\0\0" + bytes(size * size // 512)
    again = b"\xff\xda" + struct.pack(">HB", 8, 1) + b"\1\0\1\x3f\0" + b"\0\0"
    return head + first + again * scans + b"\xff\xd9"


def bitmap(compression: int, kind: str) -> bytes:
    """64 x 64 pixels, a run of which is one grey; in an icon the height counts twice, for its mask."""
    runs = b"".join(bytes((64, shade * 4, 0, 0)) for shade in range(64))
    pixels = runs if compression else b"".join(bytes((shade * 4,)) * 64 for shade in range(64))
    height = 128 if kind == "ICO" else 64
    greys = b"".join(bytes((each, each, each, 0)) for each in range(256))
    head = struct.pack("<IiiHHIIiiII", 40, 64, height, 1, 8, compression, len(pixels), 0, 0, 256, 0)
    inside = head + greys + pixels + bytes(64 * 8)
    if kind == "BMP":
        return b"BM" + struct.pack("<IHHI", 14 + len(inside), 0, 0, 14 + len(head + greys)) + inside
    return struct.pack("<HHHBBBBHHII", 0, 1, 1, 64, 64, 0, 0, 1, 8, len(inside), 22) + inside


def test_a_jpeg_of_a_thousand_passes_is_not_decoded():
    assert pictures.decoded(progressive(20), 32) is not None
    assert pictures.decoded(progressive(1_000), 32) is None


@pytest.mark.parametrize("kind", ["BMP", "ICO"])
def test_bitmaps_of_runs_are_not_decoded(kind):
    assert pictures.decoded(bitmap(0, kind), 32) is not None, "plain rows are read"
    assert pictures.decoded(bitmap(1, kind), 32) is None


def test_formats_that_browsers_hardly_show_are_not_opened():
    for kind in ("TIFF", "ICNS", "PPM", "TGA", "PCX", "AVIF"):
        assert pictures.decoded(saved(photo(1).convert("RGB"), kind), 16) is None, kind
