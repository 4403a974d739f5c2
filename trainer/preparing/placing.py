"""Size and place of the picture: resize, centre crop, mirror, and motion on top."""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as nn
from torch import Tensor
from torchvision.transforms.v2 import functional as pictures

from trainer.config.schema import Augmentations


@dataclass(frozen=True, slots=True)
class Placing:
    """How frames come to their size.

    Attributes:
        resize: pixels of the shorter side; None leaves the size.
        crop: height and width of the centre that is cut out; None leaves all. What is smaller is
            padded with black.
    """

    resize: int | None
    crop: tuple[int, int] | None

    @classmethod
    def of(cls, settings: Augmentations) -> Placing:
        """As the settings say; ``null`` of both switches means true."""
        side = settings.resize_size
        return cls(
            resize=None if settings.apply_resize is False else side,
            crop=(
                None
                if settings.apply_center_crop is False
                else settings.center_crop_size or (side, side)
            ),
        )

    def resized(self, frames: Tensor) -> Tensor:
        """Frames (clips, frames, 3, height, width), uint8, with the shorter side as it should be.

        Shrinking averages. Frames that have their size already are not touched.
        """
        if self.resize is None or min(frames.shape[-2:]) == self.resize:
            return frames
        resized: Tensor = pictures.resize(frames, [self.resize], antialias=True)
        return resized

    def size(self, resized: Tensor) -> tuple[int, int]:
        """Height and width that resized frames (..., height, width) get."""
        height, width = resized.shape[-2:]
        return self.crop or (height, width)

    def still(self, resized: Tensor, mirrored: Tensor) -> Tensor:
        """Cut out and flip resized frames (clips, frames, 3, height, width)."""
        cut = resized
        if self.crop is not None and cut.shape[-2:] != self.crop:
            cut = pictures.center_crop(cut, list(self.crop))
        if mirrored.device.type == "cpu" and not mirrored.any():  # elsewhere asking costs a wait
            return cut
        return torch.where(mirrored[:, None, None, None, None], cut.flip(-1), cut)

    def moved(self, resized: Tensor, mirrored: Tensor, motions: Tensor) -> Tensor:
        """As `still`, with a motion on top, all in one step.

        Resizing stays a step of its own: one look-up would not average where it shrinks, and
        training would see other pictures than evaluation.

        Args:
            resized: uint8 (clips, frames, 3, height, width).
            mirrored: bool (clips,).
            motions: (clips, 2, 3) of `trainer.preparing.motion.motions`.

        Returns:
            float32 (clips, frames, 3, height, width), 0 to 255; black beyond the old picture.
        """
        clips, times, channels, high, wide = resized.shape
        height, width = self.size(resized)
        # Matrix products of this shape are slow on a CPU; sums of a row and a column are not.
        x, y = _places(width, resized.device), _places(height, resized.device)[:, None]
        of_x, of_y, constant = motions[..., None, None].unbind(2)
        side = torch.where(mirrored, -1.0, 1.0)[:, None, None]
        grid = torch.empty((clips, height, width, 2), device=resized.device)
        for axis, (old, new) in enumerate(((wide, width), (high, height))):
            place = of_x[:, axis] * x + of_y[:, axis] * y + constant[:, axis]
            centred = place * side if axis == 0 else place
            torch.mul(centred + _off_centre(old, new), 2 / old, out=grid[..., axis])
        # The frames of a clip are its channels: they share one grid.
        flat = resized.reshape(clips, times * channels, high, wide).float()
        sampled = nn.grid_sample(flat, grid, align_corners=False)
        return sampled.view(clips, times, channels, height, width)


def _places(count: int, device: torch.device) -> Tensor:
    """The middles of pixels in a row whose ends are at -1 and 1; shape (count,)."""
    return (torch.arange(count, device=device) * 2 + 1) / count - 1


def _off_centre(old: int, new: int) -> float:
    """How far right the centre of a crop is from that of the picture, in pixels.

    Half a pixel where their sizes differ by an odd number: as torchvision rounds.
    """
    start = round((old - new) / 2) if old >= new else -((new - old) // 2)
    return start + new / 2 - old / 2
