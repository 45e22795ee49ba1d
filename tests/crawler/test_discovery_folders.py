"""Which files of a folder that others write into are read as a source?"""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.discovery import Given, Web
from crawler.errors import ConfigError
from crawler.net import NetConfig, Network


def _given(where: Path) -> Given:
    with Web(Network(NetConfig())) as web:
        return Given(str(where), datetime(2026, 3, 2, tzinfo=UTC), web)


def test_links_out_of_the_folder_pipes_and_loops_are_no_files_of_it(tmp_path: Path) -> None:
    feed, outside = tmp_path / "feed", tmp_path / "outside.txt"
    feed.mkdir()
    outside.write_text("root:x:0:0")
    (feed / "2026-03-01.txt").write_text("a.example")
    (feed / "newest.txt").symlink_to("2026-03-01.txt")
    (feed / "passwords.txt").symlink_to(outside)
    (feed / "zeros.txt").symlink_to("/dev/zero")
    (feed / "loop.txt").symlink_to("loop.txt")
    os.mkfifo(feed / "pipe.txt")
    assert [each.name for each in _given(feed).files()] == ["2026-03-01.txt", "newest.txt"]


def test_a_folder_that_is_itself_a_link_is_read(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.txt").write_text("a.example")
    (tmp_path / "current").symlink_to("real")
    assert [each.name for each in _given(tmp_path / "current").files()] == ["a.txt"]


def test_a_pipe_is_refused_with_the_way_to_read_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ConfigError, match="is a pipe or a device; give '-' to 'discover --from'"):
        _given(tmp_path / "pipe").files()
