"""Small clips with class files, for tests of everything that trains.

The pictures can be learned: each head has a cell of the picture whose colour is its class.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from landmark_builders import save_npz, signing
from PIL import Image

from hamnosys.schemes import Scheme, load_scheme

Row = tuple[int | None, ...]
"""A class number for each head, None for absent."""


@cache
def hearai() -> Scheme:
    """The scheme with the eight heads."""
    return load_scheme("hearai")


def practice_rows(
    count: int, seed: int = 0, *, scheme: str = "hearai", classes: int | None = None
) -> list[Row]:
    """Random rows of classes; ``classes`` limits each head to its first so many."""
    rng = np.random.default_rng(seed)
    heads = load_scheme(scheme).heads
    highest = [head.classes if classes is None else min(classes, head.classes) for head in heads]
    return [tuple(int(rng.integers(high)) for high in highest) for _ in range(count)]


def clip_names(count: int) -> list[str]:
    """The names that `write_clips` gives: ``clip_000``, ``clip_001``, ..."""
    return [f"clip_{number:03d}" for number in range(count)]


def write_clips(
    path: Path,
    rows: Sequence[Row] | None = None,
    *,
    glosses: Sequence[int] | None = None,
    names: Sequence[str] | None = None,
    heads: Sequence[str] | None = None,
    spans: Sequence[tuple[int, int]] | None = None,
    frames: int | Sequence[int] = 4,
    size: tuple[int, int] = (24, 32),
    header: bool = True,
    properties: Mapping[str, Any] | Sequence[Mapping[str, Any] | None] | None = None,
    suffix: str = ".jpg",
    first: int = 0,
    pictures: bool = True,
    landmarks: Sequence[str] | bool = False,
) -> Path:
    """Write a data directory: ``test_hamnosys.txt``, ``test_gloss.txt`` and the frames.

    Args:
        path: the directory, made if it is not there.
        rows: classes of the clips; None writes no test_hamnosys.txt.
        glosses: their glosses; None writes no test_gloss.txt. Without rows the picture shows them.
        names: of the clips, `clip_names` if not given.
        heads: names of the columns; by default hearai or hearai9 by their number.
        spans: start and end of each row; by default 0 0, the whole clip.
        frames: how many each clip has.
        size: height and width in pixels.
        header: whether the class files have one.
        properties: ``NAME_properties.json`` of all clips, or of each (None: no file).
        suffix: .jpg, .jpeg or .png.
        first: number of the first frame.
        pictures: write the frames.
        landmarks: write ``NAME/NAME.npz``, all parts or some, whose fingers are as long as the
            classes are high.

    Returns:
        ``path``.
    """
    shown: Sequence[Row] = rows if rows is not None else [(gloss,) for gloss in glosses or ()]
    names = clip_names(len(shown)) if names is None else names
    spans = [(0, 0)] * len(shown) if spans is None else spans
    path.mkdir(parents=True, exist_ok=True)
    keys = [f"{name} {start} {end}" for name, (start, end) in zip(names, spans, strict=True)]
    if rows is not None:
        columns = heads
        if columns is None:
            columns = load_scheme("hearai9" if rows and len(rows[0]) == 9 else "hearai").names
        _write_table(path / "test_hamnosys.txt", keys, rows, columns if header else None)
    if glosses is not None:
        numbers = [(gloss,) for gloss in glosses]
        _write_table(path / "test_gloss.txt", keys, numbers, ("gloss",) if header else None)
    counts = [frames] * len(shown) if isinstance(frames, int) else frames
    for place, name in enumerate(names):
        each = properties[place] if isinstance(properties, Sequence) else properties
        numbers = range(first, first + counts[place])
        _write_clip(path / name, shown[place], numbers if pictures else (), size, suffix)
        if landmarks:
            write_landmarks(path / name, shown[place], numbers.stop, landmarks)
        if each is not None:
            target = path / name / f"{Path(name).name}_properties.json"
            target.write_text(json.dumps(each), encoding="utf-8")
    return path


def picture(row: Row, number: int = 0, size: tuple[int, int] = (24, 32)) -> np.ndarray:
    """A frame, uint8 (height, width, 3): a cell of its own colour for the class of each head.

    A white mark at the bottom tells the number of the frame, modulo the width.
    """
    high, wide = size
    columns = min(4, len(row))
    lines = -(-len(row) // columns)
    pixels = np.zeros((high, wide, 3), np.uint8)
    for place, number_of_class in enumerate(row):
        line, column = divmod(place, columns)
        part = pixels[
            line * high // lines : (line + 1) * high // lines,
            column * wide // columns : (column + 1) * wide // columns,
        ]
        code = 0 if number_of_class is None else number_of_class + 1
        part[:] = [60 * (code % 4), 60 * (code // 4 % 4), 60 * (code // 16 % 4)]
    pixels[-2:, number % wide] = 255
    return pixels


def write_landmarks(
    folder: Path, row: Row, frames: int, parts: Sequence[str] | bool = True
) -> Path:
    """Write the landmarks of a clip: heads 1 to 5 are fingers of the right hand, then the left."""
    lengths = [0.2 * (1 + (number or 0)) for number in row[:10]]
    lengths += [0.2] * (10 - len(lengths))
    found = signing(frames, lengths[:5], lengths[5:])
    chosen = found if isinstance(parts, bool) else {name: found[name] for name in parts}
    arrays = {name: points.reshape(frames, -1) for name, points in chosen.items()}
    return save_npz(folder / f"{folder.name}.npz", **arrays)


def _write_table(
    path: Path, keys: Sequence[str], rows: Sequence[Row], heads: Sequence[str] | None
) -> None:
    lines = [] if heads is None else [" ".join(["name start end", *heads])]
    for key, row in zip(keys, rows, strict=True):
        cells = ("NaN" if number is None else str(number) for number in row)
        lines.append(" ".join([key, *cells]))
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _write_clip(
    folder: Path, row: Row, numbers: Sequence[int], size: tuple[int, int], suffix: str
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    options = {} if suffix == ".png" else {"quality": 95, "subsampling": 0}
    for number in numbers:
        image = Image.fromarray(picture(row, number, size))
        image.save(folder / f"{folder.name}_{number}{suffix}", **options)
