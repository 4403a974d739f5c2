"""Whole runs on landmarks, on frames with landmarks, and on videos."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import torch
from clip_builders import clip_names, practice_rows, write_clips
from trainer_builders import small

from trainer.building import build_kit, build_model
from trainer.checkpoint import load_weights
from trainer.config import Config
from trainer.data.clips import Wanted
from trainer.data.dataset import Draw, collate
from trainer.engine.processes import Processes
from trainer.engine.training import EpochProgress, FiniteCheck, train_step
from trainer.errors import DataError
from trainer.evaluating import evaluate
from trainer.gathering import data_set, gather, wanted_of
from trainer.job import Outcome, train
from trainer.watching import Status, Watch

CLIPS = 8
LANDMARKS: dict[str, Any] = {"hidden_size": 32, "layers": 1}


@pytest.fixture(scope="module", autouse=True)
def _undrawn() -> Iterator[None]:
    """Drawing confusion matrices takes longer than training does here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("trainer.reporting.find_spec", lambda _name: None)
        yield


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight clips with frames and landmarks; the third is padded."""
    return write_clips(
        tmp_path_factory.mktemp("landmark_runs") / "clips",
        practice_rows(CLIPS, seed=3, classes=4),
        frames=[6, 5, 2, 6, 4, 5, 6, 5],
        landmarks=True,
        properties={"FPS": 25},
    )


def config(
    data: Path,
    run: Path,
    *,
    frames: bool = False,
    landmarks: Mapping[str, Any] | None = None,
    **sections: Mapping[str, Any],
) -> Config:
    training = {"use_frames": frames, "use_landmarks": True}
    sections["train_parameters"] = training | {**sections.get("train_parameters", {})}
    if not frames:
        extractor = {"name": "landmark_extractor"} | {**sections.get("feature_extractor", {})}
        sections["feature_extractor"] = extractor
    return small(data, run, landmarks={**LANDMARKS, **(landmarks or {})}, **sections)


def weights(run: Path, name: str = "last") -> dict[str, torch.Tensor]:
    return load_weights(run / f"{name}.safetensors")


@pytest.fixture(scope="module", params=[False, True], ids=["landmarks", "both"])
def outcome(
    request: pytest.FixtureRequest, data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Outcome:
    run = tmp_path_factory.mktemp("runs") / "run"
    return train(config(data, run, frames=request.param, general_parameters={"ratio_test": 0.2}))


def settings_of(outcome: Outcome, data: Path) -> Config:
    described = json.loads((outcome.directory / "best.json").read_text(encoding="utf-8"))
    return config(data, outcome.directory, frames=described["picture_size"] is not None)


def test_a_run_writes_what_every_run_does(outcome: Outcome, data: Path) -> None:
    described = json.loads((outcome.directory / "best.json").read_text(encoding="utf-8"))
    parts = [["right_hand", 21], ["left_hand", 21], ["face", 10], ["pose", 33]]
    assert described["landmarks"]["parts"] == parts
    both = described["picture_size"] is not None
    assert described["picture_size"] == ([24, 32] if both else None)
    log = (outcome.directory / "log.txt").read_text(encoding="utf-8")
    assert ("pictures 24 x 32 and 85 landmarks" if both else "heads, 85 landmarks") in log
    names = {name.split(".")[0] for name in weights(outcome.directory)}
    extra = {"landmark_extractor", "fusion"} if both else set()
    assert names == {"feature_extractor", "transformer", "heads", *extra}
    assert set(outcome.scores) == {"validation", "test"}


def test_a_checkpoint_is_scored_again(outcome: Outcome, data: Path, tmp_path: Path) -> None:
    settings = settings_of(outcome, data)
    for side in ("validation", "test"):
        again = evaluate(settings, outcome.directory, side=side).keeper.scores()
        assert again.to_json() == outcome.scores[side].to_json()
    whole = evaluate(settings, outcome.directory, data=[str(data)]).keeper.scores()
    assert [head.count for head in whole.heads] == [CLIPS] * 8


def test_other_points_are_refused_where_they_are_scored(
    outcome: Outcome, data: Path, tmp_path: Path
) -> None:
    other = write_clips(
        tmp_path / "other", practice_rows(1), landmarks=("right_hand", "left_hand", "pose")
    )
    with pytest.raises(DataError, match=r"(0 points of face, not 10|have no face)"):
        evaluate(settings_of(outcome, data), outcome.directory, data=[str(other)])


def test_one_hand_alone_cannot_be_mirrored(data: Path, tmp_path: Path) -> None:
    settings = config(
        data,
        tmp_path / "run",
        landmarks={"parts": ["right_hand", "pose"]},
        augmentations_parameters={"apply_mirror": True},
    )
    with pytest.raises(DataError, match="landmarks of one hand cannot be mirrored"):
        train(settings)


def test_landmarks_alone_need_no_frames(data: Path, tmp_path: Path) -> None:
    rows = practice_rows(CLIPS, seed=3, classes=4)
    other = write_clips(
        tmp_path / "clips",
        rows,
        frames=[6, 5, 2, 6, 4, 5, 6, 5],
        pictures=False,
        landmarks=True,
    )
    for path, run in ((data, "one"), (other, "two")):
        train(config(path, tmp_path / run, train_parameters={"epochs": 1}))
    one, two = weights(tmp_path / "one"), weights(tmp_path / "two")
    assert all(torch.equal(one[name], two[name]) for name in one)


@pytest.mark.parametrize("frames", [False, True])
def test_a_stopped_run_goes_on_exactly(data: Path, tmp_path: Path, *, frames: bool) -> None:
    def settings(name: str) -> Config:
        return config(
            data,
            tmp_path / name,
            frames=frames,
            landmarks={"noise": 0.05, "drop": 0.1, "dropout_rate": 0.3},
            augmentations_parameters={"apply_mirror": True},
            train_parameters={"batch_size": 2, "ema": 0.5},
        )

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


def test_noise_and_drop_are_part_of_training(data: Path, tmp_path: Path) -> None:
    found = []
    for name, landmarks in (("a", {}), ("b", {"noise": 0.1}), ("c", {"drop": 0.3})):
        settings = config(
            data, tmp_path / name, landmarks=landmarks, train_parameters={"epochs": 1}
        )
        train(settings)
        found.append(weights(tmp_path / name)["transformer.output.weight"])
    assert not torch.equal(found[0], found[1])
    assert not torch.equal(found[0], found[2])


def test_the_cache_changes_nothing(data: Path, tmp_path: Path) -> None:
    found = []
    for name, general in (("a", {}), ("b", {"cache": True})):
        settings = config(
            data,
            tmp_path / name,
            frames=True,
            landmarks={"noise": 0.05},
            general_parameters=general,
            train_parameters={"epochs": 1},
        )
        train(settings)
        found.append(weights(tmp_path / name))
    assert all(torch.equal(found[0][name], found[1][name]) for name in found[0])


def test_bf16_trains_on_a_cpu(data: Path, tmp_path: Path) -> None:
    for encoder in ("plain", "graph"):
        settings = config(
            data,
            tmp_path / encoder,
            frames=encoder == "graph",
            landmarks={"encoder": encoder},
            train_parameters={"precision": "bf16", "epochs": 1},
        )
        outcome = train(settings)
        loss = outcome.scores["validation"].loss
        assert loss is not None
        assert loss < 5
        again = evaluate(settings, outcome.directory, side="validation").keeper.scores()
        assert again.loss == pytest.approx(loss, abs=1e-5)


@pytest.mark.parametrize(
    ("encoder", "hands"),
    [("plain", "hand_frame"), ("plain", "wrist"), ("plain", "picture"), ("graph", "hand_frame")],
)
def test_eight_clips_are_learned_by_heart(
    data: Path, tmp_path: Path, encoder: str, hands: str
) -> None:
    settings = config(
        data,
        tmp_path / "run",
        landmarks={"encoder": encoder, "hands": hands, "dropout_rate": 0.0, "hidden_size": 64},
        train_parameters={"batch_size": CLIPS, "lr": 1e-2},
        transformer={"dropout_rate": 0.0},
    )
    gathered = gather(settings)
    clips = gathered.clips
    model, _ = build_model(settings, gathered.heads, None, gathered.layout)
    device = torch.device("cpu")
    kit = build_kit(
        settings, model, gathered.heads, clips, steps=60, device=device, processes=Processes()
    )
    dataset = data_set(clips, gathered.heads, settings, training=False, layout=gathered.layout)
    samples = [dataset[Draw(0, index)] for index in range(CLIPS)]
    batch = collate(samples, dataset.choice.num_segments)
    kit.freeze_for(0, 0)
    kit.train()
    progress = EpochProgress.begin(0, len(gathered.heads), device)
    for _ in range(60):
        train_step(kit, [batch], progress, FiniteCheck(clips))
    model.eval()
    with torch.no_grad():
        logits = model(None, batch.mask, batch.landmarks)
    found = torch.stack([each.argmax(1) for each in logits.values()], 1)
    assert float((found == batch.labels).float().mean()) > 0.97


@pytest.mark.parametrize("frames", [False, True])
def test_pre_training_then_training(data: Path, tmp_path: Path, *, frames: bool) -> None:
    first = train(
        config(
            data,
            tmp_path / "first",
            frames=frames,
            train_parameters={"pre_training": True, "epochs": 1},
        )
    )
    second = train(
        config(
            data,
            tmp_path / "second",
            frames=frames,
            train_parameters={"epochs": 1},
            feature_extractor={"checkpoint_path": str(first.directory)},
            freeze_scheduler={
                "model_params": {"feature_extractor": [True]},
                "freeze_pattern_repeats": [1],
            },
        )
    )
    before, after = weights(first.directory, "best"), weights(second.directory)
    names = [name for name in after if name.startswith("feature_extractor.")]
    assert names
    for name in names:
        assert torch.equal(before[name], after[name]), name
    assert "feature extractor from" in (second.directory / "log.txt").read_text(encoding="utf-8")


def test_what_is_read_is_what_the_configuration_says(data: Path, tmp_path: Path) -> None:
    assert wanted_of(config(data, tmp_path)) == Wanted(frames=False, landmarks=True)
    assert wanted_of(config(data, tmp_path, frames=True)) == Wanted(frames=True, landmarks=True)
    assert wanted_of(small(data)) == Wanted()
    assert gather(small(data)).layout is None


# --- videos ---


def test_videos_are_trained_on_directly(tmp_path: Path) -> None:
    pytest.importorskip("av")
    from video_builders import counted_video

    path = write_clips(
        tmp_path / "clips",
        practice_rows(CLIPS, classes=3),
        frames=6,
        pictures=False,
        landmarks=True,
    )
    for number, name in enumerate(clip_names(CLIPS)):
        if number % 2:
            counted_video(path / f"{name}.mp4", 6)
        else:
            counted_video(path / name / f"{name}.mp4", 6)
    for frames_only in (True, False):
        run = tmp_path / f"run_{frames_only}"
        training = {"epochs": 1, "time": 0.04}
        settings = (
            small(path, run, train_parameters=training)
            if frames_only
            else config(path, run, frames=True, train_parameters=training)
        )
        outcome = train(settings)
        described = json.loads((run / "best.json").read_text(encoding="utf-8"))
        assert described["picture_size"] == [64, 96]
        again = evaluate(settings, run, side="validation").keeper.scores()
        assert again.to_json() == outcome.scores["validation"].to_json()
