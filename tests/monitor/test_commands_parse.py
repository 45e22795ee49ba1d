"""Does ``brassplate parse`` print the record of any saved answer, and one sentence for anything else?"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from monitor.cli import run

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
ANSWER = """\
Domain Name: FRONT.EXAMPLE
Registrar: Invented Names Ltd
Creation Date: 2023-10-14T00:00:00Z
Name Server: ns1.host.example
Registrant Organization: Front Office GmbH
Registrant Name: REDACTED FOR PRIVACY
"""
OBJECT = {
    "objectClassName": "domain",
    "ldhName": "front.example",
    "events": [{"eventAction": "registration", "eventDate": "2023-10-14T00:00:00Z"}],
    "nameservers": [{"ldhName": "ns1.host.example"}],
}


def test_a_saved_whois_answer_is_printed_as_one_record(tmp_path, capsys):
    (tmp_path / "answer.txt").write_text(ANSWER)
    assert run(["parse", "whois", str(tmp_path / "answer.txt"), "--domain", "www.front.example"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "domain": "front.example",
        "source": "whois",
        "created": "2023-10-14T00:00:00Z",
        "updated": None,
        "expires": None,
        "registrar": {"name": "Invented Names Ltd", "iana_id": None},
        "statuses": [],
        "nameservers": ["ns1.host.example"],
        "registrant": {
            "name": None,
            "organisation": "Front Office GmbH",
            "street": None,
            "city": None,
            "country": None,
            "email": None,
            "phone": None,
        },
        "redacted": ["registrant name"],
    }


def test_a_saved_rdap_object_is_printed_as_one_record(tmp_path, capsys):
    (tmp_path / "answer.json").write_text(json.dumps(OBJECT))
    assert run(["parse", "rdap", str(tmp_path / "answer.json"), "--domain", "front.example"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert (row["source"], row["created"], row["nameservers"]) == (
        "rdap",
        "2023-10-14T00:00:00Z",
        ["ns1.host.example"],
    )


def test_a_dash_reads_stdin():
    line = [sys.executable, "-m", "monitor.cli", "parse", "whois", "-", "--domain", "front.example"]
    code = "import sys; from monitor.cli import main; main(sys.argv[1:])"
    done = subprocess.run(
        [sys.executable, "-c", code, *line[3:]], input=ANSWER, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["registrar"]["name"] == "Invented Names Ltd"


@pytest.mark.parametrize(
    ("protocol", "body", "domain", "code", "sentence"),
    [
        ("whois", b"", "front.example", 1, "the answer was empty"),
        ("whois", b"No match for front.example\n", "front.example", 1, "the registry knows no such domain"),
        ("whois", b"\xff\x00\xfe", "front.example", 1, "the answer could not be read"),
        ("whois", b"x" * 1_100_000, "front.example", 1, "larger than"),
        ("whois", ANSWER.encode(), "no domain", 2, ""),
        ("rdap", b"{", "front.example", 1, "no RDAP object of front.example"),
        ("rdap", b"[" * 200_000, "front.example", 1, "no RDAP object"),
        ("rdap", json.dumps(OBJECT).encode(), "other.example", 1, "no RDAP object of other.example"),
        ("rdap", b"[]", "front.example", 1, "no RDAP object"),
    ],
)
def test_anything_else_is_one_sentence(protocol, body, domain, code, sentence, tmp_path, capsys):
    (tmp_path / "answer").write_bytes(body)
    assert run(["parse", protocol, str(tmp_path / "answer"), "--domain", domain]) == code
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert sentence in told.err


@pytest.mark.parametrize("words", [["whois", "gone.txt", "--domain", "a.example"], ["whois", "/"], ["rdap"]])
def test_a_misused_command_says_so(words, capsys):
    assert run(["parse", *words]) == 2
    assert "Error" in capsys.readouterr().err


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the development corpus is not on this machine")
@pytest.mark.parametrize("protocol", ["whois", "rdap"])
def test_no_file_of_the_corpus_makes_a_traceback(protocol, capsys):
    for path in sorted((CORPUS / protocol).rglob("*")):
        if path.is_file():
            code = run(["parse", protocol, str(path), "--domain", "name.example"])
            told = capsys.readouterr()
            assert code in (0, 1) and "Traceback" not in told.err
            assert code or json.loads(told.out)["source"] == protocol
