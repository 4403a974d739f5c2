"""What is learned of practice clips from their landmarks, and from frames and landmarks together.

    python benchmarks/landmarks.py [--record] [--joints DIR] [--pictures DIR]

First the recipe ``data_samples/landmarks.yaml`` with the points of hands told in several ways, on
clips without pictures; then, on clips of two frames that have both, frames alone, landmarks alone
and both together. Clips are made first where there are none.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from report import machine, record, table

from hamnosys.cli.main import run as hamnosys
from hamnosys.resources import shared_directory
from trainer.config import Config, read_config
from trainer.job import train
from trainer.scoring.scores import Scores
from trainer.watching import Watch

EPOCHS = 4
"""Of the comparison of inputs; the recipe of the frames has six."""


@dataclass(frozen=True)
class Found:
    """What a run came to."""

    name: str
    scores: Scores
    seconds: float


def made(folder: Path, *options: str) -> Path:
    if not (folder / "train").is_dir():
        arguments = ["clips", "-o", str(folder), "--takes", "1", "--test-signs", "600"]
        if hamnosys([*arguments, "--jobs", "2", *options]):
            raise SystemExit("the clips could not be made")
    return folder


def recipe(name: str, folder: Path, run: Path) -> Config:
    config = read_config(shared_directory("data_samples") / name).config
    general = replace(
        config.general_parameters,
        data_path=str(folder / "train"),
        test_data_paths=(str(folder / "test_signs"),),
        path_to_save=str(run),
    )
    return replace(config, general_parameters=general)


def trained(name: str, config: Config) -> Found:
    print(f"\n{name}")
    begin = time.perf_counter()
    outcome = train(config, force=True, watch=Watch(say=print))
    return Found(name, outcome.scores["test"], time.perf_counter() - begin)


def told(config: Config, **landmarks: object) -> Config:
    """The same with points told in another way."""
    return replace(config, landmarks=replace(config.landmarks, **landmarks))


def seeing(config: Config, other: Config, *, frames: bool, landmarks: bool) -> Config:
    """The recipe of pictures that sees landmarks, too or alone; all else is the same."""
    training = replace(config.train_parameters, use_frames=frames, use_landmarks=landmarks)
    extractor = config.feature_extractor
    if not frames:
        extractor = replace(extractor, name="landmark_extractor")
    return replace(
        config,
        train_parameters=training,
        feature_extractor=extractor,
        landmarks=other.landmarks,
    )


def shorter(config: Config) -> Config:
    training = replace(config.train_parameters, epochs=EPOCHS)
    return replace(config, train_parameters=training)


def columns(found: Sequence[Found]) -> str:
    names = [head.name for head in found[0].scores.heads]
    rows: list[Sequence[object]] = [
        [name, *(f"{each.scores.head(name).macro_f1_present:.3f}" for each in found)]
        for name in names
    ]
    rows.append(["**mean**", *(f"**{each.scores.mean_macro_f1:.3f}**" for each in found)])
    rows.append(["all eight right", *(f"{each.scores.all_right:.3f}" for each in found)])
    rows.append(["seconds", *(f"{each.seconds:.0f}" for each in found)])
    return table(["macro-F1, classes present", *(each.name for each in found)], rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--record", action="store_true", help="write into RESULTS.md")
    parser.add_argument("--joints", type=Path, help="clips without pictures; made if not there")
    parser.add_argument("--pictures", type=Path, help="clips of two frames; made if not there")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        here = Path(temporary)
        joints = made(options.joints or here / "joints", "--signs", "14000", "--landmarks-only")
        points = recipe("landmarks.yaml", joints, here / "run")
        coordinates = [
            trained("hand_frame", points),
            trained("wrist", told(points, hands="wrist")),
            trained("as in the file", told(points, hands="picture", normalization="none")),
        ]
        pictures = made(
            options.pictures or here / "pictures",
            "--signs",
            "16000",
            "--frames",
            "2",
            "--seed",
            "1",
        )
        config = shorter(recipe("practice.yaml", pictures, here / "run"))
        inputs = [
            trained("frames", config),
            trained("landmarks", seeing(config, points, frames=False, landmarks=True)),
            trained("both", seeing(config, points, frames=True, landmarks=True)),
        ]
    text = (
        "## Learning practice clips from their landmarks (600 other signs for the test)\n\n"
        f"{machine()}; `python benchmarks/landmarks.py`. 14,000 signs, one take of about 24 frames "
        "each, `data_samples/landmarks.yaml`; seconds are of the whole run, reading, validation "
        f"and test included.\n\n{columns(coordinates)}\n\n"
        "16,000 signs, one take of two frames each, `data_samples/practice.yaml` for "
        f"{EPOCHS} epochs with the inputs named; so landmarks are not averaged over frames here."
        f"\n\n{columns(inputs)}"
    )
    print(text)
    if options.record:
        record("landmarks", text)


if __name__ == "__main__":
    main()
