"""Training runs: from a configuration to a run directory."""

from __future__ import annotations

import csv
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import torch
import yaml
from clip_builders import clip_names, picture, practice_rows, write_clips
from PIL import Image
from safetensors.torch import load_file
from trainer_builders import small

from hamnosys import load_scheme
from hamnosys.errors import MissingExtraError, OutputError
from trainer.config import Config
from trainer.data.mirror import mirror_tables, mirrored_labels
from trainer.errors import ConfigError, DataError, TrainingError
from trainer.heads import HeadSpec
from trainer.job import train
from trainer.run_directory import RunDirectory
from trainer.watching import Status, Watch

COUNT = 16
AUGMENTED = {
    "apply_random_rotation": True,
    "apply_color_jitter": True,
    "apply_random_erasing": True,
    "apply_blur": True,
}
FROZEN_BY_STEPS = {
    "model_params": {"feature_extractor": [True, False], "transformer": [False, True]},
    "freeze_pattern_repeats": [2, 3],
    "freeze_mode": "step",
}


@pytest.fixture(autouse=True)
def _undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawing confusion matrices takes longer than training does here."""
    monkeypatch.setattr("trainer.reporting.find_spec", lambda _name: None)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_clips(tmp_path_factory.mktemp("data") / "clips", practice_rows(COUNT, classes=4))


@pytest.fixture(scope="module")
def first(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run of two epochs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("trainer.reporting.find_spec", lambda _name: None)
        return train(small(data, tmp_path_factory.mktemp("runs") / "first")).directory


def history(run: Path) -> list[dict[str, str]]:
    """The rows of a history without what the clock says."""
    with (run / "history.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        del row["seconds"], row["clips_per_second"]
    return rows


def same(one: Path, other: Path) -> bool:
    """Whether two runs have the same history and, to the bit, the same weights."""
    files = ("best.safetensors", "last.safetensors")
    weights = all((one / file).read_bytes() == (other / file).read_bytes() for file in files)
    return weights and history(one) == history(other)


def losses(run: Path) -> list[float]:
    return [float(row["train_loss"]) for row in history(run)]


def sides(run: Path) -> dict[str, list[str]]:
    """Names of the clips by their side."""
    found: dict[str, list[str]] = {}
    for clip in json.loads((run / "split.json").read_text(encoding="utf-8"))["clips"]:
        for side in clip["sides"]:
            found.setdefault(side, []).append(clip["name"])
    return found


class Listener:
    """Hears what a run says, and may act at an item of what it follows."""

    def __init__(self, label: str = "", at: int = 0, act: Callable[[], None] | None = None) -> None:
        self.lines: list[str] = []
        self.label, self.at, self.act = label, at, act

    @property
    def watch(self) -> Watch:
        return Watch(self.lines.append, self._follow)

    def _follow(self, items: Iterable[Status], total: int, label: str) -> Iterator[Status]:
        for number, item in enumerate(items):
            if self.act and label.startswith(self.label) and number == self.at:
                act, self.act = self.act, None
                act()
            item()
            yield item


# --- what a run leaves ---


def test_the_run_directory_explains_itself(first: Path) -> None:
    names = {file.name for file in first.iterdir()}
    confusions = {f"confusion_{head}.csv" for head in load_scheme("hearai").names}
    assert names == confusions | {
        *("config.yaml", "split.json", "history.csv", "scores.json", "log.txt", "README.txt"),
        *("best.safetensors", "best.json", "last.safetensors", "last.json", "resume.pt"),
    }
    assert [row["epoch"] for row in history(first)] == ["1", "2"]
    assert {side: len(names) for side, names in sides(first).items()} == {
        "train": 12,
        "validation": 4,
    }
    log = (first / "log.txt").read_text(encoding="utf-8")
    assert log.startswith("clips: train 12, validation 4 (grouped by classes)\nmodel: ")
    assert "epoch 2/2  loss " in log
    scores = json.loads((first / "scores.json").read_text(encoding="utf-8"))
    assert [head["clips"] for head in scores["sides"]["validation"]["heads"]] == [4] * 8


def test_the_best_weights_are_those_of_the_highest_macro_f1(first: Path) -> None:
    rows = history(first)
    best = max(rows, key=lambda row: float(row["mean_macro_f1_present"]))
    description = json.loads((first / "best.json").read_text(encoding="utf-8"))
    assert str(description["epoch"]) == best["epoch"]
    kept = json.loads((first / "scores.json").read_text(encoding="utf-8"))["sides"]["validation"]
    assert kept["mean_macro_f1_present"] == pytest.approx(
        float(best["mean_macro_f1_present"]), abs=1e-6
    )
    assert kept == description["scores"]


def test_the_saved_configuration_trains_the_same_again(first: Path, tmp_path: Path) -> None:
    mapping = yaml.safe_load((first / "config.yaml").read_text(encoding="utf-8"))
    mapping["general_parameters"]["path_to_save"] = str(tmp_path / "again")
    config = tmp_path / "config.yaml"
    config.write_text(yaml.safe_dump(mapping))
    from trainer.config import read_config

    assert same(first, train(read_config(config).config).directory)


# --- seeds ---


def test_one_seed_gives_the_same_run_and_another_a_different_one(
    data: Path, first: Path, tmp_path: Path
) -> None:
    assert same(first, train(small(data, tmp_path / "again")).directory)
    other = train(small(data, tmp_path / "other", general_parameters={"seed": 1})).directory
    assert sides(other) != sides(first)
    assert losses(other) != losses(first)


def test_with_processes_that_load_data_the_run_is_the_same(
    data: Path, first: Path, tmp_path: Path
) -> None:
    run = train(small(data, tmp_path / "run", general_parameters={"workers": 2})).directory
    assert same(first, run)


def test_kept_frames_change_nothing(data: Path, first: Path, tmp_path: Path) -> None:
    run = train(small(data, tmp_path / "run", general_parameters={"cache": True})).directory
    assert same(first, run)


# --- learning ---


def test_eight_clips_are_learned_by_heart(tmp_path: Path) -> None:
    data = write_clips(tmp_path / "clips", practice_rows(10, classes=4), frames=2)
    config = small(
        data,
        tmp_path / "run",
        general_parameters={"ratio_train_test": 0.8, "cache": True},
        train_parameters={"epochs": 60, "batch_size": 8, "num_segments": 2, "lr": 1e-2},
        transformer={"name": "fake_transformer"},
    )
    run = train(config).directory
    assert len(sides(run)["train"]) == 8
    assert losses(run)[0] > 1.5
    assert losses(run)[-1] < 0.05


NO_BATCH_NORM = {
    "model_path": "convnext_atto",
    "model_args": {"depths": [1, 1, 1, 1], "dims": [8, 8, 8, 8]},
}


def test_two_batches_a_step_are_one_batch_of_twice_the_size(data: Path, tmp_path: Path) -> None:
    def run(name: str, batch: int, accumulate: int) -> list[float]:
        config = small(
            data,
            tmp_path / name,
            train_parameters={"batch_size": batch, "accumulate": accumulate},
            augmentations_parameters={"apply_resize": True, "resize_size": 32},
            feature_extractor=NO_BATCH_NORM,
            transformer={"dropout_rate": 0.0},
        )
        return losses(train(config).directory)

    whole = run("whole", 4, 1)
    assert run("parts", 2, 2) == pytest.approx(whole, rel=1e-4)
    assert run("steps", 2, 1) != pytest.approx(whole, rel=1e-3)


def test_averaged_weights_are_scored_and_do_not_change_training(
    data: Path, first: Path, tmp_path: Path
) -> None:
    run = train(small(data, tmp_path / "run", train_parameters={"ema": 0.9})).directory
    assert losses(run) == losses(first)
    plain, averaged = (
        [float(row["validation_loss"]) for row in history(each)] for each in (first, run)
    )
    assert averaged != pytest.approx(plain, rel=1e-4)


def test_early_stopping_ends_after_epochs_without_a_better_score(
    data: Path, tmp_path: Path
) -> None:
    heard = Listener()
    config = small(data, tmp_path / "run", train_parameters={"epochs": 40, "early_stopping": 2})
    outcome = train(config, watch=heard.watch)
    scores = [float(row["mean_macro_f1_present"]) for row in history(outcome.directory)]
    assert outcome.epochs == len(scores) < 40
    assert scores.index(max(scores)) == len(scores) - 3
    assert "no better score in 2 epochs: training ends early" in heard.lines


def test_class_weights_change_the_loss(data: Path, first: Path, tmp_path: Path) -> None:
    run = train(small(data, tmp_path / "run", loss={"class_weights": "balanced"})).directory
    assert losses(run) != pytest.approx(losses(first), rel=1e-3)


def test_heads_of_weight_0_are_not_trained_and_not_scored(data: Path, tmp_path: Path) -> None:
    names = load_scheme("hearai").names
    heads = {name: {"loss_weight": float(name == "hand_location_x")} for name in names}
    run = train(small(data, tmp_path / "run", heads={"hamnosys": heads})).directory
    scores = json.loads((run / "scores.json").read_text(encoding="utf-8"))
    found = [head["head"] for head in scores["sides"]["validation"]["heads"]]
    assert found == ["hand_location_x"]
    assert "hand_location_y_loss" not in history(run)[0]
    assert ", 1 heads, " in (run / "log.txt").read_text(encoding="utf-8")


# --- freezing and starting from another run ---


def test_frozen_parts_are_told_and_then_everything_is_trained(data: Path, tmp_path: Path) -> None:
    heard = Listener()
    train(small(data, tmp_path / "run", freeze_scheduler=FROZEN_BY_STEPS), watch=heard.watch)
    told = [line for line in heard.lines if line.startswith("step ")]
    assert told == [
        "step 1: frozen: feature_extractor",
        "step 3: frozen: transformer",
        "step 6: everything is trained",
    ]
    heard = Listener()
    quiet = {**FROZEN_BY_STEPS, "verbose": False}
    train(small(data, tmp_path / "quiet", freeze_scheduler=quiet), watch=heard.watch)
    assert not [line for line in heard.lines if line.startswith("step ")]
    assert same(tmp_path / "run", tmp_path / "quiet")


def test_a_pre_trained_extractor_starts_another_run_and_does_not_drift_while_frozen(
    data: Path, tmp_path: Path
) -> None:
    before = tmp_path / "before"
    train(small(data, before, train_parameters={"pre_training": True}))
    heard = Listener()
    config = small(
        data,
        tmp_path / "after",
        feature_extractor={"checkpoint_path": str(before)},
        freeze_scheduler={
            "model_params": {"feature_extractor": [True]},
            "freeze_pattern_repeats": [2],
        },
    )
    train(config, watch=heard.watch)
    assert f"feature extractor from {before / 'best.safetensors'}" in heard.lines
    started, ended = (
        load_file(before / "best.safetensors"),
        load_file(tmp_path / "after" / "last.safetensors"),
    )
    extractor = [name for name in ended if name.startswith("feature_extractor.")]
    assert any("running_mean" in name for name in extractor)
    assert all(torch.equal(started[name], ended[name]) for name in extractor)
    assert started["transformer.positions.table"].shape[0] == 1  # single frames
    assert ended["transformer.positions.table"].shape[0] == 3


# --- data ---


def test_a_dev_run_is_two_batches(data: Path, tmp_path: Path) -> None:
    settings = {"fast_dev_run": True, "epochs": 9, "batch_size": 1}
    outcome = train(small(data, tmp_path / "run", train_parameters=settings))
    assert [row["step"] for row in history(outcome.directory)] == ["2"]
    assert outcome.scores["validation"].complete == 2


def test_a_share_for_the_test_is_scored_at_the_end(data: Path, tmp_path: Path) -> None:
    config = small(
        data, tmp_path / "run", general_parameters={"ratio_train_test": 0.5, "ratio_test": 0.25}
    )
    outcome = train(config)
    assert {side: scores.complete for side, scores in outcome.scores.items()} == {
        "validation": 4,
        "test": 4,
    }
    written = json.loads((outcome.directory / "scores.json").read_text(encoding="utf-8"))
    assert written["sides"]["test"] == outcome.scores["test"].to_json()
    split = sides(outcome.directory)
    assert sorted(split["train"] + split["validation"] + split["test"]) == clip_names(COUNT)


def test_directories_of_their_own_for_validation_and_test(data: Path, tmp_path: Path) -> None:
    own, more = tmp_path / "own", tmp_path / "more"
    write_clips(own, practice_rows(3, seed=1, classes=4), names=["v1", "v2", "v3"])
    write_clips(more, practice_rows(2, seed=2, classes=4), names=["t1", "t2"])
    general = {"validation_data_paths": [str(own)], "test_data_paths": [str(more)]}
    outcome = train(small(data, tmp_path / "run", general_parameters=general))
    assert sides(outcome.directory) == {
        "train": clip_names(COUNT),
        "validation": ["v1", "v2", "v3"],
        "test": ["t1", "t2"],
    }
    assert outcome.scores["test"].complete == 2


def test_the_same_directory_cannot_train_and_validate(data: Path, tmp_path: Path) -> None:
    general = {"validation_data_paths": [str(data)]}
    with pytest.raises(DataError, match=r"in train .* and in validation"):
        train(small(data, tmp_path / "run", general_parameters=general))
    assert not (tmp_path / "run").exists()


def test_several_data_paths_are_one_set(data: Path, tmp_path: Path) -> None:
    other = write_clips(tmp_path / "other", practice_rows(4, seed=1, classes=4), header=False)
    general = {"data_paths": [str(other)]}
    run = train(small(data, tmp_path / "run", general_parameters=general)).directory
    assert sum(map(len, sides(run).values())) == COUNT + 4


def test_one_clip_trains_and_validates(tmp_path: Path) -> None:
    heard = Listener()
    data = write_clips(tmp_path / "clips", practice_rows(1), frames=2)
    outcome = train(small(data, tmp_path / "run"), watch=heard.watch)
    assert sides(outcome.directory) == {"train": ["clip_000"], "validation": ["clip_000"]}
    assert "note: there is only one clip: it trains and validates" in heard.lines
    assert "note: batch_size 4 is more than there is: a batch has 1" in heard.lines


def test_clips_shorter_than_what_the_model_sees(tmp_path: Path) -> None:
    lengths = [1, 2, 3, 5] * 3
    data = write_clips(tmp_path / "clips", practice_rows(12, classes=4), frames=lengths)
    outcome = train(small(data, tmp_path / "run"))
    assert all(loss < 4 for loss in losses(outcome.directory))
    assert outcome.scores["validation"].complete == 3


def test_frames_by_time_are_others_than_frames_over_the_clip(tmp_path: Path) -> None:
    data = write_clips(
        tmp_path / "clips", practice_rows(8, classes=4), frames=9, properties={"FPS": 25}
    )
    # Of nine frames, 0.04 seconds apart, three: every one beside the next, or over the clip.
    timed = train(small(data, tmp_path / "timed", train_parameters={"time": 0.04})).directory
    spread = train(small(data, tmp_path / "spread")).directory
    assert sides(timed) == sides(spread)
    assert losses(timed) != losses(spread)


def test_left_handed_clips_train_as_their_mirror_images_do(tmp_path: Path) -> None:
    rows = [tuple(row) for row in practice_rows(8, classes=3)]
    glosses = [number % 4 for number in range(8)]
    right = write_clips(tmp_path / "right", rows, glosses=glosses, suffix=".png")
    heads = [HeadSpec(head.name, head.labels) for head in load_scheme("hearai").heads]
    tables = mirror_tables(heads)
    left = write_clips(
        tmp_path / "left",
        [mirrored_labels(row, tables) for row in rows],  # type: ignore[arg-type]
        glosses=glosses,
        suffix=".png",
        properties={"handedness": "left"},
    )
    for row, name in zip(rows, clip_names(8), strict=True):
        for number in range(4):
            flipped = picture(row, number)[:, ::-1].copy()
            Image.fromarray(flipped).save(left / name / f"{name}_{number}.png")
    assert (right / "test_hamnosys.txt").read_text() != (left / "test_hamnosys.txt").read_text()
    assert same(
        train(small(right, tmp_path / "right_run")).directory,
        train(small(left, tmp_path / "left_run")).directory,
    )


# --- TensorBoard ---


def test_tensorboard_gets_the_figures_of_every_epoch(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, float, int]] = []

    class SummaryWriter:
        def __init__(self, directory: str, purge_step: int | None) -> None:
            assert (directory, purge_step) == (str(tmp_path / "run" / "tensorboard"), None)

        def add_scalar(self, name: str, value: float, epoch: int) -> None:
            told.append((name, value, epoch))

        def flush(self) -> None: ...

        def close(self) -> None:
            told.append(("closed", 0.0, 0))

    module: Any = ModuleType("torch.utils.tensorboard")
    module.SummaryWriter = SummaryWriter
    monkeypatch.setitem(sys.modules, module.__name__, module)
    run = train(small(data, tmp_path / "run", general_parameters={"tensorboard": True})).directory
    assert [value for name, value, _ in told if name == "train_loss"] == losses(run)
    assert [epoch for name, _, epoch in told if name == "hand_location_x/accuracy"] == [1, 2]
    assert told[-1][0] == "closed"


def test_without_tensorboard_nothing_is_begun(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "tensorboard", None)
    monkeypatch.delitem(sys.modules, "torch.utils.tensorboard", raising=False)
    config = small(data, tmp_path / "run", general_parameters={"tensorboard": True})
    with pytest.raises(MissingExtraError, match="this needs tensorboard"):
        train(config)
    assert not (tmp_path / "run").exists()


@pytest.mark.skipif(find_spec("tensorboard") is None, reason="TensorBoard is not installed")
def test_with_tensorboard_there_are_event_files(data: Path, tmp_path: Path) -> None:
    train(small(data, tmp_path / "run", general_parameters={"tensorboard": True}))
    assert list((tmp_path / "run" / "tensorboard").glob("events.out.tfevents.*"))


# --- stopping and going on ---


def demanding(data: Path, run: Path, **training: Any) -> Config:
    """All at once that could make a resumed run differ."""
    return small(
        data,
        run,
        train_parameters={
            "epochs": 3,
            "batch_size": 2,
            "accumulate": 2,
            "ema": 0.9,
            "early_stopping": 9,
            **training,
        },
        augmentations_parameters=AUGMENTED,
        transformer={"dropout_rate": 0.3},
        heads={"model": {"additional_layers": 1, "dropout_rate": 0.2}},
        freeze_scheduler=FROZEN_BY_STEPS,
    )


@pytest.fixture(scope="module")
def whole(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demanding run, uninterrupted."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("trainer.reporting.find_spec", lambda _name: None)
        return train(demanding(data, tmp_path_factory.mktemp("whole") / "run")).directory


@pytest.mark.parametrize(
    ("number", "label", "at", "words"),
    [
        (signal.SIGINT, "epoch 1/", 0, "stopped in epoch 1 after step 2"),
        (signal.SIGTERM, "epoch 2/", 1, "stopped in epoch 2 after step 3"),
        (signal.SIGINT, "epoch 2/", 2, "stopped after epoch 2"),
        (signal.SIGTERM, "validation", 0, "stopped after epoch 1"),
        (signal.SIGINT, "epoch 3/", 2, "stopped after epoch 3"),
    ],
)
def test_a_stopped_run_goes_on_as_if_nothing_had_happened(
    data: Path,
    whole: Path,
    tmp_path: Path,
    number: signal.Signals,
    label: str,
    at: int,
    words: str,
) -> None:
    config = demanding(data, tmp_path / "run")
    heard = Listener(label, at, lambda: signal.raise_signal(number))
    before = signal.getsignal(number)
    ends = KeyboardInterrupt if number == signal.SIGINT else SystemExit
    with pytest.raises(ends) as ended:
        train(config, watch=heard.watch)
    assert signal.getsignal(number) is before
    if ends is SystemExit:
        assert ended.value.code == 143
    assert (
        heard.lines[-1] == f"{words}; to go on: hamnosys train {tmp_path}/run/config.yaml --resume"
    )
    assert (tmp_path / "run" / "last.safetensors").is_file()
    assert not (tmp_path / "run" / "scores.json").exists()
    train(config, resume=True)
    assert same(whole, tmp_path / "run")
    scores = [(run / "scores.json").read_text() for run in (whole, tmp_path / "run")]
    assert scores[0] == scores[1]


@pytest.fixture
def _heeded() -> Iterator[None]:
    """Ctrl-C as Python takes it: processes of pytest-xdist ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_heeded")
def test_the_final_scores_are_interrupted_at_once_and_repeated(
    data: Path, first: Path, tmp_path: Path
) -> None:
    config = small(data, tmp_path / "run")
    seen: list[str] = []

    def follow(items: Iterable[Status], _total: int, label: str) -> Iterator[Status]:
        seen.append(label)
        if seen.count("validation scores") == 3:
            signal.raise_signal(signal.SIGINT)
        yield from items

    with pytest.raises(KeyboardInterrupt):
        train(config, watch=Watch(follow=follow))
    assert not (tmp_path / "run" / "scores.json").exists()
    train(config, resume=True)
    assert (tmp_path / "run" / "scores.json").read_text() == (first / "scores.json").read_text()


def test_a_second_ctrl_c_does_not_wait(data: Path, tmp_path: Path) -> None:
    def impatient() -> None:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)

    heard = Listener("epoch 1/", 0, impatient)
    with pytest.raises(KeyboardInterrupt):
        train(small(data, tmp_path / "run"), watch=heard.watch)
    assert not (tmp_path / "run" / "resume.pt").exists()


def test_a_killed_run_goes_on_as_if_nothing_had_happened(
    data: Path, whole: Path, tmp_path: Path
) -> None:
    run = tmp_path / "run"
    config = demanding(data, run, save_steps=1)
    file = tmp_path / "config.yaml"
    from trainer.config import as_mapping

    file.write_text(yaml.safe_dump(as_mapping(config)))
    state = run / "resume.pt"
    with subprocess.Popen(
        [sys.executable, "-m", "hamnosys", "train", str(file)],
        env={"OMP_NUM_THREADS": "1"},
        stderr=subprocess.PIPE,
    ) as process:
        limit = time.monotonic() + 60
        while not state.exists() and process.poll() is None and time.monotonic() < limit:
            time.sleep(0.005)
        process.kill()
        assert process.stderr is not None
        told = process.stderr.read().decode()
    assert process.returncode == -signal.SIGKILL, told
    assert not (run / "scores.json").exists()
    (run / ".resume.pt.0123abcd89abcdef.tmp").write_text("half of a file")
    heard = Listener()
    train(config, resume=True, watch=heard.watch)
    assert any(line.startswith("going on in epoch ") for line in heard.lines)
    assert same(whole, run)
    assert not list(run.glob(".*"))


def test_a_finished_run_that_goes_on_repeats_its_scores(
    data: Path, first: Path, tmp_path: Path
) -> None:
    files = ("best.safetensors", "history.csv", "scores.json")
    before = [(first / file).read_bytes() for file in files]
    (first / "scores.json").unlink()
    outcome = train(
        small(
            data,
            first,
            general_parameters={"cache": True},
            train_parameters={"save_steps": 5},
        ),
        resume=True,
    )
    assert outcome.epochs == 2
    assert [(first / file).read_bytes() for file in files] == before


@pytest.mark.parametrize(
    ("sections", "words"),
    [
        ({"train_parameters": {"lr": 0.1}}, "train_parameters.lr: 0.002, now 0.1"),
        ({"general_parameters": {"seed": 7}}, "general_parameters.seed: 0, now 7"),
        (
            {"transformer": {"pooling": "token"}},
            "transformer.pooling: 'mean', now 'token'",
        ),
    ],
)
def test_another_configuration_does_not_go_on(
    data: Path, first: Path, sections: dict[str, dict[str, Any]], words: str
) -> None:
    before = (first / "config.yaml").read_bytes()
    with pytest.raises(ConfigError) as error:
        train(small(data, first, **sections), resume=True)
    assert error.value.message == f"the configuration has changed since the run began: {words}"
    assert error.value.file == str(first)
    assert (first / "config.yaml").read_bytes() == before


def test_what_does_not_change_learning_may_change(data: Path, first: Path) -> None:
    general = {"workers": 3, "gpu": 1, "cache": True, "tensorboard": True}
    RunDirectory(first).check_config(small(data, first, general_parameters=general))


def test_data_that_have_changed_do_not_go_on(data: Path, tmp_path: Path) -> None:
    copy = write_clips(tmp_path / "clips", practice_rows(8, classes=4))
    config = small(copy, tmp_path / "run")
    train(config)
    write_clips(copy, practice_rows(9, classes=4))
    with pytest.raises(DataError, match="clip_008 is not in the split"):
        train(config, resume=True)


@pytest.mark.parametrize("left", ["nothing", "an empty directory", "a run without a state"])
def test_without_a_state_training_begins_anew(
    data: Path, first: Path, tmp_path: Path, left: str
) -> None:
    run = tmp_path / "run"
    if left != "nothing":
        run.mkdir()
    config = small(data, run)
    if left == "a run without a state":
        RunDirectory(run).begin(config, (), (first / "split.json").read_text())
    heard = Listener()
    train(config, resume=True, watch=heard.watch)
    assert "note: no state was saved yet: training begins anew" in heard.lines
    assert same(first, run)


def test_a_damaged_state_is_refused(data: Path, tmp_path: Path) -> None:
    config = small(data, tmp_path / "run", train_parameters={"fast_dev_run": True})
    train(config)
    state = tmp_path / "run" / "resume.pt"
    state.write_bytes(state.read_bytes()[:1000])
    from trainer.errors import CheckpointError

    with pytest.raises(CheckpointError) as error:
        train(config, resume=True)
    assert error.value.file == str(state)


# --- the directory ---


def test_a_directory_with_files_takes_force_and_keeps_what_is_not_its_own(
    data: Path, first: Path, tmp_path: Path
) -> None:
    run = tmp_path / "run"
    config = small(data, run)
    train(config)
    own = {file.name for file in run.iterdir()}
    mine = ("notes.txt", "confusion_notes.txt", "best.pth", ".resume.pt.tmp")
    for name in mine:
        (run / name).write_text("mine")
    for name in ("scores.json", "confusion_old.csv", ".best.json.89abcdef01234567.tmp"):
        (run / name).write_text("of an earlier run")
    before = {file.name: file.read_bytes() for file in run.iterdir()}
    with pytest.raises(OutputError, match="is not empty"):
        train(config)
    assert {file.name: file.read_bytes() for file in run.iterdir()} == before
    train(config, force=True)
    assert {file.name for file in run.iterdir()} == own | set(mine)
    assert all((run / name).read_text() == "mine" for name in mine)
    assert same(first, run)


@pytest.mark.parametrize("force", [False, True])
def test_with_force_a_run_whose_data_are_at_fault_keeps_the_old_one(
    data: Path, first: Path, tmp_path: Path, force: bool
) -> None:
    before = {file.name: file.read_bytes() for file in first.iterdir()}
    with pytest.raises((DataError, OutputError)):
        train(small(tmp_path / "missing", first), force=force)
    assert {file.name: file.read_bytes() for file in first.iterdir()} == before


def test_a_directory_that_holds_no_run_is_not_gone_on_with(data: Path, tmp_path: Path) -> None:
    (tmp_path / "README.txt").write_text("mine")
    with pytest.raises(OutputError, match="is not empty"):
        train(small(data, tmp_path), resume=True)
    assert [file.name for file in tmp_path.iterdir()] == ["README.txt"]


@pytest.mark.parametrize(("path", "words"), [("file", "is a file"), ("file/run", "cannot be made")])
@pytest.mark.parametrize("resume", [False, True])
def test_a_file_in_the_place_of_the_directory(
    data: Path, tmp_path: Path, path: str, words: str, resume: bool
) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(OutputError, match=words) as error:
        train(small(data, tmp_path / path), resume=resume)
    assert error.value.file == str(tmp_path / path)
    assert (tmp_path / "file").read_text() == "mine"


def test_parents_of_the_directory_are_made(data: Path, tmp_path: Path) -> None:
    config = small(data, tmp_path / "a" / "b" / "run", train_parameters={"fast_dev_run": True})
    assert train(config).directory == tmp_path / "a" / "b" / "run"


# --- what cannot go on ---


def test_a_loss_that_is_no_number_names_the_batch_and_the_log_has_it(
    data: Path, tmp_path: Path
) -> None:
    with pytest.raises(TrainingError, match=r"the loss is nan in epoch 1, step .*clip_0") as error:
        train(small(data, tmp_path / "run", train_parameters={"lr": 1e30}))
    log = (tmp_path / "run" / "log.txt").read_text(encoding="utf-8")
    assert log.endswith(f"error: {error.value}\n")
    assert not (tmp_path / "run" / "best.safetensors").exists()


def test_weights_that_break_in_the_last_step_are_noticed_by_their_scores(
    data: Path, tmp_path: Path
) -> None:
    settings = {"lr": 1e30, "epochs": 1, "batch_size": 64, "schedule": "warmup_multiply"}
    with pytest.raises(TrainingError, match="the validation loss is nan after epoch 1"):
        train(small(data, tmp_path / "run", train_parameters=settings))
    assert not (tmp_path / "run" / "best.safetensors").exists()
