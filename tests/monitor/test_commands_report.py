"""Is a stored report found, told and written again?"""

import json
from datetime import UTC, datetime

import pytest

from crawler.store import open_database
from monitor import cli
from monitor.store import MonitorStore, Run
from reports.digest import VERSION, AlertLine, DailyReport, EvidenceLine, Fact, FamilyBar
from tests.monitor._asked import asking

DAY = datetime(2026, 3, 2, 6, tzinfo=UTC)


def alert(domain: str, score: float, band: str) -> AlertLine:
    phone = Fact("phone:+12125550143", "list the phone +1 212-555-0143", 0, 40, 12.0, 12.0)
    line = EvidenceLine(
        "contacts", "identity", "both name the phone +1 212-555-0143", 1.0, 12.0, 12.0, (phone,)
    )
    return AlertLine(
        domain=domain,
        counterpart="cloudbluefox.com",
        relation="resembles",
        reference_note="Some Report",
        status="new",
        band=band,
        score=score,
        probability=0.9,
        prior=-10.0,
        families=(FamilyBar("identity", 12.0, 16.0, 12.0),),
        evidence=(line,),
        against=(),
        state="live",
        state_before="",
        changed=(),
        unseen=(),
        first_seen="2026-03-02T06:00:00Z",
        last_seen="2026-03-02T06:00:00Z",
        title="Quillsoft",
    )


def report(day: str, *alerts: AlertLine) -> DailyReport:
    return DailyReport(
        version=VERSION,
        run=day,
        day=day,
        started=f"{day}T06:00:00Z",
        finished=f"{day}T06:10:00Z",
        program="brassplate test",
        rules="test",
        tlp="AMBER",
        watched=40,
        baseline=False,
        coverage=(),
        alerts=alerts,
        known=(),
        below=(),
        states=(),
        unreachable=(),
        findings=(),
        references=(),
        health=(),
        note="invented",
    )


@pytest.fixture
def ask(tmp_path, capsys):
    """A home with the reports of two days, and a function that runs one command in it."""
    home = tmp_path / "home"
    cli.run(["--home", str(home), "init"])
    store = MonitorStore(open_database(home / "brassplate.db"))
    strong = alert("quillsoft.example", 5.25, "strong")
    faint = alert("fainter.example", -1.5, "worth a look")
    for day, told in (("2026-03-01", (faint,)), ("2026-03-02", (faint, strong))):
        at = datetime.fromisoformat(day).replace(hour=6, tzinfo=UTC)
        store.put_run(Run(day, day, at, False, at), report(day, *told).dumps())
    run = asking(home, capsys)
    run.home = home
    return run


def test_the_newest_days_alerts_come_strongest_first_and_defanged(ask):
    code, out, _ = ask("alerts")
    assert code == 0
    assert out.splitlines() == [
        "strong  +5.2 bits  new  quillsoft[.]example resembles cloudbluefox[.]com: "
        "both name the phone +1 212-555-0143",
        "worth a look  -1.5 bits  new  fainter[.]example resembles cloudbluefox[.]com: "
        "both name the phone +1 212-555-0143",
    ]


def test_a_days_alerts_as_json_have_the_names_as_they_are(ask):
    rows = [json.loads(line) for line in ask("alerts", "--day", "2026-03-01", "--json")[1].splitlines()]
    assert [(row["domain"], row["score"], row["day"]) for row in rows] == [
        ("fainter.example", -1.5, "2026-03-01")
    ]


@pytest.mark.parametrize("command", ["alerts", "report"])
@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2026-02-01", "there is no report of 2026-02-01; the newest is of 2026-03-02"),
        ("yesterday", "'yesterday' is no day; write it as 2026-11-22"),
    ],
)
def test_a_day_without_a_report_is_told(command, day, sentence, ask):
    code, out, err = ask(command, "--day", day)
    assert (code, out, err) == (2, "", f"brassplate: {sentence}\n")


def test_the_report_is_written_again_and_its_files_are_named(ask):
    (ask.home / "brassplate.toml").write_text('[report]\nformats = ["markdown", "json"]\n')
    code, out, _ = ask("report")
    folder = ask.home / "reports" / "2026-03-02"
    names = ("report.md", "report.json", "week.html", "week.md", "week.json")  # 2026-03-02 is a Monday
    assert (code, out.splitlines()) == (0, [str(folder / name) for name in names])
    assert "quillsoft[.]example" in (folder / "report.md").read_text()


def test_a_week_that_ended_lies_beside_the_first_report_after_it(ask):
    code, out, _ = ask("report", "--week", "2026-02-24")
    folder = ask.home / "reports" / "2026-03-02"
    assert (code, out.splitlines()) == (0, [str(folder / f"week.{name}") for name in ("html", "md", "json")])
    told = json.loads((folder / "week.json").read_text())
    assert [(each["day"], each["domain"]) for each in told["alerts"]] == [("2026-03-01", "fainter.example")]
    assert (told["first"], told["last"], told["days"]) == ("2026-02-23", "2026-03-01", ["2026-03-01"])


def test_the_newest_month_is_told_so_far(ask):
    code, out, _ = ask("report", "--month", "--format", "markdown")
    assert code == 0
    assert out.startswith("# The month 2026-03-01 to 2026-03-31, TLP:AMBER")
    assert "3 alerts, 0 new clusters, 0 judgements, 0 resolved; reports of 2 of 2 days." in out
    lines = ask("report", "--month")[1].splitlines()
    assert lines[0] == str(ask.home / "reports" / "2026-03-02" / "month.html")


def test_a_report_of_an_older_program_still_counts_and_a_newer_one_is_a_day_without(ask):
    store = MonitorStore(open_database(ask.home / "brassplate.db"))
    for day, version in (("2026-03-03", 3), ("2026-03-04", 99)):
        row = {**report(day, alert("quillsoft.example", 3.0, "strong")).to_json(), "version": version}
        del row["funnel"], row["alerts"][0]["timeline"]
        store.put_run(Run(day, day, DAY, False, DAY), json.dumps(row))
    told = json.loads(ask("report", "--week", "2026-03-03", "--format", "json")[1])
    assert (told["days"], told["missing"]) == (["2026-03-02", "2026-03-03"], ["2026-03-04"])


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--week", "2026-01-05"), "there is no report from 2026-01-05 to 2026-01-11 to tell the week from"),
        (("--month", "soon"), "'soon' is no day; write it as 2026-11-22"),
        (("--week", "2026-03-02", "--format", "stix"), "cannot tell a week as 'stix': choose one of html"),
        (("--week", "--month"), "give one of --day, --week and --month"),
    ],
)
def test_a_span_that_cannot_be_told_is_answered_with_what_to_do(words, sentence, ask):
    code, out, err = ask("report", *words)
    assert (code, out) == (2, "")
    assert sentence in " ".join(err.split())


def test_the_report_is_printed_in_the_format_asked_for(ask):
    printed = ask("report", "--day", "2026-03-01", "--format", "json")[1]
    assert json.loads(printed)["day"] == "2026-03-01"
    code, out, err = ask("report", "--format", "papyrus")
    assert (code, out) == (2, "")
    assert "choose one of" in err


def test_a_report_of_a_newer_program_is_told(ask):
    store = MonitorStore(open_database(ask.home / "brassplate.db"))
    newer = json.dumps({**report("2026-03-03").to_json(), "version": 99})
    store.put_run(Run("2026-03-03", "2026-03-03", DAY, False, DAY), newer)
    code, _, err = ask("report")
    assert code == 2
    assert "the report is of version 99" in err


def test_status_lists_the_last_runs(ask):
    row = json.loads(ask("status", "--json")[1])
    assert [(run["day"], run["alerts"]) for run in row["runs"]] == [("2026-03-02", 2), ("2026-03-01", 1)]
    assert "ended 2026-03-02 06:00 UTC, 2 alerts" in ask("status")[1]
