"""Which zone files may the operator have from ICANN's Centralized Zone Data Service, and how is one fetched?

A token is asked for with the operator's name and password, and once more when it is no longer taken.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from crawler.discovery._source import Given
from crawler.errors import ConfigError, SourceUnavailable

LOGIN = "https://account-api.icann.org/api/authenticate"
LINKS = "/czds/downloads/links"
LARGEST_ZONE = 64 << 30
MOST_ZONES = 2_000
_ZONE = re.compile(r"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63}){0,9}")


class Czds:
    """The service, as one operator; every request that is refused for the token is made a second time."""

    def __init__(self, given: Given) -> None:
        user, colon, password = given.secret.partition(":")
        if not colon or not user or not password:
            raise ConfigError(
                "the zone service needs 'secret': an environment variable that holds user:password"
            )
        self._web = given.web
        self._login = json.dumps({"username": user, "password": password}).encode()
        self._login_at = given.options.get("login", LOGIN)
        self._base = given.where.rstrip("/")
        self._token = ""

    def links(self) -> dict[str, str]:
        """The address of each zone file that the operator may have, by zone."""
        answer = self._web.get(self._base + LINKS, headers=self._authorized())
        if answer.status == 401:
            answer = self._web.get(self._base + LINKS, headers=self._authorized(anew=True))
        try:
            found = json.loads(answer.body) if answer.status == 200 else None
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, list):
            raise SourceUnavailable(
                f"{self._base}{LINKS} gave no list of zones (status {answer.status}); "
                "check the terms that are to be agreed to, and the password"
            )
        links = {_zone(each): each for each in found[:MOST_ZONES] if isinstance(each, str)}
        return {zone: links[zone] for zone in sorted(links) if zone and self._is_ours(links[zone])}

    def fetch(self, link: str, target: Path) -> None:
        """The file at ``link``, streamed to ``target``, which is there only when it is whole."""
        part = target.with_name(target.name + ".part")
        try:
            self._write(link, part, self._authorized())
        except SourceUnavailable as error:
            if error.status != 401:
                raise
            self._write(link, part, self._authorized(anew=True))
        part.replace(target)

    def _write(self, link: str, part: Path, headers: Mapping[str, str]) -> None:
        size = 0
        try:
            with part.open("wb") as file:
                pieces: Iterator[bytes] = self._web.stream(link, headers=headers)
                for piece in pieces:
                    size += len(piece)
                    if size > LARGEST_ZONE:
                        raise SourceUnavailable(f"{link} is larger than any zone; check the address")
                    file.write(piece)
        except OSError as error:
            raise SourceUnavailable(f"keeping {link} failed: {error}; make room in {part.parent}") from None
        except BaseException:
            part.unlink(missing_ok=True)
            raise

    def _authorized(self, *, anew: bool = False) -> dict[str, str]:
        if anew or not self._token:
            self._token = self._asked_token()
        return {"Authorization": f"Bearer {self._token}"}

    def _asked_token(self) -> str:
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        answer = self._web.post(self._login_at, self._login, headers=headers)
        try:
            found = json.loads(answer.body) if answer.status == 200 else None
        except (ValueError, RecursionError):
            found = None
        token = found.get("accessToken") if isinstance(found, dict) else None
        if not isinstance(token, str) or not re.fullmatch(r"[!-~]{1,16000}", token):
            raise SourceUnavailable(
                f"{self._login_at} gave no token (status {answer.status}); check the user and the password"
            )
        return token

    def _is_ours(self, link: str) -> bool:
        """The token goes to the service's own host and to nobody else."""
        return urlsplit(link)[:2] == urlsplit(self._base)[:2]


def _zone(link: str) -> str:
    name = urlsplit(link).path.rpartition("/")[2].lower()
    zone = name.removesuffix(".zone")
    return zone if name != zone and _ZONE.fullmatch(zone) else ""
