"""Does ``brassplate sift`` print every name of a list that resembles a reference, however the list comes?"""

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from backports import zstd

from monitor.cli import run

LIST = (
    b"example.org\r\n"
    b"CloudFoxHub.NET\r\n"
    b"\n\0\0\n"
    b"foxcloudhub.com\n" + b"x" * 3_000_000 + b".com\n"
    b"cl\xd0\xbeudbluefox.com\n"
    b"\xff\xfe\n"
    b"cloudflare.com\n"
    b"www.jinyang.asia\n"
    b"foxysunstudois.net"
)
FOUND = [
    ("cloudfoxhub.net", "cloudfoxhub.com", ["tld-swap"], 0),
    ("foxcloudhub.com", "cloudfoxhub.com", ["token-swap"], 0),
    ("xn--cludbluefox-snj.com", "cloudbluefox.com", ["idn"], 0),
    ("foxysunstudois.net", "foxysunstudios.com", ["typo"], 1),
]


@pytest.fixture(autouse=True)
def without_a_home(tmp_path, monkeypatch):
    monkeypatch.setenv("BRASSPLATE_HOME", str(tmp_path / "home"))


def rows(text: str) -> list[tuple[object, ...]]:
    told = [json.loads(line) for line in text.splitlines()]
    return [(row["name"], row["reference"], row["kinds"], row["distance"]) for row in told]


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstd.compress], ids=["plain", "gzip", "zstd"])
def test_names_that_resemble_a_reference_are_told_in_their_order(pack, tmp_path, capsys):
    (tmp_path / "list").write_bytes(pack(LIST))
    assert run(["sift", str(tmp_path / "list")]) == 0
    assert rows(capsys.readouterr().out) == FOUND


def test_a_list_comes_by_stdin_too(tmp_path):
    command = [sys.executable, "-m", "monitor.cli", "sift", "-"]
    told = subprocess.run(command, input=gzip.compress(LIST), capture_output=True, timeout=60, check=True)
    assert rows(told.stdout.decode()) == FOUND


def test_a_row_says_what_its_name_weighs_and_the_cut_leaves_lighter_ones_out(tmp_path, capsys):
    (tmp_path / "list").write_text(
        "cloudbluefox.net\nbabybox.tech\nbabybux.tech\nbigbox.tech\nktsolution.com\nonline-ktsolution.com\n"
    )
    assert run(["sift", str(tmp_path / "list")]) == 0
    bits = {row["name"]: row["bits"] for row in map(json.loads, capsys.readouterr().out.splitlines())}
    assert bits == {
        "cloudbluefox.net": 8.0,
        "babybox.tech": 8.0,
        "babybux.tech": 7.0,
        "ktsolution.com": 2.0,
        "online-ktsolution.com": 1.25,
    }
    assert run(["sift", str(tmp_path / "list"), "--least-bits", "7.5"]) == 0
    assert [row[0] for row in rows(capsys.readouterr().out)] == ["cloudbluefox.net", "babybox.tech"]


def test_references_of_the_home_are_looked_for_as_well(tmp_path, capsys):
    (tmp_path / "list").write_text("granitkontor.net\n")
    run(["sift", str(tmp_path / "list")])
    assert capsys.readouterr().out == ""
    assert run(["init"]) == 0
    assert run(["reference", "add", "granitkontor.com", "--source", "an invented report"]) == 0
    capsys.readouterr()
    assert run(["sift", str(tmp_path / "list")]) == 0
    assert rows(capsys.readouterr().out) == [("granitkontor.net", "granitkontor.com", ["tld-swap"], 0)]


def test_of_a_damaged_list_the_good_part_is_told_and_the_place_of_the_damage(tmp_path, capsys):
    packed = gzip.compress(b"cloudfoxhub.net\n" + os.urandom(200_000) + b"\n", 1)
    (tmp_path / "list.gz").write_bytes(packed[:-50_000])
    assert run(["sift", str(tmp_path / "list.gz")]) == 1
    told = capsys.readouterr()
    assert rows(told.out) == FOUND[:1]
    assert "the list is damaged after its byte" in told.err
    assert "the names before it were used" in told.err


def test_a_list_packed_in_another_way_is_refused_with_the_way_to_read_it(tmp_path, capsys):
    (tmp_path / "list.zip").write_bytes(b"PK\x03\x04" + bytes(30))
    assert run(["sift", str(tmp_path / "list.zip")]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert "the list is packed by zip; unpack it and pipe it into 'brassplate sift -'" in told.err


def test_going_on_needs_a_file_on_both_sides(capsys):
    assert run(["sift", "-", "--resume"]) == 2
    assert "--resume needs --output" in capsys.readouterr().err


def test_a_list_that_grew_is_gone_on_with_where_it_ended(tmp_path):
    list_, out = tmp_path / "list", tmp_path / "out.jsonl"
    asked = ["sift", str(list_), "--output", str(out), "--resume"]
    list_.write_bytes(b"cloudfoxhub.net\n")
    assert run(asked) == 0
    list_.write_bytes(b"cloudfoxhub.net\nexample.org\nfoxcloudhub.com\n")
    assert run(asked) == 0
    assert run(asked) == 0
    assert rows(out.read_text()) == FOUND[:2]


def test_another_list_is_not_gone_on_with(tmp_path, capsys):
    list_, out = tmp_path / "list", tmp_path / "out.jsonl"
    asked = ["sift", str(list_), "--output", str(out), "--resume"]
    list_.write_bytes(b"cloudfoxhub.net\n")
    assert run(asked) == 0
    list_.write_bytes(b"cloudfoxhub.org\nfoxcloudhub.com\n")
    assert run(asked) == 2
    assert "is of another list, other references or another cut" in capsys.readouterr().err
    assert rows(out.read_text()) == FOUND[:1]


def written(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0


@pytest.mark.slow
def test_a_sift_that_is_killed_again_and_again_loses_and_repeats_no_row(tmp_path):
    list_, out, whole = tmp_path / "list", tmp_path / "out.jsonl", tmp_path / "whole.jsonl"
    filler = b"".join(b"shop%d-of-mine.com\n" % number for number in range(20_000))
    list_.write_bytes(b"".join(b"cloudfoxhub%d.net\n" % number + filler for number in range(40)))
    command = [sys.executable, "-m", "monitor.cli", "sift", str(list_), "--processes", "2"]
    subprocess.run([*command, "--output", str(whole)], check=True, timeout=120)
    for length in (1, 1_500, 2_500):
        process = subprocess.Popen([*command, "--output", str(out), "--resume"])
        until = time.monotonic() + 60
        while process.poll() is None and written(out) < length and time.monotonic() < until:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
    subprocess.run([*command, "--output", str(out), "--resume"], check=True, timeout=120)
    assert out.read_text() == whole.read_text()
    assert len(rows(out.read_text())) == 40
