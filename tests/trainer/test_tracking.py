"""Trackers: what is logged where, with the real packages where they are installed."""

from __future__ import annotations

import csv
import os
import random
import socket
import sys
import threading
from dataclasses import fields
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from clip_builders import practice_rows, write_clips
from trainer_builders import small

from hamnosys.errors import InputError, MissingExtraError, OutputError
from trainer.config import Config
from trainer.config.notes import notes_on
from trainer.job import train
from trainer.scoring.history import EpochRow, HeadFigures
from trainer.scoring.scores import HeadScores, Scores
from trainer.tracking import (
    NeptuneTracker,
    TensorBoardTracker,
    Tracker,
    check_trackers,
    figures,
    final_figures,
    parameters,
    trackers_of,
)


def row(epoch: int, **values: Any) -> EpochRow:
    head = HeadFigures(accuracy=0.5 + epoch / 100, macro_f1_present=None, loss=1.5, ece=0.25)
    given: dict[str, Any] = {
        "epoch": epoch,
        "step": 10 * epoch,
        "lr": 0.125,
        "train_loss": 2.0 - epoch / 10,
        "validation_loss": None,
        "mean_macro_f1_present": 0.75,
        "all_right": 0.0,
        "seconds": 1.0,
        "clips_per_second": 4.0,
        "heads": {"shape": head},
        **values,
    }
    return EpochRow(**given)


def scores(name: str = "shape") -> dict[str, Scores]:
    empty: dict[str, Any] = dict.fromkeys(field.name for field in fields(HeadScores))
    head = HeadScores(**{**empty, "name": name, "accuracy": 0.625, "loss": 0.5})
    found = Scores(heads=(head,), complete=8, all_right=0.375, mean_macro_f1=0.25, loss=0.5)
    return {"validation": found, "test": found}


OF_ROW = {
    "lr": 0.125,
    "train_loss": 1.9,
    "mean_macro_f1_present": 0.75,
    "all_right": 0.0,
    "clips_per_second": 4.0,
    "shape/accuracy": 0.51,
    "shape/loss": 1.5,
    "shape/ece": 0.25,
}
OF_SIDE = {
    "loss": 0.5,
    "mean_macro_f1": 0.25,
    "all_right": 0.375,
    "shape/accuracy": 0.625,
    "shape/loss": 0.5,
}
OF_END = {
    f"final/{side}/{name}": value
    for side in ("validation", "test")
    for name, value in OF_SIDE.items()
}


def asking(run: Path, *trackers: str) -> Config:
    return small(None, run, general_parameters=dict.fromkeys(trackers, True))


def begun(run: Path, *trackers: str, done: int = 0, new: bool = True) -> Tracker:
    run.mkdir(exist_ok=True)
    (tracker,) = trackers_of(asking(run, *trackers), run, done, new=new)
    return tracker


def followed(tracker: Tracker, *epochs: int, end: bool = False) -> None:
    for epoch in epochs:
        tracker.log(row(epoch))
    if end:
        tracker.finish(scores())
    tracker.close()


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return tmp_path / "a run, 50% #1"


@pytest.fixture
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_more: object) -> None:
        raise AssertionError("a connection was asked for")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


# --- what there is to log ---


def test_every_figure_that_is_there_is_named() -> None:
    assert dict(figures(row(1))) == pytest.approx(OF_ROW)
    assert dict(final_figures(scores())) == OF_END


def test_parameters_are_the_keys_of_the_configuration(tmp_path: Path) -> None:
    found = parameters(asking(tmp_path, "mlflow"))
    assert found["general_parameters.mlflow"] == "true"
    assert found["general_parameters.path_to_save"] == str(tmp_path)
    assert found["train_parameters.lr"] == "0.002"
    assert found["train_parameters.time"] == "null"
    assert found["feature_extractor.model_args.channels"] == "[8, 8, 16, 16]"
    assert found["heads.hamnosys"] == "{}"


def test_nothing_is_asked_for_nothing_is_there(tmp_path: Path) -> None:
    check_trackers(asking(tmp_path))
    assert list(trackers_of(asking(tmp_path), tmp_path)) == []
    assert list(tmp_path.iterdir()) == []


# --- TensorBoard ---


def events(directory: Path) -> dict[str, list[tuple[int, float]]]:
    accumulators = pytest.importorskip(
        "tensorboard.backend.event_processing.event_accumulator", exc_type=ImportError
    )
    found = accumulators.EventAccumulator(str(directory))
    found.Reload()
    return {
        name: [(event.step, event.value) for event in found.Scalars(name)]
        for name in found.Tags()["scalars"]
    }


def test_event_files_hold_every_figure(run: Path) -> None:
    pytest.importorskip("tensorboard")
    followed(begun(run, "tensorboard"), 1, 2, end=True)
    found = events(run / "tensorboard")
    assert found.keys() == OF_ROW.keys() | OF_END.keys()
    for name, value in OF_ROW.items():
        assert [step for step, _ in found[name]] == [1, 2]
        assert found[name][0][1] == pytest.approx(value)
    for name, value in OF_END.items():
        assert found[name] == [(2, pytest.approx(value))]


def test_event_files_of_a_resumed_run_tell_an_epoch_once(run: Path) -> None:
    pytest.importorskip("tensorboard")
    followed(begun(run, "tensorboard"), 1, 2, 3)
    followed(begun(run, "tensorboard", done=1, new=False), 2, 3)
    assert [step for step, _ in events(run / "tensorboard")["train_loss"]] == [1, 2, 3]


def test_event_files_that_cannot_be_written_are_told(tmp_path: Path) -> None:
    pytest.importorskip("tensorboard")
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(OutputError, match="TensorBoard cannot write: ") as error:
        TensorBoardTracker(file)
    assert error.value.file == str(file)


# --- MLflow ---


class Stored:
    """The runs of a store, which are so many; the newest is looked at."""

    def __init__(self, run: Path, count: int = 1) -> None:
        from mlflow.tracking import MlflowClient

        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("MLFLOW_ALLOW_FILE_STORE", "true")
            self.client = MlflowClient((run / "mlflow").resolve().as_uri())
            experiment = self.client.get_experiment_by_name("hamnosys")
            assert experiment
            self.runs = self.client.search_runs([experiment.experiment_id])
        assert len(self.runs) == count
        self.ids = {each.info.run_id for each in self.runs}
        self.run = self.runs[0]

    def steps(self, name: str) -> list[tuple[int, float]]:
        found = self.client.get_metric_history(self.run.info.run_id, name)
        return [(metric.step, metric.value) for metric in found]


needs_mlflow = pytest.mark.skipif("not __import__('importlib.util').util.find_spec('mlflow')")


@needs_mlflow
@pytest.mark.usefixtures("_no_network")
def test_the_store_holds_parameters_and_every_figure(
    run: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    tracker = begun(run, "mlflow")
    assert Stored(run).run.info.status == "RUNNING"
    followed(tracker, 1, 2, end=True)
    stored = Stored(run)
    assert stored.run.data.params == parameters(asking(run, "mlflow"))
    assert stored.run.info.run_name == run.name
    assert stored.run.info.status == "FINISHED"
    assert stored.run.data.metrics.keys() == OF_ROW.keys() | OF_END.keys()
    for name, value in OF_ROW.items():
        assert [step for step, _ in stored.steps(name)] == [1, 2]
        assert stored.steps(name)[0][1] == pytest.approx(value)
    assert stored.steps("final/test/loss") == [(2, 0.5)]
    assert {path.name for path in run.iterdir()} == {"mlflow", "mlflow_run.txt"}
    assert capfd.readouterr() == ("", "")
    assert not [t for t in threading.enumerate() if "telemetry" in t.name.lower()]


@needs_mlflow
def test_a_resumed_run_is_the_same_one_in_the_store(run: Path) -> None:
    followed(begun(run, "mlflow"), 1, 2, 3)
    first = Stored(run)
    assert first.run.info.status == "KILLED"
    # Epochs 2 and 3 had not been saved; the configuration may have other workers now.
    config = small(None, run, general_parameters={"mlflow": True, "workers": 2})
    (tracker,) = trackers_of(config, run, 1, new=False)
    assert Stored(run).run.info.status == "RUNNING"
    followed(tracker, 2, 3, 4, end=True)
    stored = Stored(run)
    assert stored.ids == first.ids
    assert stored.run.info.status == "FINISHED"
    assert [step for step, _ in stored.steps("shape/loss")] == [1, 2, 3, 4]
    assert stored.run.data.params["general_parameters.workers"] == "0"


@needs_mlflow
def test_a_finished_run_is_not_told_of_twice(run: Path) -> None:
    followed(begun(run, "mlflow"), 1, end=True)
    followed(begun(run, "mlflow", done=1, new=False), end=True)
    assert Stored(run).steps("final/test/loss") == [(1, 0.5)]


@needs_mlflow
def test_a_new_run_is_another_one_in_the_store(run: Path) -> None:
    followed(begun(run, "mlflow"), 1)
    kept = (run / "mlflow_run.txt").read_text(encoding="utf-8")
    followed(begun(run, "mlflow"), 1)
    assert len(Stored(run, count=2).ids) == 2
    assert (run / "mlflow_run.txt").read_text(encoding="utf-8") != kept


@needs_mlflow
@pytest.mark.parametrize("kept", [None, "", "0" * 32, "../.."])
def test_a_run_that_the_store_has_lost_is_begun_anew(run: Path, kept: str | None) -> None:
    run.mkdir()
    if kept is not None:
        (run / "mlflow_run.txt").write_text(kept, encoding="utf-8")
    followed(begun(run, "mlflow", done=3, new=False), 4)
    stored = Stored(run)
    assert stored.steps("train_loss") == [(4, 1.6)]
    assert (run / "mlflow_run.txt").read_text(encoding="utf-8").strip() in stored.ids


@needs_mlflow
def test_names_that_mlflow_refuses_are_made_fit(run: Path) -> None:
    head = 'häus: "1"'
    run.mkdir()
    config = small(
        None,
        run,
        general_parameters={"mlflow": True, "data_paths": ["p" * 9000]},
        heads={"hamnosys": {head: {"loss_weight": 1}}},
    )
    (tracker,) = trackers_of(config, run)
    tracker.log(row(1, heads={head: HeadFigures(0.5, 0.5, 0.5, 0.5)}))
    tracker.finish(scores(head + "x" * 300))
    tracker.close()
    stored = Stored(run)
    assert stored.steps("häus_ _1_/accuracy") == [(1, 0.5)]
    assert stored.run.data.params["heads.hamnosys.häus_ _1_.loss_weight"] == "1.0"
    assert len(stored.run.data.params["general_parameters.data_paths"]) == 6000


@needs_mlflow
@pytest.mark.parametrize("there", ["file", "store"])
def test_a_store_that_cannot_be_written_is_told(run: Path, there: str) -> None:
    run.mkdir()
    if there == "file":
        (run / "mlflow").touch()
        with pytest.raises(OutputError, match="MLflow cannot write: ") as error:
            trackers_of(asking(run, "mlflow"), run)
    else:
        tracker = begun(run, "mlflow")
        (metrics,) = (run / "mlflow").glob("*/*/metrics")
        metrics.rmdir()
        metrics.touch()
        with pytest.raises(OutputError, match="MLflow cannot write: ") as error:
            tracker.log(row(1))
    assert error.value.file == str(run / "mlflow")
    assert len(str(error.value).splitlines()) == 1


@needs_mlflow
def test_an_id_that_cannot_be_read_is_told(run: Path) -> None:
    (run / "mlflow_run.txt").mkdir(parents=True)
    with pytest.raises(InputError, match=r"mlflow_run.txt: cannot be read: .*move it away"):
        trackers_of(asking(run, "mlflow"), run, 1, new=False)


@needs_mlflow
def test_the_environment_is_left_as_it_was(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_ALLOW_FILE_STORE", "false")
    followed(begun(run, "mlflow"), 1)
    assert os.environ["MLFLOW_ALLOW_FILE_STORE"] == "false"
    assert os.environ["MLFLOW_DISABLE_TELEMETRY"] == "true"


# --- neptune ---


class FakeNeptune:
    """Takes what the real client takes."""

    def __init__(self) -> None:
        self.given: list[dict[str, Any]] = []
        self.directories: list[str | None] = []
        self.fields: list[dict[str, Any]] = []
        self.fails = False
        self.stopped = 0

        module: Any = ModuleType("neptune")
        module.__spec__ = ModuleSpec("neptune", None)
        module.init_run = self.init_run
        module.exceptions = ModuleType("neptune.exceptions")
        module.exceptions.NeptuneException = type("NeptuneException", (Exception,), {})
        self.module = module

    def init_run(self, **given: Any) -> FakeNeptune:
        random.random()  # as the real one does for the name of its directory
        self.given.append(given)
        self.directories.append(os.environ.get("NEPTUNE_DATA_DIRECTORY"))
        self.fields.append({})
        return self

    def __setitem__(self, name: str, value: object) -> None:
        assert isinstance(value, (str, float))
        self.fields[-1][name] = value

    def __getitem__(self, name: str) -> Any:
        series = self.fields[-1].setdefault(name, [])
        client = self

        class Series:
            def append(self, value: float, *, step: int) -> None:
                if client.fails:
                    raise client.module.exceptions.NeptuneException("\nthe disk\nis full\n")
                series.append((step, value))

        return Series()

    def stop(self) -> None:
        self.stopped += 1


@pytest.fixture
def neptune(monkeypatch: pytest.MonkeyPatch) -> FakeNeptune:
    fake = FakeNeptune()
    monkeypatch.setitem(sys.modules, "neptune", fake.module)
    monkeypatch.setitem(sys.modules, "neptune.exceptions", fake.module.exceptions)
    monkeypatch.delenv("NEPTUNE_DATA_DIRECTORY", raising=False)
    return fake


def test_neptune_gets_parameters_and_every_figure(run: Path, neptune: FakeNeptune) -> None:
    followed(begun(run, "neptune"), 1, 2, end=True)
    (given,), (found,) = neptune.given, neptune.fields
    assert given["mode"] == "offline"
    assert given["name"] == run.name
    assert not any(given[name] for name in given if name.startswith(("capture", "git", "source")))
    wanted = {f"parameters/{k}": v for k, v in parameters(asking(run, "neptune")).items()}
    assert wanted.items() <= found.items()
    for name, value in OF_ROW.items():
        assert [step for step, _ in found[f"epochs/{name}"]] == [1, 2]
        assert found[f"epochs/{name}"][0][1] == pytest.approx(value)
    assert OF_END.items() <= found.items()
    assert neptune.stopped == 1


def test_its_data_go_below_the_run_directory(run: Path, neptune: FakeNeptune) -> None:
    followed(begun(run, "neptune"))
    assert neptune.directories == [str(run / "neptune" / ".neptune")]
    assert "NEPTUNE_DATA_DIRECTORY" not in os.environ


def test_the_parts_of_a_resumed_run_have_one_id(run: Path, neptune: FakeNeptune) -> None:
    followed(begun(run, "neptune"), 1)
    followed(begun(run, "neptune", done=1, new=False), 2)
    followed(begun(run, "neptune"), 1)
    one, again, other = (given["custom_run_id"] for given in neptune.given)
    assert one == again == neptune.fields[1]["hamnosys/run"]
    assert one != other
    assert len(one) == 32


def test_neptune_draws_no_numbers_from_training(run: Path, neptune: FakeNeptune) -> None:
    random.seed(3)
    expected = random.random()
    random.seed(3)
    followed(begun(run, "neptune"), 1)
    assert random.random() == expected


def test_data_that_neptune_cannot_write_are_told(run: Path, neptune: FakeNeptune) -> None:
    tracker = begun(run, "neptune")
    neptune.fails = True
    with pytest.raises(OutputError, match=r"neptune: neptune cannot write: the disk$"):
        tracker.log(row(1))


def test_a_client_that_is_installed_is_noted(tmp_path: Path, neptune: FakeNeptune) -> None:
    (note,) = notes_on(asking(tmp_path, "neptune"), {})
    assert note.startswith("neptune: its hosted service is no more: the client writes files below")


@pytest.fixture
def _without_neptune(monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib.util

    def find_spec(name: str) -> ModuleSpec | None:
        return None if name == "neptune" else importlib.util.find_spec(name)

    monkeypatch.setitem(sys.modules, "neptune", None)
    monkeypatch.setattr("trainer.tracking.neptune.find_spec", find_spec)
    monkeypatch.setattr("trainer.config.notes.find_spec", find_spec)


@pytest.mark.usefixtures("_without_neptune")
def test_a_client_that_is_not_installed_is_no_error(tmp_path: Path) -> None:
    config = asking(tmp_path, "neptune")
    check_trackers(config)
    assert list(trackers_of(config, tmp_path)) == []
    assert notes_on(config, {}) == (
        "neptune: its client is not installed: results stay in the run directory",
    )


def test_a_client_that_cannot_be_imported_is_told_before_any_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, neptune: FakeNeptune
) -> None:
    monkeypatch.setitem(sys.modules, "neptune.exceptions", None)
    with pytest.raises(MissingExtraError, match="neptune cannot be imported: ModuleNotFoundError"):
        check_trackers(asking(tmp_path, "neptune"))


def test_the_real_client_writes_offline(run: Path, capfd: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("neptune")
    run.mkdir()
    tracker = NeptuneTracker(asking(run, "neptune"), run)
    followed(tracker, 1, end=True)
    (log,) = (run / "neptune" / ".neptune" / "offline").glob("run__*/data-1.log")
    text = log.read_text(encoding="utf-8")
    for name in ("train_loss", "general_parameters.seed", "final"):
        assert f'"{name}"' in text
    assert capfd.readouterr() == ("", "")


# --- packages that are not there ---


@pytest.mark.parametrize(
    ("key", "imported"), [("tensorboard", "torch.utils.tensorboard"), ("mlflow", "mlflow.tracking")]
)
def test_a_tracker_that_is_not_installed_is_told_before_any_work(
    key: str, imported: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, imported, raising=False)
    monkeypatch.setitem(sys.modules, key, None)
    words = rf"this needs {key}, which is not there .*hamnosys-toolkit\[{key}\]"
    with pytest.raises(MissingExtraError, match=words):
        train(asking(tmp_path / "run", key))
    assert not (tmp_path / "run").exists()


# --- whole runs ---


@needs_mlflow
def test_a_whole_run_and_its_continuation(
    tmp_path: Path, neptune: FakeNeptune, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("tensorboard")
    monkeypatch.setattr("trainer.reporting.find_spec", lambda _name: None)
    data = write_clips(tmp_path / "clips", practice_rows(12, classes=3))
    general = {"tensorboard": True, "mlflow": True, "neptune": True, "ratio_test": 0.25}
    config = small(data, tmp_path / "run", general_parameters=general)
    run = train(config).directory
    with (run / "history.csv").open(encoding="utf-8", newline="") as stream:
        losses = [float(each["train_loss"]) for each in csv.DictReader(stream)]
    wanted = [(epoch, pytest.approx(loss)) for epoch, loss in enumerate(losses, start=1)]
    assert len(wanted) == 2
    stored = Stored(run)
    assert stored.run.info.status == "FINISHED"
    assert stored.steps("train_loss") == wanted
    assert events(run / "tensorboard")["train_loss"] == wanted
    assert neptune.fields[0]["epochs/train_loss"] == wanted
    assert "final/test/loss" in stored.run.data.metrics
    # All epochs are done: nothing is logged twice, and the run is the same.
    train(config, resume=True)
    again = Stored(run)
    assert again.ids == stored.ids
    assert again.steps("train_loss") == wanted
    assert len(again.steps("final/test/loss")) == 1
    # Begun anew, it is another.
    train(config, force=True)
    assert len(Stored(run, count=2).ids) == 2
