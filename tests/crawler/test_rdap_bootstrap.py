"""Is the RDAP server of a domain found in IANA's list, wherever the list lies and however it is made?"""

import json
from dataclasses import replace

import pytest

from crawler.collect import RdapBootstrap, load_bootstrap
from crawler.errors import SourceUnavailable
from crawler.net import Network
from tests.crawler._servers import Authority, Zone, http, listening, name_server, web


def test_the_longest_listed_suffix_answers_and_http_only_services_are_left_out():
    listed = RdapBootstrap.from_json(
        json.dumps(
            {
                "services": [
                    [["UK", "zz"], ["https://uk.test"]],
                    [["co.uk"], ["http://plain.test/", "https://co.test/rdap/"]],
                    [["kg"], ["http://kg.test/"]],
                    "junk",
                    [["a"], 5],
                    [[7], ["https://seven.test/"]],
                ]
            }
        )
    )
    found = [listed.server_for(name) for name in ("front.co.uk", "front.org.uk", "a.zz", "front.kg", "a")]
    assert found == ["https://co.test/rdap/", "https://uk.test/", "https://uk.test/", None, None]


async def test_the_list_of_servers_comes_from_a_file_or_over_https(tmp_path):
    authority = Authority(tmp_path)
    text = json.dumps({"services": [[["test"], ["https://rdap.registry.test/"]]]})
    (tmp_path / "dns.json").write_text(text)
    (tmp_path / "bad.json").write_text("[" * 100_000)
    served = web({"/dns.json": http(200, text.encode())})
    zone = Zone({("rdap.registry.test", "A"): ["127.0.0.1"]})
    async with (
        listening(served, authority.server("rdap.registry.test")) as port,
        name_server(zone) as config,
    ):
        network = Network(replace(config, ports={443: port}, authorities=(authority.file,)))
        for source in (str(tmp_path / "dns.json"), "https://rdap.registry.test/dns.json"):
            assert (await load_bootstrap(source, network)).server_for(
                "a.test"
            ) == "https://rdap.registry.test/"
        for source in (str(tmp_path / "none"), str(tmp_path / "bad.json"), "https://rdap.registry.test/none"):
            with pytest.raises(SourceUnavailable, match="the list of RDAP servers at"):
                await load_bootstrap(source, network)
