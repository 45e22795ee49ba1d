"""Which command was asked for, and in which words does it fail?

A command is a file of ``monitor/commands``; only the one asked for is imported. stdout carries data, stderr
carries talk; exit codes are 0 fine, 1 failed, 2 misused, 3 new alerts, 4 blind or untold (3 and 4 only of
``run --exit-code``).
"""

import errno
import importlib
import os
import signal
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import click

from crawler.errors import CollectionError, ConfigError, SourceUnavailable

FOLDER = Path(__file__).parent / "commands"


class Commands(click.Group):
    """The files of ``monitor/commands`` as commands; ``_`` files are not."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(each.stem for each in FOLDER.glob("*.py") if not each.stem.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"monitor.commands.{cmd_name}")
        command: click.Command = module.COMMAND
        return command


def _version(ctx: click.Context, parameter: click.Parameter, asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        click.echo(f"brassplate {version('brassplate')}")
        ctx.exit()


@click.command(
    cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    help="The directory that holds everything; else $BRASSPLATE_HOME, $STATE_DIRECTORY or "
    "~/.local/share/brassplate.",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help="Show the version and exit.",
)
@click.pass_context
def brassplate(ctx: click.Context, home: Path | None) -> None:
    """Finds sites that resemble documented front companies, and tells why once a day.

    \b
    brassplate demo                 three invented days, to see what it does
    brassplate init                 a home of your own
    brassplate watch import names.txt
    brassplate run                  one day
    """
    ctx.obj = home


def main(arguments: list[str] | None = None) -> NoReturn:
    """The console script: runs one command and exits with its code; what it writes is its owner's alone."""
    os.umask(0o077)
    sys.exit(run(arguments))


def run(arguments: list[str] | None = None) -> int:
    """Runs one command; its exit code, after one sentence on stderr for every failure that is expected."""
    try:
        _refuse_strangers()
        _stop_like_ctrl_c()
        code = brassplate.main(arguments, prog_name="brassplate", standalone_mode=False)
        if sys.stdout is not None:  # None when the caller closed it
            sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.UsageError as error:
        error.show()
        return 2
    except click.ClickException as error:
        return _say(error.format_message(), error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        return _say("interrupted: nothing is lost; run again to go on", 1)
    except BrokenPipeError:
        # The reader left; Python's own flush at exit must find a place to write to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        expected = _expected(error)
        if expected is None:
            raise
        return _say(*expected)


def _say(sentence: str, code: int) -> int:
    from reports.defang import visible

    click.echo(f"brassplate: {visible(sentence)}", err=True)
    return code


def _expected(error: Exception) -> tuple[str, int] | None:
    import sqlite3

    names = sys.modules.get("crawler.names")
    if isinstance(error, ConfigError) or (names and isinstance(error, names.InvalidName)):
        return str(error), 2
    publish = sys.modules.get("reports.publish")
    if isinstance(error, CollectionError | SourceUnavailable):
        return str(error), 1
    if publish and isinstance(error, publish.PublishError):
        return str(error), 1
    if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
        return "the database is in use by another program; wait for it to end and run again", 1
    where = f" {error.filename}" if isinstance(error, OSError) and error.filename else ""
    no_space = isinstance(error, OSError) and error.errno == errno.ENOSPC
    if no_space or (isinstance(error, sqlite3.OperationalError) and "full" in str(error)):
        return f"writing{where} failed: the disk is full; make room and run again, nothing is lost", 1
    if isinstance(error, sqlite3.OperationalError) and "disk I/O" in str(error):
        return "the disk of the database is full or fails; make room, see the system's log, run again", 1
    if isinstance(error, sqlite3.DatabaseError):
        return f"the database cannot be used: {error}; restore it from a backup or name another home", 1
    if isinstance(error, OSError):
        return f"the system refused{where}: {error.strerror or error}; mend that and run again", 1
    return None


def _refuse_strangers() -> None:
    """The three package names are generic: another program's ``crawler`` or ``reports`` must not be used."""
    roots = {}
    for name in ("crawler", "monitor", "reports"):
        file = importlib.import_module(name).__file__
        roots[name] = Path(file).resolve().parent.parent if file else None
    if len(set(roots.values())) != 1:
        places = ", ".join(f"{name} from {root}" for name, root in roots.items())
        raise ConfigError(
            f"the packages come from different places ({places}); "
            "install brassplate in an environment of its own"
        )


def _stop_like_ctrl_c() -> None:
    def stop(number: int, frame: FrameType | None) -> Any:
        raise KeyboardInterrupt

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, stop)


if __name__ == "__main__":
    main()
