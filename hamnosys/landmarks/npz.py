"""The arrays of an ``.npz`` file, whose headers are looked at before anything is loaded."""

from __future__ import annotations

import math
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tokenize import TokenError
from typing import IO, Any

import numpy as np
import numpy.typing as npt
from numpy.lib import format as npy

from hamnosys.landmarks.data import PARTS, VALUES, Points, whole_points
from hamnosys.landmarks.errors import LandmarkError, listed

LIMIT = 2 * 1024**3
"""Bytes that the arrays of a file may take, together."""

_SIZE = "size"

# What NumPy and zipfile raise where bytes make no sense.
_DAMAGE = (
    zlib.error,
    EOFError,
    MemoryError,
    NotImplementedError,
    RuntimeError,
    SyntaxError,
    TokenError,
    ValueError,
)
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_READERS = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}


@dataclass(frozen=True, slots=True)
class _Header:
    shape: tuple[int, ...]
    dtype: np.dtype[Any]

    @property
    def bytes(self) -> int:
        return math.prod(self.shape) * self.dtype.itemsize


def npz_parts(path: Path, wanted: tuple[str, ...]) -> tuple[dict[str, Points], float]:
    """The wanted parts that the file has, and the aspect of its picture.

    Raises:
        LandmarkError: it cannot be read, or its arrays are no landmarks.
    """
    with _archive(path) as archive:
        headers = _part_headers(path, archive)
        present = [name for name in wanted if name in headers]
        if not present:
            raise LandmarkError(
                f"has no {' and no '.join(wanted)}",
                file=str(path),
                hint=f"its arrays: {', '.join(headers)}",
            )
        _check_room(path, [headers[name] for name in present])
        parts = {name: _points(path, _load(path, archive, name)) for name in present}
        return parts, _aspect(path, archive)


def npz_frames(path: Path) -> int:
    """How many frames there are, without loading them.

    Raises:
        LandmarkError: as `npz_parts`, of all parts.
    """
    with _archive(path) as archive:
        headers = list(_part_headers(path, archive).values())
        _check_room(path, headers)
    return headers[0].shape[0]


@contextmanager
def _archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """The open file; what the zip and npy formats complain of becomes an error of ours."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except zipfile.BadZipFile as error:
        raise LandmarkError(_damage(path), file=str(path)) from error
    except _DAMAGE as error:
        raise LandmarkError("is damaged", file=str(path)) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise LandmarkError(f"cannot be read: {reason}", file=str(path)) from error


def _damage(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(4)
    return "is damaged" if start[:2] == b"PK" else "is no .npz file (a zip archive of arrays)"


def _part_headers(path: Path, archive: zipfile.ZipFile) -> dict[str, _Header]:
    """The headers of all parts, checked.

    Raises:
        LandmarkError: there is none, one is wrong, or they differ in their frames.
    """
    names = archive.namelist()
    headers = {name: _header(path, archive, name) for name in PARTS if f"{name}.npy" in names}
    if not headers:
        arrays = listed(sorted(n.removesuffix(".npy") for n in names if n.endswith(".npy")))
        hint = f"its arrays: {arrays}" if arrays else "it has no arrays"
        raise LandmarkError(f"has no array {' or '.join(PARTS)}", file=str(path), hint=hint)
    for name, header in headers.items():
        _check_shape(path, name, header)
    if len({header.shape[0] for header in headers.values()}) > 1:
        counts = ", ".join(f"{name} {header.shape[0]}" for name, header in headers.items())
        raise LandmarkError(f"its parts differ in their frames: {counts}", file=str(path))
    return headers


def _check_room(path: Path, headers: Sequence[_Header]) -> None:
    if sum(header.bytes for header in headers) > LIMIT:
        raise LandmarkError(f"its arrays are larger than {LIMIT:,} bytes", file=str(path))


def _check_shape(path: Path, name: str, header: _Header) -> None:
    shape = header.shape
    flat = len(shape) == 2 and shape[1] > 0 and shape[1] % VALUES == 0
    if not flat and not (len(shape) == 3 and shape[1] > 0 and shape[2] == VALUES):
        raise LandmarkError(
            f"{name} has shape {shape}, not (frames, 4 × points)",
            file=str(path),
            hint="each point is x, y, z, visibility",
        )
    if shape[0] == 0:
        raise LandmarkError(f"{name} has no frames", file=str(path))


def _header(path: Path, archive: zipfile.ZipFile, name: str) -> _Header:
    """Shape and kind of an array.

    Raises:
        LandmarkError: it holds objects, or no numbers.
    """
    with _member(path, archive, name) as stream:
        version = npy.read_magic(stream)
        if version not in _READERS:  # 3.0 is for names of fields, which numbers do not have
            raise LandmarkError(f"{name} does not hold numbers", file=str(path))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # written by Python 2, or an old name: still numbers
            try:
                shape, _, dtype = _READERS[version](stream)
            except TypeError as error:  # NumPy compares names that are no text
                raise LandmarkError("is damaged", file=str(path)) from error
        start = stream.tell()
    if dtype.hasobject:
        raise LandmarkError(
            f"{name} holds pickled objects, which are not loaded",
            file=str(path),
            hint="save it as an array of float32",
        )
    if dtype.kind not in "fiu":
        raise LandmarkError(f"{name} does not hold numbers but {dtype}", file=str(path))
    header = _Header(shape, dtype)
    if min(shape, default=0) < 0 or start + header.bytes != _entry(archive, name).file_size:
        raise LandmarkError("is damaged", file=str(path))
    return header


def _member(path: Path, archive: zipfile.ZipFile, name: str) -> IO[bytes]:
    entry = _entry(archive, name)
    if entry.compress_type not in _METHODS:
        raise LandmarkError(f"{name} is packed in a way that NumPy does not use", file=str(path))
    if entry.flag_bits & 1:
        raise LandmarkError(f"{name} is encrypted", file=str(path))
    return archive.open(entry)


def _entry(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    return archive.getinfo(f"{name}.npy")


def _load(path: Path, archive: zipfile.ZipFile, name: str) -> npt.NDArray[Any]:
    with _member(path, archive, name) as stream, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        values: npt.NDArray[Any] = npy.read_array(stream, allow_pickle=False)
        stream.read()  # to the end, where the check sum is compared
    return values


def _points(path: Path, values: npt.NDArray[Any]) -> Points:
    return whole_points(values.reshape(len(values), -1, VALUES))


def _aspect(path: Path, archive: zipfile.ZipFile) -> float:
    """Width / height from the array ``size``.

    Raises:
        LandmarkError: it is not two numbers above 0.
    """
    if f"{_SIZE}.npy" not in archive.namelist():
        return 1.0
    header = _header(path, archive, _SIZE)
    if header.shape == (2,):
        width, height = _load(path, archive, _SIZE).astype(np.float64)
        if 0 < width < math.inf and 0 < height < math.inf:
            return float(width / height)
    raise LandmarkError("size must be two numbers above 0: width, height", file=str(path))
