"""Does a day go from the command line to the report, over the lab's loopback internet?"""

import json
import os
import signal
import subprocess
import sys

import pytest

from crawler.lab import Lab
from crawler.store import open_database
from monitor import cli
from monitor.commands._laboratory import is_for_the_lab, write_config
from monitor.commands.init import begin
from monitor.store import MonitorStore

# Planted in the lab: new on day 2 and seized on day 3, with the template of an invented archive of
# cloudbluefox.com.
PLANTED = "harrowgatedigital.example"
DECOY = "tallowmere.example"  # known-good, and nothing to do with any reference


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A home after three days in the lab, with what each command said."""
    home = tmp_path_factory.mktemp("home")
    said = []
    with Lab(home / "lab") as lab:
        write_config(home, lab)
        begin(home)
        decoys = [name for name, role, _ in lab.watchlist(1) if role == "known-good"]
        archive = lab.archives()["cloudbluefox.com"]
        said.append(ask(home, "reference", "import", str(archive), "--domain", "cloudbluefox.com"))
        said.append(ask(home, "watch", "add", "--role", "known-good", *decoys))
        said.append(ask(home, "run", "--exit-code", "--at", "2026-03-02T06:00:00Z"))
        lab.day = 2
        # What an analyst adds by hand and has long been there is no news; what a list brings is.
        (home / "list.txt").write_text(f"{PLANTED},candidate,invented\n")
        said.append(ask(home, "watch", "import", str(home / "list.txt")))
        said.append(ask(home, "run", "--exit-code", "--json", "--at", "2026-03-03T06:00:00+00:00"))
        said.append(ask(home, "explain", PLANTED))
        said.append(ask(home, "compare", PLANTED, "cloudbluefox.com", "--json"))
        lab.day = 3
        said.append(ask(home, "run", "--at", "2026-03-04T06:00:00Z"))
    return home, said


def ask(home, *words):
    line = [sys.executable, "-m", "monitor.cli", "--home", str(home), *words]
    done = subprocess.run(line, capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout, done.stderr


def test_an_archive_is_imported_and_its_reference_has_a_baseline(place):
    home, said = place
    code, out, _ = said[0]
    assert code == 0
    assert out.startswith("cloudbluefox.com: baseline of 2023-06-15, ")
    assert [each.domain for each in MonitorStore(open_database(home / "brassplate.db")).baselines()] == [
        "cloudbluefox.com"
    ]


def test_the_first_run_is_silent(place):
    code, out, _ = place[1][2]
    assert code == 0
    assert out.startswith("2026-03-02 (first run: a silent baseline): 0 alerts")


def test_a_new_alert_makes_exit_code_3_and_a_summary(place):
    code, out, _ = place[1][4]
    row = json.loads(out)
    assert (code, row["alerts"], row["day"]) == (3, 1, "2026-03-03")


def test_a_run_dated_before_the_newest_is_refused(place):
    code, out, err = ask(place[0], "run", "--at", "2026-03-01")
    assert (code, out) == (2, "")
    assert "the newest run began at 2026-03-04 06:00 UTC and none can be dated before it" in err
    assert ask(place[0], "report", "--day", "2026-03-01")[0] == 2


def test_the_alert_names_its_reference_and_its_strongest_reason(place):
    rows = [
        json.loads(line) for line in ask(place[0], "alerts", "--day", "2026-03-03", "--json")[1].splitlines()
    ]
    assert [(row["domain"], row["counterpart"], row["status"]) for row in rows] == [
        (PLANTED, "cloudbluefox.com", "new")
    ]


def test_the_alert_is_explained_as_a_waterfall_with_its_source(place):
    code, out, _ = place[1][5]
    assert code == 0
    assert out.startswith("harrowgatedigital[.]example and cloudbluefox[.]com\n")
    assert "is documented by: U.S. Department of Justice" in out
    assert "before any evidence" in out
    assert out.endswith("\n21 others have nothing in common with it that counts\n")
    assert "DPRK" not in out


def test_a_seized_site_is_explained_as_it_was_told(place):
    assert "seized  harrowgatedigital[.]example resembles cloudbluefox[.]com" in place[1][7][1]
    out = ask(place[0], "explain", PLANTED, "cloudbluefox.com")[1]
    assert "dom_template" in out
    assert "this is how it was told; what is seen today gives -" in out


def test_an_explanation_as_json_is_one_object_a_pair_strongest_first(place):
    rows = [json.loads(line) for line in ask(place[0], "explain", PLANTED, "--json")[1].splitlines()]
    assert len(rows) == 22
    assert rows[0]["counterpart"] == "cloudbluefox.com"
    assert rows[0]["bits"] >= 3.3 > rows[1]["bits"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["never.example"], "nothing was seen of never.example in this home; 'brassplate watch add"),
        (
            [PLANTED, "never.example"],
            "nothing was seen of never.example in this home, and it is no reference",
        ),
        ([PLANTED, PLANTED], f"{PLANTED} would be compared with itself; name another domain"),
        (["cloudbluefox.com"], "cloudbluefox.com is a reference; name the watched domain before it"),
    ],
)
def test_an_explanation_that_cannot_be_given_is_one_sentence(place, words, sentence):
    code, out, err = ask(place[0], "explain", *words)
    assert (code, out) == (2, "")
    assert err.startswith(f"brassplate: {sentence}")
    assert err.count("\n") == 1


def test_an_explanation_names_only_what_has_something_in_common(place):
    out = ask(place[0], "explain", DECOY)[1]
    assert out.startswith(f"{DECOY.replace('.', '[.]')} and cloudbluefox[.]com\n")
    assert "-10.0 bits  below every band" not in out
    assert out.endswith("\n21 others have nothing in common with it that counts\n")


def test_an_explanation_says_why_a_site_was_not_seen(tmp_path):
    begin_with(tmp_path, "one.example")
    assert "could not look under 'site' last time: " in ask(tmp_path, "explain", "one.example")[1]
    rows = ask(tmp_path, "explain", "one.example", "--json")[1].splitlines()
    assert json.loads(rows[0])["could_not_look"]["site"]


def begin_with(home, domain):
    """A home that looked at ``domain`` once, through a name server that does not answer."""
    text = '[net]\nallow = ["127.0.0.0/8"]\nnameservers = ["127.0.0.1:9"]\ntimeout = 0.2\n'
    (home / "brassplate.toml").write_text(f'rdap_bootstrap = "none.json"\n{text}')
    begin(home)
    ask(home, "watch", "add", domain)
    ask(home, "run")


def test_two_domains_of_the_home_are_compared(place):
    home = place[0]
    row = json.loads(place[1][6][1])
    assert row["band"] == "strong"
    archive = home / "lab" / "archives" / "cloudbluefox.com.warc.gz"
    twin = json.loads(ask(home, "compare", str(archive), "cloudbluefox.com", "--json")[1])
    assert twin["bits"] > row["bits"]


def test_a_run_with_nothing_to_watch_is_no_baseline(tmp_path):
    ask(tmp_path, "init")
    code, out, err = ask(tmp_path, "run")
    assert (code, out) == (2, "")
    assert "nothing is watched yet" in err
    assert MonitorStore(open_database(tmp_path / "brassplate.db")).runs() == []


def test_a_second_run_while_one_goes_changes_nothing(tmp_path):
    from monitor.commands._lock import only_run

    ask(tmp_path, "init")
    ask(tmp_path, "watch", "add", "one.example")
    with only_run(tmp_path):
        code, out, err = ask(tmp_path, "run")
    assert (code, out) == (1, "")
    assert f"another run (process {os.getpid()}) is at work" in err
    assert MonitorStore(open_database(tmp_path / "brassplate.db")).runs() == []


def test_the_lab_serves_until_ctrl_c_and_says_how_to_run(tmp_path):
    line = [sys.executable, "-m", "monitor.cli", "lab", "--home", str(tmp_path), "--day", "2"]
    process = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == f"brassplate run --home {tmp_path} --at 2026-03-03T06:00:00Z\n"
    assert is_for_the_lab(tmp_path)
    assert f"{PLANTED},candidate" in ask(tmp_path, "watch", "list")[1]
    assert "references  3 with a baseline" in ask(tmp_path, "status")[1]
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert process.returncode == 0


@pytest.mark.parametrize("command", ["lab", "demo"])
def test_a_home_in_use_is_never_given_to_the_lab(command, tmp_path, capsys):
    cli.run(["--home", str(tmp_path), "init"])
    cli.run(["--home", str(tmp_path), "watch", "add", "kept.example"])
    assert cli.run([command, "--home", str(tmp_path)]) == 2
    assert "name another" in capsys.readouterr().err
    assert ask(tmp_path, "watch", "list")[1] == "kept.example,candidate\n"
