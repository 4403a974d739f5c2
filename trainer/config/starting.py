"""A commented configuration to start from, for a directory of clips."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import wrap
from typing import Any

from hamnosys.errors import InputError, printable
from trainer.config.kinds import Entry, entries
from trainer.config.looking import Seen, look_at
from trainer.config.schema import Augmentations, HeadModel
from trainer.config.starting_keys import FREEZING, LANDMARKS, SECTIONS, without_frames
from trainer.config.text import as_yaml
from trainer.config.values import is_line
from trainer.data.gloss_names import read_gloss_names
from trainer.data.tables import FILES, GLOSS, Table, read_table
from trainer.errors import DataError


def starting_config(directory: Path) -> str:
    """A configuration for a data directory, with a comment for each key; it reads without faults.

    The first clip decides what is read: frames, of a video too, or landmarks where it has none.

    Args:
        directory: holds a class file and the clips; written as it is given.

    Raises:
        InputError: there is no such directory, or no class file in it.
        DataError: a class file without rows or glosses, with faulty rows, or one that makes no
            sense.
    """
    heads = _heads(directory)
    seen = look_at(directory, heads.clips)
    values = _values(directory, heads.mode, seen)
    lines = [f"# Training configuration for {printable(directory)}", *_remarks(seen)]
    for each in SECTIONS if seen.frames else without_frames():
        lines += ["", *_section(each, values)]
    lines += ["", *_heads_lines(heads)]
    if seen.frames:
        lines += ["", "# What becomes of landmarks, with train_parameters.use_landmarks: true."]
        lines += ["# landmarks:", *_keys(*LANDMARKS[1:], values["landmarks"], "#   ")]
    return "\n".join([*lines, "", *FREEZING]) + "\n"


def _values(directory: Path, mode: str, seen: Seen) -> dict[str, dict[str, Any]]:
    """What is shown instead of the defaults, by section."""
    training: dict[str, Any] = {"classification_mode": mode}
    pictures: dict[str, Any] = {}
    extractor: dict[str, Any] = {"pretrained": True}
    landmarks: dict[str, Any] = {}
    if not seen.frames:
        training |= {"use_frames": False, "use_landmarks": True}
        extractor = {"name": "landmark_extractor"}
    if seen.video is not None:  # to enlarge it would only take time
        shorter = min(seen.video.width, seen.video.height)
        pictures["resize_size"] = max(_LEAST_SIZE, min(shorter, Augmentations().resize_size))
    if seen.parts:
        landmarks["parts"] = seen.parts
        if "pose" not in seen.parts:
            landmarks["normalization"] = "none"
    return {
        "general_parameters": {"data_path": str(directory)},
        "train_parameters": training,
        "augmentations_parameters": pictures,
        "feature_extractor": extractor,
        "landmarks": landmarks,
    }


def _remarks(seen: Seen) -> Iterator[str]:
    if seen.video is not None:
        video = seen.video
        yield (
            f"# Frames come from videos; the first has {video.width} x {video.height} pixels and "
            f"{video.fps:.5g} frames a second."
        )
    if not seen.frames:
        yield "# There are landmarks and no frames."
    elif seen.parts:
        yield "# There are landmarks, too: use_landmarks takes them beside the frames."


def _section(section: tuple[str, type, tuple[str, ...]], values: Mapping[str, Any]) -> list[str]:
    name, kind, keys = section
    return [*_title(name, kind), *_keys(kind, keys, values.get(name, {}), "  ")]


_LEAST_SIZE = 8
"""Of ``resize_size``."""


@dataclass(frozen=True, slots=True)
class _Heads:
    """Names of the clips, the mode, and the classes of each head (None: no scheme says it)."""

    clips: tuple[str, ...]
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
        table = read_table(directory, "gloss")
        return _Heads(_clips(table), "gloss", {GLOSS: _glosses(directory, table)})
    raise InputError(
        f"the directory has neither {FILES['hamnosys']} nor {FILES['gloss']}",
        file=str(directory),
        hint="hamnosys convert writes class files",
    )


def _hamnosys_heads(directory: Path) -> _Heads:
    table = read_table(directory, "hamnosys")
    if table.scheme is None:
        remark = "No built-in scheme has these heads: name yours in train_parameters.scheme."
        return _Heads(_clips(table), "hamnosys", dict.fromkeys(table.columns), remark)
    remark = ""
    if (directory / FILES["gloss"]).is_file():
        remark = "With classification_mode: joint the gloss is learned, too."
    classes = {head.name: head.classes for head in table.scheme.heads}
    return _Heads(_clips(table), "hamnosys", classes, remark)


def _clips(table: Table) -> tuple[str, ...]:
    return tuple(row.name for row in table.rows)


def _glosses(directory: Path, table: Table) -> int:
    """Number of glosses, which go from 0: all that have a name; two at least, as a head needs."""
    found = [gloss for row in table.rows for gloss in row.classes or () if gloss is not None]
    if not found:
        raise DataError("no row has a gloss", file=str(table.file))
    names = read_gloss_names([directory], None)
    return max(*found, 1, names.count - 1 if names else 1) + 1


_COLUMN, _WIDTH = 44, 100
"""Where comments begin at most, and where lines end; longer comments stand above their key."""


def _title(name: str, section: type) -> list[str]:
    first = (section.__doc__ or "").splitlines()[0].split(". ")[0].removesuffix(".")
    first = first.replace("``", "")
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
    return as_yaml(list(value) if isinstance(value, tuple) else value).strip()


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
