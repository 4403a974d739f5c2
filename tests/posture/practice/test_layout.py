from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from builders import sign_of

from hamnosys.posture.class_signs import sign_of_classes
from hamnosys.posture.drawing.look import PLAIN
from hamnosys.posture.practice.layout import draw_frame, stage_of, with_noise
from hamnosys.posture.practice.performance import performed
from hamnosys.posture.practice.rules import practice_rules, practice_scheme
from hamnosys.posture.practice.take import Take, draw_take
from hamnosys.posture.symmetry import operator_of
from hamnosys.sign import Sign

RULES = practice_rules()
SCHEME = practice_scheme()
CELL = 32


def nominal() -> Take:
    """A take in which nothing is off: no noise, no jitter, the camera straight on."""
    drawn = draw_take(np.random.default_rng(0), 24)
    still = np.zeros((2, 3))
    return Take(
        PLAIN, drawn.timing, 0, 0, 1, np.zeros(2), 1, np.zeros((6, 2)), np.array([4.0, 4.0, 4.0]),
        still, still, np.zeros((4, 3)), np.zeros(4), 0, 1, 0,
    )  # fmt: skip


def pictures(sign: Sign, size: int = 96) -> np.ndarray:
    """The frame that is held and the one at the farthest of the movement, (2, size, size, 3)."""
    take = nominal()
    held, frames = performed(sign, take)
    stage = stage_of(held, take, size)
    farthest = frames[take.timing.rise + take.timing.hold + take.timing.out - 1]
    shown = [np.asarray(draw_frame(posture, stage), dtype=float) for posture in (held, farthest)]
    return np.stack(shown)


def cell(frame: np.ndarray, column: int, row: int) -> np.ndarray:
    """One of the nine cells of a frame of 96 pixels."""
    return frame[row * CELL : (row + 1) * CELL, column * CELL : (column + 1) * CELL]


def is_empty(part: np.ndarray) -> bool:
    return bool((part == np.array(PLAIN.background)).all())


def test_a_frame_has_its_size_and_nine_cells() -> None:
    held, _ = pictures(sign_of("symmlr flathand extfingeru palml chest"))
    assert held.shape == (96, 96, 3)
    assert not any(is_empty(cell(held, column, row)) for column in range(3) for row in range(3))


def test_the_cells_of_a_hand_that_rests_are_empty() -> None:
    held, _ = pictures(sign_of("flathand extfingeru palml chest"))
    assert is_empty(cell(held, 1, 1))
    assert is_empty(cell(held, 2, 1))
    assert not is_empty(cell(held, 1, 0))


def test_the_views_from_the_wrist_show_the_shape_whatever_the_orientation() -> None:
    one, _ = pictures(sign_of("finger2 thumboutmod extfingeru palml chest"))
    other, _ = pictures(sign_of("finger2 thumboutmod extfingerol palmd chin"))
    assert np.abs(cell(one, 1, 2) - cell(other, 1, 2)).mean() < 0.5
    assert np.abs(cell(one, 1, 0) - cell(other, 1, 0)).mean() > 5


def variants(head: int) -> list[tuple[int, np.ndarray]]:
    """Each class of a head, all else the same, with its pictures."""
    found = []
    for number in RULES.allowed(head):
        row = [0, 2, 1, 0, 7, 4, 0, 14]
        row[head] = number
        if head == RULES.bending:
            row[RULES.base_form] = 1
        found.append((number, pictures(sign_of_classes(SCHEME, row))))
    return found


@pytest.mark.parametrize("head", range(8), ids=SCHEME.names)
def test_each_class_can_be_told_from_the_others(head: int) -> None:
    """Some pixels differ by far: more than noise (deviation 5) and JPEG would account for."""
    for (one, first), (other, second) in combinations(variants(head), 2):
        seen = np.abs(first - second).max(axis=-1) > 40
        labels = [SCHEME.heads[head].label(number) for number in (one, other)]
        assert seen.sum() >= 8, f"{labels} differ in {seen.sum()} pixels of two frames"


@pytest.mark.parametrize("base", [1, 2, 4, 5, 6, 7, 8, 9, 10, 11])
def test_thumbs_and_bendings_can_be_told_for_every_base_form(base: int) -> None:
    wrist_cells = {}
    for thumb in range(4):
        for bending in range(6):
            held, _ = pictures(sign_of_classes(SCHEME, (0, base, thumb, bending, 7, 4, 0, 14)))
            wrist_cells[thumb, bending] = held[2 * CELL :, CELL:]
    for one, other in combinations(wrist_cells, 2):
        seen = np.abs(wrist_cells[one] - wrist_cells[other]).max(axis=-1) > 40
        assert seen.sum() >= 6, (one, other, seen.sum())


def test_the_movement_tells_the_operators_even_where_the_posture_does_not() -> None:
    """A flat palm before the body is the same posture under several operators."""
    signs = [sign_of_classes(SCHEME, (number, 1, 0, 0, 0, 6, 0, 14)) for number in range(1, 9)]
    ways = [operator_of(sign.symmetry) for sign in signs]
    assert len({tuple(way.axes) for way in ways if way}) == 8
    shown = [pictures(sign)[1] for sign in signs]
    for one, other in combinations(shown, 2):
        assert (np.abs(one - other).max(axis=-1) > 40).sum() >= 8


def test_noise_and_light_change_the_picture_and_keep_its_size() -> None:
    take = draw_take(np.random.default_rng(7), 24)
    held, _ = performed(sign_of("fist extfingeru palml"), take)
    picture = draw_frame(held, stage_of(held, take, 96))
    noisy = with_noise(picture, take, np.random.default_rng(1))
    assert noisy.size == (96, 96)
    difference = np.asarray(noisy, float) - np.asarray(picture, float) * take.light
    assert 0 < np.abs(difference).mean() < 6
