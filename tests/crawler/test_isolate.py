"""Does a poisonous input cost no more than its own limit?"""

import os
import time

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
