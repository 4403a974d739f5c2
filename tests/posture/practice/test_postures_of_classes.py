"""From class labels to postures: different labels give different postures, inside the picture."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamnosys.posture.class_signs import sign_of_classes
from hamnosys.posture.posing import pose_sign
from hamnosys.posture.practice.layout import LAYOUT, stage_of
from hamnosys.posture.practice.performance import performed
from hamnosys.posture.practice.rules import practice_rules, practice_scheme
from hamnosys.posture.practice.sampling import Classes, draw_signs
from hamnosys.posture.practice.take import draw_take
from hamnosys.posture.symmetry import operator_of

RULES = practice_rules()
SCHEME = practice_scheme()
CELL = 32
MOVEMENT = np.array([4.0, 4.0, 4.0])


def seen(classes: Classes) -> np.ndarray:
    """All joints while the posture is held and at the end of the movement, and touched places."""
    sign = sign_of_classes(SCHEME, classes)
    posture = pose_sign(sign)
    operator = operator_of(sign.symmetry)
    follows = operator.movement(MOVEMENT) if operator else np.zeros(3)
    touched = np.stack([*posture.touched, np.zeros(3)])[:1]
    hands = [posture.right.joints, posture.left.joints]
    return np.concatenate([*hands, posture.left.joints + follows, touched])


def variants(row: Classes, head: int) -> dict[int, np.ndarray]:
    """What is seen for each class of a head with the others as in a row, where rules allow it."""
    found = {}
    for number in RULES.allowed(head):
        other = (*row[:head], number, *row[head + 1 :])
        if not RULES.fault(other):
            found[number] = seen(other)
    return found


@settings(max_examples=12)
@given(st.integers(0, 10_000))
@pytest.mark.parametrize("head", range(8), ids=SCHEME.names)
def test_different_classes_are_different_postures(head: int, seed: int) -> None:
    (row,) = draw_signs(1, np.random.default_rng(seed))
    for (one, first), (other, second) in combinations(variants(row, head).items(), 2):
        apart = np.abs(first - second).max()
        labels = [SCHEME.heads[head].label(number) for number in (one, other)]
        assert apart > 0.8, f"{labels} are {apart:.2f} cm apart in {row}"


@settings(max_examples=40)
@given(st.integers(0, 10_000))
def test_hands_are_inside_the_picture(seed: int) -> None:
    (row,) = draw_signs(1, np.random.default_rng(seed))
    take = draw_take(np.random.default_rng(seed), 24)
    held, frames = performed(sign_of_classes(SCHEME, row), take)
    stage = stage_of(held, take, 3 * CELL)
    farthest = frames[take.timing.rise + take.timing.hold + take.timing.out - 1]
    for posture in (held, farthest):
        for hand in (posture.right, posture.left):
            if hand.active:
                view = stage.signer_view(CELL)
                x, y, _ = view.project(hand.joints).mean(axis=0)
                assert 0 < x < CELL
                assert 0 < y < 3 * CELL
    for place, cell in enumerate(LAYOUT[1:]):
        hand = held.right if cell.hand == "right" else held.left
        if hand.active:
            joints = stage.hand_view(place, cell, hand, CELL).project(hand.joints)[:, :2]
            assert ((joints > 0) & (joints < CELL)).all(axis=1).mean() > 0.9
