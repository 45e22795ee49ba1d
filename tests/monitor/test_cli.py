"""Does every command answer at once, and does every failure end in one sentence?"""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from crawler.errors import CollectionError, ConfigError, SourceUnavailable
from crawler.names import InvalidName
from monitor import cli

HEAVY = (
    "scrapy",
    "twisted",
    "sqlite_utils",
    "jinja2",
    "rich",
    "dns",
    "aiohttp",
    "warcio",
    "idna",
    "apscheduler",
)
COMMANDS = sorted(each.stem for each in cli.FOLDER.glob("*.py") if not each.stem.startswith("_"))


def brassplate(*words: str, home: Path | None = None, **more: object) -> "subprocess.CompletedProcess[str]":
    line = [sys.executable, "-m", "monitor.cli", *words]
    environment = {**os.environ, **({"BRASSPLATE_HOME": str(home)} if home else {})}
    return subprocess.run(line, capture_output=True, text=True, env=environment, timeout=60, **more)


@pytest.fixture
def home(tmp_path):
    assert cli.run(["--home", str(tmp_path / "home"), "init"]) == 0
    return tmp_path / "home"


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_answers_without_loading_what_is_heavy(name):
    words = [name, "--help"] if name else ["--help"]
    code = (
        "import sys, monitor.cli\n"
        f"assert monitor.cli.run({words!r}) == 0\n"
        f"print('LOADED', [each for each in {HEAVY!r} if each in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "LOADED []"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_shows_an_example(name):
    context = click.Context(cli.brassplate)
    command = cli.brassplate.get_command(context, name)
    assert command is not None
    todo = [(name, command)]
    while todo:
        path, each = todo.pop()
        assert f"brassplate {path}" in (each.help or ""), f"'{path}' shows no example"
        if isinstance(each, click.Group):
            todo += [(f"{path} {inner}", each.commands[inner]) for inner in each.commands]


def test_the_commands_are_the_files_of_the_folder():
    wanted = """alerts backup calibrate compare daemon demo discover explain export fingerprint init judge lab
    ledger maintain parse prune reference report rescore restore run serve sift status sweep tell watch"""
    assert wanted.split() == COMMANDS


def test_the_version_is_said():
    assert brassplate("--version").stdout.startswith("brassplate 0.")


@pytest.mark.parametrize(
    "words", [["nonsense"], ["run", "--nonsense"], ["watch", "add"], ["run", "--at", "noon"]]
)
def test_a_misuse_exits_with_2_and_says_what(words, capsys):
    assert cli.run(words) == 2
    assert words[-1] in capsys.readouterr().err or words == ["watch", "add"]


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (ConfigError("the key is wrong"), 2, "the key is wrong"),
        (InvalidName("'x' has no dot"), 2, "'x' has no dot"),
        (CollectionError("reading it failed"), 1, "reading it failed"),
        (SourceUnavailable("the list is away"), 1, "the list is away"),
        (OSError(28, "No space left on device", "/srv/x"), 1, "writing /srv/x failed: the disk is full"),
        (sqlite3.OperationalError("database or disk is full"), 1, "the disk is full"),
        (sqlite3.OperationalError("database is locked"), 1, "in use by another program"),
        (sqlite3.DatabaseError("file is not a database"), 1, "restore it from a backup"),
        (KeyboardInterrupt(), 1, "interrupted: nothing is lost; run again to go on"),
    ],
)
def test_an_expected_failure_is_one_sentence(error, code, sentence, monkeypatch, capsys):
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(cli.brassplate, "main", fail)
    assert cli.run(["run"]) == code
    said = capsys.readouterr()
    assert sentence in said.err
    assert said.err.count("\n") == 1
    assert said.out == ""


def test_a_mistake_of_the_program_is_not_hidden(monkeypatch):
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(cli.brassplate, "main", fail)
    with pytest.raises(ZeroDivisionError):
        cli.run(["run"])


def test_packages_of_another_program_are_refused(tmp_path):
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "__init__.py").write_text("")
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "import monitor.cli; sys.exit(monitor.cli.run(['status']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert "the packages come from different places" in done.stderr


def test_the_home_is_the_options_then_the_environments(tmp_path, monkeypatch, capsys):
    from monitor.commands._home import default_home

    monkeypatch.delenv("BRASSPLATE_HOME", raising=False)
    monkeypatch.delenv("STATE_DIRECTORY", raising=False)
    monkeypatch.setenv("HOME", "/home/ana")
    assert default_home() == Path("/home/ana/.local/share/brassplate")
    monkeypatch.setenv("STATE_DIRECTORY", "/var/lib/brassplate:/var/lib/other")
    assert default_home() == Path("/var/lib/brassplate")
    monkeypatch.setenv("BRASSPLATE_HOME", str(tmp_path / "named"))
    assert default_home() == tmp_path / "named"
    assert cli.run(["--home", str(tmp_path / "given"), "init"]) == 0
    assert cli.run(["init", "--home", str(tmp_path / "last")]) == 0
    assert capsys.readouterr().out.splitlines() == [str(tmp_path / "given"), str(tmp_path / "last")]


def test_everything_that_is_written_is_readable_by_its_owner_alone(tmp_path):
    home = tmp_path / "new" / "home"
    assert brassplate("init", home=home).returncode == 0
    assert brassplate("watch", "add", "one.example", home=home).returncode == 0
    modes = {each: each.stat().st_mode & 0o077 for each in (home, *home.rglob("*"))}
    assert len(modes) >= 5
    assert {str(each) for each, others in modes.items() if others} == set()


def test_a_home_of_an_unknown_user_is_a_misuse(capsys):
    assert cli.run(["status", "--home", "~no-such-user/home"]) == 2
    assert "'~no-such-user/home' begins with '~' and names no user" in capsys.readouterr().err


def test_a_closed_stdout_is_no_error(home):
    line = f"{sys.executable} -m monitor.cli --home {home} status >&-"
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


def test_init_keeps_what_an_existing_home_has(home):
    file = home / "brassplate.toml"
    file.write_text("[run]\ndelay = 9.0\n")
    assert cli.run(["--home", str(home), "watch", "add", "kept.example"]) == 0
    assert cli.run(["--home", str(home), "init"]) == 0
    assert file.read_text() == "[run]\ndelay = 9.0\n"
    assert brassplate("watch", "list", home=home).stdout == "kept.example,candidate\n"


def test_init_by_force_keeps_the_old_configuration_beside_the_new(home, capsys):
    file = home / "brassplate.toml"
    file.write_text("[run]\ndelay = 9.0\n")
    assert cli.run(["--home", str(home), "init", "--force"]) == 0
    assert "# delay = 1.0" in file.read_text()
    assert (home / "brassplate.toml.old").read_text() == "[run]\ndelay = 9.0\n"
    assert f"is kept as {file}.old" in capsys.readouterr().err


def test_a_home_is_never_made_among_the_code(capsys):
    assert cli.run(["--home", str(cli.FOLDER / "state"), "init"]) == 2
    assert "lies inside the program's own packages" in capsys.readouterr().err
    assert not (cli.FOLDER / "state").exists()


@pytest.mark.parametrize(
    "words", [["run"], ["status"], ["watch", "list"], ["alerts"], ["report"], ["daemon"]]
)
def test_a_wrong_configuration_stops_every_command_before_it_begins(words, home, capsys):
    (home / "brassplate.toml").write_text("[run]\nsite_second = 3\n")
    assert cli.run(["--home", str(home), *words]) == 2
    assert "did you mean 'run.site_seconds'?" in capsys.readouterr().err


def test_a_database_of_a_newer_program_is_left_alone(home, capsys):
    assert cli.run(["--home", str(home), "watch", "add", "kept.example"]) == 0
    with sqlite3.connect(home / "brassplate.db") as connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) "
            "VALUES ('monitor', 'future', '2030')"
        )
    assert cli.run(["--home", str(home), "status"]) == 2
    assert "written by a newer brassplate" in capsys.readouterr().err
    with sqlite3.connect(home / "brassplate.db") as connection:
        assert connection.execute("SELECT domain FROM watch").fetchall() == [("kept.example",)]


def test_a_file_that_is_no_database_is_left_alone(home, capsys):
    for each in home.glob("brassplate.db*"):
        each.unlink()
    (home / "brassplate.db").write_bytes(b"not a database " * 100)
    assert cli.run(["--home", str(home), "status"]) == 2
    assert "restore it from a backup" in capsys.readouterr().err
    assert (home / "brassplate.db").read_bytes() == b"not a database " * 100


HOLD = """
import sys, time
from pathlib import Path
from monitor.commands._lock import only_run
with only_run(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_run_says_which_process_is_at_work(home, capsys):
    first = subprocess.Popen([sys.executable, "-c", HOLD, str(home)], stdout=subprocess.PIPE, text=True)
    assert first.stdout is not None
    first.stdout.readline()
    try:
        from monitor.commands._lock import only_run

        with pytest.raises(click.ClickException) as caught, only_run(home):
            pass
        assert f"another run (process {first.pid}) is at work" in caught.value.message
        assert caught.value.exit_code == 1
    finally:
        first.kill()
        first.wait()
        first.stdout.close()
    with only_run(home):
        pass


def test_a_reader_that_leaves_early_is_no_error(home):
    names = "".join(f"firm-{number}.example\n" for number in range(20_000))
    brassplate("watch", "import", "-", home=home, input=names)
    line = f"{sys.executable} -m monitor.cli --home {home} watch list | head -1"
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, timeout=60)
    assert done.stdout == "firm-0.example,candidate\n"
    assert done.stderr == ""


def test_sigterm_ends_a_command_like_ctrl_c(home):
    line = [sys.executable, "-m", "monitor.cli", "--home", str(home), "watch", "import", "-"]
    process = subprocess.Popen(line, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 20
    while not _opened(process.pid, home) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    assert "interrupted: nothing is lost" in process.communicate(timeout=20)[1]
    assert process.returncode == 1


def _opened(pid: int, home: Path) -> bool:
    try:
        places = [str(each.readlink()) for each in Path(f"/proc/{pid}/fd").iterdir()]
    except FileNotFoundError:
        return False  # the command closed a file while we looked: look again
    return str(home / "brassplate.db") in places
