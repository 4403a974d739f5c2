"""Directories that appear whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hamnosys.errors import OutputError, UsageError
from hamnosys.output_directory import check_directory, open_directory


def fill(path: Path, *names: str, force: bool = False) -> None:
    with open_directory(path, force=force) as folder:
        for name in names:
            (folder / name).write_text(f"new {name}")


def contents(path: Path) -> dict[str, str]:
    return {file.name: file.read_text() for file in path.iterdir()}


def test_a_directory_is_made_with_its_parents(tmp_path: Path) -> None:
    fill(tmp_path / "a" / "b c", "x")
    assert contents(tmp_path / "a" / "b c") == {"x": "new x"}
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["b c"]


def test_an_empty_directory_is_filled_and_stays_the_same(tmp_path: Path) -> None:
    before = tmp_path.stat().st_ino
    fill(tmp_path, "x")
    assert contents(tmp_path) == {"x": "new x"}
    assert tmp_path.stat().st_ino == before


def test_a_full_directory_takes_force_and_keeps_other_files(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("old x")
    (tmp_path / "mine").write_text("mine")
    with pytest.raises(OutputError, match=r"is not empty.*--force"):
        fill(tmp_path, "x")
    assert contents(tmp_path) == {"x": "old x", "mine": "mine"}
    fill(tmp_path, "x", "y", force=True)
    assert contents(tmp_path) == {"x": "new x", "y": "new y", "mine": "mine"}


@pytest.mark.parametrize("there", [False, True])
def test_nothing_is_left_of_work_that_fails(tmp_path: Path, there: bool) -> None:
    target = tmp_path / "out"
    if there:
        target.mkdir()

    def fail() -> None:
        with open_directory(target) as folder:
            (folder / "x").write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert list(tmp_path.iterdir()) == ([target] if there else [])
    assert not there or list(target.iterdir()) == []


def test_a_full_disk_is_an_error_of_the_output(tmp_path: Path) -> None:
    def fail() -> None:
        with open_directory(tmp_path / "out"):
            raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match="out: cannot be written: No space left"):
        fail()


def test_a_file_in_the_way_is_refused_and_stays(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(OutputError, match="is a file, not a directory"):
        fill(tmp_path / "out", "x", force=True)
    assert (tmp_path / "out").read_text() == "mine"


def test_a_directory_in_the_place_of_a_file_is_refused_before_any_is_moved(tmp_path: Path) -> None:
    (tmp_path / "y").mkdir()
    with pytest.raises(OutputError, match="y: is a directory"):
        fill(tmp_path, "x", "y", force=True)
    assert [path.name for path in tmp_path.iterdir()] == ["y"]


def test_a_link_to_a_directory_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    fill(tmp_path / "link", "x")
    assert (tmp_path / "link").is_symlink()
    assert contents(tmp_path / "real") == {"x": "new x"}


@pytest.mark.parametrize("path", ["", "-"])
def test_a_directory_cannot_go_to_standard_output(path: str) -> None:
    with pytest.raises(UsageError, match="must be a directory"):
        check_directory(path)


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_directory_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match="cannot be written: Permission denied"):
        fill(tmp_path / "out", "x")
