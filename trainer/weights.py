"""Weights of classes in the loss: balanced by frequency, or as ``hamnosys stats`` gives them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from trainer.data.batch import ABSENT
from trainer.data.clip import Clip
from trainer.errors import ConfigError
from trainer.heads import HeadSpec

ClassWeights = Mapping[str, Sequence[float]]


def class_weights(
    setting: str, heads: Sequence[HeadSpec], clips: Sequence[Clip]
) -> ClassWeights | None:
    """The weights that ``loss.class_weights`` asks for.

    Args:
        setting: none, balanced, or the path of a ``summary.json``.
        heads: of the model.
        clips: those that are trained on.

    Returns:
        A weight for each class of each head, or None where all are 1.

    Raises:
        ConfigError: the file cannot be read, or has no weights that fit a head.
    """
    if setting == "none":
        return None
    if setting == "balanced":
        return {head.name: _balanced(place, head, clips) for place, head in enumerate(heads)}
    return _from_file(Path(setting), heads)


def _balanced(place: int, head: HeadSpec, clips: Sequence[Clip]) -> list[float]:
    """Clips over classes and clips of the class; 1 for a class that never occurs."""
    counts = Counter(clip.labels[place] for clip in clips if clip.labels[place] != ABSENT)
    total, classes = sum(counts.values()), len(counts)
    return [
        total / (classes * counts[number]) if counts[number] else 1.0
        for number in range(head.classes)
    ]


def _from_file(path: Path, heads: Sequence[HeadSpec]) -> ClassWeights:
    hint = "loss.class_weights is none, balanced, or a summary.json of hamnosys stats"
    try:
        found: Any = json.loads(path.read_text(encoding="utf-8"))["class_weights"]
        return {head.name: _fitting(found[head.name], head, path) for head in heads}
    except OSError as error:
        raise ConfigError(
            f"cannot be read: {error.strerror or error}", file=str(path), hint=hint
        ) from error
    except (ValueError, TypeError) as error:
        raise ConfigError(f"holds no class weights: {error}", file=str(path), hint=hint) from error
    except KeyError as error:
        raise ConfigError(
            f"holds no class weights of {error.args[0]}", file=str(path), hint=hint
        ) from error


def _fitting(given: Sequence[Any], head: HeadSpec, path: Path) -> list[float]:
    """The weights of a head; a class that the corpus lacks (null) has 1."""
    weights = [1.0 if each is None else float(each) for each in given]
    if len(weights) < head.classes or not all(0 <= weight < float("inf") for weight in weights):
        raise ConfigError(
            f"its {len(weights)} class weights do not fit {head.name}, which has {head.classes} "
            "classes",
            file=str(path),
        )
    return weights[: head.classes]
