"""Does the list of references say what is kept of each, and what is missing?"""

import json
from datetime import UTC, datetime

import pytest

from crawler.archive import Archive
from crawler.store import ObservationStore
from monitor.commands._home import open_store
from monitor.references.facts import keep
from monitor.store import Baseline
from tests.monitor._asked import asking
from tests.monitor.test_reference_facts import EARLY, FOX, LATER, export
from tests.monitor.test_reference_facts_dns import RECORDS, lines


@pytest.fixture
def ask(tmp_path, capsys):
    home = tmp_path / "home"
    run = asking(home, capsys)
    assert run("init")[0] == 0
    return run, home


def test_a_reference_of_which_nothing_is_kept_says_so(ask):
    run, _ = ask
    code, out, _ = run("reference", "list")
    said = {line.split()[0]: line for line in out.splitlines()}
    assert (code, len(said)) == (0, 22)
    assert "  no baseline  " in said["cloudbluefox[.]com"]
    assert "  no baseline; published name, street, host, registrar  " in said["tonywangtech[.]com"]


def test_pages_and_facts_are_told_with_their_days_and_what_is_lacking(ask, tmp_path):
    run, home = ask
    store = open_store(home)
    given = (store, ObservationStore(store.db), Archive(home / "archive"), datetime(2026, 3, 2, tzinfo=UTC))
    keep(export(tmp_path, f"# 2015-06-07\n{EARLY}\n# 2019-08-09\n{LATER}", "whois"), FOX, *given)
    line = next(each for each in run("reference", "list")[1].splitlines() if each.startswith("cloudbluefox"))
    assert "  registration 2015-06-07 to 2019-08-09 (2); no pages, no DNS, no certificate  " in line
    keep(lines(tmp_path / "pdns", RECORDS[0]), FOX, *given)
    store.add_baseline(Baseline(FOX, datetime(2017, 1, 2, tzinfo=UTC), "fox.warc.gz", 3))
    line = next(each for each in run("reference", "list")[1].splitlines() if each.startswith("cloudbluefox"))
    assert (
        "  3 pages of 2017-01-02; registration 2015-06-07 to 2019-08-09 (2); "
        "DNS 2014-01-02 to 2016-03-04 (3); no certificate  " in line
    )


def test_json_has_the_days_of_each_kind(ask, tmp_path):
    run, home = ask
    store = open_store(home)
    given = (store, ObservationStore(store.db), Archive(home / "archive"), datetime(2026, 3, 2, tzinfo=UTC))
    keep(export(tmp_path, f"# 2015-06-07\n{EARLY}", "whois.txt"), FOX, *given)
    rows = [json.loads(line) for line in run("reference", "list", "--json")[1].splitlines()]
    row = next(each for each in rows if each["domain"] == FOX)
    assert row["has"] == {"pages": [], "registration": ["2015-06-07"], "dns": [], "certificate": []}
    assert row["lacks"] == ["pages", "dns", "certificate"]
    (told,) = row["baselines"]
    assert told.pop("hash").startswith("sha256:")
    assert told == {
        "observed_at": "2015-06-07T00:00:00Z",
        "pages": 0,
        "source": "whois.txt",
        "tool": "whois_text",
    }
    bare = next(each for each in rows if each["domain"] == "tonywangtech.com")
    assert bare["published"] == ["name", "street", "host", "registrar"]
