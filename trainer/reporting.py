"""What a run's scores look like as files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from trainer.checkpoint import read_description
from trainer.run_directory import SCORES, write_json
from trainer.scoring.charts import draw_confusions
from trainer.scoring.confusion import Confusion, confused_pairs, write_confusions
from trainer.scoring.scores import Scores


def write_scores(
    directory: Path, scores: Mapping[str, Scores], confusions: Sequence[Confusion]
) -> None:
    """Write ``scores.json``, the confusion matrices as CSV, and drawn where matplotlib is there.

    Args:
        directory: where to.
        scores: by the name of the side.
        confusions: of the heads, of one side.

    Raises:
        OutputError: a file cannot be written.
    """
    most = {
        confusion.head.name: [
            {"label": pair.label, "predicted": pair.predicted, "clips": pair.count}
            for pair in confused_pairs(confusion)
        ]
        for confusion in confusions
    }
    sides = {side: found.to_json() for side, found in scores.items()}
    write_json(directory / SCORES, {"sides": sides, "most_confused": most})
    write_confusions(confusions, directory)
    if find_spec("matplotlib") is not None:
        draw_confusions(confusions, directory)


def keep_temperatures(weights: Path, temperatures: Mapping[str, float], scores: Scores) -> None:
    """Write temperatures, and the scores with them, into the JSON beside weights.

    Raises:
        CheckpointError: that JSON cannot be read.
        OutputError: it cannot be written; it is as it was before.
    """
    description = replace(
        read_description(weights), temperatures=temperatures, scores=scores.to_json()
    )
    write_json(weights.with_suffix(".json"), description.to_mapping())
