"""Practice clips can be learned: a short run on a CPU, scored on signs that were not learned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from hamnosys.cli.main import run
from hamnosys.resources import shared_directory
from trainer.config import Config, read_config
from trainer.config.schema import FreezeScheduler
from trainer.job import train
from trainer.scoring.scores import Scores

pytestmark = pytest.mark.slow

SIGNS, EPOCHS = 2000, 9
LEAST_MEAN, LEAST_HEAD = 0.5, 0.25
"""Of macro-F1 over the classes that occur. The full run is benchmarks/practice.py."""


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("practice") / "clips"
    counts = ["--signs", str(SIGNS), "--takes", "1", "--test-signs", "300", "--frames", "2"]
    assert run(["clips", "-o", str(folder), *counts, "--seed", "5", "--jobs", "2"]) == 0
    return folder


@pytest.fixture(scope="module", autouse=True)
def _all_threads() -> Iterator[None]:
    """This is real work, not small tensors."""
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


def recipe(clips: Path, target: Path, epochs: int) -> Config:
    config = read_config(shared_directory("data_samples") / "practice.yaml").config
    return replace(
        config,
        general_parameters=replace(
            config.general_parameters,
            data_path=str(clips / "train"),
            test_data_paths=(str(clips / "test_signs"),),
            path_to_save=str(target),
        ),
        train_parameters=replace(config.train_parameters, epochs=epochs),
    )


@pytest.fixture(scope="module")
def learned(clips: Path, tmp_path_factory: pytest.TempPathFactory) -> Scores:
    return train(recipe(clips, tmp_path_factory.mktemp("learned"), EPOCHS)).scores["test"]


def mean(scores: Scores) -> float:
    assert scores.mean_macro_f1 is not None
    return scores.mean_macro_f1


def test_a_short_run_learns_every_head(learned: Scores) -> None:
    assert mean(learned) > LEAST_MEAN
    for head in learned.heads:
        assert head.macro_f1_present is not None
        assert head.macro_f1_present > LEAST_HEAD, head.name
        assert head.majority_macro_f1_present is not None
        assert head.macro_f1_present > 2 * head.majority_macro_f1_present, head.name


def test_a_frozen_backbone_learns_clearly_less(
    clips: Path, learned: Scores, tmp_path: Path
) -> None:
    plan = FreezeScheduler(
        model_params={"feature_extractor.backbone": (True,)}, freeze_pattern_repeats=(EPOCHS,)
    )
    config = replace(recipe(clips, tmp_path / "run", EPOCHS), freeze_scheduler=plan)
    assert mean(train(config).scores["test"]) < 0.9 * mean(learned)
