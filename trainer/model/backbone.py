"""From pictures to features: a published network, and how its map becomes one row of numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import timm
import torch
import torchvision
from torch import Tensor, nn

from trainer.config.schema import FeatureExtractor as Settings
from trainer.errors import ConfigError, DataError

_GRID = 12
"""Places a side that ``pooling: grid`` keeps at most."""


class FeatureExtractor(nn.Module):
    """Pictures (n, 3, height, width) to features (n, representation_size).

    Attributes:
        backbone: the published network without its classifier.
        pooling: its output to one row a picture.
        projection: that row to the features.
    """

    def __init__(self, settings: Settings, size: tuple[int, int]) -> None:
        """Build the network.

        Args:
            settings: which network, and how it is read out.
            size: height and width of the pictures, in pixels.

        Raises:
            ConfigError: there is no such network, or it does not take such pictures.
            DataError: its published weights cannot be fetched.
        """
        super().__init__()
        self.backbone = _backbone(settings, size)
        with torch.no_grad():
            was = self.backbone.training
            shape = _map(self.backbone.eval()(torch.zeros(1, 3, *size))).shape
            self.backbone.train(was)
        if settings.pooling == "grid":
            grid = GridPooling(shape, settings.grid_channels, settings)
            self.pooling: nn.Module = grid
            width = grid.width
        else:
            self.pooling = AveragePooling()
            width = shape[-1] if len(shape) == 3 else shape[1]
        self.projection = nn.Sequential(
            nn.Linear(width, settings.representation_size),
            nn.LayerNorm(settings.representation_size),
        )

    def forward(self, pictures: Tensor) -> Tensor:
        """Features (n, representation_size) of pictures (n, 3, height, width)."""
        features: Tensor = self.projection(self.pooling(_map(self.backbone(pictures))))
        return features


class AveragePooling(nn.Module):
    """The mean over the picture, of maps (n, c, h, w), tokens (n, t, c) or rows (n, c)."""

    def forward(self, features: Tensor) -> Tensor:
        """Rows (n, c)."""
        if features.ndim == 4:
            return features.mean((2, 3))
        return features.mean(1) if features.ndim == 3 else features


class GridPooling(nn.Module):
    """Keeps where things are: few channels of each place of a map, in one row.

    A mean over the picture forgets in which part of it a hand is.
    """

    def __init__(self, shape: torch.Size, channels: int, settings: Settings) -> None:
        super().__init__()
        if len(shape) != 4:
            raise ConfigError(
                f"feature_extractor.pooling: {settings.model_path} gives no map to keep places of",
                hint="pooling: average",
            )
        height, width = min(shape[2], _GRID), min(shape[3], _GRID)
        self.reduce = nn.Sequential(
            nn.Conv2d(shape[1], channels, 1, bias=False),
            nn.BatchNorm2d(channels),
            nn.ReLU(inplace=True),
            nn.Identity()
            if shape[2:] == (height, width)
            else nn.AdaptiveAvgPool2d((height, width)),
        )
        self.width = channels * height * width

    def forward(self, features: Tensor) -> Tensor:
        """Rows (n, channels x places) of maps (n, c, h, w)."""
        reduced: Tensor = self.reduce(features)
        return reduced.flatten(1)


def _map(output: Any) -> Tensor:
    """The last map of a network that gives several, or its only output."""
    return cast("Tensor", output[-1] if isinstance(output, (list, tuple)) else output)


def _backbone(settings: Settings, size: tuple[int, int]) -> nn.Module:
    if settings.name == "resnet50_extractor":
        return _resnet50(pretrained=settings.pretrained)
    arguments = dict(settings.model_args)
    if not arguments.get("features_only"):
        arguments = {"num_classes": 0, "global_pool": "", **arguments}
    return _timm(settings.model_path, arguments, size, pretrained=settings.pretrained)


def _resnet50(*, pretrained: bool) -> nn.Module:
    weights = torchvision.models.ResNet50_Weights.DEFAULT if pretrained else None
    try:
        network = torchvision.models.resnet50(weights=weights)
    except OSError as error:  # URLError is one
        raise _not_fetched("resnet50", error) from error
    return nn.Sequential(*list(network.children())[:-2])


def _timm(
    name: str, arguments: Mapping[str, Any], size: tuple[int, int], *, pretrained: bool
) -> nn.Module:
    if not timm.is_model(name):
        near = timm.list_models(f"*{name.split('_')[0].split('.')[0]}*")[:5]
        raise ConfigError(
            f"feature_extractor.model_path: timm has no model {name!r}",
            hint=f"e.g. {', '.join(near or ['resnet18', 'efficientnet_b1'])}",
        )
    sized = {"img_size": size} if _takes_size(name) else {}
    try:
        return timm.create_model(name, pretrained=pretrained, **{**sized, **arguments})
    except (TypeError, AssertionError, KeyError, IndexError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ConfigError(
            f"feature_extractor: timm cannot build {name!r}: {reason}", hint="model_args"
        ) from error
    except (OSError, RuntimeError) as error:
        if not pretrained:
            raise
        raise _not_fetched(name, error) from error


def _takes_size(name: str) -> bool:
    """Whether a network is built for one size of picture, like a vision transformer."""
    return bool((timm.get_pretrained_cfg(name) or timm.models.PretrainedCfg()).fixed_input_size)


def _not_fetched(name: str, error: Exception) -> DataError:
    reason = (str(error).splitlines() or [type(error).__name__])[0][:200]
    return DataError(
        f"the published weights of {name} cannot be fetched: {reason}",
        hint="feature_extractor.pretrained: false starts without them; checkpoint_path names a "
        "local file",
    )
