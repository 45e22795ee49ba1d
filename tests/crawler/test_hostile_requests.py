"""Can a site make the crawl ask for what it should not, wait for ever, or spoil another site's look?"""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from scrapy import Request
from scrapy.http import Response
from scrapy.settings import Settings

from crawler.crawl import CrawlJob, crawl
from crawler.middlewares import Budget, BudgetMiddleware, GuardMiddleware, Refused, RobotsMiddleware
from crawler.net import NetConfig
from crawler.records import Observation, Reason
from crawler.robots import Robots
from tests.crawler._web import Web, answer, moved, running_web

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Web, dict[str, Observation]]]:
    folder = tmp_path_factory.mktemp("web")
    with running_web(folder) as web:
        build(web)
        domains = [each for each in web.names if "hop" not in each]
        job = CrawlJob(
            domains, NOW, folder / "archive", web.net, delay=0, request_seconds=3, site_seconds=12,
            log=folder / "log", at_once=4, address_delay=0,
        )  # fmt: skip
        yield (
            web,
            {each.domain: next(o for o in each.observations if o.kind == "site") for each in crawl(job)},
        )


def build(web: Web) -> None:
    web.site("ssh.example", home=moved("http://ssh.example:22/"))
    web.site("user.example", home=moved("https://me:secret@good.example/"))
    rules = "User-agent: *\nDisallow: /" + "*a" * 30 + "b\n"
    web.site("slow-robots.example", home=answer("x"), robots_txt=answer(rules, kind="text/plain"))
    web.answers["slow-robots.example", "/"] = moved("https://slow-robots.example/" + "a" * 1_800)
    web.answers["slow-robots.example", "/" + "a" * 1_800] = answer("<title>there</title>")


def test_a_redirect_to_another_port_is_not_followed(seen: tuple[Web, dict[str, Observation]]) -> None:
    site = seen[1]["ssh.example"]
    assert site.reason is Reason.BAD_ANSWER
    assert site.payload["notes"][0].startswith("https: the answer could not be read")


def test_a_redirect_with_a_user_name_is_not_followed(seen: tuple[Web, dict[str, Observation]]) -> None:
    assert seen[1]["user.example"].reason is Reason.BAD_ANSWER


def test_patterns_of_robots_txt_do_not_stop_the_clock(seen: tuple[Web, dict[str, Observation]]) -> None:
    assert seen[1]["slow-robots.example"].payload["title"] == "there"


async def test_a_site_that_spent_its_requests_spoils_no_other_sites_robots_txt() -> None:
    async def download(_crawler: object, request: Request) -> Response:
        BudgetMiddleware().process_request(request)
        return Response(request.url, body=b"User-agent: *\nDisallow: /private")

    robots = RobotsMiddleware(SimpleNamespace(settings={"USER_AGENT": "brassplate/1"}), download)
    await robots.process_request(Request("http://victim.example/", meta={"budget": Budget(left=0)}))
    await robots.process_request(Request("http://victim.example/", meta={"budget": Budget(left=9)}))
    with pytest.raises(Refused) as refused:
        await robots.process_request(Request("http://victim.example/private"))
    assert refused.value.reason is Reason.ROBOTS


@pytest.mark.parametrize(
    ("url", "taken"),
    [
        ("http://127.0.0.1/", True),
        ("https://127.0.0.1:443/", True),
        ("http://127.0.0.1:80/", True),
        ("http://127.0.0.1:22/", False),
        ("https://127.0.0.1:8443/", False),
        ("https://127.0.0.1:0/", False),
        ("https://127.0.0.1:99999/", False),
        ("https://a:b@127.0.0.1/", False),
        ("https://@127.0.0.1/", False),
        ("ftp://127.0.0.1/", False),
        ("http://2130706433/", False),
        ("http://0x7f000001/", False),
        ("http://0177.0.0.1/", False),
        ("http://127.1/", False),
        ("http://10.0.0.1./", False),
        ("http://[::ffff:10.0.0.1]/", False),
        ("http://[::10.0.0.1]/", False),
        ("http://[64:ff9b::a00:1]/", False),
        ("http://[2002:a00:1::]/", False),
        ("http://[fe80::1%25lo]/", False),
        ("http://[::]/", False),
        ("http://localhost/", False),
        ("http://a.localhost./", False),
        ("http://169.254.169.254/", False),
    ],
)
async def test_only_public_addresses_on_the_ports_of_the_web_are_asked(url: str, taken: bool) -> None:
    net = NetConfig(allow=("127.0.0.0/8",), nameservers=("127.0.0.1:1",), timeout=0.2)
    guard = GuardMiddleware(Settings({"BRASSPLATE_NET": net.to_json()}))
    try:
        await guard.process_request(Request(url))
    except (Refused, ValueError):
        assert not taken
    else:
        assert taken


@pytest.mark.parametrize(
    ("text", "allowed", "refused"),
    [
        ("User-agent: *\nDisallow: /private", ["/", "/public"], ["/private", "/private/x?y"]),
        ("User-agent: *\nDisallow: /\nAllow: /$", ["/"], ["/x"]),
        ("User-agent: *\nDisallow: /*.pdf$", ["/a.pdf?x", "/pdf"], ["/a.pdf", "/b/c.pdf"]),
        ("User-agent: *\nDisallow: /a*b*c", ["/abxb", "/acb"], ["/abc", "/axxbxxc1"]),
        ("User-agent: *\nDisallow: /ab*ba$", ["/aba"], ["/abba", "/abxba"]),
        ("User-agent: *\nDisallow: /x\n\nUser-agent: BrassPlate/2\nDisallow: /y", ["/x"], ["/y"]),
        ("User-agent: a\nUser-agent: *\nDisallow: /x", ["/"], ["/x"]),
        ("User-agent: a\nDisallow: /\nUser-agent: *\nDisallow:", ["/", "/x"], []),
        ("User-agent: *\nDisallow: /p\nAllow: /page", ["/page"], ["/park"]),
        ("User-agent: *\nDisallow: /p\nAllow: /p", ["/p"], []),
        (
            "User-agent: *\nDisallow: /%7ejoe/\nDisallow: /d\u00e9j\u00e0",
            ["/~jim"],
            ["/~joe/", "/d%c3%a9j%C3%A0"],
        ),
        ("User-agent: *\nDisallow: /a%2Fb", ["/a/b"], ["/a%2fb"]),
        ("user agent : *\n Disalow : /x # why", ["/"], ["/x"]),
        ("Disallow: /\n<html>", ["/"], []),
        ("\ufeffUser-agent: *\nDisallow: /x", ["/"], ["/x"]),
        ("User-agent: *\nDisallow: /", ["/robots.txt"], ["/", "/a"]),
    ],
)
def test_robots_txt_is_read_as_the_standard_says(text: str, allowed: list[str], refused: list[str]) -> None:
    rules = Robots.parse(text, "brassplate")
    assert [path for path in [*allowed, *refused] if rules.allows(f"https://a.example{path}")] == allowed


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "".join(f"User-agent: a{n}\n" for n in range(15_000)) + "Disallow: /a\n" * 20_000, id="agents"
        ),
        pytest.param("User-agent: *\n" + ("Disallow: /" + "*a" * 12 + "b\n") * 14_000, id="wildcards"),
        pytest.param("User-agent: *\nDisallow: /" + "*a" * 250_000 + "b", id="one pattern"),
        pytest.param("User-agent: *\nDisallow: /" + "%" * 500_000, id="percent signs"),
    ],
)
def test_no_robots_txt_takes_long(text: str) -> None:
    begun = time.process_time()
    assert Robots.parse(text, "brassplate").allows("https://a.example/" + "a" * 1_900)
    assert time.process_time() - begun < 2
