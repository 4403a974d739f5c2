"""What a model is given at once."""

from __future__ import annotations

from collections.abc import Callable
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
            height, width) where their sizes differ. Padding is black. None without frames.
        mask: bool (clips, frames), true where there is a frame and no padding.
        labels: int64 (clips, heads), `ABSENT` where a clip has none. Mirrored already.
        clips: int64 (clips,), their numbers in the list of the data set.
        mirrored: bool (clips,), true where the frames are still to be flipped.
        real: bool (clips,), false for a clip that only fills the batch of a process up.
        landmarks: float32 (clips, frames, points, 4), mirrored already; 0 where a point is missing
            and in padding. None without landmarks.
    """

    frames: Tensor | tuple[Tensor, ...] | None
    mask: Tensor
    labels: Tensor
    clips: Tensor
    mirrored: Tensor
    real: Tensor
    landmarks: Tensor | None = None

    def __len__(self) -> int:
        return len(self.labels)

    def to(self, device: torch.device) -> Batch:
        """The same on a device; from pinned memory without waiting."""
        return self._each(lambda tensor: tensor.to(device, non_blocking=True))

    def pin_memory(self) -> Batch:
        """The same in page-locked memory (the loader calls it)."""
        return self._each(Tensor.pin_memory)

    def _each(self, change: Callable[[Tensor], Tensor]) -> Batch:
        """The same with all tensors changed but ``clips``, which stay where they are."""
        frames = self.frames
        if isinstance(frames, tuple):
            frames = tuple(map(change, frames))
        elif frames is not None:
            frames = change(frames)
        return replace(
            self,
            frames=frames,
            mask=change(self.mask),
            labels=change(self.labels),
            mirrored=change(self.mirrored),
            real=change(self.real),
            landmarks=None if self.landmarks is None else change(self.landmarks),
        )
