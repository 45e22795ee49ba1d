"""Is what the documentation says still so?"""

import re
import runpy
from pathlib import Path

import click
import pytest

from monitor.cli import brassplate

ROOT = Path(__file__).parents[1]
PAGES = runpy.run_path(str(ROOT / "docs" / "generate.py"))["PAGES"]


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_written_from_the_code_is_current(name: str) -> None:
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == PAGES[name](), "run 'make docs'"


def _shown_commands(page: str) -> list[str]:
    blocks = "\n".join(re.findall(r"^```\n(.*?)^```$", page, re.MULTILINE | re.DOTALL))
    return re.findall(r"^brassplate (.+?)(?:\s{2,}#.*)?$", blocks, re.MULTILINE)


def test_every_command_the_readme_shows_exists() -> None:
    shown = _shown_commands((ROOT / "README.md").read_text(encoding="utf-8"))
    assert len(shown) >= 6
    context = click.Context(brassplate, info_name="brassplate")
    for line in shown:
        command: click.Command | None = brassplate
        for word in line.split():
            if not isinstance(command, click.Group):
                break
            command = command.get_command(context, word)
            assert command is not None, f"README shows 'brassplate {line}', but there is no '{word}'"
        for option in re.findall(r"(?<!\S)--[a-z-]+", line):
            assert command is not None
            known = [name for parameter in command.params for name in parameter.opts]
            assert option in known, f"README shows {option} in 'brassplate {line}'; known: {known}"


@pytest.mark.parametrize("name", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"])
def test_every_link_and_file_that_a_page_names_exists(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)", text) if "://" not in link]
    files = re.findall(r"`((?:crawler|monitor|reports|tests|docs)/[\w/.-]*)`", text)
    for path in links + files:
        assert (ROOT / path).exists(), f"{name} names {path}, which is not there"
