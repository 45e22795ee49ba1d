"""Do the pictures of an archived site become part of its baseline? Pages and pictures are invented."""

from pathlib import Path

from crawler import subjects
from monitor.commands import _given
from monitor.references.archives import Keeping, import_files
from tests.crawler.test_pictures import NAVY, WHITE, logo, photo, saved
from tests.monitor.test_references import FOX, HOME, NOW, home, warc

__all__ = ["home"]  # the fixture
AT = "2022-05-01T09:00:00Z"
LOGO, OFFICE = saved(logo(NAVY, WHITE)), saved(photo(1), "JPEG")


def with_images(folder: Path) -> Path:
    """An archive of a page, its logo and a photo, and of a photo that no page shows."""
    page = HOME.replace("<nav>", "<nav><img src=/logo.png>").replace("</h1>", "</h1><img src=/office.jpg>")
    images = [("logo.png", LOGO), ("office.jpg", OFFICE), ("other.jpg", OFFICE)]
    parts = [
        warc(folder / "page.warc", (f"https://{FOX}/", AT, page)),
        warc(
            folder / "images.warc",
            *((f"https://{FOX}/{name}", AT, body) for name, body in images),
            kind="image/png",
        ),
    ]
    path = folder / "fox.warc"
    path.write_bytes(b"".join(each.read_bytes() for each in parts))
    return path


def test_an_archived_logo_and_photos_are_the_baselines_too(home, tmp_path):
    store, observations, archive = home
    import_files([with_images(tmp_path)], FOX, Keeping(store, observations, archive, NOW))
    subject = subjects.load(observations, archive, FOX)
    assert [(each.role, each.url, each.body) for each in subject.images] == [
        ("logo", f"https://{FOX}/logo.png", LOGO),
        ("photo", f"https://{FOX}/office.jpg", OFFICE),
    ]


def test_a_file_that_is_compared_shows_its_pictures(tmp_path):
    values = _given.archive(with_images(tmp_path)).fingerprint.values["images"]
    assert {each.partition(":")[0] for each in values} == {"logo", "logo-part", "photo", "photo-part", "file"}
