"""Does a judgement keep back what was seen, and nothing that is new?"""

from datetime import UTC, date, datetime, timedelta

import pytest

from crawler.errors import ConfigError
from monitor import cli, config, judged_file
from monitor.home import open_home
from monitor.judging import Said, is_quiet, judgement, told_and_hidden
from monitor.store import Event, Standing, Verdict

NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)
SITE, FRONT = "old-firm.example", "cloudbluefox.com"
PHONE, STREET = "phone:+12125550100", "street:1 main st"


@pytest.fixture
def home(tmp_path):
    cli.run(["--home", str(tmp_path), "init"])
    made = open_home(config.load(tmp_path))
    made.store.ledger.replace_standings([SITE], [standing(PHONE)])
    made.store.ledger.add_states({SITE: ("live", "")}, NOW, "2026-03-02")
    return made


def detail(*values, state="live"):
    facts = [{"value": each, "bits": 9.0} for each in values]
    evidence = [{"signal": "contacts", "bits": 9.0, "facts": facts}]
    return {"evidence": evidence, "relation": "resembles", "state": state}


def standing(*values):
    return Standing(SITE, FRONT, "likely", 2.0, NOW, "2026-03-02", detail(*values))


def event(*values, status="changed", state="live", domain=SITE):
    return Event("e1", "r", "2026-03-03", domain, FRONT, status, "likely", 2.0, detail(*values, state=state))


def say(home, verdict, **more):
    said = Said(Verdict(verdict), more.pop("reason", "a customer's second site"), "ana", **more)
    made = judgement(home.store, SITE, said, NOW)
    home.store.judgements.add([made])
    return made


def told(home, *events, day=date(2026, 3, 3)):
    kept, _ = told_and_hidden(events, home.store.judgements.holding(day))
    return list(kept)


def test_a_benign_verdict_hides_the_facts_seen_and_lets_new_ones_speak(home):
    say(home, "benign")
    assert told(home, event(PHONE)) == []
    assert told(home, event(PHONE, STREET)) == [event(PHONE, STREET)]
    assert told(home, event(PHONE, status="dark", state="dark")) == []
    assert told(home, event(PHONE, domain="other.example")) == [event(PHONE, domain="other.example")]


def test_a_benign_dormant_site_speaks_when_it_goes_live(home):
    home.store.ledger.add_states({SITE: ("dormant", "")}, NOW + timedelta(hours=1), "2026-03-02")
    say(home, "benign")
    assert told(home, event(PHONE, status="went live")) == [event(PHONE, status="went live")]


def test_a_muted_domain_says_nothing_until_its_last_day_is_over_but_for_a_seizure(home):
    say(home, "muted", until=date(2026, 3, 4))
    assert told(home, event(PHONE, STREET), day=date(2026, 3, 4)) == []
    assert len(told(home, event(PHONE, STREET), day=date(2026, 3, 5))) == 1
    assert len(told(home, event(status="seized", state="seized"))) == 1


@pytest.mark.parametrize("verdict", ["suspected", "confirmed"])
def test_suspicion_and_confirmation_hide_nothing(home, verdict):
    say(home, verdict, source="DOJ, 2026-03-01")
    assert len(told(home, event(PHONE))) == 1


def test_what_is_hidden_is_kept_with_the_judgement_that_hid_it(home):
    made = say(home, "benign")
    _, hidden = told_and_hidden([event(PHONE)], home.store.judgements.holding(date(2026, 3, 3)))
    home.store.ledger.add_events(hidden)
    assert home.store.ledger.events() == []
    [kept] = home.store.ledger.events(hidden=True)
    assert kept.hidden_by == made.id
    assert is_quiet(standing(PHONE), made)
    assert not is_quiet(standing(PHONE, STREET), made)


def test_the_newest_judgement_holds_and_a_withdrawn_one_does_not(home):
    first = say(home, "benign")
    later = judgement(home.store, SITE, Said(Verdict.SUSPECTED, "new pages", "bo"), NOW + timedelta(days=1))
    home.store.judgements.add([later])
    assert home.store.judgements.holding(date(2026, 3, 4))[SITE] == later
    assert home.store.judgements.withdraw([later.id], NOW + timedelta(days=2)) == 1
    assert home.store.judgements.holding(date(2026, 3, 4))[SITE] == first
    assert len(home.store.judgements.all()) == 2, "no row is ever lost"


@pytest.mark.parametrize(
    ("verdict", "more", "sentence"),
    [
        ("benign", {"reason": " "}, "a judgement needs its reason (--reason)"),
        (
            "confirmed",
            {},
            "who confirmed it elsewhere? Name the outside source (--source, or 'Confirmed by' of the form)",
        ),
        ("muted", {"until": date(2026, 3, 1)}, "the last day, 2026-03-01, has passed; name a later one"),
    ],
)
def test_half_a_judgement_is_none(home, verdict, more, sentence):
    with pytest.raises(ConfigError) as refused:
        say(home, verdict, **more)
    assert str(refused.value) == sentence


def test_the_text_file_says_what_the_store_says_and_the_other_way_round(home):
    place = home.config.home
    made = say(home, "benign", reason='the "second" site\nof a customer\x7f')
    judged_file.write(place, home.store)
    assert judged_file.take(place, home.store, NOW) == (0, 0), "reading what was written changes nothing"
    text = (place / judged_file.FILE).read_text()
    assert 'domain = "old-firm.example"\nverdict = "benign"\n' in text
    added = '\n[[judgement]]\ndomain = "new.example"\nverdict = "suspected"\nreason = "tip"\nauthor = "bo"\n'
    (place / judged_file.FILE).write_text(text + added)
    assert judged_file.take(place, home.store, NOW) == (1, 0)
    assert home.store.judgements.holding(NOW.date())["new.example"].author == "bo"
    assert judged_file.take(place, home.store, NOW + timedelta(days=1)) == (0, 0)
    (place / judged_file.FILE).write_text(added)
    assert judged_file.take(place, home.store, NOW) == (0, 1), "what is taken out is withdrawn"
    assert made.id not in {each.id for each in home.store.judgements.holding(NOW.date()).values()}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[[judgement]]\ndomain = 7", "judgements.toml, table 1: every value is a text in quotes"),
        (
            '[[judgement]]\ndomain = "a.example"\nverdict = "evil"',
            "judgements.toml, table 1: 'evil' is no verdict; it takes benign, suspected, confirmed, muted",
        ),
        ('[[judgement]]\ndomian = "a.example"', "judgements.toml, table 1: 'domian' is no key; known are"),
        ("[[judgement]\n", "judgements.toml cannot be read: "),
        ("other = 1\n", "judgements.toml has something else than [[judgement]] tables; mend it"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_and_changes_nothing(home, text, sentence):
    say(home, "benign")
    (home.config.home / judged_file.FILE).write_text(text)
    with pytest.raises(ConfigError) as refused:
        judged_file.take(home.config.home, home.store, NOW)
    assert sentence in str(refused.value)
    assert len(home.store.judgements.holding(NOW.date())) == 1


def test_before_anything_is_judged_the_list_says_so(tmp_path, capsys):
    cli.run(["--home", str(tmp_path), "init"])
    capsys.readouterr()
    assert cli.run(["--home", str(tmp_path), "judge"]) == 0
    said = "nothing is judged yet; 'judge DOMAIN --as benign --reason …' does it\n"
    assert capsys.readouterr() == ("", said)
