"""What does a whole small internet need: names, registries, sites, odd hosts, and a place for the crawler?

``with Internet(folder, domains=2000) as net`` has it run; ``net.command(...)`` is a command line inside the
crawler's namespace. Needs root, iproute2, nginx, NSD and unbound; ``missing()`` says what is not there.
"""

import json
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Self

from crawler.lab.authority import Authority
from tests.e2e import _faults, _names, _programs, _spaces, _web
from tests.e2e._programs import Programs
from tests.e2e._sites import WHOIS_TLDS, Planted, Site, address, ordinary, planted

CANARY_PROBES = (
    "10.66.0.1",
    "169.254.169.254",
    "192.168.1.1",
    "127.0.0.1",
    "::1",
    "fd00::1",
    "64:ff9b::a42:1",
)


def missing() -> str:
    """Why no internet can be made on this machine; empty when one can."""
    return _programs.missing() or _spaces.missing()


class Internet:
    """``domains`` ordinary sites, planted ones among them, and the hosts of the fault table if wanted.

    ``latency_ms`` is the round trip to every server, ``dead`` the share of addresses that answer nothing.
    """

    def __init__(
        self,
        folder: Path,
        *,
        domains: int = 2_000,
        latency_ms: float = 0.0,
        dead: float = 0.0,
        doomed: int = 0,
        faults: Sequence[_faults.Fault] = (),
        seed: int = 7,
    ) -> None:
        self.folder = folder
        self.latency_ms = latency_ms
        self.faults = tuple(faults)
        self.ordinary: list[Site] = list(ordinary(domains, seed, dead))
        self.planted: Planted = planted(seed, domains)
        self.doomed: list[Site] = [
            replace(each, addresses=(address(domains + 900 + number // 5),), servers="doomed")
            for number, each in enumerate(ordinary(doomed, seed + 1))
        ]
        self._odd = {fault: fault.site(number) for number, fault in enumerate(self.faults)}
        self._stack = ExitStack()
        self._armed_at = 0

    @property
    def sites(self) -> list[Site]:
        return [*self.ordinary, *self.planted.sites, *self.doomed, *self._odd.values()]

    @property
    def watched(self) -> list[str]:
        """The ordinary and the planted domains: what an operator would watch."""
        return [each.domain for each in (*self.ordinary, *self.planted.sites)]

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self.folder.mkdir(parents=True, exist_ok=True)
            self.star = stack.enter_context(_spaces.star(self.latency_ms))
            self.programs = Programs(self.star, self.folder)
            stack.callback(self.programs.close)
            self.authority = Authority(self.folder / "certificates")
            self._start()
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def command(self, *arguments: object) -> list[str]:
        """The command line that runs ``arguments`` where the crawler lives."""
        return self.star.command("crawler", *arguments)

    def arm_canaries(self) -> None:
        """Dials what must never be dialled, to know that it would be noticed, and forgets that again."""
        code = "import socket,sys\nfor each in sys.argv[1:]: socket.create_connection((each, 80), 5).recv(1)"
        command = self.command(sys.executable, "-c", code, *CANARY_PROBES)
        subprocess.run(command, check=True, capture_output=True, timeout=60)
        time.sleep(0.5)
        heard = "\n".join(self._canary_lines())
        mute = [each for each in CANARY_PROBES if f"dialled ('{each}', 80" not in heard]
        assert not mute and self._packets(), f"these canaries did not sing: {mute}"
        for log in self._canary_logs():
            log.write_text("")
        self._armed_at = self._packets()

    def dialled(self) -> list[str]:
        """Every connection to an address that is not public, and how many packets went to such places."""
        packets = self._packets() - self._armed_at
        return self._canary_lines() + ([f"{packets} packets"] if packets else [])

    def _canary_logs(self) -> list[Path]:
        return [self.folder / f"canary-{place}.log" for place in ("crawler", "canary")]

    def _canary_lines(self) -> list[str]:
        return [line for log in self._canary_logs() for line in log.read_text().splitlines()]

    def _packets(self) -> int:
        """TCP segments and UDP datagrams that came to the canary's place since it is there."""
        total = 0
        for file in ("snmp", "snmp6"):
            command = self.star.command("canary", "cat", f"/proc/net/{file}")
            text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            total += _counted(text)
        return total

    def _start(self) -> None:
        sites = self.sites
        _names.start(self.programs, self.folder / "names", sites)
        self.programs.module("_rebinding", "names", "45.90.6.1", "45.10.0.9", _faults.REBINDS_TO)
        served = [each for each in sites if each not in self._odd.values() or self._kind(each) == ""]
        _web.start(self.programs, self.folder / "web", served, self.authority)
        self._start_odd()
        self._start_registry(sites)
        for role in ("crawler", "canary"):
            name = f"canary-{role}"
            program = Path(__file__).with_name("_canary.py")
            self.programs.start(
                f"{name}-program", role, sys.executable, "-P", program, self.folder / f"{name}.log"
            )
        asked = [self.planted.original.domain, self.ordinary[-1].domain, "data.iana.org"]
        self.programs.await_ready(self.authority.path, *asked)
        self.arm_canaries()

    def _kind(self, site: Site) -> str:
        return next(fault.odd[0] for fault, each in self._odd.items() if each is site)

    def _start_odd(self) -> None:
        addresses = {}
        for fault, site in self._odd.items():
            kind, to = fault.odd
            if not kind:
                continue
            self.authority.context(site.domain, site.created)
            robots = {"robots": "yes"} if kind == "robots" else {}
            kind = "redirect" if kind == "robots" else kind
            addresses[site.addresses[0]] = {"domain": site.domain, "kind": kind, "to": to} | robots
        told = {"addresses": addresses, "certificates": str(self.authority.folder)}
        (self.folder / "odd.json").write_text(json.dumps(told))
        self.programs.module("_odd", "odd", self.folder / "odd.json")

    def _start_registry(self, sites: Sequence[Site]) -> None:
        tlds = sorted({each.tld for each in sites} - set(WHOIS_TLDS))
        hosts = ["data.iana.org", *(f"rdap.nic.{tld}" for tld in tlds)]
        for host in hosts:
            self.authority.context(host, "2026-01-01")
        told = {
            "domains": {s.domain: {"created": s.created, "registrant": s.registrant} for s in sites},
            "rdap": tlds,
            "whois": list(WHOIS_TLDS),
            "behaviour": _faults.REGISTRIES,
            "private_name": _faults.PRIVATE_NAME,
            "hosts": hosts,
            "certificates": str(self.authority.folder),
        }
        (self.folder / "registry.json").write_text(json.dumps(told))
        self.programs.module("_registry", "names", self.folder / "registry.json")


def _counted(text: str) -> int:
    """InSegs of TCP (both families) and what came over UDP, from /proc/net/snmp and snmp6."""
    total = 0
    lines = text.splitlines()
    for names, values in zip(lines[::2], lines[1::2], strict=False):
        if names.startswith(("Tcp:", "Udp:")):
            row = dict(zip(names.split()[1:], values.split()[1:], strict=True))
            total += sum(int(row.get(each, 0)) for each in ("InSegs", "InDatagrams", "NoPorts"))
    six = re.findall(r"^Udp6(?:InDatagrams|NoPorts)\s+(\d+)", text, re.MULTILINE)
    return total + sum(map(int, six))
