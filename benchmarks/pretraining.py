"""Whether pre-training the feature extractor on single frames helps at the same budget.

    python benchmarks/pretraining.py [--record] [--clips DIR]

Three runs of the model of ``data_samples/practice.yaml`` on practice clips of eight frames: from
scratch; pre-trained on single frames and then fine-tuned; and fine-tuned with the pre-trained
extractor frozen at first. The budget is the frames that the network goes
through in training.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from landmarks import Found, columns, made, recipe, trained
from report import machine, record

from trainer.config import Config
from trainer.config.schema import FreezeScheduler

FRAMES, SIGNS = 8, 1500
EPOCHS, SHARE = 6, 3
"""Epochs from scratch, and how many of them are spent on pre-training instead."""


def clips_of_frames(config: Config) -> Config:
    training = replace(config.train_parameters, num_segments=FRAMES, epochs=EPOCHS)
    return replace(config, train_parameters=training)


def pretraining(config: Config, run: Path) -> Config:
    """Single frames: an epoch costs an eighth, so there are eight times as many."""
    training = replace(
        config.train_parameters,
        pre_training=True,
        epochs=SHARE * FRAMES,
        batch_size=4 * config.train_parameters.batch_size,
    )
    general = replace(config.general_parameters, path_to_save=str(run))
    return replace(config, train_parameters=training, general_parameters=general)


def tuning(config: Config, start: Path, *, frozen: int = 0) -> Config:
    training = replace(config.train_parameters, epochs=EPOCHS - SHARE)
    extractor = replace(config.feature_extractor, checkpoint_path=str(start))
    plan = FreezeScheduler(
        model_params={"feature_extractor": (True,)}, freeze_pattern_repeats=(frozen,)
    )
    return replace(
        config,
        train_parameters=training,
        feature_extractor=extractor,
        freeze_scheduler=plan if frozen else None,
    )


def together(name: str, parts: Sequence[Found]) -> Found:
    return Found(name, parts[-1].scores, sum(part.seconds for part in parts))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--record", action="store_true", help="write into RESULTS.md")
    parser.add_argument("--clips", type=Path, help="directory of clips; made if it is not there")
    options = parser.parse_args()
    begin = time.perf_counter()
    with tempfile.TemporaryDirectory() as temporary:
        here = Path(temporary)
        size = ("--signs", str(SIGNS), "--frames", str(FRAMES), "--seed", "3")
        folder = made(options.clips or here / "clips", *size)
        config = clips_of_frames(recipe("practice.yaml", folder, here / "run"))
        scratch = trained("from scratch", config)
        first = trained("pre-training", pretraining(config, here / "start"))
        tuned = trained("fine-tuned", tuning(config, here / "start"))
        held = trained("frozen at first", tuning(config, here / "start", frozen=1))
    found = [scratch, together("pre-trained, then tuned", [first, tuned])]
    found.append(together("... frozen for an epoch", [first, held]))
    text = (
        f"## Pre-training on single frames ({SIGNS:,} signs, {FRAMES} frames, 600 other signs for "
        f"the test)\n\n{machine()}; `python benchmarks/pretraining.py`. {EPOCHS} epochs from "
        f"scratch, or {SHARE} of them as {SHARE * FRAMES} epochs of single frames and "
        f"{EPOCHS - SHARE} of whole clips: the network goes through as many frames. Seconds are of "
        f"both parts, validation included.\n\n{columns(found)}"
    )
    print(text)
    print(f"{time.perf_counter() - begin:.0f} s")
    if options.record:
        record("pretraining", text)


if __name__ == "__main__":
    main()
