"""The processes that train together (``torchrun``), or the only one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import Tensor, distributed


@dataclass(frozen=True, slots=True)
class Processes:
    """This process among all; ``local`` is its number on this machine."""

    rank: int = 0
    world: int = 1
    local: int = 0

    @property
    def first(self) -> bool:
        """Whether this is the process that writes and speaks."""
        return self.rank == 0

    def add_up(self, tensor: Tensor) -> Tensor:
        """The sum over all processes, in place."""
        if self.world > 1:
            distributed.all_reduce(tensor)
        return tensor

    def any_of(self, number: int) -> int:
        """The highest of the numbers of all processes."""
        if self.world == 1:
            return number
        gpu = distributed.get_backend() == "nccl"
        highest = torch.tensor(number, device="cuda" if gpu else "cpu")
        distributed.all_reduce(highest, distributed.ReduceOp.MAX)
        return int(highest)

    def wait(self) -> None:
        """Wait for all others."""
        if self.world > 1:
            distributed.barrier()


def processes_around() -> Processes:
    """What ``torchrun`` says in the environment."""
    return Processes(
        int(os.environ.get("RANK", "0")),
        int(os.environ.get("WORLD_SIZE", "1")),
        int(os.environ.get("LOCAL_RANK", "0")),
    )


@contextmanager
def joined(processes: Processes, device: torch.device) -> Iterator[None]:
    """Join the others for the block."""
    if processes.world == 1:
        yield
        return
    gpu = device.type == "cuda"
    distributed.init_process_group("nccl" if gpu else "gloo", device_id=device if gpu else None)
    try:
        yield
    finally:
        distributed.destroy_process_group()
