"""What to tell about a configuration that is not wrong: remarks, and keys without effect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from importlib.util import find_spec
from pathlib import PurePath
from typing import Any

from hamnosys.errors import printable
from trainer.config.schema import Augmentations, Config, Landmarks

OLD_SUFFIXES = (".pth", ".pt", ".ckpt")
"""Ends of ``path_to_save`` from the time when it was a file."""


def notes_on(config: Config, data: object) -> tuple[str, ...]:
    """Remarks for standard error, one line each.

    Args:
        config: the resolved configuration.
        data: what stood in its file.
    """
    return tuple(map(printable, _notes(config, data)))


def _notes(config: Config, data: object) -> Iterator[str]:
    given = _part(data, "general_parameters").get("path_to_save")
    if isinstance(given, str) and PurePath(given).suffix.lower() in OLD_SUFFIXES:
        directory = config.general_parameters.path_to_save
        yield f"path_to_save: the old suffix of {given} is dropped: {directory}"
    training = _part(data, "train_parameters")
    if "schedule" not in training and {"warmup_steps", "multiply_lr_step"} & training.keys():
        yield (
            "warmup_steps and multiply_lr_step count with schedule: warmup_multiply; "
            f"this file gets {config.train_parameters.schedule}"
        )
    if config.general_parameters.neptune:
        there = find_spec("neptune") is not None
        yield "neptune: " + (
            "its hosted service is no more: the client writes files below the run directory"
            if there
            else "its client is not installed: results stay in the run directory"
        )
    heads = config.heads.of(config.train_parameters.classification_mode)
    if idle := [name for name, head in heads.items() if not head.loss_weight]:
        yield f"not trained (loss_weight 0): {', '.join(idle)}"
    extractor = config.feature_extractor.name
    if not config.train_parameters.use_frames and extractor != "landmark_extractor":
        yield f"feature_extractor: {extractor} needs frames: landmark_extractor is taken"
    if config.train_parameters.sampling != "none" and config.loss.class_weights != "none":
        yield "sampling and loss.class_weights both favour rare classes: one may be enough"


def unused_keys(config: Config, data: object) -> tuple[tuple[str, str], ...]:
    """Known keys that a file sets and that have no effect with its other settings.

    Args:
        config: the resolved configuration.
        data: what stood in its file.

    Returns:
        The path of each key, once, and the first reason, in the order of the rules.
    """
    found: dict[str, str] = {}
    for section, keys, reason in _reasons(config):
        for key in keys:
            if _part(data, section).get(key) not in (None, {}, []):
                found.setdefault(f"{section}.{key}", reason)
    return tuple(found.items())


def _reasons(config: Config) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Section, keys without effect there, and why."""
    training = config.train_parameters
    if not training.use_frames:
        pictures_only = tuple(name for name in _names(Augmentations) if name != "apply_mirror")
        yield _PICTURES, pictures_only, "use_frames is false"
        yield _EXTRACTOR, _OF_PICTURES, "use_frames is false"
    for rule in RULES:
        value = getattr(getattr(config, rule.section), rule.condition)
        if value not in rule.values:
            shown = str(value).lower() if isinstance(value, bool) else value
            yield rule.section, rule.keys, f"{rule.condition} is {shown}"
    general, pictures = config.general_parameters, config.augmentations_parameters
    if general.validation_data_paths:
        yield "general_parameters", ("ratio_train_test",), "validation_data_paths are given"
    if general.test_data_paths:
        yield "general_parameters", ("ratio_test",), "test_data_paths are given"
    if config.transformer.name == _HUBERT and config.transformer.hubert_path:
        yield _TRANSFORMER, _OF_FRESH_HUBERT, "hubert_path is given"
    if not training.use_landmarks:
        yield "landmarks", _names(Landmarks), "use_landmarks is false"
    # The crop takes its size from resize_size where it has none of its own.
    crops_so = pictures.apply_center_crop and pictures.center_crop_size is None
    if not pictures.apply_resize and not crops_so:
        yield "augmentations_parameters", ("resize_size",), "apply_resize is false"
    mode = training.classification_mode
    if mode != "joint":
        other = "gloss" if mode == "hamnosys" else "hamnosys"
        yield "heads", (other,), f"classification_mode is {mode}"


def _names(section: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(section))


@dataclass(frozen=True, slots=True)
class Rule:
    """Keys of a section that count only where another key of it has one of some values."""

    section: str
    keys: tuple[str, ...]
    condition: str
    values: tuple[Any, ...] = (True,)


_PICTURES, _TRAINING = "augmentations_parameters", "train_parameters"
_EXTRACTOR, _TRANSFORMER = "feature_extractor", "transformer"
_ATTENTION = ("sign_language_transformer", "sign_language_cnn_transformer")
_HUBERT = "hubert_transformer"
_OF_PICTURES = ("model_path", "model_args", "pooling", "grid_channels", "pretrained")
_OF_FRESH_HUBERT = (
    *("num_attention_heads", "feedforward_size", "num_encoder_layers", "dropout_rate"),
)

RULES = (
    Rule(_PICTURES, ("center_crop_size",), "apply_center_crop"),
    Rule(_PICTURES, ("random_erasing_probability",), "apply_random_erasing"),
    Rule(_PICTURES, ("random_rotation_degree",), "apply_random_rotation"),
    Rule(_PICTURES, ("random_shift", "random_scale"), "apply_random_shift"),
    Rule(
        _PICTURES,
        (
            "color_jitter_brightness",
            "color_jitter_contrast",
            "color_jitter_saturation",
            "color_jitter_hue",
        ),
        "apply_color_jitter",
    ),
    Rule(
        _PICTURES,
        ("rgb_shift_r_shift_limit", "rgb_shift_g_shift_limit", "rgb_shift_b_shift_limit"),
        "apply_rgb_shift",
    ),
    Rule(_PICTURES, ("blur_limit",), "apply_blur"),
    Rule(_TRAINING, ("warmup_steps",), "schedule", ("warmup_multiply", "cosine")),
    Rule(_TRAINING, ("multiply_lr_step",), "schedule", ("warmup_multiply",)),
    Rule(_TRAINING, ("gloss_names",), "classification_mode", ("gloss", "joint")),
    Rule(_EXTRACTOR, ("model_path", "model_args"), "name", ("cnn_extractor",)),
    Rule(_EXTRACTOR, ("grid_channels",), "pooling", ("grid",)),
    Rule(_TRANSFORMER, ("positions", "pooling"), "name", _ATTENTION),
    Rule(_TRANSFORMER, ("num_attention_heads",), "name", (*_ATTENTION, _HUBERT)),
    Rule(_TRANSFORMER, ("hubert_path",), "name", (_HUBERT,)),
    Rule(
        _TRANSFORMER,
        ("feedforward_size", "num_encoder_layers", "dropout_rate"),
        "name",
        (*_ATTENTION, "lstm", _HUBERT),
    ),
)
"""The table that `unused_keys` goes by; what a key's ``used`` says is in it."""


def _part(data: object, section: str) -> Mapping[Any, Any]:
    """A section of a file; empty if it is none."""
    part = data.get(section) if isinstance(data, Mapping) else None
    return part if isinstance(part, Mapping) else {}
