"""Scores of a model on clips."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import torch
from torch import Tensor, nn

from trainer.data.batch import Batch
from trainer.engine.device import autocast, enough_memory
from trainer.engine.processes import Processes
from trainer.preparing import Preparation
from trainer.scoring.keeper import ScoreKeeper


def score_batches(
    model: nn.Module,
    batches: Iterable[Batch],
    keeper: ScoreKeeper,
    preparation: Preparation,
    *,
    device: torch.device,
    precision: str,
) -> Iterator[int]:
    """Count what a model says of batches; gives the number of clips of each in turn.

    Args:
        model: on the device; it is left in evaluation mode.
        batches: as a loader gives them.
        keeper: counts.
        preparation: from decoded frames to pictures, without augmentation.
        device: where the model is.
        precision: fp32, bf16 or fp16.

    Raises:
        DeviceError: there is not enough memory.
    """
    model.eval()
    for batch in batches:
        with enough_memory(len(batch), batch.mask.shape[1]), torch.inference_mode():
            moved = batch.to(device)
            keeper.add(
                logits_of(model, moved, batch, preparation, device=device, precision=precision),
                moved.labels,
                real=moved.real,
            )
        yield int(batch.real.sum())


def logits_of(
    model: nn.Module,
    moved: Batch,
    before: Batch,
    preparation: Preparation,
    *,
    device: torch.device,
    precision: str,
) -> dict[str, Tensor]:
    """The logits of every head for a batch on the device; ``before`` is the one in main memory."""
    pictures = preparation(moved, epoch=None)
    mask = None if bool(before.mask.all()) else moved.mask
    with autocast(precision, device):
        logits: dict[str, Tensor] = model(pictures, mask, moved.landmarks)
    return {name: values.float() for name, values in logits.items()}


def gathered_keeper(keeper: ScoreKeeper, processes: Processes) -> ScoreKeeper:
    """The counts of all processes together, in each of them."""
    if processes.world > 1:
        keeper.load(processes.add_up(keeper.state()))
    return keeper
