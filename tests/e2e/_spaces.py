"""How are network namespaces made, joined in a star round the crawler's, and surely removed again?

Nothing in them leads outside: each has ``lo`` and one end of a veth pair, and what has no other route ends
in the canary's namespace, where every packet is counted.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
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
    lacking = [each for each in ("ip", "setpriv", "mount") if not shutil.which(each)]
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
        made.cut()
        _remove(made.name)


def sweep() -> None:
    """Removes the namespaces and disks of test runs that are not alive any more."""
    listed = subprocess.run(["ip", "netns", "list"], capture_output=True, text=True, check=True).stdout
    names = {line.split()[0].rpartition("-")[0] for line in listed.splitlines() if line.strip()}
    for name in names:
        if _orphaned(name):
            _remove(name)
    for source, place, *_ in map(str.split, Path("/proc/mounts").read_text().splitlines()):
        if _orphaned(source):
            subprocess.run(["umount", "-l", place], capture_output=True)


def _orphaned(name: str) -> bool:
    """True for what a test run named that is not alive any more."""
    owner = name.removeprefix(f"{PREFIX}-")
    return name.startswith(f"{PREFIX}-") and owner.isdecimal() and not Path(f"/proc/{owner}").exists()


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A file system in memory of a given size."""
    folder.mkdir()
    name = f"{PREFIX}-{os.getpid()}"
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", name, folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


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
        self._links: list[subprocess.Popen[bytes]] = []

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
            self._link(role, number, latency_ms)
            self._join(role, number, networks, [] if latency_ms else [*_hardware(number)])

    def _join(self, role: str, number: int, networks: tuple[str, str], hardware: Sequence[str]) -> None:
        """One ray of the star: any number of addresses at its end, reached over one neighbour."""
        four, six = f"45.200.1.{number}", f"2a10:ffff::1:{number}"
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
                *(
                    f"neigh add {each} lladdr {mac} dev star"
                    for mac in hardware[:1]
                    for each in (CRAWLER, CRAWLER6)
                ),
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
        routes += [
            f"neigh add {each} lladdr {mac} dev {role}" for mac in hardware[1:] for each in (four, six)
        ]
        self._batch("crawler", routes)

    def _link(self, role: str, number: int, latency_ms: float) -> None:
        """A device named ``role`` here and one named ``star`` there; slow ones are a process's work."""
        here, there = self.space("crawler"), self.space(role)
        if not latency_ms:
            ours, theirs = _hardware(number)
            _ip(
                *f"link add {role} address {ours} netns {here} type veth".split(),
                *f"peer name star address {theirs} netns {there}".split(),
            )
            return
        program = [sys.executable, "-P", Path(__file__).with_name("_slow_link.py"), here, role, there, "star"]
        command = ["setpriv", "--pdeathsig", "KILL", *map(str, program), f"{latency_ms / 2:g}"]
        self._links.append(subprocess.Popen(command))
        deadline = time.monotonic() + 20
        seen = ["ip", "-n", there, "link", "show", "star"]
        while subprocess.run(seen, capture_output=True).returncode != 0:
            assert time.monotonic() < deadline, f"the slow link to {role} did not come up"
            time.sleep(0.05)

    def cut(self) -> None:
        """Ends the slow links."""
        for link in self._links:
            link.kill()
            link.wait()

    def _batch(self, role: str, lines: Sequence[str]) -> None:
        for line in lines:
            _ip("-n", self.space(role), *line.split())


def _hardware(number: int) -> tuple[str, str]:
    """The addresses of both ends of a ray, known beforehand, so that nobody has to ask for them."""
    return f"02:00:00:00:01:0{number}", f"02:00:00:00:02:0{number}"


def _ip(*arguments: str) -> None:
    done = subprocess.run(["ip", *arguments], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"ip {' '.join(arguments)}: {done.stderr.strip()}")
