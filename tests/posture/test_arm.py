from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamnosys.posture.arm import Arm, impossible, reach, reach_with_hand, strain
from hamnosys.posture.body import MIRROR, Side, arm_lengths, body_joint
from hamnosys.posture.directions import orientation
from hamnosys.posture.geometry import LEFT, OUT, UP, Array, length, rotation_about, vector
from hamnosys.posture.symmetry import Operator
from hamnosys.symbols import inventory

close = np.testing.assert_allclose

SIDES: tuple[Side, Side] = ("right", "left")
wrists = st.tuples(st.floats(-90, 90), st.floats(-90, 90), st.floats(-60, 90)).map(vector)
turns = st.builds(
    orientation,
    st.sampled_from([(s.name,) for s in inventory().of_category("finger_direction")]),
    st.sampled_from([s.name for s in inventory().of_category("palm_orientation")]),
)


def handshake() -> Arm:
    """A right arm with the upper arm down and the forearm out."""
    upper, lower = arm_lengths()
    shoulder = body_joint("shoulder")
    elbow = shoulder - upper * UP
    return Arm("right", shoulder, elbow, elbow + lower * OUT, 0)


def hand(names: str) -> Array:
    fingers, palm = names.split()
    return orientation([f"ham{fingers}"], f"ham{palm}")


# ------------------------------------------------------------------ reaching
@pytest.mark.parametrize("side", SIDES)
@given(wrist=wrists, swivel=st.floats(-60, 120))
def test_bones_keep_their_lengths_wherever_the_wrist_should_be(
    side: Side, wrist: Array, swivel: float
) -> None:
    arm = reach(side, wrist, swivel)
    upper, lower = arm_lengths()
    assert length(arm.elbow - arm.shoulder) == pytest.approx(upper, abs=1e-6)
    assert length(arm.wrist - arm.elbow) == pytest.approx(lower, abs=1e-6)
    close(arm.shoulder, body_joint("shoulder", side))
    assert arm.short == pytest.approx(length(arm.wrist - wrist))


@pytest.mark.parametrize("side", SIDES)
def test_a_wrist_within_reach_is_reached(side: Side) -> None:
    wrist = body_joint("shoulder", side) + vector([5, -20, 30])
    arm = reach(side, wrist)
    close(arm.wrist, wrist)
    assert arm.short == pytest.approx(0)


def test_an_arm_points_to_a_wrist_beyond_its_reach() -> None:
    shoulder, long = body_joint("shoulder"), sum(arm_lengths())
    arm = reach("right", shoulder + (long + 30) * OUT)
    close((arm.wrist - shoulder)[:2], 0, atol=1e-9)
    assert arm.short == pytest.approx(30, abs=0.2)


def test_an_elbow_hangs_below_and_outside() -> None:
    for side, outside in (("right", -1), ("left", 1)):
        shoulder = body_joint("shoulder", side)
        arm = reach(side, shoulder + vector([0, 0, 40]))
        assert arm.elbow[1] < -10
        assert outside * (arm.elbow - shoulder)[0] > 0


def test_a_turn_lifts_the_elbow_outward_on_either_side() -> None:
    for side, outside in (("right", -1), ("left", 1)):
        wrist = body_joint("shoulder", side) + vector([0, 0, 40])
        hanging, lifted = reach(side, wrist), reach(side, wrist, 60)
        assert lifted.elbow[1] > hanging.elbow[1] + 5
        assert outside * (lifted.elbow - hanging.elbow)[0] > 5


@given(wrist=wrists, swivel=st.floats(-60, 120))
def test_arms_mirror_each_other(wrist: Array, swivel: float) -> None:
    right, left = reach("right", wrist, swivel), reach("left", wrist * MIRROR, swivel)
    close(left.elbow, right.elbow * MIRROR, atol=1e-6)
    close(left.wrist, right.wrist * MIRROR, atol=1e-6)


@given(wrist=wrists, turn=turns)
def test_arms_with_hands_mirror_each_other(wrist: Array, turn: Array) -> None:
    right = reach_with_hand("right", wrist, turn)
    left = reach_with_hand("left", wrist * MIRROR, Operator(MIRROR).rotation(turn))
    assert left.swivel == right.swivel
    close(left.elbow, right.elbow * MIRROR, atol=1e-6)
    close([left.bent, left.twisted], [right.bent, right.twisted], atol=1e-4)


# ------------------------------------------------------------------ strain
def test_a_handshake_strains_nothing() -> None:
    """Fingers straight on, the thumb up, where the upper arm is: palm to the left."""
    close(strain(handshake(), hand("extfingero palml")), [0, 0], atol=1e-6)


@pytest.mark.parametrize(
    ("palm", "degrees"), [("palmd", 90), ("palmu", 90), ("palmr", 180), ("palmdl", 45)]
)
def test_turning_the_palm_twists_the_forearm(palm: str, degrees: float) -> None:
    close(strain(handshake(), hand(f"extfingero {palm}")), [0, degrees], atol=1e-6)


@pytest.mark.parametrize(
    ("fingers", "degrees"),
    [("extfingeru", 90), ("extfingeruo", 45), ("extfingerol", 45), ("extfingerl", 90)],
)
def test_turning_the_fingers_bends_the_wrist_and_twists_nothing(
    fingers: str, degrees: float
) -> None:
    close(strain(handshake(), hand(f"{fingers} palml")), [degrees, 0], atol=1e-6)


def test_fingers_back_along_the_forearm_are_impossible() -> None:
    arm = handshake()
    bent, _ = strain(arm, hand("extfingeri palml"))
    assert bent == pytest.approx(180)
    assert impossible(Arm(arm.side, arm.shoulder, arm.elbow, arm.wrist, 0, bent=bent))
    assert not impossible(arm)


def test_a_forearm_cannot_turn_all_around() -> None:
    arm = handshake()
    _, twisted = strain(arm, hand("extfingero palmr"))
    assert impossible(Arm(arm.side, arm.shoulder, arm.elbow, arm.wrist, 0, twisted=twisted))
    for palm in ("palml", "palmd", "palmu"):
        _, twisted = strain(arm, hand(f"extfingero {palm}"))
        assert not impossible(Arm(arm.side, arm.shoulder, arm.elbow, arm.wrist, 0, twisted=twisted))


@given(wrist=wrists, turn=turns, degrees=st.floats(0, 360))
def test_strain_does_not_depend_on_how_the_whole_signer_is_turned(
    wrist: Array, turn: Array, degrees: float
) -> None:
    arm = reach("right", wrist)
    whole = rotation_about(LEFT, degrees)
    turned = Arm("right", whole @ arm.shoulder, whole @ arm.elbow, whole @ arm.wrist, 0)
    one, other = strain(arm, turn), strain(turned, whole @ turn)
    assert other[0] == pytest.approx(one[0], abs=1e-4)
    if one[0] < 179:  # a hand that is folded back has no twist of its own
        assert other[1] == pytest.approx(one[1], abs=1e-2)


def test_the_elbow_turns_where_the_hand_strains_least() -> None:
    wrist, turn = vector([-10, 0, 35]), hand("extfingerl palmd")
    chosen = reach_with_hand("right", wrist, turn)
    hanging = strain(reach("right", wrist), turn)
    assert chosen.bent <= hanging[0] + 1e-6
    close([chosen.bent, chosen.twisted], strain(chosen, turn), atol=1e-9)
