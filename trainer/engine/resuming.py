"""The state that a run goes on from: one file, whole or not there."""

from __future__ import annotations

from collections.abc import Mapping
from io import BufferedIOBase
from pathlib import Path
from typing import Any, BinaryIO, cast

import torch
from torch import distributed

from hamnosys.output import open_binary_output
from trainer.checkpoint import load_tensors, put_weights
from trainer.engine.kit import Kit
from trainer.engine.randomness import random_states, restore_random_states
from trainer.engine.training import EpochProgress
from trainer.errors import CheckpointError

STATE = "resume.pt"
_FORMAT = 1


def save_state(directory: Path, kit: Kit, progress: EpochProgress) -> None:
    """Save all that an interrupted run needs to go on as if nothing had happened.

    All processes call it; the first one writes.

    Raises:
        OutputError: it cannot be written.
    """
    sums = kit.processes.add_up(progress.sums.clone())
    randoms = _from_all(random_states(kit.device), kit.processes.world)
    if not kit.processes.first:
        return
    state = {
        "format": _FORMAT,
        "epoch": progress.epoch,
        "steps": progress.steps,
        "trained": progress.trained.cpu(),
        "sums": sums.cpu(),
        "totals": progress.totals.cpu(),
        "model": kit.model.state_dict(),
        "stepper": kit.stepper.state(),
        "random": randoms,
    }
    with open_binary_output(directory / STATE, force=True) as stream:
        _save(state, stream)


class _Writer(BufferedIOBase):
    """Passes bytes on and remembers why that failed, of which PyTorch's own error says nothing."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.failure: OSError | None = None

    def write(self, data: Any) -> int:
        """Write all of the data."""
        try:
            return self.stream.write(data)
        except OSError as error:
            self.failure = self.failure or error
            raise


def _save(state: Mapping[str, Any], stream: BinaryIO) -> None:
    writer = _Writer(stream)
    try:
        torch.save(state, cast("BinaryIO", writer))
    except RuntimeError:
        if writer.failure is None:
            raise
        raise writer.failure from None


def _from_all(own: dict[str, Any], world: int) -> list[Any]:
    if world == 1:
        return [own]
    found: list[Any] = [None] * world
    distributed.all_gather_object(found, own)
    return found


def load_state(directory: Path, kit: Kit) -> EpochProgress:
    """Go on from a saved state: the kit is changed, and how far it was is returned.

    Raises:
        CheckpointError: the file cannot be read, or is of another model.
    """
    path = directory / STATE
    state = load_tensors(path)
    hint = "--force begins anew"
    if not isinstance(state, dict) or state.get("format") != _FORMAT:
        raise CheckpointError("is no state of a run", file=str(path), hint=hint)
    try:
        put_weights(kit.model, state["model"], path)
        kit.stepper.restore(state["stepper"])
        processes = kit.processes
        randoms = state["random"]
        restore_random_states(randoms[processes.rank % len(randoms)], kit.device)
        sums = state["sums"].to(kit.device)
        return EpochProgress(
            int(state["epoch"]),
            int(state["steps"]),
            state["trained"].to(kit.device),
            sums if processes.first else torch.zeros_like(sums),
            state["totals"].to(kit.device),
        )
    except (
        ArithmeticError,
        AttributeError,
        LookupError,
        RuntimeError,
        TypeError,
        ValueError,
    ) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise CheckpointError(
            f"does not fit this configuration: {reason}", file=str(path), hint=hint
        ) from error
