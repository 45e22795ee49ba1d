"""Is the page safe to open, readable by everyone, and honest about the day?"""

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from reports.digest import FamilyBar, PictureLine
from reports.formats import named
from reports.formats._drawing import waterfall
from reports.formats._wording import pieces
from tests.reports._example import BASELINE, EMPTY, LIKELY, QUIET, RICH, SEIZED, STRONG

STYLE = (Path(__file__).parents[2] / "reports/templates/report.css").read_text()
TEXT = [
    (ink, ground)
    for ink in ("--ink", "--soft", "--link")
    for ground in ("--paper", "--card", "--wash")
] + [("--card", band) for band in ("--strong", "--likely", "--look")] + [("--strong", "--paper")]  # fmt: skip
DRAWN = [(fill, "--card") for fill in ("--prior", "--for", "--against", "--total", "--focus")] + [
    (line, "--wash") for line in ("--total", "--for", "--soft")
]


def page(report):
    return LexborHTMLParser(named("html").render(report))


def words(report):
    return " ".join(page(report).body.text(separator=" ").split())


@pytest.mark.parametrize("report", [RICH, QUIET, BASELINE, EMPTY])
def test_the_page_runs_nothing_and_asks_for_nothing(report):
    tree = page(report)
    assert tree.css("script, iframe, object, embed, form, img, base") == []
    assert [node.attributes["href"] for node in tree.css("link")] == ["data:,"]
    assert all(node.attributes["href"].startswith("#") for node in tree.css("a"))
    policy = tree.css_first("meta[http-equiv]").attributes["content"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")
    assert "url(" not in STYLE and "@import" not in STYLE
    assert not [name for node in tree.css("*") for name in node.attributes if name.startswith("on")]


@pytest.mark.parametrize("report", [RICH, QUIET, BASELINE, EMPTY])
def test_keyboard_and_screen_reader_find_their_way(report):
    tree = page(report)
    ids = [node.attributes["id"] for node in tree.css("[id]")]
    assert len(ids) == len(set(ids))
    targets = {node.attributes["href"][1:] for node in tree.css("a")}
    targets |= {node.attributes["aria-labelledby"] for node in tree.css("[aria-labelledby]")}
    assert targets <= set(ids)
    levels = [int(node.tag[1]) for node in tree.css("h1, h2, h3, h4")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert tree.body.css_first("a").attributes["class"] == "skip"
    assert all(node.attributes.get("aria-label") for node in tree.css("svg[role=img]"))


def palette(scheme):
    light, dark = STYLE.split("@media screen and (prefers-color-scheme: dark)")
    found = dict(re.findall(r"(--[a-z]+): (#[0-9a-f]{6})", light))
    if scheme == "dark":
        found |= dict(re.findall(r"(--[a-z]+): (#[0-9a-f]{6})", dark))
    return found


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_and_bars_stand_out_as_wcag_aa_asks(scheme):
    colours = palette(scheme)
    for pairs, least in ((TEXT, 4.5), (DRAWN, 3.0)):
        for one, other in pairs:
            low, high = sorted((luminance(colours[one]), luminance(colours[other])))
            assert (high + 0.05) / (low + 0.05) >= least, f"{one} on {other}, {scheme}"


def test_the_first_screen_says_what_happened_what_was_seen_and_why():
    text = words(RICH)
    order = [
        "TLP:AMBER",
        "3 alerts today: 1 new, 1 went live, 1 changed (1 strong, 1 likely, 1 worth a look).",
        "1 site joined 1 cluster.",
        "asked 41 · reached 33 · absent 0 · refused 3 · failed 5",
        "3 feeds, the oldest newly-registered (38 hours), 1 with a fault",
        "foxlantern-studio[.]example joined the cluster lantern through these 2 facts:",
        "List the phone +1 202-555-0143; none of 412 other sites have it.",
        "Band: likely → strong. Phone: now +1 202-555-0143.",
        "Both list the phone +1 202-555-0143",
        "identity +8.0, template +5.2, content +2.6, name +1.3, against −2.0",
        "Attribution is not claimed",
        "Strong from +3.3 bits (90.8%), likely from 0.0 bits (50.0%), worth a look from −3.0 bits (11.1%).",
    ]
    places = [text.index(part) for part in order]
    assert places == sorted(places)


def test_values_of_one_signal_show_what_counts_of_them_and_add_up():
    text = words(replace(RICH, alerts=(STRONG,)))
    assert "list the phone +1 202-555-0143 none of 412 other sites have it +6.2" in text
    assert "list the mailbox hello[@]foxlantern[.]example 1 of 412 other sites has it +3.1 of +6.2" in text
    assert "contacts, identity +8.0 of +9.3" in text
    assert "The strongest value of a signal counts whole, the next a half" in text


def test_a_value_that_weighs_nothing_is_not_listed():
    idle = replace(STRONG.evidence[0].facts[1], shown="use the registrar Common", bits=0.0, counted=0.0)
    line = replace(STRONG.evidence[0], facts=(STRONG.evidence[0].facts[0], idle))
    assert "Common" not in words(replace(RICH, alerts=(replace(STRONG, evidence=(line,)),), known=()))


def test_the_evidence_of_a_seized_site_is_told_with_its_day():
    text = words(replace(RICH, alerts=(SEIZED, LIKELY)))
    assert text.count("The evidence is of 2026-11-21, before the site was seized.") == 2
    assert (
        "State: live, now seized. The home page is a seizure notice. Resembles foxlantern[.]example" in text
    )
    assert "title now" in text and "title now" not in words(RICH)
    assert "The evidence is of" not in words(RICH)


def test_a_site_gone_dark_is_told_with_the_day_of_its_evidence():
    text = words(replace(RICH, alerts=(replace(SEIZED, status="dark", state="dark"),)))
    assert "The evidence is of 2026-11-21, before the site went dark." in text


def test_a_copy_is_told_with_the_dates_that_say_which_is_older():
    first = "northwind-systems[.]example was there first: the pages of the other still name 'northwind'; "
    assert f"{first}it was registered 2011-05-03, the other 2026-02-20." in words(RICH)
    assert "also copies birchbyte[.]test" in words(RICH)


def test_a_source_is_given_in_full_once():
    text = words(RICH)
    assert text.count("an invented notice") == 1
    assert "As Fox Lantern Ltd." in text


def test_a_quiet_day_is_one_calm_line():
    assert "A quiet day: nothing new among the 41 watched domains." in words(QUIET)


def test_a_day_with_blind_spots_is_not_called_quiet_everywhere():
    blind = replace(QUIET, unreachable=RICH.unreachable)
    assert "nothing new among the 41 watched domains that could be looked at; 5 could not." in words(blind)


def test_a_first_run_says_so_and_lists_what_is_known():
    text = words(BASELINE)
    assert "First run: a silent baseline." in text
    assert "Of 41 watched domains, 5 already so: see “Already known”." in text
    assert "none resembles a reference enough for an alert" in words(replace(BASELINE, known=()))
    assert len(page(BASELINE).css("details.alert")) == 6


def test_the_waterfall_ends_at_the_score_and_shows_the_cap():
    steps = waterfall(STRONG)
    assert [(step.name, round(step.end, 1)) for step in steps] == [
        ("prior", -10.0),
        ("identity", -2.0),
        ("template", 3.2),
        ("content", 5.8),
        ("name", 7.1),
        ("counter-evidence", 5.1),
        ("total", 5.1),
    ]
    assert steps[1].note == "+9.3, capped at +8.0"
    assert all(-1 < step.x < step.x + step.width < 1005 for step in steps)


def test_a_waterfall_of_nothing_is_drawn():
    steps = waterfall(replace(STRONG, prior=0.0, score=0.0, families=(FamilyBar("name", 0, 0, 0),)))
    assert [step.end for step in steps] == [0.0, 0.0, 0.0]


def test_pictures_stand_side_by_side_and_only_a_small_jpeg_is_one() -> None:
    jpeg = "/9j/" + "QUJD" * 10
    good = PictureLine("a.example", "https://a.example/", "2026-03-02T06:00:00Z", jpeg, "sha256:00")
    others = ("", "iVBORw0KGgo=", '/9j/" onerror="x', "/9j/" + "A" * 200_000)
    bad = [replace(good, jpeg=each) for each in others]
    shown = named("html").render(replace(RICH, alerts=(replace(STRONG, pictures=(good, *bad)),)))
    assert shown.count("<img ") == 1
    assert f'src="data:image/jpeg;base64,{jpeg}"' in shown
    assert "onerror" not in shown


def test_a_shared_passage_stands_beside_its_original_with_what_differs_marked() -> None:
    page = named("html").render(RICH)
    assert (
        "<bdi>At <mark>Cedar Byte</mark> we answer every ticket within one working day.</bdi>"
        in page.replace("&#32;", " ")
    )
    assert "<mark>Northwind Systems</mark>" in page


def test_what_is_the_same_is_cut_at_words_and_no_space_is_lost() -> None:
    assert pieces("a bc d", [(0, 1), (5, 6)]) == [("a", True, False), ("bc", False, True), ("d", True, True)]
    assert pieces("only one side", []) == [("only one side", True, False)]
    assert pieces("你好吗", [(0, 1), (2, 3)]) == [
        ("你", True, False),
        ("好", False, False),
        ("吗", True, False),
    ]
