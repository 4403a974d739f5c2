"""Small configurations and models, for tests of everything that trains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch

from trainer.config import Config, config_from
from trainer.data.batch import Batch
from trainer.heads import HeadSpec

SMALL: dict[str, Any] = {
    "general_parameters": {"gpu": -1, "deterministic": True, "ratio_train_test": 0.75},
    "augmentations_parameters": {"apply_resize": False, "apply_center_crop": False},
    "train_parameters": {"epochs": 2, "batch_size": 4, "num_segments": 3, "lr": 2e-3},
    "feature_extractor": {
        "model_path": "resnet10t",
        "model_args": {"channels": [8, 8, 16, 16], "stem_width": 8},
        "pretrained": False,
        "representation_size": 32,
    },
    "transformer": {
        "num_attention_heads": 2,
        "num_encoder_layers": 1,
        "feedforward_size": 32,
        "output_size": 32,
        "dropout_rate": 0.1,
    },
}
"""A model of some ten thousand parameters that trains on a CPU in a moment."""


def small(data: Path | None, run: Path | None = None, **sections: Mapping[str, Any]) -> Config:
    """The small configuration with other values: ``small(data, train_parameters={"lr": 1})``."""
    return config_from(small_mapping(data, run, **sections), "small.yaml")


def small_mapping(
    data: Path | None, run: Path | None = None, **sections: Mapping[str, Any]
) -> dict[str, Any]:
    """The same as data for a YAML file."""
    general = {"data_path": str(data or "nowhere"), "path_to_save": str(run or "nowhere")}
    mapping = {name: dict(values) for name, values in SMALL.items()}
    mapping["general_parameters"].update(general)
    for name, values in sections.items():
        mapping.setdefault(name, {}).update(values)
    return mapping


def heads_of(**classes: int) -> tuple[HeadSpec, ...]:
    """Heads by name and number of classes."""
    return tuple(
        HeadSpec(name, tuple(f"{name}{number}" for number in range(count)))
        for name, count in classes.items()
    )


def batch_of(
    labels: Sequence[Sequence[int]], *, frames: int = 2, size: tuple[int, int] = (32, 32)
) -> Batch:
    """A batch of random pictures with these labels."""
    count = len(labels)
    pictures = torch.randint(0, 256, (count, frames, 3, *size), dtype=torch.uint8)
    return Batch(
        pictures,
        torch.ones(count, frames, dtype=torch.bool),
        torch.tensor(labels),
        torch.arange(count),
        torch.zeros(count, dtype=torch.bool),
        torch.ones(count, dtype=torch.bool),
    )
