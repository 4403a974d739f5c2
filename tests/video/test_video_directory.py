"""The folder of a clip."""

from __future__ import annotations

from pathlib import Path

import pytest

from hamnosys.errors import OutputError
from hamnosys.video.directory import open_folder


def fill(folder: Path, *names: str, force: bool = False) -> None:
    with open_folder(folder, force=force) as staging:
        for name in names:
            (staging / name).write_text("new")


def fail(folder: Path, name: str, force: bool = False) -> None:
    with open_folder(folder, force=force) as staging:
        (staging / name).touch()
        raise RuntimeError


def contents(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_it_is_made_whole_or_not_at_all(tmp_path: Path) -> None:
    folder = tmp_path / "out" / "a"
    with pytest.raises(RuntimeError):
        fail(folder, "a_0.jpg")
    assert contents(tmp_path / "out") == []
    fill(folder, "a_0.jpg", "a_properties.json")
    assert contents(folder) == ["a_0.jpg", "a_properties.json"]


def test_force_replaces_all_of_a_clip(tmp_path: Path) -> None:
    folder = tmp_path / "a"
    fill(folder, "a_0.jpg", "a_1.jpg", "a_2.png", "a_properties.json")
    with pytest.raises(OutputError, match=r"is not empty \(--force replaces its frames\)"):
        fill(folder, "a_0.jpg")
    fill(folder, "a_0.jpg", force=True)
    assert contents(tmp_path) == ["a"]
    assert contents(folder) == ["a_0.jpg"]


def test_a_failure_leaves_the_old_clip(tmp_path: Path) -> None:
    folder = tmp_path / "a"
    fill(folder, "a_0.jpg")
    with pytest.raises(RuntimeError):
        fail(folder, "a_1.jpg", force=True)
    assert contents(tmp_path) == ["a"]
    assert contents(folder) == ["a_0.jpg"]


@pytest.mark.parametrize("name", ["a.npz", "b_0.jpg", "a_x.jpg", "notes"])
def test_what_is_not_of_the_clip_is_never_removed(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "a"
    folder.mkdir()
    (folder / name).touch()
    with pytest.raises(OutputError, match=f"holds something else, {name}"):
        fill(folder, "a_0.jpg", force=True)
    assert contents(folder) == [name]


def test_a_link_is_followed(tmp_path: Path) -> None:
    real = tmp_path / "real"
    fill(real, "a_0.jpg")
    (tmp_path / "a").symlink_to(real)
    fill(tmp_path / "a", "a_1.jpg", force=True)
    assert (tmp_path / "a").is_symlink()
    assert contents(real) == ["a_1.jpg"]


def test_a_file_is_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    with pytest.raises(OutputError, match="is a file, not a directory"):
        fill(tmp_path / "a", force=True)
