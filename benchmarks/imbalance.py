"""What helps rare classes: sampling, class weights and focal loss on a long tail of practice clips.

    python benchmarks/imbalance.py [--record] [--clips DIR] [--runs 3]

The handshapes of the training clips are thinned until the rarest is a hundredth as frequent as the
most frequent; between them they fall by one factor from class to class. The same model is trained
on the landmarks of these clips in each way, with several seeds, and scored on ``test_signs``, where
all handshapes are equally frequent. The best epoch is chosen on clips that were thinned out, again
with all handshapes alike. Clips are made first where there are none (about four minutes on two
cores).
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from practice import clips_in
from report import machine, record, table

from hamnosys.classfile import ClassRow, read_class_file, write_class_file
from trainer.config import Config, config_from
from trainer.job import train
from trainer.scoring.scores import Scores
from trainer.watching import Watch

HEAD = "hand_shape_base_form"
RAREST = 1 / 100
"""Clips of the rarest class over those of the most frequent one."""

VALIDATING = 50
"""Clips of each class that choose the best epoch."""

RARE = 4
"""Classes that count as rare, and as many as frequent."""

WAYS: dict[str, dict[str, dict[str, Any]]] = {
    "as it is": {},
    "sampling: balanced": {"train_parameters": {"sampling": "balanced"}},
    "sampling: square_root": {"train_parameters": {"sampling": "square_root"}},
    "class_weights: balanced": {"loss": {"class_weights": "balanced"}},
    "focal_gamma: 2": {"loss": {"focal_gamma": 2.0}},
}


@dataclass(frozen=True)
class Tail:
    """Data directories of a long tail, and how many clips of each class it trains on."""

    train: Path
    validation: Path
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Found:
    """What one way came to, a number a run."""

    name: str
    scores: tuple[Scores, ...]
    seconds: tuple[float, ...]


def recipe(tail: Tail, test: Path, run: Path, seed: int, way: dict[str, dict[str, Any]]) -> Config:
    """A small model on landmarks, trained in one way; all ways see as many clips."""
    sections: dict[str, dict[str, Any]] = {
        "general_parameters": {
            "data_path": str(tail.train),
            "validation_data_paths": [str(tail.validation)],
            "test_data_paths": [str(test)],
            "path_to_save": str(run),
            "gpu": -1,
            "cache": True,
            "seed": seed,
        },
        "train_parameters": {
            "use_frames": False,
            "use_landmarks": True,
            "epochs": 12,
            "batch_size": 64,
            "lr": 2e-3,
            "weight_decay": 0.05,
            "num_segments": 2,
        },
        "feature_extractor": {
            "name": "landmark_extractor",
            "representation_size": 256,
            "pretrained": False,
        },
        "transformer": {
            "feedforward_size": 256,
            "num_encoder_layers": 1,
            "output_size": 256,
        },
    }
    for name, values in way.items():
        sections[name] = {**sections.get(name, {}), **values}
    return config_from(sections, "benchmarks/imbalance.py")


def long_tail(source: Path, target: Path) -> Tail:
    """Thin the clips of a directory; which ones are left is always the same."""
    found = read_class_file(source / "test_hamnosys.txt")
    place = found.heads.index(HEAD)
    order = np.random.default_rng(0).permutation(len(found.rows))
    by_class: dict[int, list[ClassRow]] = {}
    for number in order:
        row = found.rows[number]
        by_class.setdefault(row.classes[place] or 0, []).append(row)
    classes = sorted(by_class)
    most = min(len(rows) for rows in by_class.values()) - VALIDATING
    if most * RAREST < 1:
        raise SystemExit(f"too few clips: of some class of {HEAD} there are {most + VALIDATING}")
    counts = tuple(
        round(most * RAREST ** (rank / (len(classes) - 1))) for rank in range(len(classes))
    )
    validation = [row for number in classes for row in by_class[number][:VALIDATING]]
    train_rows = [
        row
        for number, count in zip(classes, counts, strict=True)
        for row in by_class[number][VALIDATING : VALIDATING + count]
    ]
    _directory(source, target / "validation", validation)
    _directory(source, target / "train", train_rows)
    return Tail(target / "train", target / "validation", counts)


def _directory(source: Path, target: Path, rows: Sequence[ClassRow]) -> None:
    """A data directory with some rows of another, and links to their clips."""
    target.mkdir(parents=True)
    rows = sorted(rows, key=lambda row: row.name)
    write_class_file(target / "test_hamnosys.txt", rows)
    for row in rows:
        (target / row.name).symlink_to((source / row.name).resolve(), target_is_directory=True)


def tried(name: str, runs: int, configured: Callable[[int], Config]) -> Found:
    scores, seconds = [], []
    for seed in range(runs):
        begin = time.perf_counter()
        outcome = train(configured(seed), force=True, watch=Watch(say=print))
        scores.append(outcome.scores["test"])
        seconds.append(time.perf_counter() - begin)
    return Found(name, tuple(scores), tuple(seconds))


def class_f1(scores: Scores, numbers: slice) -> float:
    """Mean F1 of some classes of the head that was thinned."""
    return statistics.fmean(found.f1 for found in scores.head(HEAD).classes[numbers])


COLUMNS: dict[str, Callable[[Scores], float]] = {
    "mean of the heads": lambda scores: scores.mean_macro_f1 or 0.0,
    "handshape": lambda scores: scores.head(HEAD).macro_f1_present or 0.0,
    f"its {RARE} rarest classes": lambda scores: class_f1(scores, slice(-RARE, None)),
    f"its {RARE} most frequent": lambda scores: class_f1(scores, slice(RARE)),
}


def figures(found: Sequence[Found]) -> str:
    """A row a way: the mean over the runs, and half the range from the worst to the best."""
    rows: list[Sequence[object]] = []
    for each in found:
        cells = []
        for figure in COLUMNS.values():
            values = [figure(scores) for scores in each.scores]
            spread = (max(values) - min(values)) / 2
            cells.append(f"{statistics.fmean(values):.3f} ± {spread:.3f}")
        rows.append([each.name, *cells, f"{statistics.fmean(each.seconds):.0f}"])
    return table(["macro-F1", *COLUMNS, "seconds a run"], rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--record", action="store_true", help="write into RESULTS.md")
    parser.add_argument("--clips", type=Path, help="directory of clips; made if it is not there")
    parser.add_argument("--signs", type=int, default=16_000)
    parser.add_argument("--runs", type=int, default=3, help="seeds of each way")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = clips_in(options.clips or Path(temporary) / "clips", options.signs)
        tail = long_tail(folder / "train", Path(temporary) / "tail")
        test, run = folder / "test_signs", Path(temporary) / "run"
        found = [
            tried(name, options.runs, lambda seed, way=way: recipe(tail, test, run, seed, way))
            for name, way in WAYS.items()
        ]
    epochs = recipe(tail, test, run, 0, {}).train_parameters.epochs
    text = (
        "## Rare classes\n\n"
        f"{machine()}; `python benchmarks/imbalance.py`, {options.runs} runs each of {epochs} "
        f"epochs on landmarks. {sum(tail.counts):,} training clips, of the handshapes "
        f"{', '.join(map(str, tail.counts))}; all are equally frequent in the test. Mean ± half "
        f"the range over the runs.\n\n{figures(found)}"
    )
    print(text)
    if options.record:
        record("imbalance", text)


if __name__ == "__main__":
    main()
