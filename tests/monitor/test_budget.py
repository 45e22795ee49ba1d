"""Is a person told as many alerts as they can read, and every strong one?"""

import pytest

from monitor.budget import Cut, threshold


def test_on_a_quiet_day_everything_down_to_the_floor_is_told():
    found = threshold([-2.9, 1.0, 4.0], [2, 3, 1], 10)
    assert found == Cut(alerts_a_day=10, room=10, found=3, told=3, lowest=-3.0)
    assert found.sentence() == ""


def test_what_scores_below_the_floor_is_told_on_no_day():
    assert threshold([-3.0, -3.1, -9.0], [], 10).told == 1
    assert threshold([], [], 10) == Cut(10, 10, found=0, told=0, lowest=-3.0)


def test_a_full_day_tells_the_strongest_and_says_what_fell_below():
    scores = [-2.5, -1.0, 0.5, 1.2] + [1.3 + step / 10 for step in range(10)]
    found = threshold(scores, [4, 10, 0], 10)
    assert (found.told, found.lowest, found.below) == (10, 1.3, 4)
    assert found.sentence() == "10 alerts a day fit; 14 were found; the cut was +1.3 bits; 4 fell just below"


def test_strong_ones_are_told_whatever_the_room():
    found = threshold([5.0] * 25 + [3.3, 3.2], [], 10)
    assert (found.told, found.lowest, found.below) == (26, 3.3, 1)


def test_a_burst_of_500_leaves_the_strong_and_the_best_ten():
    burst = [number / 200 for number in range(500)]
    found = threshold(burst, [3, 2, 5, 1, 0, 2, 3], 10)
    assert (found.found, found.told, found.lowest) == (500, 10, 2.45)
    assert found.below == 490


def test_of_equal_scores_the_order_of_the_caller_decides_and_the_report_says_so():
    found = threshold([1.0] * 500, [], 10)
    assert (found.told, found.tied) == (10, 490)
    assert found.sentence().endswith("490 fell just below, 490 of them by their names alone")


def test_a_tie_that_fits_whole_leaves_nobody_out_by_name():
    assert threshold([2.0, 1.0, 1.0, 0.0], [], 3).tied == 0


def test_the_order_of_the_scores_does_not_matter():
    assert threshold([0.0, 2.0, 1.0], [], 2) == threshold([2.0, 1.0, 0.0], [], 2)


@pytest.mark.parametrize(
    ("told_before", "room"),
    [
        ([], 10),
        ([10] * 7, 10),
        ([13], 7),
        ([13, 7], 10),  # a quieter day gave it back
        ([40], 5),  # never below a half
        ([400, 0, 0, 0, 0, 0, 0, 0], 10),  # longer ago than a week
        ([0] * 7, 10),  # unused room is not saved up: nobody reads more today for yesterday's quiet
    ],
)
def test_what_strong_ones_took_beyond_the_room_is_taken_back(told_before, room):
    assert threshold([1.0] * 30, told_before, 10).room == room


def test_a_smaller_room_today_is_explained():
    said = threshold([1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3], [13], 10).sentence()
    assert said == (
        "10 alerts a day fit, 7 today after the strong ones of the days before; 8 were found; "
        "the cut was +0.4 bits; 1 fell just below"
    )


def test_who_can_read_none_is_told_the_strong_ones_only():
    assert threshold([4.0, 1.0], [], 0).told == 1
    found = threshold([1.0], [], 0)
    assert found.told == 0
    assert found.sentence() == (
        "0 alerts a day fit; 1 was found; none of them reached +3.3 bits; 1 fell just below"
    )
