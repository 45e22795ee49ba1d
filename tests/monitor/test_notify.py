"""Is a report with news told once on every channel, and is a failure tried again and told?"""

import hashlib
import hmac
import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from monitor import cli
from monitor.notify import tell_all, tell_test, untold
from monitor.store import Run, Telling, Told
from reports.digest import DailyReport
from tests.crawler._feed_server import feed_server
from tests.monitor._tellers import free_port, home_with, mailbox
from tests.reports._example import QUIET, RICH

DAY = replace(RICH, run="2026-11-22", day="2026-11-22")
SECRETS = {"HOOK_KEY": "a-key-nobody-may-read"}
HOOK = '\n[tell.team]\nkind = "webhook"\nwhere = "{url}/in?token=token-in-the-url"\n'
OURS = 'allow = ["127.0.0.0/8"]\n'


def keep(home, report, day=None):
    """The report as a run keeps it."""
    report = replace(report, run=day, day=day[:10]) if day else report
    at = datetime.fromisoformat(report.day).replace(tzinfo=UTC)
    home.store.put_run(Run(report.run, report.day, at, False, at), report.dumps())
    return report


@pytest.fixture
def server():
    with feed_server() as feed:
        feed.answers["/in"] = (204, {}, b"")
        yield feed


@pytest.fixture
def pauses():
    return []


@pytest.fixture
def hooked(tmp_path, server, pauses):
    """A home with one webhook, and how it tells a report."""
    home = home_with(
        tmp_path / "home", HOOK.format(url=server.url) + OURS + 'secret = "HOOK_KEY"\nseconds = 1\n'
    )
    return home, lambda report: tell_all(home, keep(home, report), SECRETS, pauses.append)


def test_a_webhook_gets_the_whole_report_signed_and_only_once(hooked, server, pauses):
    _home, tell = hooked
    assert tell(DAY) == []
    assert tell(DAY) == []
    (asked,) = server.asked
    assert DailyReport.from_json(json.loads(asked.body)) == DAY
    signature = hmac.new(b"a-key-nobody-may-read", asked.body, hashlib.sha256).hexdigest()
    assert asked.headers["x-brassplate-signature"] == f"sha256={signature}"
    assert asked.headers["x-brassplate-event"] == "report"
    assert pauses == []


def test_a_server_that_fails_twice_is_told_at_the_third_try_of_the_same_delivery(hooked, server, pauses):
    answers = [(500, {}, b"broken"), (429, {}, b"patience"), (200, {}, b"")]
    server.answers["/in"] = lambda asked: answers.pop(0)
    assert hooked[1](DAY) == []
    assert pauses == [2.0, 10.0]
    assert len({each.headers["x-brassplate-delivery"] for each in server.asked}) == 1


def test_a_server_that_takes_too_long_or_breaks_off_is_told_at_the_next_try(hooked, server, pauses):
    import time

    def slow(asked):
        time.sleep(1.2)
        return 200, {}, b""

    turns = [slow, lambda asked: (200, {"Content-Length": "not a number"}, b""), lambda asked: (200, {}, b"")]
    server.answers["/in"] = lambda asked: turns.pop(0)(asked)
    assert hooked[1](DAY) == []
    assert turns == []


def test_what_could_not_be_told_is_tried_again_by_the_next_run_and_told_in_its_health(hooked, server, pauses):
    home, tell = hooked
    server.answers["/in"] = (503, {}, b"")
    sentence = "team could not be told the report 2026-11-22 (3 tries): 127.0.0.1 answered with status 503"
    assert tell(DAY) == [sentence]
    assert untold(home, date(2026, 11, 23)) == [f"{sentence}; it is tried again after this run."]
    server.answers["/in"] = (200, {}, b"")
    server.asked.clear()
    assert tell(replace(DAY, run="2026-11-23", day="2026-11-23")) == []
    assert [json.loads(each.body)["day"] for each in server.asked] == ["2026-11-23", "2026-11-22"]
    assert untold(home, date(2026, 11, 24)) == []
    assert tell(replace(QUIET, run="2026-11-24", day="2026-11-24", canaries=())) == []
    assert len(server.asked) == 2


def test_what_a_server_refuses_is_not_asked_twice_in_one_run(hooked, server, pauses):
    server.answers["/in"] = (403, {}, b"")
    (sentence,) = hooked[1](DAY)
    assert sentence.endswith("127.0.0.1 answered with status 403; check the address and the secret")
    assert (len(server.asked), pauses) == (1, [])


def test_a_second_run_of_a_day_tells_only_when_it_has_more(hooked, server):
    _home, tell = hooked
    tell(replace(DAY, alerts=DAY.alerts[:2]))
    tell(replace(DAY, run="2026-11-22.2", alerts=DAY.alerts[:2]))
    assert len(server.asked) == 1
    tell(replace(DAY, run="2026-11-22.3"))
    assert [len(json.loads(each.body)["alerts"]) for each in server.asked] == [2, 3]


def test_a_day_without_news_is_told_to_those_alone_who_want_that(tmp_path, server):
    quiet = replace(QUIET, canaries=(), clusters=())
    url = HOOK.format(url=server.url) + OURS
    home = home_with(tmp_path, url + url.replace("[tell.team]", "[tell.soc]\nquiet = true"))
    assert tell_all(home, keep(home, quiet), {}) == []
    assert len(server.asked) == 1
    assert (
        tell_all(home, keep(home, replace(quiet, health=("A feed stands still.",)), "2026-11-23"), {}) == []
    )
    assert len(server.asked) == 3, "a fault is news"


def test_a_run_that_was_cut_off_while_telling_tells_nobody_twice_and_says_so(hooked, server):
    home, tell = hooked
    home.store.tellings.put([Telling("2026-11-22", "team", Told.BEGUN, datetime(2026, 11, 22, tzinfo=UTC))])
    (sentence,) = tell(DAY)
    assert sentence == (
        "Whether team was told the report 2026-11-22 is not known: the run was cut off meanwhile; look there."
    )
    assert (tell(DAY), server.asked) == ([], [])


def test_after_a_week_a_report_is_given_up_and_that_is_told(hooked, server):
    _home, tell = hooked
    server.answers["/in"] = (500, {}, b"")
    tell(replace(DAY, run="2026-11-14", day="2026-11-14"))
    server.answers["/in"] = (200, {}, b"")
    (sentence,) = tell(DAY)
    assert sentence.startswith("team was never told the report 2026-11-14: ")
    assert sentence.endswith("; it is given up")
    assert tell(DAY) == []


def test_neither_a_key_nor_an_address_is_ever_shown(tmp_path, server, capsys, monkeypatch):
    monkeypatch.setenv("HOOK_KEY", SECRETS["HOOK_KEY"])
    monkeypatch.setenv("HOOK_URL", f"http://127.0.0.1:{free_port()}/services/token-in-the-url")
    text = 'kind = "webhook"\nwhere = "env:HOOK_URL"\nsecret = "HOOK_KEY"\nseconds = 1\ntries = 1\n' + OURS
    home = home_with(
        tmp_path, f"\n[tell.team]\n{text}{HOOK.format(url='http://127.0.0.1:1').replace('team', 'soc')}"
    )
    said = tell_all(home, keep(home, DAY)) + untold(home, date(2026, 11, 23))
    cli.run(["--home", str(tmp_path), "tell", "--test", "team"])
    heard = capsys.readouterr()
    rows = [each.error for each in home.store.tellings.in_state(Told.FAILED)]
    everything = "\n".join([*said, heard.out, heard.err, *rows])
    assert "team could not be told" in everything and "soc could not be told" in everything
    assert "token-in-the-url" not in everything and "a-key-nobody-may-read" not in everything


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('kind = "pigeon"', "there is no channel 'pigeon'; there are apprise, hooks, mail, webhook"),
        (
            'kind = "webhook"\nsecret = "NOT_SET"',
            "[tell.team] needs the environment variable NOT_SET, which is not set",
        ),
        ('kind = "webhook"\ntries = 99', "[tell.team] takes 1 to 10 'tries' and 1 to 600 'seconds'"),
        (
            'kind = "webhook"\nwhere = "ftp://x"',
            "'where' is no address such as https://hooks.firm.example/brassplate",
        ),
        ('kind = "webhook"\nwhere = "http://x.example"', "would send the report unencrypted to x.example"),
        (
            'kind = "webhook"\nwhere = "https://127.0.0.1/"',
            "127.0.0.1 lies in 127.0.0.0/8, which is not public",
        ),
        (
            'kind = "webhook"\n[tell.team.options]\nto = "x"',
            "[tell.team] has no option 'to'; webhook knows none",
        ),
        ('kind = "mail"\nwhere = "smtp.example"', "'to' names 1 to 50 mailboxes, not 0"),
        ('kind = "hooks"\nwhere = "/no/such"', "'where' is no folder that can be read"),
        ('kind = "hooks"', "[tell.team] names no 'where': the folder of the hooks"),
        ('kind = "apprise"', "'secret' names the environment variable with 1 to 20 Apprise addresses"),
    ],
)
def test_what_a_channel_lacks_is_said_and_remembered(tmp_path, text, sentence):
    home = home_with(tmp_path, f"\n[tell.team]\n{text}\n")
    (said,) = tell_all(home, keep(home, DAY), {}, lambda seconds: None)
    assert sentence in said
    assert len(untold(home, date(2026, 11, 23))) == 1


def test_a_test_is_marked_and_remembered_nowhere(hooked, server, capsys):
    home, _ = hooked
    moment = datetime(2026, 11, 22, 6, tzinfo=UTC)
    assert tell_test(home, "team", moment, SECRETS) == [("team", "")]
    (asked,) = server.asked
    assert asked.headers["x-brassplate-event"] == "test"
    assert json.loads(asked.body)["note"].startswith("TEST: ")
    assert home.store.tellings.in_state(*Told) == []
    assert cli.run(["--home", str(home.config.home), "tell", "--test", "nobody"]) == 2
    assert "brassplate.toml has no [tell.nobody]; there are: team" in capsys.readouterr().err


def test_apprise_tells_each_of_its_addresses_and_shows_none(tmp_path, server):
    pytest.importorskip("apprise")
    host = server.url.removeprefix("http://")
    addresses = (
        f"json://{host}/in/secret-one json://127.0.0.1:{free_port()}/secret-two nonsense://secret-three"
    )
    server.answers["/in/secret-one"] = (200, {}, b"")
    home = home_with(tmp_path, '\n[tell.chat]\nkind = "apprise"\nsecret = "CHATS"\ntries = 1\n')
    said = tell_all(home, keep(home, DAY), {"CHATS": addresses})
    assert said == [
        "chat/2 could not be told the report 2026-11-22 (1 try): json (address 2) did not take it",
        "chat/3 could not be told the report 2026-11-22 (1 try): Apprise cannot read address 3 of those that "
        "'secret' names (nonsense://)",
    ]
    (asked,) = server.asked
    assert json.loads(asked.body)["title"].startswith("[TLP:AMBER] brassplate 2026-11-22: 3 alerts")


def test_one_receiver_that_fails_keeps_no_other_from_being_told(tmp_path):
    with mailbox() as box:
        box.refusals = ["550 no such person here"]
        home = home_with(
            tmp_path,
            f'\n[tell.desk]\nkind = "mail"\nwhere = "plain://127.0.0.1:{box.port}"\n[tell.desk.options]\n'
            'to = "gone@firm.example, here@firm.example"\nfrom = "watch@firm.example"\n',
        )
        (said,) = tell_all(home, keep(home, DAY), {}, lambda seconds: None)
        assert "desk/gone@firm.example could not be told the report 2026-11-22 (1 try): " in said
        assert [to for to, _ in box.letters] == [["here@firm.example"]]
        assert tell_all(home, DAY, {}) == []
        assert [to for to, _ in box.letters] == [["here@firm.example"], ["gone@firm.example"]]


def test_a_run_that_cannot_tell_exits_with_1_and_says_why(tmp_path, capsys, monkeypatch):
    from monitor import cycle

    home_with(tmp_path, '\n[tell.team]\nkind = "hooks"\nwhere = "/no/such"\n')
    report = replace(DAY, canaries=())
    monkeypatch.setattr(cycle, "run_day", lambda home, **said: keep(home, report))
    cli.run(["--home", str(tmp_path), "watch", "add", "one.example"])
    assert cli.run(["--home", str(tmp_path), "run"]) == 1
    assert "team could not be told the report 2026-11-22 (1 try): " in capsys.readouterr().err
    (tmp_path / "brassplate.toml").write_text("[run]\nregistry_minutes = 0\n")
    assert cli.run(["--home", str(tmp_path), "run"]) == 0
