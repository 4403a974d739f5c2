"""Which frames are chosen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from trainer.data.clips import Clip
from trainer.data.sampling import FrameChoice, check_times, frame_numbers
from trainer.errors import DataError


def clip_of(start: int, end: int, fps: float | None = None) -> Clip:
    return Clip(
        name="a",
        folder=Path("data/a"),
        suffix=".jpg",
        start=start,
        end=end,
        labels=(),
        gloss=None,
        fps=fps,
        signer=None,
        left_handed=False,
        file=Path("data/test_hamnosys.txt"),
        row=4,
    )


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


@pytest.mark.parametrize("end", [10, 11, 13])
def test_a_clip_with_few_frames_gives_each_once(end: int) -> None:
    choice = FrameChoice(4)
    expected = tuple(range(10, end + 1))
    assert frame_numbers(clip_of(10, end), choice) == expected
    assert frame_numbers(clip_of(10, end), choice, rng()) == expected


def test_the_centre_of_each_segment() -> None:
    assert frame_numbers(clip_of(0, 11), FrameChoice(4)) == (1, 4, 7, 10)
    assert frame_numbers(clip_of(5, 9), FrameChoice(1)) == (7,)
    assert frame_numbers(clip_of(0, 99), FrameChoice(2)) == (24, 74)


@pytest.mark.parametrize("count", [5, 7, 8, 23, 100])
def test_one_random_frame_of_each_segment(count: int) -> None:
    choice, clip = FrameChoice(4), clip_of(3, 2 + count)
    drawn = np.array([frame_numbers(clip, choice, rng(seed)) for seed in range(300)])
    assert (np.diff(drawn, axis=1) > 0).all()
    assert (drawn.min(), drawn.max()) == (3, 2 + count)
    # The segments cover the clip without a gap, and are equal but for rounding.
    assert set(drawn.ravel().tolist()) == set(range(3, 3 + count)) or count == 100
    lengths = drawn.max(axis=0) - drawn.min(axis=0) + 1
    assert lengths.max() - lengths.min() <= (1 if count < 100 else 3)


def test_by_time_frames_are_equally_far_apart() -> None:
    assert frame_numbers(clip_of(0, 99, 25), FrameChoice(5, 0.4)) == (0, 10, 20, 30, 40)
    assert frame_numbers(clip_of(2, 20, 25), FrameChoice(5, 0.2)) == (2, 7, 12, 17)
    assert frame_numbers(clip_of(0, 10, 10), FrameChoice(9, 0.25)) == (0, 3, 5, 8, 10)
    # Closer than the frames are: each frame once.
    assert frame_numbers(clip_of(0, 3, 10), FrameChoice(9, 0.01)) == (0, 1, 2, 3)


def test_by_time_the_first_frame_is_drawn_from_the_first_interval() -> None:
    clip, choice = clip_of(2, 20, 25), FrameChoice(9, 0.2)
    drawn = [frame_numbers(clip, choice, rng(seed)) for seed in range(100)]
    assert {numbers[0] for numbers in drawn} == {2, 3, 4, 5, 6, 7}
    assert all(set(np.diff(numbers)) == {5} and numbers[-1] <= 20 for numbers in drawn)
    short = [frame_numbers(clip_of(0, 2, 25), choice, rng(seed)) for seed in range(50)]
    assert set(short) == {(0,), (1,), (2,)}
    assert frame_numbers(clip_of(4, 4, 25), choice, rng()) == (4,)


def test_by_time_a_clip_needs_fps() -> None:
    clip, choice = clip_of(0, 9), FrameChoice(4, 0.2)
    with pytest.raises(DataError, match=r"test_hamnosys\.txt:4: .*no FPS.*a_properties\.json"):
        frame_numbers(clip, choice)
    with pytest.raises(DataError, match="no FPS"):
        check_times((replace(clip, fps=25.0), clip), choice)
    check_times((clip,), FrameChoice(4))
