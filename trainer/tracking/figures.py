"""What there is to log, as names and values."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from trainer.config.schema import Config
from trainer.config.text import as_mapping
from trainer.scoring.history import EpochRow
from trainer.scoring.scores import Scores

_OF_EPOCH = ("lr", "train_loss", "validation_loss", "mean_macro_f1_present", "all_right")
_OF_HEAD = ("accuracy", "macro_f1_present", "loss", "ece")
_OF_SIDE = ("loss", "mean_macro_f1", "all_right")
_LONGEST = 250


def figures(row: EpochRow) -> Iterator[tuple[str, float]]:
    """Name and value of every figure of an epoch that there is."""
    yield from _there(row, _OF_EPOCH)
    yield "clips_per_second", row.clips_per_second
    for head, found in row.heads.items():
        yield from _there(found, _OF_HEAD, f"{head}/")


def final_figures(scores: Mapping[str, Scores]) -> Iterator[tuple[str, float]]:
    """Name and value of every figure of the best weights that there is: ``final/test/loss``."""
    for side, found in scores.items():
        yield from _there(found, _OF_SIDE, f"final/{side}/")
        for head in found.heads:
            yield from _there(head, _OF_HEAD, f"final/{side}/{head.name}/")


def _there(found: object, names: tuple[str, ...], before: str = "") -> Iterator[tuple[str, float]]:
    for name in names:
        if (value := getattr(found, name)) is not None:
            yield f"{before}{name}", value


def parameters(config: Config) -> dict[str, str]:
    """The configuration by the paths of its keys, as text: ``loss.focal_gamma`` is ``0.0``."""
    return dict(_flat(as_mapping(config), ""))


def _flat(data: Mapping[str, Any], above: str) -> Iterator[tuple[str, str]]:
    for key, value in data.items():
        if isinstance(value, Mapping) and value:
            yield from _flat(value, f"{above}{key}.")
        else:
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            yield f"{above}{key}", text


def safe(name: str) -> str:
    """A name without the characters that some trackers refuse, such as colons."""
    return re.sub(r"[^\w./ -]", "_", name)[:_LONGEST]
