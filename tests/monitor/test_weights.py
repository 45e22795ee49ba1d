"""Are the weights read as they are written, and is every mistake in them named?"""

from pathlib import Path

import pytest

from crawler.errors import ConfigError
from monitor.evidence import Weights

WEIGHTS = Weights.load()


def test_an_account_of_a_service_nobody_listed_weighs_as_its_signal() -> None:
    assert WEIGHTS.value("newservice", "tracker") == WEIGHTS.values["tracker"]
    assert WEIGHTS.value("newservice", "unheard_of") == WEIGHTS.values["default"]


def test_the_curve_runs_straight_between_its_points_and_back() -> None:
    curve = WEIGHTS.curves["domain_name"]
    assert curve.bits(0.875) == pytest.approx(7.5)
    assert curve.similarity(7.5) == pytest.approx(0.875)
    assert (curve.bits(0.0), curve.bits(1.0)) == (0.0, 8.5)
    assert curve.similarity(99.0) == 1.0


@pytest.mark.parametrize("curve", sorted(WEIGHTS.curves))
def test_more_similar_never_weighs_less(curve: str) -> None:
    bits = [WEIGHTS.curves[curve].bits(step / 200) for step in range(201)]
    assert bits == sorted(bits)


SHIPPED = Path(__file__).parents[2].joinpath("monitor", "weights.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("template = 11.5", "templat = 11.5", "[caps] has the unknown key 'templat'"),
        ("decay = 0.5", "decay = 0.5\nspeed = 1", "[rarity] has the unknown key 'speed'"),
        ("crowd = 200.0", "", "[similarity] has the missing key 'crowd'"),
        ("against = true", "against = 1", "value.registrant_email.against takes true or false"),
        ("against = -1.0", "against = 1.0", "rarity.against is 1.0; it takes -40 to 0"),
        ("name = 8.0", "name = 'eight'", "caps.name takes a number, not 'eight'"),
        ("name = 8.0", "name = nan", "caps.name takes a number, not nan"),
        ("phone = { m = 0.9, u = 1e-6,", "phone = { m = 0.9, u = 0,", "value.phone.u is 0"),
        ("points = [[0.0, 0.0], [0.5, 0.0]", "points = [[0.0, 9.0], [0.5, 0.0]", "must rise"),
        ("points = [[0.0, 0.0], [0.5, 0.0]", "points = [7, [0.5, 0.0]", "reading the weights of"),
        ("[caps]", "[caps", "reading the weights of"),
    ],
)
def test_a_mistake_in_the_weights_is_named(tmp_path: Path, before: str, after: str, told: str) -> None:
    assert before in SHIPPED
    file = tmp_path / "weights.toml"
    file.write_text(SHIPPED.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        Weights.load(file)
    assert told in str(raised.value)
    assert str(file) in str(raised.value)


def test_weights_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.toml"):
        Weights.load(tmp_path / "nowhere.toml")


def test_a_changed_number_changes_the_hash_and_a_changed_comment_does_not(tmp_path: Path) -> None:
    file = tmp_path / "weights.toml"
    file.write_text("# mine\n" + SHIPPED, encoding="utf-8")
    assert Weights.load(file).hash == WEIGHTS.hash
    file.write_text(SHIPPED.replace("decay = 0.5", "decay = 0.4"), encoding="utf-8")
    assert Weights.load(file).hash != WEIGHTS.hash
