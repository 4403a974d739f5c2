from __future__ import annotations

import csv
import hashlib
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from hamnosys import read_class_file
from hamnosys.errors import OutputError, UsageError
from hamnosys.parser import parse
from hamnosys.posture.practice.clip import Clip, write_clip
from hamnosys.posture.practice.directory import PLAN, staging_of
from hamnosys.posture.practice.job import Settings, choose, clips_of, write_clips
from hamnosys.posture.practice.labels import SIGNS
from hamnosys.posture.practice.limits import SETS
from hamnosys.posture.practice.rules import practice_scheme
from hamnosys.posture.practice.sampling import Classes

SMALL = Settings(signs=3, takes=2, test_signs=2, test_takes=1, seed=5, frames=12, size=48)


def make(target: Path, settings: Settings = SMALL, *, jobs: int = 1, force: bool = False) -> int:
    train, others = choose(settings)
    return write_clips(target, settings, train, others, jobs=jobs, force=force)


def digest(directory: Path) -> dict[str, str]:
    return {
        str(path.relative_to(directory)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(directory.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("practice") / "with a space"
    assert make(target) == 3 * 2 + 3 + 2
    return target


def test_the_trainer_finds_its_layout(made: Path) -> None:
    for name, clips in zip(SETS, (6, 3, 2), strict=True):
        rows = read_class_file(made / name / "test_hamnosys.txt").rows
        assert len(rows) == clips
        for row in rows:
            folder = made / name / row.name
            frames = sorted(folder.glob("*.jpg"))
            assert row.start == 0
            assert {path.name for path in frames} == {
                f"{row.name}_{number}.jpg" for number in range(row.end + 1)
            }
            with Image.open(frames[0]) as picture:
                assert picture.size == (48, 48)
            with np.load(folder / f"{row.name}.npz", allow_pickle=False) as arrays:
                assert {array.shape[0] for array in arrays.values()} == {row.end + 1}
            properties = json.loads((folder / f"{row.name}_properties.json").read_text())
            assert properties == {"FPS": 25, "frames": row.end + 1}


def test_landmarks_are_the_same_without_pictures(made: Path, tmp_path: Path) -> None:
    target = tmp_path / "joints"
    make(target, replace(SMALL, pictures=False))
    without = digest(target)
    assert not [name for name in without if name.endswith(".jpg")]
    landmarks = {name: found for name, found in digest(made).items() if name.endswith(".npz")}
    assert landmarks
    assert landmarks == {name: found for name, found in without.items() if name.endswith(".npz")}
    make(target, replace(SMALL, pictures=False), force=True)  # it is known to be ours


def glosses(directory: Path) -> dict[str, int]:
    lines = (directory / "test_gloss.txt").read_text().splitlines()
    assert lines[0] == "name start end gloss"
    return {line.split()[0]: int(line.split()[3]) for line in lines[1:]}


def test_takes_share_their_sign_and_test_signs_are_other_ones(made: Path) -> None:
    by_gloss: dict[int, set[tuple[int | None, ...]]] = {}
    for name in SETS:
        numbers = glosses(made / name)
        for row in read_class_file(made / name / "test_hamnosys.txt").rows:
            by_gloss.setdefault(numbers[row.name], set()).add(row.classes)
    assert all(len(classes) == 1 for classes in by_gloss.values())
    assert len({next(iter(classes)) for classes in by_gloss.values()}) == 5
    assert set(glosses(made / "test_takes").values()) == set(glosses(made / "train").values())
    assert set(glosses(made / "test_signs").values()) == {4, 5}


def test_takes_of_a_sign_are_different_pictures(made: Path) -> None:
    one, other = (made / "train" / f"sign0001_0{n}" / f"sign0001_0{n}_6.jpg" for n in (1, 2))
    assert one.read_bytes() != other.read_bytes()


def test_the_lexicon_gives_the_classes(made: Path) -> None:
    with (made / SIGNS).open(encoding="utf-8", newline="") as lines:
        signs = {row["gloss"]: row["hamnosys"] for row in csv.DictReader(lines)}
    for row in read_class_file(made / "train" / "test_hamnosys.txt").rows:
        (sign,) = parse(signs[row.name.rpartition("_")[0]]).signs
        assert practice_scheme().classes(sign) == row.classes


def test_the_same_seed_gives_the_same_bytes_on_any_number_of_processes(
    made: Path, tmp_path: Path
) -> None:
    make(tmp_path / "again", jobs=2)
    assert digest(tmp_path / "again") == digest(made)


def test_another_seed_gives_other_clips(made: Path, tmp_path: Path) -> None:
    make(tmp_path / "other", replace(SMALL, seed=6))
    for file in ("sign0001_01_3.jpg", "sign0001_01.npz"):
        path = Path("train") / "sign0001_01" / file
        assert (tmp_path / "other" / path).read_bytes() != (made / path).read_bytes()


def test_more_takes_do_not_change_the_first_ones() -> None:
    train, others = choose(SMALL)
    few = clips_of(SMALL, train, others)["train"]
    many = clips_of(replace(SMALL, takes=4), train, others)["train"]
    assert set(few) < set(many)


def test_a_run_that_was_cut_off_goes_on(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "cut"
    written: list[str] = []

    def counting(clip: Clip, folder: Path) -> None:
        if len(written) == 4 and not target.exists():
            raise KeyboardInterrupt
        written.append(clip.name)
        write_clip(clip, folder)

    monkeypatch.setattr("hamnosys.posture.practice.job.write_clip", counting)
    with pytest.raises(KeyboardInterrupt):
        make(target)
    assert not target.exists()
    kept = staging_of(target) / "train" / written[0]
    before = {path: path.stat().st_mtime_ns for path in kept.iterdir()}
    monkeypatch.undo()
    make(target)
    after = {target / "train" / kept.name / path.name: time for path, time in before.items()}
    assert {path: path.stat().st_mtime_ns for path in after} == after  # not made again
    assert digest(target) == digest(made)
    assert not staging_of(target).exists()


def test_an_unfinished_run_with_other_settings_is_not_taken_for_this_one(tmp_path: Path) -> None:
    target = tmp_path / "clips"
    make(target, replace(SMALL, seed=9))
    target.rename(staging_of(target))
    with pytest.raises(UsageError, match="other settings"):
        make(target)
    make(target, force=True)
    assert json.loads((target / PLAN).read_text())["seed"] == SMALL.seed
    assert not staging_of(target).exists()


@pytest.mark.parametrize("left", [[], [f"{PLAN}.tmp"]])
def test_a_run_that_was_cut_off_before_it_began_is_begun(left: list[str], tmp_path: Path) -> None:
    target = tmp_path / "clips"
    staging_of(target).mkdir()
    for name in left:
        (staging_of(target) / name).write_text("{")
    make(target)
    assert (target / SIGNS).is_file()
    assert not (target / f"{PLAN}.tmp").exists()


def test_an_unfinished_directory_of_somebody_else_stays(tmp_path: Path) -> None:
    target = tmp_path / "clips"
    staging_of(target).mkdir()
    (staging_of(target) / "notes.txt").write_text("mine")
    for force in (False, True):
        with pytest.raises(OutputError, match=r"something else, notes\.txt"):
            make(target, force=force)
    assert (staging_of(target) / "notes.txt").read_text() == "mine"


def test_what_a_killed_run_left_half_written_is_not_kept(made: Path, tmp_path: Path) -> None:
    target = tmp_path / "clips"
    make(target)
    staging = staging_of(target)
    target.rename(staging)
    (staging / "train" / ".test_hamnosys.txt.0a1b.tmp").write_text("half")
    (staging / "train" / ".sign0001_01.tmp").mkdir()
    make(target)
    assert digest(target) == digest(made)


def test_a_directory_of_somebody_else_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(OutputError, match="not empty"):
        make(tmp_path)
    with pytest.raises(OutputError, match="something else, letter"):
        make(tmp_path, force=True)
    assert (tmp_path / "letter.txt").read_text() == "dear"


@pytest.mark.parametrize("plan", ["[]", "{}", "no json", '{"hamnosys": "1", "scheme": "x"}'])
def test_a_plan_that_is_not_ours_gives_no_leave_to_remove_anything(
    plan: str, tmp_path: Path
) -> None:
    (tmp_path / PLAN).write_text(plan)
    (tmp_path / "thesis").mkdir()
    with pytest.raises(OutputError, match="something else"):
        make(tmp_path, force=True)
    assert (tmp_path / "thesis").is_dir()


@pytest.mark.parametrize(
    "file", ["best.pt", "train/notes.txt", "train/sign0001_01/sign0001_01_notes.txt", "more/x.txt"]
)
def test_files_that_were_put_beside_clips_are_never_removed(file: str, tmp_path: Path) -> None:
    target = tmp_path / "clips"
    make(target)
    (target / file).parent.mkdir(exist_ok=True)
    (target / file).write_text("mine")
    with pytest.raises(OutputError, match="something else"):
        make(target, force=True)
    assert (target / file).read_text() == "mine"
    assert (target / "train" / "sign0001_01").is_dir()


def test_an_empty_directory_is_filled_and_stays_the_same(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inode = tmp_path.stat().st_ino
    monkeypatch.chdir(tmp_path)
    make(Path())
    assert tmp_path.stat().st_ino == inode
    assert digest(tmp_path) == digest(made)


def test_a_run_that_was_killed_while_it_replaced_clips_loses_neither(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "clips"
    make(target, replace(SMALL, seed=9))

    def killed(path: Path, **_: object) -> None:
        if path.name == ".clips.replaced":
            raise KeyboardInterrupt

    monkeypatch.setattr("hamnosys.posture.practice.directory.shutil.rmtree", killed)
    with pytest.raises(KeyboardInterrupt):
        make(target, force=True)
    monkeypatch.undo()
    assert digest(target) == digest(made)
    make(target, force=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clips"]


def test_clips_of_an_earlier_run_are_replaced_by_force_only(tmp_path: Path) -> None:
    target = tmp_path / "clips"
    make(target)
    with pytest.raises(OutputError, match="not empty"):
        make(target)
    make(target, replace(SMALL, signs=1, test_signs=1), force=True)
    assert len(list((target / "train").glob("sign*"))) == 2


def test_nothing_is_half_written_when_the_disk_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_clip: Clip, folder: Path) -> None:
        raise OSError(28, "No space left on device", str(folder))

    monkeypatch.setattr("hamnosys.posture.practice.job.write_clip", full)
    with pytest.raises(OutputError, match="No space left on device"):
        make(tmp_path / "clips")
    assert not (tmp_path / "clips").exists()


def test_a_clip_is_there_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = Clip("sign0001_01", (0, 1, 0, 0, 0, 0, 0, 14), 1, (0, 1), 12, 48)

    def broken(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("numpy.savez_compressed", broken)
    with pytest.raises(OSError, match="No space"):
        write_clip(clip, tmp_path)
    assert not (tmp_path / clip.name).exists()
    monkeypatch.undo()
    write_clip(clip, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [clip.name]


def test_signs_come_from_given_rows() -> None:
    rows: list[Classes] = [(0, 1, 0, 0, direction, 0, 0, 14) for direction in range(5)]
    train, others = choose(SMALL, rows=rows)
    assert set(train) | set(others) == set(rows)
    with pytest.raises(UsageError, match="5 signs are wanted, but only 4"):
        choose(SMALL, rows=rows[:4])
