"""Which landmarks are joined: bones of hands and body, in the order of MediaPipe."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor

from trainer.data.layout import LandmarkLayout
from trainer.model.landmarks.coordinates import HAND_POINTS, HANDS

POSE_POINTS = 33

_FINGERS = (
    (0, 1, 2, 3, 4),
    (0, 5, 6, 7, 8),
    (9, 10, 11, 12),
    (13, 14, 15, 16),
    (0, 17, 18, 19, 20),
)
_PALM = (5, 9, 13, 17)
HAND_BONES = tuple((one, other) for chain in (*_FINGERS, _PALM) for one, other in pairwise(chain))
"""Bones of a hand of 21 points."""

_LIMBS = (
    (8, 6, 5, 4, 0, 1, 2, 3, 7),
    (9, 10),
    (11, 13, 15, 17, 19, 15, 21),
    (12, 14, 16, 18, 20, 16, 22),
    (11, 12, 24, 23, 11),
    (23, 25, 27, 29, 31, 27),
    (24, 26, 28, 30, 32, 28),
)
POSE_BONES = tuple((one, other) for chain in _LIMBS for one, other in pairwise(chain))
"""Bones of a body of 33 points."""

_BONES = {
    "right_hand": (HAND_POINTS, HAND_BONES),
    "left_hand": (HAND_POINTS, HAND_BONES),
    "pose": (POSE_POINTS, POSE_BONES),
}
_NOSE = 0
_WRISTS = {"left_hand": 15, "right_hand": 16}
"""Wrists of the body, where the hands are joined to it."""


@dataclass(frozen=True, slots=True)
class Nodes:
    """The points that are looked at, numbered part after part.

    Attributes:
        joined: float32 (points, points), the share of each neighbour in the mean of a point's
            neighbours.
        of_hands: numbers of the points of hands, hand after hand.
    """

    joined: Tensor
    of_hands: tuple[int, ...]


def nodes_of(layout: LandmarkLayout, parts: Sequence[str]) -> Nodes:
    """The points of some parts, in the order of the parts."""
    spans: dict[str, range] = {}
    points = 0
    for name in parts:
        if (span := layout.span(name)) is not None:
            spans[name] = range(points, points + len(span))
            points += len(span)
    joined = torch.zeros(points, points)
    for one, other in _edges(spans):
        joined[one, other] = joined[other, one] = 1
    hands = tuple(
        number
        for name in spans
        if name in HANDS and len(spans[name]) == HAND_POINTS
        for number in spans[name]
    )
    return Nodes(joined / joined.sum(1, keepdim=True).clamp(min=1), hands)


def _edges(spans: Mapping[str, range]) -> Iterator[tuple[int, int]]:
    for name, span in spans.items():
        count, bones = _BONES.get(name, (0, ()))
        if len(span) == count:
            yield from ((span[one], span[other]) for one, other in bones)
    body = spans.get("pose")
    if body is None or len(body) != POSE_POINTS:
        return
    for hand, wrist in _WRISTS.items():
        if hand in spans:
            yield spans[hand][0], body[wrist]
    for number in spans.get("face", ()):
        yield number, body[_NOSE]
