"""What is known of a video without decoding it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

VIDEO_SUFFIXES: tuple[str, ...] = (".mp4", ".mov", ".mkv", ".webm", ".avi", ".m4v", ".mpg")
"""Endings, in small letters, of the files in a directory that are taken for videos."""


@dataclass(frozen=True, slots=True)
class Turn:
    """How a stored picture is shown: first its axes are swapped, then it is flipped."""

    swapped: bool = False
    left_right: bool = False
    up_down: bool = False


@dataclass(frozen=True, slots=True)
class Track:
    """What the decoder has to know.

    Attributes:
        coded: how many pictures are stored.
        start: time of the first of them, in ticks of the stream.
        last: time of the last of them, in seconds after the first.
        by_order: the file says only in which order pictures are decoded, not when they are shown.
        turn: how they are shown.
    """

    coded: int
    start: int
    last: float
    by_order: bool
    turn: Turn


@dataclass(frozen=True, slots=True)
class VideoInfo:
    """A video as a row of frames at a constant rate.

    Attributes:
        path: the file.
        fps: frames a second.
        count: how many frames there are, numbered from 0.
        width: of a frame as it is shown, in pixels.
        height: of a frame as it is shown, in pixels.
        variable: whether the file has no constant rate, so that frames are repeated or left out.
        notes: what a user should know, each in one line.
        track: for the decoder.
    """

    path: Path
    fps: float
    count: int
    width: int
    height: int
    variable: bool
    notes: tuple[str, ...]
    track: Track

    def moment(self, number: int) -> float:
        """When a frame is looked at, in seconds: in the middle of its period.

        A frame that begins a little late, as in recordings of phones, is not missed then.
        """
        return (number + 0.5) / self.fps + _ROUNDING


_ROUNDING = 1e-6


def rate_text(fps: float) -> str:
    """A rate with three decimals at most."""
    return f"{fps:.3f}".rstrip("0").rstrip(".")
