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


def _extractor(config: Config) -> Found:
    training, name = config.train_parameters, config.feature_extractor.name
    if name != "landmark_extractor":
        return
    if not training.use_landmarks:
        yield "train_parameters.use_landmarks", "must be true for landmark_extractor"
    elif training.use_frames:
        yield (
            "train_parameters.use_frames",
            "must be false for landmark_extractor, which sees none; cnn_extractor and "
            "resnet50_extractor take frames and landmarks together",
        )


def _some_parts(config: Config) -> Found:
    if config.train_parameters.use_landmarks and not config.landmarks.parts:
        yield "landmarks.parts", "at least one part must be given"
    if len(set(config.landmarks.parts)) < len(config.landmarks.parts):
        yield "landmarks.parts", "a part is given twice"


def _gloss_head(config: Config) -> Found:
    for name in config.heads.gloss:
        if name != "gloss":
            yield f"heads.gloss.{name}", "the only head of mode gloss is called gloss"


def _some_weight(config: Config) -> Found:
    mode = config.train_parameters.classification_mode
    kinds = {"joint": ("hamnosys", "gloss")}.get(mode, (mode,))
    sections = [getattr(config.heads, kind) for kind in kinds]
    weights = [head.loss_weight for heads in sections for head in heads.values()]
    # An empty section stands for all heads of the data.
    if all(sections) and not any(weights):
        path = "heads" if mode == "joint" else f"heads.{mode}"
        yield path, "every loss_weight is 0, so nothing would be trained"


def _one_gloss(config: Config) -> Found:
    joint = config.train_parameters.classification_mode == "joint"
    if joint and "gloss" in config.heads.hamnosys:
        yield "heads.hamnosys.gloss", "in joint mode the head of the glosses is heads.gloss.gloss"


def _attention(config: Config) -> Found:
    transformer, width = config.transformer, config.feature_extractor.representation_size
    attends = transformer.name in ("sign_language_transformer", "sign_language_cnn_transformer")
    attends |= transformer.name == "hubert_transformer" and not transformer.hubert_path
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
    (
        (
            "train_parameters.use_frames",
            "train_parameters.use_landmarks",
            "train_parameters.landmarks",
            "feature_extractor.name",
        ),
        _extractor,
    ),
    (("landmarks.parts", "train_parameters.use_landmarks"), _some_parts),
    ((), _gloss_head),
    (("heads", "train_parameters.classification_mode"), _some_weight),
    (("train_parameters.classification_mode",), _one_gloss),
    (
        (
            "transformer.name",
            "transformer.num_attention_heads",
            "transformer.hubert_path",
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
