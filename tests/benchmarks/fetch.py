"""What does an https page cost: by Scrapy's own handler, by ours, and as a whole observation?

    python -m tests.benchmarks.fetch [--sites 300] [--rounds 3] [--json]

N invented hosts with a certificate each behind a real nginx on the loopback network, one page each, a new
connection each, guard on, names from a loopback name server; CPU is the client's alone. The whole observation
has robots.txt, page, icon, DNS, the certificate's facts, the archive, the store and the fingerprint.
"""

import argparse
import asyncio
import json
import random
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from types import MappingProxyType
from typing import Any

from crawler import fingerprint, subjects
from crawler.archive import Archive
from crawler.crawl import CrawlJob, crawl
from crawler.net import NetConfig
from crawler.records import Observation, Outcome, Visit
from crawler.store import ObservationStore, open_database
from tests.crawler._fetch import OURS, STOCK
from tests.crawler._servers import LOOPBACK, Authority, Datagrams
from tests.crawler._web import Web

WORDS = ("cloud", "remote", "team", "product", "design", "software", "delivery", "quality", "people")
NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)
AT_ONCE = 64


def page(seed: int, size: int = 15_000) -> str:
    """An invented page of about ``size`` characters."""
    chance = random.Random(seed)
    parts = []
    while sum(map(len, parts)) < size:
        text = " ".join(chance.choices(WORDS, k=30))
        parts.append(f'<div class="c{len(parts) % 7}"><h2>{chance.choice(WORDS)}</h2><p>{text}</p></div>\n')
    body = "".join(parts)
    return f"<!doctype html><html><head><title>Site {seed}</title></head><body>{body}</body></html>"


def address_of(number: int) -> str:
    """One for each host: a shared one would have its turns waited for."""
    return f"127.0.{1 + number // 250}.{1 + number % 250}"


@contextmanager
def nginx(folder: Path, hosts: list[str]) -> Iterator[int]:
    """The port where each host shows its own certificate and page."""
    authority = Authority(folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    servers = []
    for number, host in enumerate(hosts):
        authority.server(host)
        (folder / host).mkdir()
        (folder / host / "index.html").write_text(page(number))
        file = folder / f"{host}.-30.60.False.pem"
        servers.append(
            f"server {{ listen {address_of(number)}:{port} ssl; server_name {host}; root {folder}/{host};"
            f" ssl_certificate {file}; ssl_certificate_key {file}; }}"
        )
    temporary = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi"))
    temporary += f" uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;"
    configuration = folder / "nginx.conf"
    configuration.write_text(
        f"daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log crit;\n"
        f"events {{ worker_connections 4096; }}\nhttp {{ access_log off; types {{ text/html html; }}\n"
        f"server_names_hash_max_size 65536; server_names_hash_bucket_size 128; {temporary}\n"
        + "\n".join(servers)
        + "\n}\n"
    )
    running = subprocess.Popen(
        ["nginx", "-p", str(folder), "-c", str(configuration)], stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex((address_of(0), port)) == 0:
                    break
            time.sleep(0.05)
        yield port
    finally:
        running.terminate()
        running.wait()


@contextmanager
def names(hosts: list[str]) -> Iterator[str]:
    """A name server, in a thread of its own, that knows the hosts."""
    web, loop = (
        Web(names={host: address_of(number) for number, host in enumerate(hosts)}),
        asyncio.new_event_loop(),
    )
    threading.Thread(target=loop.run_forever, daemon=True).start()
    made = loop.create_datagram_endpoint(lambda: Datagrams(web.resolve), local_addr=("127.0.0.1", 0))
    transport, _ = asyncio.run_coroutine_threadsafe(made, loop).result(10)
    try:
        yield f"127.0.0.1:{transport.get_extra_info('sockname')[1]}"
    finally:
        loop.call_soon_threadsafe(transport.close)
        loop.call_soon_threadsafe(loop.stop)


def fetched(handler: str, net: NetConfig, hosts: list[str]) -> dict[str, float]:
    """Pages a second and CPU a page of a process that fetches each page by ``handler``."""
    urls = [f"https://{host}/" for host in hosts]
    command = [sys.executable, "-m", "tests.benchmarks.fetch", "--child", handler]
    told = json.dumps({"net": net.to_json(), "urls": urls})
    done = subprocess.run(command, input=told, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def child(handler: str) -> None:
    """Fetches, and prints what it cost from the first request to the last answer."""
    from scrapy import Request, Spider
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.http.request import NO_CALLBACK
    from scrapy.settings import Settings

    from crawler.middlewares import download

    given = json.load(sys.stdin)

    class Fetching(Spider):
        name = "fetching"

        async def start(self) -> Any:
            waiting, good = iter(given["urls"]), []
            ask = self.crawler.engine.download_async if handler == STOCK else partial(download, self.crawler)

            async def one() -> None:
                for url in waiting:
                    request = Request(url, callback=NO_CALLBACK, dont_filter=True, meta={"is_robots": True})
                    response = await ask(request)
                    good.append(response.status == 200 and len(response.body) > 10_000)

            began, cpu = time.perf_counter(), cpu_seconds(resource.RUSAGE_SELF)
            await asyncio.gather(*(one() for _ in range(AT_ONCE)))
            wall, cpu = time.perf_counter() - began, cpu_seconds(resource.RUSAGE_SELF) - cpu
            assert sum(good) == len(given["urls"]), f"{sum(good)} pages of {len(given['urls'])}"
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(json.dumps({"pages_s": len(good) / wall, "ms": cpu / len(good) * 1e3, "megabytes": memory}))
            if False:
                yield None

    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    ours = {
        "BRASSPLATE_NET": given["net"],
        "BRASSPLATE_DELAY": 0,
        "BRASSPLATE_ADDRESS_DELAY": 0,
        "DOWNLOAD_HANDLERS": {"http": handler, "https": handler},
        "LOG_LEVEL": "ERROR",
        "ITEM_PIPELINES": {},
    }
    settings.setdict(ours, priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    process.crawl(Fetching)
    process.start(install_signal_handlers=False)


def observed(net: NetConfig, hosts: list[str]) -> dict[str, float]:
    """The same of visit, store and fingerprint, in one crawl process, without what its start costs."""
    start = _crawled(net, hosts[:1])
    wall, *cpus = (whole - alone for whole, alone in zip(_crawled(net, hosts), start, strict=True))
    crawling, storing, reading = (cpu / (len(hosts) - 1) * 1e3 for cpu in cpus)
    told = {"crawl_ms": crawling, "store_ms": storing, "fingerprint_ms": reading}
    return {"pages_s": (len(hosts) - 1) / wall, "ms": sum(told.values()), **told}


def _crawled(net: NetConfig, hosts: list[str]) -> tuple[float, float, float, float]:
    """Seconds: of the clock until all is stored; CPU of the crawl process, the storing, the fingerprints."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with closing(open_database(folder / "brassplate.db")) as db:
            store = ObservationStore(db)
            store.add(map(_registered, hosts))
            job = CrawlJob(
                hosts, NOW, folder / "archive", net, database=folder / "brassplate.db", log=folder / "log",
                pages=1, delay=0.0, address_delay=0.0, at_once=AT_ONCE, processes=1,
            )  # fmt: skip
            began, cpu = time.perf_counter(), cpu_seconds(resource.RUSAGE_CHILDREN)
            storing = time.thread_time()
            visits = list(crawl(job))
            store.add(visits)
            storing = time.thread_time() - storing
            wall, cpu = time.perf_counter() - began, cpu_seconds(resource.RUSAGE_CHILDREN) - cpu
            reading, archive = time.thread_time(), Archive(folder / "archive")
            for host in hosts:
                fingerprint.take(subjects.load(store, archive, host))
            reading = time.thread_time() - reading
        kinds = [(each.kind, each.outcome.value) for visit in visits for each in visit.observations]
        assert kinds.count(("site", "observed")) == kinds.count(("tls", "observed")) == len(hosts), kinds[:8]
        return wall, cpu, storing, reading


def _registered(host: str) -> Visit:
    """A registration seen an hour ago: no registry is asked, whose limits would be what is measured."""
    facts = MappingProxyType({"nameservers": []})
    seen = Observation(host, "registration", NOW - timedelta(hours=1), Outcome.OBSERVED, payload=facts)
    return Visit(host, (seen,))


def cpu_seconds(whose: int) -> float:
    used = resource.getrusage(whose)
    return used.ru_utime + used.ru_stime


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sites", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        child(asked.child)
        return 0
    if not shutil.which("nginx"):
        print("skipped: there is no nginx on this machine", file=sys.stderr)
        return 0
    hosts = [f"site{number}.example" for number in range(asked.sites)]
    with tempfile.TemporaryDirectory() as name, nginx(Path(name), hosts) as port, names(hosts) as server:
        net = NetConfig(allow=(LOOPBACK,), nameservers=(server,), ports=MappingProxyType({443: port}))
        rounds = [
            {
                "stock": fetched(STOCK, net, hosts),
                "ours": fetched(OURS, net, hosts),
                "whole": observed(net, hosts),
            }
            for _ in range(asked.rounds)
        ]
    told = summary(rounds)
    if asked.json:
        print(json.dumps(told))
    else:
        for what in ("stock", "ours", "whole"):
            print(f"{what:6} {told[what]['pages_s']:8.0f} pages/s  {told[what]['ms']:6.2f} ms of CPU a page")
        print(f"ours / stock: {told['speed']:.2f} x pages/s; whole / stock: {told['cost']:.2f} x CPU")
    return 0


def summary(rounds: list[dict[str, dict[str, float]]]) -> dict[str, Any]:
    """Medians of the figures, and of the ratios within a round."""
    told: dict[str, Any] = {
        what: {unit: median(each[what][unit] for each in rounds) for unit in rounds[0][what]}
        for what in rounds[0]
    }
    told["speed"] = median(each["ours"]["pages_s"] / each["stock"]["pages_s"] for each in rounds)
    told["cost"] = median(each["whole"]["ms"] / each["stock"]["ms"] for each in rounds)
    return told


if __name__ == "__main__":
    sys.exit(main())
