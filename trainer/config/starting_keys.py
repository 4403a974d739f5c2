"""What a starting configuration shows."""

from __future__ import annotations

from dataclasses import fields

from trainer.config.schema import (
    Augmentations,
    FeatureExtractor,
    General,
    Landmarks,
    Loss,
    Training,
    Transformer,
)

Sections = tuple[tuple[str, type, tuple[str, ...]], ...]
"""Name, dataclass and keys of sections."""

SECTIONS: Sections = (
    (
        "general_parameters",
        General,
        (
            "data_path",
            "ratio_train_test",
            "ratio_test",
            "workers",
            "gpu",
            "path_to_save",
            "seed",
            "deterministic",
        ),
    ),
    (
        "train_parameters",
        Training,
        (
            "classification_mode",
            "use_frames",
            "use_landmarks",
            "sampling",
            "epochs",
            "batch_size",
            "lr",
            "schedule",
            "optimizer",
            "weight_decay",
            "early_stopping",
            "precision",
            "num_segments",
            "time",
            "fast_dev_run",
        ),
    ),
    (
        "augmentations_parameters",
        Augmentations,
        (
            "apply_resize",
            "resize_size",
            "apply_center_crop",
            "center_crop_size",
            "apply_random_erasing",
            "apply_random_rotation",
            "apply_random_shift",
            "apply_color_jitter",
            "apply_rgb_shift",
            "apply_blur",
            "apply_mirror",
        ),
    ),
    ("loss", Loss, ("class_weights", "label_smoothing", "focal_gamma")),
    (
        "feature_extractor",
        FeatureExtractor,
        ("name", "model_path", "pretrained", "checkpoint_path", "representation_size", "pooling"),
    ),
    (
        "transformer",
        Transformer,
        (
            "name",
            "feedforward_size",
            "num_attention_heads",
            "num_encoder_layers",
            "output_size",
            "dropout_rate",
        ),
    ),
)
"""Sections and keys that matter at first, in the order in which people look for them."""

LANDMARKS = ("landmarks", Landmarks, tuple(field.name for field in fields(Landmarks)))
"""The section that counts with landmarks only."""

_OF_LANDMARKS = {
    "augmentations_parameters": ("apply_mirror",),
    "feature_extractor": ("name", "checkpoint_path", "representation_size"),
}


def without_frames() -> Sections:
    """Sections and keys that matter with landmarks alone."""
    found = []
    for name, section, keys in SECTIONS:
        found.append((name, section, _OF_LANDMARKS.get(name, keys)))
        if name == "feature_extractor":
            found.append(LANDMARKS)
    return tuple(found)


FREEZING = (
    "# Which parts of the model are frozen when. An example: the extractor for ten epochs, then",
    "# the transformer for five, then everything is trained.",
    "# freeze_scheduler:",
    "#   model_params:",
    "#     feature_extractor: [true, false]",
    "#     transformer: [false, true]",
    "#   freeze_pattern_repeats: [10, 5]",
    "#   freeze_mode: epoch",
)
