"""Does reading that never ends end its process, after saying whose bytes were read?"""

import signal
import subprocess
import sys

from crawler.alarm import Alarm

STUCK = """
import re, sys
from crawler.alarm import Alarm
alarm = Alarm(lambda domain: print(domain, flush=True), seconds=0.3)
with alarm.reading("good.example"):
    pass
with alarm.reading("bad.example"):
    re.match(r"(a+)+$", "a" * 60 + "b")
"""


def test_a_reader_that_cannot_be_interrupted_is_killed_and_its_domain_is_known() -> None:
    done = subprocess.run([sys.executable, "-c", STUCK], capture_output=True, text=True, timeout=20)
    assert done.returncode == -signal.SIGALRM
    assert done.stdout.split("\n") == ["good.example", "", "bad.example", ""]


def test_without_anyone_to_tell_nothing_is_set() -> None:
    with Alarm().reading("a.example"):
        assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_the_alarm_is_off_again_when_reading_raised() -> None:
    told: list[str] = []
    try:
        with Alarm(told.append, seconds=60).reading("a.example"):
            raise ValueError
    except ValueError:
        pass
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    assert told == ["a.example", ""]
