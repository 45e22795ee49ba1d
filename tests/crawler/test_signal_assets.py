"""Do sites meet by the files they load, and not by those that everybody loads? All sites are invented."""

from crawler.fingerprint import Page, Subject
from crawler.fingerprint.assets import SIGNAL

SRI = "sha384-" + "A" * 64


def values(html: str, domain: str = "front.example") -> tuple[str, ...]:
    return SIGNAL.extract(Subject(domain, {}, (Page(f"https://www.{domain}/", html),)))


def test_a_file_of_a_name_of_its_own_is_told_by_its_path_wherever_the_page_begins() -> None:
    relative = values(
        "<base href=/img/><img src='crane%20plan.jpg?w=3'><img src=HTTPS://WWW.front.example/img/a.jpg>"
    )
    assert relative == ("host:front.example", "path:/img/crane plan.jpg")


def test_what_everybody_calls_their_files_is_no_value() -> None:
    usual = """/css/style.css /assets/js/jquery-3.7.1.min.js /js/bootstrap.bundle.min.js /images/logo.png
    /wp-includes/js/dist/hooks.min.js /wp-content/uploads/2024/05/slide-2-300x200.jpg /WebResource.axd"""
    assert values("".join(f"<img src='{each}'>" for each in usual.split())) == ("host:front.example",)


def test_a_built_file_is_told_by_the_hash_in_its_name() -> None:
    names = ("main.3f2a1b4c.js", "index-BxYz12aB.js", "2.9ab01cde.chunk.css")
    found = values("".join(f"<script src=/static/{each}></script>" for each in names))
    assert [each for each in found if each.startswith("bundle:")] == [
        "bundle:2.9ab01cde.chunk.css", "bundle:index-BxYz12aB.js", "bundle:main.3f2a1b4c.js"
    ]  # fmt: skip
    assert "bundle" not in str(
        values("<script src=/abcdefab.js></script><script src=/app.20240501.js></script>")
    )


def test_themes_and_plugins_are_told_by_name() -> None:
    found = values(
        "<link rel=stylesheet href=/wp-content/themes/Harbour-Pro/style.css>"
        "<script src=/wp-content/plugins/crane-forms/js/index.js></script>"
        "<script src=/wp-content/plugins/js/index.js></script>"
    )
    assert found == ("host:front.example", "plugin:crane-forms", "theme:harbour-pro")


def test_the_integrity_that_a_page_gives_is_told_and_nonsense_is_not() -> None:
    page = (
        f"<script src=https://unpkg.com/x.js integrity='{SRI} {SRI}'></script><script integrity=no src=b.js>"
    )
    assert values(page) == ("host:front.example", f"integrity:{SRI}")


def test_who_still_loads_a_file_from_the_copied_site_meets_it() -> None:
    victim = values("<img src=/img/our-cranes.jpg>", "victim.example")
    front = values("<img src=https://static.victim.example/img/other.jpg>")
    found = SIGNAL.compare(front, victim)
    assert found is not None
    assert found.shared == ("host:victim.example",)
    assert found.sentence == "both load files from victim.example"


def test_public_networks_join_nobody() -> None:
    page = (
        "<script src=https://ajax.googleapis.com/a.js></script><img src=//www.facebook.com/tr?id=1>"
        "<script src=https://cdn.jsdelivr.net/npm/own-name/x.js></script>"
    )
    assert values(page) == ()
    assert SIGNAL.compare(values(page), values("<img src=/crane.jpg>")) is None


def test_addresses_that_are_none_are_left_out() -> None:
    odd = [
        "http://[", "data:image/png;base64,AA", "javascript:x()", "http://127.0.0.1/crane.js",
        "//a..b/crane.js", "ftp://front.example/crane.js", "/" + "crane" * 200 + ".js", "http://x:99999999/crane.js",
    ]  # fmt: skip
    assert values("".join(f"<script src='{each}'></script>" for each in odd)) == ()


def test_two_pages_of_one_theme_share_its_name_and_another_theme_none() -> None:
    theme = "<link rel=stylesheet href='/wp-content/themes/{}/style.css'>"
    ours, same = values(theme.format("harbour")), values(theme.format("harbour"), "other.example")
    found = SIGNAL.compare(ours, same)
    assert found is not None and found.shared == ("theme:harbour",)
    other = SIGNAL.compare(ours, values(theme.format("orchard"), "third.example"))
    assert other is not None and (other.similarity, other.shared) == (0.0, ())
