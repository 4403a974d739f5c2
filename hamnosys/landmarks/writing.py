"""Writing landmarks as ``.npz``: the same arrays give the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from hamnosys.errors import UsageError
from hamnosys.landmarks.data import PARTS, VALUES, whole_points
from hamnosys.output import open_binary_output

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""Times would make the same landmarks other bytes."""


def write_landmarks(
    path: str | Path,
    parts: Mapping[str, npt.ArrayLike],
    *,
    size: tuple[int, int] | None = None,
    force: bool = False,
) -> None:
    """Write the landmarks of a clip, whole or not at all.

    Args:
        path: the file; ``.npz`` is its usual suffix.
        parts: name of a part to numbers (frames, points, 4) or (frames, 4 * points): x, y, z,
            visibility. Points that are missing are written as four zeros.
        size: width and height of the picture in pixels, both above 0.
        force: replace an existing file.

    Raises:
        UsageError: there is no part, no frame, an unknown part, a wrong shape or size.
        OutputError: the file exists (without ``force``) or cannot be written.
    """
    arrays: dict[str, npt.NDArray[Any]] = {name: _rows(name, parts[name]) for name in sorted(parts)}
    if len({len(array) for array in arrays.values()}) != 1:
        raise UsageError("landmarks need one part or more, all with as many frames")
    if size is not None:
        if min(size) <= 0:
            raise UsageError(f"a picture cannot be {size[0]} × {size[1]} pixels")
        arrays["size"] = np.array(size, dtype=np.int32)
    with (
        open_binary_output(path, force=force) as stream,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name, array in arrays.items():
            content = io.BytesIO()
            np.lib.format.write_array(content, array, version=(1, 0), allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy", _LONG_AGO)
            archive.writestr(entry, content.getvalue(), zipfile.ZIP_DEFLATED)


def _rows(name: str, values: npt.ArrayLike) -> npt.NDArray[np.float32]:
    if name not in PARTS:
        raise UsageError(f"landmarks have no part {name!r}", hint=", ".join(PARTS))
    array = np.asarray(values)
    flat = array.ndim == 2 and array.shape[1] % VALUES == 0
    if not array.size or not (flat or (array.ndim == 3 and array.shape[2] == VALUES)):
        raise UsageError(f"{name} has shape {array.shape}, not (frames, points, 4)")
    return whole_points(array.reshape(len(array), -1, VALUES)).reshape(len(array), -1)
