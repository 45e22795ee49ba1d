"""Which programs of yours run when a report was written?

Every executable of a folder, one after another by name: the report's JSON on standard input, BRASSPLATE_* in
an otherwise bare environment, its output in ``hooks.log`` of the home. Never through a shell; and only files
that are the operator's own and that nobody else can write.
"""

import contextlib
import os
import signal
import stat
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from crawler.errors import ConfigError, SourceUnavailable
from monitor.notify._channel import Channel, Given
from reports.defang import visible
from reports.formats import named

MOST = 50
MOST_OUTPUT = 65_536
LARGEST_LOG = 5_000_000
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TZ")
_ASKED_AGAIN = 75  # EX_TEMPFAIL: every other code would be the same at a second try


def receivers(given: Given) -> Sequence[str]:
    """The names of the executables; hidden files and those without the mark of a program are none."""
    folder = _folder(given)
    try:
        found = sorted(each.name for each in folder.iterdir() if not each.name.startswith("."))
    except OSError as error:
        raise ConfigError(
            f"[tell.{given.name}] 'where' is no folder that can be read: {error.strerror}"
        ) from None
    programs = tuple(
        each for each in found if os.access(folder / each, os.X_OK) and not (folder / each).is_dir()
    )
    if len(programs) > MOST:
        raise ConfigError(f"[tell.{given.name}] has {len(programs)} hooks; at most {MOST} are run")
    return programs


def tell(given: Given, receiver: str) -> None:
    """Runs one hook; exit code 0 says that it is done, 75 that it wants to be asked again."""
    folder = _folder(given)
    path = (folder / receiver).absolute()
    for each in (folder, path):
        _refuse_strangers(each)
    code, output = _run(given, path)
    _log(given, receiver, code, output)
    if code is None:
        raise ConfigError(
            f"hook {visible(receiver)} took longer than {given.seconds:g} seconds and was ended"
        )
    if code == _ASKED_AGAIN:
        raise SourceUnavailable(f"hook {visible(receiver)} asks for another try (exit code {code})")
    if code:
        raise ConfigError(
            f"hook {visible(receiver)} ended with exit code {code}; hooks.log of the home says more"
        )


def _folder(given: Given) -> Path:
    if not given.where:
        raise ConfigError(f"[tell.{given.name}] names no 'where': the folder of the hooks")
    return Path(given.where).expanduser()


def _refuse_strangers(path: Path) -> None:
    """ConfigError for what somebody else could have put there."""
    try:
        found = path.lstat()
    except OSError as error:
        raise ConfigError(f"{visible(str(path))} cannot be run: {error.strerror}") from None
    if not (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)):
        raise ConfigError(f"{visible(str(path))} is a link or no file; put the program itself there")
    if found.st_uid not in (os.geteuid(), 0) or found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise ConfigError(
            f"{visible(str(path))} belongs to another user or can be written by others; "
            "'chown' and 'chmod go-w' it"
        )


def _run(given: Given, path: Path) -> tuple[int | None, bytes]:
    """The exit code (None when it took too long) and the first bytes of what it said."""
    with tempfile.TemporaryFile() as report:
        report.write(named("json").render(given.report).encode())
        report.seek(0)
        try:
            child = subprocess.Popen(
                [str(path)],
                stdin=report,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env=_environment(given),
                cwd=given.home,
                start_new_session=True,
            )
        except OSError as error:
            raise ConfigError(f"hook {visible(path.name)} could not be started: {error.strerror}") from None
    assert child.stdout is not None
    said = bytearray()
    listener = threading.Thread(target=_listen, args=(child.stdout, said), daemon=True)
    listener.start()
    code: int | None = None
    with contextlib.suppress(subprocess.TimeoutExpired):
        code = child.wait(given.seconds)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)  # and whatever it left behind
    child.wait()
    listener.join(1.0)
    return code, bytes(said)


def _listen(output: IO[bytes], said: bytearray) -> None:
    """Takes all that a hook says, so that it does not stall, and keeps its beginning."""
    with contextlib.suppress(OSError, ValueError), output:
        while piece := os.read(output.fileno(), 65_536):
            said += piece[: max(0, MOST_OUTPUT - len(said))]


def _environment(given: Given) -> dict[str, str]:
    """What a hook may know: of the operator's secrets only the one that its table names."""
    report = given.report
    ours = {
        "EVENT": "test" if given.test else "report",
        "HOME": str(given.home),
        "RUN": report.run,
        "DAY": report.day,
        "TLP": report.tlp,
        "ALERTS": str(len(report.alerts)),
        "REPORTS": str(given.home / "reports" / report.day),
    }
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    told = {f"BRASSPLATE_{name}": visible(value) for name, value in ours.items()}
    return kept | told | ({"BRASSPLATE_SECRET": given.secret} if given.secret else {})


def _log(given: Given, receiver: str, code: int | None, output: bytes) -> None:
    file = given.home / "hooks.log"
    with contextlib.suppress(FileNotFoundError):
        if file.stat().st_size > LARGEST_LOG:
            file.replace(file.with_name("hooks.log.1"))
    ended = "took too long" if code is None else f"exit code {code}"
    with open(os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a", encoding="utf-8") as log:
        moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        log.write(f"{moment} {visible(receiver)}: {ended}\n")
        for line in _lines(output):
            log.write(f"  {given.conceal(line)}\n")


def _lines(output: bytes) -> Iterator[str]:
    yield from filter(str.strip, output.decode("utf-8", "replace").splitlines())


CHANNEL = Channel(
    name="hooks",
    question="Which programs run when there is news?",
    tell=tell,
    receivers=receivers,
)
