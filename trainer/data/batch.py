"""What a model is given at once."""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
from torch import Tensor

ABSENT = -1
"""Label of a head that a clip has no class in."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Clips, padded to one number of frames.

    Attributes:
        frames: uint8 (clips, frames, 3, height, width); a tuple of one tensor a clip (frames, 3,
            height, width) where their sizes differ. Padding is black.
        mask: bool (clips, frames), true where there is a frame and no padding.
        labels: int64 (clips, heads), `ABSENT` where a clip has none. Mirrored already.
        clips: int64 (clips,), their numbers in the list of the data set.
        mirrored: bool (clips,), true where the frames are still to be flipped.
        real: bool (clips,), false for a clip that only fills the batch of a process up.
    """

    frames: Tensor | tuple[Tensor, ...]
    mask: Tensor
    labels: Tensor
    clips: Tensor
    mirrored: Tensor
    real: Tensor

    def __len__(self) -> int:
        return len(self.labels)

    def to(self, device: torch.device) -> Batch:
        """The same on a device; from pinned memory without waiting."""

        def move(tensor: Tensor) -> Tensor:
            return tensor.to(device, non_blocking=True)

        frames = self.frames
        moved = tuple(map(move, frames)) if isinstance(frames, tuple) else move(frames)
        return replace(
            self,
            frames=moved,
            mask=move(self.mask),
            labels=move(self.labels),
            mirrored=move(self.mirrored),
            real=move(self.real),
        )

    def pin_memory(self) -> Batch:
        """The same in page-locked memory (the loader calls it)."""
        frames = self.frames
        pinned = (
            tuple(frame.pin_memory() for frame in frames)
            if isinstance(frames, tuple)
            else frames.pin_memory()
        )
        return replace(
            self,
            frames=pinned,
            mask=self.mask.pin_memory(),
            labels=self.labels.pin_memory(),
            mirrored=self.mirrored.pin_memory(),
            real=self.real.pin_memory(),
        )
