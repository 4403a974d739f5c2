"""What must be true of keys together, after each has been read by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from trainer.config.faults import Faults
from trainer.config.schema import Config

Found = Iterator[tuple[str, str]]
"""Paths, and what is wrong there."""


def check(config: Config, faults: Faults) -> None:
    """Note what does not fit together.

    A check is left out where a key that it looks at could not be read: its default says nothing.
    """
    for paths, find in _CHECKS:
        if not any(map(faults.touch, paths)):
            for path, words in find(config):
                faults.add(path, words)


def _some_data(config: Config) -> Found:
    if not config.data_paths:
        yield "general_parameters.data_path", "a directory must be given here or in data_paths"


def _something_to_validate_on(config: Config) -> Found:
    general = config.general_parameters
    if general.ratio_train_test == 1.0 and not general.validation_data_paths:
        yield (
            "general_parameters.ratio_train_test",
            "1.0 leaves nothing to validate on: take less, or give validation_data_paths",
        )


def _some_input(config: Config) -> Found:
    training = config.train_parameters
    if not training.use_frames and not training.use_landmarks:
        yield "train_parameters.use_frames", "must be true where use_landmarks is not"


def _no_landmarks_yet(config: Config) -> Found:
    if config.train_parameters.use_landmarks:
        yield "train_parameters.use_landmarks", "landmarks cannot be trained on yet: must be false"


def _gloss_head(config: Config) -> Found:
    for name in config.heads.gloss:
        if name != "gloss":
            yield f"heads.gloss.{name}", "the only head of mode gloss is called gloss"


def _some_weight(config: Config) -> Found:
    mode = config.train_parameters.classification_mode
    heads = config.heads.gloss if mode == "gloss" else config.heads.hamnosys
    if heads and not any(head.loss_weight for head in heads.values()):
        yield f"heads.{mode}", "every loss_weight is 0, so nothing would be trained"


def _attention(config: Config) -> Found:
    transformer, width = config.transformer, config.feature_extractor.representation_size
    attends = transformer.name in ("sign_language_transformer", "sign_language_cnn_transformer")
    if attends and width % transformer.num_attention_heads:
        yield (
            "transformer.num_attention_heads",
            f"must divide feature_extractor.representation_size ({width}), "
            f"which {transformer.num_attention_heads} does not",
        )


def _freezing(config: Config) -> Found:
    freeze = config.freeze_scheduler
    if freeze is None:
        return
    if not freeze.model_params:
        yield "freeze_scheduler.model_params", "at least one part must be given, or no section"
    if not freeze.freeze_pattern_repeats:
        yield "freeze_scheduler.freeze_pattern_repeats", "at least one must be given, or no section"
    patterns = len(freeze.freeze_pattern_repeats)
    for part, flags in freeze.model_params.items():
        if patterns and len(flags) != patterns:
            yield (
                f"freeze_scheduler.model_params.{part}",
                f"has {len(flags)} patterns, but freeze_pattern_repeats has {patterns}",
            )


_CHECKS: tuple[tuple[tuple[str, ...], Callable[[Config], Found]], ...] = (
    (("general_parameters.data_path", "general_parameters.data_paths"), _some_data),
    (
        ("general_parameters.ratio_train_test", "general_parameters.validation_data_paths"),
        _something_to_validate_on,
    ),
    (
        (
            "train_parameters.use_frames",
            "train_parameters.use_landmarks",
            "train_parameters.landmarks",
        ),
        _some_input,
    ),
    (("train_parameters.use_landmarks",), _no_landmarks_yet),
    ((), _gloss_head),
    (("heads", "train_parameters.classification_mode"), _some_weight),
    (
        (
            "transformer.name",
            "transformer.num_attention_heads",
            "feature_extractor.representation_size",
        ),
        _attention,
    ),
    (
        ("freeze_scheduler.model_params", "freeze_scheduler.freeze_pattern_repeats"),
        _freezing,
    ),
)
"""Checks, each with the keys that it looks at."""
