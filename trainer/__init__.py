"""Multi-head recognition models, trained on class files with frames or landmarks.

`train` trains what `read_config` reads, `evaluate` scores a checkpoint, `predict` says what new
clips show, `export_onnx` writes ONNX, `load_model` gives a checkpoint's model; ``hamnosys train``,
``evaluate``, ``predict`` and ``export`` (``trainer.cli``) are the commands. Imports `hamnosys`,
never the reverse. Everything here is loaded on first use: torch where something is trained.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from trainer.checkpoint import Description, load_model
    from trainer.config import Config, config_from, read_config
    from trainer.evaluating import Evaluation, evaluate
    from trainer.exporting import Exported, export_onnx
    from trainer.job import Outcome, train
    from trainer.predicting import Prediction, predict
    from trainer.scoring.scores import HeadScores, Scores
    from trainer.watching import Watch

_HOME = {
    "Config": "config",
    "Description": "checkpoint",
    "Evaluation": "evaluating",
    "Exported": "exporting",
    "HeadScores": "scoring.scores",
    "Outcome": "job",
    "Prediction": "predicting",
    "Scores": "scoring.scores",
    "Watch": "watching",
    "config_from": "config",
    "evaluate": "evaluating",
    "export_onnx": "exporting",
    "load_model": "checkpoint",
    "predict": "predicting",
    "read_config": "config",
    "train": "job",
}

__all__ = [
    "Config",
    "Description",
    "Evaluation",
    "Exported",
    "HeadScores",
    "Outcome",
    "Prediction",
    "Scores",
    "Watch",
    "config_from",
    "evaluate",
    "export_onnx",
    "load_model",
    "predict",
    "read_config",
    "train",
]


if not TYPE_CHECKING:  # a type checker would take any name for one of ours

    def __getattr__(name: str) -> Any:
        if name not in _HOME:
            raise AttributeError(f"module 'trainer' has no attribute {name!r}")
        value = getattr(import_module(f"trainer.{_HOME[name]}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted(__all__)
