"""A home with one report, and the review page over it on a loopback port, asked as raw as a stranger asks."""

import http.client
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

from crawler.fingerprint import Fingerprint
from crawler.records import Observation, Outcome, Reason, Visit
from crawler.store import ObservationStore
from monitor import cli, config
from monitor.home import open_home
from monitor.store import Event, Run, Standing, WatchItem, posting_key
from reports.digest import DailyReport
from tests.monitor.test_commands_report import alert, report

DAY = datetime(2026, 3, 2, 6, tzinfo=UTC)
SITE, OTHER, FRONT = "quillsoft.example", "fainter.example", "cloudbluefox.com"
PHONE = "phone:+12125550143"
TOKEN = "a-token-of-the-tests-0123456789"
MAIN = "import sys; from monitor import cli; cli.main(sys.argv[1:])"


def furnished(home: Path, told: DailyReport | None = None) -> Path:
    """A home in which two sites were alerted today: one of them shows a phone that a judge can mute."""
    cli.run(["--home", str(home), "init"])
    made = open_home(config.load(home))
    evidence = [{"signal": "contacts", "bits": 9.0, "facts": [{"value": PHONE, "bits": 9.0}]}]
    detail = {"evidence": evidence, "state": "live"}
    made.store.watchlist.add([WatchItem(SITE, DAY, why="wrote to us"), WatchItem(OTHER, DAY)])
    made.store.ledger.replace_standings(
        [SITE], [Standing(SITE, FRONT, "strong", 5.25, DAY, "2026-03-02", detail)]
    )
    made.store.ledger.add_states({SITE: ("live", "")}, DAY, "2026-03-02")
    event = Event("e1", "2026-03-02", "2026-03-02", SITE, FRONT, "new", "strong", 5.25, detail)
    made.store.ledger.add_events([event])
    seen = Fingerprint(SITE, {"contacts": (PHONE,), "title": ("title:quillsoft helps",)})
    keys = {posting_key("contacts", PHONE)}
    made.store.index.put(seen, slice="", version=1, inputs="invented", keys=keys)
    made.store.index.settle()
    _looked_at(made.observations)
    written = told or report("2026-03-02", alert(SITE, 5.25, "strong"), alert(OTHER, -1.5, "worth a look"))
    row = {**written.to_json(), "day": "2026-03-02"}
    made.store.put_run(Run("2026-03-02", "2026-03-02", DAY, False, DAY), json.dumps(row))
    made.store.db.conn.close()
    return home


def _looked_at(observations: ObservationStore) -> None:
    for days, address in enumerate(("192.0.2.1", "192.0.2.2")):
        at, payload = DAY - timedelta(days=1 - days), {"a": [address], "mx": ["mail.example"]}
        seen = Observation(SITE, "dns", at, Outcome.OBSERVED, Reason.NONE, payload)
        observations.add([Visit(SITE, (seen,))])


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    text: str


@dataclass(frozen=True)
class Server:
    """One running 'brassplate serve'; ``ask`` sends what it is told to and nothing else."""

    home: Path
    key: str
    port: int
    cookie: str = ""

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def ask(self, path: str, form: dict[str, str] | None = None, **more: str | None) -> Answer:
        headers = {"Host": self.host, "Cookie": self.cookie}
        if form is not None:
            headers |= {"Origin": f"http://{self.host}", "Content-Type": "application/x-www-form-urlencoded"}
        for name, value in more.items():
            headers[name.replace("_", "-")] = value or ""
        kept = {name: value for name, value in headers.items() if value}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        body = None if form is None else urlencode(form).encode()
        connection.putrequest("GET" if form is None else "POST", path, skip_host=True)
        for name, value in kept.items():
            connection.putheader(name, value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        answer = connection.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        told = Answer(answer.status, found, answer.read().decode())
        connection.close()
        return told

    def entered(self) -> "Server":
        """The same with the cookie that the token gives."""
        said = self.ask("/enter", {"token": TOKEN}, Cookie=None).headers["set-cookie"]
        return replace(self, cookie=said.partition(";")[0])

    def post(self, path: str, **form: str) -> Answer:
        """A form as a browser sends it: with the token of the page, and the cookie that it came with."""
        page = self.ask("/judgements")
        signed = page.headers["set-cookie"].partition(";")[0]
        token = signed.partition("=")[2]
        return self.ask(path, {"csrftoken": token, **form}, Cookie=f"{self.cookie}; {signed}")


@contextmanager
def running(home: Path, *options: str) -> Iterator[Server]:
    command = [sys.executable, "-c", MAIN, "serve", "--home", str(home), "--port", "0", "--author", "ana"]
    environment = {**os.environ, "BRASSPLATE_SERVE_TOKEN": TOKEN}
    with subprocess.Popen(
        [*command, *options],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=Path(__file__).parents[2],
    ) as process:
        assert process.stdout is not None
        try:
            place, _, key = process.stdout.readline().strip().partition("/enter?key=")
            yield Server(home, key, int(place.rpartition(":")[2]))
        finally:
            process.terminate()
            process.wait(10)
