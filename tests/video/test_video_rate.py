"""The rate that is told from the times of pictures."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from hamnosys.video.rate import rate_of

MILLISECOND = Fraction(1, 1000)
TICK = Fraction(1, 90_000)
NTSC = Fraction(30_000, 1001)


def grid(count: int, rate: Fraction | int, tick: Fraction) -> list[int]:
    return [round(number / (rate * tick)) for number in range(count)]


@pytest.mark.parametrize("tick", [MILLISECOND, TICK])
@pytest.mark.parametrize("rate", [Fraction(1, 3), 24, 25, NTSC, 50, 60, 240])
@pytest.mark.parametrize("count", [3, 30, 3000])
def test_a_claim_that_fits_is_taken(tick: Fraction, rate: Fraction | int, count: int) -> None:
    found = rate_of(grid(count, rate, tick), tick, [Fraction(rate)])
    assert found is not None
    assert not found.variable
    assert found.fps == float(rate)


@pytest.mark.parametrize("rate", [24, 25, NTSC, 50, 60])
@pytest.mark.parametrize("claimed", [[], [Fraction(1000)], [Fraction(90_000)]])
def test_a_claim_that_does_not_fit_is_not(rate: Fraction | int, claimed: list[Fraction]) -> None:
    found = rate_of(grid(2000, rate, MILLISECOND), MILLISECOND, claimed)
    assert found is not None
    assert (found.fps, found.variable) == (float(rate), False)


def test_an_odd_rate_is_measured() -> None:
    found = rate_of(grid(500, Fraction("27.3"), TICK), TICK, [])
    assert found is not None
    assert not found.variable
    assert found.fps == pytest.approx(27.3, abs=1e-4)


def test_jitter_is_no_variable_rate() -> None:
    rng = np.random.default_rng(0)
    times = [time + int(rng.integers(-300, 300)) for time in grid(300, 30, TICK)]
    found = rate_of(times, TICK, [])
    assert found is not None
    assert not found.variable
    assert found.fps == pytest.approx(30, rel=1e-3)


def test_the_most_frequent_duration_decides_a_variable_one() -> None:
    times = np.cumsum([0, *[40] * 10, 200, *[40] * 5, 80, 80, 120]).tolist()
    found = rate_of(times, MILLISECOND, [])
    assert found is not None
    assert (found.fps, found.variable) == (25.0, True)


def test_durations_that_are_rounded_count_as_one() -> None:
    times = np.cumsum([0, *[33, 33, 34] * 5, *[100] * 9]).tolist()
    found = rate_of(times, MILLISECOND, [])
    assert found is not None
    assert (found.fps, found.variable) == (30.0, True)


def test_of_equally_frequent_durations_the_shortest_is_taken() -> None:
    found = rate_of([0, 20, 40, 140, 240], MILLISECOND, [])
    assert found is not None
    assert (found.fps, found.variable) == (50.0, True)


@pytest.mark.parametrize(("duration", "fps"), [(1, 120.0), (5000, 1.0)])
def test_a_variable_rate_keeps_within_limits(duration: int, fps: float) -> None:
    times = np.cumsum([0, *[duration] * 5, duration * 4, duration * 7]).tolist()
    found = rate_of(times, MILLISECOND, [])
    assert found is not None
    assert (found.fps, found.variable) == (fps, True)


def test_one_picture_has_the_rate_that_is_claimed() -> None:
    found = rate_of([7], MILLISECOND, [Fraction(1000), Fraction(25)])
    assert found is not None
    assert (found.fps, found.variable) == (25.0, False)


@pytest.mark.parametrize("times", [[7], [7, 7, 7]])
def test_without_time_there_is_no_rate(times: list[int]) -> None:
    assert rate_of(times, MILLISECOND, [Fraction(1000)]) is None
