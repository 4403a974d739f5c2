"""Turning one video into the folder of a clip."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any

from PIL import Image

from hamnosys.errors import printable
from hamnosys.video.decoding import Decoder
from hamnosys.video.differences import Grey, key_frames, moving_part, small_grey
from hamnosys.video.directory import open_folder
from hamnosys.video.errors import VideoError
from hamnosys.video.info import VideoInfo, rate_text
from hamnosys.video.reading import Picture, shown
from hamnosys.video.scanning import scan


@dataclass(frozen=True, slots=True)
class Settings:
    """How videos become frames.

    Attributes:
        fps: frames a second; None takes those of the video.
        size: pixels of the shorter side at most; None leaves it as it is.
        quality: of the JPEG files, 1 to 95.
        still: difference up to which a beginning or end is still and left out; None keeps it.
        key_frames: difference from the last frame kept above which one is kept; None keeps all.
    """

    fps: float | None = None
    size: int | None = None
    quality: int = 95
    still: float | None = None
    key_frames: float | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """A video, the folder that its frames go to, and how."""

    video: Path
    folder: Path
    settings: Settings
    force: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many frames were written, what is to be known of them, or why there are none."""

    frames: int
    notes: tuple[str, ...] = ()
    problem: str = ""


def write_clip(task: Task) -> Outcome:
    """Write ``NAME_<i>.jpg`` (i from 0) and ``NAME_properties.json``; a bad video is an outcome.

    Raises:
        OutputError: the folder cannot be written.
    """
    try:
        info = scan(task.video)
        with open_folder(task.folder, force=task.force) as staging:
            return _write(info, task, staging)
    except VideoError as error:
        return Outcome(0, problem=str(error))


def _write(info: VideoInfo, task: Task, staging: Path) -> Outcome:
    settings, name = task.settings, task.folder.name
    wanted = sampled(info, settings.fps)
    decoder = Decoder(info)
    notes = [*info.notes, *_repetition(info, settings.fps)]
    numbers: Sequence[int] = wanted
    if settings.still is not None or settings.key_frames is not None:
        greys = [small_grey(picture) for picture in _good(decoder, wanted)]
        notes += _damage(decoder, len(greys), len(wanted))
        places, more = _chosen(greys, settings)
        numbers, notes = [wanted[place] for place in places], [*notes, *more]
        decoder = Decoder(info, since=numbers[0] / info.fps)
    count = 0
    for picture in _good(decoder, numbers):
        _save(picture, staging / f"{name}_{count}.jpg", settings)
        count += 1
    if numbers is wanted:
        notes += _damage(decoder, count, len(wanted))
    properties = _properties(info, numbers[:count], settings)
    text = json.dumps(properties, indent=1, ensure_ascii=False) + "\n"
    target = staging / f"{name}_properties.json"
    target.write_text(text, encoding="utf-8", newline="\n")
    return Outcome(count, tuple(notes))


def sampled(info: VideoInfo, fps: float | None) -> list[int]:
    """Numbers of the frames that are on screen every so many times a second."""
    if fps is None:
        return list(range(info.count))
    step = info.fps / fps
    count = max(1, math.ceil(info.count / step - _ROUNDING))
    return [min(info.count - 1, math.floor(place * step + _ROUNDING)) for place in range(count)]


_ROUNDING = 1e-6


def _repetition(info: VideoInfo, fps: float | None) -> list[str]:
    if fps is None or fps <= info.fps:
        return []
    return [f"it has {rate_text(info.fps)} fps, fewer than {rate_text(fps)}: frames are repeated"]


def _good(decoder: Decoder, numbers: Sequence[int]) -> Iterator[Picture]:
    """The frames up to the place from which on the tail is damaged."""
    frames = takewhile(lambda frame: not frame.beyond, shown(decoder, numbers))
    return (frame.picture for frame in frames)


def _damage(decoder: Decoder, good: int, wanted: int) -> list[str]:
    if good < wanted:
        return [f"the tail is damaged: {good} of {wanted} frames"]
    lost = decoder.info.track.coded - decoder.decoded
    if decoder.failed and lost > 0:
        coded = decoder.info.track.coded
        return [f"{lost} of {coded} frames are damaged: the one before is shown instead"]
    return []


def _chosen(greys: Sequence[Grey], settings: Settings) -> tuple[list[int], list[str]]:
    """Places of the frames to write, and notes."""
    places, notes = range(len(greys)), []
    if settings.still is not None:
        moving = moving_part(greys, settings.still)
        if moving is None:
            notes.append(f"nothing moves by more than {settings.still}: not trimmed")
        else:
            places = moving
    if settings.key_frames is None:
        return list(places), notes
    kept = key_frames((greys[place] for place in places), settings.key_frames)
    return [places[place] for place in kept], notes


def _save(picture: Picture, path: Path, settings: Settings) -> None:
    image = Image.fromarray(picture)
    shorter = min(image.size)
    if settings.size is not None and settings.size < shorter:
        width, height = (max(1, round(side * settings.size / shorter)) for side in image.size)
        image = image.resize((width, height), Image.Resampling.LANCZOS)
    image.save(path, "JPEG", quality=settings.quality, subsampling=0)


def _properties(info: VideoInfo, numbers: Sequence[int], settings: Settings) -> dict[str, Any]:
    """With key frames there is no rate, but the time of each frame in the video."""
    known: dict[str, Any] = {}
    if settings.key_frames is None:
        known["FPS"] = _rounded(settings.fps or info.fps)
    known |= {
        "frames": len(numbers),
        "source": printable(info.path.name),
        "source_FPS": _rounded(info.fps),
        "source_frames": info.count,
        "first_frame": numbers[0],
        "last_frame": numbers[-1],
    }
    if settings.key_frames is not None:
        known["times"] = [_rounded(number / info.fps) for number in numbers]
    return known


def _rounded(value: float) -> float:
    return round(value, 6)
