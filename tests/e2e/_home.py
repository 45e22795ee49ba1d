"""How does an operator use the program inside the crawler's namespace, and what does its home hold after?"""

import json
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.records import Reason
from tests.e2e._programs import environment
from tests.e2e.internet import Internet

BRASSPLATE = (str(Path(sys.executable).with_name("brassplate")),)
KINDS = {"dns", "registration", "site", "tls"}


class Home:
    """A home as ``brassplate init`` makes it; its one own setting is the tests' authority."""

    def __init__(self, net: Internet, path: Path, domains: Iterable[str], at_once: int = 256) -> None:
        self.net = net
        self.path = path
        self.domains = sorted(domains)
        self.call("init")
        file = path / "brassplate.toml"
        text = file.read_text()
        assert text.count("# authorities = []") == 1
        text = text.replace("# authorities = []", f'authorities = ["{net.authority.path}"]')
        assert text.count("# sites_at_once = 256") == 1
        file.write_text(text.replace("# sites_at_once = 256", f"sites_at_once = {at_once}"))
        names = path.parent / f"{path.name}.txt"
        names.write_text("\n".join(self.domains) + "\n")
        self.call("watch", "import", str(names))

    def command(self, *arguments: str) -> list[str]:
        return self.net.command(*BRASSPLATE, *arguments, "--home", self.path)

    def call(self, *arguments: str) -> str:
        """What the program prints; it must succeed."""
        done = subprocess.run(
            self.command(*arguments), capture_output=True, text=True, timeout=1200, env=environment()
        )
        assert done.returncode == 0, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def start(self, at: datetime | None = None) -> "subprocess.Popen[str]":
        """``brassplate run``, under way; killing its process kills the run and nothing before it."""
        dated = ["--at", at.isoformat()] if at else []
        return subprocess.Popen(
            self.command("run", *dated),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(),
        )

    def finish(self, run: "subprocess.Popen[str]", seconds: float = 1200.0) -> dict[str, Any]:
        """The report of a run that must end well."""
        try:
            stdout, stderr = run.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            run.send_signal(signal.SIGKILL)
            raise
        assert run.returncode == 0, f"{run.returncode}\n{stdout}\n{stderr}\n{self.log()}"
        return self.report()

    def run(self, at: datetime | None = None) -> dict[str, Any]:
        return self.finish(self.start(at))

    def log(self) -> str:
        file = self.path / "crawl.log"
        return file.read_text(errors="replace")[-3000:] if file.exists() else ""

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with sqlite3.connect(f"file:{self.path / 'brassplate.db'}?mode=ro", uri=True, timeout=30) as db:
            return db.execute(sql, values).fetchall()

    def report(self) -> dict[str, Any]:
        """The newest finished run's report."""
        [(text,)] = self.rows(
            "SELECT report FROM run WHERE report <> '' ORDER BY started_at DESC, id DESC LIMIT 1"
        )
        found: dict[str, Any] = json.loads(text)
        return found

    def add_reference(self, domain: str, page: str) -> None:
        """Makes a documented front of ``domain``, whose archived page is ``page``."""
        out = BytesIO()
        writer = WARCWriter(out, gzip=True)
        headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        dated = {"WARC-Date": "2025-05-01T00:00:00Z"}
        writer.write_record(
            writer.create_warc_record(
                f"https://{domain}/",
                "response",
                BytesIO(page.encode()),
                http_headers=headers,
                warc_headers_dict=dated,
            )
        )
        file = self.path.parent / f"{domain}.warc.gz"
        file.write_bytes(out.getvalue())
        self.call("reference", "add", domain, "--source", "an invented report")
        self.call("reference", "import", str(file), "--domain", domain)

    def assert_sound(self) -> None:
        """After the newest run: the file is whole, every domain was looked at once, nothing is doubled."""
        assert self.rows("PRAGMA integrity_check") == [("ok",)]
        report = self.report()
        assert report["watched"] == len(self.domains)
        [(started,)] = self.rows("SELECT started_at FROM run WHERE id=?", report["run"])
        seen = self.rows(
            # What our own limit left is asked for again after the report.
            "SELECT domain, kind, sum(reason <> ?) FROM observation WHERE last_seen >= ? GROUP BY 1, 2",
            Reason.BUDGET,
            started,
        )
        doubled = [(domain, kind) for domain, kind, count in seen if count > 1]
        assert doubled == []
        looked = {(domain, kind) for domain, kind, _ in seen}
        # An unchanged registration need not be asked for every day.
        kinds = (
            KINDS if len(self.rows("SELECT 1 FROM run WHERE report <> ''")) == 1 else KINDS - {"registration"}
        )
        lost = {(domain, kind) for domain in self.domains for kind in kinds} - looked
        assert lost == set()
        overlaps = self.rows(
            "SELECT a.domain, a.kind FROM observation a JOIN observation b "
            "ON a.domain=b.domain AND a.kind=b.kind AND (a.first_seen, a.value) < (b.first_seen, b.value) "
            "AND a.last_seen >= b.first_seen "
            "AND (a.outcome='could not look') = (b.outcome='could not look')"
        )
        assert overlaps == []
