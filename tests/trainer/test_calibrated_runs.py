"""Runs fit temperatures and keep them; evaluating takes them from the checkpoint."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from clip_builders import practice_rows, write_clips
from trainer_builders import small, small_mapping

from hamnosys import load_scheme
from hamnosys.cli.main import run as command
from trainer.checkpoint import read_description
from trainer.config import Config
from trainer.errors import CheckpointError
from trainer.evaluating import evaluate
from trainer.job import train
from trainer.scoring.calibration import FEWEST, GRID, FittingKeeper

CLIPS = 60
SILENT_HEAD = "hand_location_x"
SETTINGS: dict[str, Any] = {
    "general_parameters": {"ratio_train_test": 0.5, "ratio_test": 0.1, "cache": True},
    "train_parameters": {"ema": 0.5, "batch_size": 8, "num_segments": 1, "lr": 2e-2},
}


@pytest.fixture(autouse=True, scope="module")
def _undrawn() -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("trainer.reporting.find_spec", lambda _name: None)
        yield


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """Of a finished run with enough validation clips, of which one head has no label."""
    folder = tmp_path_factory.mktemp("calibrated")
    place = load_scheme("hearai").names.index(SILENT_HEAD)
    rows = [(*row[:place], None, *row[place + 1 :]) for row in practice_rows(CLIPS, classes=4)]
    data = write_clips(folder / "clips", rows, frames=1)
    (folder / "config.yaml").write_text(
        yaml.safe_dump(small_mapping(data, folder / "run", **SETTINGS)), encoding="utf-8"
    )
    found = small(data, folder / "run", **SETTINGS)
    train(found)
    return found


@pytest.fixture
def run(config: Config) -> Path:
    return Path(config.general_parameters.path_to_save)


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def by_head(scores: Any) -> dict[str, Any]:
    return {head["head"]: head for head in scores["heads"]}


def test_a_run_keeps_temperatures_with_the_best_weights(run: Path) -> None:
    found = read_description(run / "best.safetensors").temperatures
    assert set(found) == set(load_scheme("hearai").names)
    assert set(found.values()) <= set(GRID)
    assert found[SILENT_HEAD] == 1.0
    assert sum(temperature != 1 for temperature in found.values()) >= 5
    assert read_description(run / "last.safetensors").temperatures == {}
    assert not list(run.glob(".*"))


def test_scores_have_temperatures_and_both_errors(run: Path) -> None:
    temperatures = read_description(run / "best.safetensors").temperatures
    sides = read(run / "scores.json")["sides"]
    assert list(sides) == ["validation", "test"]
    assert read(run / "best.json")["scores"] == sides["validation"]
    for side in sides.values():
        heads = by_head(side)
        assert {name: head["temperature"] for name, head in heads.items()} == temperatures
        silent = heads.pop(SILENT_HEAD)
        assert (silent["ece"], silent["ece_calibrated"]) == (None, None)
        for head in heads.values():
            assert 0 <= head["ece_calibrated"] <= 1
            changed = head["temperature"] != 1
            assert (head["ece"] != head["ece_calibrated"]) == changed
    assert all(
        head["clips"] >= FEWEST
        for head in by_head(sides["validation"]).values()
        if head["head"] != SILENT_HEAD
    )
    history = (run / "history.csv").read_text(encoding="utf-8").splitlines()
    assert "symmetry_operator_ece" in history[0].split(",")


@pytest.mark.parametrize("side", ["validation", "test"])
def test_evaluating_repeats_them(config: Config, run: Path, side: str) -> None:
    found = evaluate(config, run, side=side).keeper.scores().to_json()
    assert found == read(run / "scores.json")["sides"][side]
    last = evaluate(config, run / "last.safetensors", side=side).keeper.scores()
    assert {head.temperature for head in last.heads} == {None}


def test_evaluate_shows_both_errors(run: Path, capfd: pytest.CaptureFixture[str]) -> None:
    arguments = ["evaluate", str(run.parent / "config.yaml"), str(run)]
    assert command(arguments) == 0
    lines = capfd.readouterr().out.splitlines()
    assert lines[0].endswith("  ECE  calibrated")
    head = by_head(read(run / "scores.json")["sides"]["test"])["symmetry_operator"]
    row = next(line.split() for line in lines if line.startswith("symmetry_operator"))
    assert row[-2:] == [f"{head['ece']:.3f}", f"{head['ece_calibrated']:.3f}"]
    assert command([*arguments[:2], str(run / "last.safetensors")]) == 0
    assert capfd.readouterr().out.splitlines()[0].endswith("  ECE")


def test_they_are_the_best_for_the_saved_averaged_weights(
    config: Config, run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "trainer.evaluating.ScoreKeeper", lambda heads, device, _: FittingKeeper(heads, device)
    )
    keeper = evaluate(config, run, side="validation").keeper
    assert isinstance(keeper, FittingKeeper)
    assert keeper.temperatures() == read_description(run / "best.safetensors").temperatures


def test_a_finished_run_that_goes_on_keeps_them(config: Config, run: Path) -> None:
    before = {name: (run / name).read_bytes() for name in ("best.json", "scores.json")}
    train(config, resume=True)
    assert {name: (run / name).read_bytes() for name in before} == before


def test_a_few_batches_are_too_few(config: Config, tmp_path: Path) -> None:
    data = Path(str(config.general_parameters.data_path))
    settings = {**SETTINGS["train_parameters"], "fast_dev_run": True, "batch_size": 4}
    quick = small(data, tmp_path / "run", **{**SETTINGS, "train_parameters": settings})
    train(quick)
    found = read_description(tmp_path / "run" / "best.safetensors").temperatures
    assert set(found.values()) == {1.0}


@pytest.mark.parametrize("bad", [[1.0], {"symmetry_operator": 0}, {"symmetry_operator": None}, 3])
def test_faulty_temperatures_are_refused(run: Path, tmp_path: Path, bad: object) -> None:
    data = read(run / "best.json")
    (tmp_path / "best.json").write_text(json.dumps({**data, "temperatures": bad}))
    with pytest.raises(CheckpointError, match="is no description of a checkpoint"):
        read_description(tmp_path / "best.safetensors")


def test_a_checkpoint_of_before_has_none(config: Config, run: Path, tmp_path: Path) -> None:
    data = read(run / "best.json")
    del data["temperatures"]
    (tmp_path / "best.json").write_text(json.dumps(data))
    for name in ("best.safetensors", "split.json"):
        (tmp_path / name).write_bytes((run / name).read_bytes())
    scores = evaluate(config, tmp_path).keeper.scores()
    assert {head.temperature for head in scores.heads} == {None}
    assert scores.head("symmetry_operator").ece is not None
