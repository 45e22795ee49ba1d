"""Do planted fronts stand out of honest firms that share templates, hosts, agencies and phrases?

A small month: 60 firms, four days, three fronts. The long one is a benchmark.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.benchmarks import month
from tests.benchmarks._month_world import DECOYS, Month

slow = pytest.mark.slow


@dataclass(frozen=True)
class Lived:
    world: Month
    days: list[month.Day]
    found: dict[str, object]


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    world = Month(firms=60, planted=3, days=4, seed=7)
    days, home = month.live(world, tmp_path_factory.mktemp("month"))
    yield Lived(world, days, month.judged(world, days, month.standing(world, home)))


@slow
def test_every_front_is_told_on_the_day_on_which_it_goes_live(lived: Lived) -> None:
    told = {(each.domain, each.day) for day in lived.days for each in day.told if each.true}
    assert {(front.firm.domain, front.day) for front in lived.world.fronts} <= told


@slow
def test_the_strongest_alerts_are_the_fronts(lived: Lived) -> None:
    assert lived.found["fronts_in_the_top"] == 3


@slow
def test_no_honest_firm_is_told_but_for_its_name(lived: Lived) -> None:
    named = {domain for domain, *_ in DECOYS}
    false = [each for day in lived.days for each in day.told if not each.true and each.domain not in named]
    # One has a word of a pack in its name, and in so small a world two customers of a host are few.
    assert [
        each.why for each in false if "domain_name: both names have words of one pack" not in each.why
    ] == []
    assert [each.domain for each in false if each.score > -2.5] == []


@slow
def test_an_honest_name_like_a_fronts_is_worth_a_look_at_most(lived: Lived) -> None:
    named = {domain for domain, *_ in DECOYS}
    told = [each for day in lived.days for each in day.told if each.domain in named]
    assert [each for each in told if each.score >= 0] == []


@slow
def test_nearly_every_site_is_seen_on_every_day(lived: Lived) -> None:
    assert all(day.failed <= 5 for day in lived.days), [(day.day, day.failed) for day in lived.days]


def test_equal_seeds_give_equal_months_and_other_seeds_others() -> None:
    one, same, other = Month(60, 3, 4, 1), Month(60, 3, 4, 1), Month(60, 3, 4, 2)
    assert one.firms(4) == same.firms(4)
    assert one.firms(4).keys() != other.firms(4).keys()


def test_honest_firms_share_what_firms_do_share() -> None:
    world = Month(400, 10, 10, 7)
    firms = world.honest.firms.values()
    templates = Counter(each.structure for each in firms)
    assert 0.05 < templates[1000] / len(firms) < 0.2, "the most popular template has about one in ten"
    assert sum(count == 1 for count in templates.values()) > 100, "many have a template of their own"
    usual = Counter(line for each in firms for line in each.home).most_common(1)[0][1]
    assert usual >= 8, "a stock phrase stands on one site in fifty"
    assert max(Counter(each.street for each in firms if "Suite" not in each.street).values()) <= 2
    assert sum(each.credit.startswith("Website designed") for each in firms) > 40


def test_every_front_is_there_from_its_day_on_and_is_listed_when_it_can_be_seen() -> None:
    world = Month(200, 10, 12, 7)
    for front in world.fronts:
        domain = front.firm.domain
        before, after = world.firms(front.day - 1).get(domain), world.firms(front.day)[domain]
        assert (before.state if before else "") == ("dormant" if front.dormant else "")
        assert after.state == "live" and after.listed <= front.day
        assert front.counterpart in world.archived() or front.counterpart in world.honest.firms
    assert len({front.kind for front in world.fronts}) == 10
