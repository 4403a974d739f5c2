from __future__ import annotations

import numpy as np
import pytest
from builders import sign_of
from hypothesis import given
from hypothesis import strategies as st

from hamnosys.posture.directions import direction, orientation
from hamnosys.posture.geometry import Array
from hamnosys.posture.symmetry import COPY, Operator, operator_of
from hamnosys.symbols import inventory

close = np.testing.assert_allclose

OPERATORS = {
    "symmpar": (1, 1, 1),
    "symmlr": (-1, 1, 1),
    "symmpar largemod": (1, -1, 1),
    "symmlr largemod": (-1, -1, 1),
    "symmpar fingerstraightmod": (1, 1, -1),
    "symmlr fingerstraightmod": (-1, 1, -1),
    "symmpar fingerstraightmod largemod": (1, -1, -1),
    "symmlr fingerstraightmod largemod": (-1, -1, -1),
}
"""What is multiplied along left, up and out."""

directions = st.sampled_from([s.name for s in inventory().of_category("finger_direction")])
palms = st.sampled_from([s.name for s in inventory().of_category("palm_orientation")])


def operator(names: str) -> Operator:
    found = operator_of(sign_of(f"{names} flathand extfingeru palml").symmetry)
    assert found
    return found


def other_hand(names: str, hand: str) -> tuple[Array, Array]:
    """Where fingers and palm of the other hand point."""
    fingers, palm = hand.split()
    turned = operator(names).rotation(orientation([f"ham{fingers}"], f"ham{palm}"))
    return turned[:, 1], turned[:, 2]


@pytest.mark.parametrize("names", OPERATORS)
def test_operator_turns_its_axes_around(names: str) -> None:
    close(operator(names).axes, OPERATORS[names])


@pytest.mark.parametrize("names", OPERATORS)
def test_operator_acts_on_movement(names: str) -> None:
    x, y, z = OPERATORS[names]
    close(operator(names).movement(np.array([2.0, 3, 5])), [2 * x, 3 * y, 5 * z])
    path = np.array([[0.0, 0, 0], [2, 3, 5]])
    close(operator(names).movement(path), [[0, 0, 0], [2 * x, 3 * y, 5 * z]])


@pytest.mark.parametrize("names", OPERATORS)
def test_operator_acts_on_the_side(names: str) -> None:
    assert operator(names).mirrors == ("symmlr" in names)


@pytest.mark.parametrize("names", OPERATORS)
@given(fingers=directions, palm=palms)
def test_operator_acts_on_fingers_and_palm(names: str, fingers: str, palm: str) -> None:
    written = orientation([fingers], palm)
    turned = operator(names).rotation(written)
    close(turned[:, 1], OPERATORS[names] * direction(fingers), atol=1e-12)
    close(turned[:, 2], OPERATORS[names] * written[:, 2], atol=1e-12)
    close(turned @ turned.T, np.eye(3), atol=1e-12)
    assert np.linalg.det(turned) == pytest.approx(1)


@pytest.mark.parametrize(
    ("names", "hand", "fingers", "palm"),
    [
        # Fingers up, the palm to the left, as if to clap.
        ("symmlr", "extfingeru palml", (0, 1, 0), (-1, 0, 0)),
        ("symmpar", "extfingeru palml", (0, 1, 0), (1, 0, 0)),
        ("symmlr largemod", "extfingeru palml", (0, -1, 0), (-1, 0, 0)),
        ("symmlr fingerstraightmod", "extfingeru palml", (0, 1, 0), (-1, 0, 0)),
        # Fingers out, the palm down.
        ("symmpar largemod", "extfingero palmd", (0, 0, 1), (0, 1, 0)),
        ("symmpar fingerstraightmod", "extfingero palmd", (0, 0, -1), (0, -1, 0)),
        ("symmlr", "extfingero palmd", (0, 0, 1), (0, -1, 0)),
        # Fingers left, the palm to the signer.
        ("symmlr", "extfingerl palml", (-1, 0, 0), (0, 0, -1)),
        ("symmlr fingerstraightmod", "extfingerl palml", (-1, 0, 0), (0, 0, 1)),
    ],
)
def test_other_hand_with_numbers(
    names: str, hand: str, fingers: tuple[int, ...], palm: tuple[int, ...]
) -> None:
    found = other_hand(names, hand)
    close(found[0], fingers, atol=1e-12)
    close(found[1], palm, atol=1e-12)


def test_a_mirror_of_the_mirror_is_the_hand_itself() -> None:
    for names in OPERATORS:
        turn = orientation(["hamextfingeruo", "hamextfingerol"], "hampalmdl")
        both = operator(names).rotation(operator(names).rotation(turn))
        close(both, turn, atol=1e-12)


def test_a_sign_without_operator_has_none() -> None:
    assert operator_of(sign_of("flathand extfingeru palml").symmetry) is None


def test_alternating_is_kept() -> None:
    assert operator("symmlr alternatingmotion").alternating
    assert not operator("symmlr").alternating
    close(operator("symmlr alternatingmotion").axes, OPERATORS["symmlr"])


def test_alternating_without_operator_copies() -> None:
    alone = operator("alternatingmotion")
    close(alone.axes, COPY.axes)
    assert alone.alternating
