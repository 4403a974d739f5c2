"""The configuration to start from is made for a directory, commented, and without faults."""

from __future__ import annotations

from pathlib import Path

import pytest
from landmark_builders import POINTS, save_frames, save_npz, some_parts

from hamnosys.errors import InputError
from hamnosys.schemes import load_scheme
from trainer.config import Config, read_config
from trainer.config.kinds import entries
from trainer.config.starting import starting_config
from trainer.config.starting_keys import SECTIONS, without_frames
from trainer.errors import DataError

PARTS = tuple(POINTS)
EIGHT = "a 0 9 1 2 3 4 5 6 1 2\n"


def make(folder: Path, **files: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / f"test_{name}.txt").write_text(content, encoding="utf-8")
    return folder


def started(folder: Path) -> Config:
    """What the text reads as; there is nothing to remark on."""
    path = folder / "start.yml"
    path.write_text(starting_config(folder), encoding="utf-8")
    found = read_config(path)
    assert found.notes() == ()
    assert found.unused() == ()
    return found.config


@pytest.mark.parametrize(
    ("row", "scheme"), [(EIGHT, "hearai"), ("a 0 9 1 2 3 4 5 6 1 2 0\n", "hearai9")]
)
def test_hamnosys_heads_have_the_classes_of_the_scheme(
    row: str, scheme: str, tmp_path: Path
) -> None:
    config = started(make(tmp_path, hamnosys=row, gloss="a 0 9 3\n"))
    assert config.train_parameters.classification_mode == "hamnosys"
    found = {name: head.num_class for name, head in config.heads.hamnosys.items()}
    assert found == {head.name: head.classes for head in load_scheme(scheme).heads}
    assert {head.loss_weight for head in config.heads.hamnosys.values()} == {1.0}
    assert config.heads.gloss == {}


def test_heads_of_no_built_in_scheme_leave_the_classes_to_the_scheme(tmp_path: Path) -> None:
    folder = make(tmp_path, hamnosys="name start end one 'two:\na 0 9 1 5\n")
    assert "name yours in train_parameters.scheme" in starting_config(folder)
    heads = started(folder).heads.hamnosys
    assert {name: head.num_class for name, head in heads.items()} == {"one": None, "'two:": None}


@pytest.mark.parametrize(
    ("content", "classes"),
    [
        ("name start end gloss\na 0 9 3\nb 0 9 7\n", 8),
        ("a 0 9 7\nb 0 9 3\n", 8),
        ("a 0 9 0\n", 2),
        ("a 0 9 -1\nb 0 9 4\n", 5),
    ],
)
def test_glosses_are_counted_from_0(content: str, classes: int, tmp_path: Path) -> None:
    config = started(make(tmp_path, gloss=content))
    assert config.train_parameters.classification_mode == "gloss"
    assert config.heads.gloss["gloss"].num_class == classes


@pytest.mark.parametrize("name", ["plain", "with space", "a: b # c", "'quoted'", "żółw", "-", "~"])
def test_the_data_path_is_the_directory(name: str, tmp_path: Path) -> None:
    folder = make(tmp_path / name, hamnosys=EIGHT)
    assert started(folder).data_paths == (str(folder),)


def test_a_relative_directory_stays_relative(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path / "clips", hamnosys=EIGHT)
    monkeypatch.chdir(tmp_path)
    assert started(Path("clips")).data_paths == ("clips",)


def test_every_section_is_there_and_every_key_is_explained(tmp_path: Path) -> None:
    text = starting_config(make(tmp_path, hamnosys=EIGHT))
    for entry in entries(Config):
        assert f"{entry.name}:\n" in text
    flowing = " ".join(text.replace("#", " ").split())
    for name, section, keys in SECTIONS:
        known = {entry.name: entry.key for entry in entries(section)}
        for key in keys:
            assert f"\n  {key}: " in text, f"{name}.{key}"
            assert known[key].doc in flowing, f"{name}.{key}"
    assert "false needs no network" in text
    assert max(map(len, text.splitlines()[1:])) <= 100


# --- what the clips have ---


def with_landmarks(folder: Path, *parts: str) -> Path:
    folder.mkdir(exist_ok=True)
    return save_npz(folder / f"{folder.name}.npz", **some_parts(names=parts or PARTS))


def test_landmarks_without_frames_are_what_is_read(tmp_path: Path) -> None:
    make(tmp_path, gloss="b 0 9 1\na 0 9 3\n")
    with_landmarks(tmp_path / "a")  # the first clip is not there: the next one tells
    text = starting_config(tmp_path)
    config = started(tmp_path)
    training = config.train_parameters
    assert (training.use_frames, training.use_landmarks) == (False, True)
    assert config.feature_extractor.name == "landmark_extractor"
    assert config.landmarks == Config().landmarks
    assert config.transformer == Config().transformer
    for name, _section, keys in without_frames():
        assert f"\n{name}:\n" in text
        for key in keys:
            assert f"\n  {key}: " in text, f"{name}.{key}"
    assert "apply_resize" not in text
    assert "model_path" not in text
    assert max(map(len, text.splitlines()[1:])) <= 100


def test_landmarks_without_a_body_have_no_shoulders(tmp_path: Path) -> None:
    with_landmarks(make(tmp_path, gloss="a 0 9 3\n") / "a", "left_hand", "right_hand")
    landmarks = started(tmp_path).landmarks
    assert landmarks.parts == ("right_hand", "left_hand")
    assert landmarks.normalization == "none"


def test_landmarks_beside_frames_are_a_choice(tmp_path: Path) -> None:
    with_landmarks(make(tmp_path, gloss="a 0 9 3\n") / "a", "left_hand")
    save_frames(tmp_path / "a", range(3))
    assert not started(tmp_path).train_parameters.use_landmarks
    text = starting_config(tmp_path)
    assert "There are landmarks, too" in text
    head, title, rest = text.partition("# landmarks:\n")
    section, end, tail = rest.partition("\n\n")
    lines = [line.removeprefix("# ") for line in section.splitlines()]
    path = tmp_path / "both.yml"
    chosen = head.replace("use_landmarks: false", "use_landmarks: true")
    path.write_text(chosen + title[2:] + "\n".join(lines) + end + tail, encoding="utf-8")
    found = read_config(path)
    assert found.unused() == ()
    assert found.config.train_parameters.use_landmarks
    assert found.config.landmarks.parts == ("left_hand",)
    assert found.config.landmarks.normalization == "none"


def test_landmarks_that_cannot_be_read_are_none(tmp_path: Path) -> None:
    with_landmarks(make(tmp_path, gloss="a 0 9 3\n") / "a").write_bytes(b"PK none")
    assert started(tmp_path).train_parameters.use_frames


def test_videos_are_read_and_not_enlarged(tmp_path: Path) -> None:
    pytest.importorskip("av")
    from video_builders import counted_video

    make(tmp_path, hamnosys="s/a 0 0 1 2 3 4 5 6 1 2\n")
    (tmp_path / "s").mkdir()
    counted_video(tmp_path / "s" / "a.mp4", 3, fps=12)
    config = started(tmp_path)
    assert config.train_parameters.use_frames
    assert config.augmentations_parameters.resize_size == 64
    assert "the first has 96 x 64 pixels and 12 frames a second" in starting_config(tmp_path)


def test_the_commented_freezing_reads_without_its_marks(tmp_path: Path) -> None:
    head, mark, tail = starting_config(make(tmp_path, hamnosys=EIGHT)).partition(
        "# freeze_scheduler"
    )
    path = tmp_path / "config.yml"
    path.write_text(head + (mark + tail).replace("# ", ""), encoding="utf-8")
    freeze = read_config(path).config.freeze_scheduler
    assert freeze is not None
    assert freeze.freeze_pattern_repeats == (10, 5)


def test_the_rest_are_defaults(tmp_path: Path) -> None:
    config = started(make(tmp_path, gloss="a 0 9 3\n"))
    assert config.loss == Config().loss
    assert config.transformer == Config().transformer
    assert config.feature_extractor == Config().feature_extractor


def test_a_directory_without_class_file_names_both(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"neither test_hamnosys\.txt nor test_gloss\.txt"):
        starting_config(tmp_path)


def test_a_directory_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for name in ("none", "file"):
        with pytest.raises(InputError, match="no such directory"):
            starting_config(tmp_path / name)


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"gloss": "a 0 9 -1\n"}, "no row has a gloss"),
        ({"gloss": "a 0 9 many\n"}, "gloss"),
        ({"gloss": ""}, "no rows"),
        ({"hamnosys": ""}, "no rows"),
        ({"hamnosys": "a 0 9 1 2\n"}, "5 columns without a header"),
    ],
)
def test_class_files_that_say_nothing(files: dict[str, str], words: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=words) as caught:
        starting_config(make(tmp_path, **files))
    assert caught.value.file is not None


def test_a_name_that_yaml_cannot_hold(tmp_path: Path) -> None:
    folder = make(tmp_path / "a\nb", hamnosys=EIGHT)
    with pytest.raises(InputError, match="cannot stand in a configuration"):
        starting_config(folder)
