"""Do invented verdicts become labelled pairs, and what do they say of the weights?"""

import csv
import json
from datetime import UTC, datetime, timedelta

import pytest

from monitor import cli, config
from monitor.calibration import Advice, interval, says, share
from monitor.home import open_home
from monitor.judging import Said, judgement
from monitor.labelled import Labelled, Seen, labelled, without_pairs
from monitor.store import Event, Standing, Verdict

NOW = datetime(2026, 3, 9, 6, tzinfo=UTC)
FRONT, OTHER = "cloudbluefox.com", "ktsolution.tech"


def detail(bits=2.0, relation="resembles", band="likely", **signals):
    """The evidence of one pair; a signal is its similarity and its bits."""
    rows = [
        {"signal": name, "family": "identity", "similarity": near, "bits": gave, "sentence": "", "facts": []}
        for name, (near, gave) in signals.items()
    ]
    return {
        "relation": relation,
        "state": "live",
        "band": band,
        "probability": 0.8,
        "bits": bits,
        "evidence": [each for each in rows if each["bits"] >= 0],
        "against": [each for each in rows if each["bits"] < 0],
    }


@pytest.fixture
def home(tmp_path):
    cli.run(["--home", str(tmp_path), "init"])
    return open_home(config.load(tmp_path))


def stand(home, domain, *pairs):
    """What stands of a domain: counterpart, bits and evidence."""
    home.store.ledger.replace_standings(
        [domain],
        [
            Standing(domain, other, "likely", bits, NOW - timedelta(days=3), "r", seen)
            for other, bits, seen in pairs
        ],
    )


def judge(home, domain, verdict, at=NOW):
    source = "an agency, 2026-03-01" if verdict == "confirmed" else ""
    said = Said(Verdict(verdict), "=looked at it", "ana", source)
    made = judgement(home.store, domain, said, at)
    home.store.judgements.add([made])
    return made


def ask(home, capsys, *words):
    capsys.readouterr()
    code = cli.run(["--home", str(home.config.home), "calibrate", *words])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_a_verdict_labels_the_pairs_that_stood_with_what_was_seen_then(home):
    first = detail(5.0, contacts=(1.0, 9.0), title=(0.0, 0.0), tracker=(0.0, -1.0))
    stand(home, "front.example", (FRONT, 5.0, first), (OTHER, -2.0, detail(-2.0, title=(0.4, 1.0))))
    judge(home, "front.example", "confirmed")
    # The site changed after it was judged: the label belongs to what was seen before.
    home.store.ledger.add_events(
        [
            Event("e1", "r", "2026-03-06", "front.example", FRONT, "new", "likely", 5.0, first),
            Event("e2", "r", "2026-03-12", "front.example", FRONT, "changed", "strong", 9.0, detail(9.0)),
        ]
    )
    stand(home, "front.example", (FRONT, 9.0, detail(9.0, page_text=(0.9, 11.0))))
    pairs = list(labelled(home.store))
    assert [(each.counterpart, each.bits, each.leading) for each in pairs] == [
        (FRONT, 5.0, True),
        (OTHER, -2.0, False),
    ]
    assert pairs[0].signals == (
        Seen("contacts", 1.0, 9.0),
        Seen("title", 0.0, 0.0),
        Seen("tracker", 0.0, -1.0),
    )
    assert (pairs[0].seen_on, pairs[0].source) == ("2026-03-06", "an agency, 2026-03-01")
    assert (pairs[1].seen_on, pairs[1].signals) == ("", ())  # nothing of it is kept any more


def test_the_newest_verdict_counts_and_a_muted_or_withdrawn_one_does_not(home):
    for name in ("one.example", "two.example", "three.example", "bare.example"):
        if name != "bare.example":
            stand(home, name, (FRONT, 1.0, detail(1.0, contacts=(1.0, 9.0))))
    judge(home, "one.example", "benign", NOW - timedelta(days=2))
    judge(home, "one.example", "confirmed")
    judge(home, "two.example", "suspected", NOW - timedelta(days=2))
    judge(home, "two.example", "muted")
    gone = judge(home, "three.example", "benign")
    home.store.judgements.withdraw([gone.id], NOW)
    judge(home, "bare.example", "benign")
    assert [(each.domain, each.label) for each in labelled(home.store)] == [
        ("one.example", Verdict.CONFIRMED),
        ("two.example", Verdict.SUSPECTED),
    ]
    assert without_pairs(home.store) == 1


def pair(number, label, *signals, relation="resembles", leading=True, band="likely"):
    return Labelled(
        domain=f"site-{number}.example",
        counterpart=FRONT,
        label=Verdict(label),
        author="ana",
        judged_at="2026-03-09T06:00:00Z",
        source="",
        bits=1.0,
        leading=leading,
        relation=relation,
        seen_on="2026-03-09",
        probability=0.7,
        band=band,
        signals=tuple(Seen(name, 1.0 if bits > 0 else 0.0, bits) for name, bits in signals),
    )


def test_few_verdicts_say_nothing_and_that_is_said(home, capsys):
    few = [pair(n, "confirmed", ("contacts", 9.0)) for n in range(40)]
    few += [pair(n, "benign", ("contacts", 0.0)) for n in range(50, 59)]
    [contacts] = says(few).signals
    assert (contacts.confirmed, contacts.benign) == (40, 9)
    assert (contacts.bits, contacts.low, contacts.high, contacts.advice) == (None, None, None, "too few")
    assert ask(home, capsys) == (
        0,
        "",
        "no verdict labels a pair yet; 'brassplate judge' makes them, and judgements.toml keeps them\n",
    )
    stand(home, "front.example", (FRONT, 5.0, detail(5.0, contacts=(1.0, 9.0), page_text=(0.5, 11.0))))
    judge(home, "front.example", "confirmed")
    assert ask(home, capsys)[1].splitlines() == [
        "1 confirmed and 0 benign pairs count, the strongest of each judged domain; 0 other labelled pairs "
        "do not, 0 judged domains have none",
        "too few for any figure: it takes 10 of each",
        "signal     agrees, confirmed  benign  verdicts say, bits  given",
        "page text  1 of 1             0 of 0  too few             +11.0",
        "contacts   1 of 1             0 of 0  too few             +9.0",
        "",
        "likely: 1 of 1 judged were confirmed (21% to 100%); their scores said 80%",
        "",
        "only what was told is judged: the verdicts' bits are rather too low than too high",
        "nothing is changed; the weights are those of monitor/weights.toml",
    ]


def test_what_agrees_as_often_among_benign_pairs_may_weigh_too_much_and_what_tells_apart_fits():
    made = []
    for number in range(20):
        made.append(pair(number, "confirmed", ("contacts", 3.0 * (number < 18)), ("title", 5.0)))
    for number in range(20, 40):
        made.append(pair(number, "benign", ("contacts", 3.0 * (number < 22)), ("title", 5.0)))
    found = {each.signal: each for each in says(made).signals}
    assert (found["contacts"].confirmed_agree, found["contacts"].benign_agree) == (18, 2)
    assert found["contacts"].bits == pytest.approx(2.89, abs=0.01)  # log2(18.5 / 2.5)
    assert found["contacts"].advice is Advice.FITS
    assert (found["title"].bits, found["title"].given) == (0.0, 5.0)
    assert found["title"].advice is Advice.LESS
    weak = [pair(each, "confirmed", ("mx", 0.1)) for each in range(30)]
    weak += [pair(each, "benign", ("mx", -0.1)) for each in range(30, 60)]
    assert says(weak).signals[0].advice is Advice.MORE


def test_copies_of_victims_and_a_domains_weaker_pairs_count_for_nothing():
    found = says(
        [
            pair(1, "confirmed", ("contacts", 9.0)),
            pair(1, "confirmed", ("contacts", 9.0), leading=False),
            pair(2, "confirmed", ("page_text", 11.0), relation="copies"),
            pair(3, "suspected", ("contacts", 9.0)),
            pair(4, "benign", ("page_text", 11.0), relation="copies"),
            pair(5, "benign"),
        ]
    )
    assert (found.confirmed, found.benign, found.left_out) == (1, 1, 4)


def test_a_bands_share_stands_beside_what_its_scores_said():
    made = [pair(each, "confirmed", ("contacts", 9.0), band="strong") for each in range(3)]
    made += [
        pair(9, "benign", ("contacts", 9.0), band="strong"),
        pair(10, "benign", ("title", 1.0), band="none"),
    ]
    [strong] = says(made).bands
    assert (strong.band, strong.judged, strong.confirmed, strong.said) == ("strong", 4, 3, 0.7)
    assert (strong.low, strong.high) == (0.301, 0.954)


def test_intervals_are_those_of_the_formulas():
    bits, low, high = interval(15, 16, 5, 16)
    # ln(15.5/17) - ln(5.5/17), its error the root of 1/15.5 - 1/17 + 1/5.5 - 1/17, both over ln 2
    assert (round(bits, 4), round(low, 3), round(high, 3)) == (1.4948, 0.480, 2.509)
    assert [round(each, 2) for each in interval(12, 12, 11, 11)] == [0.0, -0.23, 0.24], (
        "all agreed: no certainty"
    )
    assert [round(each, 3) for each in share(8, 10)] == [0.49, 0.943]


def test_pairs_are_written_as_json_lines_and_as_a_table_that_runs_nothing(home, capsys):
    stand(home, "front.example", (FRONT, 5.0, detail(5.0, contacts=(1.0, 9.0), tracker=(0.0, -1.0))))
    stand(home, "firm.example", (FRONT, 1.0, detail(1.0, page_text=(0.25, 7.5))))
    judge(home, "front.example", "confirmed")
    judge(home, "firm.example", "benign")
    rows = [json.loads(each) for each in ask(home, capsys, "--pairs", "jsonl")[1].splitlines()]
    assert [(row["domain"], row["clerical_match_score"], row["author"]) for row in rows] == [
        ("firm.example", 0.0, "ana"),
        ("front.example", 1.0, "ana"),
    ]
    assert rows[1]["signals"] == {
        "contacts": {"bits": 9.0, "similarity": 1.0},
        "tracker": {"bits": -1.0, "similarity": 0.0},
    }
    table = list(csv.DictReader(ask(home, capsys, "--pairs", "csv")[1].splitlines()))
    assert [(row["page_text_bits"], row["contacts_bits"], row["seen_on"]) for row in table] == [
        ("7.5", "", "2026-03-06"),
        ("", "9.0", "2026-03-06"),
    ]
    assert ask(home, capsys, "--pairs", "csv", "--json")[0] == 2


def test_a_hostile_author_stays_a_text(home, capsys):
    stand(home, "front.example", (FRONT, 5.0, detail(5.0, contacts=(1.0, 9.0))))
    said = Said(Verdict.CONFIRMED, "r", "=cmd|' /C calc'!A0", "@SUM(1)\n\x1b[31m")
    home.store.judgements.add([judgement(home.store, "front.example", said, NOW)])
    [row] = csv.DictReader(ask(home, capsys, "--pairs", "csv")[1].splitlines())
    assert (row["author"], row["source"]) == ("'=cmd|' /C calc'!A0", "'@SUM(1) ␛[31m")
