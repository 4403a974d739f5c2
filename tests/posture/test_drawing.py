from __future__ import annotations

import itertools

import numpy as np
import pytest
from posture_builders import posed

from hamnosys.posture.body import MIRROR
from hamnosys.posture.drawing.figure import (
    Polygon,
    arm_polygons,
    body_polygons,
    dots,
    hand_polygons,
    in_order,
)
from hamnosys.posture.drawing.look import PLAIN, Look, as_bytes, darker, mixed
from hamnosys.posture.drawing.outline import capsules, ellipse
from hamnosys.posture.drawing.raster import paint
from hamnosys.posture.drawing.svg import svg_polygons
from hamnosys.posture.drawing.view import ABOVE, FRONT, View, palm_view, thumb_view, turned
from hamnosys.posture.geometry import LEFT, OUT, UP, Array, vector
from hamnosys.posture.skeleton import HandPose, Posture

close = np.testing.assert_allclose

WHITE = (255, 255, 255)
RED = Look(inside=(255, 0, 0), back=(255, 0, 0))
BLUE = Look(inside=(0, 0, 255), back=(0, 0, 255))


def around(hand: HandPose, axes: Array = FRONT, size: int = 96) -> View:
    """A camera on a hand: thirty centimetres fill the picture."""
    return View(axes, hand.joints.mean(axis=0), (size / 30, size / 30), (size, size))


def of_hand(hand: HandPose, view: View, look: Look = PLAIN) -> Array:
    """Pixels of a picture of one hand on white, shape (size, size, 3)."""
    picture = paint(in_order(hand_polygons(hand, view, look)), view.size, WHITE)
    return np.asarray(picture, dtype=float)


def whole(posture: Posture, view: View) -> list[Polygon]:
    """Polygons of the signer, as a painter lays them on."""
    found = list(body_polygons(view, PLAIN))
    for hand in (posture.left, posture.right):
        found += [*arm_polygons(hand, view, PLAIN), *hand_polygons(hand, view, PLAIN)]
    return in_order([*found, *dots(posture, view, PLAIN)])


def signer(size: int) -> View:
    return View(FRONT, vector([0, 5, 0]), (size / 130, size / 130), (size, size))


def drawn(pixels: Array) -> Array:
    """Which pixels are not white."""
    return (pixels != 255).any(axis=-1)


def colour(pixels: Array) -> Array:
    """Mean colour of what is drawn."""
    mean: Array = pixels[drawn(pixels)].mean(axis=0)
    return mean


@pytest.mark.parametrize("pitch", [-8, -4, 0, 4, 8])
def test_a_camera_that_looks_up_or_down_sees_the_same_face(pitch: float) -> None:
    view = View(turned(FRONT, 5, pitch), vector([0, 30, 0]), (4, 4), (200, 200))
    fills = [polygon.fill for polygon in in_order(body_polygons(view, PLAIN))]
    order = [fills.index(fill) for fill in (PLAIN.hair, PLAIN.face)]
    assert order == sorted(order)
    pixels = np.asarray(paint(in_order(body_polygons(view, PLAIN)), view.size, WHITE))
    assert (pixels == PLAIN.face).all(axis=-1).mean() > 0.15


@pytest.mark.parametrize("place", ["underchin", "stomach", "chest", "neck", "belowstomach"])
@pytest.mark.parametrize("held", ["extfingero palmu", "extfingerur palmdl", "extfingeri palml"])
def test_an_arm_before_the_body_does_not_vanish_in_it(place: str, held: str) -> None:
    posture = posed(f"flathand {held} {place}")
    view = signer(300)
    arm = posture.right.arm
    pixels = np.asarray(paint(whole(posture, view), view.size, WHITE), dtype=int)
    near_wrist = view.project((arm.wrist + 0.25 * (arm.elbow - arm.wrist))[None])[0]
    x, y = near_wrist[:2].astype(int)
    seen = pixels[y - 2 : y + 3, x - 2 : x + 3].reshape(-1, 3)
    assert (np.abs(seen - np.array(PLAIN.clothes)).sum(axis=1) > 60).any()


# ------------------------------------------------------------------ cameras
@pytest.mark.parametrize(
    ("axes", "point", "right", "up", "near"),
    [
        (FRONT, LEFT, 1, 0, 0), (FRONT, UP, 0, 1, 0), (FRONT, OUT, 0, 0, 1),
        # From above: what is farther out is farther down in the picture.
        (ABOVE, LEFT, 1, 0, 0), (ABOVE, OUT, 0, -1, 0), (ABOVE, UP, 0, 0, 1),
    ],
)  # fmt: skip
def test_view_shows_a_direction(axes: Array, point: Array, right: int, up: int, near: int) -> None:
    view = View(axes, vector([1, 2, 3]), (2, 2), (100, 60))
    close(
        view.project((vector([1, 2, 3]) + 5 * point)[None]),
        [[50 + 10 * right, 30 - 10 * up, 5 * near]],
    )


def test_view_leaves_its_points_alone() -> None:
    points = np.ones((2, 3))
    View(FRONT, vector([1, 2, 3]), (2, 2), (100, 60)).project(points)
    close(points, 1)


@pytest.mark.parametrize("hand", ["extfingeru palml", "extfingerl palmd", "extfingerdo palmur"])
def test_wrist_cameras_show_every_hand_upright(hand: str) -> None:
    """However the hand is turned, its fingers are up: at the palm or at the thumb side."""
    pose = posed(f"flathand {hand}").right
    palm = palm_view(pose) @ (pose.joints - pose.wrist).T
    thumb = thumb_view(pose) @ (pose.joints - pose.wrist).T
    for seen in (palm, thumb):
        close(seen[0, [0]], 0)
        assert seen[1, 12] == pytest.approx(19.6)
    assert palm[2, 4] > palm[2, 0] - 1e-9
    assert thumb[2, 5] > thumb[2, 17]  # the index finger is nearer than the pinky


def test_wrist_cameras_are_turned_and_not_mirrored() -> None:
    for side, view in itertools.product(("right", "left"), (palm_view, thumb_view)):
        axes = view(posed("symmlr flathand extfingeruo palml").hand(side))
        close(axes @ axes.T, np.eye(3), atol=1e-9)
        assert np.linalg.det(axes) == pytest.approx(1)


def test_a_turned_camera_is_still_a_camera() -> None:
    axes = turned(FRONT, 20, -15)
    close(axes @ axes.T, np.eye(3), atol=1e-12)
    assert np.linalg.det(axes) == pytest.approx(1)
    close(turned(FRONT, 0, 0), FRONT)


# ------------------------------------------------------------------ colours and outlines
def test_colours_between_two() -> None:
    both = mixed(vector([0, 0, 0]), vector([200, 100, 0]), np.array([0, 0.5, 1]))
    assert as_bytes(both) == [(0, 0, 0), (100, 50, 0), (200, 100, 0)]
    assert as_bytes(np.array([[-5.0, 300, 7.9]])) == [(0, 255, 7)]
    assert darker((200, 100, 50), 0.5) == (100, 50, 25)


def test_outline_of_a_bone_is_as_wide_as_its_ends() -> None:
    (outline,) = capsules(
        np.array([[10.0, 10]]), np.array([[30.0, 10]]), np.array([4.0]), np.array([2.0])
    )
    close(outline.min(axis=0), [6, 6])
    close(outline.max(axis=0), [32, 14])


def test_ellipse_reaches_its_half_axes() -> None:
    ring = ellipse(vector([1, 2, 3]), 4 * LEFT, 2 * UP, 16)
    assert ring.shape == (16, 3)
    close(ring.max(axis=0), [5, 4, 3])
    close(ring.min(axis=0), [-3, 0, 3])


# ------------------------------------------------------------------ hands
def test_the_inside_of_a_hand_has_another_colour_than_its_back() -> None:
    """Fingers up: d faces out, to the viewer, and u faces the signer."""
    inside, back = (posed(f"flathand extfingeru {palm}").right for palm in ("palmd", "palmu"))
    difference = colour(of_hand(inside, around(inside))) - colour(of_hand(back, around(back)))
    assert difference.min() > 25  # lighter in red, green and blue


def test_the_inside_is_lighter_from_above_too() -> None:
    """Fingers out: u faces the viewer above."""
    up, down = (posed(f"flathand extfingero {palm}").right for palm in ("palmu", "palmd"))
    difference = colour(of_hand(up, around(up, ABOVE))) - colour(of_hand(down, around(down, ABOVE)))
    assert difference.min() > 25


@pytest.mark.parametrize("shape", ["flathand", "fist", "finger2345", "pinch12open"])
def test_left_hand_is_the_mirror_image_of_the_right(shape: str) -> None:
    posture = posed(f"symmlr {shape} extfingeru palmd")
    left = posture.left
    right_view = around(posture.right, size=192)
    left_view = View(FRONT, right_view.centre * MIRROR, right_view.scale, right_view.size)
    right, other = drawn(of_hand(posture.right, right_view)), drawn(of_hand(left, left_view))
    assert (right & other[:, ::-1]).sum() > 0.93 * (right | other[:, ::-1]).sum()


def test_the_nearer_hand_hides_the_farther_one() -> None:
    hand = posed("flathand extfingeru palmd").right
    view = around(hand)
    across, down, _ = view.project(hand.joints[[0, 9]]).mean(axis=0).astype(int)
    for forward, seen in ((6, (255, 0, 0)), (-6, (0, 0, 255))):
        near = hand.at(hand.wrist + forward * OUT)
        polygons = [*hand_polygons(near, view, RED), *hand_polygons(hand, view, BLUE)]
        pixels = np.asarray(paint(in_order(polygons), view.size, WHITE), dtype=float)
        middle = pixels[down - 1 : down + 2, across - 1 : across + 2].mean(axis=(0, 1))
        assert np.argmax(middle) == np.argmax(seen)
        assert middle.max() > 150


def test_the_painter_lays_the_farthest_on_first() -> None:
    near, far = Polygon(5, [0, 0, 1, 0, 1, 1], WHITE), Polygon(-5, [0, 0, 1, 0, 1, 1], WHITE)
    assert in_order([near, far]) == [far, near]


def test_a_hand_hides_the_chest_and_the_arm_reaches_it() -> None:
    posture, view = posed("flathand extfingerl palml chest touch"), signer(192)
    pixels = np.asarray(paint(whole(posture, view), view.size, WHITE), dtype=int)
    across, down, _ = view.project(posture.right.joints[[9]])[0].astype(int)
    clothes = np.array(PLAIN.clothes)
    assert np.abs(pixels[down, across] - clothes).sum() > 100
    across, down, _ = view.project(np.array([[0.0, -35, 0]]))[0].astype(int)
    assert np.abs(pixels[down, across] - clothes).sum() < 10


# ------------------------------------------------------------------ the touched place
def touched_pixels(posture: Posture, axes: Array) -> int:
    """How many pixels have the colour of the dot, with the touched hand alone before the camera."""
    hand = posture.left
    view = around(hand, axes, 192)
    polygons = in_order([*hand_polygons(hand, view, PLAIN), *dots(posture, view, PLAIN)])
    pixels = np.asarray(paint(polygons, view.size, WHITE))
    return int((pixels == PLAIN.touched).all(axis=-1).sum())


@pytest.mark.parametrize(
    ("place", "seen"), [("palm", True), ("handback", False), ("thumbball", True)]
)
def test_the_dot_is_seen_from_the_side_of_its_place_only(place: str, seen: bool) -> None:
    posture = posed(f"finger2 extfingerol palmd {place} touch")
    palm = palm_view(posture.left)
    behind = palm * np.array([[-1], [1], [-1]])
    sides = [touched_pixels(posture, axes) for axes in (palm, behind)]
    assert [pixels > 10 for pixels in sides] == [seen, not seen]


@pytest.mark.parametrize("part", ["fingerpad", "fingernail"])
def test_the_dot_on_a_fingertip_tells_inside_from_back(part: str) -> None:
    posture = posed(f"finger2 extfingerol palmd middlefinger {part} touch")
    palm = palm_view(posture.left)
    behind = palm * np.array([[-1], [1], [-1]])
    inside, back = (touched_pixels(posture, axes) for axes in (palm, behind))
    assert (inside > back) == (part == "fingerpad")


def test_there_is_no_dot_where_nothing_on_a_hand_is_touched() -> None:
    for names in ("flathand extfingeru palml", "flathand extfingeru palml chest touch"):
        posture, view = posed(names), signer(192)
        assert list(dots(posture, view, PLAIN)) == []
        assert not any(polygon.fill == PLAIN.touched for polygon in whole(posture, view))


# ------------------------------------------------------------------ sizes and formats
def test_polygons_grow_with_the_picture() -> None:
    posture = posed("symmlr finger2 extfingeruo palml chin touch")
    small, large = whole(posture, signer(300)), whole(posture, signer(600))
    for one, other in zip(small, large, strict=True):
        close(2 * np.array(one.points), other.points, atol=1e-6)
        assert one.fill == other.fill
        assert one.depth == pytest.approx(other.depth)


def test_pictures_of_all_sizes_have_the_same_layout() -> None:
    posture = posed("symmlr finger2 extfingeruo palml chin touch")
    small, large = (
        np.asarray(paint(whole(posture, signer(size)), (size, size), WHITE), dtype=float)
        for size in (96, 480)
    )
    reduced = large.reshape(96, 5, 96, 5, 3).mean(axis=(1, 3))
    assert np.abs(reduced - small).mean() < 12
    one, other = drawn(small), (reduced < 200).any(axis=-1)
    assert (one & other).sum() > 0.85 * (one | other).sum()


def test_a_picture_has_its_size_and_background() -> None:
    picture = paint([Polygon(0, [2, 2, 6, 2, 6, 6, 2, 6], (1, 2, 3))], (12, 8), (9, 9, 9))
    assert picture.size == (12, 8)
    assert picture.getpixel((4, 4)) == (1, 2, 3)
    assert picture.getpixel((10, 1)) == (9, 9, 9)


def test_svg_has_every_polygon_in_its_order() -> None:
    posture, view = posed("symmlr finger2 extfingeruo palml chin touch"), signer(300)
    polygons = whole(posture, view)
    lines = list(svg_polygons(polygons))
    assert len(lines) == len(polygons)
    for line, polygon in zip(lines, polygons, strict=True):
        assert "#{:02x}{:02x}{:02x}".format(*polygon.fill) in line
        assert line.count(",") == len(polygon.points) / 2


def test_svg_is_moved_by_so_many_pixels() -> None:
    polygon = Polygon(0, [1, 2, 3.25, 4, 5, 6], (255, 0, 16))
    assert list(svg_polygons([polygon], 10, 20)) == [
        '<polygon points="11.0,22.0 13.2,24.0 15.0,26.0" fill="#ff0010"/>'
    ]


def test_the_same_posture_has_the_same_polygons() -> None:
    one, two = (whole(posed("symmlr flathand extfingeruo palml"), signer(96)) for _ in range(2))
    assert one == two
