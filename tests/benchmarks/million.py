"""How long does a day take in a home of a million watched domains and sixty million looks, and how much room?

    python -m tests.benchmarks.million [--domains 1000000] [--days 60] [--keep DIR] [--tables] [--json]

The home is built first (twenty minutes and thirty gigabytes for a million); ``--keep`` keeps it as it was
before the day. Then everything that the program does after its looks at the net runs, by its own functions:
keep the looks that are others, follow the values in the index, weigh, tell, write the report; at last
``explain`` by the command line. Reading pages is counted apart: most of them are drawn, not parsed.
"""

import argparse
import gc
import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from monitor import briefing, clusters, config, cycle, life, notify
from monitor.cli import run as command
from monitor.discovery import count_outcomes
from monitor.home import Home, open_home
from monitor.publishing import publish_day
from monitor.scene import Scene
from monitor.store import Run
from monitor.turns import turns
from tests.benchmarks._million_day import Drawn, Planted, furnish, planted, stood, yesterday
from tests.benchmarks._million_home import fill
from tests.benchmarks._million_world import DAY

Told = dict[str, Any]
_UNCOMPILED = "PYTHONDONTWRITEBYTECODE"
"""Where it is set, each call compiles the program anew."""
TEMPLATE = 10
"""Planted fronts whose standings are those of the days before."""


class Steps:
    """Wall and CPU seconds of each step."""

    def __init__(self) -> None:
        self.told: dict[str, dict[str, float]] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        begun, cpu = time.perf_counter(), _cpu()
        yield
        spent = {"seconds": time.perf_counter() - begun, "cpu": _cpu() - cpu, "peak_mb": _peak()}
        self.told[name] = {what: round(value, 2) for what, value in spent.items()}
        print(name, self.told[name], file=sys.stderr, flush=True)


def _cpu() -> float:
    return sum(
        each.ru_utime + each.ru_stime
        for each in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def build(place: Path, domains: int, days: int) -> None:
    command(["--home", str(place), "init"])
    open_home(config.load(place)).store.db.conn.close()
    gc.collect()  # whoever has the file open keeps it from another journal
    fill(place / "brassplate.db", domains, days)


def prepare(place: Path, domains: int) -> None:
    """What was there before the day, made by the program's own functions."""
    home = open_home(config.load(place))
    furnish(home, domains, DAY)
    with home.reader() as reader:
        cycle.read_references(home.scene(), reader)
    yesterday(home, DAY, domains)


def day(place: Path, domains: int) -> Told:
    """The day after, step by step as ``run_day`` takes them."""
    home, steps, known = open_home(config.load(place)), Steps(), planted(domains)
    with steps.step("keep"):
        home.observations.add(known.visits(home, DAY))
    run = cycle.begin(home, DAY)
    told, scene, cut = _weighed(home, steps, known, run, domains)
    with steps.step("after"):
        clusters.update(home, run)
        life.remind(home, run)
        count_outcomes(home, run)
    html, alerts = _reported(home, steps, run, scene, cut)
    return {
        "steps": steps.told,
        **told,
        "alerts": alerts,
        "html_mb": html.stat().st_size / 1e6,
        "peak_mb": _peak(),
        "readers_peak_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
    }


def _weighed(home: Home, steps: Steps, known: Planted, run: Run, domains: int) -> tuple[Told, Scene, str]:
    scene, quiet = home.scene(), lambda step, done, of: None
    with home.reader() as reader:
        drawer: Any = Drawn(reader, known)
        with steps.step("read"):
            looked = cycle.read_sites(home, scene, run, drawer, quiet)
        few = list(known.pages)[:TEMPLATE]
        stood(home, DAY, cycle.stand(home, scene, run, drawer, few, quiet), domains)
        with steps.step("scene"):
            scene = home.scene()
        with steps.step("to_weigh"):
            weighed = cycle.to_weigh(home, scene, looked)
        with steps.step("stand"):
            current = cycle.stand(home, scene, run, drawer, sorted(weighed), quiet)
    with steps.step("tell"):
        cut = cycle.tell(home, scene, run, current, looked, weighed)
    told = {
        "drawing_seconds": round(drawer.seconds, 2),
        "read_by_the_program": drawer.read,
        "changed": len(looked.states),
        "weighed": len(weighed),
        "standing": len(current),
        "explained": current[0].domain,
    }
    return told, scene, cut.sentence()


def _reported(home: Home, steps: Steps, run: Run, scene: Scene, cut: str) -> tuple[Path, int]:
    """The page, and how many alerts it tells."""
    with steps.step("compose"):
        report = briefing.compose(
            home.observations,
            scene,
            run,
            home.config.report,
            DAY,
            list(notify.untold(home, DAY.date())),
            budget=cut,
            due=turns(home.store, DAY.date(), home.config.run).due,
            own=briefing.inside(home.config, scene, run, DAY),
        )
    with steps.step("publish"):
        report, paths = publish_day(home.config, home.store, report)
        home.store.put_run(run, report.dumps())
    return next(path for path in paths if path.suffix == ".html"), len(report.alerts)


def explained(place: Path, domain: str) -> Told:
    """The command as a person types it: the middle one of five."""
    spent, known = [], {name: value for name, value in os.environ.items() if name != _UNCOMPILED}
    for _ in range(5):
        begun, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        asked = [sys.executable, "-m", "monitor.cli", "--home", str(place), "explain", domain]
        subprocess.run(asked, check=True, stdout=subprocess.DEVNULL, env=known)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(
            (time.perf_counter() - begun, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        )
    wall, cpu = sorted(spent)[2]
    return {"seconds": round(wall, 3), "cpu": round(cpu, 3)}


def room(database: Path, domains: int, tables: bool) -> Told:
    told: Told = {"gb": database.stat().st_size / 1e9}
    with sqlite3.connect(database) as db:
        (told["looks"],) = db.execute("SELECT count(*) FROM observation").fetchone()
        (told["payloads"],) = db.execute("SELECT count(*) FROM payload").fetchone()
        if tables:
            found = db.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC LIMIT 12")
            told["bytes_a_site"] = {name: round(size / domains) for name, size in found}
    return told


def ask(step: str, place: Path, domains: int, days: int) -> Told:
    """One step in a process of its own, so that the memory of one is not that of another."""
    asked = [sys.executable, "-m", "tests.benchmarks.million", "--step", step, "--keep", str(place)]
    asked += ["--domains", str(domains), "--days", str(days)]
    told = subprocess.run(asked, check=True, stdout=subprocess.PIPE, text=True).stdout
    return dict(json.loads(told.splitlines()[-1]))


def measured(place: Path, given: argparse.Namespace) -> Told:
    kept, home = place / "built", place / "home"
    if not kept.exists():
        ask("build", place, given.domains, given.days)
        home.rename(kept)
    if given.keep:
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(kept, home)
    else:
        kept.rename(home)
    told = ask("day", place, given.domains, given.days)
    told["explain"] = explained(home, told.pop("explained"))
    told["database"] = room(home / "brassplate.db", given.domains, given.tables)
    return {"domains": given.domains, **told}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--domains", type=int, default=1_000_000)
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--keep", type=Path, help="a folder for the built home and one of the day")
    parser.add_argument("--tables", action="store_true", help="also the room that each table takes")
    parser.add_argument("--json", action="store_true", help="taken for the sake of the others")
    parser.add_argument("--step", choices=("build", "day"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.step == "build":
        build(given.keep / "home", given.domains, given.days)
        prepare(given.keep / "home", given.domains)
        print(json.dumps({}))
    elif given.step == "day":
        print(json.dumps(day(given.keep / "home", given.domains)))
    elif given.keep:
        given.keep.mkdir(parents=True, exist_ok=True)
        print(json.dumps(measured(given.keep, given)))
    else:
        with tempfile.TemporaryDirectory(prefix="brassplate-million-") as folder:
            print(json.dumps(measured(Path(folder), given)))


if __name__ == "__main__":
    main()
