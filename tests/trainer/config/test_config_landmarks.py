"""Keys that landmarks, and their absence, decide about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from trainer.config import Config, ReadConfig, config_from, read_config
from trainer.errors import ConfigError

ALONE = {"use_frames": False, "use_landmarks": True}
LANDMARKS = {"name": "landmark_extractor"}


def mapping(**sections: Any) -> dict[str, Any]:
    return {"general_parameters": {"data_path": "data"}, **sections}


def config(**sections: Any) -> Config:
    return config_from(mapping(**sections), "config.yml")


def fault(**sections: Any) -> str:
    with pytest.raises(ConfigError) as caught:
        config(**sections)
    return str(caught.value)


def read(folder: Path, **sections: Any) -> ReadConfig:
    path = folder / "config.yml"
    path.write_text(yaml.safe_dump(mapping(**sections)), encoding="utf-8")
    return read_config(path)


def test_frames_alone_landmarks_alone_and_both() -> None:
    config()
    config(train_parameters=ALONE, feature_extractor=LANDMARKS)
    config(train_parameters=ALONE)
    config(train_parameters={"use_landmarks": True})
    assert config(train_parameters={"landmarks": True}).train_parameters.use_landmarks


@pytest.mark.parametrize("landmarks", [{}, {"use_landmarks": False}, {"landmarks": False}])
def test_something_must_be_read(landmarks: dict[str, bool]) -> None:
    words = fault(train_parameters={"use_frames": False, **landmarks})
    assert words.startswith("config.yml: train_parameters.use_frames: must be true where")


def test_landmarks_are_needed_for_their_extractor() -> None:
    words = fault(feature_extractor=LANDMARKS)
    assert (
        words == "config.yml: train_parameters.use_landmarks: must be true for landmark_extractor"
    )


def test_the_landmark_extractor_sees_no_frames() -> None:
    words = fault(feature_extractor=LANDMARKS, train_parameters={"use_landmarks": True})
    assert words.startswith("config.yml: train_parameters.use_frames: must be false for landmark_")
    assert "cnn_extractor" in words


def test_parts_must_be_there_and_each_once() -> None:
    empty = fault(train_parameters=ALONE, landmarks={"parts": []})
    assert empty == "config.yml: landmarks.parts: at least one part must be given"
    twice = fault(train_parameters=ALONE, landmarks={"parts": ["pose", "face", "pose"]})
    assert twice == "config.yml: landmarks.parts: a part is given twice"
    config(landmarks={"parts": []})  # nothing is read of them


def test_no_faults_follow_from_a_fault() -> None:
    words = fault(train_parameters={"use_landmarks": 3}, feature_extractor=LANDMARKS)
    assert words.startswith("config.yml: train_parameters.use_landmarks: must be true or false")
    assert "\n" not in words


def test_an_extractor_of_frames_is_remarked_on(tmp_path: Path) -> None:
    assert read(tmp_path, train_parameters=ALONE).notes() == (
        "feature_extractor: cnn_extractor needs frames: landmark_extractor is taken",
    )
    assert read(tmp_path, train_parameters=ALONE, feature_extractor=LANDMARKS).notes() == ()
    assert read(tmp_path, train_parameters={"use_landmarks": True}).notes() == ()


def test_landmarks_that_are_not_read(tmp_path: Path) -> None:
    found = read(tmp_path, landmarks={"encoder": "graph", "noise": 0.1})
    reason = "use_landmarks is false"
    assert found.unused() == (("landmarks.encoder", reason), ("landmarks.noise", reason))
    landmarks = {"encoder": "graph"}
    assert read(tmp_path, landmarks=landmarks, train_parameters=ALONE).unused() == ()


@pytest.mark.parametrize("name", ["cnn_extractor", "landmark_extractor"])
def test_without_frames_what_is_said_of_them_is_told_once(tmp_path: Path, name: str) -> None:
    found = read(
        tmp_path,
        train_parameters=ALONE,
        feature_extractor={
            "name": name,
            "model_path": "resnet18",
            "grid_channels": 8,
            "representation_size": 64,
            "checkpoint_path": "a",
        },
        augmentations_parameters={
            "blur_limit": 5,
            "resize_size": 64,
            "apply_resize": False,
            "apply_mirror": True,
        },
    )
    paths = [path for path, _ in found.unused()]
    assert sorted(paths) == [
        "augmentations_parameters.apply_resize",
        "augmentations_parameters.blur_limit",
        "augmentations_parameters.resize_size",
        "feature_extractor.grid_channels",
        "feature_extractor.model_path",
    ]
    assert {reason for _, reason in found.unused()} == {"use_frames is false"}
