"""Does one process at a time hold a lock, and can it be handed on without a moment in which nobody does?"""

import os
import subprocess
import sys

import pytest

from monitor import lock

CHILD = """
import os, subprocess, sys
from pathlib import Path
from monitor import lock
with lock.held(Path(sys.argv[1])):
    print(lock.HANDED in os.environ, flush=True)
    # It outlives this process, and must not hold the lock.
    subprocess.Popen(["sleep", "9"], close_fds=False, stdout=subprocess.DEVNULL)
"""

FULL = """
import resource, sys
from pathlib import Path
from monitor import lock
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # as a full disk: no file can grow
file = Path(sys.argv[1])
with lock.held(file):
    print("held by", lock.holder(file))
"""


@pytest.fixture
def file(tmp_path):
    return tmp_path / lock.RUN


def child(file, handed: str) -> "subprocess.CompletedProcess[str]":
    line, asked = [sys.executable, "-c", CHILD, str(file)], {**os.environ, lock.HANDED: handed}
    fds = (int(handed),) if handed else ()
    return subprocess.run(line, env=asked, pass_fds=fds, stdout=subprocess.PIPE, text=True, timeout=60)


def test_who_holds_it_is_known_and_nobody_else_gets_it(file):
    assert lock.holder(file) is None
    with lock.held(file):
        assert lock.holder(file) == os.getpid()
        with pytest.raises(lock.Held, match=f"process {os.getpid()} holds the lock"):
            lock.take(file)
    assert lock.holder(file) is None
    assert file.stat().st_mode & 0o777 == 0o600


def test_the_number_of_a_process_that_died_is_not_taken_for_a_holder(file):
    for text in (str(os.getpid()), "no number", "9" * 400, "-1", ""):
        file.write_text(text)
        assert lock.holder(file) is None
        os.close(lock.take(file))


def test_a_lock_that_is_not_signed_yet_is_held_all_the_same(file):
    number = lock.take(file)
    with pytest.raises(lock.Held, match="process unknown"), lock.held(file):
        pass
    os.close(number)


def test_a_child_holds_what_it_was_handed_and_no_child_of_its_own_does(file):
    number = lock.take(file)
    assert child(file, str(number)).stdout == "False\n"
    with pytest.raises(lock.Held):
        lock.take(file)
    os.close(number)
    os.close(lock.take(file))


@pytest.mark.parametrize("handed", ["", "0", "999", "x", "-1"])
def test_a_descriptor_of_anything_else_is_no_lock(file, handed, monkeypatch):
    monkeypatch.setenv(lock.HANDED, handed)
    with lock.held(file):
        assert lock.holder(file) == os.getpid()
    os.fstat(0)


def test_a_failure_inside_lets_it_go(file):
    with pytest.raises(ZeroDivisionError), lock.held(file):
        raise ZeroDivisionError
    os.close(lock.take(file))


def test_a_full_disk_keeps_nobody_from_the_lock(file):
    """Who makes room by 'prune' needs it."""
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(file)], stdout=subprocess.PIPE, text=True, timeout=60
    )
    assert (done.returncode, done.stdout) == (0, "held by None\n"), "nobody has signed it"
