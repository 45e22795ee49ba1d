"""Why does a domain resemble a reference, and why not?"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.commands._home import in_home, load

if TYPE_CHECKING:
    from monitor.home import Home
    from monitor.lifting import Lift
    from monitor.scene import Scene
    from monitor.score import Score

NEXT = 5


@dataclass(frozen=True, slots=True)
class _Pair:
    """What stands of a pair, and what today's looks alone would give; the same where they give nothing.

    ``other`` is what they give at the weights of ``--what-if``, if any were asked for.
    """

    told: "Score"
    today: "Score"
    other: "Score | None"


@click.command()
@in_home
@click.argument("domain")
@click.argument("reference", required=False)
@click.option(
    "--what-if",
    "settings",
    multiple=True,
    metavar="WEIGHT=NUMBER",
    help="Also at another weight, such as value.phone.m=0.5, caps.identity=8 or prior=-12; repeatable.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each pair, strongest first.")
def explain(home: Path, domain: str, reference: str | None, settings: tuple[str, ...], as_json: bool) -> None:
    """Every reason why DOMAIN resembles REFERENCE, what weighs against it, and what was not compared.

    Without REFERENCE the strongest counterpart is explained and the next ones are named. What would lift the
    pair over the next band is what REFERENCE shows and DOMAIN does not. '--what-if' changes nothing that is
    kept.

    \b
    brassplate explain acme-soft.example
    brassplate explain acme-soft.example cloudbluefox.com --json
    brassplate explain acme-soft.example --what-if value.phone.m=0.5 --what-if prior=-12
    """
    from crawler.names import parse
    from monitor.home import open_home

    name, other = parse(domain), parse(reference) if reference else None
    opened = open_home(load(home))
    scene = opened.scene()
    asked = _at_other_weights(scene, settings)
    found, blind = _pairs(opened, scene, asked, name, other), _blind(opened, name)
    if as_json:
        lines = _rows(scene, settings, found, blind)
    else:
        lines = _told_lines(opened, scene, settings, found, blind)
    for line in lines:
        click.echo(line)


def _at_other_weights(scene: "Scene", settings: tuple[str, ...]) -> "Scene | None":
    from dataclasses import replace

    from monitor.whatif import at_other_weights

    if not settings:
        return None
    weights, prior = at_other_weights(settings, scene.prior)
    return replace(scene, weights=weights, prior=prior)


def _rows(
    scene: "Scene", settings: tuple[str, ...], found: list[_Pair], blind: dict[str, str]
) -> Iterator[str]:
    from dataclasses import asdict

    from crawler.records import canonical
    from monitor.lifting import without_strongest
    from monitor.whatif import changes

    for each in found:
        row = {**each.told.to_json(), "today": each.today.bits, "could_not_look": blind}
        lift, without = _lift(scene, each.told), without_strongest(each.told, scene.weights)
        row["lift"] = asdict(lift) if lift else None
        row["without_strongest"] = asdict(without) if without else None
        if each.other:
            changed = [asdict(line) for line in changes(each.today, each.other)]
            row["what_if"] = {"settings": settings, "score": each.other.to_json(), "changed": changed}
        yield canonical(row)


def _told_lines(
    home: "Home", scene: "Scene", settings: tuple[str, ...], found: list[_Pair], blind: dict[str, str]
) -> Iterator[str]:
    from monitor.commands._listing import pair_line, waterfall

    telling = [each for each in found if any(family.counted > 0 for family in each.told.families)]
    shown = telling or [each for each in found if _was_read(home, each)] or found
    first = shown[0]
    yield from waterfall(first.told, _note(scene, first.told.counterpart))
    for kind, reason in blind.items():
        yield f"  could not look under '{kind}' last time: {reason}"
    if round(first.told.bits, 1) > round(first.today.bits, 1):
        yield f"  this is how it was told; what is seen today gives {first.today.bits:+.1f} bits"
    yield from _turning_lines(scene, settings, first)
    if len(found) > 1:
        following = telling[1 : NEXT + 1]
        yield from ["", "next:", *(f"  {pair_line(each.told)}" for each in following)] if following else [""]
        if rest := len(found) - max(len(telling), 1):
            others = "1 other has" if rest == 1 else f"{rest} others have"
            yield f"{others} nothing in common with it that counts"


def _turning_lines(scene: "Scene", settings: tuple[str, ...], pair: _Pair) -> Iterator[str]:
    """What the pair's band hangs on, and what it would be at other weights."""
    from monitor.commands._turning import lifted, otherwise, weakened
    from monitor.lifting import without_strongest

    lift, without = _lift(scene, pair.told), without_strongest(pair.told, scene.weights)
    yield from weakened(without) if without else ()
    yield from lifted(lift) if lift else ()
    yield from otherwise(settings, pair.today, pair.other) if pair.other else ()


def _lift(scene: "Scene", found: "Score") -> "Lift | None":
    from monitor.lifting import lift

    theirs = scene.get(found.counterpart)
    return lift(found, theirs, scene.corpus, scene.weights, scene.aside) if theirs else None


def _was_read(home: "Home", pair: _Pair) -> bool:
    return any(each.domain == pair.told.counterpart for each in home.store.baselines())


def _blind(home: "Home", domain: str) -> dict[str, str]:
    """What the newest looks at the domain could not see, and why."""
    from crawler.records import Outcome

    newest = home.observations.latest(domain, failed=True)
    return {kind: str(look.reason) for kind, look in newest.items() if look.outcome is Outcome.FAILED}


def _pairs(
    home: "Home", scene: "Scene", asked: "Scene | None", domain: str, other: str | None
) -> list[_Pair]:
    from monitor.scene import weigh_pair

    before, found = _told(home, domain), []
    for counterpart in _counterparts(home, scene, domain, other) | (set() if other else set(before)):
        today = weigh_pair(scene, domain, counterpart) or before[counterpart]
        told = before.get(counterpart, today)
        # A site that was seized or went dark keeps the evidence with which it was told.
        told = told if told.bits > today.bits else today
        changed = weigh_pair(asked, domain, counterpart) if asked else None
        found.append(_Pair(told, today, changed))
    return sorted(found, key=lambda each: (-each.told.bits, each.told.counterpart))


def _told(home: "Home", domain: str) -> "dict[str, Score]":
    """What was told of the domain, and what stands: the newest score of each pair."""
    from monitor.score import Score

    ledger = home.store.ledger
    told = {each.counterpart: each.detail for each in ledger.events(domain=domain)}
    told |= {each.counterpart: each.detail for each in ledger.standings(domain)}
    return {counterpart: Score.from_json(detail) for counterpart, detail in told.items()}


def _counterparts(home: "Home", scene: "Scene", domain: str, other: str | None) -> set[str]:
    """The one asked for, else every reference that was read."""
    from crawler.errors import ConfigError

    index, slices = home.store.index, scene.slices
    if domain == other:
        raise ConfigError(f"{domain} would be compared with itself; name another domain")
    if index.get(domain) is None:
        known = f"{domain} is a reference; name the watched domain before it"
        never = f"nothing was seen of {domain} in this home; 'brassplate watch add {domain}' and run"
        if home.store.watchlist.get(domain) is not None:
            never = f"nothing was seen of {domain} in this home yet; 'brassplate run' looks at it"
        raise ConfigError(known if domain in slices else never)
    if other and index.get(other, slices.get(other, "")) is None:
        never = f"nothing was seen of {other} in this home, and it is no reference; watch it and run"
        raise ConfigError(
            f"{other} was not read yet; 'brassplate run' reads it" if other in slices else never
        )
    if other:
        return {other}
    read = {each for each, slice in slices.items() if each != domain and index.get(each, slice)}
    if not read:
        raise ConfigError("no reference was read yet; 'brassplate run' reads them")
    return read


def _note(scene: "Scene", domain: str) -> str:
    """Who documented the counterpart; nothing for a site that is only watched."""
    from monitor.references import describe

    documented = scene.references.get(domain)
    return describe(documented) if documented else ""


COMMAND = explain
