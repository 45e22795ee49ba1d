"""Does an explanation say what would turn the pair, and what other weights make of it?"""

import json
import subprocess
import sys
from datetime import UTC, datetime
from types import MappingProxyType

import pytest

from crawler.fingerprint import Fingerprint
from monitor import cli, config
from monitor.home import open_home
from monitor.store import Reference, WatchItem
from tests.monitor._asked import asking

NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)
SITE, LISTED = "quillsoft.example", "fennmark.example"
READING = (
    *("asyncio", "dns", "scrapy", "warcio", "w3lib", "fsspec", "PIL", "jinja2", "multiprocessing"),
    *("crawler.archive._warc", "crawler.archive._mirror", "crawler.net", "crawler.isolate", "reports.lines"),
    *("crawler.fingerprint._address", "crawler.fingerprint._brand", "crawler.fingerprint._claimed_places"),
    *("crawler.fingerprint._gazetteer", "crawler.fingerprint._passages", "crawler.fingerprint._own_names"),
)


def shows(domain, **values):
    return Fingerprint(domain, MappingProxyType({name: tuple(each) for name, each in values.items()}))


@pytest.fixture
def home(tmp_path):
    """A home in which a site has the phone of a reference, whose mailbox it has not."""
    cli.run(["--home", str(tmp_path), "init"])
    made = open_home(config.load(tmp_path))
    made.store.watchlist.add([WatchItem(SITE, NOW)])
    made.store.add_reference(Reference(LISTED, "invented", "an invented source"), NOW)
    corpus = made.scene().corpus
    corpus.put(shows(SITE, contacts=["phone:+12125550143"], registration=["registrar:7"]), "invented")
    listed = shows(
        LISTED, contacts=["email:hello@fennmark.example", "phone:+12125550143"], registration=["registrar:9"]
    )
    corpus.put(listed, "invented", slice="name")
    return tmp_path


@pytest.fixture
def ask(home, capsys):
    return asking(home, capsys, "explain", SITE)


def test_it_says_on_which_fact_the_band_hangs_and_what_would_lift_it(ask):
    code, out, _ = ask(LISTED)
    assert code == 0
    assert "without its strongest fact (phone:+12125550143, +" in out
    assert ") it would be 'none' at -10.0 bits\n" in out
    assert "what would lift it to 'strong' (+" in out
    assert "      one more shared email (contacts, up to +" in out


def test_who_only_compares_loads_nothing_that_reads_pages_pictures_archives_or_the_network(home):
    asked = ["--home", str(home), "explain", SITE, LISTED]
    code = (
        "import sys, monitor.cli\n"
        f"assert monitor.cli.run({asked!r}) == 0\n"
        f"print('LOADED', [each for each in {READING!r} if each in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "without its strongest fact" in done.stdout
    assert done.stdout.splitlines()[-1] == "LOADED []"


def test_the_same_as_json(ask):
    row = json.loads(ask(LISTED, "--json")[1])
    assert (row["lift"]["band"], row["lift"]["enough"][0]["kind"]) == ("strong", "email")
    assert row["without_strongest"] == {
        "signal": "contacts",
        "fact": "phone:+12125550143",
        "lost": round(row["bits"] + 10.0, 2),
        "bits": -10.0,
        "band": "none",
    }
    assert "what_if" not in row


def test_other_weights_show_both_scores_and_the_lines_that_differ(ask):
    code, out, _ = ask("--what-if", "prior=-13", "--what-if", "caps.identity=8", LISTED)
    assert code == 0
    block = out[out.index("what if prior=-13, caps.identity=8:\n") :].splitlines()
    assert block[1].split()[0] == "before" and block[1].endswith(" likely")
    assert block[2].split() == ["after", "-5.0", "bits", "none"]
    assert block[3].split() == ["prior", "-10.0", "to", "-13.0"]
    assert [line.split()[:2] for line in block[4:5]] == [["identity", "(family)"]]
    row = json.loads(ask("--what-if", "prior=-13", LISTED, "--json")[1])
    assert row["what_if"]["settings"] == ["prior=-13"]
    assert row["what_if"]["score"]["bits"] == pytest.approx(row["bits"] - 3.0)
    assert row["what_if"]["changed"] == [{"line": "prior", "before": -10.0, "after": -13.0}]


def test_a_weight_that_nothing_here_has_changes_no_line(ask):
    assert "no line changes: nothing here is weighed so" in ask("--what-if", "value.tracker.m=0.1", LISTED)[1]


def test_a_weight_that_is_none_is_one_sentence(ask):
    code, out, err = ask("--what-if", "value.fone.m=0.5")
    assert (code, out) == (2, "")
    assert err.startswith("brassplate: 'value.fone.m' is no weight; did you mean value.")
    assert err.count("\n") == 1


def test_a_watched_site_that_nobody_looked_at_yet_is_a_matter_of_the_next_run(home, capsys):
    cli.run(["--home", str(home), "watch", "add", "newcomer.example"])
    capsys.readouterr()
    assert cli.run(["--home", str(home), "explain", "newcomer.example"]) == 2
    told = "nothing was seen of newcomer.example in this home yet; 'brassplate run' looks at it"
    assert capsys.readouterr().err == f"brassplate: {told}\n"
