"""What sign is in my video: videos to frames, training, prediction, and the nearest gloss."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping
from itertools import accumulate, cycle, islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from hamnosys.classfile import ClassRow, read_class_file, write_class_file
from hamnosys.cli.main import run
from hamnosys.resources import shared_directory

pytest.importorskip("av")
pytest.importorskip("PIL")

from PIL import Image
from video_builders import Picture, write_video

from hamnosys.video import scan_video

pytestmark = pytest.mark.slow

SIGNS, TAKES, FRAMES, EPOCHS = 24, 11, 6, 6
"""The last take validates."""

KINDS = ("constant", "variable")
"""Of a video: 25 frames a second, or pictures that stay for one, two or three times as long."""

STAYS = (40, 80, 40, 120, 40)
"""Milliseconds; the shortest is the most frequent, so that no picture is lost."""

WRITTEN = {"constant": FRAMES, "variable": FRAMES + 3}
"""Frames of each video: what stays longer is repeated."""

LEAST = 0.9
"""Share of the clips whose nearest gloss is the right sign."""


def pictures(clip: Path) -> list[Picture]:
    count = len(list(clip.glob("*.jpg")))
    return [np.asarray(Image.open(clip / f"{clip.name}_{number}.jpg")) for number in range(count)]


def film(clip: Path, kind: str, folder: Path) -> Path:
    """Write a practice clip as a video."""
    shown = pictures(clip)
    times = list(islice(accumulate(cycle(STAYS), initial=0), len(shown)))
    milliseconds = None if kind == "constant" else times
    return write_video(folder / f"{clip.name}.mp4", shown, milliseconds=milliseconds)


def sign_of(clip: str) -> str:
    """The sign's name: ``sign0007`` of ``sign0007_02``."""
    return clip.rpartition("_")[0]


def side_of(clip: str) -> str:
    return "validation" if clip.endswith(f"_{TAKES:02d}") else "train"


def clips_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_dir())


def write_labels(folder: Path, rows: Iterable[ClassRow]) -> None:
    """The class file of ``train`` or ``validation``; 0 to 0 is the whole clip."""
    own = [
        ClassRow(row.name, 0, 0, row.classes) for row in rows if side_of(row.name) == folder.name
    ]
    write_class_file(folder / "test_hamnosys.txt", own)


def write_lexicon(path: Path, signs: Mapping[str, tuple[int | None, ...]]) -> None:
    write_class_file(path, [ClassRow(name, 0, 0, classes) for name, classes in signs.items()])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Practice ``clips``, and ``videos`` of them, with class files; ``lexicon.txt``.

    The videos of train and validation are of both kinds; those of the test are there in each.
    """
    folder = tmp_path_factory.mktemp("video_to_gloss")
    counts = ["--signs", str(SIGNS), "--takes", str(TAKES), "--test-signs", "1"]
    counts += ["--frames", str(FRAMES), "--seed", "5", "--jobs", "2"]
    assert run(["clips", "-o", str(folder / "clips"), *counts]) == 0
    for name in ("train", "validation", *KINDS):
        (folder / "videos" / name).mkdir(parents=True)
    for number, clip in enumerate(clips_in(folder / "clips" / "train")):
        film(clip, KINDS[number % 2], folder / "videos" / side_of(clip.name))
    for clip in clips_in(folder / "clips" / "test_takes"):
        for kind in KINDS:
            film(clip, kind, folder / "videos" / kind)
    rows = read_class_file(folder / "clips" / "train" / "test_hamnosys.txt").rows
    for side in ("train", "validation"):
        write_labels(folder / "videos" / side, rows)
    write_lexicon(folder / "lexicon.txt", {sign_of(row.name): row.classes for row in rows})
    return folder


def videos_of(folder: Path, name: str) -> list[Path]:
    return sorted((folder / "videos" / name).glob("*.mp4"))


@pytest.fixture(scope="module")
def frames(folder: Path) -> Path:
    """All videos as directories of frames, with the class files."""
    for name in ("train", "validation", *KINDS):
        videos = map(str, videos_of(folder, name))
        assert run(["frames", *videos, "-o", str(folder / "frames" / name)]) == 0
    for side in ("train", "validation"):
        labels = Path(side) / "test_hamnosys.txt"
        shutil.copy(folder / "videos" / labels, folder / "frames" / labels)
    return folder / "frames"


def config(data: Path, target: Path, **sections: Mapping[str, Any]) -> dict[str, Any]:
    """The practice recipe, thinner, for a data directory with train and validation."""
    text = (shared_directory("data_samples") / "practice.yaml").read_text(encoding="utf-8")
    mapping: dict[str, Any] = yaml.safe_load(text)
    mapping["general_parameters"] = {
        "data_path": str(data / "train"),
        "validation_data_paths": [str(data / "validation")],
        "path_to_save": str(target),
        "gpu": -1,
        "cache": True,
    }
    mapping["train_parameters"].update(
        {"epochs": EPOCHS, "batch_size": 8, "lr": 3e-3, "num_segments": 3, "precision": "fp32"}
    )
    mapping["feature_extractor"]["model_args"]["channels"] = [16, 32, 42, 42]
    for name, values in sections.items():
        mapping[name].update(values)
    return mapping


def trained(mapping: Mapping[str, Any]) -> Path:
    """Train, and give the run directory."""
    target = Path(mapping["general_parameters"]["path_to_save"])
    file = target.with_suffix(".yaml")
    file.write_text(yaml.safe_dump(mapping), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:  # Drawing confusion matrices takes a while.
        patch.setattr("trainer.reporting.find_spec", lambda _name: None)
        assert run(["train", str(file)]) == 0
    return target


@pytest.fixture(scope="module")
def learned(folder: Path, frames: Path) -> Path:
    """The run directory of a model that was trained on frames."""
    return trained(config(frames, folder / "run"))


def nearest(learned: Path, inputs: Iterable[Path], lexicon: Path) -> dict[str, list[str]]:
    """What ``hamnosys predict`` says: for each clip the glosses that share the first rank."""
    answers = learned.parent / "answers.json"
    given = [str(path) for path in inputs]
    options = ["--lexicon", str(lexicon), "-f", "json", "-o", str(answers), "--force"]
    assert run(["predict", str(learned), *given, *options, "--gpu", "-1"]) == 0
    clips = json.loads(answers.read_text(encoding="utf-8"))["clips"]
    return {
        clip["name"]: [near["gloss"] for near in clip["nearest"]["glosses"] if near["rank"] == 1]
        for clip in clips
    }


def share_right(answers: Mapping[str, list[str]]) -> float:
    assert len(answers) == SIGNS
    return sum(first == [sign_of(clip)] for clip, first in answers.items()) / len(answers)


@pytest.mark.parametrize("kind", KINDS)
def test_the_sign_in_a_video_is_the_nearest_gloss(folder: Path, learned: Path, kind: str) -> None:
    videos = videos_of(folder, kind)
    assert {scan_video(video).variable for video in videos} == {kind == "variable"}
    answers = nearest(learned, videos, folder / "lexicon.txt")
    assert share_right(answers) >= LEAST

    directory = folder / "frames" / kind
    assert {len(list(clip.glob("*.jpg"))) for clip in clips_in(directory)} == {WRITTEN[kind]}
    of_frames = nearest(learned, [directory], folder / "lexicon.txt")
    assert share_right(of_frames) >= LEAST
    assert sum(first == of_frames[clip] for clip, first in answers.items()) >= LEAST * SIGNS


def test_so_it_is_in_the_pictures_that_the_videos_were_made_of(folder: Path, learned: Path) -> None:
    answers = nearest(learned, [folder / "clips" / "test_takes"], folder / "lexicon.txt")
    assert share_right(answers) >= LEAST


def test_a_lexicon_with_the_names_exchanged_hardly_ever_names_the_sign(
    folder: Path, learned: Path
) -> None:
    rows = read_class_file(folder / "lexicon.txt").rows
    exchanged = zip(rows, [*rows[1:], rows[0]], strict=True)
    write_lexicon(folder / "exchanged.txt", {row.name: other.classes for row, other in exchanged})
    answers = nearest(learned, videos_of(folder, "constant"), folder / "exchanged.txt")
    assert share_right(answers) <= 1 - LEAST


def test_videos_are_data_as_they_are(folder: Path, learned: Path) -> None:
    """Once through the videos, from features of the frames: that is enough if they are the same."""
    known = {"checkpoint_path": str(learned)}
    once = config(
        folder / "videos",
        folder / "once",
        train_parameters={"epochs": 1},
        feature_extractor=known,
    )
    answers = nearest(trained(once), videos_of(folder, "variable"), folder / "lexicon.txt")
    assert share_right(answers) >= LEAST


def test_who_has_learned_nothing_hardly_ever_names_the_sign(folder: Path) -> None:
    mapping = config(
        folder / "videos", folder / "untrained", train_parameters={"fast_dev_run": True}
    )
    answers = nearest(trained(mapping), videos_of(folder, "constant"), folder / "lexicon.txt")
    assert share_right(answers) <= 0.25
