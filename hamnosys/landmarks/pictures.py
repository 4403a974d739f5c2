"""A clip as pictures, one after the other: from a directory of frames, or from a video."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from hamnosys.extras import needs
from hamnosys.landmarks.data import VALUES
from hamnosys.landmarks.detecting import POINTS, Picture
from hamnosys.landmarks.errors import LandmarkError
from hamnosys.landmarks.npz import LIMIT
from hamnosys.picture_size import LARGEST, too_large
from hamnosys.video import VideoInfo, scan_video

_MOST_FRAMES = LIMIT // (sum(POINTS.values()) * VALUES * 4)


class Clip(Protocol):
    """Where the pictures of a clip are, and where its landmarks go."""

    @property
    def name(self) -> str:
        """Its name, which its directory and its files have."""

    @property
    def source(self) -> Path:
        """What the user knows it by."""

    @property
    def folder(self) -> Path:
        """The directory that gets the landmarks."""

    def open(self) -> Pictures:
        """Look at it.

        Raises:
            InputError: it cannot be read.
        """


@dataclass(frozen=True, slots=True)
class Pictures:
    """What is known of the pictures of a clip.

    Attributes:
        count: how many there are.
        frames: the numbers of frames are below it.
        fps: frames a second, if known.
        each: number of a frame and its picture, rising.
    """

    count: int
    frames: int
    fps: float | None
    each: Iterator[tuple[int, Picture]]


@dataclass(frozen=True, slots=True)
class FrameClip:
    """A directory of frames ``NAME/NAME_<i>.jpg``."""

    name: str
    source: Path
    folder: Path
    frames: Mapping[int, str]

    def open(self) -> Pictures:
        """As `Clip.open`."""
        last = max(self.frames)
        if last >= _MOST_FRAMES:
            hint = f"numbers below {_MOST_FRAMES:,}"
            raise LandmarkError(f"has a frame {last}", file=str(self.source), hint=hint)
        fps = _fps(self.source / f"{self.name}_properties.json")
        return Pictures(len(self.frames), last + 1, fps, self._each())

    def _each(self) -> Iterator[tuple[int, Picture]]:
        for number in sorted(self.frames):
            yield number, _picture(self.source / self.frames[number])


@dataclass(frozen=True, slots=True)
class VideoClip:
    """A video."""

    name: str
    source: Path
    folder: Path

    def open(self) -> Pictures:
        """As `Clip.open`."""
        info = scan_video(self.source)
        return Pictures(info.count, info.count, info.fps, _video_pictures(info))


def _video_pictures(info: VideoInfo) -> Iterator[tuple[int, Picture]]:
    with needs("video", "av"):
        from hamnosys.video.decoding import Decoder
        from hamnosys.video.reading import shown
    numbers = range(info.count)
    for number, frame in zip(numbers, shown(Decoder(info), numbers), strict=True):
        yield number, frame.picture


def _picture(path: Path) -> Picture:
    with needs("landmarks", "PIL"):
        from PIL import Image
    try:
        with open(path, "rb") as stream:
            data = stream.read(LARGEST + 1)
        if words := too_large(data):
            raise LandmarkError(words, file=str(path))
        # Others are not tried: for some formats Pillow starts programs.
        with Image.open(io.BytesIO(data), formats=["JPEG", "PNG"]) as picture:
            return np.asarray(picture.convert("RGB"))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise LandmarkError("is no picture that can be read", file=str(path)) from error


def _fps(properties: Path) -> float | None:
    """``"FPS"`` of the properties, if there are any.

    Raises:
        LandmarkError: they cannot be read, or it is no number above 0.
    """
    try:
        found = json.loads(properties.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError) as error:
        raise LandmarkError("is no JSON that can be read", file=str(properties)) from error
    fps = found.get("FPS") if isinstance(found, dict) else None
    if fps is None:
        return None
    if isinstance(fps, bool) or not isinstance(fps, int | float) or not 0 < fps <= 100_000:
        raise LandmarkError('"FPS" is no number above 0', file=str(properties))
    return float(fps)
