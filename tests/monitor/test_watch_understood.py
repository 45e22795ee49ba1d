"""Is what an analyst has at hand understood, said back, and left out with a reason where it names no firm?"""

import io
import json

import pytest

from crawler.names import InvalidName
from monitor.commands._understood import LeftOut, Meant, understood
from tests.contracts._hostile import HOSTILE
from tests.monitor._asked import asking

MESSAGE = """From: desk@partner.example
Subject: two more of them

Hi, we met hxxps://blue-fox[.]example/team again, it copies kitrum.com.
The same people now also use fox-cloud[.]example for their invoices.
Photos are on photos.example, and the applicant wrote from gmail.com.
"""


@pytest.fixture
def ask(tmp_path, capsys, monkeypatch):
    """Runs one command in a fresh home, with ``stdin``: its exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)
    asked = asking(tmp_path / "home", capsys)

    def run(*words, stdin=""):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        return asked(*words)

    run("init")
    return run


def meant(*texts, stdin=b""):
    return list(understood(texts, io.BytesIO(stdin)))


@pytest.mark.parametrize(
    ("given", "domain", "how"),
    [
        ("some-firm.example", "some-firm.example", ""),
        ("Some-Firm.Example.", "some-firm.example", ""),
        ("www.some-firm.example", "some-firm.example", "a name"),
        ("mail.some-firm.example", "mail.some-firm.example", ""),
        ("bücher.example", "xn--bcher-kva.example", "a name"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example", ""),
        ("some-firm[.]example", "some-firm.example", "a name"),
        ("some-firm(dot)co(dot)uk", "some-firm.co.uk", "a name"),
        ("https://app.some-firm.co.uk/team?x=1#y", "some-firm.co.uk", "the host of a URL"),
        ("hxxps[:]//www[.]some-firm[.]example/", "some-firm.example", "the host of a URL"),
        ("<http://some-firm.example:8080/>,", "some-firm.example", "the host of a URL"),
        ("https://user:pw@some-firm.example/", "some-firm.example", "the host of a URL"),
        ("https://odd-firm.blogspot.com/2026/", "odd-firm.blogspot.com", "the host of a URL"),
        ("some-firm.example/team", "some-firm.example", "the host of an address"),
        ("some-firm.example:8443", "some-firm.example", "the host of an address"),
        ("jobs@mail.some-firm.example", "some-firm.example", "the domain of a mailbox"),
        ("mailto:jobs@some-firm.example?subject=x", "some-firm.example", "the domain of a mailbox"),
        ("jobs[at]some-firm[.]example", "some-firm.example", "the domain of a mailbox"),
    ],
)
def test_one_word_is_understood(given, domain, how):
    assert meant(given) == [Meant(domain, given, how)]


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("fox@gmail.com", "anybody can have a mailbox at gmail.com, so it says nothing of a firm"),
        ("fox[@]proton[.]me", "anybody can have a mailbox at proton.me, so it says nothing of a firm"),
        (
            "https://github.com/blue-fox",
            "anybody can have a page at github.com, so it says nothing of a firm",
        ),
    ],
)
def test_what_anybody_can_have_is_left_out_with_the_reason(given, why):
    assert meant(given) == [LeftOut(given, why)]


@pytest.mark.parametrize("given", ["http://", "http://[", "https://10.0.0.1/", "fox@", "co.uk", "h\x00x", ""])
def test_a_word_that_is_none_of_these_is_refused(given):
    with pytest.raises(InvalidName):
        meant(given)


def test_of_a_message_the_suspects_are_watched_with_their_sentences_and_the_rest_is_told(ask):
    code, out, err = ask("watch", "add", "-", "--tag", "mail", stdin=MESSAGE)
    assert (code, out) == (0, "")
    assert err.splitlines() == [
        "blue-fox.example: defanged, line 4 (blue-fox[.]example)",
        "fox-cloud.example: defanged, line 5 (fox-cloud[.]example)",
        "left out partner[.]example: the text does not mark it as a suspect; name it by itself to watch it",
        "left out kitrum[.]com: the text does not mark it as a suspect; name it by itself to watch it",
        "left out photos[.]example: the text does not mark it as a suspect; name it by itself to watch it",
        "left out gmail[.]com: everybody's mail or pages",
        "2 new, 0 watched before, 4 left out",
    ]
    rows = [json.loads(each) for each in ask("watch", "list", "--json")[1].splitlines()]
    assert [(row["domain"], row["tags"]) for row in rows] == [
        ("blue-fox.example", ["mail"]),
        ("fox-cloud.example", ["mail"]),
    ]
    assert rows[1]["why"].startswith("The same people now also use fox-cloud")


def test_a_given_reason_is_kept_and_so_is_the_one_of_before(ask):
    ask("watch", "add", "blue-fox.example", "--why", "wrote to us")
    ask("watch", "add", "-", stdin=MESSAGE)
    ask("watch", "add", "--why", "of a colleague", "we saw odd[.]example there")
    listed = dict(line.split(",", 2)[::2] for line in ask("watch", "list")[1].splitlines())
    assert listed["blue-fox.example"] == "wrote to us"
    assert listed["odd.example"] == "of a colleague"


def test_a_file_with_a_name_a_line_is_a_list_and_its_bad_lines_are_left_out(ask, tmp_path):
    lines = "# of a colleague\n\nhxxp://one[.]example/\njobs@two.example\n10.0.0.1\nthree.example\n"
    (tmp_path / "found.txt").write_text("\ufeff" + lines, encoding="utf-8")
    code, _, err = ask("watch", "add", "found.txt")
    assert code == 0
    assert err.splitlines() == [
        "one.example: the host of a URL (hxxp://one[.]example/)",
        "two.example: the domain of a mailbox (jobs[@]two[.]example)",
        "left out 10[.]0[.]0[.]1: '10.0.0.1' is an IP address; brassplate watches domains",
        "3 new, 0 watched before, 1 left out",
    ]


def test_a_name_is_a_name_even_where_a_file_has_it(ask, tmp_path):
    (tmp_path / "some-firm.example").write_text("other.example\n")
    assert ask("watch", "add", "some-firm.example")[0] == 0
    assert ask("watch", "add", "./some-firm.example")[0] == 0
    assert ask("watch", "list")[1].splitlines() == ["other.example,candidate", "some-firm.example,candidate"]


def test_json_says_what_was_understood_and_what_was_not(ask):
    ask("watch", "add", "old.example")
    _, out, _ = ask("watch", "add", "old.example", "jobs@new.example", "x@gmail.com", "--json")
    rows = [json.loads(each) for each in out.splitlines()]
    assert [row.get("domain") for row in rows] == ["old.example", "new.example", None]
    assert [row.get("watched") for row in rows] == ["before", "new", None]
    assert rows[1]["how"] == "the domain of a mailbox"
    assert rows[2]["left_out"].startswith("anybody can have a mailbox at gmail.com")


@pytest.mark.parametrize(
    ("stdin", "sentence"),
    [
        ("nothing to see here, really", "0 new, 0 watched before\n"),
        ("", "0 new, 0 watched before\n"),
        (
            "PK\x03\x04\0\0",
            "standard input is no text; 'brassplate discover --from iocs FILE' reads documents",
        ),
        ("x" * 1_000_001, "standard input is larger than 1,000,000 bytes; 'watch import' takes long lists"),
    ],
)
def test_a_text_without_a_name_is_a_misuse(ask, stdin, sentence):
    code, out, err = ask("watch", "add", "-", stdin=stdin)
    assert (code, out) == (2, "")
    assert sentence in err
    assert ask("watch", "list")[1] == ""


def test_hostile_words_are_said_back_harmless(ask):
    text = "\n".join(f"{each} hxxp://evil[.]example/ {each}" for each in HOSTILE)
    stdin = text.encode("utf-8", "replace").decode()
    for words in (
        ("watch", "add", "-"),
        ("watch", "add", "--json", "-"),
        ("watch", "add", *HOSTILE, "x.example"),
    ):
        _, out, err = ask(*words, stdin=stdin)
        assert not set("\x1b\u202e\x9b\u200b") & set(out + err)
        assert "http://evil" not in err
