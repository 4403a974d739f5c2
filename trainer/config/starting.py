"""A commented configuration to start from, for a directory of clips."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import wrap
from typing import Any

from hamnosys.errors import InputError, printable
from trainer.config.kinds import Entry, entries
from trainer.config.schema import (
    Augmentations,
    FeatureExtractor,
    General,
    HeadModel,
    Loss,
    Training,
    Transformer,
)
from trainer.config.text import as_yaml
from trainer.config.values import is_line
from trainer.data.tables import FILES, GLOSS, read_table
from trainer.errors import DataError


def starting_config(directory: Path) -> str:
    """A configuration for a data directory, with a comment for each key; it reads without faults.

    Args:
        directory: holds a class file and the frames of its clips; written as it is given.

    Raises:
        InputError: there is no such directory, or no class file in it.
        DataError: a class file without rows or glosses, with faulty rows, or one that makes no
            sense.
    """
    heads = _heads(directory)
    values = {
        "data_path": str(directory),
        "classification_mode": heads.mode,
        "pretrained": True,
    }
    lines = [f"# Training configuration for {printable(directory)}"]
    for name, section, keys in SECTIONS:
        lines += ["", *_title(name, section), *_keys(section, keys, values, "  ")]
    lines += ["", *_heads_lines(heads), "", *FREEZING]
    return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True)
class _Heads:
    """The mode, and the number of classes of each head (None: no scheme says it)."""

    mode: str
    classes: Mapping[str, int | None]
    remark: str = field(default="")


def _heads(directory: Path) -> _Heads:
    if not directory.is_dir():
        raise InputError("there is no such directory", file=str(directory))
    if not is_line(str(directory)):
        reason = "the name of the directory cannot stand in a configuration"
        raise InputError(reason, file=str(directory))
    if (directory / FILES["hamnosys"]).is_file():
        return _hamnosys_heads(directory)
    if (directory / FILES["gloss"]).is_file():
        return _Heads("gloss", {GLOSS: _glosses(directory)})
    raise InputError(
        f"the directory has neither {FILES['hamnosys']} nor {FILES['gloss']}",
        file=str(directory),
        hint="hamnosys convert writes class files",
    )


def _hamnosys_heads(directory: Path) -> _Heads:
    table = read_table(directory, "hamnosys")
    if table.scheme is None:
        remark = "No built-in scheme has these heads: name yours in train_parameters.scheme."
        return _Heads("hamnosys", dict.fromkeys(table.columns), remark)
    return _Heads("hamnosys", {head.name: head.classes for head in table.scheme.heads})


def _glosses(directory: Path) -> int:
    """Number of glosses, which go from 0; two at least, as a head needs."""
    table = read_table(directory, "gloss")
    found = [gloss for row in table.rows for gloss in row.classes or () if gloss is not None]
    if not found:
        raise DataError("no row has a gloss", file=str(table.file))
    return max(*found, 1) + 1


SECTIONS: tuple[tuple[str, type, tuple[str, ...]], ...] = (
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


_COLUMN, _WIDTH = 44, 100
"""Where comments begin at most, and where lines end; longer comments stand above their key."""


def _title(name: str, section: type) -> list[str]:
    first = (section.__doc__ or "").splitlines()[0].split(". ")[0].removesuffix(".")
    return [f"# {first}.", f"{name}:"]


def _keys(
    section: type, keys: tuple[str, ...], values: Mapping[str, Any], indent: str
) -> Iterator[str]:
    """Lines with keys, values and what they mean, the comments below one another."""
    known = {entry.name: entry for entry in entries(section)}
    preset = section()
    rows = [
        (f"{indent}{name}: {_one_line(values.get(name, _present(preset, name)))}", known[name])
        for name in keys
    ]
    width = min(max(len(text) for text, _ in rows), _COLUMN)
    for text, entry in rows:
        line = f"{text.ljust(width)}  # {_comment(entry)}"
        if len(line) <= _WIDTH:
            yield line
        else:
            mark = f"{indent}# "
            yield from wrap(_comment(entry), _WIDTH, initial_indent=mark, subsequent_indent=mark)
            yield text


def _present(preset: Any, name: str) -> Any:
    """The default; what null means for the first two keys of the augmentations is true."""
    value = getattr(preset, name)
    return True if value is None and name.startswith("apply_") else value


def _one_line(value: Any) -> str:
    return as_yaml(value).strip()


def _comment(entry: Entry) -> str:
    said = all(choice in entry.key.doc for choice in entry.key.choices)
    choices = "" if said else f" One of {', '.join(entry.key.choices)}."
    used = f" Only with {entry.key.used}." if entry.key.used else ""
    return f"{entry.key.doc}{choices}{used}"


def _heads_lines(heads: _Heads) -> Iterator[str]:
    keys = tuple(entry.name for entry in entries(HeadModel))
    yield "# What is told apart. loss_weight is the head's share in the loss; 0 does not train it."
    yield "heads:"
    yield "  model:"
    yield from _keys(HeadModel, keys, {}, "    ")
    if heads.remark:
        yield f"  # {heads.remark}"
    yield f"  {heads.mode}:"
    for name, classes in heads.classes.items():
        number = _one_line(classes)
        yield f"    {_one_line(name)}: {{num_class: {number}, loss_weight: 1.0}}"
