"""Do the commands that look at saved pages say what they show, and what two of them share?"""

import json
from pathlib import Path

import pytest

from tests.monitor._asked import asking

# Invented firms.
OFFERS = {
    "Mobile apps": "From the first sketch to the store we walk with you and leave no stone on your path.",
    "Cloud moves": "Your servers leave the cellar on a Friday and wake up in the cloud on the Monday.",
    "Team rental": "Senior engineers who speak your language join your stand-up within two short weeks.",
    "Care plans": "A quiet pager is our pride, so we read the logs before your customers feel anything.",
}
CARDS = "".join(
    f'<section class="card deck-{number}"><div class="inner"><h3>{title}</h3><p class="lead">{text}</p></div>'
    "</section>"
    for number, (title, text) in enumerate(OFFERS.items())
)


def page(name: str, phone: str) -> str:
    return f"""<!doctype html><html><head><title>{name}</title>
    <link rel="stylesheet" href="/css/{name}.css"></head>
    <body class="site"><header class="top"><nav class="bar"><ul><li><a href="/">{name}</a></li>
    <li><a href="/contact">Contact</a></li></ul></nav></header>
    <main class="stack"><h1>{name}</h1>{CARDS}</main>
    <footer class="foot"><p>Call us: <a href="tel:{phone}">{phone}</a></p></footer></body></html>"""


MILL = """<html><head><title>Stonemill</title></head><body><table><tr><td><img src="/wheel.png"></td>
<td><h2>Grain since the flood</h2></td></tr><tr><td>Rye</td><td>4</td></tr></table><article><p>We grind rye
and spelt between stones that our grandfathers cut from the river bed.</p></article>
<address>Call the miller: +1 415 555 0177</address></body></html>"""
PARKED = "<html><head><title>parked.example</title></head><body><p>This domain is for sale</p></body></html>"


def written(folder: Path, **pages: str) -> Path:
    """The folder, with each page under its name."""
    for name, text in pages.items():
        (folder / f"{name}.html").write_text(text)
    return folder


@pytest.fixture
def files(tmp_path):
    front, clone = page("Fennmark", "+1 212 555 0143"), page("Quillsoft", "+1 212 555 0143")
    return written(tmp_path, front=front, clone=clone, mill=MILL, parked=PARKED)


@pytest.fixture
def ask(tmp_path, capsys):
    return asking(tmp_path / "no-home", capsys)


def test_a_page_shows_its_values_and_its_class(ask, files):
    code, out, _ = ask("fingerprint", files / "front.html", "--url", "https://fennmark.example/")
    row = json.loads(out)
    assert code == 0
    assert (row["domain"], row["class"]) == ("fennmark.example", "content")
    assert "phone:+12125550143" in row["values"]["contacts"]
    assert row["values"]["domain_name"]


def test_a_page_without_an_address_has_no_name(ask, files):
    row = json.loads(ask("fingerprint", files / "front.html")[1])
    assert "domain_name" not in row["values"]


def test_a_renamed_copy_shares_more_than_a_stranger(ask, files):
    clone = json.loads(ask("compare", files / "front.html", files / "clone.html", "--json")[1])
    mill = json.loads(ask("compare", files / "front.html", files / "mill.html", "--json")[1])
    assert clone["bits"] > mill["bits"] + 8
    assert mill["band"] == "none"
    assert {each["signal"] for each in clone["evidence"] if each["bits"] > 0} >= {"contacts", "page_text"}


def test_the_waterfall_begins_with_the_prior_and_ends_with_the_score(ask, files):
    code, out, _ = ask("compare", files / "front.html", files / "clone.html")
    lines = out.splitlines()
    assert code == 0
    assert lines[2].split()[:5] == ["before", "any", "evidence", "-10.0", "bits"]
    assert any(line.split()[:1] == ["score"] for line in lines)
    assert "DPRK" not in out


def test_a_parked_page_is_never_compared(ask, files):
    code, out, err = ask("compare", files / "front.html", files / "parked.html")
    assert (code, out) == (2, "")
    assert "page of the kind 'parked'" in err


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("missing.html", "there is no file 'missing.html', and nothing was seen of a domain of that name"),
        ("no dots here", "there is no file 'no dots here', and it is no domain"),
        ("unseen.example", "name a file that exists, or watch the domain and run"),
    ],
)
def test_what_cannot_be_compared_is_one_sentence(name, sentence, ask, files):
    code, out, err = ask("compare", files / "front.html", name)
    assert (code, out) == (2, "")
    assert sentence in err
    assert len(err.splitlines()) == 1


def test_an_empty_archive_is_one_sentence(ask, files):
    (files / "empty.warc.gz").write_bytes(b"")
    code, _, err = ask("compare", files / "front.html", files / "empty.warc.gz")
    assert code == 2
    assert "is a page of the kind 'empty', not the owner's own content" in err


def test_a_page_built_to_exhaust_its_reader_is_refused_in_time(ask, files):
    (files / "deep.html").write_text("<div>" * 100_000)
    code, _, err = ask("compare", files / "front.html", files / "deep.html")
    assert code == 2
    assert "hostile" in err


def test_a_larger_page_than_a_crawl_takes_is_refused(ask, files):
    (files / "large.html").write_text("x" * 2_000_001)
    code, _, err = ask("fingerprint", files / "large.html")
    assert code == 2
    assert "is larger than 2,000,000 bytes" in err


def test_a_page_without_an_address_names_no_domain(ask, files):
    assert json.loads(ask("fingerprint", files / "mill.html")[1])["domain"] == ""
    named = ask("fingerprint", files / "mill.html", "--url", "https://mill.example/")[1]
    assert json.loads(named)["domain"] == "mill.example"


def test_an_address_that_is_none_is_a_misuse(ask, files):
    code, out, err = ask("fingerprint", files / "mill.html", "--url", "nonsense")
    assert (code, out) == (2, "")
    assert "--url takes an address such as https://some-firm.example/, not 'nonsense'" in err
