"""Which benchmarks are there, how is each run, and which of its figures stands beside which floor?"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

DAY = ("internet_day", "--latency", "50", "--dead", "0.05")
AT_LEAST, AT_MOST, TOLD = ">=", "<=", ""


class Line(NamedTuple):
    """One figure, and what it is held against; ``TOLD`` against nothing."""

    what: str
    value: float
    sense: str = TOLD
    floor: float = 0.0

    @property
    def meets(self) -> bool | None:
        if self.sense == TOLD:
            return None
        return self.value >= self.floor if self.sense == AT_LEAST else self.value <= self.floor


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One or more processes, whose JSON ``read`` makes lines of, in the order of ``runs``."""

    name: str
    runs: tuple[tuple[str, ...], ...]
    read: Callable[..., Iterator[Line]]
    quick: tuple[tuple[str, ...], ...] = ()  # the same in a minute; none: only in the long run
    seconds: int = 600  # of one process
    needs_corpus: bool = False


def _fetch(told: Any) -> Iterator[Line]:
    yield Line("https pages/s, our handler over Scrapy's", told["speed"], AT_LEAST, 3)
    yield Line("CPU a page, whole observation over Scrapy's fetch alone", told["cost"], AT_MOST, 1)


def _dns(told: Any) -> Iterator[Line]:
    yield Line("CPU seconds for 95,000 names", 95_000 / told["rows"]["ours"]["per_cpu_s"], AT_MOST, 30)
    yield Line("questions/s, ours over dnspython's", told["ratios"]["ours / dnspython"], AT_LEAST, 4)


def _permutations(told: Any) -> Iterator[Line]:
    yield Line("seconds for the permutations of 17 references", told["seconds"], AT_MOST, 2)
    yield Line("names that only dnstwist or we make", sum(told["unlike_dnstwist"].values()), AT_MOST, 0)
    of_kind = {(row["of"], row["kind"]): row["recall"] for row in told["recall"] if row["kind"] != "other"}
    if of_kind:
        yield Line("recall of another tool's lists, the worst kind", min(of_kind.values()), AT_LEAST, 0.99)


def _dnstwist(told: Any) -> Iterator[Line]:
    yield Line("whole job, how often as fast as dnstwist", told["speed"], AT_LEAST, 4)
    if "speed_delay" in told:
        yield Line("the same with 30 ms before each DNS answer", told["speed_delay"], AT_LEAST, 12)
    yield Line("AUC of copies against other sites", told["auc"], AT_LEAST, 0.99)
    yield Line("AUC of dnstwist's --lsh tlsh", told["auc_dnstwist"])
    yield Line("dnstwist's CPU over ours", told["cpu"])
    yield Line("peak MB, all processes", told["at_once"]["ours"]["peak_mb"])


def _day(*told: Any) -> Iterator[Line]:
    last = told[-1]
    yield Line(f"domains/s, a day of {last['domains']:,}", last["domains_a_second"])
    yield Line("CPU milliseconds a domain", last["cpu_milliseconds_a_domain"])
    yield Line("peak MB, all processes", last["peak_megabytes"])
    yield Line("connections to addresses that are not public", len(last["dialled_private"]), AT_MOST, 0)
    if len(told) > 1:
        growth = last["peak_megabytes"] / told[0]["peak_megabytes"]
        what = f"memory of {last['domains']:,} domains over that of {told[0]['domains']:,}"
        yield Line(what, growth, AT_MOST, 1.25)


def _registration(told: Any) -> Iterator[Line]:
    for kind, found in told.items():
        fields = found["fields"].values()
        expected = sum(each["expected"] for each in fields)
        yield Line(f"{kind} answers that end in an error", found["exceptions"], AT_MOST, 0)
        if expected:
            share = sum(each["equal"] for each in fields) / expected
            yield Line(f"expected values of {kind} answers that are read", share, AT_LEAST, 0.95)


def _accuracy(*told: Any) -> Iterator[Line]:
    floors = ("", 0.97), (", renamed", 0.93), (", reordered", 0.96), (", 30 % of sections dropped", 0.9)
    for (how, floor), each in zip(floors, told, strict=False):
        recall = {
            (row["comparer"], row["negatives"]): row["recall_at_0.1pct"] or 0.0 for row in each["results"]
        }
        what = f"recall at 0.1 %, other templates{how}"
        yield Line(what, recall["template", "other_template"], AT_LEAST, floor)
        yield Line("  by class/id Jaccard", recall["class_id_jaccard", "other_template"])
        if not how:
            yield Line("the same, unrelated sites", recall["template", "unrelated_home"], AT_LEAST, 1)


def _text(told: Any) -> Iterator[Line]:
    for how, found in told["edits"].items():
        yield Line(f"recall at 0.1 %, copied text: {how}", found["recall"], AT_LEAST, 0.9)
        yield Line("  found by a shared key", found["found"], AT_LEAST, 0.9)


def _month(told: Any) -> Iterator[Line]:
    firms, fronts = told["firms"], told["fronts"]
    what = f"of {fronts} fronts, in the top {fronts} of {firms:,} firms' month"
    yield Line(what, told["fronts_in_the_top"], AT_LEAST, round(0.9 * fronts))
    yield Line("false alerts a day", told["false_alerts_a_day"], AT_MOST, 1)
    yield Line("false alerts on the worst day", told["most_false_alerts_on_a_day"])
    yield Line("honest firms that stand in a band at the end", told["honest_standing_at_the_end"])
    yield Line("seconds of the first day", told["seconds_first_day"])
    yield Line("seconds of a later day", told["seconds_a_later_day"])


def _page(told: Any) -> Iterator[Line]:
    yield Line(f"CPU milliseconds a page of {told['characters']:,.0f} characters", told["whole"], AT_MOST, 2)
    for name, milliseconds in told["others"].items():
        yield Line(f"  by {name}", milliseconds)


def _index(told: Any) -> Iterator[Line]:
    floors = {"1000": 1.0, "100000": 5.0}
    for size, each in told["sizes"].items():
        what, limit = f"ms to find a page's relatives among {int(size):,}", floors.get(size)
        found = each["ours"]["copied, warm"]
        yield Line(what, found["median_ms"], AT_MOST if limit else TOLD, limit or 0.0)
        yield Line("  its recall", found["recall"])
        yield Line("  by datasketch's LSH, in memory", each["datasketch"]["copied"]["median_ms"])
        yield Line("  its recall", each["datasketch"]["copied"]["recall"])
        yield Line("  by TLSH, one after the other", each["tlsh"]["copied"]["median_ms"])
        yield Line("  by dnstwist's comparison", each["dnstwist"]["copied"]["median_ms"])


def _ct(told: Any) -> Iterator[Line]:
    yield Line("certificates/s of a core from data tiles", told["data_tiles"], AT_LEAST, 50_000)
    yield Line("entries/s of a core from names tiles", told["names_tiles"], AT_LEAST, 200_000)
    yield Line("entries/s from get-entries", told["get_entries"])
    yield Line("messages/s of a certstream", told["certstream"])
    yield Line("certificates/s by a whole X.509 parser", told["whole_parser"])


def _sift(told: Any) -> Iterator[Line]:
    label, speed = f"names/s, a list of {told['names']:,}", told["names_a_second"]
    # The start of the processes is most of a short list's time.
    yield Line(label, speed, AT_LEAST, 2.5e6) if told["names"] >= 5_000_000 else Line(label, speed)
    yield Line("names a second of CPU", told["names_a_cpu_second"])
    if "ratio" in told:
        yield Line("the same over openSquat's comparison", told["ratio"], AT_LEAST, 400)
    yield Line("peak MB, all processes", told["peak_mb"], AT_MOST, 300)
    for kind, share in told["recall"].items():
        floor = 0.9 if kind == "combosquat with a typo" else 0.99
        yield Line(f"recall of lookalikes: {kind}", share, AT_LEAST, floor)
    if "false_alarms" in told:
        yield Line("top sites told, of 10,000", 10_000 * told["false_alarms"]["share"], AT_MOST, 1)


def _zones(told: Any) -> Iterator[Line]:
    lines = told["lines"]
    yield Line(f"lines/s of CPU, a zone of {lines:,} lines, first day", lines / told["first_cpu"])
    yield Line("  a later day, set against the first", lines / told["second_cpu"])
    yield Line("  the same in no order", lines / told["scattered_cpu"])
    yield Line("  by gunzip, awk, sort and comm", 2 * lines / told["sort_cpu"])
    yield Line("seconds of both days", told["first_seconds"] + told["second_seconds"])
    yield Line("  by gunzip, awk, sort and comm on every core", told["sort_seconds"])
    yield Line("  comm alone, of finished lists", told["comm_seconds"])
    peak = max(told[f"{day}_peak_mb"] for day in ("first", "second", "scattered"))
    yield Line("peak MB", peak, AT_MOST, 100)
    yield Line(
        "added names told, of those that comm finds", told["second_names"] / told["sort_added"], AT_LEAST, 1
    )
    yield Line("  in no order", told["scattered_names"] / told["sort_added"], AT_LEAST, 1)


_ACCURACY = ("accuracy",)


def _report(told: Any) -> Iterator[Line]:
    yield Line("seconds for the page of 300 alerts among 100,000 domains", told["seconds"], AT_MOST, 10)
    yield Line("MB of that page", told["bytes"] / 1e6, AT_MOST, 5)


def _review(told: Any) -> Iterator[Line]:
    of = f"{told['domains'] // 1000}k domains"
    limit = {"today": (AT_MOST, 300.0)} if told["domains"] >= 100_000 else {}
    for name, page in told["pages"].items():
        yield Line(f"ms, first request of {name}, {of}", page["first_ms"], *limit.get(name, ()))
        yield Line("  of twenty more", page["again_ms"])


def _sweep(told: Any) -> Iterator[Line]:
    what = f"MB/s of CPU, {told['pages']} pages, {told['references']} references"
    yield Line(what, told["swept_mb_s"], AT_LEAST, 25)
    yield Line("  with the full fingerprint of every page", told["in_full_mb_s"])
    yield Line("  by fastwarc and lexbor alone", told["parsed_mb_s"])
    yield Line("  and with rows of words hashed", told["hashed_mb_s"])
    yield Line("CPU over that of the latter", told["cpu_over_hashed"], AT_MOST, 1.5)
    yield Line("same rows both ways", float(told["same_rows"]), AT_LEAST, 1)
    yield Line("seconds of one process over those of two", told["scaling"], AT_LEAST, 1.8)
    yield Line("names/s of CPU", told["names_s"])


def _million(told: Any) -> Iterator[Line]:
    steps, domains = told["steps"], told["domains"]
    at_full_size = domains >= 1_000_000
    weighing = sum(steps[each]["seconds"] for each in ("scene", "to_weigh", "stand", "tell"))
    reporting = steps["compose"]["seconds"] + steps["publish"]["seconds"]
    yield Line(f"seconds to weigh {told['changed']:,} changed of {domains:,}", weighing, AT_MOST, 60)
    yield Line("seconds for its report in every format", reporting, AT_MOST, 20 if at_full_size else 10)
    yield Line("MB of its page", told["html_mb"], AT_MOST, 5)
    yield Line("seconds of explain, as typed", told["explain"]["seconds"], AT_MOST, 0.5)
    yield Line("peak MB of the day", told["peak_mb"], AT_MOST, 2_000)
    looks = told["database"]["looks"]
    yield Line(f"GB of the database, {looks:,} intervals", told["database"]["gb"], AT_MOST, 20)


BENCHMARKS = (
    Benchmark("fetch", (("fetch",),), _fetch, (("fetch", "--sites", "60", "--rounds", "1"),)),
    Benchmark("dns", (("measure_dns",),), _dns, (("measure_dns", "--names", "10000"),)),
    Benchmark(
        "dnstwist's job",
        (("dnstwist_job",),),
        _dnstwist,
        (("dnstwist_job", "--rounds", "1", "--no-delay"),),
        1_200,
    ),
    Benchmark("permutations", (("permutations",),), _permutations, (("permutations",),)),
    Benchmark("sift", (("sift",),), _sift, (("sift", "--names", "300000"),), 1_200),
    Benchmark("sweep", (("sweep",),), _sweep, (("sweep", "--megabytes", "30"),)),
    Benchmark("registrations", (("registration",),), _registration, (("registration",),), needs_corpus=True),
    Benchmark(
        "accuracy",
        (_ACCURACY, *((*_ACCURACY, "--evade", how) for how in ("rename", "reorder", "drop"))),
        _accuracy,
        (_ACCURACY,),
        needs_corpus=True,
    ),
    Benchmark("text pairs", (("text_pairs",),), _text, (("text_pairs",),), needs_corpus=True),
    Benchmark("certificate logs", (("ct",),), _ct, (("ct", "--entries", "20000", "--rounds", "1"),)),
    Benchmark("zones", (("zones",),), _zones, (("zones", "--lines", "1000000"),), 1_200),
    Benchmark(
        "month",
        (("month",),),
        _month,
        (("month", "--firms", "60", "--fronts", "3", "--days", "3"),),
        2 * 3600,
    ),
    Benchmark(
        "a page's fingerprint",
        (("fingerprint_page",),),
        _page,
        (("fingerprint_page", "--rounds", "3"),),
        needs_corpus=True,
    ),
    Benchmark("report", (("report",),), _report, (("report",),)),
    Benchmark("a hundred thousand watched", (("million", "--domains", "100000"),), _million, seconds=3_600),
    Benchmark("a million watched", (("million",),), _million, seconds=4 * 3600),
    Benchmark(
        "review",
        (("review",),),
        _review,
        (("review", "--domains", "2000", "--alerts", "40"),),
    ),
    Benchmark(
        "one page against many",
        (("page_index",),),
        _index,
        (("page_index", "--sizes", "1000"),),
        3_600,
    ),
    Benchmark(
        "day",
        ((*DAY, "--domains", "1000"), (*DAY, "--domains", "10000")),
        _day,
        ((*DAY, "--domains", "60"),),
        4 * 3600,
    ),
)
