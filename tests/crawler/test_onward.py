"""What of a page's markup sends its visitor on, and what only looks as if it did?"""

import pytest

from crawler.fingerprint import Page
from crawler.spiders import _choice, _onward


def at(html: str) -> Page:
    return Page("https://a.example/x/", html)


@pytest.mark.parametrize(
    ("content", "url"),
    [
        ("0;url=b", "https://a.example/x/b"),
        ("5; URL = 'https://b.example/'", "https://b.example/"),
        ("0.5;/c", "https://a.example/c"),
        ("0,/c", "https://a.example/c"),
        ("0 url=/c", "https://a.example/c"),
        ("3; url=&quot;/c&quot; x", "https://a.example/c"),
        ("31;url=/c", ""),
        ("0", ""),
        ("", ""),
        ("0;url=", ""),
        ("0;url=javascript:alert(1)", ""),
        ("0;url=data:text/html,x", ""),
        ("0;url=https://user@b.example/", ""),
        ("0;url=//b.example/", "https://b.example/"),
        ("-1;url=/c", ""),
    ],
)
def test_what_a_refresh_says(content: str, url: str) -> None:
    assert _onward.refresh(at(f'<meta http-equiv="Refresh" content="{content}">')) == url


def test_a_refresh_for_those_without_scripts_is_not_ours() -> None:
    assert _onward.refresh(at('<noscript><meta http-equiv=refresh content="0;/no-script"></noscript>')) == ""


@pytest.mark.parametrize(
    ("html", "url"),
    [
        ("<script>location='/b'</script>", "https://a.example/b"),
        ('<script>window.location.assign("https:\\/\\/b.example\\/")</script>', "https://b.example/"),
        ("<script>top.location.href = '/b'</script>", "https://a.example/b"),
        ("<script>if (location.href == '/b') f()</script>", ""),
        ("<script>mylocation = '/b'</script>", ""),
        ("<script>location = there</script>", ""),
        ("<script>location = 'javascript:f()'</script>", ""),
        ("<script>location = '/b'</script><p>" + "We say much ourselves. " * 9, ""),
    ],
)
def test_what_a_script_says(html: str, url: str) -> None:
    assert _onward.script(at(html)) == url


@pytest.mark.parametrize(
    "html",
    [
        '<iframe src="/b" width="0" height="0"></iframe>',
        '<iframe src="/b" style="DISPLAY: none"></iframe>',
        "<p>x</p><noscript><iframe src=/b></iframe></noscript>",
        "<iframe src=/b></iframe><iframe src=/c></iframe>",
        "<iframe src=/b></iframe><p>" + "We say much ourselves. " * 9,
        "<iframe src=javascript:x></iframe>",
        "<iframe src=about:blank></iframe>",
    ],
)
def test_a_frame_that_is_not_the_page_is_left_alone(html: str) -> None:
    assert _onward.frames(at(html)) == []


@pytest.mark.parametrize(
    ("base", "url"),
    [
        ("/y/", "https://a.example/y/contact"),
        ("https://a.example/z/", "https://a.example/z/contact"),
        ("javascript:alert(1)//", "https://a.example/x/contact"),
        ("data:text/html,x", "https://a.example/x/contact"),
        ("file:///etc/", "https://a.example/x/contact"),
        ("https://[bad", "https://a.example/x/contact"),
        ("https://user:x@a.example/", "https://a.example/x/contact"),
    ],
)
def test_only_a_web_address_is_a_base(base: str, url: str) -> None:
    page = at(f'<base href="{base}"><link rel=icon href=i.png><a href=contact>Contact</a>')
    assert [each.url for each in _choice.pages(page, 5)] == [url]
    assert _choice.icon(page) == url.replace("contact", "i.png")


def test_a_base_on_another_domain_takes_the_links_there() -> None:
    assert _choice.pages(at("<base href=https://b.example/><a href=contact>Contact</a>"), 5) == []
