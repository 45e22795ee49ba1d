"""What do the verdicts say about the weights?"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.commands._home import in_home, open_store

if TYPE_CHECKING:
    from monitor.calibration import BandSays, Says, SignalSays
    from monitor.labelled import Labelled

FORMS = ("jsonl", "csv")
BEFORE = ("domain", "counterpart", "label", "clerical_match_score", "author", "judged_at", "source")
BESIDE = ("relation", "leading", "bits", "band", "probability", "seen_on")


@click.command()
@in_home
@click.option("--pairs", "form", type=click.Choice(FORMS), help="The labelled pairs themselves.")
@click.option("--json", "as_json", is_flag=True, help="The report as one JSON object.")
def calibrate(home: Path, form: str | None, as_json: bool) -> None:
    """Compare the weights with what the verdicts of 'judge' say of them; no weight is changed.

    Confirmed and benign domains are labelled pairs. For each signal: how many of them it agreed in, the bits
    that this implies with the interval that holds them 19 times out of 20, and the bits it was given. Below
    ten pairs on either side it says "too few". Only what was told is judged, and it was told because signals
    agreed: the bits come out rather too low than too high, and "may weigh too much" is a question, no proof.

    --pairs writes one row a pair with each signal's similarity and bits as they were seen, for tools of your
    own; 'clerical_match_score' is what Splink calls a label.

    \b
    brassplate calibrate
    brassplate calibrate --pairs csv > pairs.csv
    brassplate calibrate --pairs jsonl | jq -r 'select(.label == "benign") | .domain'
    """
    from dataclasses import asdict

    from crawler.records import canonical
    from monitor import judged_file
    from monitor.calibration import says
    from monitor.labelled import labelled, without_pairs

    if form and as_json:
        raise click.UsageError("--json is the report's; --pairs jsonl writes the pairs as JSON")
    store = open_store(home)
    pairs = list(labelled(store))
    if form:
        for line in _csv(pairs) if form == "csv" else _json(pairs):
            click.echo(line)
        return
    found, bare = says(pairs), without_pairs(store)
    if as_json:
        click.echo(canonical(asdict(found) | {"without_pairs": bare}))
        return
    if not pairs:
        click.echo(
            f"no verdict labels a pair yet; 'brassplate judge' makes them, and {judged_file.FILE} keeps them",
            err=True,
        )
        return
    for line in _report(found, bare):
        click.echo(line)


def _json(pairs: "list[Labelled]") -> Iterator[str]:
    from crawler.records import canonical
    from monitor.labelled import row

    return (canonical(row(each)) for each in pairs)


def _csv(pairs: "list[Labelled]") -> Iterator[str]:
    import csv
    from io import StringIO

    from monitor.labelled import row
    from reports.defang import inert, visible

    signals = sorted({seen.signal for each in pairs for seen in each.signals})
    columns = [f"{signal}_{what}" for signal in signals for what in ("similarity", "bits")]
    page = StringIO()
    writer = csv.writer(page, lineterminator="\n")
    writer.writerow([*BEFORE, *BESIDE, *columns])
    for each in map(row, pairs):
        said = ["" if each[name] is None else each[name] for name in (*BEFORE, *BESIDE)]
        texts = [inert(visible(cell)) if isinstance(cell, str) else cell for cell in said]
        seen = each["signals"]
        figures = [
            seen.get(signal, {}).get(what, "") for signal in signals for what in ("similarity", "bits")
        ]
        writer.writerow([*texts, *figures])
    yield page.getvalue().rstrip("\n")


def _report(found: "Says", bare: int) -> Iterator[str]:
    from monitor.calibration import FEWEST, Advice

    yield (
        f"{found.confirmed} confirmed and {found.benign} benign pairs count, the strongest of each judged "
        f"domain; {found.left_out} other labelled pairs do not, {bare} judged domains have none"
    )
    if min(found.confirmed, found.benign) < FEWEST:
        yield f"too few for any figure: it takes {FEWEST} of each"
    yield from _table([_signal_row(each) for each in found.signals])
    if found.bands:
        yield ""
    yield from map(_band_line, found.bands)
    yield ""
    told = [each for each in found.signals if each.advice in (Advice.MORE, Advice.LESS)]
    if told:
        yield f"{len(told)} of {len(found.signals)} stand out; one of twenty does so by chance"
    yield "only what was told is judged: the verdicts' bits are rather too low than too high"
    yield "nothing is changed; the weights are those of monitor/weights.toml"


def _signal_row(each: "SignalSays") -> list[str]:
    implied = "too few"
    if each.bits is not None:
        implied = f"{each.bits:+.1f} ({each.low:+.1f} to {each.high:+.1f})"
    given = "-" if each.given is None else f"{each.given:+.1f}"
    return [
        each.signal.replace("_", " "),
        f"{each.confirmed_agree} of {each.confirmed}",
        f"{each.benign_agree} of {each.benign}",
        implied,
        given,
        "" if each.bits is None else each.advice.value,
    ]


def _table(rows: list[list[str]]) -> Iterator[str]:
    if not rows:
        return
    head = ["signal", "agrees, confirmed", "benign", "verdicts say, bits", "given", ""]
    every = [head, *rows]
    widths = [max(map(len, column)) for column in zip(*every, strict=True)]
    for row in every:
        yield "  ".join(f"{text:<{width}}" for text, width in zip(row, widths, strict=True)).rstrip()


def _band_line(each: "BandSays") -> str:
    return (
        f"{each.band}: {each.confirmed} of {each.judged} judged were confirmed "
        f"({each.low:.0%} to {each.high:.0%}); their scores said {each.said:.0%}"
    )


COMMAND = calibrate
