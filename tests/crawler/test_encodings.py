"""Is a page's text read as its visitors would read it, whatever its labels say?"""

import time

import pytest

from crawler.archive import html_of, text_of

ENGLISH = "<title>About us</title><p>We build bridges."
CHINESE = (
    "<title>关于我们</title><p>本公司成立于二零一五年，主要从事软件开发和信息技术服务，"
    "拥有一支经验丰富的团队，为国内外的客户提供优质的产品。"
)
TAIWANESE = (
    "<title>關於我們</title><p>本公司成立於二零一五年，主要從事軟體開發和資訊技術服務，"
    "擁有一支經驗豐富的團隊，為國內外的客戶提供優質的產品。"
)
KOREAN = (
    "<title>회사소개</title><p>우리 회사는 소프트웨어 개발과 정보 기술 서비스를 제공하는 회사입니다. "
    "경험이 많은 직원들이 고객과 함께 일하고 있습니다."
)
RUSSIAN = (
    "<title>О компании</title><p>Наша компания разрабатывает программное обеспечение для клиентов по всему "
    "миру. Свяжитесь с нами по телефону или почте."
)
JAPANESE = (
    "<title>会社概要</title><p>当社はソフトウェアの開発と情報技術サービスを提供しています。"
    "経験豊富なチームがお客様と一緒に働いています。"
)
GERMAN = "<title>Über uns</title><p>Für größere Übungen müssen schöne Füße über die Brücke, während es grünt."
FRENCH = (
    "<p>Société créée à Genève; nos équipes dévouées développent des systèmes évolués, à côté du théâtre."
)
GREEK = "<p>Η εταιρεία μας αναπτύσσει λογισμικό για πελάτες σε όλο τον κόσμο και παρέχει υπηρεσίες."
WRITTEN = [
    (CHINESE, "gb18030"), (CHINESE, "gbk"), (CHINESE, "gb2312"), (CHINESE, "utf-8"),
    (TAIWANESE, "big5"), (TAIWANESE, "utf-8"),
    (KOREAN, "euc-kr"), (KOREAN, "utf-8"),
    (RUSSIAN, "windows-1251"), (RUSSIAN, "koi8-r"), (RUSSIAN, "utf-8"),
    (JAPANESE, "shift_jis"), (JAPANESE, "euc-jp"), (JAPANESE, "utf-8"),
    (GERMAN, "windows-1252"), (GERMAN, "utf-8"), (FRENCH, "windows-1252"),
]  # fmt: skip


@pytest.mark.parametrize("label", ["", "; charset=utf-8", "; charset=iso-8859-1", "; charset=no-such-thing"])
@pytest.mark.parametrize(("text", "written"), WRITTEN)
def test_a_missing_or_wrong_label_does_not_hide_what_is_written(text: str, written: str, label: str) -> None:
    assert text_of(text.encode(written), f"text/html{label}") == text


@pytest.mark.parametrize(("text", "written"), WRITTEN)
def test_the_header_and_the_markup_are_believed(text: str, written: str) -> None:
    assert text_of(text.encode(written), f"text/html; charset={written}") == text
    for form in ('<meta charset="{}">', "<META http-equiv=Content-Type content='text/html; charset={}'>"):
        page = form.format(written) + text
        assert text_of(page.encode(written), "text/html") == page
    page = f'<?xml version="1.0" encoding="{written}"?>{text}'
    assert text_of(page.encode(written), "application/xhtml+xml") == page


@pytest.mark.parametrize(
    ("label", "text", "written"),
    [
        ("x-gbk", "联系", "gbk"),
        ("gb_2312", "联系", "gbk"),
        ("ks_c_5601-1987", "연락", "cp949"),
        ("windows-949", "연락", "cp949"),
        ("x-sjis", "連絡", "cp932"),
        ("x-cp1251", "связь", "cp1251"),
        ("koi", "связь", "koi8-r"),
        ("x-mac-cyrillic", "связь", "mac-cyrillic"),
        ("latin1", "Curaçao “quoted”", "cp1252"),
        ("visual", "שלום", "iso8859-8"),
    ],
)
def test_labels_mean_what_they_mean_to_browsers(label: str, text: str, written: str) -> None:
    assert text_of(text.encode(written), f"text/html; charset={label}") == text


@pytest.mark.parametrize("text", [CHINESE, KOREAN, RUSSIAN, ENGLISH])
@pytest.mark.parametrize("written", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_read_with_and_without_its_mark(text: str, written: str) -> None:
    mark = "\ufeff".encode(written)
    assert text_of(mark + text.encode(written), "text/html; charset=utf-8") == text
    assert text_of(text.encode(written), f"text/html; charset={written}") == text
    assert html_of(text.encode(written), "") == text


def test_a_mark_outdoes_the_header() -> None:
    assert text_of(b"\xef\xbb\xbf" + "связь".encode(), "text/html; charset=windows-1251") == "связь"


def test_markup_that_can_be_read_is_not_in_utf_16() -> None:
    page = "<meta charset=utf-16>" + RUSSIAN
    assert text_of(page.encode()) == page


def test_a_page_that_is_cut_or_broken_in_a_few_places_stays_utf_8() -> None:
    whole = RUSSIAN.encode()
    assert text_of(whole[:-1], "text/html; charset=utf-8")[:-1] == RUSSIAN[:-2]
    broken = (CHINESE * 3).encode() + b"\xff<p>" + KOREAN.encode()
    assert text_of(broken, "text/html; charset=utf-8") == f"{CHINESE * 3}\ufffd<p>{KOREAN}"


def test_one_byte_a_letter_is_not_taken_for_chinese() -> None:
    assert text_of(GREEK.encode("iso8859-7"), "text/html; charset=iso-8859-7") == GREEK
    assert "司" not in text_of(GREEK.encode("iso8859-7"), "text/html")


def test_a_wrong_label_in_the_markup_is_outdone_by_the_header() -> None:
    page = "<meta charset=big5>" + CHINESE
    assert text_of(page.encode("gbk"), "text/html; charset=gb2312") == page


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"<script " * 250_000 + b"\xc4\xe3" * 30, id="scripts without an end"),
        pytest.param(b"<meta " * 330_000 + b"\xff", id="meta"),
        pytest.param(b"\xe9<" * 1_000_000, id="tags without an end"),
        pytest.param(b"\x81" * 2_000_000, id="lead bytes"),
        pytest.param(b"\xd0\xd1" * 1_000_000, id="words without an end"),
        pytest.param(b"charset=" * 250_000, id="charset"),
    ],
)
@pytest.mark.parametrize("label", ["", "; charset=utf-8", "; charset=iso-8859-1", "; charset=utf-16"])
def test_no_bytes_take_their_reader_long(body: bytes, label: str) -> None:
    begun = time.process_time()
    html_of(body, f"text/html{label}")
    assert time.process_time() - begun < 1


@pytest.mark.parametrize(
    "charset", ["utf-7", "idna", "unicode_escape", "rot13", "zlib", "punycode", "hz", "a" * 9_999]
)
def test_what_is_no_character_set_to_browsers_is_none_here(charset: str) -> None:
    assert text_of(RUSSIAN.encode(), f"text/html; charset={charset}") == RUSSIAN
