"""Does a poisonous input cost no more than its own limit?"""

import os
import sys
import time
from types import ModuleType

import pytest

from crawler.errors import CollectionError
from crawler.isolate import Isolated


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
