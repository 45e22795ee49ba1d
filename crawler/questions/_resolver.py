"""Which name server is asked, and who is asked next when it gives no answer?"""

import asyncio
import ipaddress
import random
from collections.abc import Sequence
from pathlib import Path

from crawler.errors import ConfigError
from crawler.questions._answer import Answer
from crawler.questions._message import question
from crawler.questions._server import Server
from crawler.records import Reason

SYSTEM = Path("/etc/resolv.conf")
MOST_SERVERS = 3  # of the system's, as its own resolver does
_TELLING = (Reason.SERVFAIL, Reason.REFUSED, Reason.LAME, Reason.TRUNCATED, Reason.BAD_ANSWER, Reason.TIMEOUT)
"""What is told first of a question that no server answered: what a server said before its silence."""


class Resolver:
    """Asks the name servers in turn; ConfigError when there is none."""

    def __init__(
        self, nameservers: Sequence[str], seconds: float, chance: random.Random | None = None
    ) -> None:
        try:
            places = [_place(each) for each in nameservers or _of_the_system()]
            self._servers = [Server(host, port, chance) for host, port in places]
        except (ValueError, OSError) as error:
            raise ConfigError(f"no name server to ask; give net.nameservers (9.9.9.9:53): {error}") from None
        self._seconds = seconds

    async def ask(self, name: str, rdtype: str) -> Answer:
        """The first answer of a server that knows; else why none of them gave any."""
        section = question(name, rdtype)
        if section is None:
            return Answer(Reason.NXDOMAIN)  # what cannot be written in DNS is not there
        clock = asyncio.get_running_loop().time
        until = clock() + self._seconds
        left = sorted(self._servers, key=lambda each: each.resting(clock()))
        rounds = 2 if len(left) > 1 else 3
        why: set[Reason] = set()
        for number in range(rounds, 0, -1):
            for at, server in enumerate(asked := tuple(left)):
                turns = len(asked) - at + (number - 1) * len(left)
                answer = await server.ask(section, max(until - clock(), 0.0) / turns)
                if answer.answered:
                    return answer
                why.add(answer.status)
                if answer.status is not Reason.TIMEOUT:  # it would say the same again
                    left.remove(server)
        return Answer(next((each for each in _TELLING if each in why), Reason.UNREACHABLE))


def _place(text: str) -> tuple[str, int]:
    address, _, port = text.rpartition(":") if text.count(":") == 1 or "]:" in text else (text, "", "53")
    if not 0 < int(port) < 65_536:
        raise ValueError(f"{port} is no port")
    return str(ipaddress.ip_address(address.strip("[]"))), int(port)


def _of_the_system() -> list[str]:
    with SYSTEM.open("r", errors="replace") as stream:
        words = [line.split() for line in stream.read(65_536).splitlines()]
    named = [each[1] for each in words if len(each) > 1 and each[0] == "nameserver"]
    if not named:
        raise ValueError(f"{SYSTEM} names none")
    return named[:MOST_SERVERS]
