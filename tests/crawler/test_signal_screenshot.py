"""Do screens that look alike resemble each other, and blank ones nothing?"""

from datetime import UTC, datetime

from PIL import Image, ImageDraw

from crawler.browser._picture import dhash, picture
from crawler.fingerprint import Subject
from crawler.fingerprint.screenshot import SIGNAL
from crawler.records import Observation, Outcome, Reason

NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)


def screen(*blocks: tuple[int, int, int, int, int]) -> Image.Image:
    """A page of grey blocks (left, top, right, bottom, grey)."""
    image = Image.new("RGB", (1280, 800), "white")
    draw = ImageDraw.Draw(image)
    for left, top, right, bottom, grey in blocks:
        draw.rectangle((left, top, right, bottom), fill=(grey, grey, grey))
    return image


HERO = ((0, 0, 1280, 90, 40), (80, 160, 700, 330, 90), (80, 380, 420, 620, 170), (460, 380, 800, 620, 150))
CLONE = (*HERO, (900, 200, 1100, 240, 200))  # another logo
OTHER = ((0, 700, 1280, 800, 60), (300, 90, 980, 140, 120), (300, 200, 980, 640, 190), (20, 20, 140, 60, 80))


def values(image: Image.Image, outcome: Outcome = Outcome.OBSERVED) -> tuple[str, ...]:
    seen = Observation("a.example", "screenshot", NOW, outcome, Reason.NONE, {"dhash": dhash(image)})
    return SIGNAL.extract(Subject("a.example", {"screenshot": seen}, (), ()))


def similarity(one: Image.Image, other: Image.Image) -> float:
    found = SIGNAL.compare(values(one), values(other))
    assert found is not None
    return found.similarity


def test_a_clone_with_another_logo_looks_alike_and_another_layout_does_not() -> None:
    assert similarity(screen(*HERO), screen(*CLONE)) > 0.8
    assert similarity(screen(*HERO), screen(*OTHER)) < 0.4


def test_scaling_and_compression_change_little() -> None:
    small = screen(*HERO).resize((640, 400)).resize((1280, 800))
    assert similarity(screen(*HERO), small) > 0.9


def test_a_blank_screen_and_a_failed_look_have_no_value() -> None:
    assert values(screen()) == ()
    assert values(screen((0, 0, 1280, 10, 90))) == ()
    assert values(screen(*HERO), Outcome.FAILED) == ()


def test_screens_that_look_alike_are_found_by_a_shared_band_and_others_are_not() -> None:
    hero, clone, other = (set(SIGNAL.keys(values(screen(*each)))) for each in (HERO, CLONE, OTHER))
    assert len(hero & clone) >= 4
    assert hero & other == set()


def test_a_picture_that_is_none_is_refused_in_a_sentence() -> None:
    for bad in (b"", b"\x89PNG\r\n\x1a\n", b"GIF89a" + b"\0" * 50):
        try:
            picture(bad)
        except ValueError as error:
            assert str(error).startswith("the picture cannot be read")
        else:
            raise AssertionError(bad)
