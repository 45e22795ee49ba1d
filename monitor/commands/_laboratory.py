"""How does a home reach the lab, and nothing else?"""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from crawler.lab import Lab
    from monitor.cycle import Home

MARK = "# Written for the lab by brassplate:"
NOTE = (
    "Every company, page and contact in this report is invented; only the names of the references are real."
)


def write_config(home: Path, lab: "Lab") -> None:
    """Writes the ``brassplate.toml`` with which a run in ``home`` sees the lab as its internet."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    (home / "brassplate.toml").write_text(config_text(lab), encoding="utf-8")


def furnish(place: Path, lab: "Lab") -> "Home":
    """A new home in ``place`` whose internet is the lab, with the lab's archives imported."""
    from monitor import cycle
    from monitor.commands._home import load
    from monitor.commands.init import begin
    from monitor.references.archives import Keeping, import_files

    write_config(place, lab)
    begin(place)
    home = cycle.open_home(load(place))
    for domain, path in lab.archives().items():
        keeping = Keeping(home.store, home.observations, home.archive, lab.now(1))
        done = import_files([path], domain, keeping)
        for each in done.baselines:
            click.echo(f"{domain}: invented archive of {each.observed_at:%Y-%m-%d} imported", err=True)
    return home


def seed(home: "Home", lab: "Lab", day: int) -> None:
    """Watches what an analyst of the lab adds on ``day``."""
    from monitor.store import Role, WatchItem

    listed = lab.watchlist(day)
    home.store.watchlist.add(
        [WatchItem(name, lab.now(day), Role(role), why, "lab") for name, role, why in listed]
    )


def is_for_the_lab(home: Path) -> bool:
    """True when ``home`` was made for the lab, so that it may be made anew."""
    file = home / "brassplate.toml"
    return file.exists() and file.read_text(encoding="utf-8", errors="replace").startswith(MARK)


def config_text(lab: "Lab") -> str:
    net = lab.net
    ports = "".join(f"{standard} = {dialled}\n" for standard, dialled in sorted(net.ports.items()))
    servers = "".join(f"{json.dumps(tld)} = {json.dumps(host)}\n" for tld, host in lab.whois_servers.items())
    return f"""\
{MARK} it dials the loopback network only, while the lab is running.
rdap_bootstrap = {json.dumps(str(lab.rdap_bootstrap))}

[whois_servers]
{servers}
[run]
delay = 0.0
address_delay = 0.0
site_seconds = 10.0

[net]
allow = {json.dumps(list(net.allow))}
nameservers = {json.dumps(list(net.nameservers))}
authorities = {json.dumps(list(net.authorities))}
timeout = 2.0

[net.ports]
{ports}
[report]
note = {json.dumps(NOTE)}
"""
