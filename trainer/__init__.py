"""Multi-head recognition models, trained on class files and frames.

`train` trains what `read_config` reads, `evaluate` scores a checkpoint, `load_model` gives its
model; ``hamnosys train`` and ``hamnosys evaluate`` (``trainer.cli``) are the commands. Imports
`hamnosys`, never the reverse. Everything here is loaded on first use: torch where something is
trained.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from trainer.checkpoint import Description, load_model
    from trainer.config import Config, config_from, read_config
    from trainer.evaluating import Evaluation, evaluate
    from trainer.job import Outcome, train
    from trainer.scoring.scores import HeadScores, Scores
    from trainer.watching import Watch

_HOME = {
    "Config": "config",
    "Description": "checkpoint",
    "Evaluation": "evaluating",
    "HeadScores": "scoring.scores",
    "Outcome": "job",
    "Scores": "scoring.scores",
    "Watch": "watching",
    "config_from": "config",
    "evaluate": "evaluating",
    "load_model": "checkpoint",
    "read_config": "config",
    "train": "job",
}

__all__ = [
    "Config",
    "Description",
    "Evaluation",
    "HeadScores",
    "Outcome",
    "Scores",
    "Watch",
    "config_from",
    "evaluate",
    "load_model",
    "read_config",
    "train",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'trainer' has no attribute {name!r}")
    value = getattr(import_module(f"trainer.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
