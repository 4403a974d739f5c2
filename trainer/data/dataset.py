"""Clips as tensors. What is drawn depends on seed, epoch and clip only, not on who loads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import Dataset

from trainer.data.batch import ABSENT, Batch
from trainer.data.clip import Clip
from trainer.data.frames import FrameReader
from trainer.data.landmarks import LandmarkReader
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
    """A clip, without padding.

    Attributes:
        frames: uint8 (3, height, width) each, all of one size; empty if none are read.
        count: how many frames are seen.
        labels: one a head.
        clip: its number.
        mirrored: whether frames are still to be flipped.
        real: false where it only fills up a batch.
        landmarks: float32 (frames, points, 4), flipped already; None if none are read.
    """

    frames: tuple[Tensor, ...]
    count: int
    labels: tuple[int, ...]
    clip: int
    mirrored: bool
    real: bool
    landmarks: Tensor | None = None


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
        landmarks: LandmarkReader | None = None,
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
            landmarks: reads those of clips; None reads none.
        """
        self.clips = tuple(clips)
        self.choice = choice
        self.seed = seed
        self.training = training
        self.mirror = mirror
        self.flip = flip
        self.landmarks = landmarks
        self._frames = FrameReader(cache=cache)

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
        numbers = frame_numbers(clip, self.choice, rng)
        frames = self._frames.frames(clip, numbers)
        points = None
        if self.landmarks is not None:
            found = self.landmarks.points(clip, numbers, mirrored=mirrored, rng=rng)
            points = torch.from_numpy(found)
        return Sample(frames, len(numbers), labels, draw.index, mirrored, draw.real, points)


def collate(samples: Sequence[Sample], segments: int) -> Batch:
    """A batch of samples, each padded to ``segments`` frames that are masked out."""
    mask = torch.zeros(len(samples), segments, dtype=torch.bool)
    for number, sample in enumerate(samples):
        mask[number, : sample.count] = True
    return Batch(
        frames=_padded_frames(samples, segments),
        mask=mask,
        labels=torch.tensor([sample.labels for sample in samples], dtype=torch.int64),
        clips=torch.tensor([sample.clip for sample in samples], dtype=torch.int64),
        mirrored=torch.tensor([sample.mirrored for sample in samples]),
        real=torch.tensor([sample.real for sample in samples]),
        landmarks=_padded_landmarks(samples, segments),
    )


def _padded_frames(samples: Sequence[Sample], segments: int) -> Tensor | tuple[Tensor, ...] | None:
    if not samples[0].frames:
        return None
    sizes = {sample.frames[0].shape for sample in samples}
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
    for sample, target in zip(samples, padded, strict=True):
        torch.stack(sample.frames, out=target[: sample.count])
        target[sample.count :] = 0
    return frames


def _padded_landmarks(samples: Sequence[Sample], segments: int) -> Tensor | None:
    found = [sample.landmarks for sample in samples if sample.landmarks is not None]
    if not found:
        return None
    padded = torch.zeros((len(found), segments, *found[0].shape[1:]))
    for points, target in zip(found, padded, strict=True):
        target[: len(points)] = points
    return padded
