"""Is a saved page read under its own address, without what the tool that saved it wrote into it?"""

import base64
import hashlib
from pathlib import Path

from tests.crawler import _archived
from tests.crawler._archived import HOME, SITE
from tests.crawler.test_archive_formats import ALL, AT, read


def test_a_page_without_a_mark_needs_its_address(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(HOME)
    found, said = read(path)
    assert (found, "the page does not say which address it had; give it with --address" in said) == ([], True)
    (answer,), _ = read(path, address=f"https://{SITE}/", taken=AT)
    assert (answer.url, answer.date, answer.tool) == (f"https://{SITE}/", AT, "a saved page")


def test_the_mark_of_another_site_is_the_pages_own(tmp_path: Path) -> None:
    """Who made a front from a saved page has left the mark in it: that is evidence, and stays."""
    theirs = "<!-- Mirrored from www.honest-firm.example/ by HTTrack Website Copier/3.x [XR], x -->"
    page = HOME.replace("<head>", f"{theirs}<head>")
    place = tmp_path / SITE / "index.html"
    place.parent.mkdir()
    place.write_text(page)
    (answer,), _ = read(tmp_path / SITE)
    assert (answer.url, theirs in answer.body.decode()) == (f"https://{SITE}/", True)
    single = _archived.single_file(tmp_path)
    single.write_text(
        single.read_text().replace("<head>", f"{theirs}<head>").replace("</head>", f"{theirs}</head>")
    )
    (answer, *_), _ = read(single)
    assert (answer.url, answer.body.decode().count(theirs)) == (f"https://{SITE}/", 2)


def test_pages_of_the_wayback_machine_are_what_they_are_copies_of(tmp_path: Path) -> None:
    replay = HOME.replace(
        "<head>",
        '<head><script type="text/javascript" src="https://web-static.archive.org/_static/js/bundle-playback.js"></script>'
        '<script>__wm.init("https://web.archive.org/web");\n'
        f'__wm.wombat("https://{SITE}/","20220501090000","https://web.archive.org/","web");</script>\n'
        "<!-- End Wayback Rewrite JS Include -->\n",
    ).replace("<body class", "<body\nclass")
    bar = "<!-- BEGIN WAYBACK TOOLBAR INSERT --><div>bar</div><!-- END WAYBACK TOOLBAR INSERT -->\n"
    replay = replay.replace('<nav class="top-bar">', f'{bar}<nav class="top-bar">')
    replay = replay.replace('src="/', f'src="/web/20220501090000im_/https://{SITE}/')
    replay += (
        "<!--\n     FILE ARCHIVED ON 09:00:00 May 01, 2022 AND RETRIEVED FROM THE\n     INTERNET ARCHIVE -->"
    )
    expected = HOME.replace("<body class", "<body\nclass").replace('src="/', f'src="https://{SITE}/')
    (tmp_path / "saved.html").write_text(replay)
    (answer,), _ = read(tmp_path / "saved.html")
    assert (answer.url, answer.date, answer.tool) == (f"https://{SITE}/", AT, "Wayback Machine")
    assert answer.body.decode() == expected
    found, _ = read(
        _archived.warc(tmp_path / "a.warc", host=f"https://web.archive.org/web/20220501090000/https://{SITE}")
    )
    assert {(each.url, each.date) for each in found} == {(url, AT) for url in ALL}
    assert found[0].tool == "Wayback Machine by Wget/1.21.3 (linux-gnu)"


def test_a_folder_of_captures_is_dated_by_its_names_and_by_its_index(tmp_path: Path) -> None:
    for stamp, folder in (("20210501090000", tmp_path / "20210501090000" / SITE), ("", tmp_path / "odd")):
        folder.mkdir(parents=True)
        (folder / "index.html").write_text(HOME + stamp)
    digest = base64.b32encode(hashlib.sha1(HOME.encode()).digest()).decode()
    row = f"com,cloudbluefox)/ 20200501090000 https://{SITE}/ text/html 200 {digest} 946\nnonsense\n"
    (tmp_path / "fox.cdx").write_text(row)
    found, said = read(tmp_path)
    assert [(each.url, each.date.year) for each in found if each.date] == [
        (f"https://{SITE}/", 2021), (f"https://{SITE}/", 2020)
    ]  # fmt: skip
    assert said == ""


def test_links_out_of_a_folder_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.html"
    secret.write_text(HOME)
    mirror = tmp_path / "mirror" / SITE
    mirror.mkdir(parents=True)
    (mirror / "index.html").symlink_to(secret)
    (mirror / "more").symlink_to(tmp_path)
    assert read(tmp_path / "mirror") == ([], "")


def test_a_mhtml_file_that_is_cut_short_gives_its_whole_parts(tmp_path: Path) -> None:
    path = _archived.mhtml(tmp_path)
    path.write_bytes(path.read_bytes()[:-100])
    found, said = read(path)
    assert [each.url for each in found] == [ALL[0], ALL[2]]
    assert "stopped after 2 parts: the file is cut short" in said
    assert "crane-plan" in found[0].body.decode()


def test_a_page_with_huge_pictures_in_it_is_read_without_them(tmp_path: Path) -> None:
    page = _archived.single_file(tmp_path).read_bytes()
    huge = b"<img src=data:image/png;base64," + b"A" * 3_000_000 + b"></body>"
    (tmp_path / "fox.html").write_bytes(page.replace(b"</body>", huge))
    found, said = read(tmp_path / "fox.html")
    assert (len(found), said) == (4, "")
    assert found[0].body.endswith(b"<img src=data:,></body>\n</html>")
