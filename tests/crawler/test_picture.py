"""Is what is no picture of a screen refused in one way, however it is made? All pictures are invented."""

from pathlib import Path

import pytest

from crawler.browser._picture import picture
from tests.fuzz._seeds import pictures, png
from tests.fuzz._targets import with_right_sums

BROKEN = Path(__file__).parents[1] / "fuzz" / "regressions" / "picture-empty-chunk.bin"


@pytest.mark.parametrize("content", pictures())
def test_pictures_of_every_colour_type_are_read(content: bytes) -> None:
    assert len(picture(content).dhash) == 64


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        png(40, 30)[:60],
        png(9_000, 9_000)[:200],
        png(20, 20, 0, (b"tRNS", b"")),
        with_right_sums(BROKEN.read_bytes()),
    ],
    ids=["nothing", "another kind", "cut", "huge", "no transparency", "an empty chunk"],
)
def test_a_broken_picture_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="picture"):
        picture(content)
