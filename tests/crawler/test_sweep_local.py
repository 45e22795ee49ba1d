"""Does a sweep on this machine end with the same rows, whoever is killed meanwhile?"""

import json
import subprocess
import sys
from contextlib import closing
from functools import partial
from pathlib import Path
from threading import Thread

import pytest

from crawler.errors import ConfigError
from crawler.sweep import Ended, digest, job_of, make_part, sweep
from crawler.sweep.engines import Settings, engine, engines
from crawler.sweep.engines._engine import plain_or_tls
from crawler.sweep.parts import part_of_job
from tests.crawler._counting import Counting, alone, invented, is_gone, kill_who_holds, run, until

ROOT = Path(__file__).parents[2]
TWO = Settings(workers=2)


def test_every_engine_says_in_a_question_where_the_work_is_done() -> None:
    assert [each.name for each in engines()] == ["dask", "local", "ray"]
    assert all(each.question.endswith("?") for each in engines())


def test_an_engine_that_is_none_is_answered_with_those_that_are() -> None:
    with pytest.raises(ConfigError, match="there is no engine 'spark'; name one of dask, local, ray"):
        engine("spark")


def test_several_processes_make_what_one_makes(tmp_path: Path) -> None:
    done = sweep(Counting(), invented(tmp_path / "in"), tmp_path / "out", run("local", TWO))
    assert (done.parts, done.rows, done.quarantined) == (12, 12 * 201, ())
    assert digest(done.folder) == alone(tmp_path / "in", tmp_path / "one")


def test_a_killed_worker_loses_nothing(tmp_path: Path) -> None:
    inputs, told = invented(tmp_path / "in", {3: "hold"}), list[str]()
    killer = Thread(target=kill_who_holds, args=[tmp_path / "in" / "03.txt"], daemon=True)
    killer.start()
    done = sweep(Counting(), inputs, tmp_path / "out", run("local", Settings(workers=2, tell=told.append)))
    killer.join()
    assert told == [f"a worker died with {inputs[3].where}, 1 of 7 times"]
    assert (done.parts, done.quarantined) == (12, ())
    assert digest(done.folder) == alone(tmp_path / "in", tmp_path / "one")


def test_who_kills_each_worker_is_named_and_all_others_are_done(tmp_path: Path) -> None:
    inputs = invented(tmp_path / "in", {5: "poison", 7: "broken"})
    done = sweep(Counting(), inputs, tmp_path / "out", run("local", TWO))
    assert done.parts == 10
    assert sorted(((each.item, each.fault) for each in done.quarantined), key=lambda each: each[0].where) == [
        (inputs[5], "its worker died each time it was tried"),
        (inputs[7], "ValueError: this file is broken"),
    ]
    assert digest(done.folder) == alone(tmp_path / "in", tmp_path / "one")


def test_who_asks_for_too_much_memory_is_named_and_the_machine_goes_on(tmp_path: Path) -> None:
    inputs = invented(tmp_path / "in", {5: "greedy"})
    done = sweep(Counting(), inputs, tmp_path / "out", run("local", Settings(workers=2, megabytes=1_500)))
    (left_out,) = done.quarantined
    assert (left_out.item, left_out.fault) == (
        inputs[5],
        "it takes more memory than its worker may have",
    )
    more = sweep(Counting(), inputs, tmp_path / "out", run("local", Settings(workers=2)))
    assert (more.parts, more.quarantined) == (12, ())


def test_a_killed_driver_takes_its_workers_along_and_the_next_one_goes_on(tmp_path: Path) -> None:
    invented(tmp_path / "in", {6: "hold"})
    command = [
        sys.executable,
        "-m",
        "tests.crawler._counting",
        "local",
        "",
        tmp_path / "in",
        tmp_path / "out",
    ]
    driver = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    held = tmp_path / "in" / "06.held"
    until(lambda: held.exists() and held.read_text())
    assert driver.stdout is not None
    while json.loads(driver.stdout.readline())["parts"] < 6:  # what is before it in the line
        pass
    driver.kill()
    driver.communicate()
    until(lambda: is_gone(int(held.read_text())))
    (tmp_path / "in" / "gate").touch()
    again = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    last = json.loads(again.stdout.splitlines()[-1])
    assert 6 <= last["kept"] < 12
    assert last["digest"] == alone(tmp_path / "in", tmp_path / "one")


def test_a_worker_of_another_version_is_refused_and_not_believed(tmp_path: Path) -> None:
    item = invented(tmp_path / "in")[0]
    folder = job_of(Counting(), tmp_path / "out")
    with pytest.raises(ConfigError, match="install the same version of brassplate on every machine"):
        part_of_job(Counting(), item, folder.with_name("0123456789abcdef"))
    assert part_of_job(Counting(), item, folder).rows == 201


def test_closing_it_ends_its_workers(tmp_path: Path) -> None:
    inputs = invented(tmp_path / "in", {0: "hold"})
    task = partial(make_part, Counting(), folder=job_of(Counting(), tmp_path / "out"))
    with closing(engine("local").run(task, inputs, TWO)) as ended:  # type: ignore[type-var]
        first = next(iter(ended))
        assert isinstance(first, Ended) and first.part is not None
        held = tmp_path / "in" / "00.held"
        until(lambda: held.exists() and held.read_text())
    assert is_gone(int(held.read_text()))


@pytest.mark.parametrize("own", ["tcp://127.0.0.1:8786", "tcp://localhost:8786", "tcp://[::1]:8786"])
def test_plain_tcp_is_for_this_machine(own: str) -> None:
    assert plain_or_tls(Settings(scheduler=own)) == {}


@pytest.mark.parametrize("other", ["tcp://10.0.0.7:8786", "tcp://scheduler.example:8786", "tcp://[::]:8786"])
def test_off_this_machine_plain_tcp_is_refused_with_what_to_do(other: str) -> None:
    with pytest.raises(ConfigError, match="use tls:// with --tls-ca, --tls-cert and --tls-key"):
        plain_or_tls(Settings(scheduler=other))


def test_tls_needs_three_files() -> None:
    half = Settings(scheduler="tls://scheduler.example:8786", tls_ca=Path("ca.pem"), tls_cert=Path("a.pem"))
    with pytest.raises(ConfigError, match="needs --tls-ca, --tls-cert and --tls-key"):
        plain_or_tls(half)


@pytest.mark.parametrize("nothing", ["", "127.0.0.1:8786", "http://127.0.0.1:8787", "tcp://"])
def test_an_address_that_is_none_is_answered_with_an_example(nothing: str) -> None:
    with pytest.raises(ConfigError, match=r"--scheduler tcp://127\.0\.0\.1:8786"):
        plain_or_tls(Settings(scheduler=nothing))


@pytest.mark.parametrize("scheduler", ["tcp://[bad", "tcp://127.0.0.1", "tcp://127.0.0.1:99999", "tcp://:1"])
def test_an_address_that_can_be_nobodys_is_told_at_once(scheduler: str) -> None:
    with pytest.raises(ConfigError, match="name the cluster: --scheduler"):
        plain_or_tls(Settings(scheduler=scheduler))


def test_an_item_that_never_ends_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from crawler.sweep.engines import local

    monkeypatch.setattr(local, "LONGEST", 1.5)
    inputs = invented(tmp_path / "in", {3: "hold"})
    done = sweep(Counting(), inputs, tmp_path / "out", run("local", Settings(workers=2, tries=1)))
    assert [each.item for each in done.quarantined] == [inputs[3]]
    assert done.parts == 11
