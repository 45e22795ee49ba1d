"""Is the vetted address alone dialled, within bounds, and is the certificate of that connection kept?"""

import asyncio
import ssl
import time
from dataclasses import replace
from types import MappingProxyType, SimpleNamespace

import pytest
from scrapy import Request
from scrapy.exceptions import (
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    UnsupportedURLSchemeError,
)
from scrapy.settings import Settings

from crawler.download import CurlHandler
from crawler.download._asking import only_to
from crawler.middlewares import reason_of
from crawler.net import LookupFailed, network_of
from crawler.records import Reason
from tests.crawler._download import PAGE, Server, fetching
from tests.crawler._servers import Authority, Canary, Zone, listening, name_server
from tests.crawler._web import answer, moved


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


async def test_a_page_comes_with_its_address_and_with_no_header_of_libcurls():
    server = Server()
    async with fetching(server) as fetch:
        response = await fetch("http://a.test/x?y=1#part")
    assert (response.status, response.body, response.url) == (200, PAGE, "http://a.test/x?y=1")
    assert (str(response.ip_address), response.protocol, response.certificate) == (
        "127.0.0.1",
        "HTTP/1.1",
        None,
    )
    assert server.asked == ["GET /x?y=1 HTTP/1.1\r\nHost: a.test\r\nUser-Agent: a test\r\n\r\n"]
    assert (fetch.meta["dialled"], fetch.meta["from"]) == ("127.0.0.1", "127.0.0.1")
    assert fetch.meta["download_latency"] > 0


@pytest.mark.parametrize(
    "host",
    ["10.0.0.1", "169.254.169.254", "[::1]", "[::ffff:10.0.0.1]", "2130706433", "0x7f.1", "017700000001",
     "127.1", "localhost", "a.localhost", "inner.test", "mixed.test", "[fe80::1]", "0.0.0.0"],
)  # fmt: skip
async def test_what_is_not_public_is_not_dialled_however_it_is_written(host):
    canary = Canary()
    async with fetching(canary) as fetch:
        with pytest.raises(LookupFailed) as caught:
            await fetch(f"http://{host}/")
    assert (caught.value.reason, canary.visits) == (Reason.BLOCKED_ADDRESS, 0)


@pytest.mark.parametrize(
    "url", ["ftp://a.test/", "file:///etc/passwd", "gopher://a.test/", "http://u:p@a.test/"]
)
async def test_only_web_addresses_without_a_password_are_fetched(url):
    async with fetching(Canary()) as fetch:
        with pytest.raises(UnsupportedURLSchemeError):
            await fetch(url)


def test_a_socket_is_made_for_the_vetted_address_alone():
    opened = only_to("127.0.0.1", 80)
    assert opened(0, (2, 1, 6, ("127.0.0.2", 80))) == -1
    assert opened(0, (2, 1, 6, ("127.0.0.1", 81))) == -1
    assert opened(0, (10, 1, 6, ("::1", 80, 0, 0))) == -1
    made = opened(0, (2, 1, 6, ("127.0.0.1", 80)))
    made.close()


async def test_proxies_of_the_environment_are_not_used(monkeypatch):
    canary, server = Canary(), Server()
    async with listening(canary) as port, fetching(server) as fetch:
        for name in ("http_proxy", "https_proxy", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{port}")
        assert (await fetch("http://a.test/")).body == PAGE
    assert canary.visits == 0


async def test_a_redirect_is_an_answer_and_a_cookie_is_forgotten():
    server = Server(moved("http://inner.test/").replace(b"Connection: close", b"Set-Cookie: a=b"))
    async with fetching(server) as fetch:
        assert (await fetch("http://a.test/")).status == 302
        await fetch("http://a.test/")
    assert "ookie" not in server.asked[1]


async def test_a_connection_serves_the_same_host_again_and_no_other():
    server = Server()
    async with fetching(server) as fetch:
        for host in ("a.test", "a.test", "b.test", "a.test"):
            await fetch(f"http://{host}/")
    assert (len(server.asked), server.connections) == (4, 2)


async def test_the_next_address_is_tried_when_one_refuses():
    server = Server()
    async with fetching(server) as fetch:
        assert str((await fetch("http://two.test/")).ip_address) == "127.0.0.1"
    assert fetch.meta["dialled"] == "127.0.0.1"


async def test_a_refusal_says_who_refused():
    async with fetching(Server(), records={("a.test", "A"): ["127.0.0.9"]}) as fetch:
        with pytest.raises(DownloadConnectionRefusedError):
            await fetch("http://a.test/")
    assert fetch.meta["dialled"] == "127.0.0.9"


async def endless_body(writer):
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        writer.write(b"x" * 60_000)
        await writer.drain()


async def endless_fields(writer):
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"X: y\r\n" * 1_000)
        await writer.drain()


async def long_fields(writer):
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"X: " + b"y" * 90_000 + b"\r\n")
        await writer.drain()


async def endless_trailers(writer):
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n")
    while True:
        writer.write(b"X: y\r\n" * 1_000)
        await writer.drain()


async def drip(writer):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n")
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.05)


@pytest.mark.parametrize("talk", [endless_body, endless_fields, long_fields, endless_trailers])
async def test_what_has_no_end_is_cut_and_called_too_big(talk):
    async with fetching(Server(talk)) as fetch:
        with pytest.raises(DownloadCancelledError) as caught:
            await fetch("http://a.test/")
    assert reason_of(caught.value) is Reason.TOO_BIG


async def test_a_length_above_the_bound_ends_it_before_the_body():
    async with fetching(Server(b"HTTP/1.1 200 OK\r\nContent-Length: 9001\r\n\r\n")) as fetch:
        with pytest.raises(DownloadCancelledError):
            await fetch("http://a.test/")
        with pytest.raises(DownloadTimeoutError):
            await fetch("http://a.test/", download_maxsize=9_001, download_timeout=0.2)


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_the_time_covers_everything(scheme, authority):
    tls = authority.server("a.test") if scheme == "https" else None
    async with fetching(Server(drip), tls=tls) as fetch:
        began = time.monotonic()
        with pytest.raises(DownloadTimeoutError):
            await fetch(f"{scheme}://a.test/", download_timeout=0.4)
    assert time.monotonic() - began < 5.0


async def test_a_silent_handshake_is_a_time_out_and_plain_http_there_is_a_tls_failure():
    async def silent(reader, writer):
        await reader.read()

    async with fetching(silent) as fetch:
        with pytest.raises(DownloadTimeoutError):
            await fetch("https://a.test/", download_timeout=0.3)

    async def plain(reader, writer):
        await reader.read(100)
        writer.write(answer("no TLS here"))
        await writer.drain()

    async with fetching(plain) as fetch:
        with pytest.raises(DownloadFailedError) as caught:
            await fetch("https://a.test/")
    assert reason_of(caught.value) is Reason.TLS_FAILED


async def test_who_gives_up_ends_the_transfer():
    server = Server(drip)
    async with fetching(server) as fetch:
        task = asyncio.create_task(fetch("http://a.test/"))
        await asyncio.sleep(0.2)
        assert server.open == 1
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.sleep(0.2)
        assert server.open == 0


def old(context):
    context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1
    context.set_ciphers("ALL:@SECLEVEL=0")
    return context


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1:DeprecationWarning")
async def test_the_chain_and_the_version_of_the_connection_are_kept_whatever_their_state(authority):
    for context, version, certificates in (
        (authority.server("a.test"), "TLSv1.3", 2),
        (authority.server("other.test", start=-9, end=-1, alone=True), "TLSv1.3", 1),
        (old(authority.server("a.test")), "TLSv1", 2),
    ):
        async with fetching(Server(), tls=context) as fetch:
            assert (await fetch("https://a.test/")).body == PAGE
            shown = fetch.network.shown("a.test")
        assert (shown.version.removesuffix(".0"), shown.address) == (version, "127.0.0.1")
        assert len(shown.chain) == certificates
        assert shown.chain[-1][:1] == b"\x30"


async def test_a_name_that_leads_elsewhere_now_gets_a_new_connection():
    first, second = Server(), Server()
    zone = Zone({("a.test", "A"): ["127.0.0.1"]}, ttl=0)
    async with listening(first) as port, name_server(zone) as config:
        server = await asyncio.start_server(second, "127.0.0.2", port)
        settings = Settings({"BRASSPLATE_NET": replace(config, ports=MappingProxyType({80: port})).to_json()})
        handler = CurlHandler.from_crawler(SimpleNamespace(settings=settings, stats=None))
        await handler.download_request(Request("http://a.test/"))
        zone.records["a.test", "A"] = ["127.0.0.2"]
        network_of(settings)._kept.clear()
        response = await handler.download_request(Request("http://a.test/"))
        await handler.close()
        server.close()
    assert str(response.ip_address) == "127.0.0.2"
    assert (len(first.asked), len(second.asked)) == (1, 1)
