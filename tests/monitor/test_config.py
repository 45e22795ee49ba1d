"""Does the configuration say what was chosen, and point at what is wrong?"""

import re
from pathlib import Path

import pytest

from crawler.errors import ConfigError
from crawler.net import NetConfig
from monitor.config import DEFAULT_TOML, Config, ReportConfig, RunConfig, ScheduleConfig, load, parse

HOME = Path("/srv/plates")


def test_the_default_file_changes_nothing():
    assert parse(HOME, DEFAULT_TOML) == Config(HOME)


def test_every_commented_key_of_the_default_file_says_its_default():
    spoken = re.sub(r"^# (?=[a-z_0-9]+ = )", "", DEFAULT_TOML, flags=re.MULTILINE)
    config = parse(HOME, spoken)
    assert config.run == RunConfig()
    assert config.report == ReportConfig()
    assert config.schedule == ScheduleConfig()
    assert config.net == NetConfig(ports={443: 8443})
    assert config.whois_servers == {"io": "whois.nic.io"}


def test_every_key_is_in_the_default_file():
    for kind in (RunConfig, ReportConfig, ScheduleConfig, NetConfig):
        for name in kind.__dataclass_fields__:
            assert re.search(rf"^# {name} = |^\[net\.{name}\]", DEFAULT_TOML, re.MULTILINE), name


def test_what_was_chosen_arrives():
    text = """
        rdap_bootstrap = "rdap.json"
        [run]
        delay = 2
        contact = "https://plates.example/why"
        [net]
        allow = ["127.0.0.0/8"]
        [net.ports]
        80 = 8080
        [report]
        formats = ["markdown"]
        tlp = "RED"
    """
    config = parse(HOME, text)
    assert config.rdap_bootstrap == "rdap.json"
    assert (config.run.delay, config.run.contact) == (2.0, "https://plates.example/why")
    assert (config.net.allow, config.net.ports) == (("127.0.0.0/8",), {80: 8080})
    assert (config.report.formats, config.report.tlp) == (("markdown",), "RED")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "[run]\npage_per_site = 3",
            "there is no key 'run.page_per_site'; did you mean 'run.pages_per_site'?",
        ),
        ("delay = 3.0", "there is no key 'delay'; did you mean 'run.delay'?"),
        ("[rnu]\ndelay = 3.0", "there is no key 'rnu'; did you mean 'run'?"),
        ("[schedule]\nzzz = 1", "there is no key 'schedule.zzz'; known here: time"),
        ("[run]\npages_per_site = '3'", "'run.pages_per_site' takes a whole number, not '3'"),
        ("[run]\npages_per_site = true", "'run.pages_per_site' takes a whole number, not true"),
        ("[run]\npages_per_site = 0", "'run.pages_per_site' is 0; it takes 1 to 100"),
        ("[run]\ndelay = nan", "'run.delay' is nan; it takes 0 to 600"),
        ("run = 3", "'run' takes a table, not 3"),
        ("[report]\nformats = 'html'", "'report.formats' takes a list of texts, not 'html'"),
        ("[report]\nformats = [1]", "'report.formats' takes a text in quotes, not 1"),
        ("[report]\nformats = ['papyrus']", "cannot write the report as 'papyrus'"),
        ("[report]\ntlp = 'WHITE'", "'report.tlp' is 'WHITE'; it takes one of CLEAR, GREEN, AMBER"),
        ("[schedule]\ntime = '25:00'", "'schedule.time' is '25:00'; it takes HH:MM in UTC"),
        ("[schedule]\njitter_minutes = 601", "'schedule.jitter_minutes' is 601.0; it takes 0 to 600"),
        ("[source.log]\nhours = 0", "'source.log.hours' is 0; it takes 0.1 to 8760"),
        ("[source.log]\nhours = nan", "'source.log.hours' is nan; it takes 0.1 to 8760"),
        ("[net]\nallow = ['everything']", "net.allow takes networks such as 127.0.0.0/8"),
        ("[net.ports]\nhttp = 80", "'net.ports' takes numbers as keys, not 'http'"),
        ("[net.ports]\n80 = 70000", "'net.ports' is 80 = 70000; ports are 1 to 65535"),
        ("[net]\nnameservers = ['dns.example']", "'net.nameservers' is ['dns.example']; it takes addresses"),
        ("[net]\nnameservers = ['9.9.9.9:99999']", "it takes addresses such as 9.9.9.9, 9.9.9.9:53"),
        ("[net]\nauthorities = ['/no/such.pem']", "it takes the paths of PEM files that exist"),
        ('[run]\ncontact = "a\\r\\nX: b"', "'run.contact' is 'a\\r\\nX: b'; it takes one line of text"),
        ("[whois_servers]\nio = 3", "'whois_servers.io' takes a text in quotes, not 3"),
        ("[schedule]\ntime = 06:00:00", "'schedule.time' takes a text in quotes, not 06:00:00"),
        ("rdap_bootstrap = 'ftp://x.example/'", "it takes the path of a file or an https URL"),
    ],
)
def test_a_mistake_is_named_with_its_key_and_its_file(text, sentence):
    with pytest.raises(ConfigError) as caught:
        parse(HOME, text)
    assert sentence in str(caught.value)
    assert str(caught.value).startswith("/srv/plates/brassplate.toml: ")


def test_broken_toml_is_told_with_its_line():
    with pytest.raises(ConfigError, match=r"brassplate\.toml is not valid TOML: .*line 2"):
        parse(HOME, "[run]\ndelay = = 3")


def test_a_home_without_a_configuration_says_how_to_begin(tmp_path):
    with pytest.raises(ConfigError, match="'brassplate init' writes one"):
        load(tmp_path)


def test_a_configuration_that_is_no_text_is_told(tmp_path):
    (tmp_path / "brassplate.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="is not UTF-8 text"):
        load(tmp_path)
