"""The whole model: frames in, logits of every head out."""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor, nn

from trainer.config.schema import Config, HeadModel
from trainer.errors import ConfigError
from trainer.heads import HeadSpec
from trainer.model.backbone import FeatureExtractor
from trainer.model.temporal import temporal_model


class Recognizer(nn.Module):
    """Recognises the classes of clips.

    Attributes:
        feature_extractor: pictures to features.
        transformer: features of frames to those of the clip.
        heads: features of the clip to logits, by the name of the head.
    """

    def __init__(self, config: Config, heads: Sequence[HeadSpec], size: tuple[int, int]) -> None:
        """Build the model with fresh (or published) weights.

        Args:
            config: its sections feature_extractor, transformer and heads.model.
            heads: what it tells apart.
            size: height and width of the pictures, in pixels.

        Raises:
            ConfigError: the network does not exist or does not fit, or a head has a name that
                none can have.
            DataError: published weights cannot be fetched.
        """
        super().__init__()
        frames = frames_seen(config)
        width = config.feature_extractor.representation_size
        self.feature_extractor = FeatureExtractor(config.feature_extractor, size)
        self.transformer = temporal_model(config.transformer, width, frames)
        features = config.transformer.output_size
        self.heads = nn.ModuleDict()
        for head in heads:
            if not head.name or "." in head.name or hasattr(self.heads, head.name):
                raise ConfigError(f"heads: a head cannot be called {head.name!r}")
            self.heads[head.name] = _head(features, head.classes, config.heads.model)

    def forward(self, pictures: Tensor, mask: Tensor | None) -> dict[str, Tensor]:
        """Logits (clips, classes) of every head.

        Args:
            pictures: (clips, frames, 3, height, width), as prepared.
            mask: (clips, frames), true where there is a frame; None if all are there. Padding does
                not go through the network, so that it counts in no batch norm.
        """
        clips, frames = pictures.shape[:2]
        flat = pictures.flatten(0, 1)
        if mask is None:
            features = self.feature_extractor(flat).unflatten(0, (clips, frames))
        else:
            there = mask.flatten().nonzero().squeeze(1)
            found = self.feature_extractor(flat[there])
            features = found.new_zeros(clips * frames, found.shape[1])
            features = features.index_put((there,), found).unflatten(0, (clips, frames))
        clip = self.transformer(features, mask)
        return {name: head(clip) for name, head in self.heads.items()}


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
