"""Does favicon give the numbers that other search engines give, and ignore what is no icon?"""

import base64
import hashlib

import mmh3
from PIL import Image

from crawler.fingerprint import Subject
from crawler.fingerprint.favicon import SIGNAL
from tests.crawler.test_pictures import NAVY, RED, WHITE, logo, saved

PIXEL = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
"""The smallest transparent GIF."""
OTHER = PIXEL[:-1] + b"\x00"


def subject(*icons: bytes) -> Subject:
    return Subject("invented.example", {}, (), icons)


def test_an_icon_has_the_number_that_host_search_engines_index_and_its_digest():
    assert SIGNAL.extract(subject(PIXEL)) == (
        "mmh3:-1542678720",
        "sha256:ef1955ae757c8b966c83248350331bd3a30f658ced11f387f8ebf05ab3368629",
    )


def test_the_number_is_of_the_base64_text_with_its_line_breaks():
    icon = bytes(range(256)) * 4
    lines = base64.encodebytes(icon)
    assert lines.count(b"\n") > 1
    assert f"mmh3:{mmh3.hash(lines)}" in SIGNAL.extract(subject(icon))
    assert f"sha256:{hashlib.sha256(icon).hexdigest()}" in SIGNAL.extract(subject(icon))


def test_the_same_icon_is_shared():
    found = SIGNAL.compare(SIGNAL.extract(subject(PIXEL)), SIGNAL.extract(subject(PIXEL)))
    assert found is not None
    assert found.shared == SIGNAL.extract(subject(PIXEL))
    assert found.sentence == "both show the same icon (mmh3 -1542678720)"


def test_one_byte_makes_another_icon():
    found = SIGNAL.compare(SIGNAL.extract(subject(PIXEL)), SIGNAL.extract(subject(OTHER)))
    assert found is not None
    assert (found.similarity, found.shared) == (0.0, ())


def test_an_error_page_in_place_of_an_icon_is_no_icon():
    assert SIGNAL.extract(subject(b"<!DOCTYPE html><html><title>404 Not Found</title></html>")) == ()
    assert SIGNAL.extract(subject(b'{"error": "no such file or directory"}')) == ()
    assert SIGNAL.extract(subject(b"")) == ()


def test_a_drawing_in_svg_is_an_icon():
    assert len(SIGNAL.extract(subject(b'<!-- drawn --><svg xmlns="http://www.w3.org/2000/svg"/>'))) == 2


def test_no_icon_is_no_evidence():
    assert SIGNAL.extract(subject()) == ()
    assert SIGNAL.compare((), SIGNAL.extract(subject(PIXEL))) is None


def test_a_recoloured_icon_of_another_size_meets_by_its_look_alone():
    ours, theirs = (SIGNAL.extract(subject(saved(logo(*how)))) for how in RECOLOURED)
    found = SIGNAL.compare(ours, theirs)
    assert found is not None
    assert {each.partition(":")[0] for each in found.shared} <= {"icon", "icon-part"} and found.shared
    assert found.sentence.startswith("both show icons that look ")
    assert SIGNAL.compare(ours, ours).shared == tuple(e for e in ours if not e.startswith("icon")), (
        "said once"
    )
    assert set(found.shared) <= set(SIGNAL.keys(ours)) & set(SIGNAL.keys(theirs))


def test_another_icon_in_the_same_colours_and_a_blank_one_have_another_look():
    ours = SIGNAL.extract(subject(saved(logo(NAVY, WHITE, 1, (64, 32)))))
    other = SIGNAL.extract(subject(saved(logo(NAVY, WHITE, 2, (64, 32)))))
    assert SIGNAL.compare(ours, other).shared == ()
    blank = SIGNAL.extract(subject(saved(Image.new("RGB", (32, 32), "white"))))
    assert [each.partition(":")[0] for each in blank] == ["mmh3", "sha256"]


RECOLOURED = ((NAVY, WHITE, 1, (64, 32)), (WHITE, RED, 1, (128, 64)))
