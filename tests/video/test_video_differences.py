"""What is chosen by how much frames differ."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("PIL")

from hamnosys.video.differences import Grey, difference, key_frames, moving_part, small_grey


def greys(*values: float) -> list[Grey]:
    return [np.full((48, 64), round(255 * value), np.uint8) for value in values]


def test_a_difference_is_a_share_of_black_and_white() -> None:
    black, white = greys(0, 1)
    assert difference(black, black) == 0
    assert difference(black, white) == difference(white, black) == 1
    half = black.copy()
    half[:24] = 51
    assert difference(black, half) == pytest.approx(0.1)


@pytest.mark.parametrize("scale", [1, 4])
def test_differences_do_not_depend_on_the_size(scale: int) -> None:
    one, other = np.zeros((2, 72 * scale, 128 * scale, 3), np.uint8)
    other[: 36 * scale, : 64 * scale] = 255
    small = small_grey(one)
    assert small.shape == (36, 64)
    assert difference(small, small_grey(other)) == pytest.approx(0.25)


def test_noise_averages_out() -> None:
    rng = np.random.default_rng(0)
    frames = rng.normal(128, 8, (2, 360, 640, 3)).clip(0, 255).astype(np.uint8)
    assert difference(*map(small_grey, frames)) < 0.005


def test_of_a_still_beginning_and_end_one_frame_stays() -> None:
    frames = greys(0.1, 0.1, 0.1, 0.2, 0.4, 0.6, 0.7, 0.7, 0.7, 0.7)
    assert moving_part(frames, 0.02) == range(2, 7)


def test_noise_below_the_threshold_is_still() -> None:
    frames = greys(0.1, 0.11, 0.09, 0.4, 0.1, 0.11, 0.1)
    assert moving_part(frames, 0.02) == range(2, 5)
    assert moving_part(frames, 0.004) == range(7)


def test_a_slow_movement_is_movement() -> None:
    frames = greys(*[0.1] * 5, *np.linspace(0.1, 0.3, 41), *[0.3] * 5)
    found = moving_part(frames, 0.02)
    assert found is not None
    assert 5 <= found.start <= 10
    assert 40 <= found.stop <= 46


def test_where_nothing_moves_there_is_no_moving_part() -> None:
    assert moving_part(greys(0.1, 0.11, 0.1), 0.02) is None
    assert moving_part(greys(0.1), 0.0) is None


def test_a_drift_between_two_poses_is_kept() -> None:
    frames = greys(0.100, 0.108, 0.116, 0.124, 0.132)
    assert moving_part(frames, 0.025) == range(1, 4)


def test_key_frames_differ_from_the_last_one_kept() -> None:
    frames = greys(0.1, 0.11, 0.14, 0.15, 0.16, 0.2, 0.2, 0.1)
    assert key_frames(frames, 0.03) == [0, 2, 5, 7]
    assert key_frames(frames, 1) == [0]
    assert key_frames(frames, 0) == [0, 1, 2, 3, 4, 5, 7]
