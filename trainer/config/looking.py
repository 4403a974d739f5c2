"""A look at the first clips of a data directory: frames, videos or landmarks?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from hamnosys.errors import HamNoSysError
from hamnosys.landmarks import read_landmarks
from hamnosys.video import VideoInfo
from trainer.data.sources import Source, SourceError, Wanted, find_source

_LOOKS = 20
"""Clips that are looked at until one can be used."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the first clip has that can be used; frames where there is none.

    Attributes:
        frames: whether it has frames, as pictures or in a video.
        video: that has them.
        parts: of its landmarks; empty where it has none.
    """

    frames: bool = True
    video: VideoInfo | None = None
    parts: tuple[str, ...] = ()


def look_at(directory: Path, names: Iterable[str]) -> Seen:
    """Look at the clips of these names, as far as one can be used."""
    for name in islice(names, _LOOKS):
        root = directory.resolve()
        folder = root / name
        pictures = _source(folder, Wanted(frames=True), root)
        points = _source(folder, Wanted(frames=False, landmarks=True), root)
        parts = _parts(points.landmarks) if points is not None and points.landmarks else ()
        if pictures is not None:
            return Seen(video=pictures.video, parts=parts)
        if parts:
            return Seen(frames=False, parts=parts)
    return Seen()


def _source(folder: Path, wanted: Wanted, root: Path) -> Source | None:
    """What training will complain of is no matter here."""
    try:
        return find_source(folder, wanted, roots=(root,))
    except SourceError:
        return None


def _parts(file: Path) -> tuple[str, ...]:
    try:
        return tuple(read_landmarks(file).parts)
    except HamNoSysError:
        return ()
