"""Do other weights give other bits, and does a slip of the pen give a sentence?"""

import pytest

from crawler.errors import ConfigError
from crawler.fingerprint import Family
from monitor.evidence import Evidence, Weights, weigh
from monitor.score import total
from monitor.whatif import Change, at_other_weights, changes
from tests.monitor._invented import corpus, site

SHIPPED = Weights.load()


def test_a_setting_takes_the_place_of_one_weight_alone():
    weights, prior = at_other_weights(["value.phone.m=0.5", "caps.identity=8", "prior=-12"], -10.0)
    assert (weights.values["phone"].m, weights.values["phone"].u) == (0.5, 1e-6)
    assert (weights.caps[Family.IDENTITY], weights.caps[Family.CONTENT]) == (8.0, 11.5)
    assert prior == -12.0
    assert weights.values["email"] == SHIPPED.values["email"]
    assert weights.hash != SHIPPED.hash


def test_no_setting_changes_nothing():
    assert at_other_weights([], -10.0) == (SHIPPED, -10.0)


def test_of_a_setting_given_twice_the_last_one_holds():
    assert at_other_weights(["prior=-12", "prior=-8"], -10.0)[1] == -8.0


def test_a_curve_may_be_told_to_ignore_the_local_count():
    weights, _ = at_other_weights(["curve.dom_template.local=false"], -10.0)
    assert weights.curves["dom_template"].local is False


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ("value.phon.m=0.5", "'value.phon.m' is no weight; did you mean value.phone.m"),
        ("cap.identity=3", "'cap.identity' is no weight; did you mean caps.identity"),
        ("zzzz=3", "'zzzz' is no weight; prior, caps.identity and value.phone.m are"),
        ("value.phone=3", "'value.phone' is no weight; did you mean value.phone."),
        ("curve.dom_template.points=3", "'curve.dom_template.points' is no weight"),
        ("value.phone.m", "'value.phone.m' sets nothing; write it as value.phone.m=0.5"),
        ("value.phone.m=much", "value.phone.m takes a number, not 'much'"),
        ("value.phone.m=nan", "value.phone.m takes a number, not 'nan'"),
        ("value.phone.m=1.5", "these weights cannot be: value.phone.m is 1.5; it takes 1e-06 to 1"),
        ("value.phone.m=true", "these weights cannot be: value.phone.m takes a number, not True"),
        ("prior=4", "prior takes a number from -60 to 0, not '4'"),
        ("prior=true", "prior takes a number from -60 to 0, not 'true'"),
    ],
)
def test_what_cannot_be_set_is_one_sentence(setting, sentence):
    with pytest.raises(ConfigError) as caught:
        at_other_weights([setting], -10.0)
    assert sentence in str(caught.value)


def test_the_lines_that_changed_are_told_and_no_others():
    template = Evidence("dom_template", Family.TEMPLATE, 0.3, 4.0, "built alike")
    before = [Evidence("contacts", Family.IDENTITY, 1.0, 12.0, "both"), template]
    after = [Evidence("contacts", Family.IDENTITY, 1.0, 11.2, "both"), template]
    weights, _ = at_other_weights(["caps.identity=8"], -10.0)
    assert changes(
        total("a.example", "b.example", before, SHIPPED, prior=-10.0),
        total("a.example", "b.example", after, weights, prior=-10.0),
    ) == (Change("identity (family)", 12.0, 8.0), Change("contacts", 12.0, 11.2))


@pytest.mark.parametrize("u", ["1", "0.99"])
def test_a_disagreement_says_nothing_where_strangers_agree_as_often(u: str) -> None:
    kind = "registrant_email"
    weights, _ = at_other_weights([f"value.{kind}.u={u}"], -10.0)
    sides = [site(name, registration=[f"{kind}:{name}@x.example"]) for name in ("a.example", "b.example")]
    made = corpus(*sides)
    left, right = (each.values["registration"] for each in sides)
    comparison = made.signals["registration"].compare(left, right)
    assert comparison is not None
    for at, bits in ((SHIPPED, -1.0), (weights, 0.0)):
        assert weigh(comparison, made, at, frozenset(), right, left).bits == bits
