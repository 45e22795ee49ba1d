"""Does the command say in one sentence what came of a reading, and what to do next?"""

import pytest

from monitor import cli


@pytest.fixture
def asked(tmp_path, capsys):
    """Runs 'discover' in a home of its own: exit code, stdout and stderr."""
    home = tmp_path / "home"
    cli.run(["--home", str(home), "init"])
    capsys.readouterr()

    def run(*words: str) -> tuple[int, str, str]:
        code = cli.run(["--home", str(home), "discover", *words])
        return code, *capsys.readouterr()

    return run


def test_who_has_configured_no_source_is_told_where_to_begin(asked):
    assert asked() == (0, "", "brassplate.toml has no [source.NAME] yet; docs/sources.md shows some\n")


def test_a_second_reading_says_that_what_was_read_is_not_told_again(asked, tmp_path):
    (tmp_path / "list.txt").write_text("cl0udbluefox.com\n")
    where = str(tmp_path / "list.txt")
    code, out, err = asked("--from", "newly_registered", where)
    assert (code, out) == (0, "cl0udbluefox.com  list.txt, line 1: its name resembles cloudbluefox.com\n")
    assert err == f"newly_registered {where}: 1 name, 1 of interest, 1 new\n"
    code, out, err = asked("--from", "newly_registered", where)
    assert (code, out) == (0, "")
    assert err.splitlines()[1] == "nothing new is told; what was read before is read again with --again"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--from", "iocs"), "--from iocs needs a WHERE: a file, a folder, a URL, or '-' for standard input"),
        (("--option", "a=b"), "--option goes with --from; those of a source stand in brassplate.toml"),
        (("--from", "iocs", "a", "b"), "--from takes one WHERE: a file, a folder, a URL, or '-'"),
        (("--from", "iocz", "a"), "there is no source 'iocz'; there are certificates_list, "),
    ],
)
def test_what_is_asked_wrongly_is_told_with_the_right_way(asked, words, sentence):
    code, out, err = asked(*words)
    assert (code, out) == (2, "")
    assert sentence in err


def test_a_source_that_is_configured_wrongly_fails_the_command_and_the_others_are_read(asked, tmp_path):
    (tmp_path / "list.txt").write_text("cl0udbluefox.com\n")
    with (tmp_path / "home" / "brassplate.toml").open("a") as file:
        file.write(
            '[source.a]\nkind = "iocz"\n[source.b]\nkind = "newly_registered"\n'
            f'where = "{tmp_path}/list.txt"\n'
        )
    code, out, err = asked()
    assert code == 1
    assert out.startswith("cl0udbluefox.com  ")
    assert "there is no source 'iocz'; there are " in err
