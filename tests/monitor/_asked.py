"""How does a test run a command as an operator does, and read all that it said?"""

from collections.abc import Callable
from pathlib import Path

import pytest

from monitor import cli

Said = tuple[int, str, str]


def asking(home: Path, capsys: pytest.CaptureFixture[str], *first: str) -> Callable[..., Said]:
    """A function that runs ``first`` and its own words in ``home``: the exit code, stdout and stderr."""

    def run(*words: object) -> Said:
        capsys.readouterr()
        code = cli.run(["--home", str(home), *first, *map(str, words)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run
