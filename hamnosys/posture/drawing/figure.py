"""The polygons of a posed signer in a view."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from hamnosys.posture.body import Side, body_joint, on_side
from hamnosys.posture.drawing.look import Colour, Look, as_bytes, darker, mixed
from hamnosys.posture.drawing.outline import capsules, ellipse
from hamnosys.posture.drawing.view import View
from hamnosys.posture.geometry import LEFT, UP, Array, unit, vector
from hamnosys.posture.hand import INDEX, MIDDLE, PARENTS, PINKY, RING, THUMB
from hamnosys.posture.skeleton import HandPose, Posture


@dataclass(frozen=True, slots=True)
class Polygon:
    """A filled polygon of a picture: ``points`` are pixels, flat: across, down, across, down..."""

    depth: float
    points: list[float]
    fill: Colour


_METACARPALS = np.array([INDEX, MIDDLE, RING, PINKY]) - 1
_WIDE = np.full(20, 1.0)
_NARROW = np.full(20, 0.8)
_WIDE[_METACARPALS], _NARROW[_METACARPALS] = 1.7, 1.25
_WIDE[:4], _NARROW[:4] = (1.9, 1.6, 1.2, 1.05), (1.5, 1.2, 1.05, 0.85)
_PALM = np.array([0, THUMB, INDEX, MIDDLE, RING, PINKY])
_BORDER = 0.3
"""Centimetres by which the dark border of a bone stands out."""


def hand_polygons(
    hand: HandPose, view: View, look: Look, *, lit: bool = True, points: int = 7
) -> Iterator[Polygon]:
    """A hand: bones with a dark border, the palm as one, the inside lighter than the back.

    Args:
        hand: posed.
        view: the camera.
        look: colours.
        lit: with a light along each bone; without, for hands of a few pixels.
        points: of each round end.
    """
    seen = view.project(hand.joints)
    start, end = seen[PARENTS], seen[1:]
    depth = (start[:, 2] + end[:, 2]) / 2
    middle = float(depth[_METACARPALS].mean())
    depth[_METACARPALS] = middle
    fill = _shaded(hand.inner @ view.axes[2], depth - middle, look)
    depths: list[float] = depth.tolist()
    fills = as_bytes(fill)
    outer = _rings(start, end, view, grown=max(_BORDER * view.pixels, 0.6), points=points)
    inner = _rings(start, end, view, points=points)
    for bone, border in enumerate(as_bytes(fill * 0.5)):
        # The palm is one piece: its borders first, then what they surround.
        nudge = -_NUDGE if bone in _PALM_BONES else 0.0
        yield Polygon(depths[bone] + nudge, outer[bone], border)
        yield Polygon(depths[bone], inner[bone], fills[bone])
    palm: list[float] = seen[_PALM, :2].reshape(-1).tolist()
    yield Polygon(middle, palm, fills[_METACARPALS[0]])
    if lit:
        light = _rings(start, end, view, along=0.42, shift=-0.22 * view.pixels, points=points)
        for bone, bright in enumerate(as_bytes(fill + (255 - fill) * 0.22)):
            if bone not in _PALM_BONES:
                yield Polygon(depths[bone] + _NUDGE, light[bone], bright)


def _shaded(facing: Array, nearer: Array, look: Look) -> Array:
    """Colours of bones, (20, 3), by how far their inner side faces the viewer, and their depth."""
    share = np.clip(0.5 + 0.75 * facing, 0, 1)
    shade = 1 + np.clip(nearer * 0.012, -0.16, 0.1)
    return mixed(vector(look.back), vector(look.inside), share) * shade[:, None]


def _rings(
    start: Array,
    end: Array,
    view: View,
    *,
    points: int,
    grown: float = 0.0,
    along: float = 1.0,
    shift: float = 0.0,
) -> list[list[float]]:
    """Outlines of all bones, flat: ``along`` times as wide, ``grown`` and shifted by pixels."""
    wide, narrow = (each * (along * view.pixels) + grown for each in (_WIDE, _NARROW))
    outlines = capsules(start[:, :2] + shift, end[:, :2] + shift, wide, narrow, points)
    result: list[list[float]] = outlines.reshape(len(start), -1).tolist()
    return result


_NUDGE = 1e-3
"""A difference in depth that only decides what of one hand is painted first."""

_PALM_BONES = frozenset(int(bone) for bone in _METACARPALS)


def arm_polygons(hand: HandPose, view: View, look: Look, points: int = 7) -> Iterator[Polygon]:
    """The arm of a hand: sleeve and bare forearm."""
    arm = hand.arm
    joints = view.project(np.stack([arm.shoulder, arm.elbow, arm.wrist]))
    wide, narrow = np.array([4.6, 3.5]) * view.pixels, np.array([4.0, 2.2]) * view.pixels
    border = max(_BORDER * view.pixels, 0.6)
    start, end = joints[:2, :2], joints[1:, :2]
    outer = capsules(start, end, wide + border, narrow + border, points).reshape(2, -1).tolist()
    inner = capsules(start, end, wide, narrow, points).reshape(2, -1).tolist()
    # A hand lies over its arm; an arm whose end is before the body does not vanish behind it.
    depth = (joints[:2, 2] + joints[1:, 2]) / 2 - 2
    body = _body_depth(view, arm.wrist)
    before = joints[1:, 2] > body
    depth[before] = np.maximum(depth[before], body + 0.5)
    for bone, colour in enumerate((look.clothes, look.back)):
        yield Polygon(float(depth[bone]), outer[bone], darker(colour))
        yield Polygon(float(depth[bone]), inner[bone], darker(colour, 0.92))


def _body_depth(view: View, point: Array) -> float:
    """How deep the body is at the height of a point."""
    behind = vector([0, point[1], _BODY_DEPTH])
    return float(view.project(behind[None])[0, 2])


_BODY_DEPTH = -6.0
"""Where the body is drawn, out from the shoulders: what is behind this is hidden by it."""


def body_polygons(view: View, look: Look) -> Iterator[Polygon]:
    """Torso, neck, head and face. They are behind whatever is before the body."""
    # All of the head is at one depth, or a camera that looks down would turn it inside out.
    for height, outlines in ((0.0, _torso(look)), (body_joint("head")[1], _head(look))):
        depth = _body_depth(view, vector([0, height, 0]))
        for number, (points, colour) in enumerate(outlines):
            flat: list[float] = view.project(points)[:, :2].reshape(-1).tolist()
            yield Polygon(depth + _NUDGE * number, flat, colour)


def _torso(look: Look) -> Iterator[tuple[Array, Colour]]:
    shoulder, hip = body_joint("shoulder"), body_joint("hip")
    torso = [on_side(p, s) for s in _SIDES for p in (_NECK, shoulder + vector([-2, 2, 0]), hip)]
    yield np.array([*torso[:3], *torso[:2:-1]]), look.clothes


def _head(look: Look) -> Iterator[tuple[Array, Colour]]:
    head = body_joint("head")
    yield ellipse(vector([0, 8, 0]), 6 * LEFT, 9 * UP), darker(look.face, 0.86)
    for side in _SIDES:
        ear = ellipse(on_side(vector([-16.5, 32, 0]), side), 2.4 * LEFT, 5 * UP, 14)
        yield ear, darker(look.face, 0.88)
    yield ellipse(head + vector([0, 1, 0]), 16.5 * LEFT, 21.5 * UP), look.hair
    yield ellipse(head + vector([0, -1.6, 3]), 15.4 * LEFT, 18.2 * UP), look.face
    yield from _face(look)


def _face(look: Look) -> Iterator[tuple[Array, Colour]]:
    dark = darker(look.face, 0.5)
    for side in _SIDES:
        eye = on_side(vector([-6.2, 35.5, 12]), side)
        yield ellipse(eye, 2.9 * LEFT, 1.5 * UP, 14), _WHITE
        yield ellipse(eye, 1.3 * LEFT, 1.3 * UP, 10), (50, 40, 40)
        brow = on_side(vector([-6.2, 39.5, 12]), side)
        yield ellipse(brow, 3.4 * LEFT, 0.7 * UP, 12), look.hair
        yield ellipse(on_side(vector([-1.2, 28, 14]), side), 0.8 * LEFT, 0.6 * UP, 8), dark
    yield (
        np.array([[-1.3, 36, 12], [1.3, 36, 12], [2.4, 29.2, 15], [-2.4, 29.2, 15]]),
        darker(look.face, 0.86),
    )
    yield ellipse(vector([0, 21.4, 13]), 5 * LEFT, 4.2 * UP, 20), (176, 74, 78)
    yield ellipse(vector([0, 21.8, 13]), 3.8 * LEFT, 2.8 * UP, 18), (92, 28, 34)
    yield (
        np.array([[-2.8, 24.4, 13], [2.8, 24.4, 13], [2.4, 23, 13], [-2.4, 23, 13]]),
        _WHITE,
    )
    yield ellipse(vector([0, 19.4, 14]), 2.3 * LEFT, 1.9 * UP, 14), (222, 112, 116)


_WHITE: Colour = (250, 250, 250)
_SIDES: tuple[Side, Side] = ("right", "left")
_NECK = vector([-6, 5, 0])


def dots(posture: Posture, view: View, look: Look) -> Iterator[Polygon]:
    """A dot on each touched place of a hand."""
    for point in posture.touched:
        ring = ellipse(point, 0.75 * unit(view.axes[0]), 0.75 * unit(view.axes[1]), 12)
        seen = view.project(ring)
        flat: list[float] = seen[:, :2].reshape(-1).tolist()
        yield Polygon(float(seen[0, 2]) + 0.9, flat, look.touched)


def in_order(polygons: Iterator[Polygon] | Sequence[Polygon]) -> list[Polygon]:
    """Polygons as a painter lays them on: the farthest first."""
    return sorted(polygons, key=lambda polygon: polygon.depth)
