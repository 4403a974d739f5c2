"""From colours of 0 to 255 to what published weights were trained on."""

from __future__ import annotations

import torch
from torch import Tensor

from trainer.preparing.colors import GREY, ColorMaps

MEAN = (0.485, 0.456, 0.406)
DEVIATION = (0.229, 0.224, 0.225)
"""Of red, green and blue (0 to 1) of the pictures of ImageNet."""


def blank(clips: int, times: int, height: int, width: int, device: torch.device) -> Tensor:
    """An empty tensor (clips, frames, 3, height, width) in channels-last order.

    With clips and frames as one dimension it is contiguous as `torch.channels_last`.
    """
    empty = torch.empty((clips, times, height, width, 3), device=device)
    return empty.permute(0, 1, 4, 2, 3)


def normalize(frames: Tensor, mask: Tensor, out: Tensor) -> Tensor:
    """Colours less mean by deviation; 0 where ``mask`` is false.

    Args:
        frames: uint8 or float32 (clips, frames, 3, height, width), 0 to 255.
        mask: bool (clips, frames).
        out: float32 of the shape of ``frames``, is filled.
    """
    scale, black = _normal(frames.device)
    kept = mask[:, :, None].float()
    factor, base = kept * (scale / 255), kept * black
    return torch.addcmul(base[..., None, None], frames.float(), factor[..., None, None], out=out)


def recolor(frames: Tensor, mask: Tensor, maps: ColorMaps, out: Tensor) -> Tensor:
    """As `normalize`, with colours changed before and kept within 0 to 1."""
    device, frames = frames.device, frames.float()
    clips, times, channels, height, width = frames.shape
    scale, black = _normal(device)
    shift = torch.from_numpy(maps.shift).to(device)
    grey = torch.from_numpy(maps.grey).to(device)
    offset = grey[:, None] * _grey_level(frames, mask)[:, None] + shift
    linear = torch.from_numpy(maps.linear).to(device) * (scale / 255)[:, None]
    kept = mask[:, :, None].float()
    changed = torch.baddbmm(
        (kept * (offset * scale + black)[:, None]).reshape(-1, 3, 1),
        (kept[..., None] * linear[:, None]).reshape(-1, 3, 3),
        frames.reshape(clips * times, channels, -1),
    ).view(clips, times, channels, height, width)
    # Normalizing keeps the order of values: the limits are normalized in place of the values.
    low, high = kept * black, kept * (scale + black)
    return torch.clamp(changed, low[..., None, None], high[..., None, None], out=out)


def _normal(device: torch.device) -> tuple[Tensor, Tensor]:
    """Factor of a colour of 0 to 1, and what black becomes; both (3,)."""
    mean, deviation = torch.tensor([MEAN, DEVIATION], device=device)
    return 1 / deviation, -mean / deviation


def _grey_level(frames: Tensor, mask: Tensor) -> Tensor:
    """Mean grey of each clip's frames that are none of padding, 0 to 1; shape (clips,)."""
    shares = torch.tensor(GREY, device=frames.device)
    levels = (frames.mean((3, 4)) * shares).sum(2)
    kept = mask.float()
    return (levels * kept).sum(1) / kept.sum(1).clamp(min=1) / 255
