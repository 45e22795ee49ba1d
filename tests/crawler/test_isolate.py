"""Does a poisonous input cost no more than its own limit?"""

import os
import sys
import time
from types import ModuleType

import pytest

from crawler.errors import CollectionError
from crawler.isolate import Isolated, Pool


def obey(what: str) -> str:
    if what == "sleep":
        time.sleep(60)
    if what == "die":
        os._exit(139)
    if what == "eat":
        return str(len(bytearray(4 * 1024**3)))
    if what == "raise":
        raise ValueError("this input is bad")
    return what.upper()


def process_of(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


@pytest.mark.parametrize(
    ("poison", "says"),
    [
        ("sleep", "took longer than 1 s"),
        ("die", "died while reading"),
        ("eat", "MemoryError"),
        ("raise", "ValueError: this input is bad"),
    ],
)
def test_a_poisonous_input_fails_alone_and_the_next_call_works(poison: str, says: str) -> None:
    with Isolated(obey, seconds=1) as call:
        assert call("fine") == "FINE"
        with pytest.raises(CollectionError, match=says):
            call(poison)
        assert call("fine again") == "FINE AGAIN"


def test_a_process_that_dies_before_its_first_call_is_told_as_one_that_could_not_be_started(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here_only = ModuleType("known_to_this_process_only")
    exec("def obey(what): return what", here_only.__dict__)
    monkeypatch.setitem(sys.modules, here_only.__name__, here_only)
    with (
        Isolated(here_only.obey, seconds=1) as call,
        pytest.raises(CollectionError, match="could not be started"),
    ):
        call("fine")


def test_a_pool_answers_in_the_order_of_the_questions_and_poison_costs_only_its_own_answer() -> None:
    asked = ["a", "sleep", *(f"b{number}" for number in range(20)), "die", "raise", "c"]
    with Pool(obey, processes=2, seconds=2) as pool:
        told = [each if isinstance(each, str) else "error" for each in pool.map(asked)]
    assert told == ["A", "error", *(f"B{number}" for number in range(20)), "error", "error", "C"]


def test_a_pool_starts_a_second_process_only_for_more_than_a_handful() -> None:
    with Pool(process_of, processes=2, seconds=20) as pool:
        assert len(set(pool.map([0.0] * 5))) == 1
        assert len(set(pool.map([0.05] * 40))) == 2


def test_a_pool_that_nobody_listens_to_any_more_leaves_no_process_at_work() -> None:
    with Pool(obey, processes=2, seconds=60) as pool:
        answers = pool.map(["a", "sleep", *("b" * 40)])
        assert next(answers) == "A"
        begun = time.monotonic()
        answers.close()  # type: ignore[attr-defined]
        assert pool("fine") == "FINE"
        assert time.monotonic() - begun < 30
