"""Runs that learn classes and gloss together, and runs that draw rare classes more often."""

from __future__ import annotations

import csv
import json
import signal
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from clip_builders import hearai, practice_rows, write_clips
from trainer_builders import small

from trainer.config import Config
from trainer.engine.processes import Processes
from trainer.errors import CheckpointError, DataError
from trainer.evaluating import evaluate
from trainer.gathering import gather
from trainer.job import Outcome, train
from trainer.sides import Sides
from trainer.watching import Status, Watch

SIGNS = ("HOUSE", "TREE", "TO GO", "DOG")


@pytest.fixture(scope="module", autouse=True)
def _undrawn() -> Iterator[None]:
    """Drawing confusion matrices takes longer than training does here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("trainer.reporting.find_spec", lambda _name: None)
        yield


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four signs, of the last of which there are only two clips; one more clip has no classes."""
    path = tmp_path_factory.mktemp("joint") / "clips"
    numbers = [0] * 6 + [1] * 4 + [2] * 4 + [3] * 2 + [1]
    rows = practice_rows(4, seed=2, classes=4)
    write_clips(path, [rows[number] for number in numbers], glosses=numbers)
    lines = (path / "test_hamnosys.txt").read_text(encoding="utf-8").splitlines(keepends=True)
    (path / "test_hamnosys.txt").write_text("".join(lines[:-1]), encoding="utf-8")
    lines = [f"{number}\t{name}\n" for number, name in enumerate(SIGNS)]
    (path / "gloss_names.txt").write_text("".join(lines), encoding="utf-8")
    return path


def config(data: Path, run: Path, mode: str = "joint", **training: Any) -> Config:
    settings = {"classification_mode": mode, "num_segments": 2, **training}
    return small(data, run, train_parameters=settings)


@pytest.fixture(scope="module")
def outcome(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """Of a run that is long enough to learn the signs by heart."""
    run = tmp_path_factory.mktemp("runs") / "run"
    return train(config(data, run, epochs=20, num_segments=1, lr=1e-2))


def test_a_joint_run_scores_classes_and_gloss(outcome: Outcome) -> None:
    names = [*hearai().names, "gloss"]
    scores = outcome.scores["validation"]
    assert [head.name for head in scores.heads] == names
    gloss = scores.head("gloss")
    assert [found.label for found in gloss.classes] == list(SIGNS)
    assert all(found.support for found in gloss.classes)
    assert gloss.accuracy == 1.0
    with (outcome.directory / "history.csv").open(encoding="utf-8", newline="") as stream:
        columns = next(csv.reader(stream))
    assert {f"{name}_accuracy" for name in names} <= set(columns)


def test_every_gloss_is_trained_and_validates(outcome: Outcome) -> None:
    split = json.loads((outcome.directory / "split.json").read_text(encoding="utf-8"))
    sides = Counter(side for clip in split["clips"] for side in clip["sides"])
    assert sum(sides.values()) == 17
    assert split["grouped_by"] == "clip"


def test_a_joint_checkpoint_is_scored_again(outcome: Outcome, data: Path) -> None:
    settings = config(data, outcome.directory)
    again = evaluate(settings, outcome.directory, side="validation").keeper.scores()
    assert again.to_json() == outcome.scores["validation"].to_json()
    description = json.loads((outcome.directory / "best.json").read_text(encoding="utf-8"))
    assert description["heads"][-1]["labels"] == list(SIGNS)
    everything = evaluate(settings, outcome.directory, data=[str(data)]).keeper.scores()
    assert [head.count for head in everything.heads] == [16] * 8 + [17]


def test_names_are_those_of_the_data_that_are_scored(
    outcome: Outcome, data: Path, tmp_path: Path
) -> None:
    other = tmp_path / "names.txt"
    settings = config(data, outcome.directory, gloss_names=str(other))
    other.write_text("0 HOUSE\n1 BUSH\n")
    with pytest.raises(DataError, match=r"names\.txt: the gloss 1 is TREE in the model, but BUSH"):
        evaluate(settings, outcome.directory, side="validation")


@pytest.mark.parametrize("mode", ["hamnosys", "gloss"])
def test_a_joint_checkpoint_is_none_of_another_mode(
    outcome: Outcome, data: Path, mode: str
) -> None:
    with pytest.raises(CheckpointError, match=f"another mode: joint, .* is of {mode}"):
        evaluate(config(data, outcome.directory, mode), outcome.directory)


# --- sampling ---


def draws(data: Path, sampling: str) -> tuple[Counter[int], Sides]:
    """How often clips of each gloss are trained on in ten epochs."""
    settings = config(data, data / "run", "gloss", sampling=sampling)
    gathered = gather(settings)
    sides = Sides.of(settings, gathered, torch.device("cpu"), Processes())
    clips = gathered.side("train")
    found = [d for epoch in range(10) for batch in sides.draws("train", epoch) for d in batch]
    assert len(found) == 10 * len(clips)
    return Counter(clips[draw.index].gloss or 0 for draw in found), sides


def test_rare_glosses_are_trained_on_more_often(data: Path) -> None:
    usual, sides = draws(data, "none")
    assert sides.drawing is None
    assert usual[0] > 3 * usual[3]
    even, sides = draws(data, "balanced")
    assert max(even.values()) - min(even.values()) <= 10
    assert sides.drawing is not None
    assert "the rarest class of gloss is drawn" in sides.drawing.note
    root, _ = draws(data, "square_root")
    assert usual[3] < root[3] < even[3]
    # What validates comes once, in its order.
    validation = [d.index for batch in sides.draws("validation", 0) for d in batch]
    assert validation == list(range(len(validation)))


def test_a_stopped_run_with_sampling_goes_on_exactly(data: Path, tmp_path: Path) -> None:
    def settings(name: str) -> Config:
        return config(data, tmp_path / name, sampling="balanced")

    def stopping(items: Iterable[Status], _total: int, label: str) -> Iterator[Status]:
        for number, item in enumerate(items):
            if label.startswith("epoch 2/") and number == 1:
                signal.raise_signal(signal.SIGINT)
            yield item

    train(settings("whole"))
    with pytest.raises(KeyboardInterrupt):
        train(settings("stopped"), watch=Watch(follow=stopping))
    train(settings("stopped"), resume=True)
    for file in ("last.safetensors", "scores.json"):
        one, other = ((tmp_path / name / file).read_bytes() for name in ("whole", "stopped"))
        assert one == other
