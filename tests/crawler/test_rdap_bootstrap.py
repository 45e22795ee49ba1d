"""Is the RDAP server of a domain found in IANA's list, wherever the list lies and however it is made?"""

import json
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from crawler.collect import RdapBootstrap, load_bootstrap
from crawler.collect._bootstrap import shipped
from crawler.net import Network
from tests.crawler._servers import NOW, Authority, Zone, http, listening, name_server, web


def test_the_longest_listed_suffix_answers_and_http_only_services_are_left_out():
    listed = RdapBootstrap.from_json(
        json.dumps(
            {
                "services": [
                    [["UK", "zz"], ["https://uk.test"]],
                    [["co.uk"], ["http://plain.test/", "https://co.test/rdap/"]],
                    [["kg"], ["http://kg.test/", "https://kg.test:8443/", "https://[/"]],
                    "junk",
                    [["a"], 5],
                    [[7], ["https://seven.test/"]],
                ]
            }
        )
    )
    found = [listed.server_for(name) for name in ("front.co.uk", "front.org.uk", "a.zz", "front.kg", "a")]
    assert found == ["https://co.test/rdap/", "https://uk.test/", "https://uk.test/", None, None]


def test_half_characters_in_the_list_reach_nobody_who_would_print_or_keep_them():
    services = [[["test"], ["https://half.test/\ud800", "https://whole.test/"]]]
    listed = RdapBootstrap.from_json(json.dumps({"publication": "2026\ud800", "services": services}))
    assert (listed.published, listed.server_for("front.test")) == ("2026", "https://whole.test/")


@pytest.mark.parametrize("url", ["https://a.test/" + "a" * 2_000, " https://a.test/", "\nhttps://a.test/"])
def test_an_address_that_is_none_as_it_stands_is_left_out(url):
    with pytest.raises(ValueError, match="names no https server"):
        RdapBootstrap.from_json(json.dumps({"services": [[["test"], [url]]]}))


def test_a_scheme_in_capitals_is_a_scheme():
    listed = RdapBootstrap.from_json(json.dumps({"services": [[["test"], ["HTTPS://rdap.registry.test"]]]}))
    assert listed.server_for("front.test") == "https://rdap.registry.test/"


LIST = {"publication": "2026-11-18T00:00:00Z", "services": [[["test"], ["https://rdap.registry.test/"]]]}
SOURCE = "https://rdap.registry.test/dns.json"
SERVER = "https://rdap.registry.test/"


class Iana:
    """A server of the list that counts, and answers 304 to who names the tag of what it has."""

    def __init__(self, value=LIST, status=200):
        self.value, self.status, self.heads = value, status, []

    async def __call__(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        self.heads.append(head)
        same = 'if-none-match: "a1"' in head.lower()
        body = b"" if same else json.dumps(self.value).encode()
        tags = {"ETag": '"a1"', "Last-Modified": "Wed, 18 Nov 2026 00:00:00 GMT"}
        writer.write(http(304 if same else self.status, body, kind="application/json", **tags))
        await writer.drain()


@asynccontextmanager
async def serving(folder, talk):
    """The network on which ``talk`` is behind the list's URL."""
    authority = Authority(folder)
    zone = Zone({("rdap.registry.test", "A"): ["127.0.0.1"]})
    async with (
        listening(talk, authority.server("rdap.registry.test", end=3000)) as port,
        name_server(zone) as config,
    ):
        yield Network(replace(config, ports={443: port}, authorities=(authority.file,)))


async def test_the_list_of_servers_comes_from_a_file_or_over_https(tmp_path):
    (tmp_path / "dns.json").write_text(json.dumps(LIST))
    async with serving(tmp_path, Iana()) as network:
        for source in (str(tmp_path / "dns.json"), SOURCE):
            found, told = await load_bootstrap(source, network)
            assert (found.server_for("a.test"), found.published, told) == (SERVER, "2026-11-18", "")


async def test_a_list_that_cannot_be_had_is_replaced_by_the_shipped_one_and_health_says_so(tmp_path):
    (tmp_path / "deep.json").write_text("[" * 100_000)
    (tmp_path / "empty.json").write_text("{}")
    async with serving(tmp_path, Iana(status=500)) as network:
        for source, why in (
            (str(tmp_path / "none"), "No such file"),
            (str(tmp_path / "deep.json"), "nested too deep"),
            (str(tmp_path / "empty.json"), "names no https server"),
            (SOURCE, "status 500"),
            ("https://gone.test/dns.json", "the connection failed"),
        ):
            found, told = await load_bootstrap(source, network, keep=tmp_path, now=NOW)
            assert found.server_for("front.com") == "https://rdap.verisign.com/com/v1/"
            assert source in told and why in told
            assert "IANA published on 2024-02-07 (1019 days ago)" in told
    assert not (tmp_path / "rdap-bootstrap.json").exists()


async def test_no_source_means_the_shipped_list_without_a_word(tmp_path):
    found, told = await load_bootstrap("", Network())
    assert (found.server_for("a.org"), told) == ("https://rdap.publicinterestregistry.org/rdap/", "")


async def test_the_list_is_asked_for_once_a_day_and_only_if_it_changed(tmp_path):
    iana = Iana()
    async with serving(tmp_path, iana) as network:
        for hours in (0, 3, 24, 26, 48):
            now = NOW + timedelta(hours=hours)
            found, told = await load_bootstrap(SOURCE, network, keep=tmp_path, now=now)
            assert (found.server_for("a.test"), told) == (SERVER, "")
    asked = ["If-None-Match" in head and "If-Modified-Since" in head for head in iana.heads]
    assert asked == [False, True, True]
    kept = json.loads((tmp_path / "rdap-bootstrap.json").read_text())
    assert (kept["etag"], kept["checked_at"]) == ('"a1"', "2026-11-24T06:00:00Z")
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".rdap")] == []


@pytest.mark.parametrize("broken", [{"services": []}, "<html>maintenance</html>"])
async def test_a_list_that_became_unusable_leaves_the_kept_copy_in_use(tmp_path, broken):
    async with serving(tmp_path, Iana()) as network:
        await load_bootstrap(SOURCE, network, keep=tmp_path, now=NOW)
    later = NOW + timedelta(days=3)
    bad = web({"/dns.json": http(200, json.dumps(broken).encode())})
    async with serving(tmp_path, bad) as network:
        found, told = await load_bootstrap(SOURCE, network, keep=tmp_path, now=later)
    assert found.server_for("a.test") == SERVER
    assert "the copy of 2026-11-22 was, which IANA published on 2026-11-18" in told
    found, told = await load_bootstrap(SOURCE, network, keep=tmp_path, now=later)
    assert found.server_for("a.test") == SERVER
    assert "the connection failed" in told or "no answer in time" in told or "servers failed" in told


def kept(**changes):
    row = {"source": SOURCE, "checked_at": "2026-11-22T05:00:00Z", "etag": "", "modified": "", "list": "{}"}
    return json.dumps(row | changes)


DAMAGED = ["", "{", "[]", '{"source": 5}', kept(checked_at="x"), kept(etag='"a1"', list="none"), kept(list=5)]


@pytest.mark.parametrize("text", DAMAGED)
async def test_a_kept_copy_that_is_damaged_is_asked_for_anew(tmp_path, text):
    (tmp_path / "rdap-bootstrap.json").write_text(text)
    async with serving(tmp_path, Iana()) as network:
        found, told = await load_bootstrap(SOURCE, network, keep=tmp_path, now=NOW)
    assert (found.server_for("a.test"), told) == (SERVER, "")


async def test_the_copy_of_another_source_is_not_used(tmp_path):
    async with serving(tmp_path, Iana()) as network:
        await load_bootstrap(SOURCE, network, keep=tmp_path, now=NOW)
        _, told = await load_bootstrap("https://gone.test/x", network, keep=tmp_path, now=NOW)
    assert "2024-02-07" in told


def test_the_shipped_list_knows_what_iana_lacks_and_what_has_moved_since():
    found = {
        tld: shipped().server_for(f"front.{tld}") for tld in ("de", "ch", "li", "io", "me", "us", "co", "dev")
    }
    assert found == {
        "de": "https://rdap.denic.de/",
        "ch": "https://rdap.nic.ch/",
        "li": "https://rdap.nic.li/",
        "io": "https://rdap.identitydigital.services/rdap/",
        "me": "https://rdap.identitydigital.services/rdap/",
        "us": "https://rdap.nic.us/",
        "co": "https://rdap.registry.co/co/",
        "dev": "https://pubapi.registry.google/rdap/",
    }
    assert [shipped().server_for(name) for name in ("front.zz", "front.my", "front.gg", "front.ru")] == [
        None
    ] * 4
    assert len(shipped().servers) > 1_180
    for url in shipped().servers.values():
        parts = urlsplit(url)
        assert (parts.scheme, parts.port, url[-1]) == ("https", None, "/")
        assert "." in (parts.hostname or "")


async def test_what_iana_says_of_a_tld_goes_before_what_we_add(tmp_path):
    listed = {"services": [[["io"], ["https://rdap.new.test/"]], [["test"], [SERVER]]]}
    (tmp_path / "dns.json").write_text(json.dumps(listed))
    found, _ = await load_bootstrap(str(tmp_path / "dns.json"), Network())
    assert found.server_for("a.io") == "https://rdap.new.test/"
    assert found.server_for("a.de") == "https://rdap.denic.de/"
    assert found.server_for("a.com") is None
