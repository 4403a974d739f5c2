"""Keys that the mode, or sampling, decides about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from trainer.config import ReadConfig, config_from, read_config
from trainer.config.starting import starting_config
from trainer.errors import ConfigError

OFF, ON = {"loss_weight": 0}, {"loss_weight": 1}


def mapping(mode: str, heads: dict[str, Any] | None = None, **training: Any) -> dict[str, Any]:
    return {
        "general_parameters": {"data_path": "data"},
        "train_parameters": {"classification_mode": mode, **training},
        "heads": heads or {},
    }


def read(folder: Path, text: str) -> ReadConfig:
    (folder / "config.yaml").write_text(text, encoding="utf-8")
    return read_config(folder / "config.yaml")


def test_joint_mode_takes_the_heads_of_both(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "general_parameters: {data_path: data}\n"
        "train_parameters: {classification_mode: joint, gloss_names: names.txt}\n"
        "heads:\n"
        "  hamnosys: {one: {num_class: 3}, two: {loss_weight: 0}}\n"
        "  gloss: {gloss: {num_class: 2400, loss_weight: 8}}\n",
    )
    assert list(found.config.heads.of("joint")) == ["one", "two", "gloss"]
    assert found.unused() == ()
    assert found.notes() == ("not trained (loss_weight 0): two",)


@pytest.mark.parametrize(
    ("mode", "heads", "path"),
    [
        ("joint", {"hamnosys": {"one": OFF}, "gloss": {"gloss": OFF}}, "heads"),
        ("gloss", {"hamnosys": {"one": ON}, "gloss": {"gloss": OFF}}, "heads.gloss"),
        ("hamnosys", {"hamnosys": {"one": OFF}, "gloss": {"gloss": ON}}, "heads.hamnosys"),
    ],
)
def test_something_must_be_trained(mode: str, heads: dict[str, Any], path: str) -> None:
    with pytest.raises(ConfigError, match=f"{path}: every loss_weight is 0"):
        config_from(mapping(mode, heads), "config.yml")


@pytest.mark.parametrize(
    "heads",
    [
        {"hamnosys": {"one": OFF}},
        {"gloss": {"gloss": OFF}},
        {"hamnosys": {"one": OFF}, "gloss": {"gloss": ON}},
        {"hamnosys": {"one": ON}, "gloss": {"gloss": OFF}},
    ],
)
def test_in_joint_mode_one_kind_may_be_trained_alone(heads: dict[str, Any]) -> None:
    config_from(mapping("joint", heads), "config.yml")


def test_in_joint_mode_only_one_head_is_called_gloss() -> None:
    heads = {"hamnosys": {"gloss": ON}}
    config_from(mapping("hamnosys", heads), "config.yml")
    with pytest.raises(ConfigError, match=r"heads\.hamnosys\.gloss: in joint mode"):
        config_from(mapping("joint", heads), "config.yml")


def test_names_of_glosses_count_where_there_are_glosses(tmp_path: Path) -> None:
    text = "general_parameters: {data_path: data}\ntrain_parameters: {gloss_names: names.txt}\n"
    assert read(tmp_path, text).unused() == (
        ("train_parameters.gloss_names", "classification_mode is hamnosys"),
    )


def test_two_remedies_for_rare_classes_are_remarked_on(tmp_path: Path) -> None:
    text = (
        "general_parameters: {data_path: data}\ntrain_parameters: {sampling: balanced}\n"
        "loss: {class_weights: CHOICE}\n"
    )
    (note,) = read(tmp_path, text.replace("CHOICE", "balanced")).notes()
    assert "favour rare classes" in note
    assert read(tmp_path, text.replace("CHOICE", "none")).notes() == ()


def test_a_sampling_that_does_not_exist() -> None:
    with pytest.raises(ConfigError, match="must be one of none, balanced, square_root"):
        config_from(mapping("hamnosys", sampling="rare"), "config.yml")


def test_the_starting_configuration_knows_names_and_joint_mode(tmp_path: Path) -> None:
    (tmp_path / "test_gloss.txt").write_text("a 0 9 3\n")
    (tmp_path / "gloss_names.txt").write_text("0 A\n9 B\n")
    found = read(tmp_path, starting_config(tmp_path))
    assert found.config.heads.gloss["gloss"].num_class == 10
    (tmp_path / "test_hamnosys.txt").write_text("a 0 9 1 2 3 4 5 6 1 2\n")
    assert "classification_mode: joint the gloss is learned, too" in starting_config(tmp_path)
