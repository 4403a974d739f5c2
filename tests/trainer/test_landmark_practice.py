"""Landmarks of practice clips can be learned, and hands in their own axes better than as given."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hamnosys.posture.practice.clip import write_clip
from hamnosys.posture.practice.job import Settings, choose, clips_of
from hamnosys.posture.practice.labels import write_labels
from hamnosys.resources import shared_directory
from trainer.config import Config, read_config
from trainer.job import train
from trainer.scoring.scores import Scores

pytestmark = pytest.mark.slow

SETTINGS = Settings(
    signs=1000, takes=1, test_signs=200, test_takes=1, seed=6, frames=6, size=96, pictures=False
)
EPOCHS = 14
LEAST_MEAN, LEAST_HEAD = 0.5, 0.2
"""Of macro-F1 over the classes that occur. The full run is benchmarks/landmarks.py."""


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("joints")
    found = clips_of(SETTINGS, *choose(SETTINGS))
    for name in ("train", "test_signs"):
        (folder / name).mkdir()
        write_labels(folder / name, found[name])
        for clip in found[name]:
            write_clip(clip, folder / name)
    return folder


def recipe(clips: Path, target: Path) -> Config:
    config = read_config(shared_directory("data_samples") / "landmarks.yaml").config
    general = replace(
        config.general_parameters,
        data_path=str(clips / "train"),
        test_data_paths=(str(clips / "test_signs"),),
        path_to_save=str(target),
    )
    training = replace(config.train_parameters, epochs=EPOCHS, batch_size=32, num_segments=4)
    return replace(config, general_parameters=general, train_parameters=training)


def mean(scores: Scores) -> float:
    assert scores.mean_macro_f1 is not None
    return scores.mean_macro_f1


def test_hands_in_their_own_axes_are_learned_best(clips: Path, tmp_path: Path) -> None:
    config = recipe(clips, tmp_path / "own")
    own = train(config).scores["test"]
    assert mean(own) > LEAST_MEAN
    for head in own.heads:
        assert head.macro_f1_present is not None
        assert head.macro_f1_present > LEAST_HEAD, head.name
    given = replace(config.landmarks, hands="picture", normalization="none")
    raw = train(replace(recipe(clips, tmp_path / "raw"), landmarks=given)).scores["test"]
    assert mean(raw) < 0.8 * mean(own)
