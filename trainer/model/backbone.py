"""From pictures to features: a published network, and how its map becomes one row of numbers."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

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
        channels_at_end: whether its maps are (n, height, width, c).
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
        self.channels_at_end = "NHWC" in str(getattr(self.backbone, "output_fmt", ""))
        shape = self._shape(settings, size)
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
        features: Tensor = self.projection(self.pooling(self._map(pictures)))
        return features

    def _map(self, pictures: Tensor) -> Tensor:
        """The last map of a network that gives several, or its only output."""
        output: Any = self.backbone(pictures)
        last: Tensor = output[-1] if isinstance(output, (list, tuple)) else output
        return last.permute(0, 3, 1, 2) if self.channels_at_end and last.ndim == 4 else last

    def _shape(self, settings: Settings, size: tuple[int, int]) -> torch.Size:
        """Of the map of one picture."""
        self.backbone.eval()
        try:
            with torch.no_grad():
                return self._map(torch.zeros(1, 3, *size)).shape
        except (RuntimeError, AssertionError, ValueError) as error:
            raise ConfigError(
                f"feature_extractor: {_name(settings)} does not take pictures of {size[0]} x "
                f"{size[1]} pixels: {_reason(error)}",
                hint="augmentations_parameters.resize_size and center_crop_size",
            ) from error
        finally:
            self.backbone.train()


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
                f"feature_extractor.pooling: {_name(settings)} gives no map to keep places of",
                hint="pooling: average",
            )
        height, width = min(shape[2], _GRID), min(shape[3], _GRID)
        self.reduce = nn.Sequential(
            nn.Conv2d(shape[1], channels, 1, bias=False),
            nn.BatchNorm2d(channels),
            nn.ReLU(inplace=True),
            nn.Identity()
            if shape[2:] == (height, width)
            else _Shrink((shape[2], shape[3]), (height, width)),
        )
        self.width = channels * height * width

    def forward(self, features: Tensor) -> Tensor:
        """Rows (n, channels x places) of maps (n, c, h, w)."""
        reduced: Tensor = self.reduce(features)
        return reduced.flatten(1)


class _Shrink(nn.Module):
    """Adaptive average pooling; that of PyTorch has no deterministic gradient on a GPU."""

    def __init__(self, size: tuple[int, int], into: tuple[int, int]) -> None:
        super().__init__()
        for name, places, fewer in zip(("rows", "columns"), size, into, strict=True):
            self.register_buffer(name, _averages(places, fewer), persistent=False)

    rows: Tensor
    columns: Tensor

    def forward(self, maps: Tensor) -> Tensor:
        """Smaller maps (n, c, *into) of maps (n, c, *size)."""
        return self.rows @ maps @ self.columns.T


def _averages(places: int, fewer: int) -> Tensor:
    """Weights (fewer, places) of neighbouring places in each of fewer."""
    weights = torch.zeros(fewer, places)
    for number in range(fewer):
        start, end = number * places // fewer, -(-(number + 1) * places // fewer)
        weights[number, start:end] = 1 / (end - start)
    return weights


def _name(settings: Settings) -> str:
    return "resnet50" if settings.name == "resnet50_extractor" else settings.model_path


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
    except Exception as error:  # torch.hub lets pass whatever its parts raise
        raise _not_fetched("resnet50", error) from error
    return nn.Sequential(OrderedDict(list(network.named_children())[:-2]))


def _timm(
    name: str, arguments: Mapping[str, Any], size: tuple[int, int], *, pretrained: bool
) -> nn.Module:
    if not timm.is_model(name):
        raise ConfigError(
            f"feature_extractor.model_path: timm has no model {name!r}",
            hint=f"e.g. {', '.join(_near(name) or ['resnet18', 'efficientnet_b1'])}",
        )
    _refuse_sources(arguments)
    sized = {"img_size": size} if _takes_size(name) else {}
    arguments = {**sized, **arguments}
    try:
        return timm.create_model(name, pretrained=pretrained, **arguments)
    except Exception as error:  # timm lets pass whatever its parts raise
        if pretrained and (isinstance(error, OSError) or _builds(name, arguments)):
            raise _not_fetched(name, error) from error
        raise ConfigError(
            f"feature_extractor: timm cannot build {name!r}: {_reason(error)}", hint="model_args"
        ) from error


_SOURCES = (
    "cache_dir",
    "checkpoint_path",
    "pretrained",
    "pretrained_cfg",
    "pretrained_cfg_overlay",
)
"""Arguments of ``timm.create_model`` that name weights; some releases of timm unpickle them."""


def _refuse_sources(arguments: Mapping[str, Any]) -> None:
    for name in _SOURCES:
        if name in arguments:
            raise ConfigError(
                f"feature_extractor.model_args: {name} says where weights come from, not what "
                "network it is",
                hint="feature_extractor.pretrained and checkpoint_path, which are read safely",
            )


def _near(name: str) -> list[str]:
    """Names of timm that are spelled nearly so, else those that begin alike."""
    known = timm.list_models()
    start = name.split("_")[0].split(".")[0].lower()
    alike = get_close_matches(name.lower(), known, n=5, cutoff=0.75)
    return alike or [each for each in known if start and each.startswith(start)][:5]


def _builds(name: str, arguments: Mapping[str, Any]) -> bool:
    """Whether it is not the arguments that are at fault."""
    try:
        timm.create_model(name, pretrained=False, **arguments)
    except Exception:
        return False
    return True


def _takes_size(name: str) -> bool:
    """Whether a network is built for one size of picture, like a vision transformer."""
    return bool((timm.get_pretrained_cfg(name) or timm.models.PretrainedCfg()).fixed_input_size)


def _not_fetched(name: str, error: Exception) -> DataError:
    return DataError(
        f"the published weights of {name} cannot be fetched: {_reason(error)}",
        hint="feature_extractor.pretrained: false starts without them; checkpoint_path names a "
        "local file",
    )


def _reason(error: Exception) -> str:
    """The first line of what an error says."""
    lines = str(error).strip().splitlines()
    return lines[0][:200] if lines else type(error).__name__
