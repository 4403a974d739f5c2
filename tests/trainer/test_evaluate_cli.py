"""``hamnosys evaluate``."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from clip_builders import practice_rows, write_clips
from trainer_builders import small, small_mapping

from hamnosys.cli.main import run
from trainer.job import train


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data in ``clips``, a configuration of gloss mode in ``config.yaml``, its run in ``run``."""
    folder = tmp_path_factory.mktemp("evaluate")
    glosses = [number % 4 for number in range(12)]
    data = write_clips(folder / "clips", practice_rows(12), glosses=glosses)
    settings = {"classification_mode": "gloss"}
    mapping = small_mapping(data, folder / "run", train_parameters=settings)
    (folder / "config.yaml").write_text(yaml.safe_dump(mapping), encoding="utf-8")
    train(small(data, folder / "run", train_parameters=settings))
    return folder


@pytest.fixture
def command(folder: Path) -> list[str]:
    return ["evaluate", str(folder / "config.yaml"), str(folder / "run")]


def saved(folder: Path) -> object:
    scores = json.loads((folder / "run" / "scores.json").read_text(encoding="utf-8"))
    return scores["sides"]["validation"]


def test_a_table_on_standard_output_and_the_rest_on_standard_error(
    command: list[str], folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(command) == 0
    told = capfd.readouterr()
    lines = told.out.splitlines()
    assert [line.split()[0] for line in lines] == ["head", "gloss", "all", "mean"]
    assert told.err.startswith(f"{folder / 'run' / 'best.safetensors'}: epoch ")
    assert told.err.endswith(", validation: 4 clips\n")


def test_json_repeats_the_scores_of_the_run(
    command: list[str], folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run([*command, "-f", "json"]) == 0
    assert json.loads(capfd.readouterr().out) == saved(folder)


def test_the_saved_configuration_evaluates_too(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    run_directory = folder / "run"
    checkpoint = str(run_directory / "best.safetensors")
    arguments = ["evaluate", str(run_directory / "config.yaml"), checkpoint, "-f", "json"]
    assert run(arguments) == 0
    assert json.loads(capfd.readouterr().out) == saved(folder)


def test_other_data_and_a_directory_with_the_scores(
    command: list[str], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    data = write_clips(tmp_path / "clips", glosses=[0, 1, 2])
    out = tmp_path / "out"
    assert run([*command, "--data", str(data), "-o", str(out), "-f", "json"]) == 0
    told = capfd.readouterr()
    assert f"scores and confusion matrices are in {out}\n" in told.err
    assert {file.name for file in out.iterdir()} == {
        *("scores.json", "confusion_gloss.csv", "confusion_gloss.png"),
    }
    written = json.loads((out / "scores.json").read_text(encoding="utf-8"))
    assert written["sides"] == {"data": json.loads(told.out)}
    assert json.loads(told.out)["complete_clips"] == 3


def test_a_full_directory_takes_force(
    command: list[str], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    assert run([*command, "-o", str(tmp_path)]) == 2
    told = capfd.readouterr()
    assert (told.out, told.err) == (
        "",
        f"hamnosys: {tmp_path}: is not empty (--force writes into it)\n",
    )
    assert run([*command, "-o", str(tmp_path), "--force", "--side", "train"]) == 0
    assert (tmp_path / "mine.txt").read_text() == "mine"
    assert list(json.loads((tmp_path / "scores.json").read_text())["sides"]) == ["train"]


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["--side", "test"], 1, "there is no clip for test"),
        (["--side", "both"], 2, "--side"),
        (["--data", "missing"], 1, "missing: there is no such data directory"),
        (["--data", "missing", "--side", "test"], 2, "--side is of no use with it"),
        (["-o", "-"], 2, "the output must be a directory"),
    ],
)
def test_wrong_usage(
    command: list[str],
    arguments: list[str],
    status: int,
    words: str,
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert run([*command, *arguments]) == status
    told = capfd.readouterr()
    assert told.out == ""
    assert words in told.err


def test_a_checkpoint_of_another_mode_is_refused(
    folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "config.yaml"
    config.write_text(yaml.safe_dump(small_mapping(folder / "clips")))
    assert run(["evaluate", str(config), str(folder / "run")]) == 2
    assert "the checkpoint is of another mode: gloss" in capfd.readouterr().err


@pytest.mark.parametrize("name", ["weights.pth", "best.safetensors"])
def test_a_pickle_in_the_place_of_a_checkpoint_runs_no_code(
    command: list[str], folder: Path, tmp_path: Path, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    class Harmful:
        def __reduce__(self) -> tuple[object, ...]:
            return (Path.touch, (tmp_path / "harm",))

    (tmp_path / name).write_bytes(pickle.dumps(Harmful()))
    (tmp_path / "best.json").write_bytes((folder / "run" / "best.json").read_bytes())
    assert run([*command[:2], str(tmp_path / name)]) == 2
    told = capfd.readouterr().err
    assert told.startswith(f"hamnosys: {tmp_path / name}: is no ")
    assert told.count("\n") == 1
    assert not (tmp_path / "harm").exists()


def test_a_damaged_frame_leaves_no_directory(
    command: list[str], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    data = write_clips(tmp_path / "clips", glosses=[0, 1])
    (data / "clip_001" / "clip_001_3.jpg").write_bytes(b"\xff\xd8")
    for number in range(3):
        (data / "clip_001" / f"clip_001_{number}.jpg").write_bytes(b"\xff\xd8")
    assert run([*command, "--data", str(data), "-o", str(tmp_path / "out")]) == 1
    assert "test_gloss.txt:2: the frame " in capfd.readouterr().err
    assert [file.name for file in tmp_path.iterdir()] == ["clips"]


def test_help_needs_no_torch() -> None:
    code = (
        "import sys; from hamnosys.cli.main import run; "
        "run(['evaluate', '--help']); run(['train', '--help']); "
        "print(sorted({'torch', 'timm', 'matplotlib'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.endswith("[]\n"), done.stderr
