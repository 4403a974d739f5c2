"""Clips as tensors. What is drawn depends on seed, epoch and clip only, not on who loads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import Dataset

from trainer.data.batch import ABSENT, Batch
from trainer.data.clips import Clip
from trainer.data.frames import check_size, read_frame
from trainer.data.mirror import MirrorTables, mirrored_labels
from trainer.data.sampling import FrameChoice, frame_numbers


@dataclass(frozen=True, slots=True)
class Draw:
    """A clip of a batch; not ``real`` where it only fills up the batch of a process."""

    epoch: int
    index: int
    real: bool = True


@dataclass(frozen=True, slots=True)
class Sample:
    """A clip: ``frames`` are uint8 (3, height, width) each, all of one size, without padding."""

    frames: tuple[Tensor, ...]
    labels: tuple[int, ...]
    clip: int
    mirrored: bool
    real: bool


class ClipDataset(Dataset[Sample]):
    """Clips, decoded when they are asked for.

    With mirror tables clips of left-handed signers are mirrored, their labels too; with ``flip``
    half of all clips are seen the other way in training.
    """

    def __init__(
        self,
        clips: Sequence[Clip],
        *,
        choice: FrameChoice,
        seed: int = 0,
        training: bool = False,
        mirror: MirrorTables | None = None,
        flip: bool = False,
        cache: bool = False,
    ) -> None:
        """Takes the clips of one side of a split.

        Args:
            clips: at least one.
            choice: of the frames.
            seed: of what is drawn, 0 or more.
            training: whether frames and flips are drawn.
            mirror: what becomes of labels; None mirrors no clip.
            flip: mirror half the clips in training.
            cache: keep decoded frames.
        """
        self.clips = tuple(clips)
        self.choice = choice
        self.seed = seed
        self.training = training
        self.mirror = mirror
        self.flip = flip
        self._frames: dict[str, Tensor] | None = {} if cache else None

    def __len__(self) -> int:
        return len(self.clips)

    def __getitem__(self, draw: Draw) -> Sample:
        """The clip of a draw.

        Raises:
            DataError: a frame cannot be decoded, or differs in size from those before it.
        """
        clip = self.clips[draw.index]
        rng = None
        flipped = False
        if self.training:
            rng = np.random.default_rng((self.seed, draw.epoch, draw.index))
            flipped = bool(rng.random() < 0.5) and self.flip
        mirrored = self.mirror is not None and clip.left_handed != flipped
        labels = clip.labels
        if mirrored and self.mirror is not None:
            labels = mirrored_labels(labels, self.mirror)
        if not draw.real:
            labels = (ABSENT,) * len(labels)
        frames: list[Tensor] = []
        for number in frame_numbers(clip, self.choice, rng):
            path = clip.frame(number)
            frames.append(self._frame(path, clip))
            check_size(path, clip, frames[-1], frames[0])
        return Sample(tuple(frames), labels, draw.index, mirrored, draw.real)

    def _frame(self, path: str, clip: Clip) -> Tensor:
        if self._frames is None:
            return read_frame(path, clip)
        frame = self._frames.get(path)
        if frame is None:
            frame = self._frames[path] = read_frame(path, clip)
        return frame


def collate(samples: Sequence[Sample], segments: int) -> Batch:
    """A batch of samples, each padded with black frames to ``segments``, masked out."""
    sizes = {sample.frames[0].shape for sample in samples}
    mask = torch.zeros(len(samples), segments, dtype=torch.bool)
    frames: Tensor | tuple[Tensor, ...]
    if len(sizes) == 1:
        frames = torch.empty((len(samples), segments, *sizes.pop()), dtype=torch.uint8)
        padded = list(frames)
    else:
        padded = [
            torch.empty((segments, *sample.frames[0].shape), dtype=torch.uint8)
            for sample in samples
        ]
        frames = tuple(padded)
    for number, (sample, target) in enumerate(zip(samples, padded, strict=True)):
        count = len(sample.frames)
        torch.stack(sample.frames, out=target[:count])
        target[count:] = 0
        mask[number, :count] = True
    return Batch(
        frames=frames,
        mask=mask,
        labels=torch.tensor([sample.labels for sample in samples], dtype=torch.int64),
        clips=torch.tensor([sample.clip for sample in samples], dtype=torch.int64),
        mirrored=torch.tensor([sample.mirrored for sample in samples]),
        real=torch.tensor([sample.real for sample in samples]),
    )
