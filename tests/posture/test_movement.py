"""Paths of the hands, with numbers worked out by hand: x is the signer's left, y up, z out."""

from __future__ import annotations

import numpy as np
import pytest
from builders import sign_of

from hamnosys.posture.movement import Motion, cycle, first_motion, is_closed, path, turns
from hamnosys.posture.unshown import unshown
from hamnosys.sign import CircularMovement, StraightMovement

HANDS = "fist extfingeru palml"
HALF = 0.5**0.5


def motion_of(action: str, hands: str = HANDS) -> Motion:
    found = first_motion(sign_of(f"{hands} {action}"))
    assert found is not None
    return found


def path_of(action: str, *shares: float) -> np.ndarray:
    movement = motion_of(action).dominant
    assert movement is not None
    return path(movement, np.array(shares))


def cycle_of(action: str, hands: str, frames: int = 4) -> tuple[np.ndarray, np.ndarray]:
    sign = sign_of(f"{hands} {action}")
    found = first_motion(sign)
    assert found is not None
    return cycle(sign, found, frames)


def near(found: np.ndarray, expected: list[list[float]]) -> None:
    assert found.shape == (len(expected), 3)
    np.testing.assert_allclose(found, expected, atol=1e-9)


# ------------------------------------------------------------------ straight
@pytest.mark.parametrize(
    ("action", "end"),
    [
        ("mover", [-17, 0, 0]),
        ("movel smallmod", [9, 0, 0]),
        ("moveu largemod", [0, 27, 0]),
        ("movedo", [0, -17 * HALF, 17 * HALF]),
        ("moveu between moveo", [0, 17 * HALF, 17 * HALF]),
        ("moveu smallmod between moveo largemod", [0, 18 * HALF, 18 * HALF]),
        ("moveu between moveo smallmod", [0, 9 * HALF, 9 * HALF]),
        ("moveu between moved", [0, 17, 0]),
    ],
)
def test_a_straight_movement_ends_where_direction_and_size_say(
    action: str, end: list[float]
) -> None:
    near(path_of(action, 0, 0.5, 1), [[0, 0, 0], [c / 2 for c in end], end])


def test_between_neighbours_is_half_of_their_angle() -> None:
    (end,) = path_of("moveu between moveul", 1)
    angle = np.degrees(np.arctan2(end[0], end[1]))
    assert angle == pytest.approx(22.5)


@pytest.mark.parametrize(
    ("action", "middle"),
    [
        ("mover arcu", [-8.5, 5.1, 0]),
        ("mover arcd smallmod", [-8.5, -2.55, 0]),
        ("moveo arcl largemod", [8.5, 0, 8.5]),
        ("moveo arcr", [-5.1, 0, 8.5]),
        ("moveu arcu", [0, 8.5, 5.1]),
        ("moveu arcd", [0, 8.5, -5.1]),
    ],
)
def test_an_arc_bulges_to_its_side_of_the_signer(action: str, middle: list[float]) -> None:
    found = path_of(action, 0, 0.5, 1)
    near(found[:2], [[0, 0, 0], middle])
    assert np.linalg.norm(found[2]) == pytest.approx(17)


def test_waves_and_zigzags_leave_the_line_to_both_sides() -> None:
    near(path_of("mover wavy", 0, 1 / 12, 3 / 12, 1), [
        [0, 0, 0], [-17 / 12, 3, 0], [-17 / 4, -3, 0], [-17, 0, 0],
    ])  # fmt: skip
    near(path_of("mover zigzag largemod", 1 / 24, 1 / 12), [[-17 / 24, 2.5, 0], [-17 / 12, 5, 0]])
    near(path_of("moveu wavy smallmod", 1 / 12), [[1.5, 17 / 12, 0]])


# ------------------------------------------------------------------ circular
@pytest.mark.parametrize(
    ("action", "quarter"),
    [
        # From the top, clockwise for the signer: to the signer's right.
        ("circleo", [-8.5, -8.5, 0]),
        ("circlei", [8.5, -8.5, 0]),
        # Flat, from its outer point; about an axis up: from out to the left.
        ("circleu", [8.5, 0, -8.5]),
        ("circled", [-8.5, 0, -8.5]),
        # About an axis to the left the top goes outward.
        ("circlel", [0, -8.5, 8.5]),
        ("circleo smallmod", [-4.5, -4.5, 0]),
        ("circleo largemod clockr", [13.5, -13.5, 0]),
        ("circleo clocku clockd", [-8.5, -8.5, 0]),
        ("circleo ellipseh", [-8.5, -4.25, 0]),
        ("circleo ellipsev", [-4.25, -8.5, 0]),
    ],
)
def test_a_quarter_of_a_circle(action: str, quarter: list[float]) -> None:
    movement = motion_of(action).dominant
    assert isinstance(movement, CircularMovement)
    share = 0.25 if is_closed(movement) else 0.5
    near(path(movement, np.array([0, share])), [[0, 0, 0], quarter])


def test_an_ellipse_is_long_where_its_symbol_is() -> None:
    up_right, up_left = (
        path_of("circleo ellipseur", 0.125, 0.375, 0.5),
        path_of("circleo ellipseul", 0.125, 0.375),
    )
    # Half past one and half past four: the ends of the long and of the short axis.
    start = np.array([-0.25 * 8.5, 0.75 * 8.5, 0])
    near(up_right[:1] + start, [[-8.5 * HALF, 8.5 * HALF, 0]])
    near(up_right[1:2] + start, [[-4.25 * HALF, -4.25 * HALF, 0]])
    start[0] = -start[0]
    near(up_left[:1] + start, [[-4.25 * HALF, 4.25 * HALF, 0]])
    near(up_left[1:] + start, [[-8.5 * HALF, -8.5 * HALF, 0]])


@pytest.mark.parametrize(
    ("action", "closed", "count"),
    [
        ("circleo", True, 1),
        ("circleo clocku", True, 1),
        ("circleo clocku clocku", True, 1),
        ("circleo clocku clockr", False, 1),
        ("circleo clockfull clockfull", True, 2),
        ("circleo clocku clockfull clockd", False, 1),
        ("mover", False, 1),
    ],
)
def test_how_far_a_circle_turns(action: str, closed: bool, count: int) -> None:
    movement = motion_of(action).dominant
    assert movement is not None
    assert (is_closed(movement), turns(movement)) == (closed, count)
    end = path(movement, np.array([1.0]))
    assert np.allclose(end, 0) == closed


# ------------------------------------------------------------------ both hands
def test_an_open_path_is_gone_there_and_back_and_a_circle_round() -> None:
    mine, theirs = cycle_of("mover", HANDS)
    near(mine, [[0, 0, 0], [-8.5, 0, 0], [-17, 0, 0], [-8.5, 0, 0]])
    near(theirs, [[0, 0, 0]] * 4)
    mine, _ = cycle_of("circleo", HANDS)
    near(mine, [[0, 0, 0], [-8.5, -8.5, 0], [0, -17, 0], [8.5, -8.5, 0]])


@pytest.mark.parametrize(
    ("operator", "end"),
    [
        ("symmpar", [-1, 1, 1]),
        ("symmlr", [1, 1, 1]),
        ("symmlr largemod", [1, -1, 1]),
        ("symmlr fingerstraightmod", [1, 1, -1]),
    ],
)
def test_the_other_hand_moves_as_the_operator_says(operator: str, end: list[float]) -> None:
    ways = [cycle_of(f"move{letter}", f"{operator} {HANDS}") for letter in "ruo"]
    assert [np.sign(theirs[2][axis]) for axis, (_, theirs) in enumerate(ways)] == end
    for mine, theirs in ways:
        np.testing.assert_allclose(abs(mine), abs(theirs))


@pytest.mark.parametrize(
    ("hands", "action"),
    [
        (f"symmlr alternatingmotion {HANDS}", "mover"),
        (f"symmlr {HANDS}", "mover alternatingmotion"),
        (f"symmlr {HANDS}", "( mover fingerplay ) alternatingmotion"),
    ],
)
def test_alternating_hands_are_half_a_cycle_apart(hands: str, action: str) -> None:
    mine, theirs = cycle_of(action, hands)
    near(mine, [[0, 0, 0], [-8.5, 0, 0], [-17, 0, 0], [-8.5, 0, 0]])
    near(theirs, [[17, 0, 0], [8.5, 0, 0], [0, 0, 0], [8.5, 0, 0]])


def test_alternating_circles_of_several_turns_are_half_a_turn_apart() -> None:
    mine, theirs = cycle_of(
        "circleo clockfull clockfull", f"symmpar alternatingmotion {HANDS}", frames=8
    )
    near(theirs, (np.roll(mine, -2, axis=0)).tolist())


def test_without_an_operator_the_other_hand_stays() -> None:
    pair = "( fist + flathand ) extfingeru palml"
    assert not cycle_of("mover", pair)[1].any()


def test_each_hand_of_a_split_group_has_its_own_movement() -> None:
    mine, theirs = cycle_of("( moveu + moved smallmod )", f"symmlr {HANDS}")
    assert mine[2].tolist() == pytest.approx([0, 17, 0])
    assert theirs[2].tolist() == pytest.approx([0, -9, 0])


@pytest.mark.parametrize(
    ("action", "moves"),
    [("( moveu + nomotion )", (True, False)), ("( nomotion + moveu )", (False, True))],
)
def test_a_hand_without_motion_stays(action: str, moves: tuple[bool, bool]) -> None:
    assert tuple(hand.any() for hand in cycle_of(action, f"symmlr {HANDS}")) == moves


# ------------------------------------------------------------------ which one
@pytest.mark.parametrize(
    ("action", "kind"),
    [
        ("fingerplay [ moveu circleo ]", StraightMovement),
        ("( nodding [ circleo ] ) moveu", CircularMovement),
        ("replace finger2 moveu", StraightMovement),
    ],
)
def test_the_first_movement_is_found_inside_groups(action: str, kind: type) -> None:
    assert isinstance(motion_of(action).dominant, kind)


@pytest.mark.parametrize("action", ["", "fingerplay", "replace finger2", "( nodding )"])
def test_a_sign_may_have_none(action: str) -> None:
    assert first_motion(sign_of(f"{HANDS} {action}")) is None


# ------------------------------------------------------------------ what is not shown
def left_out(action: str, hands: str = HANDS, *, animated: bool = False) -> str:
    sign = sign_of(f"{hands} {action}")
    return "; ".join(unshown([sign], first_motion(sign) if animated else None))


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("moveo smallmod", "movement (hammoveo hamsmallmod)"),
        ("circleo", "circular movement (hamcircleo)"),
        ("fingerplay", "finger play (hamfingerplay)"),
        ("moveo fast largemod", "movement (hammoveo); very fast (hamfast hamlargemod)"),
        ("moveo repeatfromstart", "repeated once from the start (hamrepeatfromstart)"),
        ("moveo increasing", "increasing (hamincreasing)"),
        ("moveo chest touch", "place at the end (hamchest hamtouch)"),
        ("replace finger2", "change of posture (hamreplace hamfinger2)"),
        ("[ moveo moveu ]", "movement (hammoveo), movement (hammoveu)"),
        ("( moveo nodding )", "at once [movement (hammoveo), nodding (hamnodding)]"),
        ("moveo alternatingmotion", "alternating (hamalternatingmotion)"),
    ],
)
def test_all_of_the_action_is_named(action: str, words: str) -> None:
    assert words in left_out(action)
    assert left_out(action).startswith("not shown: ")


def test_nothing_to_show_is_nothing_left_out() -> None:
    assert unshown([sign_of(HANDS)]) == ()


def test_what_an_animation_shows_is_not_named() -> None:
    hands = f"symmlr alternatingmotion {HANDS}"
    assert left_out("moveo", hands, animated=True) == ""
    assert "alternating" in left_out("moveo", hands)
    assert left_out("( moveo + nomotion )", f"symmlr {HANDS}", animated=True) == ""
    assert left_out("[ moveo moveu ]", animated=True) == "not shown: movement (hammoveu)"
    assert "ellipse" in left_out("moveo wavy ellipseh", animated=True)


def test_only_the_first_of_two_equal_movements_is_shown() -> None:
    assert left_out("[ moveo moveo ]", animated=True) == "not shown: movement (hammoveo)"


def test_modifiers_of_the_operator_and_later_signs_are_named() -> None:
    assert "hamnonipsi" in left_out("", f"symmlr nonipsi {HANDS}")
    first, second = sign_of(HANDS), sign_of("flathand extfingero palmd")
    assert unshown([first, second]) == (
        "not shown: the signs after the first (hamplus hamflathand hamextfingero hampalmd)",
    )
