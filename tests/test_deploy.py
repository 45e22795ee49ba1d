"""Do the files for systemd, cron and containers name what there is, and does the machine take them?"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from monitor import cli

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
COMMAND = re.compile(r"(?:^|[\s/])brassplate (?=[a-z-])([a-z]+(?: --[a-z-]+)*)", re.MULTILINE)


def commands(text: str) -> list[list[str]]:
    told = (line for line in text.splitlines() if not line.startswith(("#", "Description")))
    return [found.split() for line in told for found in COMMAND.findall(line)]


@pytest.mark.parametrize("name", ["brassplate.service", "brassplate-daemon.service", "crontab"])
def test_what_is_started_is_a_command_with_options_that_it_has(name: str) -> None:
    found = commands((DEPLOY / name).read_text())
    assert found, f"{name} starts nothing"
    for command, *options in found:
        known = cli.brassplate.get_command(None, command)  # type: ignore[arg-type]
        assert known is not None, f"{name} starts 'brassplate {command}', which is no command"
        taken = {each for option in known.params for each in option.opts}
        assert set(options) <= taken, f"{name}: 'brassplate {command}' takes no {set(options) - taken}"


@pytest.mark.parametrize("number", [0, 1], ids=["run", "discover"])
def test_a_line_for_cron_runs_in_a_shell_and_gives_the_exit_code_of_brassplate(
    tmp_path: Path, number: int
) -> None:
    lines = [each for each in (DEPLOY / "crontab").read_text().splitlines() if each and each[0] != "#"]
    command = lines[number].split(None, 5)[5]
    (tmp_path / ".local/share/brassplate").mkdir(parents=True)
    program = tmp_path / "bin" / "brassplate"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m monitor.cli "$@"\n')
    program.chmod(0o755)
    path = f"{program.parent}:{os.environ['PATH']}"
    asked = {"HOME": str(tmp_path), "PATH": path, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(["/bin/sh", "-c", command], env=asked, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2, done.stderr
    assert "brassplate init" in done.stderr, "a home that is not there is told with what to do"
    assert done.stdout == ""


def test_every_path_that_the_image_takes_is_there() -> None:
    taken = re.findall(r"^COPY (.+) \S+$", (DEPLOY / "Containerfile").read_text(), re.MULTILINE)
    paths = [each for line in taken for each in line.split()]
    assert {"crawler", "monitor", "reports"} <= set(paths)
    assert [each for each in paths if not (ROOT / each).exists()] == []


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not on this machine")
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    names = ("brassplate.service", "brassplate.timer", "brassplate-daemon.service")
    for name in names:
        text = (DEPLOY / name).read_text().replace("/opt/brassplate/.venv/bin/brassplate", "/bin/true")
        (tmp_path / name).write_text(text)
    units = [str(tmp_path / name) for name in names]
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, timeout=60)
    said = [line for line in done.stderr.splitlines() if "brassplate" in line]
    assert said == [], "\n".join(said)
