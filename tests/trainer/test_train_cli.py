"""``hamnosys train``."""

from __future__ import annotations

import pickle
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from clip_builders import practice_rows, write_clips
from trainer_builders import small_mapping

from hamnosys.cli.main import run
from trainer.config import read_config

Change = Callable[[Path, dict[str, Any]], object]
"""Spoils a data directory or a configuration."""


@pytest.fixture(autouse=True)
def _undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawing confusion matrices takes longer than training does here."""
    monkeypatch.setattr("trainer.reporting.find_spec", lambda _name: None)


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_clips(
        tmp_path_factory.mktemp("data") / "clips", practice_rows(8, classes=4), frames=3
    )


@pytest.fixture
def config(clips: Path, tmp_path: Path) -> Path:
    """A configuration for a run in ``run``."""
    return written(tmp_path, small_mapping(clips, tmp_path / "run"))


def written(folder: Path, mapping: dict[str, Any]) -> Path:
    path = folder / "config.yaml"
    path.write_text(yaml.safe_dump(mapping), encoding="utf-8")
    return path


def test_a_run_is_told_on_standard_error_alone(
    config: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["train", str(config)]) == 0
    told = capfd.readouterr()
    assert told.out == ""
    lines = told.err.splitlines()
    assert lines[0] == "clips: train 6, validation 2 (grouped by classes)"
    assert lines[1].startswith("model: ")
    assert [line[:10] for line in lines[2:4]] == ["epoch 1/2 ", "epoch 2/2 "]
    assert "best weights, validation:" in lines
    assert sum(line.startswith("hand_location_") for line in lines) == 2
    assert lines[-1] == f"the run is in {tmp_path / 'run'}"


def test_a_full_directory_says_how_to_go_on_and_resume_does(
    config: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["train", str(config)]) == 0
    before = (tmp_path / "run" / "scores.json").read_bytes()
    capfd.readouterr()
    assert run(["train", str(config)]) == 2
    assert capfd.readouterr().err == (
        f"hamnosys: {tmp_path / 'run'}: is not empty (--resume goes on with the run in it, "
        "--force begins anew)\n"
    )
    assert run(["train", str(config), "--resume"]) == 0
    assert run(["train", str(config), "--force"]) == 0
    assert (tmp_path / "run" / "scores.json").read_bytes() == before


def test_ctrl_c_is_130_and_says_how_to_go_on(
    config: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    def interrupted(items: Iterable[Any], _total: int, _label: str) -> Iterator[Any]:
        for item in items:
            signal.raise_signal(signal.SIGINT)
            yield item

    with monkeypatch.context() as patch:
        patch.setattr("trainer.cli.shown._follow", interrupted)
        assert run(["train", str(config)]) == 130
    told = capfd.readouterr().err
    saved = tmp_path / "run" / "config.yaml"
    assert f"stopped in epoch 1 after step 2; to go on: hamnosys train {saved} --resume" in told
    assert told.endswith("hamnosys: interrupted\n")
    assert run(["train", str(saved), "--resume"]) == 0
    assert "going on in epoch 1 after 2 steps" in capfd.readouterr().err


def test_piped_lines_have_no_control_characters(config: Path) -> None:
    mapping = yaml.safe_load(config.read_text(encoding="utf-8"))
    mapping["train_parameters"]["fast_dev_run"] = True
    config.write_text(yaml.safe_dump(mapping))
    done = subprocess.run(
        [sys.executable, "-m", "hamnosys", "train", str(config)], capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.replace("\n", "").isprintable()
    assert "epoch 1/1 " in done.stderr


# --- configurations ---


def test_a_printed_configuration_reads_back_and_prints_the_same(
    config: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["train", str(config), "--print-config"]) == 0
    printed = tmp_path / "printed.yaml"
    printed.write_text(capfd.readouterr().out, encoding="utf-8")
    assert read_config(printed).config == read_config(config).config
    assert not (tmp_path / "run").exists()


def test_what_init_writes_trains(
    clips: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["train", "--init", str(clips)]) == 0
    text = capfd.readouterr().out
    for before, after in {
        "pretrained: true": "pretrained: false",
        "path_to_save: runs/hamnosys": f"path_to_save: {tmp_path / 'run'}",
        "gpu: null": "gpu: -1",
        "resize_size: 256": "resize_size: 32",
        "fast_dev_run: false": "fast_dev_run: true",
        "model_path: resnet18": "model_path: resnet10t",
    }.items():
        assert text.count(before) == 1
        text = text.replace(before, after)
    path = tmp_path / "config.yaml"
    path.write_text(text, encoding="utf-8")
    assert run(["train", str(path)]) == 0
    assert "pictures 32 x 32" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "which configuration?"),
        (["CONFIG", "--resume", "--force"], "choose one"),
        (["CONFIG", "--init", "DIR"], "--init stands alone"),
        (["--init", "missing"], "missing: there is no such directory"),
        (["missing.yaml"], "missing.yaml: cannot be read"),
    ],
)
def test_wrong_usage(
    config: Path, arguments: list[str], words: str, capfd: pytest.CaptureFixture[str]
) -> None:
    told = [str(config) if each == "CONFIG" else each for each in arguments]
    assert run(["train", *told]) == 2
    assert words in capfd.readouterr().err


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "general_parameters.data_path: a directory must be given"),
        (b"a: [1", "the YAML cannot be read"),
        (b"words", "a configuration has sections"),
        (b"\xff\xfe\x00", "is not UTF-8"),
        (pickle.dumps({"a": 1}), "is not UTF-8"),
        (b"train_parameters: {epoch: 3}\ngeneral_parameters: {data_path: d}", "mean epochs?"),
    ],
)
def test_a_file_that_is_no_configuration(
    tmp_path: Path, content: bytes, words: str, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "config.yaml"
    path.write_bytes(content)
    assert run(["train", str(path)]) == 2
    told = capfd.readouterr().err
    assert told.startswith(f"hamnosys: {path}")
    assert words in told


# --- faults that are known before training: the run directory is not made ---


def in_line(number: int, before: str, after: str) -> Change:
    def change(data: Path, _mapping: dict[str, Any]) -> None:
        file = data / "test_hamnosys.txt"
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        assert before in lines[number - 1]
        lines[number - 1] = lines[number - 1].replace(before, after)
        file.write_text("".join(lines), encoding="utf-8")

    return change


def setting(section: str, **values: Any) -> Change:
    return lambda _data, mapping: mapping.setdefault(section, {}).update(values)


def frame(number: int) -> str:
    return f"clip_002/clip_002_{number}.jpg"


def heads(**wanted: dict[str, Any]) -> Change:
    return setting("heads", hamnosys=wanted)


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        (
            lambda data, _: (data / frame(1)).unlink(),
            1,
            "DATA/test_hamnosys.txt:3: the frame DATA/clip_002/clip_002_1.jpg is missing",
        ),
        (
            lambda data, _: shutil.rmtree(data / "clip_002"),
            1,
            "DATA/test_hamnosys.txt:3: the folder DATA/clip_002 is missing",
        ),
        (
            in_line(4, "clip_002 0 0", "clip_002 2 9"),
            1,
            "DATA/test_hamnosys.txt:3: the frame DATA/clip_002/clip_002_3.jpg is missing",
        ),
        (
            in_line(4, "clip_002 0 0 ", "clip_002 0 0 9"),
            1,
            "DATA/test_hamnosys.txt:3: symmetry_operator is 9",
        ),
        (in_line(4, "clip_002", "../clips"), 1, "DATA/test_hamnosys.txt:3: the name '../clips'"),
        (in_line(4, "clip_002 0 0", "clip_002 0 x"), 1, "DATA/test_hamnosys.txt:3: "),
        (
            heads(nonsense={"loss_weight": 1}),
            1,
            "DATA/test_hamnosys.txt: the configuration has heads that are not in the file: "
            "nonsense",
        ),
        (
            heads(hand_location_y={"num_class": 2}),
            1,
            ": hand_location_y is ",
        ),
        (
            lambda data, _: (data / "test_hamnosys.txt").unlink(),
            1,
            "DATA/test_hamnosys.txt: there is no class file",
        ),
        (
            lambda data, _: (data / "test_hamnosys.txt").write_text(""),
            1,
            "DATA/test_hamnosys.txt: ",
        ),
        (
            setting("train_parameters", classification_mode="gloss"),
            1,
            "DATA/test_gloss.txt: there is no class file",
        ),
        (
            setting("train_parameters", time=0.1),
            1,
            "DATA/test_hamnosys.txt:1: frames are chosen by time, but the clip clip_000 has no FPS",
        ),
        (
            setting("general_parameters", gpu=99),
            2,
            "general_parameters.gpu: there is no GPU 99",
        ),
        (
            setting("general_parameters", data_path="missing"),
            1,
            "missing: there is no such data directory",
        ),
        (
            setting("feature_extractor", checkpoint_path="missing"),
            2,
            "missing: there is no such checkpoint",
        ),
        (
            setting("feature_extractor", model_path="nonsense"),
            2,
            "timm has no model 'nonsense'",
        ),
        (setting("loss", class_weights="missing.json"), 2, "missing.json: cannot be read"),
        (
            setting(
                "freeze_scheduler",
                model_params={"backbone": [True]},
                freeze_pattern_repeats=[1],
            ),
            2,
            "the model has no part 'backbone'",
        ),
        (setting("train_parameters", scheme="nonsense"), 2, "no class scheme 'nonsense'"),
    ],
)
def test_a_fault_that_is_known_before_training_leaves_nothing(
    tmp_path: Path,
    clips: Path,
    change: Change,
    status: int,
    words: str,
    capfd: pytest.CaptureFixture[str],
) -> None:
    data = shutil.copytree(clips, tmp_path / "clips").resolve()
    mapping = small_mapping(data, tmp_path / "run")
    change(data, mapping)
    assert run(["train", str(written(tmp_path, mapping))]) == status
    told = capfd.readouterr()
    assert told.out == ""
    assert told.err.startswith("hamnosys: ")
    assert words.replace("DATA", str(data)) in told.err
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("content", "words"), [(b"", "is empty"), (b"\xff\xd8\xff", "is no whole JPEG picture")]
)
def test_a_damaged_frame_is_named_with_its_row(
    tmp_path: Path, clips: Path, content: bytes, words: str, capfd: pytest.CaptureFixture[str]
) -> None:
    data = shutil.copytree(clips, tmp_path / "clips").resolve()
    for number in range(3):
        (data / frame(number)).write_bytes(content)
    assert run(["train", str(written(tmp_path, small_mapping(data, tmp_path / "run")))]) == 1
    last = capfd.readouterr().err.splitlines()[-1]
    assert last.startswith(f"hamnosys: {data}/test_hamnosys.txt:3: the frame {data}/clip_002/")
    assert last.endswith(words)


def test_a_truncated_frame_is_named_with_its_row(
    tmp_path: Path, clips: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    data = shutil.copytree(clips, tmp_path / "clips").resolve()
    whole = (data / frame(1)).read_bytes()
    (data / frame(1)).write_bytes(whole[: len(whole) // 2])
    assert run(["train", str(written(tmp_path, small_mapping(data, tmp_path / "run")))]) == 1
    last = capfd.readouterr().err.splitlines()[-1]
    assert f"test_hamnosys.txt:3: the frame {data / frame(1)} is no whole JPEG picture" in last


def test_a_pickle_to_start_from_runs_no_code(
    tmp_path: Path, clips: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    class Harmful:
        def __reduce__(self) -> tuple[Any, ...]:
            return (Path.touch, (tmp_path / "harm",))

    file = tmp_path / "weights.pth"
    file.write_bytes(pickle.dumps(Harmful()))
    mapping = small_mapping(
        clips, tmp_path / "run", feature_extractor={"checkpoint_path": str(file)}
    )
    assert run(["train", str(written(tmp_path, mapping))]) == 2
    assert f"hamnosys: {file}: is a pickle that could run code" in capfd.readouterr().err
    assert not (tmp_path / "harm").exists()
    assert not (tmp_path / "run").exists()


def test_a_loss_that_is_no_number_is_one_line(
    tmp_path: Path, clips: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    mapping = small_mapping(clips, tmp_path / "run", train_parameters={"lr": 1e30})
    assert run(["train", str(written(tmp_path, mapping))]) == 1
    last = capfd.readouterr().err.splitlines()[-1]
    assert last.startswith("hamnosys: the loss is nan in epoch 1, step 2, on the batch of clip_0")
    assert "lower train_parameters.lr" in last


def test_the_notes_of_a_configuration_are_told_once(
    tmp_path: Path, clips: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    mapping = small_mapping(
        clips,
        tmp_path / "run.pth",
        general_parameters={"neptune": True},
        train_parameters={"warmup_steps": 20.0, "fast_dev_run": True},
        heads={
            "hamnosys": {
                "hand_location_x": {"loss_weight": 1},
                "hand_location_y": {"loss_weight": 0},
            }
        },
    )
    assert run(["train", str(written(tmp_path, mapping))]) == 0
    told = capfd.readouterr().err
    assert told.count("note: path_to_save: the old suffix of ") == 1
    assert told.count("note: warmup_steps and multiply_lr_step count with schedule") == 1
    assert told.count("note: neptune: ") == 1
    assert told.count("note: not trained (loss_weight 0): hand_location_y") == 1
    assert told.count("note: columns without a head in the configuration: symmetry_operator") == 1
    assert (tmp_path / "run" / "scores.json").is_file()
