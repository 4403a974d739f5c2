"""The whole model: frames or landmarks in, logits of every head out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from trainer.config.schema import Config, HeadModel
from trainer.data.layout import LandmarkLayout
from trainer.errors import ConfigError
from trainer.heads import HeadSpec
from trainer.model.backbone import FeatureExtractor
from trainer.model.landmarks.encoders import LandmarkExtractor
from trainer.model.temporal import temporal_model


class Recognizer(nn.Module):
    """Recognises the classes of clips.

    Attributes:
        feature_extractor: pictures to features; landmarks to features where there are no pictures.
        landmark_extractor: landmarks to features, beside pictures.
        fusion: both of these to features.
        transformer: features of frames to those of the clip.
        heads: features of the clip to logits, by the name of the head.
    """

    def __init__(
        self,
        config: Config,
        heads: Sequence[HeadSpec],
        size: tuple[int, int] | None,
        layout: LandmarkLayout | None = None,
        hubert: Mapping[str, Any] | None = None,
    ) -> None:
        """Build the model with fresh (or published) weights.

        Args:
            config: its sections feature_extractor, landmarks, transformer and heads.model.
            heads: what it tells apart.
            size: height and width of the pictures, in pixels; None without pictures.
            layout: the points of landmarks; None without landmarks.
            hubert: how the encoder of a saved hubert_transformer is built again.

        Raises:
            ConfigError: the network does not exist or does not fit, or a head has a name that
                none can have.
            DataError: published weights cannot be fetched.
            CheckpointError: hubert_path is no directory of a Hubert model.
        """
        super().__init__()
        width = config.feature_extractor.representation_size
        self.feature_extractor: nn.Module
        self.landmark_extractor: nn.Module | None = None
        self.fusion: nn.Module | None = None
        if size is not None:
            self.feature_extractor = FeatureExtractor(config.feature_extractor, size)
        if layout is not None:
            points = LandmarkExtractor(config.landmarks, layout, width)
            if size is None:
                self.feature_extractor = points
            else:
                self.landmark_extractor = points
                self.fusion = nn.Sequential(nn.Linear(2 * width, width), nn.LayerNorm(width))
        self.transformer = temporal_model(config.transformer, width, frames_seen(config), hubert)
        features = config.transformer.output_size
        self.heads = nn.ModuleDict()
        for head in heads:
            if not head.name or "." in head.name or hasattr(self.heads, head.name):
                raise ConfigError(f"heads: a head cannot be called {head.name!r}")
            self.heads[head.name] = _head(features, head.classes, config.heads.model)

    def forward(
        self, pictures: Tensor | None, mask: Tensor | None, landmarks: Tensor | None = None
    ) -> dict[str, Tensor]:
        """Logits (clips, classes) of every head.

        Args:
            pictures: (clips, frames, 3, height, width), as prepared; None without pictures.
            mask: (clips, frames), true where there is a frame; None if all are there. Padding does
                not go through the network, so that it counts in no batch norm.
            landmarks: (clips, frames, points, 4); None without landmarks.
        """
        given = landmarks if pictures is None else pictures
        if given is None:
            raise ValueError("neither pictures nor landmarks are given")
        clips, frames = given.shape[:2]
        there = None if mask is None else mask.flatten().nonzero().squeeze(1)
        found = self._features(pictures, mask, there, landmarks)
        if there is None:
            features = found.view(clips, frames, -1)
        else:
            features = found.new_zeros(clips * frames, found.shape[1])
            features = features.index_put((there,), found).view(clips, frames, -1)
        clip = self.transformer(features, mask)
        return {name: head(clip) for name, head in self.heads.items()}

    def _features(
        self,
        pictures: Tensor | None,
        mask: Tensor | None,
        there: Tensor | None,
        landmarks: Tensor | None,
    ) -> Tensor:
        """Features of the frames that are there, (n, width)."""
        if pictures is None:
            points: Tensor = self.feature_extractor(landmarks, mask)
            return points
        flat = pictures.flatten(0, 1)
        seen: Tensor = self.feature_extractor(flat if there is None else flat[there])
        if self.landmark_extractor is None or self.fusion is None:
            return seen
        fused: Tensor = self.fusion(torch.cat([seen, self.landmark_extractor(landmarks, mask)], 1))
        return fused


def frames_seen(config: Config) -> int:
    """How many frames of a clip the model sees at most; one in pre-training."""
    training = config.train_parameters
    return 1 if training.pre_training else training.num_segments


def _head(features: int, classes: int, settings: HeadModel) -> nn.Module:
    """Hidden layers and an output layer, with dropout before each."""
    layers: list[nn.Module] = []
    for _ in range(settings.additional_layers):
        layers += [nn.Dropout(settings.dropout_rate), nn.Linear(features, features), nn.ReLU()]
    layers += [nn.Dropout(settings.dropout_rate), nn.Linear(features, classes)]
    return nn.Sequential(*layers)


def parameter_count(model: nn.Module) -> int:
    """Numbers that are learned."""
    return sum(parameter.numel() for parameter in model.parameters())
