"""Does the digest arrive as a letter that says what is new, over a connection that nobody reads along?"""

import re
from dataclasses import replace

import pytest

from crawler.lab.authority import Authority
from crawler.net import NetConfig
from monitor.notify import Given, tell_all
from monitor.notify.mail import message
from tests.contracts._hostile import DOMAIN, HOSTILE, LONG, named_by, told_by
from tests.monitor._tellers import free_port, home_with, mailbox
from tests.reports._example import QUIET, RICH

OPTIONS = {"to": "desk@firm.example", "from": "watch@firm.example"}
TEXTS = pytest.mark.parametrize("text", HOSTILE, ids=[repr(text[:16]) for text in HOSTILE])
TABLE = '\n[tell.desk]\nkind = "mail"\nwhere = "{where}"\nseconds = 2\n{more}[tell.desk.options]\n'
MAILBOXES = 'to = "desk@firm.example"\nfrom = "watch@firm.example"\n'


def letter(report, test=False):
    return message(Given("desk", report, options=OPTIONS, test=test), "desk@firm.example")


def body(made, kind="plain"):
    return made.get_body((kind,)).get_content().replace("\r\n", "\n")


def test_a_letter_leads_with_what_is_new_why_and_how_sure():
    made = letter(RICH)
    assert made["Subject"].startswith("[TLP:AMBER] brassplate 2026-11-22: 3 alerts (")
    assert (made["From"], made["To"]) == (OPTIONS["from"], OPTIONS["to"])
    lines = body(made).splitlines()
    assert lines[0] == "TLP:AMBER"
    assert lines[1] == "Everything in this report is invented."
    first = next(line for line in lines if line.startswith("- "))
    assert re.match(r"- strong, \+\d+\.\d bits, new: [\w-]+\[\.\]\w+ resembles [\w-]+\[\.\]\w+\. ", first)
    assert "COULD NOT BE DONE" in lines
    assert "<a " not in body(made, "html") and "<img" not in body(made, "html")
    for domain in (each.domain for each in RICH.alerts):
        assert domain not in body(made) and domain not in body(made, "html")


def test_a_test_is_marked_as_one_in_its_subject_and_names_no_site():
    made = letter(RICH, test=True)
    assert made["Subject"] == "[TLP:AMBER] TEST: brassplate reaches you"
    assert "[.]" not in body(made)


def test_a_day_of_faults_alone_says_so():
    assert letter(replace(QUIET, canaries=(), health=("A feed stands still.",)))["Subject"] == (
        "[TLP:AMBER] brassplate 2026-11-22: no alerts, but faults"
    )


@TEXTS
def test_hostile_words_end_no_header_and_stay_words(text):
    calm, made = letter(named_by("calm")), letter(replace(named_by(text), tlp=text))
    assert made.keys() == calm.keys()
    again = made.as_bytes()
    assert b"\nBcc:" not in again
    tags = [re.findall(r"</?\w+", body(each, "html")) for each in (calm, made)]
    assert tags[0] == tags[1]
    for kind in ("plain", "html"):
        shown = body(made, kind)
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\ufeff]", shown)
        assert "http://" not in shown and "https://" not in shown and DOMAIN not in shown
    assert len(letter(told_by(text)).as_bytes()) < 100_000


def test_a_name_of_a_million_letters_is_cut():
    assert len(letter(told_by(LONG)).as_bytes()) < 100_000


@pytest.mark.parametrize("way", ["starttls", "tls"])
def test_a_letter_goes_over_tls_with_the_password_of_the_environment(tmp_path, way):
    ours = Authority(tmp_path / "ca")
    with mailbox(ours.context("localhost", "2026-01-01"), first=way == "tls") as box:
        text = TABLE.format(where=f"{way}://localhost:{box.port}", more='secret = "MAIL"\n') + MAILBOXES
        home = home_with(tmp_path / "home", text + 'user = "watch"\n')
        trusting = replace(home.config.net, authorities=(str(ours.path),))
        home = replace(home, config=replace(home.config, net=trusting))
        (said,) = tell_all(home, RICH, {"MAIL": "wrong guess"})
        assert "localhost answered 535" in said and "wrong guess" not in said
        assert tell_all(home, RICH, {"MAIL": "open sesame"}) == []
        assert box.logins[-1] == (b"watch", b"open sesame")
        ((to, made),) = box.letters
    assert to == ["desk@firm.example"]
    assert [part.get_content_type() for part in made.iter_parts()] == ["text/plain", "text/html"]


def test_a_server_without_encryption_or_with_anybodys_certificate_gets_no_letter(tmp_path):
    home = tmp_path / "home"
    with mailbox() as box:
        text = TABLE.format(where=f"starttls://localhost:{box.port}", more="") + MAILBOXES
        (said,) = tell_all(home_with(home, text), RICH, {})
        assert "localhost lacks what was asked for: STARTTLS extension not supported" in said
        assert box.letters == []
    with mailbox(Authority(tmp_path / "ca").context("localhost", "2026-01-01")) as box:
        text = TABLE.format(where=f"starttls://localhost:{box.port}", more="") + MAILBOXES
        (said,) = tell_all(home_with(tmp_path / "two", text), RICH, {})
        assert "the certificate of localhost is not trusted; name its authority in net.authorities" in said
        assert box.letters == []


def test_a_mail_server_that_is_away_or_asks_for_patience_is_tried_again(tmp_path):
    pauses = []
    with mailbox() as box:
        box.refusals = ["451 later please"]
        text = TABLE.format(where=f"plain://127.0.0.1:{box.port}", more="") + MAILBOXES
        home = home_with(tmp_path, text)
        assert tell_all(home, RICH, {}, pauses.append) == []
        assert len(box.letters) == 1
    assert pauses == [2.0]
    (said,) = tell_all(home, replace(RICH, run="c", day="2026-11-23"), {}, pauses.append)
    assert "(3 tries): port" in said and "Connection refused" in said


@pytest.mark.parametrize(
    ("where", "options", "sentence"),
    [
        ("mail.example", MAILBOXES, "'where' is no mail server; write starttls://mail.firm.example:587"),
        ("plain://192.0.2.1", MAILBOXES, "192.0.2.1 is not reached: 192.0.2.1 is not dialled"),
        ("tls://u:p@mail.example", MAILBOXES, "'where' is no mail server"),
        (
            "plain://127.0.0.1",
            'to = "x@y.example\\nBcc: z@y.example"\nfrom = "a@b.example"\n',
            "'to' is 'Bcc:'",
        ),
        (
            "plain://127.0.0.1",
            'to = "x@y.example"\nfrom = "a@b.example\\r\\nX: y"\n',
            "'from' is 'a@b.example",
        ),
    ],
)
def test_a_table_that_names_no_server_or_mailbox_is_told(tmp_path, where, options, sentence):
    home = home_with(tmp_path, TABLE.format(where=where, more="tries = 1\n") + options)
    (said,) = tell_all(home, RICH, {})
    assert sentence in said


def test_an_unencrypted_letter_never_leaves_this_machine():
    from crawler.errors import ConfigError
    from monitor.notify.mail import tell

    net = NetConfig(allow=("192.0.2.0/24",))
    given = Given("desk", RICH, f"plain://192.0.2.1:{free_port()}", options=OPTIONS, net=net, seconds=1)
    with pytest.raises(ConfigError, match="reaches this machine alone"):
        tell(given, "desk@firm.example")
