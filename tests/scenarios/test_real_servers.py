"""Does a real day over Debian's nginx and NSD find every site made from a reference's template?

The pages are real: public templates, sites that their owners made of them, and home pages of unrelated
owners. The first ``upstream`` page of each template family is the reference.
"""

import json
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from monitor import config, cycle
from monitor.scene import weigh_pair
from tests.scenarios import _machine

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
REAL_HOMES = 60
DAY = datetime(2026, 3, 2, 6, tzinfo=UTC)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.machine,
    pytest.mark.skipif(
        bool(_machine.missing()), reason=f"this machine lacks {' and '.join(_machine.missing())}"
    ),
    pytest.mark.skipif(not CORPUS.exists(), reason="the page corpus is not beside this checkout"),
]


@dataclass(frozen=True)
class Site:
    domain: str
    family: str
    label: str
    file: Path


def sites() -> list[Site]:
    rows = [json.loads(line) for line in (CORPUS / "pages" / "manifest.jsonl").read_text().splitlines()]
    real = [row for row in rows if row["label"] == "real-home"][:REAL_HOMES]
    wanted = [row for row in rows if row["label"] in {"upstream", "customised", "rebranded"}] + real
    return [
        Site(
            re.sub(r"[^a-z0-9]+", "-", row["id"].lower()).strip("-")[:60].strip("-") + ".example",
            row["family"],
            row["label"],
            CORPUS / row["file"],
        )
        for row in wanted
    ]


def as_warc(domain: str, body: bytes) -> bytes:
    out = BytesIO()
    writer = WARCWriter(out, gzip=True)
    headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
    record = writer.create_warc_record(
        f"https://{domain}/",
        "response",
        payload=BytesIO(body),
        http_headers=headers,
        warc_headers_dict={"WARC-Date": "2023-09-14T00:00:00Z"},
    )
    writer.write_record(record)
    return out.getvalue()


def brassplate(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "monitor.cli", "--home", str(home), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=600)


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[cycle.Home, list[Site], dict[str, str]]]:
    chosen = sites()
    home = tmp_path_factory.mktemp("home")
    pages = {site.domain: site.file.read_bytes() for site in chosen}
    with _machine.serving(pages, tmp_path_factory.mktemp("servers")) as net:
        (home / "none.json").write_text('{"services": []}')
        (home / "brassplate.toml").write_text(
            f'rdap_bootstrap = "{home / "none.json"}"\n[run]\ndelay = 0.0\naddress_delay = 0.0\n'
            f"[net]\nallow = {json.dumps(net.allow)}\nnameservers = {json.dumps(net.nameservers)}\n"
            "[net.ports]\n" + "".join(f"{a} = {b}\n" for a, b in net.ports.items())
        )
        references: dict[str, str] = {}
        for site in chosen:
            if site.label == "upstream" and site.family not in references:
                reference = f"reference-{site.family.replace('.', '-')}.example"
                references[site.family] = reference
                warc = home / "reference.warc.gz"
                warc.write_bytes(as_warc(reference, pages[site.domain]))
                assert brassplate(home, "reference", "add", reference, "--source", "corpus").returncode == 0
                done = brassplate(home, "reference", "import", str(warc), "--domain", reference)
                assert done.returncode == 0, done.stderr
        names = home / "names.txt"
        names.write_text("\n".join(site.domain for site in chosen) + "\n")
        assert brassplate(home, "watch", "import", str(names)).returncode == 0
        ran = brassplate(home, "run", "--at", "2026-03-02T06:00:00Z")
        assert ran.returncode == 0, ran.stderr
    yield cycle.open_home(config.load(home)), chosen, references


def test_every_site_is_looked_at(day: tuple[cycle.Home, list[Site], dict[str, str]]) -> None:
    home, chosen, _ = day
    assert len(chosen) >= 80
    unseen = [site.domain for site in chosen if "site" not in home.observations.latest(site.domain)]
    print(f"\n{len(chosen)} sites served, {len(unseen)} could not be looked at: {unseen}")
    assert unseen == []


def test_every_customised_site_ranks_above_every_real_home_page(
    day: tuple[cycle.Home, list[Site], dict[str, str]],
) -> None:
    home, chosen, references = day
    scene = home.scene()
    ranked: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for family, reference in references.items():
        for site in chosen:
            own = site.family == family and site.label in {"customised", "rebranded"}
            if own or site.label == "real-home":
                score = weigh_pair(scene, site.domain, reference)
                assert score is not None, f"{site.domain} was never looked at"
                ranked[family]["own" if own else "real-home"].append(score.bits)
    print(f"\n{'family':26} {'own sites':>9} {'lowest':>8} {'highest real home':>18}")
    overtaken = []
    for family, scores in sorted(ranked.items()):
        if not scores["own"]:
            continue
        lowest, highest = min(scores["own"]), max(scores["real-home"])
        print(f"{family:26} {len(scores['own']):>9} {lowest:>8.2f} {highest:>18.2f}")
        if lowest <= highest:
            overtaken.append(family)
    assert overtaken == []
