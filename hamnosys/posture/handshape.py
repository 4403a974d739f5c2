"""From a handshape of the notation to the angles of a hand's joints.

Source of what base forms, thumb positions and bendings mean: section 4 of the notation's
description, and the glyphs; the angles are in ``data/posture/hand.yaml``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from hamnosys.posture.geometry import Array, vector
from hamnosys.posture.hand import (
    FINGERS,
    HandAngles,
    bones,
    finger_joints,
    halfway,
    hand_data,
    numbers_of,
)
from hamnosys.sign import FingerSpecification, Handshape, Shape

_RING = FINGERS.index("hamringfinger")
_TIP = 3
_PART_OF_BONES = {
    "hamfingertip": _TIP,
    "hamfingernail": _TIP,
    "hamfingerpad": _TIP,
    "hamfingerside": 2,
    "hamfingermidjoint": 1,
    "hamfingerbase": 0,
}
"""Which joint of a finger (0 base, 3 tip) the thumb goes to where it touches a part."""


def handshape_angles(handshape: Handshape) -> HandAngles:
    """Angles of a handshape; half way between two shapes where `hambetween` stands."""
    angles = shape_angles(handshape.shape)
    if handshape.other is not None:
        return halfway(angles, shape_angles(handshape.other))
    data = hand_data()
    if handshape.thumb_between is not None:
        return _with_thumb(angles, data["between"], _beside(handshape.thumb_between))
    if handshape.thumb_enclosed:
        return _with_thumb(angles, data["enclosed"], vector(data["enclosed"]["tip"]))
    return angles


def _beside(finger: str) -> Array:
    """Where the tip of a thumb is that comes out between a finger and the one after it."""
    bases = bones().bases
    number = min(FINGERS.index(finger), 2) if finger in FINGERS else 0
    height = hand_data()["between"]["height"]
    return vector([(bases[number, 0] + bases[number + 1, 0]) / 2, *height])


def _with_thumb(angles: HandAngles, how: dict[str, Any], tip: Array) -> HandAngles:
    first, bend = vector(how["first"]), vector(how["bend"])
    return replace(angles, thumb_first=first, thumb_tip=tip, thumb_bend=bend)


def shape_angles(shape: Shape) -> HandAngles:
    """Angles of one shape: base form, thumb, bending, then what single fingers do."""
    data = hand_data()
    base = data["base_forms"][shape.base_form]
    selected = _selected(shape, base)
    form = base["form"]
    flexion = np.array([data["others"][base["others"]]] * 4, dtype=float)
    lean = np.array(data["leans"][base["lean"]], dtype=float)
    flexion[selected] = data["bendings"][form][shape.bending or "none"]
    for finger in shape.fingers:
        _single_finger(finger, form, flexion, lean)
    group = "closed" if form == "stretched" and flexion[_RING].sum() > 220 else form
    how = data["thumbs"][group][shape.thumb_position or "none"]
    touched = _touched_by_thumb(shape, selected)
    if touched is not None and touched[1] == _TIP and not flexion[touched[0]].any():
        flexion[touched[0]] = data["bendings"]["pinch"]["none"]  # straight, it is out of reach
    tips = finger_joints(flexion, lean)
    goal = _thumb_goal(how, tips, selected)
    if touched is not None:
        how = data["thumbs"]["pinch"]["none"]
        goal = tips[touched] + vector(how["tips"])
    return _with_thumb(HandAngles(flexion, lean, goal, goal, goal), how, goal)


def _selected(shape: Shape, base: dict[str, Any]) -> list[int]:
    """Rows of the selected fingers: those named alone, else those of the base form."""
    named = [
        each.finger
        for each in shape.fingers
        if not each.bending and not each.opposed and not each.part and not each.other
    ]
    return numbers_of(named) or [number - 2 for number in base["selected"]]


def _single_finger(finger: FingerSpecification, form: str, flexion: Array, lean: Array) -> None:
    """What one finger does, into the angles of all."""
    data = hand_data()
    for row in numbers_of([finger.finger]):
        if finger.bending:
            flexion[row] = data["bendings"][form][finger.bending]
        if finger.opposed:
            flexion[row] = data["bendings"]["pinch"]["none"]
        for other in numbers_of([finger.other] if finger.other else []):
            toward = np.sign(bones().bases[other, 0] - bones().bases[row, 0])
            lean[row] += toward * data["crossing"]["lean"]
            flexion[row] = np.minimum(flexion[row], flexion[other])
            flexion[row, 0] += data["crossing"]["flexion"]


def _thumb_goal(how: dict[str, Any], tips: Array, selected: list[int]) -> Array:
    """Where the thumb's tip goes: a point of the hand, or near the tips of the selected fingers."""
    if "tip" in how:
        return vector(how["tip"])
    nearest = tips[selected or [0], _TIP][:3]
    middle: Array = nearest.mean(axis=0) + vector(how["tips"])
    return middle


def _touched_by_thumb(shape: Shape, selected: list[int]) -> tuple[int, int] | None:
    """Row of the finger and joint that the thumb touches, where the shape says so."""
    for finger in shape.fingers:
        rows = numbers_of([finger.finger])
        if finger.opposed and rows:
            return rows[0], _TIP
        if finger.part and finger.finger == "hamthumb" and finger.other:
            others = numbers_of([finger.other])
            return (others[0], _PART_OF_BONES.get(finger.part, _TIP)) if others else None
    if shape.thumb_contact is not None:
        return (selected or [0])[0], _PART_OF_BONES.get(shape.thumb_contact, _TIP)
    return None
