"""In which sentences is one alert told?"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from reports.digest import AlertLine, ChangeLine, EvidenceLine, Fact, JudgementLine, MomentLine, PivotLine
from reports.formats._wording._numbers import bits, number, percent, signed
from reports.lines import is_alone
from reports.period import Told


def beside(alert: AlertLine | Told) -> str:
    """resembles foxlantern.example; of a reference, that it is one."""
    return "is documented itself" if is_alone(alert) else f"{alert.relation} {alert.counterpart}"


def band(alert: AlertLine) -> str:
    """strong; nothing where nothing was compared, because there is nothing to be sure of."""
    return "" if is_alone(alert) else alert.band


def sure(alert: AlertLine) -> str:
    """+5.1 bits, 97%; nothing where nothing was compared."""
    return "" if is_alone(alert) else f"{bits(alert.score)}, {percent(alert.probability)}"


def why(alert: AlertLine) -> str:
    """The sentence of the strongest evidence: the one thing to read of an alert."""
    if is_alone(alert):
        return "It is documented itself, and compared with nothing."
    strongest = max(alert.evidence, key=lambda line: line.counted, default=None)
    return told(strongest.sentence if strongest else "no single agreement stands out")


def told(sentence: str) -> str:
    """The sentence begun and ended: a capital, unless a name stands first, and one full stop."""
    first = sentence.partition(" ")[0]
    begun = sentence if "." in first else sentence[:1].upper() + sentence[1:]
    return begun if begun.endswith((".", "!", "?", "…")) else f"{begun}."


def parts(alert: AlertLine) -> str:
    """template +11.5, registration +1.9, against −0.5: what the score is made of, the most first."""
    found = [(bar.counted, bar.family) for bar in alert.families]
    found.sort(key=lambda each: -each[0])
    if abs(rest(alert)) >= 0.05:
        found.append((rest(alert), "against" if rest(alert) < 0 else "other"))
    return ", ".join(f"{family} {signed(counted)}" for counted, family in found)


def changes(alert: AlertLine) -> tuple[str, ...]:
    """What changed as sentences; what stands in the table of before and after is not said twice."""
    tabled = {each.what for each in alert.changes}
    return tuple(each for each in alert.changed if each.partition(":")[0] not in tabled)


def news(alert: AlertLine) -> tuple[ChangeLine, ...]:
    """What is another than before; that something new came from no band is no news of it."""
    return tuple(each for each in alert.changes if (each.what, each.before) != ("band", "none"))


def change(line: ChangeLine) -> str:
    """band: likely → strong; phone: now +1 …; title: no longer …"""
    if not line.before:
        return f"{line.what}: now {line.after}"
    if not line.after:
        return f"{line.what}: no longer {line.before}"
    return f"{line.what}: {line.before} → {line.after}"


def judgement(made: JudgementLine) -> str:
    """Suspected by kim on 2026-11-20: the phone is theirs. Holds until 2026-12-20."""
    said = f"{made.verdict} by {made.author or 'somebody'} on {made.day}: {made.reason}"
    source = f" Confirmed by {made.source}." if made.source else ""
    until = f" Holds until {made.until}." if made.until else ""
    return f"{told(said)}{source}{until}"


def direction(alert: AlertLine) -> str:
    """Which of the two was there first, and why; nothing where the reasons were not asked for.

    A name is said once: what was there first is "it" from then on, and the one beside it "the other".
    """
    if not alert.direction:
        return ""
    if alert.original:
        verdict = f"{alert.original} was there first"
        other = alert.counterpart if alert.original == alert.domain else alert.domain
        short = {alert.original: "it", other: "the other"}
    else:
        verdict = "Which was there first cannot be told"
        short = {alert.domain: "this site", alert.counterpart: "the other"}
    return f"{verdict}: {'; '.join(_shortened(each, short) for each in alert.direction)}."


def _shortened(sentence: str, short: Mapping[str, str]) -> str:
    """The sentence with other words for the names in it, where a name stands whole."""
    for name, word in short.items():
        if name:
            whole = rf"(?<![\w.@-]){re.escape(name)}(?![\w@-]|\.\w)"
            if word == "it":
                sentence = re.sub(rf"\bthe pages of {whole}", "its pages", sentence)
            sentence = re.sub(whole, word, sentence)
    return sentence


def spans(same: Iterable[tuple[int, int, int, int]], side: int) -> list[tuple[int, int]]:
    """(start, end) of what is the same, of the candidate (0) or of its counterpart (2), in order."""
    return sorted((each[side], each[side + 1]) for each in same)


def pieces(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[str, bool, bool]]:
    """``text`` in pieces: each with whether both sides have it, and whether a space stands before it.

    The spans are in order; text without any is one piece that is not marked, nor is a mark between words.
    """
    cuts, end = [], 0
    for start, stop in spans:
        cuts += [(end, start, False), (start, stop, True)]
        end = stop
    cuts.append((end, len(text), not end))
    found = []
    for start, stop, same in cuts:
        piece = text[start:stop]
        if piece.strip():
            spaced = piece[0].isspace() or text[:start][-1:].isspace()
            found.append((piece.strip(), same or not any(map(str.isalnum, piece)), spaced))
    return found


def dated(alert: AlertLine) -> str:
    """That the evidence is older than the last look, because the site is gone since; else nothing."""
    if not alert.compared or alert.compared[:10] >= alert.last_seen[:10]:
        return ""
    gone = {"seized": "before the site was seized", "dark": "before the site went dark"}
    return f"The evidence is of {alert.compared[:10]}, {gone.get(alert.state, 'and was not seen since')}."


def weighty(line: EvidenceLine) -> tuple[Fact, ...]:
    """The facts that weigh anything; those that a person reads alike as one."""
    alike: dict[str, list[Fact]] = {}
    for fact in line.facts:
        if fact.bits >= 0.05:
            alike.setdefault(fact.shown, []).append(fact)
    return tuple(map(_as_one, alike.values()))


def _as_one(facts: list[Fact]) -> Fact:
    if len(facts) == 1:
        return facts[0]
    shown = f"{facts[0].shown}, {len(facts)} times"
    bits, counted = (sum(getattr(each, name) for each in facts) for name in ("bits", "counted"))
    return replace(facts[0], shown=shown, bits=bits, counted=counted)


def rarest(line: EvidenceLine) -> str:
    """What the quotes of a signal are that looks at the pages' code."""
    return (
        "Rarest shapes of both pages' code"
        if line.signal == "dom_template"
        else "Rarest names in both pages' code"
    )


def label(signal: str) -> str:
    """dns records."""
    return signal.replace("_", " ")


def moved(before: str, after: str) -> str:
    """parked → live, or the state alone when there was none before."""
    return f"{before} → {after}" if before and before != after else after


def rest(alert: AlertLine) -> float:
    """What the families do not explain of the score: the counter-evidence."""
    return alert.score - alert.prior - sum(bar.counted for bar in alert.families)


def turns(timeline: Iterable[MomentLine]) -> tuple[MomentLine, ...]:
    """The days on which the state became another, the first day among them."""
    found: list[MomentLine] = []
    for each in timeline:
        if each.state and (not found or found[-1].state != each.state):
            found.append(each)
    return tuple(found)


def course(timeline: tuple[MomentLine, ...]) -> str:
    """The days in words: 2026-11-01 to 2026-11-22, from −1.2 bits to +5.1 bits; 2 days without a score."""
    scores = [each.score for each in timeline if each.score is not None]
    days = f"{timeline[0].day} to {timeline[-1].day}" if len(timeline) > 1 else timeline[0].day
    ends = [bits(each) for each in (*scores[:1], *scores[-1:])]
    moves = f"from {ends[0]} to {ends[1]}" if len(scores) > 1 else "".join(ends[:1]) or "no score"
    blind = len(timeline) - len(scores)
    missed = f"; {number(blind, 'day')} without a score" if scores and blind else ""
    return f"{days}, {moves}{missed}"


def seen(pivot: PivotLine) -> str:
    """on 3 sites here; a passage of text is not counted."""
    return f"on {number(pivot.sites, 'site')} here" if pivot.sites else "not counted here"
