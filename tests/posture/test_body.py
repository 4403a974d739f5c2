from __future__ import annotations

import itertools

import numpy as np
import pytest

from hamnosys.posture.body import (
    MIRROR,
    Anchor,
    arm_lengths,
    body_joint,
    body_place,
    gap,
    on_side,
    other_side,
    place_names,
    rest_wrist,
)
from hamnosys.posture.geometry import LEFT, OUT, UP, vector
from hamnosys.symbols import inventory

close = np.testing.assert_allclose

FROM_THE_TOP = (
    "headtop", "head", "forehead", "eyebrows", "eyes", "nose", "nostrils", "teeth", "lips",
    "tongue", "chin", "underchin", "neck", "shouldertop", "shoulders", "chest", "stomach",
    "belowstomach",
)  # fmt: skip
TWO = {"hamear", "hamearlobe", "hamcheek"}


def body_symbols() -> list[str]:
    categories = ("body_place", "divided_body_place")
    return [s.name for category in categories for s in inventory().of_category(category)]


def test_every_place_of_the_inventory_is_on_the_body() -> None:
    assert sorted(place_names()) == sorted(body_symbols())


def test_places_stand_in_the_order_of_the_body_and_apart() -> None:
    heights = [body_place(f"ham{name}").point[1] for name in FROM_THE_TOP]
    for upper, lower in itertools.pairwise(heights):
        assert upper - lower >= 2.5


def test_places_of_the_middle_are_in_the_middle_and_others_on_the_right() -> None:
    for name in body_symbols():
        anchor = body_place(name)
        assert anchor.paired == (name in TWO)
        assert (anchor.point[0] < -5) if anchor.paired else (anchor.point[0] == 0)


def test_ear_and_cheek_are_at_their_heights() -> None:
    ear, lobe, cheek = (body_place(name).point for name in ("hamear", "hamearlobe", "hamcheek"))
    assert ear[1] > lobe[1]
    assert body_place("hamchin").point[1] < cheek[1] < body_place("hameyes").point[1]
    assert cheek[2] > ear[2]  # before the ear
    assert ear[0] < cheek[0]  # farther out


@pytest.mark.parametrize("name", place_names())
def test_a_place_faces_away_from_the_body(name: str) -> None:
    anchor = body_place(name)
    assert np.linalg.norm(anchor.facing) == pytest.approx(1)
    expected = {"hamheadtop": UP, "hamunderchin": -UP}.get(name, -LEFT if "ear" in name else OUT)
    assert anchor.facing @ expected > 0.7


def test_sides_mirror_each_other() -> None:
    assert (other_side("left"), other_side("right")) == ("right", "left")
    close(on_side(vector([-3, 2, 1]), "right"), [-3, 2, 1])
    close(on_side(vector([-3, 2, 1]), "left"), [3, 2, 1])
    close(MIRROR * MIRROR, 1)
    for joint in ("shoulder", "hip"):
        close(body_joint(joint, "left"), body_joint(joint) * MIRROR)
        assert body_joint(joint)[0] < 0  # the signer's left is positive
    close(rest_wrist("left"), rest_wrist("right") * MIRROR)


def test_joints_are_where_a_body_has_them() -> None:
    height = {name: body_joint(name)[1] for name in ("head", "nose", "shoulder", "hip")}
    assert list(height) == sorted(height, key=height.__getitem__, reverse=True)
    close((body_joint("shoulder") + body_joint("shoulder", "left")) / 2, 0)


def test_a_hand_at_rest_hangs_below_the_hip_within_reach() -> None:
    for side in ("right", "left"):
        down = rest_wrist(side) - body_joint("shoulder", side)
        assert down[1] < -40
        assert np.linalg.norm(down) < sum(arm_lengths())


def test_gaps_grow_from_crossed_to_no_contact() -> None:
    assert gap("hamtouch") == 0
    assert gap("haminterlock") < 0
    assert gap("hamcross") < 0
    assert 2 <= gap("hamclose") <= 4
    assert 8 <= gap(None) <= 20  # a hand's breadth or two


def test_between_two_places_is_half_way() -> None:
    middle = Anchor(vector([0, 0, 2]), OUT).between(Anchor(vector([4, 2, 0]), LEFT))
    close(middle.point, [2, 1, 1])
    close(middle.facing, vector([1, 0, 1]) / np.sqrt(2))


def test_between_places_that_face_each_other_the_first_counts() -> None:
    middle = Anchor(vector([0, 0, 2]), OUT).between(Anchor(vector([0, 0, 4]), -OUT))
    close(middle.facing, OUT)


def test_a_place_moves_with_all_that_it_is() -> None:
    moved = Anchor(vector([1, 2, 3]), OUT, half=4, paired=True).moved(vector([1, 1, 1]))
    close(moved.point, [2, 3, 4])
    assert (moved.half, moved.paired) == (4, True)
