"""What do the root, the TLDs and the firms' own name servers say, and who resolves for the crawler?

Three NSDs as in the real tree (root, TLDs, hosting), a fourth that a test may kill, and unbound, which
knows nothing but our root.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.e2e._programs import Programs
from tests.e2e._sites import Site
from tests.e2e._spaces import RESOLVER

ROOT = "45.90.0.1"
HOSTS = {
    "hosts": ("45.90.4.1", "45.90.4.2"),
    "doomed": ("45.90.5.1",),
    "odd": ("45.90.6.1",),
    "lame": ("45.90.4.1",),
}
"""The name servers that are said to know the firms' domains.

``odd`` is a server of the tests, and ``lame`` knows nothing of what it is said to know.
"""
REGISTRY = "45.90.2."
IANA = "45.90.3.1"
HOSTING = "invented-hosting.net"
_TTL = "$TTL 300\n@ SOA ns.invalid. hostmaster.invalid. 1 3600 600 86400 30\n"


def start(programs: Programs, folder: Path, sites: Iterable[Site]) -> None:
    """Writes every zone and starts the servers."""
    folder.mkdir()
    kept = list(sites)
    tlds = {tld: number for number, tld in enumerate(sorted({each.tld for each in kept} | {"net", "org"}), 1)}
    zones = {".": _root(tlds)}
    _nsd(programs, folder, "root", [ROOT], zones)
    _nsd(programs, folder, "tlds", [f"45.90.1.{each}" for each in tlds.values()], _tlds(tlds, kept))
    for group in ("hosts", "doomed"):
        known = {each.domain: _domain(each) for each in kept if each.servers == group}
        if known:
            _nsd(programs, folder, group, HOSTS[group], known)
    (folder / "root.hints").write_text(f". 3600000 NS ns.root.\nns.root. 3600000 A {ROOT}\n")
    (folder / "unbound.conf").write_text(UNBOUND.format(folder=folder, resolver=RESOLVER))
    programs.start("unbound", "names", "unbound", "-d", "-c", folder / "unbound.conf")


def _root(tlds: Mapping[str, int]) -> str:
    lines = [_TTL + "@ NS ns.root.", f"ns.root. A {ROOT}"]
    for tld, number in tlds.items():
        lines += [f"{tld}. NS ns.nic.{tld}.", f"ns.nic.{tld}. A 45.90.1.{number}"]
    return "\n".join(lines) + "\n"


def _tlds(tlds: Mapping[str, int], sites: Iterable[Site]) -> dict[str, str]:
    below = defaultdict(list)
    for site in sites:
        below[site.tld].append(site)
    zones = {}
    for tld, number in tlds.items():
        lines = [_TTL + "@ NS ns.nic", f"ns.nic A 45.90.1.{number}"]
        lines += [f"{role}.nic A {REGISTRY}{number}" for role in ("rdap", "whois")]
        for site in below[tld]:
            group = HOSTS[site.servers]
            lines += [
                f"{site.domain}. NS ns{at}.{site.servers}.{HOSTING}." for at in range(1, len(group) + 1)
            ]
        if tld == "net":
            for name, group in HOSTS.items():
                lines += [f"ns{at}.{name}.{HOSTING}. A {each}" for at, each in enumerate(group, 1)]
        if tld == "org":
            lines += [f"{role}.iana A {IANA}" for role in ("data", "whois")]
        zones[tld] = "\n".join(lines) + "\n"
    return zones


def _domain(site: Site) -> str:
    group = HOSTS[site.servers]
    lines = [_TTL, *(f"@ NS ns{at}.{site.servers}.{HOSTING}." for at in range(1, len(group) + 1))]
    found = [f"{'AAAA' if ':' in each else 'A'} {each}" for each in site.addresses]
    lines += [f"{name} {each}" for each in found for name in ("@", "www")]
    lines += [f"@ MX 10 mail.{site.domain}.", '@ TXT "v=spf1 mx -all"', *site.records]
    return "\n".join(lines) + "\n"


def _nsd(
    programs: Programs, folder: Path, name: str, addresses: Iterable[str], zones: Mapping[str, str]
) -> None:
    own = folder / name
    own.mkdir()
    listed = []
    for number, (zone, text) in enumerate(zones.items()):
        (own / f"{number}.zone").write_text(text)
        listed.append(f'zone:\n  name: "{zone}"\n  zonefile: "{number}.zone"\n')
    heard = "".join(f"  ip-address: {each}\n" for each in addresses)
    (own / "nsd.conf").write_text(NSD.format(folder=own, addresses=heard) + "".join(listed))
    programs.start(name, "names", "nsd", "-d", "-c", own / "nsd.conf")


NSD = """
server:
{addresses}  username: ""
  zonesdir: "{folder}"
  database: ""
  zonelistfile: "{folder}/zone.list"
  pidfile: "{folder}/nsd.pid"
  xfrdfile: "{folder}/xfrd.state"
  xfrdir: "{folder}"
  server-count: 1
  rrl-ratelimit: 0
remote-control:
  control-enable: no
"""

UNBOUND = """
server:
  interface: {resolver}
  access-control: 0.0.0.0/0 allow
  chroot: ""
  username: ""
  directory: "{folder}"
  pidfile: ""
  use-syslog: no
  do-daemonize: no
  module-config: "iterator"
  root-hints: "{folder}/root.hints"
  num-threads: 1
  infra-host-ttl: 1
  infra-keep-probing: yes
remote-control:
  control-enable: no
"""
