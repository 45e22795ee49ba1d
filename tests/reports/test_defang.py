"""Can anything that a stranger wrote still be clicked, or hide, once it is told?"""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.defang import TITLE, defang, inert, tell, visible


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ("foxlantern.example", "foxlantern[.]example"),
        ("see https://a.b.example/x?u=http://c.test.", "see hxxps://a[.]b[.]example/x?u=hxxp://c[.]test."),
        ("1http://x.example", "1hxxp://x[.]example"),
        ("ftp://files.example", "ftp[:]//files[.]example"),
        ("mail hello@fox.example today", "mail hello[@]fox[.]example today"),
        ("192.0.2.10 and 2001:db8::1", "192[.]0[.]2[.]10 and 2001[:]db8[:][:]1"),
        ("пример.рф", "пример[.]рф"),
        ("evil。example", "evil[.]example"),
        ("javascript:alert(1)", "javascript[:]alert(1)"),
        ("data:text/html,x", "data[:]text/html,x"),
    ],
)
def test_what_a_program_would_link_is_broken(raw, told):
    assert defang(raw) == told


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-22T03:04:11Z",
        "brassplate 0.1.0",
        "It ends here. Then it goes on, e.g. in the U.S.",
        "2026-11-22.warc.gz",
        "style.css",
        "sha256:6f2c1f6d",
        "phone:+12025550143",
        "91.5 %",
    ],
)
def test_what_only_looks_like_an_address_stays(text):
    assert defang(text) == text


def test_what_hides_is_shown():
    assert visible("a\x1b[31mb") == "a␛[31mb"
    assert visible("moc\u202eexe") == "moc⟦U+202E⟧exe"
    assert visible("pay\u200bpal\x7f\x00") == "pay⟦U+200B⟧pal␡␀"
    assert visible("\ud800") == "⟦U+D800⟧"
    assert visible("a\r\n\tb\u2028c") == "a b c"
    assert visible("e\u0301") == "e\u0301"
    assert visible("e" + "\u0301" * 5) == "e\u0301\u0301\u0301⟦U+0301⟧⟦U+0301⟧"


def test_a_megabyte_is_cut():
    assert tell("A" * 1_000_000, TITLE) == "A" * 199 + "…"


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("  +44 20", "'  +44 20"),
        ("-5 bits", "'-5 bits"),
        ("@sum", "'@sum"),
        ("＝1", "'＝1"),
        ("\u3000=1", "'\u3000=1"),
        ("a=1", "a=1"),
        ("'=1", "'=1"),
        ("", ""),
    ],
)
def test_what_a_spreadsheet_would_run_has_an_apostrophe_before_it(cell: str, shown: str) -> None:
    assert inert(cell) == shown


@given(st.text(max_size=200))
def test_telling_again_changes_nothing_and_leaves_nothing_to_click(text):
    told = defang(visible(text))
    assert defang(visible(told)) == told
    assert not re.search(r"https?://|javascript\s*:", told, re.IGNORECASE)
    told.encode()


@given(st.from_regex(r"[a-z]{1,9}(\.[a-z]{2,9}){1,3}", fullmatch=True))
def test_no_name_keeps_its_dots(name):
    told = defang(f"({name})")
    assert told in (f"({name.replace('.', '[.]')})", f"({name})")
    assert told != f"({name})" or re.search(
        r"\.(css|js|html?|php|png|jpe?g|gif|svg|ico|json|xml|txt|pdf)$", name
    )


def test_a_row_of_letters_and_dots_is_left_as_it_is_at_once() -> None:
    row = "a." * 50_000  # took minutes while each label was tried as the beginning of a name
    assert defang(row) == row
    assert defang(row + "com") == row.replace(".", "[.]") + "com"
    assert defang("x.com.1.b") == "x[.]com.1.b", "a name ends in letters"
