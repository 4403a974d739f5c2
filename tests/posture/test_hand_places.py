from __future__ import annotations

import itertools

import numpy as np
import pytest
from builders import sign_of
from posture_builders import off_the_bones

from hamnosys.posture.geometry import OUT, Array, unit, vector
from hamnosys.posture.hand import hand_joints
from hamnosys.posture.hand_places import centre, foremost, hand_place
from hamnosys.posture.handshape import handshape_angles
from hamnosys.sign import Handshape
from hamnosys.symbols import inventory

close = np.testing.assert_allclose

THUMB_SIDE, ALONG, PALM = np.eye(3)
"""The axes of a right hand: x to the thumb side, y along the fingers, z where the palm faces."""


def names(category: str) -> list[str]:
    return [symbol.name for symbol in inventory().of_category(category)]


ZONES, FINGERS, PARTS = names("hand_zone"), names("finger"), names("finger_part")


def hand_of(shape: str) -> Array:
    handshape = sign_of(shape).dominant.handshape
    assert isinstance(handshape, Handshape)
    return hand_joints(handshape_angles(handshape))


FLAT = hand_of("flathand")
EVERY_PLACE = [
    *[(zone,) for zone in ZONES],
    *[(part,) for part in PARTS],
    *[(finger,) for finger in FINGERS],
    *itertools.product(FINGERS, PARTS),
]


# ------------------------------------------------------------------ every symbol
@pytest.mark.parametrize("shape", ["flathand", "fist", "pinchall", "ceeopen"])
def test_every_part_of_a_hand_is_on_the_hand(shape: str) -> None:
    joints = hand_of(shape)
    for place in EVERY_PLACE:
        anchor = hand_place(joints, place)
        assert off_the_bones(anchor.point, joints) < 3, place
        assert np.linalg.norm(anchor.facing) == pytest.approx(1), place


def test_parts_of_a_hand_differ() -> None:
    obsolete = {"hamwristtoback", "hamwristtopulse"}  # the same as hamwristback, hamwristpulse
    points = [hand_place(FLAT, place).point for place in EVERY_PLACE if place[0] not in obsolete]
    whole_index = hand_place(FLAT, ("hamindexfinger", "hamfingertip")).point
    close(hand_place(FLAT, ("hamfingertip",)).point, whole_index)  # the finger usually meant
    named = [p for p, place in zip(points, EVERY_PLACE, strict=False) if place[0] in ZONES]
    for one, other in itertools.combinations(named, 2):
        assert np.linalg.norm(one - other) > 1


# ------------------------------------------------------------------ zones
@pytest.mark.parametrize(
    ("zone", "way"),
    [
        ("hampalm", PALM), ("hamhandback", -PALM),
        ("hamthumbside", THUMB_SIDE), ("hampinkyside", -THUMB_SIDE),
        ("hamwristpulse", PALM), ("hamwristback", -PALM),
        ("hamwristtopulse", PALM), ("hamwristtoback", -PALM),
        ("hamwristtothumb", THUMB_SIDE), ("hamwristtopinky", -THUMB_SIDE),
    ],
)  # fmt: skip
def test_zone_is_on_the_side_that_it_names_and_faces_there(zone: str, way: Array) -> None:
    anchor = hand_place(FLAT, (zone,))
    close(anchor.facing, way)
    assert anchor.point @ way > 1


@pytest.mark.parametrize("zone", ZONES)
def test_zones_of_the_wrist_are_at_the_wrist_and_the_others_before_it(zone: str) -> None:
    height = hand_place(FLAT, (zone,)).point @ ALONG
    assert (abs(height) < 2) == zone.startswith("hamwrist")
    assert height < FLAT[5, 1]  # none is on the fingers


def test_ball_of_the_thumb_is_on_the_palm_beside_the_thumb() -> None:
    ball = hand_place(FLAT, ("hamthumbball",))
    assert ball.facing @ PALM > 0.9
    assert ball.point @ THUMB_SIDE > 2
    assert ball.point @ PALM > 1


# ------------------------------------------------------------------ fingers
def test_tip_of_a_finger_is_its_end() -> None:
    for finger, tip in zip(FINGERS[1:], (8, 12, 16, 20), strict=True):
        anchor = hand_place(FLAT, (finger, "hamfingertip"))
        close(anchor.point[[0, 2]], FLAT[tip, [0, 2]], atol=1e-9)
        assert 0.5 < anchor.point[1] - FLAT[tip, 1] < 1.2  # half of a finger's thickness beyond
        close(anchor.facing, ALONG, atol=1e-9)


def test_pad_is_inside_and_nail_is_outside_near_the_tip() -> None:
    pad = hand_place(FLAT, ("hammiddlefinger", "hamfingerpad"))
    nail = hand_place(FLAT, ("hammiddlefinger", "hamfingernail"))
    close(pad.facing, PALM, atol=1e-9)
    close(nail.facing, -PALM, atol=1e-9)
    for anchor in (pad, nail):
        assert FLAT[11, 1] < anchor.point[1] < FLAT[12, 1] + 0.1  # on the last bone
    assert pad.point @ PALM > 0.5
    assert nail.point @ PALM < -0.5


def test_pad_of_a_bent_finger_faces_the_wrist() -> None:
    """Bent by 80 degrees at the base: what faced as the palm faces the wrist."""
    pad = hand_place(hand_of("flathand fingerstraightmod"), ("hammiddlefinger", "hamfingerpad"))
    close(pad.facing, [0, -np.sin(np.radians(80)), np.cos(np.radians(80))], atol=1e-6)


def test_base_and_middle_joint_are_at_their_joints() -> None:
    base = hand_place(FLAT, ("hamringfinger", "hamfingerbase"))
    middle = hand_place(FLAT, ("hamringfinger", "hamfingermidjoint"))
    assert np.linalg.norm(base.point - FLAT[13]) < 1
    assert np.linalg.norm(middle.point - FLAT[14]) < 1


@pytest.mark.parametrize("part", ["hamfingerbase", "hamfingermidjoint"])
def test_a_zone_after_a_finger_says_inside_or_back(part: str) -> None:
    inside = hand_place(FLAT, ("hamindexfinger", part, "hampalm"))
    back = hand_place(FLAT, ("hamindexfinger", part, "hamhandback"))
    close(inside.facing, PALM, atol=1e-9)
    close(back.facing, -PALM, atol=1e-9)


def test_side_of_the_index_finger_is_the_thumb_side() -> None:
    side = hand_place(FLAT, ("hamindexfinger", "hamfingerside"))
    close(side.facing, THUMB_SIDE, atol=1e-9)
    assert side.point[0] > FLAT[6, 0]
    assert FLAT[5, 1] < side.point[1] < FLAT[8, 1]


def test_place_of_two_fingers_is_between_them() -> None:
    tips = ("hamindexfinger", "hammiddlefinger", "hamfingertip")
    one = hand_place(FLAT, ("hamindexfinger", "hamfingertip")).point
    other = hand_place(FLAT, ("hammiddlefinger", "hamfingertip")).point
    close(hand_place(FLAT, tips).point, (one + other) / 2)


def test_the_part_may_stand_before_its_fingers() -> None:
    one = hand_place(FLAT, ("hamfingertip", "hampinky"))
    close(one.point, hand_place(FLAT, ("hampinky", "hamfingertip")).point)


# ------------------------------------------------------------------ the hand as a whole
def test_centre_of_a_flat_hand_is_in_its_middle() -> None:
    middle = centre(FLAT)
    assert abs(middle[0]) < 1
    assert abs(middle[2]) < 1
    assert FLAT[:, 1].max() * 0.35 < middle[1] < FLAT[:, 1].max() * 0.65


@pytest.mark.parametrize(
    ("way", "place"),
    [
        (PALM, ("hampalm",)), (-PALM, ("hamhandback",)),
        (-THUMB_SIDE, ("hampinkyside",)), (ALONG, ("hammiddlefinger", "hamfingertip")),
    ],
)  # fmt: skip
def test_foremost_point_is_as_far_ahead_as_the_part_that_is_there(
    way: Array, place: tuple[str, ...]
) -> None:
    ahead = foremost(FLAT, way) @ way
    assert ahead == pytest.approx(hand_place(FLAT, place).point @ way, abs=0.6)


def test_no_finger_of_a_flat_hand_is_ahead_of_the_foremost_point() -> None:
    for way in (*np.eye(3), *-np.eye(3)[[0, 2]], unit(vector([-1, 1, 1])), unit(OUT + ALONG)):
        fingers = FLAT[5:] @ way
        assert fingers.max() + 0.9 < foremost(FLAT, way) @ way + 1
