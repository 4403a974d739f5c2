"""Landmarks as numbers that do not depend on where the signer stands.

Places are told in widths of the signer's shoulders, handshapes in the hand's own axes. A point
that is missing is masked: its numbers are 0, and one of them says so.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from trainer.config.schema import Landmarks as Settings
from trainer.data.layout import SHOULDERS, LandmarkLayout

WRIST, KNUCKLES = 0, (5, 9, 13, 17)
"""The wrist and the knuckles of index to pinky among the points of a hand."""

HAND_POINTS = 21
HANDS = ("right_hand", "left_hand")
PLACE = 4
"""Numbers of a point: whether it is seen, and its place (3)."""

OWN = 3
"""Numbers of a point of a hand besides: its place in the hand."""

LAGS = (1, 2, 4)
"""Frames before, from which the movement of a hand is told."""

FINE = (0, 4, 8, 12, 16, 20)
"""Wrist and fingertips, whose places, and that of the middle of the hand, are told finely."""

PERIODS = (1.0, 0.5, 0.25)
"""Widths of the shoulders after which a fine place repeats itself."""

ABOUT_HAND = 13 + 3 * len(LAGS) + 3 * 2 * len(PERIODS) * (len(FINE) + 1)
"""Numbers of a hand: whether it is seen, its axes (9), its middle (3), how that has moved, and
where it is, finely."""

TOGETHER = 3 + 3 * len(LAGS)
"""Numbers of two hands: from one to the other (3), and along which axes they move alike."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """What is known of each frame.

    Attributes:
        points: (clips, frames, points, `PLACE`).
        own: (clips, frames, hands, 21, `OWN`): points of hands in their own axes.
        hands: (clips, frames, hands, `ABOUT_HAND`).
        together: (clips, frames, `TOGETHER`) of two hands; (clips, frames, 0) without.
    """

    points: Tensor
    own: Tensor
    hands: Tensor
    together: Tensor


class Coordinates(nn.Module):
    """From the points of clips to numbers of each point and of each hand.

    Attributes:
        points: how many points are given on.
        hands: how many hands.
    """

    def __init__(self, settings: Settings, layout: LandmarkLayout) -> None:
        super().__init__()
        self.kind = settings.hands
        self.least = settings.least_visibility
        pose = layout.span("pose")
        wanted = settings.normalization != "none" and pose is not None
        self.turned = settings.normalization == "body"
        known = wanted and pose and len(pose) > max(SHOULDERS)
        self.shoulders = [pose[place] for place in SHOULDERS] if known and pose else None
        spans = {name: layout.span(name) for name in settings.parts}
        kept = [number for span in spans.values() if span is not None for number in span]
        self.points = len(kept)
        self.register_buffer("kept", torch.tensor(kept), persistent=False)
        self._hands = tuple(
            span
            for name in settings.parts
            if name in HANDS and (span := spans[name]) is not None and len(span) == HAND_POINTS
        )
        self.hands = len(self._hands)

    kept: Tensor

    def forward(self, points: Tensor) -> Numbers:
        """Numbers of the points that are wanted, and of hands; float32 whatever the precision.

        Args:
            points: float32 (clips, frames, points, 4): x, y, z, visibility; all 0 where a point is
                missing, and in padding.
        """
        seen = (points[..., 3:] > self.least).to(points.dtype)
        places = self._placed(points[..., :3], seen) * seen
        numbers = torch.cat([seen, places], -1)[:, :, self.kept]
        if not self._hands:
            empty = numbers.new_zeros((*numbers.shape[:2], 0))
            return Numbers(numbers, empty[..., None, None], empty[..., None], empty)
        spans = [slice(span.start, span.stop) for span in self._hands]
        hands = torch.stack([places[:, :, span] for span in spans], 2)
        known = torch.stack([seen[:, :, span] for span in spans], 2)
        own, axes, found = self._in_hand(hands, known)
        count = known.sum(-2)
        middle = hands.sum(-2) / count.clamp(min=1)
        there = (count > 0).to(middle.dtype)
        moved = [_moved(middle, there, lag) for lag in LAGS]
        fine = _fine(torch.cat([hands[..., FINE, :], middle[..., None, :]], -2))
        known = torch.cat([known[..., FINE, :], there[..., None, :]], -2)
        about = torch.cat([found, axes, middle, *moved, (fine * known).flatten(-2)], -1)
        return Numbers(numbers, own, about, _together(middle, there, moved))

    def _placed(self, places: Tensor, seen: Tensor) -> Tensor:
        """Places by the shoulders: their middle is 0 and their distance 1, over the whole clip.

        The mean over the frames is steadier than each frame's own. Clips without shoulders stay
        as they are.
        """
        if self.shoulders is None:
            return places
        left, right = (
            (places[:, :, n] * seen[:, :, n]).sum(1) / seen[:, :, n].sum(1).clamp(min=1)
            for n in self.shoulders
        )
        known = torch.stack([seen[:, :, n].amax(1) for n in self.shoulders]).amin(0)
        across = left - right
        if not self.turned:
            across = across * across.new_tensor([1.0, 1.0, 0.0])
        width = torch.linalg.vector_norm(across, dim=1, keepdim=True)
        known = known * (width > _TINY)
        middle = (left + right) / 2 * known
        width = torch.where(known > 0, width, 1.0)
        placed: Tensor = (places - middle[:, None, None]) / width[:, None, None]
        if self.turned:
            placed = _along(placed, _axes(across / width, known)[:, None])
        return placed

    def _in_hand(self, places: Tensor, seen: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Points (..., 21, 3) as seen from the hand, its axes (..., 9), and if they are known."""
        known = seen[..., (WRIST, *KNUCKLES), :].amin(-2)
        wrist = places[..., WRIST, :]
        index, middle, ring, pinky = (places[..., number, :] for number in KNUCKLES)
        along = (index + middle + ring + pinky) / 4 - wrist
        length = torch.linalg.vector_norm(along, dim=-1, keepdim=True)
        known = known * (length > _TINY)
        length = torch.where(known > 0, length, 1.0)
        here = known[..., None, :] * seen
        scaled = (places - wrist[..., None, :]) / length[..., None, :] * here
        if self.kind != "hand_frame":
            own = scaled if self.kind == "wrist" else torch.zeros_like(scaled)
            return own, scaled.new_zeros((*known.shape[:-1], 9)), known
        up = along / length
        across = index + (middle - ring) / 2 - pinky
        across = across - (across * up).sum(-1, keepdim=True) * up
        across = across / torch.linalg.vector_norm(across, dim=-1, keepdim=True).clamp(min=_TINY)
        axes = torch.stack([across, up, torch.linalg.cross(across, up)], -2)
        return _along(scaled, axes), axes.flatten(-2) * known, known


def _along(places: Tensor, axes: Tensor) -> Tensor:
    """Places (..., points, 3) by axes (..., 3, 3), each of which is a row.

    As products and sums: autocast would round those of matrices to 8 bits, less than a finger.
    """
    turned: Tensor = (places.unsqueeze(-2) * axes.unsqueeze(-3)).sum(-1)
    return turned


def _axes(across: Tensor, known: Tensor) -> Tensor:
    """Axes (clips, 3, 3), as rows: along the shoulders, down as far as that is square, and back.

    Args:
        across: (clips, 3) from the right shoulder to the left one, of length 1.
        known: (clips, 1), 0 where it is not: the picture's own axes.
    """
    own = torch.eye(3, device=across.device, dtype=across.dtype)
    across = torch.where(known > 0, across, own[0])
    down = own[1] - across[:, 1:2] * across
    down = down / torch.linalg.vector_norm(down, dim=1, keepdim=True).clamp(min=_TINY)
    return torch.stack([across, down, torch.linalg.cross(across, down)], -2)


def _moved(places: Tensor, seen: Tensor, lag: int) -> Tensor:
    """How far places (clips, frames, ..., 3) are from those some frames before; 0 if unknown."""
    before, seen_before = (_delayed(each, lag) for each in (places, seen))
    return (places - before) * seen * seen_before


def _delayed(numbers: Tensor, lag: int) -> Tensor:
    """Numbers (clips, frames, ...) of so many frames before; 0 where there was none.

    Padded instead of written into a part: that exports for any number of frames.
    """
    none = numbers.new_zeros((numbers.shape[0], lag, *numbers.shape[2:]))
    return torch.cat([none, numbers], 1)[:, : numbers.shape[1]]


def _fine(places: Tensor) -> Tensor:
    """Waves of places (..., 3): (..., 6 x periods).

    In a room of an arm's length lips and teeth are a hair apart, which is learned slowly.
    """
    turns = torch.cat([places * (2 * math.pi / period) for period in PERIODS], -1)
    return torch.cat([turns.sin(), turns.cos()], -1)


def _together(middle: Tensor, there: Tensor, moved: Sequence[Tensor]) -> Tensor:
    """Numbers (clips, frames, `TOGETHER`) of two hands; (clips, frames, 0) if there is one.

    A network finds it hard to learn whether two small movements go the same way.
    """
    if middle.shape[2] != 2:
        return middle[:, :, 0, :0]
    apart = (middle[:, :, 0] - middle[:, :, 1]) * there[:, :, 0] * there[:, :, 1]
    alike = []
    for each in moved:
        one, other = each.unbind(2)
        size = torch.linalg.vector_norm(one, dim=-1) * torch.linalg.vector_norm(other, dim=-1)
        alike.append(one * other / (size + _STILL**2)[..., None])
    return torch.cat([apart, *alike], -1)


_STILL = 0.04
"""Movements much smaller than this share of the shoulders are trembling."""

_TINY = 1e-6
