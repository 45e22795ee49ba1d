"""Do sites meet by logos and photos, also saved anew, and not by what shows nothing? All are drawn."""

from PIL import Image as Drawing

from crawler.fingerprint import Image, Subject
from crawler.fingerprint.images import SIGNAL
from tests.crawler.test_pictures import FILM, NAVY, RED, WHITE, dotted, logo, photo, saved


def site(*images: tuple[str, bytes]) -> Subject:
    held = tuple(
        Image(role, f"https://a.example/{number}", body) for number, (role, body) in enumerate(images)
    )
    return Subject("a.example", {}, (), (), held)


def kinds(*images: tuple[str, bytes]) -> set[str]:
    return {each.partition(":")[0] for each in SIGNAL.extract(site(*images))}


TEAM = ("photo", saved(photo(1), "JPEG", quality=90))
AGAIN = ("photo", saved(photo(1, (450, 300)), "JPEG", quality=60))
OTHER = ("photo", saved(photo(2), "JPEG", quality=90))
LOGO = ("logo", saved(logo(NAVY, WHITE)))
RECOLOURED = ("logo", saved(logo(WHITE, RED, 1, (180, 90))))
DRAWING = ("logo", b"<svg xmlns='http://www.w3.org/2000/svg'>" + b"<path d='M0 0'/>" * 20 + b"</svg>")


def test_a_picture_has_its_look_the_parts_of_it_and_its_bytes() -> None:
    assert kinds(TEAM) == {"photo", "photo-part", "file"}
    assert kinds(LOGO) == {"logo", "logo-part", "file"}
    assert kinds(DRAWING) == {"svg"}
    assert len(SIGNAL.extract(site(TEAM, LOGO))) <= 2 * 7


def test_a_photo_saved_anew_and_a_recoloured_logo_are_the_same_pictures() -> None:
    ours, theirs = SIGNAL.extract(site(LOGO, TEAM)), SIGNAL.extract(site(RECOLOURED, AGAIN))
    found = SIGNAL.compare(ours, theirs)
    assert found is not None
    assert {each.partition(":")[0].partition("-")[0] for each in found.shared} == {"logo", "photo"}
    assert found.sentence.startswith("both show ") and "logo" in found.sentence and "photo" in found.sentence
    assert set(found.shared) <= set(SIGNAL.keys(ours)) & set(SIGNAL.keys(theirs)), "they are found by these"


def test_the_same_picture_is_said_once() -> None:
    values = SIGNAL.extract(site(LOGO, TEAM, OTHER, DRAWING))
    found = SIGNAL.compare(values, values)
    assert found is not None
    assert [each.partition(":")[0] for each in found.shared] == ["logo", "photo", "photo", "svg"]
    assert found.sentence == "both show the same logo, 2 of the same photos and the same drawing"
    assert SIGNAL.quote(site(LOGO, TEAM), found.shared) == ("https://a.example/0", "https://a.example/1")


def test_other_pictures_are_other_pictures_though_their_colours_are_the_same() -> None:
    ours = SIGNAL.extract(site(LOGO, TEAM))
    theirs = SIGNAL.extract(site(("logo", saved(logo(NAVY, WHITE, 2))), OTHER))
    found = SIGNAL.compare(ours, theirs)
    assert found is not None
    assert (found.similarity, found.shared, found.sentence) == (0.0, (), "the sites show different pictures")


def test_what_shows_nothing_or_cannot_be_decoded_has_no_value() -> None:
    blank = saved(Drawing.new("RGB", (600, 400), "teal"))
    bullet = saved(photo(1).resize((31, 31)))
    page = b"<!DOCTYPE html><html><body>Not found</body></html>"
    for body in (blank, bullet, page, FILM, dotted(20_000), TEAM[1][:2_000], b"<svg/>", b""):
        assert kinds(("photo", body), ("logo", body)) == set()
    assert SIGNAL.compare((), SIGNAL.extract(site(TEAM))) is None


def test_a_site_has_no_more_values_than_are_found_again() -> None:
    many = [("photo", saved(photo(seed, (96, 64)))) for seed in range(20)]
    values = SIGNAL.extract(site(*many))
    assert len(values) <= 8 * 7
    assert len(SIGNAL.keys(values)) <= 64
