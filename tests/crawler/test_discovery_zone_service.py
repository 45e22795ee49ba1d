"""Is each zone fetched from the service once a day, with a token that is renewed, and no more?"""

import gzip
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.discovery import Web
from crawler.discovery.zone_files import SOURCE
from crawler.errors import ConfigError
from tests.crawler._feed_server import NOON, Asked, Feed, Heard, feed_server, hear, loopback_web
from tests.crawler._feeds import Served
from tests.crawler._zones import zone_text


@pytest.fixture
def service() -> Iterator[Feed]:
    with feed_server() as feed:
        tokens = list[str]()

        def login(asked: Asked) -> Served:
            right = json.loads(asked.body) == {"username": "analyst@firm.example", "password": "pass:word"}
            tokens.append(f"token-{len(tokens)}")
            return (200, {}, json.dumps({"accessToken": tokens[-1]}).encode()) if right else (401, {}, b"{}")

        def guarded(content: bytes) -> Any:
            def answer(asked: Asked) -> Served:
                known = asked.headers.get("authorization") == f"Bearer {tokens[-1]}" if tokens else False
                return (200, {}, content) if known else (401, {}, b"{}")

            return answer

        links = [f"{feed.url}/czds/downloads/example.zone", f"{feed.url}/czds/downloads/second.zone"]
        feed.answers["/api/authenticate"] = login
        strange = ["http://elsewhere.example/x.zone", f"{feed.url}/../../etc/passwd", 17]
        feed.answers["/czds/downloads/links"] = guarded(json.dumps([*links, *strange]).encode())
        feed.answers["/czds/downloads/second.zone"] = guarded(zone_text(["x"], zone="second"))
        feed.publish = lambda *names, day=20: feed.answers.update(  # type: ignore[attr-defined]
            {
                "/czds/downloads/example.zone": guarded(
                    gzip.compress(zone_text(names, serial=2026110000 + day * 100))
                )
            }
        )
        feed.forget = lambda: tokens.append("expired")  # type: ignore[attr-defined]
        feed.publish("a", "b")  # type: ignore[attr-defined]
        yield feed


@pytest.fixture
def web() -> Iterator[Web]:
    with loopback_web() as opened:
        yield opened


def ask(service: Feed, web: Web, keep: Path, before: Heard | None = None, **how: Any) -> Heard:
    options: dict[str, Any] = {"secret": "analyst@firm.example:pass:word", "keep": str(keep)} | how
    login = f"{service.url}/api/authenticate"
    return hear(SOURCE, service.url, web, cursor=before.cursor if before else "", login=login, **options)


def test_the_service_gives_each_zone_once_a_day(service: Any, web: Web, tmp_path: Path) -> None:
    first = ask(service, web, tmp_path)
    assert (first.names, first.unavailable) == ([], "")
    assert service.paths() == [
        "/api/authenticate",
        "/czds/downloads/links",
        "/czds/downloads/example.zone",
        "/czds/downloads/second.zone",
    ]
    service.publish("a", "b", "c", day=21)
    assert ask(service, web, tmp_path, first, now=NOON + timedelta(hours=23)).names == []
    assert service.paths().count("/czds/downloads/example.zone") == 1
    second = ask(service, web, tmp_path, first, now=NOON + timedelta(hours=24))
    assert second.names == ["c.example"]
    assert second.faults == ["second is the very same as when it was read before"]
    assert [each.name for each in tmp_path.iterdir() if "zst" not in each.name] == [], "no zone is kept"


def test_only_the_chosen_zones_are_fetched_and_those_not_to_be_had_are_said(
    service: Any, web: Web, tmp_path: Path
) -> None:
    heard = ask(service, web, tmp_path, zones="second, com")
    assert heard.unavailable == "the account may not read the zone com"
    assert service.paths()[2:] == ["/czds/downloads/second.zone"]


def test_a_token_that_ran_out_is_asked_for_once_more(service: Any, web: Web, tmp_path: Path) -> None:
    links = service.answers["/czds/downloads/links"]

    def then_forget(asked: Asked) -> Served:
        answer = links(asked)
        service.forget()
        return answer  # type: ignore[no-any-return]

    service.answers["/czds/downloads/links"] = then_forget
    heard = ask(service, web, tmp_path, zones="example")
    assert heard.unavailable == ""
    assert service.paths() == [
        "/api/authenticate",
        "/czds/downloads/links",
        "/czds/downloads/example.zone",
        "/api/authenticate",
        "/czds/downloads/example.zone",
    ]


def test_a_download_that_broke_off_is_no_download(service: Any, web: Web, tmp_path: Path) -> None:
    service.answers["/czds/downloads/example.zone"] = (200, {"Content-Length": "5000"}, b"\x1f\x8b")
    heard = ask(service, web, tmp_path, zones="example")
    assert "fetching" in heard.unavailable
    assert [each for each in tmp_path.iterdir() if each.name.startswith("example")] == []
    service.publish("a")
    again = ask(service, web, tmp_path, heard, zones="example")
    assert again.unavailable == "", "and what was not had may be asked for at once"


def test_killed_after_the_download_it_is_not_fetched_again(service: Any, web: Web, tmp_path: Path) -> None:
    first = ask(service, web, tmp_path, zones="example", stop_after=1)
    assert (tmp_path / "example.zone.download").exists()
    second = ask(service, web, tmp_path, first, zones="example")
    assert service.paths().count("/czds/downloads/example.zone") == 1
    assert json.loads(second.cursor)["zones"]["example"]["last"]["count"] == 2


@pytest.mark.parametrize("secret", ["", "no-colon", ":", "user:"])
def test_without_a_password_nothing_is_asked(service: Any, web: Web, tmp_path: Path, secret: str) -> None:
    with pytest.raises(ConfigError, match="user:password"):
        ask(service, web, tmp_path, secret=secret)
    assert service.asked == []


def test_a_wrong_password_is_said_without_showing_it(service: Any, web: Web, tmp_path: Path) -> None:
    heard = ask(service, web, tmp_path, secret="analyst@firm.example:wr0ng")
    assert "gave no token (status 401); check the user and the password" in heard.unavailable
    assert "wr0ng" not in heard.unavailable


def test_a_url_needs_a_folder_for_the_lists(service: Any, web: Web) -> None:
    with pytest.raises(ConfigError, match="option 'keep'"):
        hear(SOURCE, service.url, web, secret="a:b")
