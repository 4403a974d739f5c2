"""An epoch of training, as free functions over a `Kit`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor
from torch.nn.parallel import DistributedDataParallel

from trainer.data.batch import Batch
from trainer.data.clip import Clip
from trainer.engine.device import enough_memory
from trainer.engine.kit import Kit
from trainer.errors import TrainingError

_NAMED = 5
"""Clips of a batch that are named in a message."""


@dataclass(slots=True)
class EpochProgress:
    """How far an epoch is; what resuming goes on from.

    Attributes:
        epoch: its number, from 0.
        steps: optimizer steps taken in it.
        trained: clips that were trained on, over all processes; a scalar on the device.
        sums: (heads,) on the device, float64: sums of the losses of this process.
        totals: (heads,) what they are divided by, over all processes.
    """

    epoch: int
    steps: int
    trained: Tensor
    sums: Tensor
    totals: Tensor

    @classmethod
    def begin(cls, epoch: int, heads: int, device: torch.device) -> EpochProgress:
        """Nothing yet."""
        nothing = torch.zeros(heads, dtype=torch.float64, device=device)
        return cls(epoch, 0, nothing.sum(), nothing, nothing.clone())

    @property
    def clips(self) -> int:
        """Clips that were trained on; a GPU is waited for."""
        return int(self.trained)

    def loss(self, kit: Kit) -> float:
        """The mean loss so far, over all processes."""
        sums = kit.processes.add_up(self.sums.clone())
        shares = torch.where(self.totals > 0, sums / self.totals.clamp(min=1e-12), 0.0)
        return float((shares * kit.loss.head_weights).sum())


@dataclass(slots=True)
class FiniteCheck:
    """Stops training on a loss that is no number.

    It looks at a loss one step late, so that a GPU never waits for it.
    """

    clips: Sequence[Clip]
    waiting: list[tuple[Tensor, Tensor, int, int]] = field(default_factory=list)

    def add(self, loss: Tensor, batch: Batch, progress: EpochProgress) -> None:
        """Remember the loss of a batch, and look at those before it."""
        self.look()
        self.waiting.append((loss.detach(), batch.clips, progress.epoch, progress.steps))

    def look(self) -> None:
        """Look at what is remembered.

        Raises:
            TrainingError: a loss is not finite.
        """
        for loss, clips, epoch, step in self.waiting:
            if not bool(torch.isfinite(loss)):
                names = [self.clips[number].name for number in clips.tolist()]
                more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
                raise TrainingError(
                    f"the loss is {float(loss)} in epoch {epoch + 1}, step {step + 1}, on the "
                    f"batch of {', '.join(names[:_NAMED])}{more}",
                    hint="lower train_parameters.lr, or set clip_norm; with fp16 try bf16 or fp32",
                )
        self.waiting.clear()


def train_steps(
    kit: Kit, batches: Iterable[Batch], progress: EpochProgress, accumulate: int, check: FiniteCheck
) -> Iterator[bool]:
    """Train on batches; after each optimizer step tells whether other parts are frozen now.

    Args:
        kit: the model and what it is trained with.
        batches: those of the rest of the epoch.
        progress: of the epoch, kept up.
        accumulate: batches of an optimizer step; the last may have fewer.
        check: stops on a loss that is no number.

    Raises:
        TrainingError: the loss is no number, or a batch norm has one number only.
        DeviceError: there is not enough memory.
    """
    for group in grouped(batches, accumulate):
        changed = kit.freeze_for(progress.epoch, kit.stepper.step)
        train_step(kit, group, progress, check)
        yield changed
    check.look()


def grouped(batches: Iterable[Batch], size: int) -> Iterator[list[Batch]]:
    """Batches by so many; the last group may be smaller."""
    group: list[Batch] = []
    for batch in batches:
        group.append(batch)
        if len(group) == size:
            yield group
            group = []
    if group:
        yield group


def train_step(
    kit: Kit, group: Sequence[Batch], progress: EpochProgress, check: FiniteCheck
) -> None:
    """One optimizer step over a group of batches."""
    with enough_memory(len(group[0]), group[0].mask.shape[1]), _enough_numbers():
        moved = [batch.to(kit.device) for batch in group]
        counted = [kit.loss.totals(batch.labels).double() for batch in moved]
        clips = torch.stack([batch.real.sum() for batch in moved]).sum()
        own = torch.cat([torch.stack(counted).sum(0), clips.double()[None]])
        whole = kit.processes.add_up(own)
        totals = whole[:-1]
        for place, (batch, before) in enumerate(zip(moved, group, strict=True)):
            last = place == len(group) - 1
            with _no_exchange(kit, last=last):
                pictures = kit.preparation(batch, epoch=progress.epoch)
                mask = None if bool(before.mask.all()) else batch.mask
                logits = kit.logits(pictures, mask, batch.landmarks)
                losses = kit.loss(logits, batch.labels, totals.float())
                # Gradients of several processes are averaged, but this loss is a share of a sum.
                kit.stepper.backward(losses.total * kit.processes.world)
            progress.sums += losses.sums.double()
            check.add(losses.total, before, progress)
        kit.stepper.take()
    progress.totals += totals
    progress.steps += 1
    progress.trained += whole[-1]


@contextmanager
def _enough_numbers() -> Iterator[None]:
    """Say what to change where a batch norm has nothing to take a mean of."""
    try:
        yield
    except ValueError as error:
        if "more than 1 value per channel" not in str(error):
            raise
        raise TrainingError(
            "a batch norm needs more than one number a channel: the batch is one frame",
            hint="larger pictures, more num_segments, or a batch_size that leaves no last batch of "
            "one clip",
        ) from error


def _no_exchange(kit: Kit, *, last: bool) -> AbstractContextManager[Any]:
    """Processes exchange gradients once a step."""
    if last or not isinstance(kit.network, DistributedDataParallel):
        return nullcontext()
    exchange: AbstractContextManager[Any] = kit.network.no_sync()
    return exchange
