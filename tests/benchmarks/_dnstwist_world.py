"""Which invented internet does the dnstwist job run over, and what is the truth about it?

In a network namespace of its own: NSD with a zone for each registered name, nginx with a page for each, mail.
Half of the registered names show the original's page, edited as copyists do; the others show other sites.
"""

import json
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

ORIGINAL = "thefoxcloud.com"
NAMES, SLOW = "127.53.0.11", "127.53.0.12"
LARGEST = 30_000
"""Bytes of a page that is taken from the corpus: the mean is then 15 KB, as in the other figures."""
TEMPLATE = "sb-creative"
SOA = "$TTL 300\n@ SOA ns.host.example. hostmaster.host.example. 1 3600 600 86400 60\n"
WORDS = (
    "cloud",
    "remote",
    "team",
    "product",
    "design",
    "software",
    "delivery",
    "quality",
    "growth",
    "office",
)
NSD = """
server:
  ip-address: {names}@53
  username: ""
  zonesdir: "{home}/zones"
  database: ""
  zonelistfile: "{home}/zone.list"
  pidfile: "{home}/nsd.pid"
  xfrdfile: "{home}/xfrd.state"
  xfrdir: "{home}"
  server-count: 2
  reuseport: yes
  rrl-ratelimit: 0
remote-control:
  control-enable: no
"""
NGINX = """
user root; daemon off; master_process off; pid {home}/nginx.pid; error_log {home}/error.log crit;
events {{ worker_connections 4096; }}
http {{
  access_log off; types {{ text/html html; }} default_type text/html;
  client_body_temp_path {home}/t1; proxy_temp_path {home}/t2; fastcgi_temp_path {home}/t3;
  uwsgi_temp_path {home}/t4; scgi_temp_path {home}/t5;
  server {{ listen 80; root {home}/sites/$host; index index.html; }}
}}
"""


def made_up(seed: int) -> str:
    """An invented page of some 15 KB, with a layout of its own."""
    chance = random.Random(seed)
    body = []
    for _ in range(chance.randrange(15, 30)):
        style = f"s{chance.randrange(99_999)}"
        inner = "".join(
            f'<{tag} class="{style}-{tag}">{_words(chance, 20)}</{tag}>'
            for tag in chance.choices(("p", "div", "h2", "span", "li", "em"), k=chance.randrange(2, 6))
        )
        body.append(f'<section class="{style}"><div class="{style}-in">{inner}</div></section>\n')
    return f"<!doctype html><html><head><title>{seed}</title></head><body>{''.join(body)}</body></html>"


def _words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choice(WORDS) + chance.choice("abcdefgh") for _ in range(count)) + "."


def pages(corpus: Path | None, count: int) -> tuple[str, list[str]]:
    """The original's page and ``count`` pages of other sites."""
    if corpus is None:
        return made_up(-1), [made_up(number) for number in range(count)]
    lines = (corpus / "pages" / "manifest.jsonl").read_text("utf-8").splitlines()
    rows = sorted(map(json.loads, lines), key=lambda row: str(row["file"]))
    sources = {row["file"]: (corpus / row["file"]).read_text("utf-8", "replace") for row in rows}
    others = [row["file"] for row in rows if row["template"] != TEMPLATE]
    others = [file for file in others if len(sources[file]) < LARGEST]
    [original, *_] = [
        row["file"] for row in rows if row["template"] == TEMPLATE and row["label"] == "customised"
    ]
    random.Random(11).shuffle(others)
    return sources[original], [sources[others[number % len(others)]] for number in range(count)]


def clone(source: str, seed: int) -> str:
    """The page under another brand: words changed, sections dropped, and of some reordered or renamed."""
    chance = random.Random(seed)
    head, *rest = re.split(r"(?=<(?:section|header|footer|aside|nav)\b)", source)
    rest = [each for each in rest if chance.random() > 0.25]
    if seed % 3 == 1:
        chance.shuffle(rest)
    made = re.sub(r">([^<]{3,})<", lambda text: f">{_reworded(text[1], chance)}<", head + "".join(rest))
    if seed % 3 == 2:
        made = re.sub(
            r'((?:class|id)=")([^"]*)"', lambda found: found[1] + re.sub(r"\b\w", "x", found[2]) + '"', made
        )
    return re.sub(r"(?is)<title>.*?</title>", f"<title>Brand {seed} Ltd</title>", made)


def _reworded(text: str, chance: random.Random) -> str:
    return re.sub(
        r"[^\W\d_]+", lambda word: chance.choice(WORDS) if chance.random() < 0.15 else word[0], text
    )


def build(home: Path, permutations: list[str], registered: int, corpus: Path | None) -> dict[str, bool]:
    """Zones and pages in ``home``; whether each registered name shows a copy of the original's page."""
    chance = random.Random(7)
    names = sorted(chance.sample(sorted(set(permutations) - {ORIGINAL}), registered))
    chance.shuffle(names)
    original, others = pages(corpus, registered)
    truth = {name: number % 2 == 0 for number, name in enumerate(names)}
    (home / "zones").mkdir()
    written = {ORIGINAL: original}
    for number, (name, copied) in enumerate(truth.items()):
        written[name] = clone(original, number) if copied else others[number]
    for number, (name, text) in enumerate(written.items()):
        (home / "sites" / name).mkdir(parents=True)
        (home / "sites" / name / "index.html").write_text(text, "utf-8", "replace")
        zone = f"{SOA}@ NS ns{number % 9}.host.example.\n@ A 127.80.{number % 7}.{number % 200 + 1}\n"
        zone += f"@ MX 10 mx{number % 20 + 1}.mail.example.\n" if number % 10 < 7 else ""
        (home / "zones" / name).write_text(zone)
    (home / "zones" / "com").write_text(f"{SOA}@ NS ns.host.example.\n")
    mail = "".join(f"mx{number}.mail A 127.25.0.{number}\n" for number in range(1, 21))
    (home / "zones" / "example").write_text(f"{SOA}@ NS ns.host\nns.host A {NAMES}\n{mail}")
    zones = "".join(
        f'zone:\n  name: "{each.name}"\n  zonefile: "{each.name}"\n' for each in (home / "zones").iterdir()
    )
    (home / "nsd.conf").write_text(NSD.format(home=home, names=NAMES) + zones)
    (home / "nginx.conf").write_text(NGINX.format(home=home))
    return truth


@contextmanager
def serving(home: Path, delay: float) -> Iterator[None]:
    """The servers of ``home``; names at SLOW come ``delay`` seconds late."""
    ours = [sys.executable, "-m", "tests.benchmarks._dnstwist_servers"]
    programs = (
        ["nsd", "-d", "-c", str(home / "nsd.conf")],
        ["nginx", "-p", str(home), "-c", str(home / "nginx.conf")],
        [*ours, "names", SLOW, NAMES, str(delay)],
        [*ours, "mail"],
    )
    with ExitStack() as running:
        for each in programs:
            process = subprocess.Popen(each, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            running.callback(process.wait, 10)
            running.callback(process.terminate)
        yield


def until(ready: Callable[[], bool], what: str, seconds: float = 15.0) -> None:
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            sys.exit(f"{what} did not start; run it by hand to see why")
        time.sleep(0.1)
