"""Encoders of the landmarks of a frame."""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional

from trainer.config.schema import Landmarks as Settings
from trainer.data.layout import LandmarkLayout
from trainer.model.landmarks.coordinates import (
    ABOUT_HAND,
    HAND_POINTS,
    HANDS,
    OWN,
    PLACE,
    TOGETHER,
    Coordinates,
    Numbers,
)
from trainer.model.landmarks.skeleton import Nodes, nodes_of

_FAR = 10.0
"""Deviations from the mean; what is beyond says no more. A point that was never missing in training
would else be hundreds of them away as soon as it is missing."""


class LandmarkExtractor(nn.Module):
    """Landmarks (clips, frames, points, 4) to features of frames.

    Attributes:
        coordinates: places by the shoulders and by the hand.
        scale: brings these numbers to one scale.
        encoder: numbers of a frame to its features.
        projection: to the features that are given on.
    """

    def __init__(self, settings: Settings, layout: LandmarkLayout, width: int) -> None:
        """Build it for the points of a layout; ``width`` features of a frame are given on."""
        super().__init__()
        self.coordinates = Coordinates(settings, layout)
        points, hands = self.coordinates.points, self.coordinates.hands
        sizes = (
            points * PLACE,
            hands * HAND_POINTS * OWN,
            hands * ABOUT_HAND + (TOGETHER if hands == len(HANDS) else 0),
        )
        # Places on the face hardly change, hands go everywhere.
        self.scale = nn.BatchNorm1d(sum(sizes), affine=False)
        self.encoder: nn.Module
        if settings.encoder == "graph":
            self.encoder = GraphEncoder(settings, nodes_of(layout, settings.parts), sizes)
        else:
            self.encoder = PlainEncoder(settings, sum(sizes))
        self.projection = nn.Sequential(
            nn.Linear(settings.hidden_size, width),
            nn.LayerNorm(width),
        )

    def forward(self, landmarks: Tensor, mask: Tensor | None) -> Tensor:
        """Features of the frames that are there, (n, width).

        Args:
            landmarks: float32 (clips, frames, points, 4).
            mask: (clips, frames), true where there is a frame; None if all are there.
        """
        rows = _in_rows(self.coordinates(landmarks))
        if mask is not None:
            rows = rows[mask.flatten().nonzero().squeeze(1)]
        scaled = self.scale(rows).clamp(-_FAR, _FAR)
        features: Tensor = self.projection(self.encoder(scaled))
        return features


def _in_rows(numbers: Numbers) -> Tensor:
    """All numbers of a frame in one row: (clips x frames, n)."""
    apart = (numbers.points, numbers.own, numbers.hands, numbers.together)
    return torch.cat([each.flatten(2) for each in apart], -1).flatten(0, 1)


class PlainEncoder(nn.Module):
    """Layers over all numbers of a frame."""

    def __init__(self, settings: Settings, count: int) -> None:
        super().__init__()
        widths = [count, *[settings.hidden_size] * settings.layers]
        self.layers = nn.Sequential(
            *(
                nn.Sequential(
                    nn.Linear(before, after),
                    nn.BatchNorm1d(after),
                    nn.ReLU(),
                    nn.Dropout(settings.dropout_rate),
                )
                for before, after in pairwise(widths)
            )
        )

    def forward(self, rows: Tensor) -> Tensor:
        """Features (n, hidden) of rows (n, numbers)."""
        features: Tensor = self.layers(rows)
        return features


_LEAST_CHANNELS = 16
_KEPT_CHANNELS = 8
"""Numbers of each point after the last graph layer."""


class GraphEncoder(nn.Module):
    """Convolutions along the joints; then few numbers of each point, in one row.

    Points that no bone joins, such as two fingertips, may be joined by what is learned.
    """

    def __init__(self, settings: Settings, nodes: Nodes, sizes: tuple[int, int, int]) -> None:
        super().__init__()
        self.points = len(nodes.joined)
        self.sizes = sizes
        self.register_buffer("of_hands", torch.tensor(nodes.of_hands).long(), persistent=False)
        channels = max(_LEAST_CHANNELS, settings.hidden_size // 8)
        self.enter = nn.Linear(PLACE, channels)
        # Processes wait for a gradient of all that there is.
        self.enter_own = nn.Linear(OWN, channels, bias=False) if sizes[1] else None
        self.layers = nn.ModuleList(
            GraphLayer(nodes.joined, channels, settings.dropout_rate)
            for _ in range(settings.layers)
        )
        self.reduce = nn.Linear(channels, _KEPT_CHANNELS)
        count = self.points * _KEPT_CHANNELS + self.sizes[2]
        self.leave = nn.Sequential(nn.Linear(count, settings.hidden_size), nn.GELU())

    of_hands: Tensor

    def forward(self, rows: Tensor) -> Tensor:
        """Features (n, hidden) of rows (n, numbers)."""
        places, own, hands = torch.split(rows, list(self.sizes), 1)
        nodes = self.enter(places.reshape(rows.shape[0], self.points, PLACE))
        if self.enter_own is not None:
            added = self.enter_own(own.reshape(rows.shape[0], -1, OWN))
            nodes = nodes.index_add(1, self.of_hands, added.to(nodes.dtype))
        for layer in self.layers:
            nodes = layer(nodes)
        features: Tensor = self.leave(torch.cat([self.reduce(nodes).flatten(1), hands], 1))
        return features


class GraphLayer(nn.Module):
    """Each point sees itself, the mean of its neighbours, and what it has learned to look at."""

    def __init__(self, joined: Tensor, channels: int, dropout: float) -> None:
        super().__init__()
        self.register_buffer("joined", joined, persistent=False)
        self.learned = nn.Parameter(torch.randn_like(joined) / len(joined))
        self.norm = nn.LayerNorm(channels)
        self.mix = nn.Linear(3 * channels, channels)
        self.drop = nn.Dropout(dropout)

    joined: Tensor

    def forward(self, nodes: Tensor) -> Tensor:
        """Nodes (n, points, channels), the same shape."""
        known = self.norm(nodes)
        seen = torch.cat([known, self.joined @ known, self.learned @ known], -1)
        result: Tensor = nodes + self.drop(functional.gelu(self.mix(seen)))
        return result
