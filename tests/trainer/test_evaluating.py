"""Scores of checkpoints."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from clip_builders import practice_rows, write_clips
from trainer_builders import small

from trainer.config import Config
from trainer.errors import CheckpointError, DataError, DeviceError
from trainer.evaluating import Evaluation, evaluate
from trainer.job import train

LENGTHS = [2, 3, 5] * 4


@pytest.fixture(scope="module", autouse=True)
def _undrawn() -> Any:
    """Drawing confusion matrices takes longer than training does here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("trainer.reporting.find_spec", lambda _name: None)
        yield


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """Of a finished run with a test share, augmentation and averaged weights."""
    folder = tmp_path_factory.mktemp("evaluating")
    data = write_clips(folder / "clips", practice_rows(12, classes=4), frames=LENGTHS)
    found = small(
        data,
        folder / "run",
        general_parameters={"ratio_train_test": 0.5, "ratio_test": 0.25},
        train_parameters={"ema": 0.5},
        augmentations_parameters={"apply_random_rotation": True, "apply_mirror": True},
    )
    train(found)
    return found


@pytest.fixture
def run(config: Config) -> Path:
    return Path(config.general_parameters.path_to_save)


def scores_in(run: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((run / "scores.json").read_text(encoding="utf-8"))
    return found


def counted(found: Evaluation) -> list[int]:
    return [confusion.count for confusion in found.keeper.confusions()]


@pytest.mark.parametrize("side", ["validation", "test"])
def test_the_scores_of_a_run_are_repeated(config: Config, run: Path, side: str) -> None:
    found = evaluate(config, run, side=side)
    assert (found.side, found.checkpoint) == (side, run / "best.safetensors")
    assert found.keeper.scores().to_json() == scores_in(run)["sides"][side]


def test_without_a_side_it_is_the_test_where_there_is_one(config: Config, run: Path) -> None:
    assert evaluate(config, run).side == "test"


@pytest.mark.parametrize("name", ["last.safetensors", "last.json"])
def test_a_checkpoint_is_named_by_either_of_its_files(config: Config, run: Path, name: str) -> None:
    found = evaluate(config, run / name, side="validation")
    assert found.checkpoint == run / "last.safetensors"
    last = json.loads((run / "last.json").read_text(encoding="utf-8"))
    assert found.keeper.scores().to_json() == last["scores"]


@pytest.mark.parametrize("batch", [1, 64])
def test_padding_and_batches_do_not_change_scores(config: Config, run: Path, batch: int) -> None:
    other = small(
        Path(str(config.general_parameters.data_path)), train_parameters={"batch_size": batch}
    )
    found = evaluate(other, run, data=[str(config.general_parameters.data_path)])
    usual = evaluate(config, run, data=[str(config.general_parameters.data_path)])
    assert found.keeper.scores().loss == pytest.approx(usual.keeper.scores().loss, rel=1e-5)
    assert counted(found) == [12] * 8


def test_all_clips_of_other_directories(config: Config, run: Path, tmp_path: Path) -> None:
    paths = [
        str(write_clips(tmp_path / name, practice_rows(count, seed=count, classes=4)))
        for name, count in (("one", 1), ("three", 3))
    ]
    found = evaluate(config, run, data=paths)
    assert found.side == "data"
    assert counted(found) == [4] * 8


def test_the_training_side_can_be_scored(config: Config, run: Path) -> None:
    assert counted(evaluate(config, run, side="train")) == [6] * 8


def test_columns_that_the_model_does_not_know_are_left_out(
    config: Config, run: Path, tmp_path: Path
) -> None:
    data = write_clips(tmp_path / "clips", practice_rows(2, classes=4, scheme="hearai9"))
    assert counted(evaluate(config, run, data=[str(data)])) == [2] * 8


def test_glosses_that_only_the_model_knows_are_no_fault(tmp_path: Path) -> None:
    data = write_clips(tmp_path / "clips", glosses=[0, 1, 2, 3] * 2)
    settings = {"classification_mode": "gloss", "epochs": 1}
    config = small(data, tmp_path / "run", train_parameters=settings)
    train(config)
    few = write_clips(tmp_path / "few", glosses=[1, 1, 0])
    found = evaluate(config, tmp_path / "run", data=[str(few)])
    assert [confusion.counts.shape for confusion in found.keeper.confusions()] == [(4, 4)]
    assert counted(found) == [3]
    more = write_clips(tmp_path / "more", glosses=[1, 4])
    with pytest.raises(DataError, match="gloss is 4, but the largest class of this head is 3"):
        evaluate(config, tmp_path / "run", data=[str(more)])
    with pytest.raises(CheckpointError, match=r"of another mode: gloss, and .* of hamnosys"):
        evaluate(small(data), tmp_path / "run")


def test_data_of_another_scheme_are_refused(config: Config, run: Path, tmp_path: Path) -> None:
    few = write_clips(tmp_path / "few", [(0,), (1,)], heads=["hand_location_x"])
    with pytest.raises(DataError, match="the model has heads that are not in the file: symmetry"):
        evaluate(config, run, data=[str(few)])


def test_other_classes_under_the_same_names_are_refused(
    config: Config, run: Path, tmp_path: Path
) -> None:
    text = (files("hamnosys") / "data" / "schemes" / "hearai.yaml").read_text(encoding="utf-8")
    exchanged = text.replace("0: hamfist", "0: hamflathand", 1).replace(
        "1: hamflathand", "1: hamfist", 1
    )
    assert exchanged != text
    (tmp_path / "mine.yaml").write_text(exchanged)
    data = write_clips(tmp_path / "clips", practice_rows(2, classes=4))
    mine = small(data, train_parameters={"scheme": str(tmp_path / "mine.yaml")})
    words = "class 0 of hand_shape_base_form is hamfist in the model, but hamflathand in the scheme"
    with pytest.raises(DataError, match=words) as error:
        evaluate(mine, run, data=[str(data)])
    assert error.value.file == str(data / "test_hamnosys.txt")


def test_a_checkpoint_elsewhere_needs_data(config: Config, run: Path, tmp_path: Path) -> None:
    for name in ("best.safetensors", "best.json"):
        (tmp_path / name).write_bytes((run / name).read_bytes())
    with pytest.raises(CheckpointError, match="no split was saved beside the checkpoint"):
        evaluate(config, tmp_path)
    data = [str(config.general_parameters.data_path)]
    found, usual = (evaluate(config, path, data=data) for path in (tmp_path, run))
    assert found.keeper.scores() == usual.keeper.scores()


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"\x80\x04}.", "is no file of weights"), (b"", "is no file of weights")],
)
def test_a_pickle_in_the_place_of_weights(
    config: Config, run: Path, tmp_path: Path, content: bytes, words: str
) -> None:
    (tmp_path / "best.safetensors").write_bytes(content)
    (tmp_path / "best.json").write_bytes((run / "best.json").read_bytes())
    with pytest.raises(CheckpointError, match=words) as error:
        evaluate(config, tmp_path)
    assert error.value.file == str(tmp_path / "best.safetensors")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("missing", "there is no such checkpoint"),
        ("", "the directory holds no checkpoint"),
        ("weights.pth", "only .safetensors files are read"),
        ("alone.safetensors", "cannot be read"),
    ],
)
def test_what_is_no_checkpoint(config: Config, tmp_path: Path, name: str, words: str) -> None:
    for file in ("weights.pth", "alone.safetensors"):
        (tmp_path / file).write_bytes(b"\x80\x04}.")
    with pytest.raises(CheckpointError, match=words):
        evaluate(config, tmp_path / name)


def test_a_side_without_clips(tmp_path: Path) -> None:
    data = write_clips(tmp_path / "clips", practice_rows(4))
    config = small(data, tmp_path / "run", train_parameters={"fast_dev_run": True})
    train(config)
    with pytest.raises(DataError, match="there is no clip for test"):
        evaluate(config, tmp_path / "run", side="test")


def test_a_gpu_that_does_not_exist(config: Config, run: Path) -> None:
    with pytest.raises(DeviceError, match="there is no GPU 99"):
        evaluate(small(None, general_parameters={"gpu": 99}), run)
