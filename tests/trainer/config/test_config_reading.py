"""Configurations are read with every fault at once, and resolved."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml

from trainer.config import Config, ReadConfig, config_from, read_config
from trainer.config.kinds import entries
from trainer.config.notes import RULES
from trainer.errors import ConfigError

HEADS = {
    "symmetry_operator": 9,
    "hand_shape_base_form": 12,
    "hand_shape_thumb_position": 4,
    "hand_shape_bending": 6,
    "hand_position_finger_direction": 18,
    "hand_position_palm_orientation": 8,
    "hand_location_x": 14,
    "hand_location_y": 5,
}

PREDECESSOR = """
general_parameters:
  data_path: /data/clips
  ratio_train_test: 0.8
  workers: 4
  gpu: 0
  path_to_save: /models/best.pth
  seed: 42
  neptune: true
augmentations_parameters:
  apply_random_erasing: true
  apply_random_rotation: true
  apply_color_jitter: true
  apply_rgb_shift: false
  apply_blur: false
  resize_size: 256
  center_crop_size: 224
  random_erasing_probability: 0.5
  random_rotation_degree: 10
  color_jitter_brightness: 0.4
  color_jitter_contrast: [0.6, 1.4]
  color_jitter_saturation: 1.5
  color_jitter_hue: 0.1
  rgb_shift_r_shift_limit: 0.05
  rgb_shift_g_shift_limit: 0.05
  rgb_shift_b_shift_limit: 0.05
  blur_limit: 5
train_parameters:
  classification_mode: hamnosys
  epochs: 10
  batch_size: 8
  lr: 1e-4
  num_segments: 20
  time: null
  fast_dev_run: false
  pre_training: false
  landmarks: false
  use_frames: true
  use_landmarks: false
  warmup_steps: 20.0
  multiply_lr_step: 0.95
feature_extractor:
  name: cnn_extractor
  model_path: efficientnet_b1
  representation_size: 512
transformer:
  name: sign_language_transformer
  feedforward_size: 1024
  num_attention_heads: 8
  num_encoder_layers: 2
  output_size: 1024
  dropout_rate: 0.1
heads:
  model: {additional_layers: 1, dropout_rate: 0.2}
  gloss:
    gloss: {num_class: 2400, loss_weight: 1}
  hamnosys:
    symmetry_operator: {num_class: 9, loss_weight: 1}
    hand_shape_base_form: {num_class: 12, loss_weight: 0}
    hand_shape_thumb_position: {num_class: 4, loss_weight: 0}
    hand_shape_bending: {num_class: 6, loss_weight: 0}
    hand_position_finger_direction: {num_class: 18, loss_weight: 0}
    hand_position_palm_orientation: {num_class: 8, loss_weight: 0}
    hand_location_x: {num_class: 14, loss_weight: 0}
    hand_location_y: {num_class: 5, loss_weight: 0}
freeze_scheduler:
  model_params:
    feature_extractor: [true, false]
    transformer: [false, true]
  freeze_pattern_repeats: [10, 5]
  freeze_mode: epoch
  verbose: true
"""


def read(text: str, folder: Path) -> ReadConfig:
    path = folder / "config.yml"
    path.write_text(text, encoding="utf-8")
    return read_config(path)


def set_in(**sections: dict[str, Any]) -> dict[str, Any]:
    """Data of a configuration that has a data path."""
    general = {"data_path": "data", **sections.pop("general_parameters", {})}
    return {"general_parameters": general, **sections}


def config_of(**sections: dict[str, Any]) -> Config:
    return config_from(set_in(**sections), "config.yml")


def faults_of(data: object) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        config_from(data, "config.yml")
    assert caught.value.file == "config.yml"
    assert caught.value.exit_code == 2
    first, *others = caught.value.message.split("\n")
    if not others:
        return [first]
    assert first == f"{len(others)} faults"
    return [line.removeprefix("  ") for line in others]


def test_a_file_of_the_predecessor(tmp_path: Path) -> None:
    found = read(PREDECESSOR, tmp_path)
    config = found.config
    assert config.data_paths == ("/data/clips",)
    assert config.general_parameters.path_to_save == "/models/best"
    pictures = config.augmentations_parameters
    assert (pictures.apply_resize, pictures.apply_center_crop) == (True, True)
    assert pictures.center_crop_size == (224, 224)
    assert pictures.color_jitter_brightness == (0.6, 1.4)
    assert pictures.color_jitter_contrast == (0.6, 1.4)
    assert pictures.color_jitter_saturation == (0.0, 2.5)
    assert pictures.color_jitter_hue == (-0.1, 0.1)
    training = config.train_parameters
    assert (training.schedule, training.lr, training.warmup_steps) == ("onecycle", 1e-4, 20.0)
    assert config.heads.gloss["gloss"].num_class == 2400
    assert {name: head.num_class for name, head in config.heads.hamnosys.items()} == HEADS
    assert config.freeze_scheduler is not None
    assert config.freeze_scheduler.model_params["transformer"] == (False, True)
    assert config.freeze_scheduler.freeze_pattern_repeats == (10, 5)


def test_what_is_told_about_a_file_of_the_predecessor(tmp_path: Path) -> None:
    found = read(PREDECESSOR, tmp_path)
    idle = ", ".join(list(HEADS)[1:])
    assert found.notes() == (
        "path_to_save: the old suffix of /models/best.pth is dropped: /models/best",
        "warmup_steps and multiply_lr_step count with schedule: warmup_multiply; "
        "this file gets onecycle",
        "neptune: its client is not installed: results stay in the run directory",
        f"not trained (loss_weight 0): {idle}",
    )
    assert dict(found.unused()) == {
        "augmentations_parameters.rgb_shift_r_shift_limit": "apply_rgb_shift is false",
        "augmentations_parameters.rgb_shift_g_shift_limit": "apply_rgb_shift is false",
        "augmentations_parameters.rgb_shift_b_shift_limit": "apply_rgb_shift is false",
        "augmentations_parameters.blur_limit": "apply_blur is false",
        "train_parameters.warmup_steps": "schedule is onecycle",
        "train_parameters.multiply_lr_step": "schedule is onecycle",
        "heads.gloss": "classification_mode is hamnosys",
    }


def test_the_same_file_in_gloss_mode(tmp_path: Path) -> None:
    found = read(PREDECESSOR.replace("mode: hamnosys", "mode: gloss"), tmp_path)
    assert ("heads.hamnosys", "classification_mode is gloss") in found.unused()
    assert not any(note.startswith("not trained") for note in found.notes())


def test_the_smallest_file_has_defaults_and_no_remarks(tmp_path: Path) -> None:
    found = read("general_parameters: {data_path: data}\nloss:\n", tmp_path)
    assert found.notes() == ()
    assert found.unused() == ()
    assert found.config.loss == Config().loss
    assert found.config.freeze_scheduler is None
    assert found.file == str(tmp_path / "config.yml")


def test_every_fault_is_told_at_once() -> None:
    data = {
        "train_parameters": {"epochs": "ten", "lr": -1, "schedule": "linear", "workers": 2},
        "transformer": {"nam": "lstm"},
        "feature_extractor": [],
        "heads": {"hamnosys": {"hand_location_x": {"num_clas": 3, "loss_weight": "heavy"}}},
        "optimiser": {},
    }
    assert faults_of(data) == [
        "optimiser: unknown key: did you mean optimizer of train_parameters?",
        "train_parameters.workers: unknown key: it belongs to general_parameters",
        "train_parameters.epochs: must be a whole number of 1 or more, not 'ten'",
        "train_parameters.lr: must be a number greater than 0, not -1",
        "train_parameters.schedule: must be one of onecycle, warmup_multiply, cosine, not 'linear'",
        "feature_extractor: must be a section: keys and their values, not an empty list",
        "transformer.nam: unknown key: did you mean name?",
        "heads.hamnosys.hand_location_x.num_clas: unknown key: did you mean num_class?",
        "heads.hamnosys.hand_location_x.loss_weight: must be a number of 0 or more, not 'heavy'",
        "general_parameters.data_path: a directory must be given here or in data_paths",
    ]


def test_the_message_has_the_file_and_a_line_for_each_fault() -> None:
    with pytest.raises(ConfigError) as caught:
        config_from(set_in(loss={"focal": 1}, transformer=3), "my.yml")  # type: ignore[arg-type]
    first, *others = str(caught.value).splitlines()
    assert first == "my.yml: 2 faults"
    assert [line.split(":")[0] for line in others] == ["  loss.focal", "  transformer"]


WRONG_VALUES = [
    ("train_parameters", "epochs", True, "must be a whole number of 1 or more, not true"),
    ("train_parameters", "epochs", 2.5, "must be a whole number of 1 or more, not 2.5"),
    ("train_parameters", "epochs", "10", "must be a whole number of 1 or more, not '10'"),
    ("train_parameters", "epochs", 2**64, "of 1 or more, not a number that large"),
    ("train_parameters", "epochs", None, "not null (leave the key out for its default)"),
    ("train_parameters", "lr", float("nan"), "must be a number greater than 0, not nan"),
    ("train_parameters", "lr", float("inf"), "must be a number greater than 0, not inf"),
    ("train_parameters", "lr", "1e999", "must be a number greater than 0, not '1e999'"),
    ("train_parameters", "lr", "nan", "must be a number greater than 0, not 'nan'"),
    ("train_parameters", "lr", False, "must be a number greater than 0, not false"),
    ("train_parameters", "time", 0, "must be a number greater than 0, or null, not 0"),
    ("train_parameters", "use_frames", 1, "must be true or false, not 1"),
    ("train_parameters", "use_frames", "yes", "must be true or false, not 'yes'"),
    ("train_parameters", "classification_mode", "glosses", "must be one of hamnosys, gloss"),
    ("general_parameters", "path_to_save", 5, "in one line, not 5 (put it in quotes)"),
    ("general_parameters", "path_to_save", "", "must be text in one line, not ''"),
    ("general_parameters", "path_to_save", "a\nb", "must be text in one line, not 'a\\nb'"),
    ("general_parameters", "path_to_save", "a\0b", "must be text in one line, not 'a\\x00b'"),
    ("general_parameters", "data_paths", "data", "must be a list of texts, not 'data'"),
    ("general_parameters", "ratio_train_test", 0, "greater than 0 and at most 1, not 0"),
    ("general_parameters", "ratio_test", 0.95, "must be a number from 0 to 0.9, not 0.95"),
    ("general_parameters", "gpu", -2, "must be a whole number of -1 or more, or null, not -2"),
    ("augmentations_parameters", "center_crop_size", [1, 2, 3], "not [1, 2, 3]"),
    ("augmentations_parameters", "center_crop_size", [224, 2], "from 8 to 4096, or [height, wid"),
    ("augmentations_parameters", "color_jitter_hue", 0.6, "must be a number from 0 to 0.5, or ["),
    ("augmentations_parameters", "color_jitter_hue", [-0.6, 0.1], "from -0.5 to 0.5, not [-0.6"),
    ("augmentations_parameters", "color_jitter_contrast", [1.2, 0.8], "or [least, greatest]"),
    ("augmentations_parameters", "color_jitter_contrast", -0.1, "a number of 0 or more, or"),
    ("augmentations_parameters", "color_jitter_contrast", {"a": 1}, "not a mapping"),
    ("augmentations_parameters", "rgb_shift_r_shift_limit", 20, "from 0 to 1, not 20"),
    ("feature_extractor", "name", "vit", "resnet50_extractor, landmark_extractor, not 'vit'"),
    ("landmarks", "encoder", "flat", "must be one of plain, graph, not 'flat'"),
    ("landmarks", "drop", 1, "must be a number from 0 to 0.9, not 1"),
    ("feature_extractor", "model_args", [1], "must be names and their values, not [1]"),
    ("feature_extractor", "model_args", {1: 2}, "names must be text, not 1"),
    ("feature_extractor", "model_args", {"a": [float("inf")]}, "inf cannot stand here"),
    ("transformer", "name", "gpt_transformer", "must be one of sign_language_transformer, "),
    ("heads", "hamnosys", ["a"], "must be names, each with the keys of one, not ['a']"),
    ("heads", "model", 3, "must be a section: keys and their values, not 3"),
]


@pytest.mark.parametrize(("section", "key", "value", "words"), WRONG_VALUES)
def test_a_value_that_is_none(section: str, key: str, value: object, words: str) -> None:
    (line,) = faults_of(set_in(**{section: {key: value}}))
    assert line.startswith(f"{section}.{key}: ")
    assert words in line


@pytest.mark.parametrize(
    ("section", "data", "path", "words"),
    [
        ("general_parameters", {"data_paths": ["a", 2]}, "data_paths[1]", "must be text"),
        (
            "heads",
            {"hamnosys": {"a": 6}},
            "hamnosys.a",
            "must be a section: keys and their values, not 6",
        ),
        ("heads", {"hamnosys": {5: {}}}, "hamnosys.5", "a name must be text"),
        ("heads", {"gloss": {"sign": {}}}, "gloss.sign", "the only head of mode gloss"),
        ("heads", {"hamnosys": {"a": {"num_class": 1}}}, "hamnosys.a.num_class", "of 2 or more"),
        ("heads", {"hamnosys": {"a": {"loss_weight": 0}}}, "hamnosys", "every loss_weight is 0"),
        ("general_parameters", {"ratio_train_test": 1}, "ratio_train_test", "nothing to validate"),
        ("train_parameters", {"use_frames": False}, "use_frames", "must be true where"),
        ("landmarks", {"parts": ["pose", "hand"]}, "parts[1]", "face, pose, not 'hand'"),
        ("landmarks", {"parts": ["pose", "face", "pose"]}, "parts", "a part is given twice"),
        ("transformer", {"num_attention_heads": 7}, "num_attention_heads", "which 7 does not"),
    ],
)
def test_what_does_not_fit_together(
    section: str, data: dict[str, Any], path: str, words: str
) -> None:
    (line,) = faults_of(set_in(**{section: data}))
    assert line.startswith(f"{section}.{path}: ")
    assert words in line


def freeze(parts: object, repeats: object) -> dict[str, Any]:
    return set_in(freeze_scheduler={"model_params": parts, "freeze_pattern_repeats": repeats})


@pytest.mark.parametrize(
    ("parts", "repeats", "expected"),
    [
        ({}, [], {"model_params": "at least one part", "freeze_pattern_repeats": "at least one"}),
        ({"transformer": [True]}, [], {"freeze_pattern_repeats": "at least one must be given"}),
        ({}, [3], {"model_params": "at least one part must be given"}),
        ({"a": [True], "b": [True, False]}, [1], {"model_params.b": "has 2 patterns, but"}),
        ({"a": True}, [1], {"model_params.a": "must be a list of true and false, not true"}),
        ({"a": [True, 1]}, [1, 2], {"model_params.a[1]": "must be true or false, not 1"}),
        ({"a": [True]}, [-1], {"freeze_pattern_repeats[0]": "a whole number of 0 or more, not -1"}),
    ],
)
def test_freezing_that_makes_no_sense(
    parts: object, repeats: object, expected: dict[str, str]
) -> None:
    lines = faults_of(freeze(parts, repeats))
    assert len(lines) == len(expected)
    for line, (path, words) in zip(lines, expected.items(), strict=True):
        assert line.startswith(f"freeze_scheduler.{path}: ")
        assert words in line


def test_no_faults_follow_from_a_fault() -> None:
    assert len(faults_of({"general_parameters": {"data_path": 5}})) == 1
    assert len(faults_of({"general_parameters": ["data"]})) == 1
    assert len(faults_of(set_in(transformer={"num_attention_heads": "x"}))) == 1


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("epochs", 20.0, 20),
        ("lr", "1e-4", 1e-4),
        ("lr", "2.5E-3", 2.5e-3),
        ("lr", 1, 1.0),
        ("time", None, None),
        ("scheme", "", None),
    ],
)
def test_values_that_are_taken_as_they_are_meant(key: str, value: object, expected: object) -> None:
    found = getattr(config_of(train_parameters={key: value}).train_parameters, key)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("value", "expected"), [(None, None), (64, (64, 64)), ([64, 96.0], (64, 96))]
)
def test_the_crop_is_a_number_or_two(value: object, expected: object) -> None:
    config = config_of(augmentations_parameters={"center_crop_size": value})
    assert config.augmentations_parameters.center_crop_size == expected


def test_an_explicit_false_stays() -> None:
    given = {"apply_resize": False, "apply_center_crop": None}
    pictures = config_of(augmentations_parameters=given).augmentations_parameters
    assert (pictures.apply_resize, pictures.apply_center_crop) == (False, True)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("runs/a.pth", "runs/a"),
        ("runs/a.PT", "runs/a"),
        ("runs/a.pth.ckpt", "runs/a"),
        ("runs/a.v2", "runs/a.v2"),
        ("runs/.pt", "runs/.pt"),
        ("./runs/", "./runs/"),
    ],
)
def test_old_suffixes_of_the_run_directory(given: str, expected: str) -> None:
    config = config_of(general_parameters={"path_to_save": given})
    assert config.general_parameters.path_to_save == expected


def test_empty_lists_and_mappings_may_be_null() -> None:
    config = config_of(
        general_parameters={"data_paths": None},
        heads={"hamnosys": None, "model": None},
        feature_extractor={"model_args": None},
        freeze_scheduler=None,  # type: ignore[arg-type]
    )
    assert config == config_of()


def test_several_data_paths_and_one() -> None:
    config = config_of(general_parameters={"data_paths": ["more", "data"]})
    assert config.data_paths == ("data", "more")
    general = {"data_paths": ["more"], "ratio_train_test": 1.0, "validation_data_paths": ["other"]}
    assert config_from({"general_parameters": general}, "c.yml").data_paths == ("more",)


def test_attention_is_not_asked_of_models_without_it() -> None:
    for name in ("lstm", "fake_transformer"):
        config_of(transformer={"name": name, "num_attention_heads": 7})


@pytest.mark.parametrize(
    ("section", "given", "unused"),
    [
        ("transformer", {"name": "lstm", "pooling": "token"}, {"pooling": "name is lstm"}),
        (
            "transformer",
            {"name": "fake_transformer", "feedforward_size": 9, "output_size": 8},
            {"feedforward_size": "name is fake_transformer"},
        ),
        (
            "feature_extractor",
            {"name": "resnet50_extractor", "model_path": "x", "model_args": {"a": 1}},
            {
                "model_path": "name is resnet50_extractor",
                "model_args": "name is resnet50_extractor",
            },
        ),
        ("feature_extractor", {"grid_channels": 4}, {"grid_channels": "pooling is average"}),
        ("feature_extractor", {"grid_channels": 4, "pooling": "grid"}, {}),
        (
            "train_parameters",
            {"schedule": "cosine", "warmup_steps": 5, "multiply_lr_step": 0.9},
            {"multiply_lr_step": "schedule is cosine"},
        ),
        (
            "general_parameters",
            {"test_data_paths": ["t"], "ratio_test": 0.1, "validation_data_paths": ["v"]},
            {"ratio_test": "test_data_paths are given"},
        ),
        ("augmentations_parameters", {"apply_resize": False, "resize_size": 64}, {}),
        (
            "augmentations_parameters",
            {"apply_resize": False, "apply_center_crop": False, "resize_size": 64},
            {"resize_size": "apply_resize is false"},
        ),
    ],
)
def test_keys_without_effect(
    section: str, given: dict[str, Any], unused: dict[str, str], tmp_path: Path
) -> None:
    found = read(yaml.safe_dump(set_in(**{section: given})), tmp_path)
    assert dict(found.unused()) == {f"{section}.{key}": why for key, why in unused.items()}


def test_the_rules_name_keys_and_cover_what_the_schema_says() -> None:
    sections = {field.name: type(field.default) for field in fields(Config)}
    covered = {(rule.section, key) for rule in RULES for key in rule.keys}
    known = {
        (name, entry.name): entry
        for name, section in sections.items()
        if section is not type(None)
        for entry in entries(section)
    }
    assert covered <= known.keys()
    assert {place for place, entry in known.items() if entry.key.used} <= covered
    assert all((rule.section, rule.condition) in known for rule in RULES)


def test_a_schedule_of_its_own_is_not_remarked_on(tmp_path: Path) -> None:
    training = {"schedule": "warmup_multiply", "warmup_steps": 5}
    found = read(yaml.safe_dump(set_in(train_parameters=training)), tmp_path)
    assert found.notes() == ()


@pytest.mark.parametrize(
    ("content", "row", "words"),
    [
        (b"loss:\n  a: b: c\n", 2, "the YAML cannot be read: mapping values are not allowed here"),
        (b"loss: [1, 2\n", 2, "the YAML cannot be read"),
        (b"a: 1\n---\nb: 2\n", 2, "the YAML cannot be read"),
        (b"a: 1\nb: \xff\n", 2, "the file is not UTF-8"),
        (b"a: 1\nb: \x01\n", 2, "the character U+0001 cannot stand in YAML"),
        (b"a: 1\nb: 2024-13-45\n", 2, "'2024-13-45' is no value"),
        (b"a: 1\nb: !!bool maybe\n", 2, "'maybe' is no value"),
        (b"a: !!python/object:os.system {}\n", 1, "could not determine a constructor"),
        (b"? [a]\n: 1\n", 1, "found unhashable key"),
        (b"a: " + b"[" * 1500, None, "the YAML is nested too deeply"),
    ],
)
def test_a_file_that_is_no_yaml(
    content: bytes, row: int | None, words: str, tmp_path: Path
) -> None:
    path = tmp_path / "config.yml"
    path.write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        read_config(path)
    assert words in caught.value.message
    assert caught.value.row == row
    assert caught.value.file == str(path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("content", ["- 1\n", "text\n", "5\n"])
def test_a_file_without_sections(content: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="a configuration has sections: no mapping"):
        read(content, tmp_path)


def test_an_empty_file_lacks_data(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="a directory must be given"):
        read("# nothing\n", tmp_path)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    for path, words in (
        (tmp_path / "none.yml", "No such file"),
        (tmp_path, "Is a directory"),
        ("a\0b", "null byte"),
        ("", "empty"),
    ):
        with pytest.raises(ConfigError, match=words):
            read_config(path)


def test_a_byte_order_mark_is_no_part_of_a_key(tmp_path: Path) -> None:
    assert read("\ufeffgeneral_parameters: {data_path: é}\n", tmp_path).config.data_paths == ("é",)


def test_keys_that_stand_twice(tmp_path: Path) -> None:
    text = "general_parameters:\n  data_path: a\n  data_path: b\nloss: {}\nloss: {oops: 1}\n"
    with pytest.raises(ConfigError) as caught:
        read(text, tmp_path)
    assert caught.value.message.split("\n  ") == [
        "3 faults",
        "general_parameters.data_path: stands twice, in line 2 and in line 3",
        "loss: stands twice, in line 4 and in line 5",
        "loss.oops: unknown key",
    ]


def test_aliases_and_merged_keys_are_no_doubles(tmp_path: Path) -> None:
    text = (
        "general_parameters: {data_path: data}\n"
        "heads:\n  hamnosys:\n"
        "    a: &head {num_class: 3, loss_weight: 2}\n"
        "    b: *head\n"
        "    c: {<<: *head, num_class: 4}\n"
    )
    heads = read(text, tmp_path).config.heads.hamnosys
    assert [(h.num_class, h.loss_weight) for h in heads.values()] == [(3, 2.0), (3, 2.0), (4, 2.0)]


def test_data_that_contain_themselves(tmp_path: Path) -> None:
    for text in (
        "general_parameters: {data_path: &a [*a]}\n",
        "feature_extractor:\n  model_args: &b {c: *b}\n",
    ):
        with pytest.raises(ConfigError, match="nested more than 50 deep"):
            read(text, tmp_path)


def test_a_key_of_several_sections_is_found_in_its_own() -> None:
    (line,) = faults_of(set_in(loss={"dropout_rate": 0.1}))
    homes = "landmarks or transformer or heads.model"
    assert line == f"loss.dropout_rate: unknown key: it belongs to {homes}"


def test_odd_keys_stay_on_one_line() -> None:
    lines = faults_of({**set_in(), 5: 1, "a\nb": 2, None: 3})
    assert lines == ["5: unknown key", "a\\nb: unknown key", "None: unknown key"]


def test_reading_needs_no_torch() -> None:
    code = "import sys, trainer.config, trainer.config.starting; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
