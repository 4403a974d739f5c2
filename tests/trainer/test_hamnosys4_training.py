"""The trainer learns the heads of `hamnosys4` as it does those of any scheme."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from builders import ham
from clip_builders import clip_names, practice_rows, write_clips
from trainer_builders import small

from hamnosys.classfile import ClassRow, read_class_file, write_class_file
from hamnosys.parser import parse
from hamnosys.posture.class_signs import PostureError, sign_of_classes
from hamnosys.schemes import Scheme, load_scheme
from trainer.checkpoint import load_model
from trainer.config import Config
from trainer.job import train
from trainer.predicting import Prediction, predict

ACTIONS = ("moveu", "circleo repeatfromstart", "replace fist palmd", "")
COUNT = 16


@pytest.fixture(scope="module")
def scheme() -> Scheme:
    return load_scheme("hamnosys4")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, scheme: Scheme) -> Path:
    """Clips that show classes of hearai, labelled with those of hamnosys4 of the same signs."""
    hearai = load_scheme("hearai")
    shown, texts = [], []
    for row in practice_rows(4 * COUNT):
        try:
            shown_sign = sign_of_classes(hearai, row).to_hamnosys()
        except PostureError:
            continue
        shown.append(row)
        texts.append(shown_sign + ham(ACTIONS[len(texts) % len(ACTIONS)]))
    folder = write_clips(tmp_path_factory.mktemp("data") / "clips", shown[:COUNT])
    rows = []
    for name, text in zip(clip_names(COUNT), texts, strict=False):
        classes = scheme.classes(parse(text).signs[0])
        rows.append(ClassRow(name, 0, 0, classes))
    write_class_file(folder / "test_hamnosys.txt", rows, scheme, force=True)
    return folder


def config(data: Path, run: Path, scheme: str | None) -> Config:
    training = {"epochs": 1, "batch_size": 2, "lr": 0.02} | ({"scheme": scheme} if scheme else {})
    return small(data, run, train_parameters=training)


@pytest.fixture(scope="module")
def run(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run of one epoch, whose scheme is known by the header of the class file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("trainer.reporting.find_spec", lambda _name: None)
        return train(config(data, tmp_path_factory.mktemp("runs") / "run", None)).directory


@pytest.fixture(scope="module")
def predictions(run: Path, data: Path) -> list[Prediction]:
    return predict(run, [data / name for name in clip_names(3)], gpu=-1, top=99)


def test_the_checkpoint_has_every_head_with_its_labels(run: Path, scheme: Scheme) -> None:
    model, description = load_model(run, torch.device("cpu"))
    assert description.scheme == "hamnosys4"
    found = {head.name: head.labels for head in description.heads}
    assert found == {head.name: head.labels for head in scheme.heads}
    assert {name: layer.out_features for name, layer in linear_heads(model).items()} == {
        head.name: head.classes for head in scheme.heads
    }


def linear_heads(model: torch.nn.Module) -> dict[str, torch.nn.Linear]:
    names = load_scheme("hamnosys4").names
    layers = [m for m in model.heads.modules() if isinstance(m, torch.nn.Linear)]
    return dict(zip(names, layers, strict=True))


def test_every_head_is_scored(run: Path, scheme: Scheme) -> None:
    scores = json.loads((run / "best.json").read_text(encoding="utf-8"))["scores"]
    assert set(scheme.names) <= set(json.dumps(scores).replace('"', " ").split())


def test_a_prediction_names_the_classes_of_every_head(
    predictions: list[Prediction], scheme: Scheme
) -> None:
    for prediction in predictions:
        assert [head.head for head in prediction.heads] == list(scheme.names)
        for found, head in zip(prediction.heads, scheme.heads, strict=True):
            assert {guess.label for guess in found.guesses} == set(head.labels)
            assert sum(guess.probability for guess in found.guesses) == pytest.approx(1, abs=1e-4)


def test_what_is_always_so_is_learned_at_once(
    predictions: list[Prediction], data: Path, scheme: Scheme
) -> None:
    """Heads of one class in all clips lean towards it after a few steps."""
    rows = read_class_file(data / "test_hamnosys.txt").rows
    constant = [
        (place, classes.pop())
        for place in range(len(scheme.heads))
        if len(classes := {row.classes[place] for row in rows}) == 1
    ]
    assert 20 < len(constant) < len(scheme.heads)
    right = [
        prediction.heads[place].guesses[0].number == number
        for prediction in predictions
        for place, number in constant
    ]
    chance = sum(1 / scheme.heads[place].classes for place, _ in constant) / len(constant)
    assert sum(right) / len(right) > 2 * chance, (sum(right) / len(right), chance)


def test_the_configuration_may_name_the_scheme(data: Path, tmp_path: Path, run: Path) -> None:
    """The same training as by the header alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("trainer.reporting.find_spec", lambda _name: None)
        named = train(config(data, tmp_path / "named", "hamnosys4")).directory
    first, second = (d / "best.safetensors" for d in (run, named))
    assert first.read_bytes() == second.read_bytes()
