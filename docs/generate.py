"""Which pages of the documentation does the code write itself?

``python docs/generate.py`` writes ``commands.md`` and ``signals.md``; with ``--check`` it only compares.
"""

import importlib
import inspect
import sys
from pathlib import Path

import click

FOLDER = Path(__file__).parent


def commands_page() -> str:
    """Every command with its help, as the terminal shows it."""
    from monitor.cli import brassplate

    lines = ["# Commands", "", "Written from the code by `make docs`.", ""]
    context = click.Context(brassplate, info_name="brassplate", **brassplate.context_settings)
    for name in brassplate.list_commands(context):
        command = brassplate.get_command(context, name)
        assert command is not None
        lines += _help_of(command, click.Context(command, info_name=name, parent=context))
    return "\n".join(lines)


def _help_of(command: click.Command, context: click.Context) -> list[str]:
    context.terminal_width = context.max_content_width = 90
    command._help_option = None  # click keeps it as whoever asked first saw it
    lines = [f"## {context.command_path}", "", "```text", command.get_help(context).rstrip(), "```", ""]
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            lines += _help_of(inner, click.Context(inner, info_name=name, parent=context))
    return lines


def signals_page() -> str:
    """Every signal with its question, family and docstring."""
    from crawler.fingerprint import signals

    lines = ["# Signals", "", "Written from the code by `make docs`.", ""]
    lines += ["| signal | family | weighed by | question |", "|---|---|---|---|"]
    lines += [f"| [{s.name}](#{s.name}) | {s.family} | {s.weighing} | {s.question} |" for s in signals()]
    for signal in signals():
        module = importlib.import_module(f"crawler.fingerprint.{signal.name}")
        lines += ["", f"## {signal.name}", "", inspect.cleandoc(module.__doc__ or "")]
    return "\n".join(lines) + "\n"


PAGES = {"commands.md": commands_page, "signals.md": signals_page}


def main() -> int:
    stale = []
    for name, page in PAGES.items():
        text = page()
        file = FOLDER / name
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            stale.append(name)
            if "--check" not in sys.argv:
                file.write_text(text, encoding="utf-8")
    if stale and "--check" in sys.argv:
        print(f"not current: {', '.join(stale)}; run 'make docs'", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
