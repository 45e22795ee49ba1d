"""Does the code keep the rules that make it readable: short files, short functions, one question a module?"""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PRODUCT = sorted(path for name in ("crawler", "monitor", "reports") for path in (ROOT / name).rglob("*.py"))
PYTHON = PRODUCT + sorted((ROOT / "tests").rglob("*.py"))
LONGEST_FILE = 300
LONGEST_FUNCTION = 50
VAGUE = {"utils", "helpers", "common", "manager", "misc", "base"}
NOUNS = {
    "crawler/fingerprint": "SIGNAL",
    "crawler/collect": "COLLECTOR",
    "crawler/discovery": "SOURCE",
    "crawler/sweep/engines": "ENGINE",
    "crawler/sweep/inputs": "INPUT",
    "reports/formats": "FORMAT",
    "monitor/commands": "COMMAND",
    "monitor/exports": "WRITER",
    "monitor/references/facts": "EXPORT",
    "monitor/notify": "CHANNEL",
}


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", PYTHON, ids=shown)
def test_a_file_is_at_most_300_lines(path: Path) -> None:
    lines = len(path.read_text().splitlines())
    assert lines <= LONGEST_FILE, f"{shown(path)} has {lines} lines; it is really two files"


@pytest.mark.parametrize("path", PYTHON, ids=shown)
def test_a_function_is_at_most_50_lines(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
            lines = node.end_lineno - node.lineno + 1
            assert lines <= LONGEST_FUNCTION, (
                f"{shown(path)}:{node.lineno} {node.name} has {lines} lines; it is really two functions"
            )


@pytest.mark.parametrize("path", PRODUCT, ids=shown)
def test_a_module_opens_with_the_question_it_answers(path: Path) -> None:
    text = path.read_text()
    if not text.strip():
        assert path.name == "__init__.py"
        return
    first = (ast.get_docstring(ast.parse(text)) or "").split("\n")[0]
    assert first.endswith(("?", ".", "!")), (
        f"{shown(path)} opens with {first!r}; say which question it answers"
    )


@pytest.mark.parametrize("path", PRODUCT, ids=shown)
def test_no_module_has_a_name_that_says_nothing(path: Path) -> None:
    assert path.stem.strip("_") not in VAGUE


@pytest.mark.parametrize(("folder", "noun"), NOUNS.items())
def test_every_plug_in_defines_the_noun_of_its_folder(folder: str, noun: str) -> None:
    modules = [path for path in (ROOT / folder).glob("*.py") if not path.name.startswith("_")]
    assert modules, f"{folder} has no plug-in"
    for path in modules:
        names = {
            target.id
            for node in ast.parse(path.read_text()).body
            if isinstance(node, ast.Assign | ast.AnnAssign)
            for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
            if isinstance(target, ast.Name)
        }
        functions = {
            node.name for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef)
        }
        assert noun in names | functions, f"{shown(path)} lies in {folder} but defines no {noun}"


def test_every_ignore_says_why() -> None:
    for path in PYTHON:
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if re.search(r"#\s*type:\s*ignore(?!\[)", line):
                pytest.fail(f"{shown(path)}:{number} ignores every type error; name the one")
