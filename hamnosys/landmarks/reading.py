"""Reading landmarks from a file, whichever of the formats it has."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hamnosys.landmarks.data import PARTS, LandmarkFile, check_parts
from hamnosys.landmarks.errors import LandmarkError
from hamnosys.landmarks.npz import npz_frames, npz_parts
from hamnosys.landmarks.pose import read_pose

LANDMARK_SUFFIXES = (".npz", ".pose")
"""Suffixes of files of landmarks, in lower case."""


def read_landmarks(path: str | Path, parts: Sequence[str] = PARTS) -> LandmarkFile:
    """The landmarks of a clip from an ``.npz`` or ``.pose`` file.

    Args:
        path: the file.
        parts: which parts are wanted, of `PARTS`; those that the file lacks are left out.

    Raises:
        LandmarkError: it cannot be read, is damaged, holds pickled objects or no numbers, has
            another shape, no frames, parts of different lengths or none of the wanted parts.
        MissingExtraError: a ``.pose`` file, and pose-format is not installed.
        UsageError: ``parts`` has an unknown name, or is empty.
    """
    wanted = tuple(parts)
    check_parts(wanted)
    file = Path(path)
    if _suffix(file) == ".pose":
        return read_pose(file, wanted)
    found, aspect = npz_parts(file, wanted)
    frames = len(next(iter(found.values())))
    return LandmarkFile(file, found, frames, aspect)


def landmark_frames(path: str | Path) -> int:
    """How many frames the landmarks of a clip have; of an ``.npz`` file only headers are read.

    Raises:
        LandmarkError, MissingExtraError: as `read_landmarks`.
    """
    file = Path(path)
    if _suffix(file) == ".pose":
        return read_pose(file, PARTS).frames
    return npz_frames(file)


def _suffix(file: Path) -> str:
    suffix = file.suffix.lower()
    if suffix not in LANDMARK_SUFFIXES:
        raise LandmarkError(
            "is no file of landmarks", file=str(file), hint="they end in .npz or .pose"
        )
    return suffix
