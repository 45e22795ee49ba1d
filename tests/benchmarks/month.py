"""Do ten fronts stand out of a month of 2,000 honest firms that share what firms do share?

    python -m tests.benchmarks.month --firms 2000 --fronts 10 --days 30 --seed 7

Day after day the whole program looks at an invented internet, with the configuration that it ships but for
the pauses between requests. An alert is true when it names a planted front; every other one is false. The
first day is the baseline, which alerts nobody: what stands for honest firms at the end is counted apart.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from crawler.lab import Lab
from monitor import cycle
from monitor.commands._laboratory import furnish, seed
from monitor.config import load
from monitor.scene import COPIED, TWINS
from monitor.score import Band
from reports.digest import AlertLine, DailyReport
from tests.benchmarks._month_honest import STOCK
from tests.benchmarks._month_world import Month


@dataclass(frozen=True, slots=True)
class Told:
    """One alert, or one pair that stands without having been told."""

    day: int
    domain: str
    counterpart: str
    status: str
    score: float
    true: bool
    why: str  # the strongest sentences


@dataclass(frozen=True, slots=True)
class Day:
    """What one day told, and what it took."""

    day: int
    watched: int
    seconds: float
    lab_requests: int
    told: tuple[Told, ...]
    failed: int = 0
    health: tuple[str, ...] = ()


def live(
    world: Month, folder: Path, progress: Callable[[Day], None] = lambda _: None
) -> tuple[list[Day], Any]:
    """The days of the world, one after the other, and the home that they left."""
    days: list[Day] = []
    with Lab(folder / "lab", world=world) as lab:
        home = _shipped(furnish(folder / "home", lab))
        for day in world.days:
            lab.day = day
            lab.dns_trouble.clear()
            lab.dns_trouble.update(world.trouble.get(day, {}))
            seed(home, lab, day)
            lab.warm()
            before, began = lab.requests.total(), time.monotonic()
            report = cycle.run_day(home, lab.now(day))
            took = time.monotonic() - began
            days.append(_day(world, day, report, took, lab.requests.total() - before))
            progress(days[-1])
    return days, home


def _shipped(home: cycle.Home) -> cycle.Home:
    """The home with the time limits that the program ships: the lab's own are for its dead servers."""
    file = home.config.home / "brassplate.toml"
    text = file.read_text("utf-8").replace("site_seconds = 10.0", "site_seconds = 60.0")
    file.write_text(text.replace("timeout = 2.0", "timeout = 10.0"), "utf-8")
    return cycle.open_home(load(home.config.home))


def _day(world: Month, day: int, report: DailyReport, seconds: float, requests: int) -> Day:
    site = next((line for line in report.coverage if line.kind == "site"), None)
    return Day(
        day=day,
        watched=report.watched,
        seconds=round(seconds, 1),
        lab_requests=requests,
        told=tuple(_told(world, day, each) for each in report.alerts),
        failed=site.failed if site else 0,
        health=report.health,
    )


def _told(world: Month, day: int, line: AlertLine) -> Told:
    why = " + ".join(
        f"{each.counted:.1f} {each.signal}: {each.sentence}" for each in line.evidence[:3] if each.counted > 0
    )
    true = line.domain in _planted(world)
    status = f"{line.status} ({line.relation})"
    return Told(day, line.domain, line.counterpart, status, line.score, true, why)


def _planted(world: Month) -> frozenset[str]:
    return frozenset(each.firm.domain for each in world.fronts)


def standing(world: Month, home: cycle.Home) -> list[Told]:
    """Each domain's strongest pair in a band at the end, silent ones of the first day included."""
    found: dict[str, Told] = {}
    for each in home.store.ledger.standings():
        relation = each.detail["relation"]
        if each.domain not in found and Band(each.band) is not Band.NONE and relation not in (COPIED, TWINS):
            why = " + ".join(f"{one['bits']:.1f} {one['signal']}" for one in each.detail["evidence"][:4])
            true = each.domain in _planted(world)
            found[each.domain] = Told(0, each.domain, each.counterpart, relation, each.score, true, why)
    return sorted(found.values(), key=lambda one: (-one.score, one.domain))


def ranked(told: Iterable[Told]) -> list[Told]:
    """Each domain's strongest, strongest first."""
    best: dict[str, Told] = {}
    for each in sorted(told, key=lambda one: (-one.score, one.true, one.domain)):
        best.setdefault(each.domain, each)
    return list(best.values())


def judged(world: Month, days: Sequence[Day], stands: Sequence[Told]) -> dict[str, Any]:
    """The figures of the month."""
    told = [each for day in days for each in day.told]
    order, counted = ranked(told), days[1:]
    false = [sum(not each.true for each in day.told) for day in counted]
    room, rows = len(world.fronts), []
    place = {each.domain: number for number, each in enumerate(order, 1)}
    for front in world.fronts:
        mine = [each for each in told if each.domain == front.firm.domain]
        first = min(mine, key=lambda each: each.day, default=None)
        rows.append(
            {
                "kind": front.kind,
                "domain": front.firm.domain,
                "counterpart": front.counterpart,
                "day": front.day,
                "told_on": first.day if first else None,
                "of_the_right_one": any(each.counterpart == front.counterpart for each in mine),
                "score": max((each.score for each in mine), default=None),
                "rank": place.get(front.firm.domain),
            }
        )
    return {
        "firms": len(world.honest.firms),
        "fronts": room,
        "days": len(days),
        "fronts_found": sum(row["told_on"] is not None for row in rows),
        "fronts_in_the_top": sum(each.true for each in order[:room]),
        "false_alerts_a_day": round(sum(false) / max(1, len(false)), 3),
        "most_false_alerts_on_a_day": max(false, default=0),
        "false_domains": sum(not each.true for each in order),
        "honest_standing_at_the_end": sum(not each.true for each in stands),
        "seconds_first_day": days[0].seconds,
        "seconds_a_later_day": round(sum(day.seconds for day in counted) / max(1, len(counted)), 1),
        "by_front": rows,
        "false_alerts": [asdict(each) for each in told if not each.true],
        "standing": [asdict(each) for each in stands if not each.true],
        "by_day": [
            {key: value for key, value in asdict(day).items() if key != "told"} | {"told": len(day.told)}
            for day in days
        ],
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--firms", type=int, default=2_000)
    parser.add_argument("--fronts", type=int, default=10)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--stock", type=float, default=STOCK, help="part of the sentences that many say")
    parser.add_argument("--keep", type=Path, help="an empty folder for the home and the lab, which are kept")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    world = Month(asked.firms, asked.fronts, asked.days, asked.seed, asked.stock)
    with tempfile.TemporaryDirectory() as folder:
        days, home = live(world, asked.keep or Path(folder), lambda day: print(_line(day), flush=True))
        found = judged(world, days, standing(world, home))
    print(json.dumps(found) if asked.json else _shown(found), flush=True)


def _line(day: Day) -> str:
    false = sum(not each.true for each in day.told)
    return (
        f"day {day.day:2}: {day.watched:5} watched, {day.failed:3} not seen, {day.lab_requests:6} requests, "
        f"{day.seconds:6.1f} s, {len(day.told) - false} true and {false} false alerts"
    )


def _shown(found: dict[str, Any]) -> str:
    lines = [f"{name.replace('_', ' '):28} {value}" for name, value in found.items() if name not in _LISTS]
    for row in found["by_front"]:
        told = f"told on day {row['told_on']}, {row['score']:+.1f} bits" if row["told_on"] else "never told"
        lines.append(
            f"  {row['rank'] or '-':>3} {row['kind']:26} {row['domain']:30} day {row['day']:2}: {told}"
        )
    for name in ("false_alerts", "standing"):
        lines.append(f"{name.replace('_', ' ')} of honest firms:")
        lines += [
            "  day {day:2} {score:+5.1f} {domain} {status} {counterpart}: {why}".format(**each)
            for each in found[name][:40]
        ]
    return "\n".join(lines)


_LISTS = {"by_front", "false_alerts", "standing", "by_day"}

if __name__ == "__main__":
    main()
