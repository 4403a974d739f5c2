"""The frames of a video at its constant rate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from hamnosys.video.decoding import Decoder
from hamnosys.video.errors import VideoError
from hamnosys.video.info import VideoInfo
from hamnosys.video.turning import upright

Picture = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Shown:
    """A frame; ``beyond`` the last good picture of a video whose tail is damaged."""

    picture: Picture
    beyond: bool


def read(info: VideoInfo, numbers: Sequence[int]) -> list[Picture]:
    """As `hamnosys.video.read_frames`."""
    if not len(numbers):
        return []
    if any(later < number for number, later in pairwise(numbers)):
        raise ValueError("the numbers of frames do not rise")
    if numbers[0] < 0 or numbers[-1] >= info.count:
        raise ValueError(f"frames {numbers[0]} to {numbers[-1]} of a video of {info.count}")
    decoder = Decoder(info, since=numbers[0] / info.fps)
    return [frame.picture for frame in shown(decoder, numbers)]


def shown(decoder: Decoder, numbers: Sequence[int]) -> Iterator[Shown]:
    """What is on screen at each of some rising numbers, as the decoder comes to it.

    Raises:
        VideoError: not a single frame can be decoded.
    """
    info = decoder.info
    with closing(iter(decoder)) as frames:
        current, following = next(frames, None), next(frames, None)
        if current is None:
            raise VideoError("not one of its frames can be decoded", file=str(info.path))
        picture = None
        for number in numbers:
            while following is not None and following[0] <= info.moment(number):
                current, picture = following, None
                following = next(frames, None)
            if picture is None:
                picture = upright(current[1], info)
            ended = following is None and current[0] < info.track.last - 0.5 / info.fps
            yield Shown(picture, beyond=ended and number > round(current[0] * info.fps))
