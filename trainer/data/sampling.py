"""Which frames of a clip the model sees."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trainer.data.clip import Clip
from trainer.errors import DataError


@dataclass(frozen=True, slots=True)
class FrameChoice:
    """How frames are chosen.

    Attributes:
        num_segments: frames that the model sees, at least 1.
        time: seconds between frames; None spreads them over the clip.
    """

    num_segments: int
    time: float | None = None


def frame_numbers(
    clip: Clip, choice: FrameChoice, rng: np.random.Generator | None = None
) -> tuple[int, ...]:
    """The frames of a clip, rising, none twice: 1 to ``num_segments``; the rest is padding.

    Spread over the clip, there is one frame of each of ``num_segments`` equal segments, or each
    frame of a clip that has no more. By time there is one every ``time`` seconds, rounded to the
    nearest frame, or every frame where the clip has fewer frames a second than that; a longer clip
    is cut.

    Args:
        clip: whose frames.
        choice: how they are chosen.
        rng: for training: draws a frame of each segment, or the first one from the first ``time``
            seconds. None takes the middle of each segment, or the clip's start.

    Raises:
        DataError: by time, but the clip has no FPS.
    """
    count = clip.end - clip.start + 1
    if choice.time is not None:
        return _timed(clip, choice.num_segments, choice.time, rng)
    segments = choice.num_segments
    if count <= segments:
        return tuple(range(clip.start, clip.end + 1))
    edges = clip.start + np.arange(segments + 1) * count // segments
    if rng is None:
        return tuple(((edges[:-1] + edges[1:] - 1) // 2).tolist())
    return tuple(rng.integers(edges[:-1], edges[1:]).tolist())


def check_times(clips: tuple[Clip, ...], choice: FrameChoice) -> None:
    """Refuse clips without FPS before training begins, where frames are chosen by time.

    Raises:
        DataError: a clip has no FPS.
    """
    if choice.time is not None:
        for clip in clips:
            _fps(clip)


def _timed(
    clip: Clip, most: int, seconds: float, rng: np.random.Generator | None
) -> tuple[int, ...]:
    last = clip.end - clip.start
    step = max(1.0, seconds * _fps(clip))
    first = 0.0 if rng is None else float(rng.uniform(0, min(step, last)))
    found = []
    for number in range(most):
        place = first + number * step
        if place > last:
            break
        found.append(clip.start + int(place + 0.5))
    return tuple(found)


def _fps(clip: Clip) -> float:
    if clip.fps is None:
        raise DataError(
            f"frames are chosen by time, but the clip {clip.name} has no FPS",
            file=str(clip.file),
            row=clip.row,
            hint=f'write {{"FPS": 25}} to {clip.properties}, or leave train_parameters.time out',
        )
    return clip.fps
