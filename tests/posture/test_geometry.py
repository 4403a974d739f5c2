from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamnosys.posture.geometry import (
    LEFT,
    OUT,
    UP,
    Array,
    across,
    angle_between,
    length,
    middle_rotation,
    reachable,
    rotation_about,
    shortest_rotation,
    two_bones,
    unit,
    vector,
)

close = np.testing.assert_allclose

_numbers = st.floats(-100, 100).filter(lambda number: abs(number) > 0.01)
points = st.tuples(_numbers, _numbers, _numbers).map(vector)
directions = points.map(unit)


def is_rotation(turn: Array) -> bool:
    return bool(np.allclose(turn @ turn.T, np.eye(3))) and bool(np.isclose(np.linalg.det(turn), 1))


# ------------------------------------------------------------------ vectors
def test_the_frame_of_the_signer_is_right_handed() -> None:
    close(np.cross(LEFT, UP), OUT)


def test_unit_keeps_the_direction() -> None:
    close(unit(vector([3, 0, -4])), [0.6, 0, -0.8])


def test_a_vector_without_length_has_no_direction() -> None:
    with pytest.raises(ValueError, match="no direction"):
        unit(vector([0, 0, 0]))


def test_across_leaves_what_is_perpendicular() -> None:
    close(across(vector([2, 3, 4]), UP), [2, 0, 4])


@pytest.mark.parametrize(
    ("other", "degrees"), [(UP, 0), (LEFT, 90), (-UP, 180), (vector([0, 5, 5]), 45)]
)
def test_angle_between_two_vectors(other: Array, degrees: float) -> None:
    assert angle_between(UP, other) == pytest.approx(degrees)


# ------------------------------------------------------------------ rotations
def test_rotation_follows_the_right_hand_rule() -> None:
    close(rotation_about(OUT, 90) @ LEFT, UP, atol=1e-12)
    close(rotation_about(LEFT, 90) @ UP, OUT, atol=1e-12)
    close(rotation_about(UP, 90) @ OUT, LEFT, atol=1e-12)


@given(axis=directions, degrees=st.floats(-360, 360), v=points)
def test_rotation_keeps_lengths_and_its_axis(axis: Array, degrees: float, v: Array) -> None:
    turn = rotation_about(axis, degrees)
    assert is_rotation(turn)
    close(turn @ axis, axis, atol=1e-9)
    assert length(turn @ v) == pytest.approx(length(v))


@given(start=directions, end=directions)
def test_shortest_rotation_turns_in_the_plane_of_both(start: Array, end: Array) -> None:
    turn = shortest_rotation(start, end)
    close(turn @ start, end, atol=1e-8)
    normal = np.cross(start, end)
    close(turn @ normal, normal, atol=1e-8)


def test_shortest_rotation_to_the_opposite_is_about_the_vertical() -> None:
    turn = shortest_rotation(OUT, -OUT)
    close(turn @ OUT, -OUT, atol=1e-12)
    close(turn @ LEFT, -LEFT, atol=1e-12)
    close(turn @ UP, UP)


def test_shortest_rotation_to_itself_does_nothing() -> None:
    close(shortest_rotation(LEFT, LEFT), np.eye(3))


def test_middle_rotation_is_half_way() -> None:
    start = rotation_about(UP, 20)
    close(middle_rotation(start, rotation_about(UP, 80)), rotation_about(UP, 50), atol=1e-12)
    close(middle_rotation(start, rotation_about(UP, 80), 0.25), rotation_about(UP, 35), atol=1e-12)


@pytest.mark.parametrize("axis", [LEFT, UP, OUT, unit(vector([1, -2, 3]))])
def test_middle_rotation_of_opposite_ones_is_a_quarter_turn(axis: Array) -> None:
    middle = middle_rotation(np.eye(3), rotation_about(axis, 180))
    assert is_rotation(middle)
    close(middle @ middle, rotation_about(axis, 180), atol=1e-9)


@given(axis=directions, degrees=st.floats(1, 179), start=directions, other=st.floats(0, 360))
def test_middle_rotation_is_as_far_from_one_as_from_the_other(
    axis: Array, degrees: float, start: Array, other: float
) -> None:
    one = rotation_about(start, other)
    two = rotation_about(axis, degrees) @ one
    close(middle_rotation(one, two), rotation_about(axis, degrees / 2) @ one, atol=1e-6)


# ------------------------------------------------------------------ bones
def test_two_bones_meet_at_the_side_of_the_pole() -> None:
    """A triangle with sides 3, 4 and 5 has its right angle 1.8 along and 2.4 aside."""
    close(two_bones(vector([0, 0, 0]), 5 * LEFT, 3, 4, UP + 7 * LEFT), [1.8, 2.4, 0])
    close(two_bones(vector([0, 0, 0]), 5 * LEFT, 3, 4, -OUT), [1.8, 0, -2.4])


def test_two_bones_meet_somewhere_if_the_pole_says_nothing() -> None:
    joint = two_bones(vector([0, 0, 0]), 5 * OUT, 3, 4, OUT)
    assert length(joint) == pytest.approx(3)
    assert length(5 * OUT - joint) == pytest.approx(4)


@given(root=points, way=directions, share=st.floats(0.01, 0.99), pole=directions)
def test_two_bones_keep_their_lengths(root: Array, way: Array, share: float, pole: Array) -> None:
    end = root + (4 + share * 60) * way  # between 34 - 30 and 34 + 30
    joint = two_bones(root, end, 34, 30, pole)
    assert length(joint - root) == pytest.approx(34)
    assert length(end - joint) == pytest.approx(30)


@pytest.mark.parametrize(
    ("far", "found"), [(2, 10), (10, 10), (35, 35), (60, 60), (90, 60)], ids=str
)
def test_an_end_is_brought_as_near_as_bones_reach(far: float, found: float) -> None:
    root = vector([1, 2, 3])
    close(reachable(root, root - far * UP, 10, 60), root - found * UP)


def test_an_end_at_the_root_is_brought_out() -> None:
    close(reachable(UP, UP, 10, 60), UP + 10 * OUT)
