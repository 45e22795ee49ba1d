"""How are network namespaces made, joined in a star round the crawler's, and surely removed again?

Nothing in them leads outside: each has ``lo`` and one end of a veth pair, and what has no other route ends
in the canary's namespace, where every packet is counted.
"""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = "bpe2e"
CRAWLER, CRAWLER6 = "45.200.0.1", "2a10:ffff::1"
RESOLVER = "45.90.0.53"
LEAVES = {
    "names": ("45.90.0.0/16", "2a10:90::/32"),
    "web": ("45.10.0.0/16", "2a10:10::/32"),
    "odd": ("45.66.0.0/16", "2a10:66::/32"),
    "canary": ("default", "default"),
}
"""Which addresses live behind which end of the star; all of them are looks-public inventions."""
DEAD = "45.99.0.0/16"
"""Leads to ``web``, where nobody has these addresses: packets to them vanish."""


def missing() -> str:
    """What this machine lacks for namespaces; empty when nothing."""
    if os.geteuid() != 0:
        return "network namespaces need root"
    lacking = [each for each in ("ip", "tc", "setpriv", "mount") if not shutil.which(each)]
    if lacking:
        return f"this machine lacks {' and '.join(lacking)}"
    probe = f"{PREFIX}-{os.getpid()}-probe"
    made = subprocess.run(["ip", "netns", "add", probe], capture_output=True, text=True)
    if made.returncode != 0:
        return f"no network namespace can be made here: {made.stderr.strip()}"
    subprocess.run(["ip", "netns", "del", probe], capture_output=True)
    return ""


@contextmanager
def star(latency_ms: float = 0.0) -> Iterator["Star"]:
    """The namespaces; what an earlier run left behind because it was killed is removed first."""
    sweep()
    made = Star(f"{PREFIX}-{os.getpid()}")
    try:
        made.build(latency_ms)
        yield made
    finally:
        _remove(made.name)


def sweep() -> None:
    """Removes the namespaces of test runs that are not alive any more."""
    listed = subprocess.run(["ip", "netns", "list"], capture_output=True, text=True, check=True).stdout
    names = {line.split()[0].rpartition("-")[0] for line in listed.splitlines() if line.strip()}
    for name in names:
        owner = name.removeprefix(f"{PREFIX}-")
        if name.startswith(f"{PREFIX}-") and owner.isdecimal() and not Path(f"/proc/{owner}").exists():
            _remove(name)


def _remove(name: str) -> None:
    for role in ("crawler", *LEAVES):
        space = f"{name}-{role}"
        found = subprocess.run(["ip", "netns", "pids", space], capture_output=True, text=True).stdout
        for pid in map(int, found.split()):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        subprocess.run(["ip", "netns", "del", space], capture_output=True)
        shutil.rmtree(f"/etc/netns/{space}", ignore_errors=True)


class Star:
    """The namespaces of one internet, the crawler's in the middle."""

    def __init__(self, name: str) -> None:
        self.name = name

    def space(self, role: str) -> str:
        return f"{self.name}-{role}"

    def command(self, role: str, *arguments: object) -> list[str]:
        """The command line that runs ``arguments`` inside; it dies with the process that started it."""
        inside = ["ip", "netns", "exec", self.space(role), *map(str, arguments)]
        return ["setpriv", "--pdeathsig", "KILL", *inside]

    def build(self, latency_ms: float) -> None:
        for role in ("crawler", *LEAVES):
            _ip("netns", "add", self.space(role))
            self._batch(role, ["link set lo up"])
        resolv = Path("/etc/netns") / self.space("crawler") / "resolv.conf"
        resolv.parent.mkdir(parents=True)
        resolv.write_text(f"nameserver {RESOLVER}\n")
        self._batch("crawler", [f"address add {CRAWLER}/32 dev lo"])
        for number, (role, networks) in enumerate(LEAVES.items(), 1):
            self._join(role, number, networks)
            if latency_ms:
                self._delay(role, latency_ms)

    def _join(self, role: str, number: int, networks: tuple[str, str]) -> None:
        """One ray of the star: any number of addresses at its end, reached over one neighbour."""
        four, six = f"45.200.1.{number}", f"2a10:ffff::1:{number}"
        ours, theirs = f"02:00:00:00:01:0{number}", f"02:00:00:00:02:0{number}"
        ray = f"link add {role} address {ours} netns {self.space('crawler')} type veth"
        _ip(*ray.split(), *f"peer name star address {theirs} netns {self.space(role)}".split())
        everywhere = "default" in networks  # IPv6 takes no whole world as its own address, but halves of it
        here = ("0.0.0.0/0", "::/1", "8000::/1") if everywhere else networks
        self._batch(
            role,
            [
                "link set star up",
                f"address add {four}/32 dev star",
                f"-6 address add {six}/128 dev star nodad",
                f"route add {CRAWLER}/32 dev star",
                f"-6 route add {CRAWLER6}/128 dev star",
                *(f"route add local {each} dev lo table main" for each in here),
                *(f"neigh add {each} lladdr {ours} dev star" for each in (CRAWLER, CRAWLER6)),
            ],
        )
        # IPv6 answers for an address on the device that has it alone, so each ray gets it.
        routes = [f"link set {role} up", f"-6 address add {CRAWLER6}/128 dev {role} nodad"]
        routes.append(f"route add {four}/32 dev {role} src {CRAWLER}")
        routes.append(f"-6 route add {six}/128 dev {role} src {CRAWLER6}")
        routes.append(f"route add {networks[0]} via {four} dev {role} src {CRAWLER}")
        routes.append(f"-6 route add {networks[1]} via {six} dev {role} src {CRAWLER6}")
        if role == "web":
            routes.append(f"route add {DEAD} via {four} dev {role} src {CRAWLER}")
        routes += [f"neigh add {each} lladdr {theirs} dev {role}" for each in (four, six)]
        self._batch("crawler", routes)

    def _delay(self, role: str, latency_ms: float) -> None:
        for space, device in ((self.space("crawler"), role), (self.space(role), "star")):
            netem = ["qdisc", "add", "dev", device, "root", "netem", "delay", f"{latency_ms / 2:g}ms"]
            command = ["tc", "-n", space, *netem, "limit", "100000"]
            subprocess.run(command, check=True, capture_output=True, text=True)

    def _batch(self, role: str, lines: Sequence[str]) -> None:
        for line in lines:
            _ip("-n", self.space(role), *line.split())


def _ip(*arguments: str) -> None:
    done = subprocess.run(["ip", *arguments], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"ip {' '.join(arguments)}: {done.stderr.strip()}")
